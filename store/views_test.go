package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lede/feed"
)

// undo takes back one action, or does one again, and says what it was.
func undo(t testing.TB, s *Store, again bool) string {
	t.Helper()
	do := s.Undo
	if again {
		do = s.Redo
	}
	u, err := do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if u.Action != "" && u.Changed == 0 {
		return u.Action + ", but it was changed since"
	}
	return u.Action
}

func labelsOf(t testing.TB, s *Store, id int64) []string {
	t.Helper()
	_, st, _, err := s.Entry(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return st.Labels
}

func TestLabelsAreUndoneAndDoneAgain(t *testing.T) {
	s, _ := newStore(t, Options{})
	put(t, s, fetched(subscribe(t, s, "https://a.example/")[0], noon, story(1, 1)))
	id := list(t, s, feed.Window{})[0].EntryID
	set := func(names ...string) {
		t.Helper()
		if err := s.SetLabels(t.Context(), id, names); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(action, want string, labels ...string) {
		t.Helper()
		if action != want {
			t.Errorf("undone was %q, want %q", action, want)
		}
		if got := labelsOf(t, s, id); !slices.Equal(got, labels) {
			t.Errorf("after %s the labels are %q, want %q", want, got, labels)
		}
	}
	set("sea", "peace")
	set("peace", "sea") // changes nothing, so there is nothing to undo
	set("peace", "ports")
	expect(undo(t, s, false), "label ports and take off sea", "peace", "sea")
	expect(undo(t, s, false), "label peace, sea")
	expect(undo(t, s, false), "")
	expect(undo(t, s, true), "label peace, sea", "peace", "sea")
	set("sea")
	expect(undo(t, s, true), "", "sea") // something was done since
	expect(undo(t, s, false), "take off peace", "peace", "sea")
	expect(undo(t, s, true), "take off peace", "sea") // and not what was undone before it
	expect(undo(t, s, true), "", "sea")
	expect(undo(t, s, false), "take off peace", "peace", "sea")
	expect(undo(t, s, false), "label peace, sea")
	expect(undo(t, s, true), "label peace, sea", "peace", "sea")
	expect(undo(t, s, true), "take off peace", "sea")
	expect(undo(t, s, true), "", "sea")
}

func TestMarksAreDoneAgain(t *testing.T) {
	s, c := newStore(t, Options{})
	put(t, s, fetched(subscribe(t, s, "https://a.example/")[0], noon, story(1, 1), story(2, 2), story(3, 3)))
	rows := list(t, s, feed.Window{})
	read := func() (out string) {
		for _, r := range list(t, s, feed.Window{}) {
			out += map[bool]string{true: "r", false: "u"}[r.Read]
		}
		return out
	}
	steps := []struct {
		do   func()
		want string
	}{
		{func() {
			must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: idsOfRows(rows[:2])}))
		}, "rru"},
		{func() { undo(t, s, false) }, "uuu"},
		{func() { undo(t, s, true) }, "rru"},
		{func() { undo(t, s, true) }, "rru"}, // nothing left
		{func() { undo(t, s, false) }, "uuu"},
		{func() {
			must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, Toggle: true, EntryIDs: idsOfRows(rows[2:])}))
		}, "uur"},
		{func() { undo(t, s, true) }, "uur"}, // a mark was made since
		{func() { undo(t, s, false); undo(t, s, false) }, "uuu"},
	}
	for i, step := range steps {
		c.advance(time.Minute)
		step.do()
		if got := read(); got != step.want {
			t.Fatalf("step %d: %s, want %s", i, got, step.want)
		}
	}
}

func TestSavedSearches(t *testing.T) {
	s, _ := newStore(t, Options{})
	names := func() (out []string) {
		views, err := s.Views(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views {
			if v.Kind == feed.ViewSearch {
				out = append(out, v.Name+"="+v.Path)
			}
		}
		return out
	}
	save := func(name, query string) feed.View {
		t.Helper()
		v, err := s.SaveSearch(t.Context(), name, query)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	expect := func(want ...string) {
		t.Helper()
		if got := names(); !slices.Equal(got, want) {
			t.Errorf("the searches are %q, want %q", got, want)
		}
	}
	a := save("", "storm OR flood")
	save("B", "is:starred")
	c := save("C", "harbour")
	expect("storm OR flood=storm OR flood", "B=is:starred", "C=harbour")
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(s.RenameSearch(t.Context(), a.ID, "天気 🌊"))
	if err := s.RenameSearch(t.Context(), a.ID, "B"); err == nil {
		t.Error("two searches may have one name")
	}
	ok(s.MoveSearch(t.Context(), c.ID, -5))
	ok(s.MoveSearch(t.Context(), c.ID, -1)) // it is the first
	expect("C=harbour", "天気 🌊=storm OR flood", "B=is:starred")
	save("B", "is:later")
	ok(s.DeleteSearch(t.Context(), a.ID))
	expect("C=harbour", "B=is:later")
	ok(s.SetSort(t.Context(), c.Ref(), feed.Oldest))
	for _, want := range []string{"delete the search 天気 🌊", "save the search B", "move the search C", "rename the search storm OR flood to 天気 🌊", "save the search C", "save the search B", "save the search storm OR flood"} {
		if got := undo(t, s, false); got != want {
			t.Errorf("undone was %q, want %q", got, want)
		}
	}
	expect()
	for range 7 {
		undo(t, s, true)
	}
	expect("C=harbour", "B=is:later")
	if views, _ := s.Views(t.Context()); views[5].Sort != feed.Oldest {
		t.Errorf("the order chosen for a saved search did not stay: %+v", views[5])
	}
	f, _, err := s.Filter(t.Context(), c.Ref(), noon)
	if err != nil || f.Match == nil || f.Match.Term.Text != "harbour" {
		t.Error("a saved search does not stand for its query:", f, err)
	}
}

func TestSavedSearchesAreCountedApart(t *testing.T) {
	s := searchStore(t)
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"harbour": 2, "is:read": 0, "harbour -title:harbour": 1, "-harbour": 2, "nowhere": 0}
	ids := map[int64]string{}
	for q := range want {
		v, err := s.SaveSearch(t.Context(), "", q)
		if err != nil {
			t.Fatal(err)
		}
		ids[v.ID] = q
	}
	counts, err := s.SearchUnread(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for id, q := range ids {
		if n, ok := counts[id]; !ok || n != want[q] {
			t.Errorf("%s: %d unread, want %d", q, n, want[q])
		}
	}
	late := must[map[int64]int](t)(s.searchUnread(t.Context(), 0))
	for id, q := range ids {
		if n := late[id]; n != feed.Uncounted && q != "is:read" {
			t.Errorf("%s, for which there was no time: %d unread", q, n)
		}
	}
}

// What stands before or after a place is what the list shows there, in each of
// its orders, in a view and in a search, indexed or not yet.
func TestMarkingBeforeAndAfterAPlace(t *testing.T) {
	oneByOne(t)
	t.Parallel() // it takes long
	s, c := newStore(t, Options{})
	for i, id := range subscribe(t, s, "https://a.example/", "https://b.example/") {
		var entries []feed.Entry
		for n := range 4 {
			e := story(10*i+n, (3*n+i)%4)
			e.Words = 1 + (7*n+i)%3
			entries = append(entries, e)
		}
		put(t, s, fetched(id, c.at, entries...))
	}
	ids := idsOfRows(list(t, s, feed.Window{}))
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{ids[1], ids[2], ids[5]}}))
	words, _ := feed.ParseQuery("text", noon)
	check := func(f feed.Filter, order feed.Sort) {
		t.Helper()
		c.advance(time.Minute)
		f.KeepSince = c.at
		rows := list(t, s, feed.Window{Filter: f, Sort: order})
		if len(rows) != len(ids) {
			t.Fatalf("%q lists %d of %d", order, len(rows), len(ids))
		}
		for place := range 2 * len(rows) {
			at, before := place/2, place%2 == 0
			m := feed.Mark{Flag: feed.Read, On: true, All: &f, Sort: order, After: &rows[at].Key}
			if before {
				m.Before, m.After = m.After, nil
			}
			done := must[feed.Marked](t)(s.Mark(t.Context(), m))
			n, is := 0, s.model(t)
			for i, r := range rows {
				hit := before && i < at || !before && i > at
				if hit && !r.Read {
					n++
				}
				if want := r.Read || hit; is[r.EntryID].Read != want {
					t.Errorf("%q, place %d, before %v: row %d is read: %v", order, at, before, i, !want)
				}
			}
			if done.Changed != n {
				t.Errorf("%q, place %d, before %v: %d changed, want %d", order, at, before, done.Changed, n)
			}
			if n > 0 {
				undo(t, s, false)
			}
		}
	}
	orders := []feed.Sort{feed.Newest, feed.Oldest, feed.ByFeed, feed.Shortest, feed.UnreadFirst}
	for _, indexed := range []bool{false, true} {
		if indexed {
			if err := s.IndexAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, order := range orders {
			check(feed.Filter{}, order)
			check(words, order)
		}
		check(words, feed.Relevance)
	}
}

func TestFoldingShowsOneTextOnce(t *testing.T) {
	s, c := newStore(t, Options{NewFeedUnread: 20})
	feeds := subscribe(t, s, "https://a.example/", "https://b.example/", "https://c.example/")
	same := func(hours int) feed.Entry {
		e := story(1, hours)
		e.GUID = fmt.Sprint("copy", hours)
		return e
	}
	own := same(4)
	own.Content, own.Title = "<p>Another account of it.</p>", "Seen otherwise"
	put(t, s, fetched(feeds[0], noon, same(1), story(2, 2)), fetched(feeds[1], noon, same(3)), fetched(feeds[2], noon, own))
	show := func(kind feed.ViewKind, sort feed.Sort) (out []string) {
		f, _, err := s.Filter(t.Context(), feed.ViewRef{Kind: kind, ID: feeds[1]}, c.at)
		if err != nil {
			t.Fatal(err)
		}
		rows := list(t, s, feed.Window{Filter: f, Sort: sort})
		total, _, err := s.Count(t.Context(), feed.Window{Filter: f, Sort: sort}, nil, 100)
		if err != nil || total != len(rows) {
			t.Error("counted", total, "of", len(rows), err)
		}
		for _, r := range rows {
			out = append(out, fmt.Sprintf("%d/%s+%d", r.FeedID, r.Title, r.Sources))
		}
		return out
	}
	expect := func(got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("the list is %q, want %q", got, want)
		}
	}
	for _, kind := range []feed.ViewKind{feed.ViewAll, feed.ViewUnread, feed.ViewToday} {
		expect(show(kind, feed.Newest), "1/Story 1+2", "1/Story 2+0", "3/Seen otherwise+2")
	}
	expect(show(feed.ViewAll, feed.Oldest), "3/Seen otherwise+2", "1/Story 2+0", "1/Story 1+2")
	expect(show(feed.ViewAll, feed.ByFeed), "1/Story 1+2", "1/Story 2+0", "2/Story 1+2", "3/Seen otherwise+2")
	expect(show(feed.ViewFeed, feed.Newest), "2/Story 1+2")
	for _, indexed := range []bool{false, true} {
		for query, want := range map[string]int{"text": 2, "text is:unread": 2, "since:1d": 3, "feed:b.example text": 1} {
			f, _, err := s.Filter(t.Context(), feed.ViewRef{Kind: feed.ViewSearch, Path: query}, c.at)
			if err != nil {
				t.Fatal(err)
			}
			// what is not indexed yet is found, and folded once it is
			if got := len(list(t, s, feed.Window{Filter: f})); got != want && (indexed || got < want) {
				t.Errorf("%s finds %d, want %d; indexed: %v", query, got, want, indexed)
			}
		}
		if err := s.IndexAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(list(t, s, feed.Window{})); n != 4 {
		t.Error("an unfolded list has", n, "rows")
	}

	// Marking one read marks its story.
	first := list(t, s, feed.Window{Limit: 1})[0].EntryID
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{first}}))
	expect(show(feed.ViewUnread, feed.Newest), "1/Story 2+0")

	// A copy that is unread is not hidden by one that is read.
	copies := list(t, s, feed.Window{Filter: feed.Filter{FeedIDs: feeds[1:2]}})
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, EntryIDs: idsOfRows(copies)}))
	expect(show(feed.ViewUnread, feed.Newest), "1/Story 2+0", "2/Story 1+2")
	expect(show(feed.ViewAll, feed.Newest), "1/Story 1+2", "1/Story 2+0", "2/Story 1+2", "3/Seen otherwise+2")

	// Marking everything in a folded list marks what it hides too.
	f, _, err := s.Filter(t.Context(), feed.ViewRef{Kind: feed.ViewAll}, c.at)
	if err != nil {
		t.Fatal(err)
	}
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, All: &f}))
	expect(show(feed.ViewUnread, feed.Newest))
}

func TestSearchByFeed(t *testing.T) {
	s := searchStore(t)
	f, _ := feed.ParseQuery("harbour OR 東京", noon)
	for _, indexed := range []bool{false, true} {
		if indexed {
			if err := s.IndexAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		w := feed.Window{Filter: f, Sort: feed.ByFeed, Limit: 1}
		for {
			rows := list(t, s, w)
			if len(rows) == 0 {
				break
			}
			got = append(got, fmt.Sprintf("%d %s", rows[0].FeedID, rows[0].Title))
			w.From = &rows[0].Key
		}
		if want := []string{"1 Harbour", "2 東京の地下鉄", "2 Mixed"}; !slices.Equal(got, want) {
			t.Errorf("indexed %v: %q, want %q", indexed, got, want)
		}
	}
}

// The first sidebar waits for no count that many rows are looked at for.
func TestTheFirstSidebarIsQuick(t *testing.T) {
	s, _ := newStore(t, Options{NewFeedUnread: 1000})
	a := fetched(subscribe(t, s, "https://a.example/")[0], noon)
	for n := range lookedAtFirst + 1 {
		a.Document.Entries = append(a.Document.Entries, story(n, n))
	}
	put(t, s, a)
	rows := list(t, s, feed.Window{Limit: 1000})
	count := func(views []feed.View, kind feed.ViewKind) int {
		for _, v := range views {
			if v.Kind == kind {
				return v.Unread
			}
		}
		return -2
	}
	star := func(on bool, ids ...int64) {
		must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Starred, On: on, EntryIDs: ids}))
	}
	for _, r := range rows {
		star(true, r.EntryID)
	}
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{rows[0].EntryID}}))
	first, whole := must[[]feed.View](t)(s.Probe(t.Context())), must[[]feed.View](t)(s.Views(t.Context()))
	if n, all := count(first, feed.ViewStarred), count(whole, feed.ViewStarred); n != feed.Uncounted || all != lookedAtFirst {
		t.Error(n, all)
	}
	star(false, rows[0].EntryID)
	if n := count(must[[]feed.View](t)(s.Probe(t.Context())), feed.ViewStarred); n != lookedAtFirst {
		t.Error("of few", n)
	}
	if n := count(first, feed.ViewLater); n != 0 {
		t.Error("of none", n)
	}
}
