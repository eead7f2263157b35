package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lede/feed"
)

// A search that compares many texts stops when nobody waits for it any more.
func TestSearchStops(t *testing.T) {
	s, c := newStore(t, Options{NewFeedUnread: 5000})
	id := subscribe(t, s, "https://a.example/")[0]
	// The words, and each pair of them, are in each text, the phrase is in none.
	text := "<p>" + strings.Repeat("the old harbour. a the old, one old harbour of the sea; ", 200) + "</p>"
	var entries []feed.Entry
	for i := range 600 {
		e := story(i, i)
		e.Content = text
		entries = append(entries, e)
	}
	put(t, s, fetched(id, c.at, entries...))
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, _ := feed.ParseQuery(`"one old harbour a the old"`, noon)
	for _, w := range []feed.Window{{Filter: f, Limit: 40}, {Filter: f, Sort: feed.Relevance, Limit: 40}, {Filter: f, Sort: feed.Shortest, Limit: 40}} {
		start := time.Now()
		if n := len(list(t, s, w)); n != 0 {
			t.Fatal("found", n)
		}
		whole := time.Since(start)
		ctx, stop := context.WithCancel(t.Context())
		var stopped time.Time
		time.AfterFunc(whole/5, func() { stopped = time.Now(); stop() })
		_, err := s.Rows(ctx, w)
		if took := time.Since(stopped); err == nil || took > max(50*time.Millisecond, whole/2) {
			t.Errorf("sorted %q: it went on for %v of %v after it was stopped; %v", w.Sort, took, whole, err)
		} else {
			t.Logf("sorted %q: %v of %v", w.Sort, took, whole)
		}
	}
}

// Several searches at once find what each finds alone, in two libraries.
func TestSearchesAtOnce(t *testing.T) {
	stores := []*Store{oddStore(t, 0, false), changedStore(t, true)}
	queries := []string{`"harbour café"`, `"日本語"`, `-"old harbour"`, `text:naïve`, `"a* b"`, `tag:"news today"`, `"word_word" OR "e-mail"`}
	var wg sync.WaitGroup
	for round := range 3 {
		for i, s := range stores {
			for _, query := range queries {
				f, _ := feed.ParseQuery(query, noon)
				w := feed.Window{Filter: f, Sort: []feed.Sort{feed.Newest, feed.Relevance, feed.Oldest}[round]}
				want := idsOfRows(list(t, s, w))
				for range 3 {
					wg.Go(func() {
						rows, err := s.Rows(t.Context(), w)
						if got := idsOfRows(rows); err != nil || !slices.Equal(got, want) {
							t.Error(fmt.Sprintf("library %d: %s: %v, want %v;", i, query, got, want), err)
						}
					})
				}
			}
		}
	}
	wg.Wait()
}
