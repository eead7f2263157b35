package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"lede/feed/article"
)

// fakeFiles keeps stories in memory.
type fakeFiles struct{ kept map[string]string }

func (f *fakeFiles) Place(name string) string { return "~/Documents/" + name }

func (f *fakeFiles) Save(_ context.Context, name string, replace bool, d article.Document) (string, error) {
	if strings.HasPrefix(name, "nowhere/") {
		return "", errors.New("there is no folder nowhere")
	}
	if _, ok := f.kept[name]; ok && !replace {
		return "", fmt.Errorf("%s: %w", name, fs.ErrExist)
	}
	format, _ := article.FormatOf(name)
	var b bytes.Buffer
	if err := d.Write(&b, format); err != nil {
		return "", err
	}
	f.kept[name] = b.String()
	return name, nil
}

func (f *fakeFiles) Shell(ctx context.Context, line string, _ bool) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", line)
}

func withFiles(f *fakeFiles) look {
	return look{w: 90, h: 24, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.Files = f }}
}

func TestAStoryIsSaved(t *testing.T) {
	f := &fakeFiles{kept: map[string]string{}}
	s := open(t, withFiles(f))
	s.keys("enter w").has("Ceasefire talks resume in Geneva as the front line hardens.md", "The extension decides the format")
	s.keys("enter").has("Saved as ~/Documents/Ceasefire talks")
	for name, text := range f.kept {
		if !strings.HasPrefix(text, "# Ceasefire talks") || !strings.Contains(text, "## What was agreed") || !strings.HasSuffix(name, "hardens.md") {
			t.Errorf("%s:\n%s", name, text)
		}
	}
}

func TestNothingIsOverwrittenUnasked(t *testing.T) {
	f := &fakeFiles{kept: map[string]string{"a.md": "precious"}}
	s := open(t, withFiles(f))
	s.keys("w ctrl+u text:a.md enter").has("A file of that name exists")
	if f.kept["a.md"] != "precious" {
		t.Fatal("it was overwritten")
	}
	s.keys("esc").has("Ceasefire talks")
	s.keys("w ctrl+u text:a.docx enter").has("must end in .md, .html, .epub or .txt")
	s.keys("ctrl+u text:a.md enter enter").has("Saved as a.md")
	if !strings.HasPrefix(f.kept["a.md"], "# Ceasefire") {
		t.Error("it was not replaced though asked")
	}
}

func TestANameThatDidNotDoIsThereToBeMended(t *testing.T) {
	s := open(t, withFiles(&fakeFiles{kept: map[string]string{}}))
	s.keys("w ctrl+u text:nowhere/a.md enter").has("> nowhere/a.md", "there is no folder nowhere").lacks("replaces it")
	s.keys("ctrl+u text:a.md enter").has("Saved as a.md")
	s.keys(": text:save_b.docx enter").has("> b.docx", "must end in .md").keys("ctrl+w text:b.txt enter").has("Saved as b.txt")
}

func TestAStoryIsPiped(t *testing.T) {
	s := open(t, withFiles(&fakeFiles{}))
	s.keys("enter | text:head_-1;_env_|_grep_^LEDE;_printf_'\\033[31mred\\n' enter").has("| head -1", "# Ceasefire talks resume in Geneva", "FEED=Kyiv Wire", "red")
	s.keys("esc | up").has("head -1; env")
	s.keys("esc | text:exit_3 enter").has("It failed: exit status 3")
	s.keys("esc | text:cat_>/dev/null enter").has("Done, without output", "GENEVA")
	s.keys("| text:_!_ enter").has("Type a command")
}

func TestACommandMayHaveTheTerminal(t *testing.T) {
	s := open(t, withFiles(&fakeFiles{}))
	s.keys("enter | text:!less enter")
	found := false
	for _, msg := range s.seen {
		found = found || strings.Contains(fmt.Sprintf("%T", msg), "exec")
	}
	if !found {
		t.Errorf("no program was handed the terminal: %T", s.seen)
	}
}

func TestPipesAreRemembered(t *testing.T) {
	s := open(t, withFiles(&fakeFiles{}))
	s.keys("| text:wc_-w enter esc wait:1s")
	if got := s.lib.session.Pipes; len(got) != 1 || got[0] != "wc -w" {
		t.Errorf("%q", got)
	}
}

// What a command prints without end is not taken in without end.
func TestOutputIsBounded(t *testing.T) {
	out := &bounded{left: 1000}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", "head -c 3000000 /dev/zero")
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		t.Skip(err)
	}
	if n := len(out.String()); n != 1000 || out.left != 0 {
		t.Errorf("%d bytes are kept, %d more would be", n, out.left)
	}
}
