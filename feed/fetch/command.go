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
)

// runCommand runs one of the user's own commands without a shell: its words are
// the arguments. What it prints is returned, up to limit bytes. When ctx ends,
// it and what it started are killed.
func (f *Fetcher) runCommand(ctx context.Context, command string, stdin []byte, limit int64) ([]byte, error) {
	args, err := splitWords(command)
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
	own(cmd)
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

// splitWords splits a command into words as a shell does: white space separates,
// 'single' and "double" quotes and a backslash protect, ~/ at the start of a
// word is the home folder. Nothing else is special.
func splitWords(s string) ([]string, error) {
	var (
		words []string
		word  strings.Builder
		open  bool // a word has begun, though it may be empty
		quote rune
		esc   bool
	)
	for _, c := range s {
		switch {
		case esc:
			if quote == '"' && c != '"' && c != '\\' {
				word.WriteByte('\\')
			}
			word.WriteRune(c)
			esc = false
		case c == '\\' && quote != '\'':
			esc, open = true, true
		case quote != 0:
			if c == quote {
				quote = 0
			} else {
				word.WriteRune(c)
			}
		case c == '\'' || c == '"':
			quote, open = c, true
		case c == ' ' || c == '\t' || c == '\n':
			if open {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(c)
			open = true
		}
	}
	if quote != 0 || esc {
		return nil, errors.New("a quotation mark in the command is not closed")
	}
	if open {
		words = append(words, word.String())
	}
	return words, nil
}

// expandHome replaces ~/ at the start of a path by the home folder.
func expandHome(path string, getenv func(string) string) string {
	rest, ok := strings.CutPrefix(path, "~/")
	if home := firstOf(getenv, "HOME", "USERPROFILE"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	return path
}
