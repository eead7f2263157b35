package cli

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"lede/feed"
	"lede/store"
)

// TestOfflinePictures: a long story's pictures are brought from all of its text.
func TestOfflinePictures(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	lib, err := store.Open(t.Context(), t.TempDir()+"/lede.db", store.Options{AccountID: store.UserAccount, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := lib.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := lib.Subscribe(t.Context(), []feed.Subscription{{Feed: feed.Feed{URL: "https://coast.example/feed"}}}); err != nil {
		t.Fatal(err)
	}
	const picture = "https://coast.example/wall.jpg"
	text := strings.Repeat("<p>The pilots wait in the tower and count the lights of the ships that lie outside.</p>\n", 100)
	e := feed.Entry{GUID: "1", Title: "Storm", URL: "https://coast.example/storm", Content: text + `<p><img src="` + picture + `" width="800" height="600" alt="The wall"></p>` + text}
	if _, err := lib.Store(t.Context(), []feed.Answer{{FeedID: 1, Outcome: feed.OutcomeFetched, Document: &feed.Document{Entries: []feed.Entry{e}}}}); err != nil {
		t.Fatal(err)
	}
	var asked []string
	o := &offline{
		lib: lib, now: func() time.Time { return now }, log: slog.New(slog.DiscardHandler),
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
