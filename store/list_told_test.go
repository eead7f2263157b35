package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"lede/feed"
)

// TestAListIsToldOncePerRefresh: a copy of the list costs a write to the disk,
// and so is not made for each feed whose title a refresh finds out.
func TestAListIsToldOncePerRefresh(t *testing.T) {
	told := 0
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "lede.db"), Options{
		Now: func() time.Time { return noon }, AccountID: UserAccount, OnSubscriptionsChanged: func(context.Context) { told++ },
	})
	if err != nil {
		t.Fatal(err)
	}
	subs, err := s.Subscribe(t.Context(), []feed.Subscription{{Feed: feed.Feed{URL: "https://a.example/"}}, {Feed: feed.Feed{URL: "https://b.example/"}}})
	if err != nil || told != 1 {
		t.Fatal(err, told)
	}
	for _, sub := range subs {
		a := fetched(sub.FeedID, noon)
		a.Document.Title = "Found out"
		if _, err := s.Store(t.Context(), []feed.Answer{a}); err != nil {
			t.Fatal(err)
		}
	}
	if told != 1 {
		t.Errorf("told %d times while feeds were stored", told)
	}
	if _, err := s.Idle(t.Context(), Retention{}); err != nil || told != 2 {
		t.Errorf("when idle: %v, told %d times", err, told)
	}
	if err := s.Close(); err != nil || told != 2 {
		t.Errorf("at the end: %v, told %d times", err, told)
	}
}
