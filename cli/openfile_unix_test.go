//go:build unix

package cli

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAPipeIsNoFile would wait for ever where a pipe is opened.
func TestAPipeIsNoFile(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "config.toml")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	for path, want := range map[string]string{pipe: "it is a pipe and not a file", dir: "it is a folder and not a file", "/dev/zero": "it is a device and not a file"} {
		if _, err := loadConfig(paths{Config: path, configGiven: true}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s as config.toml: %v", path, err)
		}
		if _, err := (&app{}).readInput(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s as a list of feeds: %v", path, err)
		}
	}
	if _, err := loadConfig(paths{Config: "/dev/null", configGiven: true}); err != nil {
		t.Error(err)
	}
	l := &logFile{path: pipe}
	if _, err := l.Write([]byte("a line\n")); err != nil {
		t.Error(err)
	}
}
