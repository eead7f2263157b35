package ui

import (
	"context"
	"errors"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"lede/feed"
)

// fakePages is a site of one text.
type fakePages struct {
	kept    map[int64]string
	fetched int
	fail    error
}

func (p *fakePages) FullText(_ context.Context, id int64) (feed.Page, bool, error) {
	html, found := p.kept[id]
	return feed.Page{HTML: html, Section: "World", Authors: []feed.Person{{Name: "A Page"}}}, found, nil
}

func (p *fakePages) FetchFullText(_ context.Context, e feed.Entry, _ feed.Subscription) error {
	p.fetched++
	if p.fail == nil {
		p.kept[e.ID] = "<p>All of it, down to the last paragraph.</p>"
	}
	return p.fail
}

func withPages(p *fakePages) look {
	return look{w: 80, h: 24, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.FullTexts = p }}
}

func TestAStoryIsTakenWholeAndBack(t *testing.T) {
	pages := &fakePages{kept: map[int64]string{}}
	s := open(t, withPages(pages))
	s.keys("enter")
	s.has("GENEVA")
	s.keys("x")
	s.has("All of it, down to the last paragraph.")
	s.keys("x")
	s.has("GENEVA")
	s.keys("x")
	s.has("All of it")
	if pages.fetched != 1 {
		t.Errorf("the page was fetched %d times, want once", pages.fetched)
	}
}

func TestAPageThatCannotBeHadLeavesTheStory(t *testing.T) {
	pages := &fakePages{fail: errors.New("the server says there is no such page (404)")}
	s := open(t, withPages(pages))
	s.keys("enter x")
	s.has("no such page (404)")
	s.has("GENEVA")
}

func TestAFeedMayAskForWholeStories(t *testing.T) {
	pages := &fakePages{kept: map[int64]string{}}
	l := withPages(pages)
	l.lib = mockLibrary()
	for i := range l.lib.feeds {
		l.lib.feeds[i].Options.FullText = feed.FullTextAlways
	}
	s := open(t, l)
	if pages.fetched != 0 {
		t.Fatal("a page was fetched for a story that nobody opened")
	}
	s.keys("enter")
	s.has("All of it")
}

// withSubscriptions is withPages with a list of feeds that can be changed.
func withSubscriptions(p *fakePages) look {
	l := withPages(p)
	l.lib = mockLibrary()
	opt := l.opt
	l.opt = func(o *Options) { opt(o); o.Subscriptions = &fakeSubscriptions{lib: l.lib} }
	return l
}

func TestAFeedIsReadWholeAlways(t *testing.T) {
	pages := &fakePages{kept: map[int64]string{}}
	l := withSubscriptions(pages)
	s := open(t, l)
	s.keys("enter X").has("Stories of Kyiv Wire are fetched whole from now on")
	s.has("All of it, down to the last paragraph.", "KYIV WIRE  ·  WORLD")
	if got := l.lib.feed(1).Options.FullText; got != feed.FullTextAlways {
		t.Errorf("the option is %q", got)
	}
	s.keys("X").has("are shown as the feed gives them")
	if got := l.lib.feed(1).Options.FullText; got == feed.FullTextAlways {
		t.Errorf("the option is still %q", got)
	}
}

func TestATeaserNamesTheKey(t *testing.T) {
	pages := &fakePages{kept: map[int64]string{}}
	l := withPages(pages)
	l.lib = mockLibrary()
	l.lib.entries[0].Content = "<p>The talks resumed on Thursday, with little to show, and the mediators said that …</p>"
	s := open(t, l)
	s.keys("enter").has("This may be only the beginning · x fetches the whole story")
	s.keys("x").has("All of it").lacks("only the beginning")
	s.keys("x").has("only the beginning")
	if pages.fetched != 1 {
		t.Errorf("fetched %d times", pages.fetched)
	}
}

func TestAPageFillsWhatTheFeedLacks(t *testing.T) {
	pages := &fakePages{kept: map[int64]string{}}
	l := withPages(pages)
	l.lib = mockLibrary()
	l.lib.entries[0].Authors = nil
	s := open(t, l)
	s.keys("enter").lacks("A Page")
	s.keys("x").has("By A Page")
}

func TestWhatFullTextWasComesBack(t *testing.T) {
	l := withSubscriptions(&fakePages{kept: map[int64]string{}})
	l.lib.feed(1).Options.FullText = feed.FullTextAuto
	s := open(t, l)
	s.keys("enter X").has("are fetched whole from now on")
	s.keys("X").has("only where the feed gives a beginning")
	if got := l.lib.feed(1).Options.FullText; got != feed.FullTextAuto {
		t.Errorf("the option is %q; it was auto", got)
	}
}
