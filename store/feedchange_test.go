package store

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"lede/feed"
)

// TestChangesOfFeedsAreUndone: what was done to subscriptions is taken back and
// done again in its order, among the marks, and left alone where something else
// has changed since.
func TestChangesOfFeedsAreUndone(t *testing.T) {
	s, _ := newStore(t, Options{})
	ctx := t.Context()
	ids := subscribe(t, s, "https://a.example/feed", "https://b.example/feed")
	put(t, s, fetched(ids[0], noon, story(1, 1), story(2, 2)), fetched(ids[1], noon, story(3, 3)))
	subs, err := s.Subscriptions(ctx)
	if err != nil || len(subs) != 2 {
		t.Fatal(subs, err)
	}
	a, b := subs[0], subs[1]
	names := func() (out []string) {
		subs, err := s.Subscriptions(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range subs {
			out = append(out, s.Folder+"/"+s.DisplayTitle())
		}
		return out
	}
	rows := func() int { return len(list(t, s, feed.Window{})) }
	before, stories := names(), rows()
	if _, err := s.Change(ctx, []int64{a.ID, b.ID}, func(sub *feed.Subscription) error {
		if sub.Folder = "News"; sub.ID == a.ID {
			sub.OwnTitle = "Mine"
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	edited := names()
	if err := s.Unsubscribe(ctx, []int64{a.ID, b.ID, a.ID}); err != nil {
		t.Fatal(err)
	}
	if got := names(); len(got) != 0 || rows() != 0 {
		t.Fatalf("after unsubscribing there are %q and %d stories", got, rows())
	}
	undo := func(words string, changed int, want []string) {
		t.Helper()
		u, err := s.Undo(ctx)
		if got := names(); err != nil || u.Action != words || u.Changed != changed || !slices.Equal(got, want) {
			t.Errorf("undone %+v, %v: %q; want %q, %q", u, err, got, words, want)
		}
	}
	undo("unsubscribe from 2 feeds", 2, edited)
	if got := rows(); got != stories {
		t.Errorf("%d stories came back, want %d", got, stories)
	}
	undo("move 2 feeds", 2, before)
	for range 2 {
		if _, err := s.Redo(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(); len(got) != 0 || rows() != 0 {
		t.Errorf("done again there are %q and %d stories", got, rows())
	}
	if _, err := s.Subscribe(ctx, []feed.Subscription{{Feed: feed.Feed{URL: a.URL}, OwnTitle: "Anew"}}); err != nil {
		t.Fatal(err)
	}
	u, err := s.Undo(ctx) // only the one that is still away comes back
	if got := names(); err != nil || u.Changed != 1 || !slices.Contains(got, "News/Anew") || len(got) != 2 {
		t.Errorf("undone %+v, %v: %q", u, err, got)
	}
}

// Two processes that change one feed at the same time lose nothing of each
// other's; an error changes none of several.
func TestChangesTogether(t *testing.T) {
	one, _ := newStore(t, Options{})
	ids := subscribe(t, one, "https://a.example/", "https://b.example/")
	two := must[*Store](t)(Open(t.Context(), one.Path(), one.opts))
	defer two.Close()
	const times = 20
	var both sync.WaitGroup
	for name, s := range map[string]*Store{"one": one, "two": two} {
		both.Go(func() {
			for i := range times {
				if _, err := s.Change(t.Context(), ids[:1], func(sub *feed.Subscription) error {
					sub.Tags = append(sub.Tags, fmt.Sprint(name, i))
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	both.Wait()
	if sub := must[feed.Subscription](t)(one.Subscription(t.Context(), ids[0])); len(sub.Tags) != 2*times {
		t.Error("of", 2*times, "tags are left", sub.Tags)
	}
	wrong := errors.New("no such option")
	if _, err := one.Change(t.Context(), ids, func(sub *feed.Subscription) error {
		if sub.ID == ids[1] {
			return wrong
		}
		sub.Folder = "News"
		return nil
	}); err != wrong {
		t.Error(err)
	}
	if sub := must[feed.Subscription](t)(one.Subscription(t.Context(), ids[0])); sub.Folder != "" {
		t.Error("half an action:", sub.Folder)
	}
}

// TestUnsubscribingIsUndoneWhileItIsDone: a feed with many stories is hidden in steps;
// undone meanwhile, it is there again with all of them.
func TestUnsubscribingIsUndoneWhileItIsDone(t *testing.T) {
	s, _ := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/feed")[0]
	const stories = 2000
	var entries []feed.Entry
	for n := range stories {
		entries = append(entries, story(n, n))
	}
	put(t, s, fetched(id, noon, entries...))
	for round := range 5 {
		done := make(chan error)
		go func() { done <- s.Unsubscribe(t.Context(), []int64{id}) }()
		for undone := false; !undone; {
			u, err := s.Undo(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			undone = u.Changed > 0
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		sub, err := s.Subscription(t.Context(), id)
		if err != nil || sub.Total != stories || len(list(t, s, feed.Window{Limit: 5000})) != stories {
			t.Fatalf("round %d: %d of %d stories are counted and %d listed, %v", round, sub.Total, stories, len(list(t, s, feed.Window{Limit: 5000})), err)
		}
	}
}

// TestAPurgeMeetsASubscription: a feed that is subscribed to again in the moment in
// which it was to be forgotten stays.
func TestAPurgeMeetsASubscription(t *testing.T) {
	s, c := newStore(t, Options{})
	other := must[*Store](t)(Open(t.Context(), s.Path(), s.opts))
	defer other.Close()
	id := subscribe(t, s, "https://a.example/feed")
	put(t, s, fetched(id[0], noon, story(1, 1)))
	if err := s.Unsubscribe(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	c.advance(removedFor + time.Hour)
	if err := s.gate.enter(t.Context(), byUser); err != nil {
		t.Fatal(err)
	}
	purged := make(chan error)
	go func() {
		_, err := s.purgeRemoved(t.Context())
		purged <- err
	}()
	for !s.gate.waitedFor() {
		time.Sleep(time.Millisecond)
	}
	subscribe(t, other, "https://a.example/feed")
	s.gate.leave()
	if err := <-purged; err != nil {
		t.Fatal(err)
	}
	if sub, err := s.Subscription(t.Context(), id[0]); err != nil || sub.Total != 1 || len(list(t, s, feed.Window{})) != 1 {
		t.Error(sub.Total, "stories are left", err)
	}
}
