package ui

import (
	"context"
	"strings"
	"testing"

	"lede/feed"
)

// screenLine is the first line of the screen that has a text; -1: none has.
func screenLine(screen, text string) int {
	for i, l := range strings.Split(screen, "\n") {
		if strings.Contains(l, text) {
			return i
		}
	}
	return -1
}

func TestThePaletteShowsWhatIsUsedFirst(t *testing.T) {
	s, _ := setting(t)
	s.keys(":").lacks("half-page-down")
	if first := s.text(); screenLine(first, "search everything") > screenLine(first, "add a feed,") {
		t.Errorf("finding does not come first:\n%s", first)
	}
	s.keys("text:densi enter esc :")
	if n, m := screenLine(s.text(), "density"), screenLine(s.text(), "search everything"); n < 0 || n > m {
		t.Errorf("what was run last does not stand on top:\n%s", s.text())
	}
}

func TestUndoPutsTheCursorBackOnItsFeed(t *testing.T) {
	s, k, _ := keeping(t, 120, 36, false)
	s.keys("g f text:ledger enter h")
	gone := s.m.side.currentView().Name
	s.keys("D").has("Unsubscribed from 1")
	if v := s.m.side.currentView(); v != nil && v.Name == gone {
		t.Fatalf("%s is still there", gone)
	}
	k.lib.mu.Lock()
	k.lib.feeds = append(k.lib.feeds, k.removed...)
	k.lib.mu.Unlock()
	s.send(viewsMsg{gen: s.m.side.reading, views: must(k.lib.Views(context.Background()))})
	if v := s.m.side.currentView(); v == nil || v.Name != gone || s.m.list.ref != v.Ref() {
		t.Errorf("the cursor is not back on %s but on %v", gone, v)
	}
}

// TestAFeedThatAnotherReaderUnsubscribedFrom: its list gives way to the start
// view, but a story of it that is being read stays until it is left.
func TestAFeedThatAnotherReaderUnsubscribedFrom(t *testing.T) {
	for _, reading := range []bool{false, true} {
		s, k, _ := keeping(t, 120, 36, false)
		s.keys("g f text:ledger enter").has(bank)
		if reading {
			s.keys("enter")
		}
		before, id := s.m.list.name, s.m.list.ref.ID
		if _, err := k.Unsubscribe(t.Context(), []int64{id}); err != nil {
			t.Fatal(err)
		}
		s.send(viewsMsg{gen: s.m.side.reading, views: must(k.lib.Views(t.Context()))})
		if reading {
			if s.m.context() != InArticle {
				t.Error("the story that was read is closed")
			}
			s.keys("q")
		}
		s.has(before+" is gone", ceasefire)
		if s.m.list.ref.Kind != feed.ViewToday {
			t.Errorf("reading %t: the list is of %v", reading, s.m.list.ref)
		}
	}
}

func must(views []feed.View, err error) []feed.View {
	if err != nil {
		panic(err)
	}
	return views
}

func TestAStoryReadToItsEndOpensAtItsBeginning(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true})
	s.keys("enter G")
	if s.m.art.top == 0 || !s.m.art.atEnd() {
		t.Fatal("the first story has no end to go to")
	}
	s.keys("J K")
	if s.m.art.top != 0 {
		t.Errorf("it opened at line %d", s.m.art.top)
	}
}

func TestAnUpdatedStoryIsSaid(t *testing.T) {
	r := &fakeRefresher{}
	s := withRefresher(t, r, false)
	r.work = func(context.Context, func(Progress)) (Summary, error) { return Summary{Feeds: 2, Updated: 1}, nil }
	s.keys("R").has("Nothing new in 2 feeds · 1 story updated")
}

// TestWhatIsGoneIsSaidWithWhatTookIt: the folder of a feed that is moved back.
func TestWhatIsGoneIsSaidWithWhatTookIt(t *testing.T) {
	s, k, _ := keeping(t, 120, 36, false)
	s.keys("tab j j j j j M text:Far enter k enter").has("┊  Far")
	k.lib.feed(1).Folder = "News"
	s.send(undoneMsg{undone: feed.Undone{Action: "move Kyiv Wire", Changed: 1}})
	s.has("Undone: move Kyiv Wire · Far is gone", ceasefire)
}

// TestRhythmWords: a new feed's rhythm is that of the stories that there are.
func TestRhythmWords(t *testing.T) {
	for _, c := range []struct {
		weeks []int
		want  string
	}{
		{[]int{0, 0, 0, 0}, "nothing in the last 4 weeks"},
		{[]int{0, 0, 0, 40}, "40 stories in the last week"},
		{[]int{0, 10, 0, 20}, "about 10 a week, over the last 3 weeks"},
		{[]int{1, 0, 0, 1}, "2 stories in the last 4 weeks"},
		{[]int{4, 4, 4, 4}, "about 4 a week, over the last 4 weeks"},
	} {
		if got := rhythmWords(c.weeks); got != c.want {
			t.Errorf("%v is %q, want %q", c.weeks, got, c.want)
		}
	}
}
