package store

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lede/feed"
)

// What stands in a text is never denied, and most of what does not is.
func TestNeighbours(t *testing.T) {
	checkOften(t, func(rt *rapid.T) {
		text := rapid.SliceOf(rapid.SampledFrom(odd)).Draw(rt, "text")
		f := neighboursOf(nil, text, text[:len(text)/2])
		for i := 1; i < len(text); i++ {
			if !f.has(pairHash(text[i-1], text[i])) {
				rt.Fatalf("%q %q is denied", text[i-1], text[i])
			}
		}
	})
	var words []string
	for i := range 2000 {
		words = append(words, fmt.Sprint("w", i*i%1009))
	}
	f := neighboursOf(words)
	let := 0
	for i := range 1000 {
		if f.has(pairHash(fmt.Sprint("a", i), fmt.Sprint("w", i))) {
			let++
		}
	}
	if let > 200 {
		t.Errorf("%d of 1,000 pairs that are not there are not denied", let)
	}
	if f := neighboursOf(make([]string, mostPairs+2)); f != nil {
		t.Error("a long document has a filter of", len(f))
	}
}

// The hashes stand in databases.
func TestPairHash(t *testing.T) {
	for _, c := range []struct {
		first, second string
		want          uint64
	}{{"old", "harbour", 0xaf01cf088a2971c6}, {"", "", 0x7755f0a1afba68e8}, {"日本", "本語", 0x92eaa33ffc8ce4d6}} {
		if got := pairHash(c.first, c.second); got != c.want {
			t.Errorf("pairHash(%q, %q) = %#x, want %#x", c.first, c.second, got, c.want)
		}
	}
}

// A text that can't be read, or a filter that is cut short, is no error of the
// search: the others are found.
func TestSearchOverDamage(t *testing.T) {
	s := searchStore(t)
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	find := func(query string) []string {
		f, _ := feed.ParseQuery(query, noon)
		return titles(list(t, s, feed.Window{Filter: f}))
	}
	if got := find(`"old harbour" OR "a harbour"`); len(got) != 2 {
		t.Fatal(got)
	}
	for _, damage := range []string{
		"UPDATE neighbours SET bits = x'' WHERE doc = (SELECT id FROM doc WHERE entry_id = 1)",
		"DELETE FROM neighbours",
		"UPDATE body SET content = x'0201ffffffff' WHERE entry_id = 1",
		"UPDATE body SET content = x'01ffff' WHERE entry_id = 1",
		"DELETE FROM body WHERE entry_id = 1",
	} {
		if err := s.write(t.Context(), byUser, func(t *tx) error { return t.exec(damage) }); err != nil {
			t.Fatal(err)
		}
		if got := find(`"a harbour"`); fmt.Sprint(got) != "[Mixed]" {
			t.Errorf("after %s: %q", damage, got)
		}
	}
}
