package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// setStrangeLogAside sets a write-ahead log aside that is not the database's: a
// copy was put in the place of a database whose lede had been killed, or a program
// that keeps folders alike has brought the one and not the other. SQLite would
// believe it, and spoil the database with it.
func (c *core) setStrangeLogAside() error {
	log, err := os.Open(c.path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("opening the database's log: %w", err)
	}
	strange, err := c.isStrange(log)
	before, bad := log.Stat()
	// Windows renames no file that is open.
	if err := errors.Join(err, bad, log.Close()); err != nil {
		return fmt.Errorf("looking at the database's log: %w", err)
	}
	if !strange {
		return nil
	}
	// Whoever else sees the same may have done so meanwhile, and begun another.
	if now, err := os.Stat(c.path + "-wal"); err != nil || !os.SameFile(before, now) {
		return nil
	}
	aside := fmt.Sprintf("%s.log-%s", c.path, c.opts.Now().UTC().Format(copyStamp))
	if err := refuseExisting(aside); err != nil {
		return fmt.Errorf("setting a log aside that is not the database's: %w", err)
	}
	if err := os.Rename(c.path+"-wal", aside); err != nil {
		return fmt.Errorf("setting a log aside that is not the database's: %w", err)
	}
	c.notices = append(c.notices, "the log beside the database is another database's, of before a copy was put in its place perhaps; it was set aside as "+aside)
	return nil
}

// firstFrames is how many pages of a log are looked at for the first of a database.
const firstFrames = 256

// isStrange says whether a log can't be this database's. One that keeps no such log
// has none: it is told so in its header before the first log is made. And the first
// page in a log is one change newer than the one in the database, unless that has
// been copied back by now. The log is read first, and the database only gets newer.
func (c *core) isStrange(log io.ReaderAt) (bool, error) {
	change, logged, err := firstChange(log)
	if err != nil || !logged {
		return false, err
	}
	main, err := os.Open(c.path)
	if err != nil {
		return false, fmt.Errorf("opening the database: %w", err)
	}
	defer main.Close() // it was read only
	header, ok, err := readHeader(main)
	if err != nil || !ok {
		return false, err
	}
	const logs = 2 // format versions: a write-ahead log is kept
	if header[18] < logs {
		return true, nil
	}
	return change > 0 && binary.BigEndian.Uint32(header[24:]) < change-1, nil
}

// firstChange is the count of changes that the first page in a log has, as it comes
// first; 0: there is none among the first frames. logged says whether there is any
// frame.
func firstChange(log io.ReaderAt) (change uint32, logged bool, err error) {
	head, size, err := readLogHead(log)
	if err != nil || size == 0 {
		return 0, false, err
	}
	frame := make([]byte, frameHeader+rawHeader)
	for n := range int64(firstFrames) {
		got, err := log.ReadAt(frame, logHeader+n*int64(frameHeader+size))
		if got < len(frame) || string(frame[8:16]) != string(head[16:24]) {
			return 0, n > 0, nonEnd(err)
		}
		if binary.BigEndian.Uint32(frame) == 1 {
			return binary.BigEndian.Uint32(frame[frameHeader+24:]), true, nil
		}
	}
	return 0, true, nil
}
