package plain

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"lede/feed"
)

// growing is a library of which each count finds another story.
type growing struct {
	Library
	mu   sync.Mutex // lines are read ahead of what they say
	rows []feed.Row
}

func (g *growing) Views(context.Context) ([]feed.View, error) {
	return []feed.View{{Kind: feed.ViewToday, Name: "Today"}, {Kind: feed.ViewFeed, Name: "Post"}}, nil
}

func (g *growing) Filter(context.Context, feed.ViewRef, time.Time) (feed.Filter, string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return feed.Filter{MaxID: int64(len(g.rows))}, "", nil
}

func (g *growing) shown(w feed.Window) (out []feed.Row) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, r := range g.rows {
		if w.Filter.MaxID == 0 || r.EntryID <= w.Filter.MaxID {
			out = append([]feed.Row{r}, out...)
		}
	}
	return out
}

func (g *growing) Rows(_ context.Context, w feed.Window) ([]feed.Row, error) { return g.shown(w), nil }

func (g *growing) Count(_ context.Context, w feed.Window, _ *feed.Key, _ int) (int, int, error) {
	return len(g.shown(w)), 0, nil
}

func (g *growing) Entry(_ context.Context, id int64) (feed.Entry, feed.Status, feed.Subscription, error) {
	return feed.Entry{ID: id, Title: g.rows[id-1].Title, Content: "<p>The beginning.</p>"}, feed.Status{}, feed.Subscription{}, nil
}

func (g *growing) Mark(context.Context, feed.Mark) (feed.Marked, error) { return feed.Marked{}, nil }

func (g *growing) SetPosition(context.Context, int64, feed.Position) error { return nil }

func (g *growing) add(title string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rows = append(g.rows, feed.Row{Headline: feed.Headline{EntryID: int64(len(g.rows) + 1), Title: title, FeedTitle: "Post"}})
}

// arriving is someone at the prompt, while whose lines stories arrive.
type arriving struct {
	lines  []string
	before func(line int)
	n      int
}

func (a *arriving) Read(p []byte) (int, error) {
	if a.n == len(a.lines) {
		return 0, io.EOF
	}
	a.before(a.n)
	a.n++
	return copy(p, a.lines[a.n-1]+"\n"), nil
}

// TestWhatArrivedIsToldBeforeThePrompt: once, without changing a number, until
// the list is said again. Where nobody is asked, nothing is told.
func TestWhatArrivedIsToldBeforeThePrompt(t *testing.T) {
	run := func(asks bool) string {
		g := &growing{}
		g.add("First")
		var out strings.Builder
		in := &arriving{lines: []string{"help", "feeds", "list", "feeds"}, before: func(line int) {
			if line == 0 {
				g.add("Second")
			}
		}}
		err := Run(t.Context(), Options{Library: g, Now: time.Now, In: in, Out: &out, Asks: asks, StartView: feed.ViewRef{Kind: feed.ViewToday}})
		if err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	got := run(true)
	if n := strings.Count(got, "1 new. list shows them.\n> "); n != 1 {
		t.Errorf("told %d times:\n%s", n, got)
	}
	if !strings.Contains(got, "Today, 2 stories.\n1. Second") {
		t.Errorf("list does not say what arrived:\n%s", got)
	}
	if got := run(false); strings.Contains(got, "1 new") {
		t.Errorf("a script is told:\n%s", got)
	}
}

// TestALongListSaysThatItGoesOn: each page but the last says how much is left.
func TestALongListSaysThatItGoesOn(t *testing.T) {
	g := &growing{}
	for range pageRows + 2 {
		g.add("Story")
	}
	var out strings.Builder
	err := Run(t.Context(), Options{Library: g, Now: time.Now, In: strings.NewReader("\nquit\n"), Out: &out, StartView: feed.ViewRef{Kind: feed.ViewToday}})
	if err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Count(got, "An empty line goes on") != 1 || !strings.Contains(got, "\nAn empty line goes on; 2 more.\n11. Story") || !strings.Contains(got, "That is all.") {
		t.Error(got)
	}
}
