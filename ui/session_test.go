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
