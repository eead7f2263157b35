package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// notedLibrary holds a long story with a footnote, an anchor and a link that
// tracks.
func notedLibrary() *fakeLibrary {
	l := mockLibrary()
	e := l.entries[0]
	e.URL = "https://news.example/1?utm_source=rss&id=7"
	e.Content = `<p>First words<sup><a href="#fn:1">1</a></sup>, and <a href="#later">what came later</a>, and <a href="https://a.example/x?a=1&amp;utm_campaign=z">a page</a>.</p>` +
		strings.Repeat(mockBody, 3) + `<h2 id="later">What came later</h2><p>It came.</p>` + strings.Repeat(mockBody, 2) +
		`<hr><ol><li id="fn:1"><p>The note itself. <a href="#fnref:1">↩︎</a></p></li></ol>`
	return l
}

func noted(t *testing.T, opt func(*Options)) *screen {
	t.Helper()
	return open(t, look{w: 80, h: 24, dark: true, profile: colorprofile.TrueColor, lib: notedLibrary(), opt: opt})
}

func TestLinksInsideAStoryJumpAndReturn(t *testing.T) {
	s := noted(t, nil)
	s.keys("enter").has("First words").lacks("It came.", "The note itself")
	s.keys("f").has("what came later", "in this story", "The note itself.", "note")
	s.keys("1").has("It came.", "^o goes back").lacks("First words")
	s.keys("f G enter").has("The note itself")
	s.keys("ctrl+o").has("It came.")
	s.keys("'").has("First words")
	s.keys("'").has("You have followed no link within this story")
}

func TestLinksLoseWhatTracks(t *testing.T) {
	s := noted(t, nil)
	s.keys("enter y")
	if !s.copied("https://news.example/1?id=7") {
		t.Error("the copied link tracks")
	}
	s.keys("f down y")
	if !s.copied("https://a.example/x?a=1") {
		t.Errorf("the link under the cursor was copied as %v", s.seen)
	}
	s = noted(t, func(o *Options) { o.KeepTracking = true })
	s.keys("enter y")
	if !s.copied("https://news.example/1?utm_source=rss&id=7") {
		t.Error("the link was changed though it was not to be")
	}
}

func TestAClickFollowsALink(t *testing.T) {
	s := noted(t, func(o *Options) { o.Mouse = true })
	s.keys("enter")
	for y, l := range strings.Split(s.text(), "\n") {
		if x := strings.Index(l, "what came later"); x >= 0 {
			s.send(tea.MouseClickMsg{X: len([]rune(l[:x])) + 2, Y: y, Button: tea.MouseLeft})
		}
	}
	s.has("It came.").lacks("First words")
}
