package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lede/feed"
)

// odd are words as the world writes them, and what looks like the language of
// the index.
var odd = strings.Fields(`harbour Harbour HARBOURS café cafe` + "\u0301" + ` CAFÉ naïve ŁÓDŹ straße STRASSE İstanbul ı don't o’neill C++ e-mail 3.14 2026
	日本語 日本 日 本 東京の地下鉄 東京 カタカナ ｶﾀｶﾅ ー 々 ラーメン 한국어 한국 한 ภาษาไทย ไทย हिन्दी العربية עִבְרִית ΑΘΗΝΑ άλφα ς Σ й и ё е ǆ 𝒜 𠮷 𠮷野家
	👩‍👩‍👧 ☃ ﬁne Ⅷ ① x² soft` + "\u00ad" + `hyphen zero` + "\u200b" + `width ` + "\u0301" + `lone ä a` + "\u0308" + ` word_word a.b x日本y 日本x NEAR NEAR(a,b) AND NOT OR ^harbour
	title f1 hvideo lde {title} text: " "" ( ) * ** - + , ' ; -- /* harb`)

// oddText is a text of odd words.
func oddText(r *rand.Rand, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = odd[r.IntN(len(odd))]
	}
	return strings.Join(words, []string{" ", " ", " ", "", "-", ". "}[r.IntN(6)])
}

// escaped is a text as HTML has it.
func escaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text)
}

// oddStore has stories of odd words; those of the last so many are not indexed.
func oddStore(t *testing.T, unindexed int, recent bool) *Store {
	s, c := newStore(t, Options{NewFeedUnread: 1000})
	ids := subscribe(t, s, "https://a.example/", "https://b.example/")
	r := rand.New(rand.NewPCG(3, 4))
	const n = 120
	stories := func(from, to int) {
		for i := from; i < to; i++ {
			e := story(i, r.IntN(100))
			e.Title, e.Content = oddText(r, 3), "<p>"+escaped(oddText(r, 12))+"</p>"
			e.Authors, e.Tags = []feed.Person{{Name: oddText(r, 1)}}, []string{oddText(r, 1)}
			put(t, s, fetched(ids[i%2], c.at, e))
		}
	}
	stories(0, n-unindexed)
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if recent {
		makeRecent(t, s)
	}
	stories(n-unindexed, n)
	var starred, read []int64
	for i, id := range idsOfRows(list(t, s, feed.Window{})) {
		if i%3 == 0 {
			starred = append(starred, id)
		}
		if i%4 == 0 {
			read = append(read, id)
		}
	}
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Starred, On: true, EntryIDs: starred}))
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: read}))
	return s
}

// naive finds what a filter matches by looking at every story.
func (s *Store) naive(t *testing.T, f feed.Filter) (found []int64) {
	q := s.read(t.Context())
	subs := must[[]subscribed](t)(readSubscribed(q, s.account))
	yes := true
	rows := append(list(t, s, feed.Window{}), list(t, s, feed.Window{Filter: feed.Filter{Hidden: &yes}})...)
	items := must[[]Item](t)(s.items(q, idsOfRows(rows), true))
	for i := range items {
		e, st := &items[i].Entry, &items[i].Status
		at := rows[slices.IndexFunc(rows, func(r feed.Row) bool { return r.EntryID == e.ID })].SortDate
		sub := subs[slices.IndexFunc(subs, func(s subscribed) bool { return s.id == e.FeedID })]
		if f.Hidden == nil && st.Hidden || f.Read != nil && *f.Read != st.Read || f.Starred != nil && *f.Starred != st.Starred || f.Later != nil && *f.Later != st.Later ||
			f.Hidden != nil && *f.Hidden != st.Hidden || at.Before(f.Since) || !f.Until.IsZero() && !at.Before(f.Until) {
			continue
		}
		m := matcher{item: &items[i], sub: sub, sortDate: at.UnixMilli()}
		if m.is(f.Match) {
			found = append(found, e.ID)
		}
	}
	slices.Sort(found)
	return found
}

// oddQuery draws a query: well made, or a soup.
func oddQuery(rt *rapid.T) string {
	word := rapid.SampledFrom(odd)
	beginning := rapid.Custom(func(rt *rapid.T) string {
		runes := []rune(word.Draw(rt, "word"))
		return string(runes[:rapid.IntRange(1, len(runes)).Draw(rt, "runes")]) + "*"
	})
	phrase := rapid.Custom(func(rt *rapid.T) string {
		return `"` + strings.Join(rapid.SliceOfN(word, 1, 3).Draw(rt, "phrase"), " ") + `"`
	})
	field := rapid.Custom(func(rt *rapid.T) string {
		return rapid.SampledFrom([]string{"title:", "text:", "author:", "tag:", "feed:", "in:", "url:", "lang:", "nofield:", "tag:", "-title:"}).Draw(rt, "field") +
			rapid.OneOf(word, beginning, phrase).Draw(rt, "value")
	})
	state := rapid.SampledFrom([]string{"is:unread", "is:read", "is:starred", "is:hidden", "is:updated", "tag:keep", "tag:news", "tag:\"news today\"", "has:audio", "since:2d", "before:1d", "feed:a.example", "since:99999y", "before:9999-12-31", "before:0001-01-01", "since:0000"})
	soup := rapid.Custom(func(rt *rapid.T) string {
		return rapid.StringOfN(rapid.RuneFrom([]rune("\"\"()*-:^+{}', ORNEAT\x00日本한東aéh\u0301\u00ad𠮷👩")), 1, 12, -1).Draw(rt, "soup")
	})
	part := rapid.OneOf(word, word, beginning, phrase, field, state, soup, oddGroup(rapid.OneOf(word, beginning, phrase, field, state)))
	var b strings.Builder
	for i := range rapid.IntRange(1, 4).Draw(rt, "parts") {
		if i > 0 {
			b.WriteString(rapid.SampledFrom([]string{" ", " ", " OR ", " -", " NOT ", " (", ") "}).Draw(rt, "join"))
		}
		b.WriteString(part.Draw(rt, "part"))
	}
	return b.String()
}

// oddGroup draws groups within groups, with and without a no before them.
func oddGroup(part *rapid.Generator[string]) *rapid.Generator[string] {
	inner := rapid.Custom(func(rt *rapid.T) string {
		parts := rapid.SliceOfN(part, 2, 3).Draw(rt, "inner")
		return rapid.SampledFrom([]string{"(", "-("}).Draw(rt, "begins") + strings.Join(parts, rapid.SampledFrom([]string{" ", " OR ", " -"}).Draw(rt, "joined")) + ")"
	})
	return rapid.Custom(func(rt *rapid.T) string {
		return rapid.SampledFrom([]string{"(", "-("}).Draw(rt, "begins") + part.Draw(rt, "first") +
			rapid.SampledFrom([]string{" ", " OR ", " -", " OR -"}).Draw(rt, "joined") + inner.Draw(rt, "group") + ")"
	})
}

// Whatever is looked for, the index finds what looking at every story finds,
// in every order, also where it does not have them all yet.
func TestSearchIsNaive(t *testing.T) {
	t.Parallel() // it takes long
	stores := map[string]*Store{
		"indexed": oddStore(t, 0, false), "with what is recent": oddStore(t, 0, true),
		"half": oddStore(t, 60, true), "not indexed": oddStore(t, 120, false),
		"changed": changedStore(t, false), "changed since": changedStore(t, true),
	}
	sorts := []feed.Sort{feed.Newest, feed.Oldest, feed.Relevance, feed.Shortest, feed.ByFeed, feed.UnreadFirst}
	rapid.Check(t, func(rt *rapid.T) {
		query := oddQuery(rt)
		f, _ := feed.ParseQuery(query, noon)
		sort := rapid.SampledFrom(sorts).Draw(rt, "sort")
		paged := rapid.SampledFrom(slices.Sorted(maps.Keys(stores))).Draw(rt, "paged")
		size := rapid.SampledFrom([]int{1, 2, 3, 7, 40}).Draw(rt, "page")
		for name, s := range stores {
			rows, err := s.Rows(t.Context(), feed.Window{Filter: f, Sort: sort})
			if err != nil {
				rt.Fatalf("%s: %q: %v", name, query, err)
			}
			got := idsOfRows(rows)
			if name == paged {
				s.checkPages(rt, query, feed.Window{Filter: f, Sort: sort, Limit: size}, got)
			}
			slices.Sort(got)
			if want := s.naive(t, f); !slices.Equal(got, want) {
				rt.Fatalf("%s, sorted %q: %q as %s\nfound %v\nnot   %v", name, sort, query, feed.FormatQuery(f), s.described(t, got, want), s.described(t, want, got))
			}
		}
	})
}

// described tells of the entries of the first list that the second does not have.
func (s *Store) described(t *testing.T, ids, but []int64) (out []string) {
	items := must[[]Item](t)(s.items(s.read(t.Context()), ids, true))
	for _, it := range items {
		if !slices.Contains(but, it.Entry.ID) {
			out = append(out, fmt.Sprintf("%d: %q %q %q %q", it.Entry.ID, it.Entry.Title, it.Entry.Content, it.Entry.Authors, it.Entry.Tags))
		}
	}
	if n := len(out) - 2; n > 0 {
		out = append(out[:2], fmt.Sprint("and ", n, " more"))
	}
	return out
}

// No query takes long or fails, however long it is.
func TestSearchOfAnyLength(t *testing.T) {
	t.Parallel() // it takes long
	s := oddStore(t, 20, true)
	for _, q := range []string{
		strings.Repeat("harbour ", 20_000), strings.Repeat("a OR ", 20_000), strings.Repeat("(", 100_000), strings.Repeat(`"`, 100_000), strings.Repeat("-", 100_000),
		strings.Repeat("日本", 50_000), strings.Repeat("日 ", 30_000), "a" + strings.Repeat("\u0301", 50_000), strings.Repeat("x", 100_000), strings.Repeat("x* ", 30_000),
		strings.Repeat("-a ", 30_000), strings.Repeat("(a OR ", 20_000), strings.Repeat("tag:a ", 20_000), "\x00", "OR", "NOT", "-", "NEAR(", "*", `""`,
	} {
		f, _ := feed.ParseQuery(q, noon)
		for _, sort := range []feed.Sort{feed.Newest, feed.Relevance} {
			start := time.Now()
			if _, err := s.Rows(t.Context(), feed.Window{Filter: f, Sort: sort, Limit: 40}); err != nil {
				t.Errorf("%.20q...: %v", q, err)
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Logf("%.20q... took %v", q, took)
			}
		}
	}
}
