package store

import (
	"fmt"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"lede/feed"
)

// sorts are the orders of a list.
func sorts() []feed.Sort {
	return []feed.Sort{feed.Newest, feed.Oldest, feed.ByFeed, feed.Shortest, feed.UnreadFirst}
}

// measuredViews are what a list can show.
func measuredViews() (names []string, filters []feed.Filter) {
	folder, yes, no := "Folder 3", true, false
	for _, v := range []struct {
		name string
		f    feed.Filter
	}{
		{"today", feed.Filter{Fresh: startOfDay(noon)}},
		{"today unread", feed.Filter{Fresh: startOfDay(noon), Read: &no}},
		{"unread", feed.Filter{Read: &no}},
		{"unread, kept", feed.Filter{Read: &no, KeepSince: noon}},
		{"starred", feed.Filter{Starred: &yes}},
		{"later", feed.Filter{Later: &yes}},
		{"all", feed.Filter{}},
		{"read", feed.Filter{Read: &yes}},
		{"folder", feed.Filter{Folder: &folder}},
		{"folder unread", feed.Filter{Folder: &folder, Read: &no}},
		{"feed", feed.Filter{FeedIDs: []int64{3}}},
		{"feed unread", feed.Filter{FeedIDs: []int64{3}, Read: &no}},
		{"tag", feed.Filter{Tag: "science"}},
		{"label", feed.Filter{Tag: "keep"}},
	} {
		v.f.Fold, v.f.MaxID = v.f.FeedIDs == nil, 1<<40 // as Filter makes them
		names, filters = append(names, v.name), append(filters, v.f)
	}
	return names, filters
}

// BenchmarkListTable prints the milliseconds of each view in each order: the
// first page, the one after it, the last, and one in the middle that is jumped to
// with what stands around it.
func BenchmarkListTable(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		for b.Loop() {
			printLists(b, s)
		}
	})
}

func printLists(b *testing.B, s *Store) {
	var out strings.Builder
	t := tabwriter.NewWriter(&out, 0, 0, 1, ' ', 0)
	fmt.Fprint(t, "| view\t|")
	for _, sort := range sorts() {
		fmt.Fprintf(t, " %s\t|", sort)
	}
	fmt.Fprintf(t, "\n%s|\n", strings.Repeat("| ---\t", len(sorts())+1))
	names, filters := measuredViews()
	for i, f := range filters {
		fmt.Fprintf(t, "| %s\t|", names[i])
		for _, sort := range sorts() {
			fmt.Fprintf(t, " %s\t|", pageTimes(b, s, feed.Window{Filter: f, Sort: sort, Limit: 50}))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		b.Fatal(err)
	}
	fmt.Println("first, next, last, jump; ms, the best of five")
	fmt.Println(out.String())
}

// pageTimes are how long a list's pages take.
func pageTimes(b *testing.B, s *Store, w feed.Window) string {
	first := list(b, s, w)
	next, last, jump := w, w, w
	last.Backward = true
	if len(first) > 0 {
		next.From = &first[len(first)-1].Key
		middle := list(b, s, last)
		jump.From, jump.Inclusive = &middle[0].Key, true
	}
	var out []string
	for _, w := range []feed.Window{w, next, last, jump} {
		best := time.Hour
		for range 5 {
			start := time.Now()
			list(b, s, w)
			best = min(best, time.Since(start))
		}
		out = append(out, fmt.Sprintf("%.1f", milliseconds(best)))
	}
	return strings.Join(out, " ")
}
