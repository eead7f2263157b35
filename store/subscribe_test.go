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
