package store

import (
	"slices"
	"testing"
	"time"

	"lede/feed"
)

// The best matches that are read page by page, as somebody reads on, are those that
// are read at once: none twice.
func TestRankedPages(t *testing.T) {
	s, c := newStore(t, Options{})
	a := fetched(subscribe(t, s, "https://a.example/")[0], noon)
	for n := range 30 {
		a.Document.Entries = append(a.Document.Entries, story(n, n))
	}
	put(t, s, a)
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, _ := feed.ParseQuery("story", noon)
	w := feed.Window{Filter: f, Sort: feed.Relevance}
	want := idsOfRows(list(t, s, w))
	var got []int64
	for w.Limit = 8; ; c.advance(20 * time.Second) {
		rows := list(t, s, w)
		if got = append(got, idsOfRows(rows)...); len(rows) < w.Limit || len(got) > len(want) {
			break
		}
		w.From = &rows[len(rows)-1].Key
	}
	if len(want) != 30 || !slices.Equal(got, want) {
		t.Errorf("by pages %v, at once %v", got, want)
	}
}
