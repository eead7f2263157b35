package store

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lede/feed"
)

// changedStore has stories of odd words that came twice, were labelled, hidden,
// changed by their publishers and dropped after the index had them; since: the
// index does not have what became of them yet.
func changedStore(t *testing.T, since bool) *Store {
	s, c := newStore(t, Options{NewFeedUnread: 1000})
	ids := subscribe(t, s, "https://a.example/", "https://b.example/", "https://c.example/")
	r := rand.New(rand.NewPCG(5, 6))
	const n = 90
	entry := func(i int) feed.Entry {
		e := story(i, r.IntN(100))
		e.Title, e.Content = oddText(r, 3), "<p>"+escaped(oddText(r, 12))+"</p>"
		e.Authors, e.Tags = []feed.Person{{Name: oddText(r, 1)}}, []string{[]string{"news", "news today", "old", oddText(r, 1)}[r.IntN(4)]}
		return e
	}
	for i := range n {
		e := entry(i)
		put(t, s, fetched(ids[i%2], c.at, e))
		if i%3 > 0 { // a copy, with other tags now and then, some of them by somebody else
			e.Published = e.Published.Add(time.Duration(r.IntN(5)-2) * time.Hour)
			if i%4 == 0 {
				e.Tags = []string{"news"}
			}
			if i%9 == 1 {
				e.Authors = []feed.Person{{Name: "café"}}
			}
			put(t, s, fetched(ids[(i+1)%2], c.at, e))
		}
		if i%30 == 0 {
			put(t, s, fetched(ids[2], c.at, entry(1000+i)))
		}
	}
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	makeRecent(t, s)
	s.change(t, ids, c, entry)
	if !since {
		if err := s.IndexAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// change labels, hides, marks, edits and drops some of a store's entries, and
// unsubscribes from its third feed.
func (s *Store) change(t *testing.T, feeds []int64, c *clock, entry func(int) feed.Entry) {
	for i := 0; i < 90; i += 4 {
		c.advance(time.Second)
		put(t, s, fetched(feeds[i%2], c.at, entry(i)))
	}
	of := make(map[feed.Flag][]int64)
	var dropped []int64
	for i, id := range idsOfRows(list(t, s, feed.Window{})) {
		switch i % 8 {
		case 0:
			of[feed.Hidden] = append(of[feed.Hidden], id)
		case 1, 2, 3:
			of[feed.Read] = append(of[feed.Read], id)
		case 4:
			if err := s.SetLabels(t.Context(), id, []string{[]string{"keep", "news", "日本"}[i/8%3]}); err != nil {
				t.Fatal(err)
			}
		case 5:
			of[feed.Starred] = append(of[feed.Starred], id)
		case 6:
			dropped = append(dropped, id)
		}
	}
	for flag, ids := range of {
		must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: flag, On: true, EntryIDs: ids}))
	}
	if err := s.write(t.Context(), byUser, func(t *tx) error { _, err := t.drop(dropped[:len(dropped)/2]); return err }); err != nil {
		t.Fatal(err)
	}
	if err := s.Unsubscribe(t.Context(), feeds[2:]); err != nil {
		t.Fatal(err)
	}
}

// checkPages reads a list page by page, from its start and from its end, and
// counts it: all that is the list as it is read at once.
func (s *Store) checkPages(rt *rapid.T, query string, w feed.Window, want []int64) {
	whole := func(w feed.Window) (rows []feed.Row, more bool, err error) {
		rows, err = s.Rows(rt.Context(), w)
		return rows, len(rows) == w.Limit, err
	}
	some := func(w feed.Window) (rows []feed.Row, more bool, err error) {
		rows, more, err = s.SomeRows(rt.Context(), w, 0)
		return rows, more || len(rows) == w.Limit, err
	}
	for i, read := range []func(feed.Window) ([]feed.Row, bool, error){whole, some, whole, some} {
		w.Backward = i >= 2
		var got []int64
		for w.From = nil; ; {
			rows, more, err := read(w)
			if err != nil || more && len(rows) == 0 {
				rt.Fatalf("%q: more %v; %v", query, more, err)
			}
			ids := idsOfRows(rows)
			if w.Backward {
				got = append(ids, got...)
			} else {
				got = append(got, ids...)
			}
			if !more || len(got) > len(want) {
				break
			}
			w.From = &rows[len(rows)-1].Key
			if w.Backward {
				w.From = &rows[0].Key
			}
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("%q sorted %q, %d a page, backward %v:\n%v, at once\n%v", query, w.Sort, w.Limit, w.Backward, got, want)
		}
	}
	w.From, w.Backward = nil, false
	if n, _, err := s.Count(rt.Context(), w, nil, 10_000); err != nil || n != len(want) {
		rt.Fatalf("%q sorted %q: counted %d of %d, %v", query, w.Sort, n, len(want), err)
	}
}

// foldedNaive leaves out of what matches what a newer copy that matches stands
// for; where the index is searched, one that has the same authors.
func (s *Store) foldedNaive(t *testing.T, ids []int64, searched bool) (out []int64) {
	type copied struct {
		place
		read bool
		key  string
	}
	var found []copied
	if err := all(s.read(t.Context()), `SELECT s.entry_id, s.sort_date, s.read, s.story_id, e.text_hash, CASE WHEN ? THEN e.authors ELSE '' END FROM json_each(?) j CROSS JOIN status s ON s.account_id = ? AND s.entry_id = j.value
		CROSS JOIN entry e ON e.id = s.entry_id`, []any{searched, idList(ids), s.account}, func(rows *sql.Rows) error {
		var c copied
		var story int64
		var hash []byte
		var by string
		err := rows.Scan(&c.id, &c.sort, &c.read, &story, &hash, &by)
		if story != 0 {
			c.key = fmt.Sprintf("%d %x %s", story, hash, by)
		}
		found = append(found, c)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range found {
		if c.key == "" || !slices.ContainsFunc(found, func(o copied) bool {
			return o.key == c.key && o.place.compare(c.place) > 0 && (!o.read || c.read)
		}) {
			out = append(out, c.id)
		}
	}
	slices.Sort(out)
	return out
}

// With the copies of a story folded, a search shows each story that it finds: its
// newest copy of those that match.
func TestFoldedSearchIsNaive(t *testing.T) {
	t.Parallel() // it takes long
	s := changedStore(t, false)
	rapid.Check(t, func(rt *rapid.T) {
		query := oddQuery(rt)
		f, _ := feed.ParseQuery(query, noon)
		f.Fold = true
		words, _ := splitMatch(f.Match)
		w := feed.Window{Filter: f, Sort: rapid.SampledFrom([]feed.Sort{feed.Newest, feed.Oldest, feed.Relevance, feed.UnreadFirst}).Draw(rt, "sort")}
		rows, err := s.Rows(t.Context(), w)
		if err != nil {
			rt.Fatalf("%q: %v", query, err)
		}
		got := idsOfRows(rows)
		w.Limit = 5
		s.checkPages(rt, query, w, got)
		slices.Sort(got)
		if want := s.foldedNaive(t, s.naive(t, f), words != nil); !slices.Equal(got, want) {
			rt.Fatalf("sorted %q: %q as %s\nfound %v\nnot   %v", w.Sort, query, feed.FormatQuery(f), s.described(t, got, want), s.described(t, want, got))
		}
	})
}

// What some queries found wrongly, or nothing but an error.
func TestSearchFoldsAndAsks(t *testing.T) {
	s, c := newStore(t, Options{NewFeedUnread: 1000})
	ids := subscribe(t, s, "https://a.example/", "https://b.example/")
	tagged, copied, other := story(1, 5), story(1, 4), story(2, 3)
	tagged.Tags = []string{"news"}
	put(t, s, fetched(ids[0], c.at, tagged), fetched(ids[1], c.at, copied), fetched(ids[1], c.at, other))
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := idsOfRows(list(t, s, feed.Window{Sort: feed.Oldest}))
	if err := s.SetLabels(t.Context(), all[2], []string{"☃"}); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string][]int64{
		"story tag:news": {all[0]}, // its newer copy has no such tag
		"tag:☃":          {all[2]},
		"tag:☂":          nil,
		`-lang:de -author:dana -"no harbour" is:unread`: {all[1], all[2]},
		`-lang:de -author:dana -"of story 1"`:           {all[2]},
		`lang:"हिन्दी"`:                                 nil,
		`-(lang:de OR -"of story 1")`:                   {all[1]},
	} {
		for _, sort := range []feed.Sort{feed.Oldest, feed.Relevance} {
			f, _ := feed.ParseQuery(query, noon)
			f.Fold = true
			rows, err := s.Rows(t.Context(), feed.Window{Filter: f, Sort: sort})
			got := idsOfRows(rows)
			slices.Sort(got)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s, sorted %q: %v, want %v; %v", query, sort, got, want, err)
			}
		}
	}
}

// A title is found though its text can't be read.
func TestSearchOfTitleOverDamage(t *testing.T) {
	s, c := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	e := story(1, 1)
	e.Title = "The old harbour"
	put(t, s, fetched(id, c.at, e))
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.write(t.Context(), byUser, func(t *tx) error { return t.exec("UPDATE body SET content = x'01ffff'") }); err != nil {
		t.Fatal(err)
	}
	f, _ := feed.ParseQuery(`"old harbour"`, noon)
	if n := len(list(t, s, feed.Window{Filter: f})); n != 1 {
		t.Errorf("found %d", n)
	}
}

// What a publisher changes beside the text is searched as it is now: tags, authors,
// language, what is attached. A number of comments, which changes all the time, has
// nothing indexed anew.
func TestWhatStandsBesideTheTextIsIndexedAnew(t *testing.T) {
	s, c := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	e := story(1, 1)
	e.Tags, e.Authors, e.Language = []string{"ports"}, []feed.Person{{Name: "Ann"}}, "en"
	put(t, s, fetched(id, noon, e))
	index := func() {
		t.Helper()
		if err := s.IndexAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	index()
	unindexed := func() (n int) {
		t.Helper()
		if _, err := s.read(t.Context()).get("SELECT count(*) FROM unindexed", nil, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for query, change := range map[string]func(){
		"tag:harbours": func() { e.Tags = []string{"harbours"} },
		"author:ines":  func() { e.Authors = []feed.Person{{Name: "Inês"}} },
		"lang:pt":      func() { e.Language = "pt-BR" },
		"has:audio":    func() { e.Enclosures = []feed.Enclosure{{URL: "https://a.example/1.mp3", MIMEType: "audio/mpeg"}} },
	} {
		c.advance(time.Hour)
		change()
		if out := put(t, s, fetched(id, c.at, e)); out[0].New+out[0].Updated > 0 {
			t.Error(query, out)
		}
		index()
		f, _ := feed.ParseQuery(query, c.at)
		if rows := list(t, s, feed.Window{Filter: f}); len(rows) != 1 {
			t.Error(query, "finds", titles(rows))
		}
	}
	e.Comments = 7
	put(t, s, fetched(id, c.at, e))
	if got, _, _, err := s.Entry(t.Context(), list(t, s, feed.Window{})[0].EntryID); err != nil || got.Comments != 7 || unindexed() != 0 {
		t.Error(got.Comments, "comments", err, unindexed(), "to be indexed")
	}
}

// An entry that another process changes, or drops, while it is read to be indexed is
// indexed as it is then.
func TestIndexingMeetsAChange(t *testing.T) {
	s, c := newStore(t, Options{})
	other := must[*Store](t)(Open(t.Context(), s.Path(), s.opts))
	defer other.Close()
	id := subscribe(t, s, "https://a.example/")[0]
	edited, old := story(1, 1), story(2, 48)
	put(t, s, fetched(id, noon, edited, old))
	if err := s.gate.enter(t.Context(), byUser); err != nil {
		t.Fatal(err)
	}
	indexed := make(chan error)
	go func() { indexed <- s.IndexAll(t.Context()) }()
	for !s.gate.waitedFor() { // the entries are read, and their turn to be written has not come
		time.Sleep(time.Millisecond)
	}
	c.advance(time.Hour)
	edited.Content = "<p>A harbour surfaces.</p>"
	put(t, other, fetched(id, c.at, edited, old))
	must[int](t)(other.retain(t.Context(), Retention{Keep: 24 * time.Hour, DropUnread: true}))
	s.gate.leave()
	if err := <-indexed; err != nil {
		t.Fatal(err)
	}
	f, _ := feed.ParseQuery("harbour", c.at)
	if rows := list(t, s, feed.Window{Filter: f}); len(rows) != 1 {
		t.Error("what it says now finds", titles(rows))
	}
	var docs int
	if _, err := s.read(t.Context()).get("SELECT count(*) FROM doc", nil, &docs); err != nil || docs != 1 {
		t.Error(docs, "of one entry are indexed", err)
	}
}
