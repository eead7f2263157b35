package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lede/feed"
)

// checkOften is rapid.Check for what costs little: it checks as often as rapid
// does by default, of which TestMain asks for a quarter.
func checkOften(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	for range 4 {
		rapid.Check(t, property)
	}
}

// model is the same library in plain Go.
type model map[int64]*feed.Headline

func (s *Store) model(t testing.TB) model {
	m := make(model)
	for _, r := range list(t, s, feed.Window{}) {
		h := r.Headline
		m[h.EntryID] = &h
	}
	return m
}

// sorted is a list worked out by sorting everything.
func (m model) sorted(f feed.Filter, sort feed.Sort, folders map[int64]string) (ids []int64) {
	var all []*feed.Headline
	for _, h := range m {
		if f.Read != nil && h.Read != *f.Read || f.Starred != nil && h.Starred != *f.Starred || f.FeedIDs != nil && !slices.Contains(f.FeedIDs, h.FeedID) ||
			f.Folder != nil && folders[h.FeedID] != *f.Folder && !strings.HasPrefix(folders[h.FeedID], *f.Folder+"/") ||
			!f.Since.IsZero() && h.SortDate.Before(f.Since) || f.MaxID != 0 && h.EntryID > f.MaxID {
			continue
		}
		all = append(all, h)
	}
	newest := func(a, b *feed.Headline) int {
		return cmp.Or(b.SortDate.Compare(a.SortDate), cmp.Compare(b.EntryID, a.EntryID))
	}
	slices.SortFunc(all, func(a, b *feed.Headline) int {
		switch sort {
		case feed.Oldest:
			return newest(b, a)
		case feed.Shortest:
			return cmp.Or(cmp.Compare(a.Words, b.Words), cmp.Compare(a.EntryID, b.EntryID))
		case feed.ByFeed:
			return cmp.Or(compareText(a.FeedTitle, b.FeedTitle), newest(a, b))
		case feed.UnreadFirst:
			return cmp.Or(cmp.Compare(bit(a.Read), bit(b.Read)), newest(a, b))
		}
		return newest(a, b)
	})
	for _, h := range all {
		ids = append(ids, h.EntryID)
	}
	return ids
}

func idsOfRows(rows []feed.Row) (ids []int64) {
	for _, r := range rows {
		ids = append(ids, r.EntryID)
	}
	return ids
}

// Whatever is done, windows in both directions together are the full sort, and
// the counters are what a recount says.
func TestListsAndCounters(t *testing.T) {
	t.Parallel() // it takes long
	rapid.Check(t, func(rt *rapid.T) {
		s, c := newStoreIn(rt, t.TempDir(), Options{NewFeedUnread: 3})
		var feeds []int64
		folders := map[int64]string{}
		for i, folder := range []string{"X", "X/Y", ""} { // at once: a change of a folder could be undone
			url := fmt.Sprintf("https://%c.example/", 'a'+i)
			done, err := s.Subscribe(t.Context(), []feed.Subscription{{Feed: feed.Feed{URL: url}, Folder: folder}})
			if err != nil {
				rt.Fatal(err)
			}
			feeds = append(feeds, done[0].FeedID)
			folders[done[0].FeedID] = folder
		}
		next := 0
		rt.Repeat(map[string]func(*rapid.T){
			"arrive": func(rt *rapid.T) {
				a := fetched(rapid.SampledFrom(feeds).Draw(rt, "feed"), c.at)
				for range rapid.IntRange(1, 6).Draw(rt, "n") {
					next++
					e := story(next, rapid.IntRange(-3, 60).Draw(rt, "hours"))
					e.Words = rapid.IntRange(1, 5).Draw(rt, "words")
					if rapid.Bool().Draw(rt, "shared") { // a link that another feed may have too
						e.URL = fmt.Sprint("https://story.example/", rapid.IntRange(1, 6).Draw(rt, "link"))
					}
					a.Document.Entries = append(a.Document.Entries, e)
				}
				put(t, s, a)
			},
			"mark": func(rt *rapid.T) {
				c.advance(time.Minute)
				rows := list(t, s, feed.Window{})
				if len(rows) == 0 {
					return
				}
				ids := rapid.SliceOfN(rapid.SampledFrom(idsOfRows(rows)), 1, 4).Draw(rt, "ids")
				m := feed.Mark{Flag: rapid.SampledFrom([]feed.Flag{feed.Read, feed.Starred, feed.Later}).Draw(rt, "flag"), On: rapid.Bool().Draw(rt, "on"), EntryIDs: ids}
				before := s.model(t)
				must[feed.Marked](t)(s.Mark(t.Context(), m))
				if rapid.Bool().Draw(rt, "undo") {
					if _, err := s.Undo(t.Context()); err != nil {
						rt.Fatal(err)
					}
					if d := gocmp.Diff(before, s.model(t)); d != "" && changedAny(before, m) {
						rt.Fatal("undo left a difference", d)
					}
				}
			},
			"remove and come back": func(rt *rapid.T) {
				i := rapid.IntRange(0, 2).Draw(rt, "feed")
				before := s.model(t)
				if err := s.Unsubscribe(t.Context(), feeds[i:i+1]); err != nil {
					rt.Fatal(err)
				}
				for id, h := range s.model(t) {
					if h.FeedID == feeds[i] {
						rt.Fatal("a removed feed's entry is listed", id)
					}
				}
				checkCounters(rt, s)
				subscribe(t, s, []string{"https://a.example/", "https://b.example/", "https://c.example/"}[i])
				if d := gocmp.Diff(before, s.model(t)); d != "" {
					rt.Fatal(d)
				}
			},
			"": func(rt *rapid.T) {
				checkCounters(rt, s)
				f := feed.Filter{}
				switch rapid.IntRange(0, 5).Draw(rt, "filter") {
				case 1:
					f.Read = no()
				case 2:
					f.Folder = new("X")
				case 3:
					f.FeedIDs, f.Read = feeds[:2], no()
				case 4:
					f.Starred = yes()
				case 5:
					f.Since = noon.Add(-20 * time.Hour)
				}
				checkWindows(rt, t, s, f, rapid.SampledFrom([]feed.Sort{feed.Newest, feed.Oldest, feed.Shortest, feed.ByFeed, feed.UnreadFirst}).Draw(rt, "sort"), folders)
			},
		})
	})
}

// changedAny says whether a mark had anything to change: else Undo took back an
// earlier action.
func changedAny(m model, mark feed.Mark) bool {
	for _, id := range mark.EntryIDs {
		h := m[id]
		if map[feed.Flag]bool{feed.Read: h.Read, feed.Starred: h.Starred, feed.Later: h.Later}[mark.Flag] != mark.On {
			return true
		}
	}
	return false
}

func checkCounters(rt *rapid.T, s *Store) {
	var wrong int
	if _, err := s.read(rt.Context()).get(`SELECT count(*) FROM subscription u LEFT JOIN counter c ON c.account_id = u.account_id AND c.feed_id = u.feed_id
		WHERE c.total IS NOT (SELECT count(*) FROM status s WHERE s.account_id = u.account_id AND s.feed_id = u.feed_id AND s.visible = 1)
		OR c.unread IS NOT (SELECT count(*) FROM status s WHERE s.account_id = u.account_id AND s.feed_id = u.feed_id AND s.visible = 1 AND s.read = 0)`, nil, &wrong); err != nil {
		rt.Fatal(err)
	}
	if wrong > 0 {
		rt.Fatal("counters differ from a recount in", wrong, "feeds")
	}
}

func checkWindows(rt *rapid.T, t testing.TB, s *Store, f feed.Filter, sort feed.Sort, folders map[int64]string) {
	want := s.model(t).sorted(f, sort, folders)
	limit := rapid.IntRange(1, 7).Draw(rt, "limit")
	for _, backward := range []bool{false, true} {
		var got []int64
		w := feed.Window{Filter: f, Sort: sort, Limit: limit, Backward: backward}
		for {
			rows := list(t, s, w)
			if backward {
				got = append(idsOfRows(rows), got...)
			} else {
				got = append(got, idsOfRows(rows)...)
			}
			if len(rows) < limit {
				break
			}
			w.From = &rows[len(rows)-1].Key
			if backward {
				w.From = &rows[0].Key
			}
		}
		if d := gocmp.Diff(want, got); d != "" {
			rt.Fatalf("%+v %q backward %v: %s", f, sort, backward, d)
		}
	}
	if len(want) == 0 {
		return
	}
	at := rapid.IntRange(0, len(want)-1).Draw(rt, "at")
	rows := list(t, s, feed.Window{Filter: f, Sort: sort})
	total, index, err := s.Count(rt.Context(), feed.Window{Filter: f, Sort: sort}, &rows[at].Key, 100000)
	if err != nil || total != len(want) || index != at {
		rt.Fatal(total, index, err, "want", len(want), at)
	}
}
