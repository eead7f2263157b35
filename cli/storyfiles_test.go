package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"lede/feed/article"
)

func TestSavingAStory(t *testing.T) {
	home := t.TempDir()
	f := &storyFiles{func() string { return filepath.Join(home, "Documents") }, home}
	if err := os.Mkdir(filepath.Join(home, "Documents"), 0o700); err != nil {
		t.Fatal(err)
	}
	d := article.Document{Title: "Storm", Article: article.FromHTML("<p>Ports closed.</p>", article.Options{})}
	place := f.Place(article.FileName("../../Storm") + ".md")
	if want := filepath.Join("~", "Documents", "Storm.md"); place != want {
		t.Errorf("the place is %s, want %s", place, want)
	}
	path, err := f.Save(t.Context(), place, false, d)
	if err != nil || path != filepath.Join(home, "Documents", "Storm.md") {
		t.Fatal(path, err)
	}
	if _, err := f.Save(t.Context(), place, false, article.Document{Title: "Other", Article: d.Article}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second story of that name: %v", err)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(text), "# Storm\n") {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := f.Save(t.Context(), place, true, article.Document{Title: "Other", Article: d.Article}); err != nil {
		t.Error(err)
	}
	if text, _ = os.ReadFile(path); !strings.HasPrefix(string(text), "# Other\n") {
		t.Errorf("%q", text)
	}
	if _, err := f.Save(t.Context(), "~/nowhere/a.md", false, d); err == nil || !strings.Contains(err.Error(), "there is no folder") {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(home, "Documents", ".lede-*"))
	if err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
}

// TestSavingWhereSomethingElseIs: a folder is told; a link is replaced, and what
// it leads to is not touched; nothing is left beside them.
func TestSavingWhereSomethingElseIs(t *testing.T) {
	home := t.TempDir()
	f := &storyFiles{func() string { return home }, home}
	d := article.Document{Title: strings.Repeat("🎉👨‍👩‍👧", 300), Article: article.FromHTML("<p>Ports closed.</p>", article.Options{})}
	if err := os.Mkdir(filepath.Join(home, "a.md"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, replace := range []bool{false, true} {
		if _, err := f.Save(t.Context(), "~/a.md", replace, d); err == nil || errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), "is a folder") {
			t.Errorf("onto a folder: %v", err)
		}
	}
	precious := filepath.Join(home, "precious")
	if err := os.WriteFile(precious, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(home, "b.md")
	if err := os.Symlink(precious, link); err != nil {
		t.Skip(err)
	}
	if _, err := f.Save(t.Context(), link, false, d); !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto a link, unasked: %v", err)
	}
	if _, err := f.Save(t.Context(), link, true, d); err != nil {
		t.Errorf("onto a link: %v", err)
	}
	if text, err := os.ReadFile(precious); err != nil || string(text) != "mine" {
		t.Errorf("what the link led to: %q, %v", text, err)
	}
	if name := article.FileName(d.Title); name != "story" {
		t.Errorf("a name of pictures alone: %q", name)
	}
	if _, err := f.Save(t.Context(), "~/../\x00/c.md", false, d); err == nil {
		t.Error("a name with NUL was taken")
	}
	left, err := filepath.Glob(filepath.Join(home, ".lede-*"))
	if err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
}

// TestAPipeEndsWithAllThatItStarted: esc ends a command and its children.
func TestAPipeEndsWithAllThatItStarted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no process groups")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cmd := (&storyFiles{}).Shell(ctx, "echo begun; sleep 600 & wait", false)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	cancel()
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("it ended well")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it lives on")
	}
}
