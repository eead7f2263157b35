package store

import (
	"context"
	"fmt"
	"testing"

	"lede/feed"
)

// TestSubscribedInPart: of a list that cannot be taken in to its end, what was is
// told of to whoever keeps a copy of the list of feeds.
func TestSubscribedInPart(t *testing.T) {
	told := 0
	s, _ := newStore(t, Options{OnSubscriptionsChanged: func(context.Context) { told++ }})
	if err := s.write(t.Context(), byUser, func(tx *tx) error {
		return tx.exec("CREATE TRIGGER full BEFORE INSERT ON feed WHEN NEW.url = 'https://last.example/' BEGIN SELECT RAISE(ABORT, 'no room'); END")
	}); err != nil {
		t.Fatal(err)
	}
	var subs []feed.Subscription
	for i := range subscribeBatch {
		subs = append(subs, feed.Subscription{Feed: feed.Feed{URL: fmt.Sprintf("https://%d.example/", i)}})
	}
	subs = append(subs, feed.Subscription{Feed: feed.Feed{URL: "https://last.example/"}})
	done, err := s.Subscribe(t.Context(), subs)
	if err == nil || len(done) != subscribeBatch || told != 1 {
		t.Errorf("%d were taken in, which was told %d times; the error is %v", len(done), told, err)
	}
}

// The same where one that was removed could not come back: the others are there.
func TestSubscribedBeforeAnError(t *testing.T) {
	told := 0
	s, _ := newStore(t, Options{OnSubscriptionsChanged: func(context.Context) { told++ }})
	removed := subscribe(t, s, "https://a.example/")
	if err := s.Unsubscribe(t.Context(), removed); err != nil {
		t.Fatal(err)
	}
	if err := s.write(t.Context(), byUser, func(tx *tx) error {
		return tx.exec("CREATE TRIGGER stuck BEFORE UPDATE OF removed_at ON subscription WHEN NEW.removed_at = 0 AND OLD.removed_at > 0 BEGIN SELECT RAISE(ABORT, 'no room'); END")
	}); err != nil {
		t.Fatal(err)
	}
	told = 0
	done, err := s.Subscribe(t.Context(), []feed.Subscription{{Feed: feed.Feed{URL: "https://b.example/"}}, {Feed: feed.Feed{URL: "https://a.example/"}}})
	if err == nil || len(done) != 2 || told != 1 {
		t.Errorf("%v were taken in, which was told %d times; the error is %v", done, told, err)
	}
}
