package ui

import (
	"strings"
	"testing"

	"lede/feed"
)

// TestTypeAhead: keys that come before the first list, or before a story, do
// what they would have done after it.
func TestTypeAhead(t *testing.T) {
	s := open(t, look{w: 120, h: 36, dark: true})
	s.hold = true
	s.keys("enter space space G")
	s.release(false)
	if !s.m.art.open || s.m.art.id != 999 || !s.m.art.atEnd() {
		t.Error("story", s.m.art.id, "line", s.m.art.top)
	}
	s.keys("q")
	s.hold = true
	s.keys("] j j b")
	s.release(false)
	later := 0
	for _, e := range s.lib.entries {
		if e.Later {
			later++
		}
	}
	if n, _ := s.m.list.list.Place(); n != 3 || s.m.list.name != "Unread" || later != 1 {
		t.Error("in", s.m.list.name, "at", n, "kept", later)
	}
	s.hold = true
	s.keys("] j j esc")
	s.release(false)
	if n, _ := s.m.list.list.Place(); n != 1 {
		t.Error("esc forgets no keys: at", n)
	}
}

func TestTypeAheadOfTheFirstList(t *testing.T) {
	for _, enter := range []string{"enter", lineFeed} {
		s := beforeStart(t, look{w: 120, h: 36, dark: true})
		s.keys("j j " + enter)
		s.run(s.m.Init())
		if m := s.m; !m.art.open || m.list.list.Current() == nil || m.art.id != s.lib.entries[2].Entry.ID {
			t.Errorf("%s: story %d, open %t", enter, m.art.id, m.art.open)
		}
	}
}

// TestTypeAheadIsNotForWhatComesUp: keys that wait for a story are not pressed in
// what comes up over it by itself.
func TestTypeAheadIsNotForWhatComesUp(t *testing.T) {
	s := open(t, look{w: 120, h: 36, dark: true})
	s.hold = true
	s.keys("enter space q")
	s.send(ranProgramMsg{program: &program{name: "wc"}, text: "one\ntwo"})
	s.release(false)
	if len(s.m.overlays.stack) != 1 || !s.m.art.open || s.m.art.top != 0 || len(s.m.ahead) > 0 {
		t.Error(len(s.m.overlays.stack), "overlays; the story is open:", s.m.art.open, "at line", s.m.art.top, "keys that wait:", len(s.m.ahead))
	}
}

// TestSearchBeforeTheFirstList: a search that was asked for before there was a
// list goes back to the first one.
func TestSearchBeforeTheFirstList(t *testing.T) {
	s := beforeStart(t, look{w: 120, h: 36, dark: true})
	s.keys("/")
	s.run(s.m.Init())
	s.keys("text:bank enter enter q / text:xyzzy enter esc esc")
	s.lacks("not found", "could not be read")
	if list := &s.m.list; list.ref.Kind != feed.ViewToday || list.list.Empty() {
		t.Errorf("back in %+v", list.ref)
	}
}

// TestTypeAheadOfASearch: keys that are typed after a search are for what it
// finds, not for the list that is shown until then.
func TestTypeAheadOfASearch(t *testing.T) {
	for _, way := range []string{"enter", "tab", "down"} {
		s := open(t, look{w: 120, h: 36, dark: true})
		s.hold = true
		s.keys("/").keys("text:storm").keys(way + " enter")
		if s.m.art.open {
			t.Error(way, "opens", s.m.art.id, "of the list before")
		}
		s.release(false)
		if row := s.m.list.current(); row == nil || !s.m.art.open || s.m.art.id != row.EntryID || !strings.Contains(strings.ToLower(row.Title), "storm") {
			t.Error(way, "found", row, "opened", s.m.art.id, "keys that wait:", len(s.m.ahead))
		}
	}
}
