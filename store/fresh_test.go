package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lede/feed"
)

// What arrived today is listed whole and in order by feed and by reading time where
// it is too much to be held, with older stories in between and feeds that have
// nothing new.
func TestMuchToday(t *testing.T) {
	oneByOne(t)
	s, c := newStore(t, Options{NewFeedUnread: 60})
	var urls []string
	for n := range 60 {
		urls = append(urls, fmt.Sprintf("https://f%d.example/", n))
	}
	ids := subscribe(t, s, urls...)
	fill := func(feeds []int64, each, from int) {
		for _, id := range feeds {
			a := fetched(id, c.at)
			for i := range each {
				e := story(int(id)*10_000+from+i, (from+i)%400)
				e.Words = 1 + (i*7+int(id))%500
				a.Document.Entries = append(a.Document.Entries, e)
			}
			put(t, s, a)
		}
	}
	c.at = noon.Add(-48 * time.Hour)
	fill(ids, 20, 0)
	c.at = noon
	fill(ids[20:], heldKept/30, 1000) // 40 feeds: a third more than is held

	today := feed.Filter{Fresh: startOfDay(noon)}
	unread := today
	unread.Read = no()
	for name, f := range map[string]feed.Filter{"today": today, "unread": unread} {
		want := list(t, s, feed.Window{Filter: f, Limit: 10_000})
		if len(want) < heldKept/2 || name == "today" && len(want) <= heldKept {
			t.Fatal(name, len(want))
		}
		for sort, compare := range map[feed.Sort]func(a, b feed.Row) int{
			feed.ByFeed: func(a, b feed.Row) int {
				return cmp.Or(strings.Compare(a.FeedTitle, b.FeedTitle), b.SortDate.Compare(a.SortDate), cmp.Compare(b.EntryID, a.EntryID))
			},
			feed.Shortest: func(a, b feed.Row) int {
				return cmp.Or(cmp.Compare(a.Words, b.Words), cmp.Compare(a.EntryID, b.EntryID))
			},
		} {
			slices.SortFunc(want, compare)
			for _, limit := range []int{70, 10_000} {
				var got []feed.Row
				w := feed.Window{Filter: f, Sort: sort, Limit: limit}
				for page := list(t, s, w); len(page) > 0; page = list(t, s, w) {
					got = append(got, page...)
					w.From = &page[len(page)-1].Key
				}
				if !slices.EqualFunc(got, want, func(a, b feed.Row) bool { return a.EntryID == b.EntryID }) {
					t.Error(name, sort, limit, len(got), len(want))
				}
			}
			last := list(t, s, feed.Window{Filter: f, Sort: sort, Limit: 10, Backward: true})
			if len(last) != 10 || last[9].EntryID != want[len(want)-1].EntryID {
				t.Error(name, sort, "the end")
			}
		}
	}
}

// What is unread of today is counted up to the bound, without feeds that were
// unsubscribed from and also where much that is read came after it.
func TestTodayIsCounted(t *testing.T) {
	oneByOne(t)
	s, c := newStore(t, Options{NewFeedUnread: 10_000})
	ids := subscribe(t, s, "https://a.example/", "https://b.example/", "https://c.example/")
	fill := func(id int64, from, n int) {
		a := fetched(id, c.at)
		for i := range n {
			a.Document.Entries = append(a.Document.Entries, story(int(id)*10_000+from+i, i%400))
		}
		put(t, s, a)
	}
	check := func(want int) {
		t.Helper()
		views := must[[]feed.View](t)(s.Views(t.Context()))
		if views[0].Kind != feed.ViewToday || views[0].Unread != want {
			t.Error("want", want, "but it is", views[0])
		}
	}
	c.at = noon.Add(-48 * time.Hour)
	fill(ids[0], 0, 30) // of that day, the newest so far
	c.at = noon
	check(len(list(t, s, feed.Window{Filter: feed.Filter{Since: startOfDay(c.at.Add(-48 * time.Hour)), Until: startOfDay(c.at.Add(-24 * time.Hour))}})))
	fill(ids[0], 1000, 40)
	fill(ids[1], 0, 15)
	check(55)
	fill(ids[2], 0, freshGap+500)
	check(feed.CountLimit)
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, All: &feed.Filter{FeedIDs: ids[2:]}}))
	check(55)
	if err := s.Unsubscribe(t.Context(), ids[1:2]); err != nil {
		t.Fatal(err)
	}
	check(40)
}
