package ui

import (
	"testing"
	"time"

	"lede/feed"
)

func TestAnUncleanEndIsResumed(t *testing.T) {
	lib := mockLibrary()
	l := look{w: 80, h: 24, dark: true, lib: lib}
	s := open(t, l).keys("] j enter space").wait(time.Second)
	top := s.m.art.top
	if top == 0 || lib.session.Clean || !lib.session.Open || lib.session.EntryID != 998 {
		t.Fatalf("line %d, session %+v", top, lib.session)
	}
	was := s.text() // and now the line is lost: nothing is called at the end
	again := open(t, l)
	if again.m.art.top != top {
		t.Errorf("resumed at line %d, was at %d", again.m.art.top, top)
	}
	if got := again.text(); got != was {
		t.Errorf("resumed as\n%s\nwas\n%s", got, was)
	}
	again.keys("q").has("Unread", bank)
}

// TestAnUncleanEndInASearchIsResumedInIt: at what was selected or read there; esc goes
// to the place before it.
func TestAnUncleanEndInASearchIsResumedInIt(t *testing.T) {
	lib := mockLibrary()
	l := look{w: 80, h: 24, dark: true, lib: lib}
	s := open(t, l).keys("] j j / text:the wait:1s enter j").wait(time.Second)
	if got := open(t, l); got.text() != s.text() {
		t.Errorf("resumed as\n%s\nwas\n%s", got.text(), s.text())
	}
	s = open(t, l).keys("enter space").wait(time.Second)
	top := s.m.art.top
	again := open(t, l)
	if top == 0 || again.m.art.top != top || again.m.art.entry.Title != s.m.art.entry.Title || again.m.context() != InArticle {
		t.Errorf("%q is resumed at line %d, was at %d", again.m.art.entry.Title, again.m.art.top, top)
	}
	again.keys("q").has("/ the", bank).keys("esc").has("┊  Unread", "3 of 9", harbour).wait(time.Second)
	open(t, l).has("┊  Unread", "3 of 9")
}

// TestAnUncleanEndInAFilterIsResumedInIt: as in a search.
func TestAnUncleanEndInAFilterIsResumedInIt(t *testing.T) {
	l := look{w: 80, h: 24, dark: true, lib: mockLibrary()}
	s := open(t, l).keys("] ctrl+f text:the wait:1s enter j").wait(time.Second)
	again := open(t, l)
	if got := again.text(); got != s.text() {
		t.Errorf("resumed as\n%s\nwas\n%s", got, s.text())
	}
	again.keys("esc").has("┊  Unread", " of 9")
}

// TestAStoryThatIsResumedStaysUnread: where it had been marked so while it was read.
func TestAStoryThatIsResumedStaysUnread(t *testing.T) {
	lib := mockLibrary()
	l := look{w: 80, h: 24, dark: true, lib: lib}
	open(t, l).keys("enter m").wait(time.Second)
	if open(t, l).has(ceasefire).wait(time.Second); lib.isRead(999) {
		t.Error("it was marked read by the start")
	}
}

func TestAQuitStartsAnewInTheStartView(t *testing.T) {
	lib := mockLibrary()
	l := look{w: 80, h: 24, dark: true, lib: lib}
	s := open(t, l).keys("] ] q")
	if err := s.m.close(); err != nil {
		t.Fatal(err)
	}
	if !lib.session.Clean {
		t.Error("the session does not know that it was quit")
	}
	open(t, l).has("Today", ceasefire)
	l.opt = func(o *Options) { o.StartView = feed.ViewRef{Kind: feed.ViewStarred} }
	open(t, l).has("Starred", harbour).lacks(ceasefire)
}

func TestASessionOfAViewThatIsGone(t *testing.T) {
	lib := mockLibrary()
	lib.session = feed.Session{View: feed.ViewRef{Kind: feed.ViewFeed, ID: 77}, EntryID: 5, Open: true}
	open(t, look{w: 80, h: 24, dark: true, lib: lib}).has("Today", ceasefire)
}

func TestTheArrangementIsKept(t *testing.T) {
	lib := mockLibrary()
	l := look{w: 120, h: 36, dark: true, lib: lib}
	s := open(t, l).keys(": text:density_compact enter v enter + q").wait(time.Second)
	s.keys("q")
	if err := s.m.close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, l)
	if again.m.opt.density != compact || again.m.want.panes != panesOne || again.m.opt.measure != s.m.opt.measure {
		t.Errorf("density %q, panes %q, measure %d", again.m.opt.density, again.m.want.panes, again.m.opt.measure)
	}
}
