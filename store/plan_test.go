package store

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"lede/feed"
)

// No list scans or sorts, whatever the view and the order: each is a range of an
// index, merged with a bounded number of others.
func TestPlans(t *testing.T) {
	s, c := newStore(t, Options{})
	ids := subscribe(t, s, "https://a.example/", "https://b.example/")
	put(t, s, fetched(ids[0], noon, story(1, 1)), fetched(ids[1], noon, story(2, 2)))
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	makeRecent(t, s)
	folder := ""
	views := map[string]feed.Filter{
		"all": {}, "unread": {Read: no()}, "read": {Read: yes()}, "starred": {Starred: yes()}, "later": {Later: yes()}, "hidden": {Hidden: yes()},
		"feed": {FeedIDs: ids[:1]}, "feeds": {FeedIDs: ids}, "feed unread": {FeedIDs: ids[:1], Read: no()}, "folder": {Folder: &folder},
		"folder unread": {Folder: &folder, Read: no()}, "today": {Fresh: c.at.Add(-12 * time.Hour)}, "since": {Since: c.at.Add(-12 * time.Hour), MaxID: 5},
		"tag": {Tag: "x"}, "tag unread": {Tag: "x", Read: no()}, "story": {StoryID: 7}, "kept": {Read: no(), KeepSince: noon}, "kept folder": {Folder: &folder, Read: no(), KeepSince: noon},
	}
	for name, query := range map[string]string{
		"words": "text harb* -no", "phrase": `"the text"`, "is": "text is:unread", "dates": "text since:2d before:1d", "in": "in:x text", "feed:": "feed:a text",
		"tag:": "tag:y text", "title:": "title:story", "not alone": "-text", "mixed or": "text OR is:starred", "fields": "is:starred has:audio",
	} {
		f, _ := feed.ParseQuery(query, noon)
		views[name] = f
	}
	for name, f := range views {
		for _, sort := range []feed.Sort{feed.Newest, feed.Oldest, feed.ByFeed, feed.Shortest, feed.UnreadFirst, feed.Relevance} {
			q := s.read(t.Context())
			p, err := s.planOf(q, feed.Window{Filter: f, Sort: sort})
			if err != nil {
				t.Fatal(name, sort, err)
			}
			for _, g := range p.groups {
				sources := must[[]source](t)(g.made())
				for i := range sources {
					for src := &sources[i]; src != nil; src = src.older {
						checkPlan(t, s, name+" "+string(sort), src, !g.up)
					}
				}
			}
		}
	}
}

func checkPlan(t *testing.T, s *Store, name string, src *source, down bool) {
	t.Helper()
	if src.held {
		return
	}
	query, args := src.text(s.account, span{from: &place{5, 5}, down: down}, 50)
	err := all(s.read(t.Context()), "EXPLAIN QUERY PLAN "+query, args, func(rows *sql.Rows) error {
		var id, parent, x int
		var detail string
		err := rows.Scan(&id, &parent, &x, &detail)
		// A few hits that are looked up one by one are sorted.
		sorts := strings.Contains(detail, "TEMP B-TREE") && !strings.Contains(query, " search.rowid IN") && !src.sorts
		// What an IN holds is bounded where it is made; a list of numbers, and
		// what the full-text index gives, are no scans.
		scans := strings.HasPrefix(detail, "SCAN ") && !strings.Contains(detail, "json_each") && !strings.Contains(detail, "VIRTUAL TABLE INDEX") && detail != "SCAN f"
		if sorts || scans {
			t.Errorf("%s: %s\n%s", name, detail, query)
		}
		return err
	})
	if err != nil {
		t.Fatal(name, err)
	}
}

// makeRecent makes the index of what is recent, though there is little to put
// into it.
func makeRecent(t *testing.T, s *Store) {
	t.Helper()
	if err := s.write(t.Context(), background, (*tx).beginRecent); err != nil {
		t.Fatal(err)
	}
	fillRecentOnce(t, s)
}

// fillRecentOnce adds a batch to the index of what is recent.
func fillRecentOnce(t *testing.T, s *Store) {
	t.Helper()
	q := s.read(t.Context())
	from, _, err := recentFrom(q)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.fillRecent(t.Context(), q, from); err != nil {
		t.Fatal(err)
	}
}
