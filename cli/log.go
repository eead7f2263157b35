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

// logFile is the log on disk. It is made by the first record, so that commands
// with nothing to say leave nothing behind. A log that cannot be written is
// never a reason to fail.
type logFile struct {
	path string

	mu   sync.Mutex
	file *os.File
	size int64
	dead bool // it could not be opened; do not try again at each record
}

// Write appends one record.
func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil && l.size+int64(len(p)) > logLimit {
		l.setAside()
	}
	if l.file == nil && !l.open() {
		return len(p), nil
	}
	n, err := l.file.Write(p)
	l.size += int64(n)
	return n, err
}

func (l *logFile) open() bool {
	if l.dead {
		return false
	}
	l.dead = true
	if os.MkdirAll(filepath.Dir(l.path), 0o700) != nil {
		return false
	}
	switch info, err := os.Stat(l.path); {
	case err != nil:
	case info.Mode()&fs.ModeNamedPipe != 0:
		return false // where nobody reads it, opening it would not return
	case info.Size() > logLimit:
		// Another process may hold it open; it goes on in the old file.
		_ = os.Rename(l.path, l.path+".1")
	}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return false
	}
	if info, err := f.Stat(); err == nil {
		l.size = info.Size()
	}
	l.file, l.dead = f, false
	return true
}

func (l *logFile) setAside() {
	_ = l.file.Close() // its records are written; there is nobody to tell
	l.file, l.size = nil, 0
	_ = os.Rename(l.path, l.path+".1")
}

// Close closes the file, if there is one.
func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = true
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
