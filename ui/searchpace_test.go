package ui

import (
	"slices"
	"testing"
	"time"

	"lede/feed"
)

// queries are what the library was asked for, in the order of the first asking.
func (s *screen) queries() (out []string) {
	for _, w := range s.lib.asked {
		if q := feed.FormatQuery(w.Filter); w.From == nil && w.Filter.Match != nil && (len(out) == 0 || out[len(out)-1] != q) {
			out = append(out, q)
		}
	}
	return out
}

func (s *screen) asks(queries ...string) {
	s.t.Helper()
	if got := s.queries(); !slices.Equal(got, queries) {
		s.t.Fatalf("asked for %q, want %q", got, queries)
	}
}

// The first key is searched for at once, and each that comes a while after the one
// before; keys that come fast are, once they rest.
func TestASearchKeepsPaceWithTyping(t *testing.T) {
	s := wide(t).keys("/ text:s").wait(0)
	s.asks("s")
	s.keys("text:torm")
	s.asks("s")
	s.wait(restLeast)
	s.asks("s", "storm")
	s.wait(time.Second).keys("text:s")
	s.asks("s", "storm", "storms")
	s.m.search.took = time.Minute // a search that takes long is not begun for each letter
	s.keys("backspace").wait(restMost - time.Millisecond).keys("backspace").wait(restMost - time.Millisecond)
	s.asks("s", "storm", "storms")
	s.wait(time.Millisecond)
	s.asks("s", "storm", "storms", "stor")
	s.m.line.low = true
	s.wait(time.Second).keys("text:m")
	s.asks("s", "storm", "storms", "stor")
	s.wait(restMost)
	s.asks("s", "storm", "storms", "stor", "storm")
}

func TestThatNothingIsFoundIsShownOnceTypingRests(t *testing.T) {
	s := wide(t).keys("/ text:storm wait:1s").has("Storm Ines", "1 story")
	s.keys("text:x").wait(restLeast).has("Storm Ines", "1 story")
	s.wait(restMost).has("nothing found").lacks("Storm Ines")
	s.keys("backspace wait:1s").has("Storm Ines").keys("text:x").wait(restLeast)
	s.keys("backspace wait:1s").has("Storm Ines") // it was never gone
	s.keys("text:x enter wait:1s").has("nothing found")
}

// What is found first is shown first, and the rest below it.
func TestWhatIsFoundFirstIsShown(t *testing.T) {
	s := wide(t)
	s.lib.slowSearches = true
	s.keys("/ text:the wait:1s")
	whole := wide(t).keys("/ text:the wait:1s")
	if got, want := s.text(), whole.text(); got != want {
		t.Errorf("found one by one:\n%s\nat once:\n%s", got, want)
	}
	if n := len(s.m.list.list.Rows()); n < 3 {
		t.Fatal("it finds", n)
	}
}

func TestALongSearchSaysThatItGoesOn(t *testing.T) {
	s := wide(t).keys("/ text:storm wait:1s").has("1 story")
	s.hold = true
	s.keys("text:*")
	s.send(searchLongMsg{s.m.list.viewing - 1})
	s.lacks("still searching")
	s.send(searchLongMsg{s.m.list.viewing})
	s.has("still searching", "Storm Ines")
	s.release(false)
	s.has("1 story").lacks("still searching")
}

// A search that has shown something is stopped, too.
func TestTheRestOfASearchIsStopped(t *testing.T) {
	s := wide(t).keys("/ text:storm wait:1s")
	s.m.search.short, s.m.search.going = true, true
	s.keys("ctrl+g").has("stopped", "Storm Ines")
	s.keys("tab m")
	if s.unread("Storm Ines") {
		t.Error("m does not show in a search that was stopped")
	}
	if s.keys("U").has("Undone", "stopped"); !s.unread("Storm Ines") {
		t.Error("U does not show in a search that was stopped")
	}
	if s.m.list.reading.Err() == nil {
		t.Error("it goes on")
	}
	s.send(searchLongMsg{s.m.list.viewing})
	s.lacks("still searching")
}
