package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"lede/feed"
)

// What came and was done after a damaged database was set aside is brought into
// what was saved of it.
func TestTakeOver(t *testing.T) {
	to, later := newStore(t, Options{NewFeedUnread: -1}) // what it has is read, though nobody read it
	put(t, to, fetched(subscribe(t, to, "https://x.example/", "https://a.example/")[1], noon, story(1, 1), story(3, 3)))
	from, _ := newStore(t, Options{})
	put(t, from, fetched(subscribe(t, from, "https://a.example/")[0], noon, story(1, 1), story(2, 2), story(3, 3)))
	live(t, from)
	last := list(t, from, feed.Window{})[1].EntryID
	must[feed.Marked](t)(from.Mark(t.Context(), feed.Mark{Flag: feed.Hidden, On: true, EntryIDs: []int64{last}}))
	if err := from.SetPosition(t.Context(), last, feed.Position{Offset: 7, Length: 20}); err != nil {
		t.Fatal(err)
	}
	if v, err := from.SaveSearch(t.Context(), "Mine", "label:mine"); err != nil {
		t.Fatal(err)
	} else if err := from.SetSort(t.Context(), v.Ref(), feed.Oldest); err != nil {
		t.Fatal(err)
	}
	want := must[[]StatusRecord](t)(records(t, from))
	later.advance(time.Hour)
	for range 2 {
		if err := to.TakeOver(t.Context(), from); err != nil {
			t.Fatal(err)
		}
	}
	if got := titles(list(t, to, feed.Window{})); !slices.Equal(got, []string{"Story 1", "Story 3"}) {
		t.Error(got)
	}
	if d := gocmp.Diff(want, must[[]StatusRecord](t)(records(t, to))); d != "" {
		t.Error(d)
	}
	for _, v := range must[[]feed.View](t)(to.Views(t.Context())) {
		if v.Kind == feed.ViewSearch && v.Sort != feed.Oldest {
			t.Errorf("%s is sorted %q", v.Name, v.Sort)
		}
	}
	if e, _, _, err := to.Entry(t.Context(), list(t, to, feed.Window{})[1].EntryID); err != nil || e.Content != story(3, 3).Content {
		t.Error(e, err)
	}
}

func records(t testing.TB, s *Store) (out []StatusRecord, err error) {
	for r, err := range s.Statuses(t.Context()) {
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b StatusRecord) int { return strings.Compare(a.GUID, b.GUID) })
	return out, nil
}
