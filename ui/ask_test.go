package ui

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// addPrompt opens the prompt for an address, with some files to be completed.
func addPrompt(t *testing.T) *screen {
	t.Helper()
	s, _, _ := keeping(t, 80, 24, false)
	files := []string{"~/news/", "~/news/feeds.opml", "~/news/feeds-old.opml", "~/notes.md"}
	s.m.opt.Paths = func(_ context.Context, typed string) (names []string) {
		for _, f := range files {
			if f != typed && strings.HasPrefix(f, typed) && !strings.Contains(strings.TrimSuffix(f[len(typed):], "/"), "/") {
				names = append(names, f)
			}
		}
		return names
	}
	return s.keys("a")
}

func TestPathsAreCompletedInPrompts(t *testing.T) {
	s := addPrompt(t)
	s.keys("text:~/n").has("~/news/", "~/notes.md", "tab complete")
	s.keys("text:e tab").has("> ~/news/", "~/news/feeds.opml", "~/news/feeds-old.opml")
	s.keys("tab").has("> ~/news/feeds\n")
	s.keys("down down tab").has("> ~/news/feeds-old.opml")
	s.keys("ctrl+u text:example.org").lacks("~/news")
}

// What is pasted is text: it neither enters itself nor sends anything to the
// terminal.
func TestPastedTextIsOneLine(t *testing.T) {
	s := addPrompt(t)
	s.send(tea.PasteMsg{Content: "https://a.example/\x1b]0;owned\a\n\nfeed\x00\t\u202ex\r\n"})
	got := s.m.top().(*ask).input.value()
	if strings.ContainsAny(got, "\x1b\a\n\r\x00\t\u202e") || !strings.HasPrefix(got, "https://a.example/") {
		t.Errorf("%q", got)
	}
	s.has("Add a feed")
}

// TestPathsAreCompletedInThePalette: as in the prompts, after the commands that
// take a file; a folder is gone on in, not taken.
func TestPathsAreCompletedInThePalette(t *testing.T) {
	s := addPrompt(t).keys("esc :")
	s.keys("text:import_~/n").has("~/news/", "~/notes.md")
	s.keys("text:e tab").has(": import ~/news/", "~/news/feeds.opml", "~/news/feeds-old.opml")
	s.keys("tab").has(": import ~/news/feeds\n").keys("tab").has(": import ~/news/feeds.opml")
	s.keys("esc : text:export_~/n down enter").has(": export ~/news/", "~/news/feeds.opml")
	s.keys("esc : text:import_https://example.org/n").lacks("~/news")
	for _, a := range Actions() {
		if strings.Contains(a.Arg, "FILE") && !takesPath(a.Arg) {
			t.Errorf("%s %s completes no path", a.Name, a.Arg)
		}
	}
}
