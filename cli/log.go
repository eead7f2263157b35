package cli

import (
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"lede/feed"
)

// logLimit is the size at which the log is set aside as lede.log.1, whose
// predecessor goes: the log never takes more than twice that.
const logLimit = 1 << 20

// logFile is the log on disk, which several processes write to. It is made by the
// first record, so that commands with nothing to say leave nothing behind. A log that
// cannot be written is never a reason to fail.
type logFile struct {
	path string

	mu     sync.Mutex
	file   *os.File
	closed bool
}

// Write appends one record.
func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		l.follow(len(p))
	}
	if l.file == nil && !l.open() {
		return len(p), nil
	}
	return l.file.Write(p)
}

// follow lets go of the file before n more bytes are written, where it is no longer
// the log: another process has set it aside, while this one was open for weeks, or it
// was taken away. One that is full is set aside here.
func (l *logFile) follow(n int) {
	now, err := os.Stat(l.path)
	ours, bad := l.file.Stat()
	same := err == nil && bad == nil && os.SameFile(now, ours)
	if same && now.Size()+int64(n) <= logLimit {
		return
	}
	_ = l.file.Close() // its records are written; there is nobody to tell
	l.file = nil
	if same {
		_ = os.Rename(l.path, l.path+".1")
	}
}

// open opens the log, unless it cannot be. The next record tries again: a disk that was
// full, or not there yet, is not so for weeks.
func (l *logFile) open() bool {
	if l.closed || os.MkdirAll(filepath.Dir(l.path), 0o700) != nil {
		return false
	}
	switch info, err := os.Stat(l.path); {
	case err != nil:
	case info.Mode()&fs.ModeNamedPipe != 0:
		return false // where nobody reads it, opening it would not return
	case info.Size() > logLimit:
		_ = os.Rename(l.path, l.path+".1") // another process that holds it open follows
	}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return false
	}
	l.file = f
	return true
}

// Close closes the file, if there is one.
func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.file == nil {
		return nil
	}
	err := l.file.Close()
	l.file = nil
	return err
}

// newLogger logs to w, keeping out what must not be on disk.
func newLogger(w *logFile, level slog.Leveler) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{
		Level:       level,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { return redact(a) },
	}))
}

// redact blanks what a log must not hold: values that are secret by name, and
// user names and passwords in URLs.
func redact(a slog.Attr) slog.Attr {
	key := strings.ToLower(a.Key)
	for _, word := range []string{"password", "token", "secret", "authorization", "cookie"} {
		if strings.Contains(key, word) {
			return slog.String(a.Key, "[hidden]")
		}
	}
	switch v := a.Value.Any().(type) {
	case string:
		return slog.String(a.Key, feed.Redact(v))
	case error:
		return slog.String(a.Key, feed.Redact(v.Error()))
	case *url.URL:
		return slog.String(a.Key, v.Redacted())
	}
	return a
}
