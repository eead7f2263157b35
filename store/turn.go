package store

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// turnSuffix names the file beside the database by which one process tells the
// others that it waits for its turn to write. A refresh that sees it ends its
// transaction; without it, it may be a long one.
const turnSuffix = "-turn"

// turnHolds is for how long such a file is believed: one who still waits makes
// it again, and one who was killed does not.
const turnHolds = 2 * time.Second

// askTurn tells other processes that this one waits. Where the file can't be
// made they are waited for without it.
func (c *core) askTurn() {
	f, err := os.OpenFile(c.path+turnSuffix, os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrPermission) {
		c.opts.Logger.Debug("asking other processes for a turn to write", "error", err)
	}
}

// endTurn takes the wish back, and that of others, who make it again.
func (c *core) endTurn() { _ = os.Remove(c.path + turnSuffix) } // somebody else may have done so

// turnAsked says whether another process waits for its turn.
func (c *core) turnAsked() bool {
	info, err := os.Stat(c.path + turnSuffix)
	if err != nil {
		return false
	}
	if age := time.Since(info.ModTime()); age > turnHolds || age < -turnHolds {
		return os.Remove(c.path+turnSuffix) == nil // what can't be removed would be believed for ever
	}
	return true
}

// filled says whether a refresh has kept the writer, since started, for as long
// as it may: the user's own writes and other processes' go at once, what else
// waits in this process after a short batch.
func (c *core) filled(started time.Time) bool {
	held := time.Since(started)
	return held > longestFill || held > longestBatch && c.gate.waitedFor() || c.gate.wanted() || c.turnAsked()
}

// giveTurn leaves another process that waits a gap between two batches: it asks
// every millisecond, or every ten when it has time.
func (c *core) giveTurn() {
	for range 15 {
		if !c.turnAsked() {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
