package store

import (
	"database/sql"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"lede/feed"
)

// FTS5 takes each word of ours for one word, and for no other: whatever runes it
// is made of, those too that are newer than FTS5's tables.
func TestWordsAreThoseOfFTS5(t *testing.T) {
	oneByOne(t)
	t.Parallel() // it takes long
	s, _ := newStore(t, Options{})
	ours := make(map[string]bool)
	err := s.write(t.Context(), byUser, func(t *tx) error {
		for r := rune(1); r <= 0x2FFFF; r++ {
			if r >= 0xE0F0 && r <= 0xE0F3 || r > 0x20040 && r%101 != 0 || unicode.Is(unicode.Co, r) && r > 0xE200 {
				continue
			}
			words := indexWords(forIndex("a" + string(r) + "b " + string(r) + "c" + string(r)))
			for _, word := range words {
				ours[word] = true
			}
			if err := t.exec("INSERT INTO search (rowid, words) VALUES (?, ?)", int64(r), string(appendWords(nil, "", words))); err != nil {
				return err
			}
		}
		return t.exec("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(search, row)")
	})
	if err != nil {
		t.Fatal(err)
	}
	var wrong []string
	n := 0
	if err := all(s.read(t.Context()), "SELECT term FROM vocabulary", nil, func(rows *sql.Rows) error {
		var word string
		err := rows.Scan(&word)
		if n++; !ours[word] {
			wrong = append(wrong, word)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if n != len(ours) || len(wrong) > 0 {
		t.Errorf("FTS5 has %d words, %d of them not ours: %.60q; ours are %d", n, len(wrong), wrong, len(ours))
	}
}

// What stands beside a word without being a letter is no part of it, though FTS5
// takes it for one: emoji, signs and controls that are newer than its tables.
func TestWordsBesideNewSigns(t *testing.T) {
	for _, recent := range []bool{false, true} {
		s, c := newStore(t, Options{NewFeedUnread: 1000})
		id := subscribe(t, s, "https://a.example/")[0]
		e := story(1, 1)
		e.Title, e.Content = "Hmm🤔ok then", "<p>the 100₺ ticket of \u2068Dana\u2069, wow🫠melts, aᦰb and ₿eta, ǯuma ǭme</p>"
		put(t, s, fetched(id, c.at, e))
		if recent {
			if err := s.IndexAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		var missed []string
		for _, query := range []string{"hmm", "ok", "100", "dana", `"of dana"`, "wow", "melts", "aᦰb", "eta", "Ǯuma", "ǭme", "title:hmm", `title:"hmm ok"`} {
			f, _ := feed.ParseQuery(query, noon)
			if n := len(list(t, s, feed.Window{Filter: f})); n != 1 {
				missed = append(missed, query)
			}
		}
		if len(missed) > 0 {
			t.Errorf("indexed %v: not found: %q", recent, slices.Clip(missed))
		}
	}
}

// A text that is looked at once, one that is looked at often, and a list of words
// give the same answer.
func TestWithin(t *testing.T) {
	checkOften(t, func(rt *rapid.T) {
		text := forIndex(strings.Join(rapid.SliceOfN(rapid.SampledFrom(odd), 0, 12).Draw(rt, "text"), rapid.SampledFrom([]string{" ", "", "-"}).Draw(rt, "between")))
		n := needle{indexWords(forQuery(strings.Join(rapid.SliceOfN(rapid.SampledFrom(odd), 0, 3).Draw(rt, "needle"), " "))), rapid.Bool().Draw(rt, "prefix")}
		want := n.in(indexWords(text))
		if once, often := n.within(text), n.among(indexedAs(text, nil)); once != want || often != want {
			rt.Fatalf("%q in %q: %v and %v, want %v", n.words, text, once, often, want)
		}
	})
}
