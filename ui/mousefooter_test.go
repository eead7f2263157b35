package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// clicksHint clicks on what the footer says of a key.
func (s *screen) clicksHint(words string) *screen {
	s.t.Helper()
	lines := strings.Split(s.text(), "\n")
	y := s.h - 1
	before, _, ok := strings.Cut(lines[y], words)
	if !ok {
		s.t.Fatalf("the footer does not say %q: %s", words, lines[y])
	}
	s.send(tea.MouseClickMsg{X: s.m.paint.width(before), Y: y, Button: tea.MouseLeft})
	return s
}

// TestTheFooterIsClicked: a click on a key that the footer shows presses it, in
// the panes and in what lies over them.
func TestTheFooterIsClicked(t *testing.T) {
	s := mousing(t, true)
	s.clicksHint("all keys").has("All keys").clicksHint("find a key").keys("text:star").clicksHint("done").clicksHint("back").clicksHint("back")
	if s.m.top() != nil {
		t.Fatalf("%T is still up", s.m.top())
	}
	s.clicksHint("read")
	if s.m.context() != InArticle {
		t.Fatal("the story is not open")
	}
	s.clicksHint("back").keys("k :").clicksHint("choose").has("Palette").clicksHint("back").clicksHint("feeds")
	if s.m.context() != InSidebar {
		t.Error("the feeds have not the keys")
	}
	for _, k := range []string{"j/k", "1-9", "↑↓"} {
		if keys := pressed(k); keys != nil {
			t.Errorf("%s presses %v", k, keys)
		}
	}
}

// TestAsciiNamesItsKeys: where only ASCII can be shown, no key is told by a sign.
func TestAsciiNamesItsKeys(t *testing.T) {
	for _, keys := range []string{"", "?", ":", "g", "k :"} {
		s := open(t, look{w: 120, h: 60, dark: true, opt: func(o *Options) { o.ASCII = true }}).keys(keys)
		if text := s.text(); strings.ContainsAny(text, "⏎↑↓←→⇧") {
			t.Errorf("%q: a sign for a key:\n%s", keys, text)
		}
	}
	s := open(t, look{w: 120, h: 36, dark: true, opt: func(o *Options) { o.ASCII, o.Mouse = true, true }})
	if s.has("enter read").clicksHint("read"); s.m.context() != InArticle {
		t.Error("the footer's keys are not where they are shown")
	}
}
