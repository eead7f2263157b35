package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lede/feed"
)

// zone is where the reader of these tests is: noon there is 03:00 the next day.
var zone = time.FixedZone("far east", 15*60*60)

func today(t testing.TB, s *Store, now time.Time) (names []string, heading string) {
	t.Helper()
	f, heading, err := s.Filter(t.Context(), feed.ViewRef{Kind: feed.ViewToday}, now)
	if err != nil {
		t.Fatal(err)
	}
	return titles(list(t, s, feed.Window{Filter: f})), heading
}

// Today is what was published or first arrived since local midnight, read too.
func TestTodayWhereTheReaderIs(t *testing.T) {
	c := &clock{noon.Add(-10 * time.Hour)} // 17:00 of the day before, there
	s, _ := newStore(t, Options{Now: func() time.Time { return c.at.In(zone) }})
	id := subscribe(t, s, "https://a.example/")[0]
	at := func(n int, hours int) feed.Entry { return story(n, hours) }
	put(t, s, fetched(id, c.at, at(1, 30), at(2, 11))) // arrived the day before, there
	c.at = noon
	expect := func(heading string, want ...string) {
		t.Helper()
		got, head := today(t, s, noon.In(zone))
		if !slices.Equal(got, want) || head != heading {
			t.Errorf("Today is %q, headed %q; want %q, %q", got, head, want, heading)
		}
	}
	// Nothing of today: the newest day that has any, with its date.
	expect("Monday, 23 November 2026", "Story 2")
	put(t, s, fetched(id, c.at, at(1, 30), at(2, 11), at(3, 1), at(4, 400)))
	expect("", "Story 3", "Story 4") // an old story that arrived today is of today
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, All: &feed.Filter{}}))
	expect("", "Story 3", "Story 4")
	if got, head := today(t, s, noon.AddDate(0, 0, 3).In(zone)); !slices.Equal(got, []string{"Story 3"}) || head != "Tuesday, 24 November 2026" {
		t.Errorf("three days later Today is %q, headed %q", got, head)
	}
	empty, _ := newStore(t, Options{})
	if got, head := today(t, empty, noon); len(got) > 0 || head != "" {
		t.Errorf("Today of nothing is %q, headed %q", got, head)
	}
}

// The sort date is the earlier of published and arrived; without a date arrival
// counts.
func TestSortDate(t *testing.T) {
	s, _ := newStore(t, Options{})
	future, none := story(1, 0), story(2, 0)
	future.Published = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	none.Published = time.Time{}
	put(t, s, fetched(subscribe(t, s, "https://a.example/")[0], noon.Add(-2*time.Hour), story(3, 5)))
	put(t, s, fetched(1, noon, future, none, story(4, 1), story(3, 5)))
	for _, r := range list(t, s, feed.Window{}) {
		want := map[string]time.Time{"Story 1": noon, "Story 2": noon, "Story 3": noon.Add(-5 * time.Hour), "Story 4": noon.Add(-time.Hour)}[r.Title]
		if !r.SortDate.Equal(want) {
			t.Errorf("%s sorts at %v, want %v", r.Title, r.SortDate, want)
		}
	}
}

// An entry that ceases to match a view stays in it until the view is left, and
// what arrives moves nothing in it, in each of its orders.
func TestAnOpenListStaysAsItWas(t *testing.T) {
	oneByOne(t)
	t.Parallel() // it takes long
	for _, order := range []feed.Sort{feed.Newest, feed.Oldest, feed.ByFeed, feed.Shortest, feed.UnreadFirst} {
		for _, kind := range []feed.ViewKind{feed.ViewUnread, feed.ViewToday, feed.ViewAll, feed.ViewFolder, feed.ViewTag, feed.ViewSearch} {
			s, c := newStore(t, Options{NewFeedUnread: 20})
			feeds := subscribe(t, s, "https://a.example/", "https://b.example/")
			for _, id := range feeds {
				if err := s.Edit(t.Context(), feed.Subscription{Feed: feed.Feed{ID: id}, Folder: "F", Tags: []string{"x"}}); err != nil {
					t.Fatal(err)
				}
			}
			put(t, s, fetched(feeds[0], c.at, story(1, 1), story(2, 3)), fetched(feeds[1], c.at, story(3, 2), story(4, 4)))
			path := map[feed.ViewKind]string{feed.ViewFolder: "F", feed.ViewTag: "x", feed.ViewSearch: "is:unread text"}[kind]
			f, _, err := s.Filter(t.Context(), feed.ViewRef{Kind: kind, Path: path}, c.at)
			if err != nil {
				t.Fatal(err)
			}
			c.advance(time.Second)
			f.KeepSince = c.at
			w := feed.Window{Filter: f, Sort: order}
			before := titles(list(t, s, w))
			if len(before) != 4 {
				t.Fatalf("%s %q lists %q", kind, order, before)
			}
			c.advance(time.Second)
			rows := list(t, s, feed.Window{})
			must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: idsOfRows(rows[1:3])}))
			put(t, s, fetched(feeds[0], c.at, story(5, 0), story(6, 2), story(1, 1), story(2, 3)))
			after := list(t, s, w)
			if got := titles(after); !slices.Equal(got, before) {
				t.Errorf("%s %q was %q and is %q", kind, order, before, got)
			}
			read := 0
			for _, r := range after {
				read += bit(r.Read)
			}
			if read != 2 {
				t.Errorf("%s %q shows %d as read", kind, order, read)
			}
			w.Filter.MaxID = 0
			if n, _, err := s.Count(t.Context(), w, nil, 100); err != nil || n-len(after) != 2 {
				t.Errorf("%s %q: %d new, %v", kind, order, n-len(after), err)
			}
		}
	}
}

// The sidebar's counts are right after every mark, undo, removal and arrival.
func TestSidebarCounts(t *testing.T) {
	t.Parallel() // it takes long
	rapid.Check(t, func(rt *rapid.T) {
		s, c := newStoreIn(rt, t.TempDir(), Options{NewFeedUnread: 3})
		urls := []string{"https://a.example/", "https://b.example/", "https://c.example/"}
		feeds := subscribe(t, s, urls...)
		for i, folder := range []string{"X", "X/Y", ""} {
			if err := s.Edit(t.Context(), feed.Subscription{Feed: feed.Feed{ID: feeds[i]}, Folder: folder, Tags: [][]string{{"t"}, nil, {"t", "u"}}[i]}); err != nil {
				rt.Fatal(err)
			}
		}
		must[feed.View](t)(s.SaveSearch(t.Context(), "S", "is:starred"))
		next := 0
		arrive := func(id int64) {
			next++
			e := story(next, rapid.IntRange(0, 60).Draw(rt, "hours"))
			e.URL = fmt.Sprint("https://story.example/", rapid.IntRange(1, 4).Draw(rt, "link"))
			put(t, s, fetched(id, c.at, e))
		}
		for _, id := range []int64{feeds[0], feeds[0], feeds[1], feeds[2]} { // so that each step has something to do
			arrive(id)
		}
		for range rapid.IntRange(4, 16).Draw(rt, "steps") {
			c.advance(time.Minute)
			ids := idsOfRows(list(t, s, feed.Window{}))
			switch step := rapid.IntRange(0, 9).Draw(rt, "step"); {
			case step < 2 || len(ids) == 0:
				arrive(rapid.SampledFrom(feeds).Draw(rt, "feed"))
			case step < 6:
				m := feed.Mark{Flag: rapid.SampledFrom([]feed.Flag{feed.Read, feed.Starred, feed.Later}).Draw(rt, "flag"), On: rapid.Bool().Draw(rt, "on")}
				if rapid.Bool().Draw(rt, "all") {
					m.All = &feed.Filter{}
				} else {
					m.EntryIDs = []int64{rapid.SampledFrom(ids).Draw(rt, "id")}
				}
				must[feed.Marked](t)(s.Mark(t.Context(), m))
			case step == 6:
				names := rapid.SampledFrom([][]string{nil, {"mine"}, {"t", "mine"}}).Draw(rt, "labels")
				if err := s.SetLabels(t.Context(), rapid.SampledFrom(ids).Draw(rt, "id"), names); err != nil {
					rt.Fatal(err)
				}
			case step == 7:
				undo(t, s, rapid.Bool().Draw(rt, "redo"))
			case step == 8:
				if err := s.Unsubscribe(t.Context(), feeds[:1]); err != nil {
					rt.Fatal(err)
				}
			default:
				subscribe(t, s, urls[0])
			}
			checkCounters(rt, s)
			checkSidebar(rt, t, s, c.at)
		}
	})
}

// checkSidebar holds the sidebar's counts to what its views list.
func checkSidebar(rt *rapid.T, t testing.TB, s *Store, now time.Time) {
	views, err := s.Views(t.Context())
	if err != nil {
		rt.Fatal(err)
	}
	searches, err := s.SearchUnread(t.Context())
	if err != nil {
		rt.Fatal(err)
	}
	for _, v := range views {
		f, _, err := s.Filter(t.Context(), v.Ref(), now)
		if err != nil {
			rt.Fatal(err)
		}
		f.Fold = false // counts are of entries
		f = f.Narrow(feed.Filter{Read: no()})
		have, want := v.Unread, len(list(t, s, feed.Window{Filter: f}))
		if v.Kind == feed.ViewSearch {
			have = searches[v.ID]
		}
		if have != want {
			rt.Errorf("%s %s says %d unread and has %d", v.Kind, v.Name, have, want)
		}
	}
}
