package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lede/feed"
)

// commonWords is a library of n stories that have all words of a phrase, and each
// pair of them, side by side: but the phrase only where it says so.
func commonWords(t *testing.T, n int, has func(i int) bool) (s *Store, phrase feed.Filter) {
	s, c := newStore(t, Options{NewFeedUnread: 5000})
	id := subscribe(t, s, "https://a.example/")[0]
	text := "<p>" + strings.Repeat("the old harbour. a the old, one old harbour of the sea; ", 200) + "</p>"
	var entries []feed.Entry
	for i := range n {
		e := story(i, i)
		if e.Content = text; has(i) {
			e.Content += "<p>One old harbour, a the old.</p>"
		}
		entries = append(entries, e)
	}
	put(t, s, fetched(id, c.at, entries...))
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	phrase, _ = feed.ParseQuery(`"one old harbour a the old"`, noon)
	return s, phrase
}

// A search that compares many texts stops when nobody waits for it any more.
func TestSearchStops(t *testing.T) {
	s, f := commonWords(t, 600, func(int) bool { return false })
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

// Who has no patience gets what is found first, and goes on from there to what
// is found in all.
func TestSomeRowsAreFoundFirst(t *testing.T) {
	s, f := commonWords(t, 150, func(i int) bool { return i%30 == 3 })
	for _, sort := range []feed.Sort{feed.Newest, feed.Oldest, feed.UnreadFirst} {
		w := feed.Window{Filter: f, Sort: sort, Limit: 40}
		all := idsOfRows(list(t, s, w))
		var got []int64
		for more, times := true, 0; more; times++ {
			h := newHurry(t.Context(), time.Hour)
			h.grace = 0
			h.due()
			p, err := s.planOf(s.read(t.Context()), w)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := s.rowsOf(hasty{s.read(t.Context()), h}, p, w)
			h.end()
			if more = errors.Is(err, errShort); err != nil && !more {
				t.Fatal(err)
			}
			if more && len(rows) == 0 || len(rows) > 1 || times > len(all) {
				t.Fatalf("sorted %q: found %d rows the %d. time, more: %v", sort, len(rows), times, more)
			}
			if got = append(got, idsOfRows(rows)...); more {
				w.From = &rows[len(rows)-1].Key
			}
		}
		if !slices.Equal(got, all) || len(all) != 5 {
			t.Errorf("sorted %q: found %v, at once %v", sort, got, all)
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
