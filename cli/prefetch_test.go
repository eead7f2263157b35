package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"lede/feed"
	"lede/store"
)

func ninth() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }

// coast is a library with one feed.
func coast(t *testing.T) *store.Store {
	t.Helper()
	lib, err := store.Open(t.Context(), t.TempDir()+"/lede.db", store.Options{AccountID: store.UserAccount, Now: ninth})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lib.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := lib.Subscribe(t.Context(), []feed.Subscription{{Feed: feed.Feed{URL: "https://coast.example/feed"}}}); err != nil {
		t.Fatal(err)
	}
	return lib
}

func putStories(t *testing.T, lib *store.Store, entries ...feed.Entry) {
	t.Helper()
	if _, err := lib.Store(t.Context(), []feed.Answer{{FeedID: 1, Outcome: feed.OutcomeFetched, Document: &feed.Document{Entries: entries}}}); err != nil {
		t.Fatal(err)
	}
}

// TestOfflinePictures: a long story's pictures are brought from all of its text.
func TestOfflinePictures(t *testing.T) {
	lib := coast(t)
	const picture = "https://coast.example/wall.jpg"
	text := strings.Repeat("<p>The pilots wait in the tower and count the lights of the ships that lie outside.</p>\n", 100)
	e := feed.Entry{GUID: "1", Title: "Storm", URL: "https://coast.example/storm", Content: text + `<p><img src="` + picture + `" width="800" height="600" alt="The wall"></p>` + text}
	putStories(t, lib, e)
	var asked []string
	o := &prefetcher{
		lib: lib, now: ninth, log: slog.New(slog.DiscardHandler),
		fetch: func(context.Context, feed.Entry, feed.Subscription) error {
			return errors.New("nobody asked for a page")
		},
		picture: func(_ context.Context, url string, _ feed.Subscription) error {
			asked = append(asked, url)
			return nil
		},
	}
	sum, err := o.run(t.Context(), func(s feed.Subscription) feed.Options { return s.Options })
	if err != nil || sum.Ready != 1 || sum.Pictures != 1 || !slices.Equal(asked, []string{picture}) {
		t.Errorf("%+v, %q, %v", sum, asked, err)
	}
}

// TestOfflinePicturesWithoutThePage: a page that cannot be had leaves the feed's
// own text to read, and that has pictures too.
func TestOfflinePicturesWithoutThePage(t *testing.T) {
	lib := coast(t)
	const picture = "https://coast.example/wall.jpg"
	putStories(t, lib, feed.Entry{GUID: "1", Title: "Storm", URL: "https://coast.example/storm", Content: `<p>The pilots wait…</p><p><img src="` + picture + `" width="800" height="600" alt="The wall"></p>`})
	var asked []string
	o := &prefetcher{
		lib: lib, now: ninth, log: slog.New(slog.DiscardHandler),
		fetch: func(context.Context, feed.Entry, feed.Subscription) error { return errors.New("gone") },
		picture: func(_ context.Context, url string, _ feed.Subscription) error {
			asked = append(asked, url)
			return nil
		},
	}
	sum, err := o.run(t.Context(), func(feed.Subscription) feed.Options { return feed.Options{FullText: feed.FullTextAlways} })
	if err != nil || sum.Ready != 0 || sum.Failed != 1 || !slices.Equal(asked, []string{picture}) {
		t.Errorf("%+v, %q, %v", sum, asked, err)
	}
}

// TestOfflineBudget: pages under way count, so that the budget is overshot by the
// last page at most.
func TestOfflineBudget(t *testing.T) {
	lib := coast(t)
	var stories []feed.Entry
	for i := range 20 {
		stories = append(stories, feed.Entry{GUID: fmt.Sprint(i), Title: "Storm", URL: fmt.Sprintf("https://coast.example/%d", i), Content: "<p>The pilots wait…</p>"})
	}
	putStories(t, lib, stories...)
	const page = 200 << 10
	text := strings.Repeat("x", page)
	o := &prefetcher{
		lib: lib, now: ninth, log: slog.New(slog.DiscardHandler), limits: prefetchLimits{stories: 100, bytes: 3*page + 1},
		fetch: func(ctx context.Context, e feed.Entry, _ feed.Subscription) error {
			return lib.SetFullText(ctx, e.ID, feed.Page{HTML: text})
		},
	}
	sum, err := o.run(t.Context(), func(feed.Subscription) feed.Options { return feed.Options{FullText: feed.FullTextAlways} })
	if err != nil || sum.Fetched != 4 || sum.Bytes != 4*page {
		t.Errorf("%+v, %v", sum, err)
	}
}
