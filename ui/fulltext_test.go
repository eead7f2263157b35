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

func (p *fakePages) FullText(_ context.Context, id int64) (string, bool, error) {
	html, found := p.kept[id]
	return html, found, nil
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
