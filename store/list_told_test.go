package store

import (
	"context"
	"os"
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

// What a refresh has changed in the list of feeds is told of also where a later part of
// it could not be stored.
func TestAListIsToldOfAfterAnError(t *testing.T) {
	told, onWrite := 0, func() {}
	s, _ := newStore(t, Options{
		OnSubscriptionsChanged: func(context.Context) { told++ },
		Now:                    func() time.Time { onWrite(); return noon },
	})
	ids := subscribe(t, s, "https://a.example/", "https://b.example/")
	first, second := fetched(ids[0], noon), fetched(ids[1], noon)
	s.Prepare(&first)
	s.Prepare(&second)
	// Another process waits for its turn, so that each feed is stored by itself.
	if err := os.WriteFile(s.Path()+turnSuffix, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	told, onWrite = 0, cancel
	if out, err := s.Store(ctx, []feed.Answer{first, second}); err == nil {
		t.Fatal("all was stored:", out)
	}
	onWrite = func() {}
	if s.tellList(t.Context()); told != 1 {
		t.Errorf("it was told %d times", told)
	}
}
