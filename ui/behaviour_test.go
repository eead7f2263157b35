package ui

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"go.uber.org/goleak"

	"lede/feed"
)

func front(t *testing.T, w, h int) *screen {
	t.Helper()
	return open(t, look{w: w, h: h, dark: true, profile: colorprofile.TrueColor})
}

func TestRowsReadMeanwhileKeepTheMark(t *testing.T) {
	s := front(t, 120, 36)
	s.hold = true
	s.keys("m")
	rows, err := s.lib.Rows(t.Context(), feed.Window{Limit: 1}) // as it was before the mark
	if err != nil {
		t.Fatal(err)
	}
	rows[0].Read = false
	s.m.overlayPending(rows)
	if !rows[0].Read {
		t.Error("a row read before the mark was committed shows its old state")
	}
	s.release(false)
	if n := len(s.m.marks.pending); n != 0 {
		t.Errorf("%d marks are still pending", n)
	}
}

func TestRefreshByKeyLetsThemGo(t *testing.T) {
	s := front(t, 120, 36)
	s.keys("] m j").wait(time.Second).keys("r").lacks("Ceasefire").has("▌ ● Central bank")
}

func TestNextUnreadBeyondWhatIsLoaded(t *testing.T) {
	lib := manyLibrary(3000)
	for i, e := range lib.entries {
		e.Read = i != 0 && i != 2500
	}
	s := open(t, look{w: 100, h: 30, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) { o.StartView.Kind = feed.ViewAll }})
	s.keys("n n").has("Story 2500")
	if r := s.m.list.current(); r == nil || r.Title != "Story 2500" {
		t.Errorf("the cursor is on %+v", r)
	}
	s.keys("n").has("Everything is read")
}

func TestLongList(t *testing.T) {
	s := open(t, look{w: 100, h: 30, dark: true, profile: colorprofile.TrueColor, lib: manyLibrary(5000), opt: func(o *Options) { o.StartView.Kind = feed.ViewAll }})
	s.has("1 of 999+")
	s.keys("G").has("Story 4999").lacks("1 of")
	s.keys("g g").has("Story 0", "1 of 999+")
	s.keys("5 j").has("6 of 999+")
	s.keys("2 0 0 j").has("Story 205", "206 of 999+")
	for _, w := range s.lib.asked {
		if w.Limit == 0 || w.Limit > 1000 {
			t.Errorf("a window of %d rows was asked for", w.Limit)
		}
	}
}

func TestResizeKeepsThePlace(t *testing.T) {
	s := front(t, 120, 20)
	s.keys("enter space")
	first := s.m.art.position()
	for _, w := range []int{40, 200, 61, 120} {
		s.resize(w, 20)
		line := s.m.art.set.Lines(s.m.art.top, s.m.art.top+1)
		if got := s.m.art.position(); len(line) == 0 || got.Offset > first.Offset {
			t.Errorf("at %d columns the text is at %+v, not at %+v", w, got, first)
		}
	}
}

func TestSequencesAndHints(t *testing.T) {
	s := front(t, 120, 36)
	s.keys("j j g").has("3 of 10").lacks("go to the top")
	s.wait(600*time.Millisecond).has("gf g/  open a view", "gg     go to the top")
	s.keys("esc").lacks("go to the top")
	s.keys("g g").has("1 of 10")
	s.keys("g x").has("gx does nothing here")
	s.keys("4 j").has("5 of 10")
}

func TestNothingIsLeftRunning(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	m, err := newModel(t.Context(), Options{Library: mockLibrary()})
	if err != nil {
		t.Fatal(err)
	}
	m.queue = newQueue(t.Context(), func(any) {})
	done := 0
	for range 100 {
		m.write(func(context.Context) tea.Msg { done++; return nil })
	}
	if err := m.close(); err != nil {
		t.Fatal(err)
	}
	if done != 100 {
		t.Errorf("%d of 100 writes were done", done)
	}
}

func TestAPanicInAWriteIsTold(t *testing.T) {
	var told any
	q := newQueue(t.Context(), func(reason any) { told = reason })
	done := false
	q.push(func(context.Context) { panic("boom") })
	q.push(func(context.Context) { done = true })
	q.close()
	if told != "boom" || !done {
		t.Errorf("told %v; the job behind it was done: %v", told, done)
	}
}

// manyLibrary holds n entries of one feed, a minute apart.
func manyLibrary(n int) *fakeLibrary {
	l := &fakeLibrary{now: testNow}
	l.feeds = []feed.Subscription{{Feed: feed.Feed{ID: 1, Title: "Ledger"}}}
	for i := range n {
		at := testNow().Add(-time.Duration(i) * time.Minute)
		l.entries = append(l.entries, &fakeEntry{Entry: feed.Entry{ID: int64(n - i), FeedID: 1, Title: fmt.Sprintf("Story %d", i), Published: at, Arrived: at, Words: 900, Content: mockBody}})
	}
	return l
}

// TestAPlaceIsKnownBeforeItIsKept: a story that is opened again opens where it was left,
// though that is still on its way to the library.
func TestAPlaceIsKnownBeforeItIsKept(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true}).keys("enter space")
	s.lib.placesLate = true
	s.keys("j")
	top := s.m.art.top
	if s.keys("J K"); s.m.art.top != top || top < 2 {
		t.Errorf("the next story and back: line %d, was at %d", s.m.art.top, top)
	}
	s.keys("j").run(s.m.fullTextFetched(fullTextMsg{id: s.m.art.id}))
	if s.m.art.top != top+1 {
		t.Errorf("read anew: line %d, was at %d", s.m.art.top, top+1)
	}
}
