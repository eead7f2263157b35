package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"lede/feed"
)

// runCommand runs one of the user's own commands without a shell: its words are
// the arguments, and ~/ at the start of one is the home folder. It returns what the
// command prints on standard output; more than limit bytes are errTooLarge. When ctx
// ends, the command and what it started are killed, and the error is ctx's cause.
func (f *Fetcher) runCommand(ctx context.Context, command string, stdin []byte, limit int64) ([]byte, error) {
	args, err := feed.SplitCommand(command)
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("the command is empty")
	}
	for i, a := range args {
		args[i] = expandHome(a, f.o.Getenv)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	OwnGroup(cmd)
	cmd.WaitDelay = 2 * time.Second
	if stdin != nil {
		cmd.Stdin = bytes.NewReader(stdin)
	}
	out := &limitedBuffer{limit: limit, full: func() { cancel(errTooLarge) }}
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return nil, cause
		}
		return nil, err
	}
	return out.Bytes(), nil
}

// limitedBuffer keeps what is written up to a limit, then calls full.
type limitedBuffer struct {
	bytes.Buffer
	limit int64
	full  func()
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if int64(b.Len()+len(p)) > b.limit {
		b.full()
		return 0, errTooLarge
	}
	return b.Buffer.Write(p)
}

// ReadFrom hides bytes.Buffer's own, which knows no limit.
func (b *limitedBuffer) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{b}, r)
}

// expandHome replaces ~/ at the start of a path by the home folder.
func expandHome(path string, getenv func(string) string) string {
	rest, ok := strings.CutPrefix(path, "~/")
	if home := firstOf(getenv, "HOME", "USERPROFILE"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	return path
}
