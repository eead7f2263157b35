package store

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"lede/feed"
)

// What begins with some letters is found in the index of what is recent and
// below it as one list, up and down, page by page, and after entries came,
// changed and went.
func TestRecent(t *testing.T) {
	s, _ := newStore(t, Options{NewFeedUnread: 1000})
	id := subscribe(t, s, "https://a.example/")[0]
	a := fetched(id, noon)
	for n := range 150 {
		a.Document.Entries = append(a.Document.Entries, story(n, n))
	}
	put(t, s, a)
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, _ := feed.ParseQuery("sto*", noon)
	first := "Story 0"
	check := func(want int) {
		t.Helper()
		for _, sort := range []feed.Sort{feed.Newest, feed.Oldest, feed.Shortest, feed.ByFeed, feed.UnreadFirst, feed.Relevance} {
			var found []int64
			w := feed.Window{Filter: f, Sort: sort, Limit: 20}
			for {
				rows := list(t, s, w)
				if len(rows) == 0 {
					break
				}
				for _, r := range rows {
					found = append(found, r.EntryID)
				}
				w.From = &rows[len(rows)-1].Key
			}
			if n := len(distinct(found)); n != want || len(found) != want {
				t.Errorf("%q: %d found, %d of them different; %d wanted", sort, len(found), n, want)
			}
		}
		if sorted := titles(list(t, s, feed.Window{Filter: f})); sorted[0] != first {
			t.Error(sorted[:5])
		}
	}
	check(150)
	before := list(t, s, feed.Window{Filter: f})
	makeRecent(t, s)
	if from, ok, err := recentFrom(s.read(t.Context())); err != nil || !ok || from <= firstDoc(noon.Add(-indexBatch*time.Hour).UnixMilli()) {
		t.Fatal(from, ok, err)
	}
	if d := gocmp.Diff(before, list(t, s, feed.Window{Filter: f})); d != "" {
		t.Fatal(d)
	}
	check(150)
	// One changes, one comes, one goes.
	first = "Story 200"
	changed, later := story(3, 3), story(200, 0)
	changed.Content, changed.Title = "<p>Nothing of the kind.</p>", "Other"
	put(t, s, fetched(id, noon, changed, later))
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(150)
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{list(t, s, feed.Window{Filter: f, Limit: 9})[8].EntryID}}))
	if n := must[int](t)(s.retain(t.Context(), Retention{Keep: time.Hour})); n != 1 {
		t.Fatal("dropped", n)
	}
	check(149)
	if lost := must[int](t)(s.Repair(t.Context())); lost != 0 {
		t.Fatal(lost, "texts are lost")
	}
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(149)
}

// interrupted is a reader between whose two queries something else happens.
type interrupted struct {
	querier
	before string // what the query has in it before which it happens
	happen func()
}

func (q interrupted) query(query string, args ...any) (*sql.Rows, error) {
	if strings.Contains(query, q.before) {
		q.happen()
	}
	return q.querier.query(query, args...)
}

// A story of an older date that is indexed while the index of what is recent
// grows past its place is found all the same.
func TestRecentWhileIndexing(t *testing.T) {
	s, _ := newStore(t, Options{NewFeedUnread: 1000})
	id := subscribe(t, s, "https://a.example/")[0]
	put(t, s, fetched(id, noon, story(1, 1), story(2, 2), story(9, 9)))
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.write(t.Context(), background, (*tx).beginRecent); err != nil {
		t.Fatal(err)
	}
	q := s.read(t.Context())
	from, _, err := recentFrom(q)
	if err != nil {
		t.Fatal(err)
	}
	late := interrupted{q, "FROM entry e WHERE", func() {
		put(t, s, fetched(id, noon, story(5, 5)))
		if err := s.IndexAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}}
	if more, err := s.fillRecent(t.Context(), late, from); err != nil || !more {
		t.Fatal(more, err)
	}
	fillRecentOnce(t, s)
	f, _ := feed.ParseQuery("sto*", noon)
	want := []string{"Story 1", "Story 2", "Story 5", "Story 9"}
	if d := gocmp.Diff(want, titles(list(t, s, feed.Window{Filter: f}))); d != "" {
		t.Error(d)
	}
	if now, _, err := recentFrom(s.read(t.Context())); err != nil || now >= from {
		t.Error("it did not grow", now, err)
	}
}

// What is cut from the index of what is recent, or given up with all of it,
// between the plan of a search and its reading is found all the same.
func TestRecentCutWhileSearching(t *testing.T) {
	for name, cut := range map[string]func(*tx) error{"cut": (*tx).cutRecent, "given up": (*tx).dropRecent} {
		for _, sort := range []feed.Sort{feed.Newest, feed.Oldest, feed.Shortest, feed.ByFeed, feed.UnreadFirst, feed.Relevance} {
			s, _ := newStore(t, Options{NewFeedUnread: 1000})
			id := subscribe(t, s, "https://a.example/")[0]
			put(t, s, fetched(id, noon, story(1, 1), story(2, 2), story(3, 3)))
			if err := s.IndexAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			makeRecent(t, s)
			f, _ := feed.ParseQuery("sto*", noon)
			q := interrupted{s.read(t.Context()), "recent AS search", func() {
				if err := s.write(t.Context(), background, cut); err != nil {
					t.Fatal(err)
				}
			}}
			w, n := feed.Window{Filter: f, Sort: sort, Limit: 20}, 0
			p, err := s.planOf(q, w)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.each(q, s.account, w, func(string, place) error { n++; return nil }); err != nil || n != 3 {
				t.Errorf("%s, sorted %q: %d found, %v", name, sort, n, err)
			}
		}
	}
}

// A second that thousands of undated entries share takes each in few looks.
func TestCrowdedSecond(t *testing.T) {
	s, _ := newStore(t, Options{})
	const crowd = 3000
	err := s.write(t.Context(), background, func(t *tx) error {
		for n := range int64(crowd) {
			if _, err := t.docID(&document{id: n + 1, sortDate: noon.UnixMilli()}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var n, spread int
	if _, err := s.read(t.Context()).get("SELECT count(*), max(id) - min(id) FROM doc", nil, &n, &spread); err != nil || n != crowd || spread > 16*crowd {
		t.Error(n, spread, err)
	}
}

// Idle that has nothing to do writes nothing: no reader reads its screen anew.
func TestIdleIsQuiet(t *testing.T) {
	s, _ := newStore(t, Options{})
	put(t, s, fetched(subscribe(t, s, "https://a.example/")[0], noon, story(1, 1), story(2, 2)))
	for more := true; more; {
		var err error
		if more, err = s.Idle(t.Context(), Retention{}); err != nil {
			t.Fatal(err)
		}
	}
	before := must[int64](t)(s.Version(t.Context()))
	if more := must[bool](t)(s.Idle(t.Context(), Retention{})); more {
		t.Error("there is more to do")
	}
	if after := must[int64](t)(s.Version(t.Context())); after != before {
		t.Error("written to")
	}
}
