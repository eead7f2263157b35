package cli

import (
	"errors"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLogHidesSecrets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "lede.log")
	w := &logFile{path: path}
	log := newLogger(w, slog.LevelInfo)
	page := &url.URL{Scheme: "https", Host: "example.org", User: url.UserPassword("me", "hunter2")}
	log.Warn("x",
		"url", "https://me:hunter2@example.org/a?b=c@d",
		"error", errors.New(`Get "http://me:hunter2@h/": refused, then socks5://me:hunter2@p:1`),
		"parsed", page,
		"api_token", "hunter2",
		slog.Group("request", "Authorization", "Basic hunter2"),
	)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(body), "hunter2") {
		t.Errorf("the log holds a secret: %s", body)
	}
	if !strings.Contains(string(body), "example.org/a?b=c@d") {
		t.Errorf("the log hides more than secrets: %s", body)
	}
}

func TestLogIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lede.log")
	w := &logFile{path: path}
	line := []byte(strings.Repeat("x", 1023) + "\n")
	for range 3 * logLimit / len(line) {
		if _, err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + ".1"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > logLimit {
			t.Errorf("%s has %d bytes", name, info.Size())
		}
	}
	if all, err := filepath.Glob(filepath.Dir(path) + "/*"); err != nil || len(all) != 2 {
		t.Errorf("files: %q, %v", all, err)
	}
}

// A reader is open for weeks, in which others fill the log and set it aside: what it
// has to say stands where it is looked for, and both files stay bounded.
func TestLogIsWrittenByMany(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lede.log")
	reader := &logFile{path: path}
	write := func(w *logFile, text string) {
		t.Helper()
		if _, err := io.WriteString(w, text+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	write(reader, "the reader opens")
	line := strings.Repeat("x", 1023)
	for range 5 { // as cron's do
		w := &logFile{path: path}
		for range logLimit / len(line) / 2 {
			write(w, line)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		write(reader, "the reader is here")
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(string(body), "the reader is here\n") {
			t.Error("what the reader says is in no log that is read")
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(reader, "the log was taken away")
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	if body, err := os.ReadFile(path); err != nil || string(body) != "the log was taken away\n" {
		t.Errorf("%q, %v", body, err)
	}
	if info, err := os.Stat(path + ".1"); err != nil || info.Size() > logLimit {
		t.Errorf("the one that was set aside: %v, %v", info, err)
	}
}

// A log that cannot be written is no harm, and is written as soon as it can be.
func TestLogThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w := &logFile{path: filepath.Join(file, "lede.log")}
	log := newLogger(w, slog.LevelInfo)
	log.Error("no harm")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	log.Error("there is room now")
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if body, err := os.ReadFile(w.path); err != nil || !strings.Contains(string(body), "there is room now") {
		t.Errorf("%q, %v", body, err)
	}
}
