package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lede/feed"
)

// noon is when the tests are.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// clock is a time that tests set.
type clock struct{ at time.Time }

func (c *clock) now() time.Time          { return c.at }
func (c *clock) advance(d time.Duration) { c.at = c.at.Add(d) }

// emptyLibrary is the file of a new library, which is made once a run: to bring
// one to the newest format takes longer than what most tests do with it.
var emptyLibrary = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "lede-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "lede.db")
	s, err := Open(context.Background(), path, Options{Now: func() time.Time { return noon }})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// lasting is a test, or one check of rapid's.
type lasting interface {
	Helper()
	Error(args ...any)
	Fatal(args ...any)
	Cleanup(f func())
	Context() context.Context
}

func newStore(t testing.TB, o Options) (*Store, *clock) {
	t.Helper()
	return newStoreIn(t, t.TempDir(), o)
}

// newStoreIn opens a new library in a folder, until t is over.
func newStoreIn(t lasting, dir string, o Options) (*Store, *clock) {
	t.Helper()
	c := &clock{noon}
	if o.Now == nil {
		o.Now = c.now
	}
	empty, err := emptyLibrary()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "lede.db")
	if err := os.WriteFile(path, empty, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, c
}

// oneByOne leaves a long test out of a short run, as that with the race detector is:
// it does one thing after the other, to much.
func oneByOne(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it does one thing after the other")
	}
}

func subscribe(t testing.TB, s *Store, urls ...string) []int64 {
	t.Helper()
	var subs []feed.Subscription
	for _, u := range urls {
		subs = append(subs, feed.Subscription{Feed: feed.Feed{URL: u}})
	}
	done, err := s.Subscribe(t.Context(), subs)
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, d := range done {
		ids = append(ids, d.FeedID)
	}
	return ids
}

// story makes an entry that was published some hours before noon.
func story(n int, hours int) feed.Entry {
	return feed.Entry{
		GUID: fmt.Sprint("g", n), URL: fmt.Sprintf("https://example.org/%d", n), Title: fmt.Sprint("Story ", n),
		Content: fmt.Sprintf("<p>The text of story %d.</p>", n), Summary: fmt.Sprintf("The text of story %d.", n), Words: 5,
		Published: noon.Add(-time.Duration(hours) * time.Hour),
	}
}

func fetched(id int64, at time.Time, entries ...feed.Entry) feed.Answer {
	return feed.Answer{FeedID: id, At: at, Outcome: feed.OutcomeFetched, NextCheck: at.Add(time.Hour), Document: &feed.Document{Title: fmt.Sprint("Feed ", id), Entries: entries}}
}

func put(t testing.TB, s *Store, answers ...feed.Answer) []feed.Stored {
	t.Helper()
	out, err := s.Store(t.Context(), answers)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func list(t testing.TB, s *Store, w feed.Window) []feed.Row {
	t.Helper()
	rows, err := s.Rows(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func titles(rows []feed.Row) (out []string) {
	for _, r := range rows {
		out = append(out, r.Title)
	}
	return out
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Edit makes the user's side of a subscription what is given, and its URL where one is.
func (s *Store) Edit(ctx context.Context, sub feed.Subscription) error {
	_, err := s.Change(ctx, []int64{sub.ID}, func(now *feed.Subscription) error {
		if sub.URL == "" {
			sub.URL = now.URL
		}
		*now = sub
		return nil
	})
	return err
}

// IndexAll indexes until nothing is left to be indexed.
func (s *Store) IndexAll(ctx context.Context) error {
	for {
		more, err := s.indexSome(ctx)
		if err != nil || !more {
			return s.explain("indexing for search", err)
		}
	}
}

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

// An answer that was prepared keeps its texts however often it is stored.
func TestAPreparedAnswerIsStoredTwice(t *testing.T) {
	s, _ := newStore(t, Options{})
	ids := subscribe(t, s, "https://a.example/feed")
	answer := fetched(ids[0], noon, story(1, 1))
	s.Prepare(&answer)
	put(t, s, answer)
	again := put(t, s, answer)
	e, _, _, err := s.Entry(t.Context(), list(t, s, feed.Window{})[0].EntryID)
	if err != nil || e.Content != story(1, 1).Content || again[0].New+again[0].Updated > 0 {
		t.Errorf("%q, %+v, %v", e.Content, again, err)
	}
}

func TestReadMarkUndo(t *testing.T) {
	s, _ := newStore(t, Options{})
	ids := subscribe(t, s, "https://a.example/feed", "https://b.example/feed")
	put(t, s, fetched(ids[0], noon, story(1, 1), story(2, 2)), fetched(ids[1], noon, story(3, 3)))
	rows := list(t, s, feed.Window{Limit: 10})
	if got := fmt.Sprint(titles(rows)); got != "[Story 1 Story 2 Story 3]" {
		t.Fatal(got)
	}
	m := must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{rows[0].EntryID}}))
	if m.Changed != 1 {
		t.Fatal(m)
	}
	unread := feed.Window{Filter: feed.Filter{Read: no()}, Limit: 10}
	if got := fmt.Sprint(titles(list(t, s, unread))); got != "[Story 2 Story 3]" {
		t.Fatal(got)
	}
	unread.Filter.KeepSince = noon
	if got := fmt.Sprint(titles(list(t, s, unread))); got != "[Story 1 Story 2 Story 3]" {
		t.Fatal(got)
	}
	views := must[[]feed.View](t)(s.Views(t.Context()))
	for _, v := range views {
		t.Log(v)
	}
	u := must[feed.Undone](t)(s.Undo(t.Context()))
	if u.Changed != 1 || u.Action != "mark 1 read" {
		t.Fatal(u)
	}
	for _, v := range views {
		f, heading, err := s.Filter(t.Context(), v.Ref(), noon)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(v.Name, heading, titles(list(t, s, feed.Window{Filter: f})))
	}
	for item, err := range s.Entries(context.Background(), feed.Window{}, true) {
		if err != nil {
			t.Fatal(err)
		}
		t.Log(item.Entry.Title, item.Entry.Content, item.Subscription.Title)
	}
	if v, err := s.Version(t.Context()); err != nil || v == 0 {
		t.Fatal(v, err)
	}
}

// TestAPasswordIsNoTitle: until a feed's title is known its address stands for it,
// in every list, without name and password.
func TestAPasswordIsNoTitle(t *testing.T) {
	s, _ := newStore(t, Options{})
	id := subscribe(t, s, "https://ann:secret@example.org/feed.xml")[0]
	sub, err := s.Subscription(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if want := "https://example.org/feed.xml"; sub.DisplayTitle() != want || sub.Title != want {
		t.Errorf("it is called %s, stored as %s", sub.DisplayTitle(), sub.Title)
	}
}

// A page may say that it was changed in a year that JSON has no number for.
func TestAPageOfNoYear(t *testing.T) {
	s, _ := newStore(t, Options{})
	put(t, s, fetched(subscribe(t, s, "https://a.example/feed")[0], noon, story(1, 1)))
	id := list(t, s, feed.Window{})[0].EntryID
	for at, want := range map[time.Time]time.Time{
		noon.In(time.FixedZone("", 86_400)):              noon, // an offset of 24 hours
		time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC):    {},
		time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).Add(-1): {},
	} {
		if err := s.SetFullText(t.Context(), id, feed.Page{HTML: "<p>All.</p>", Modified: at}); err != nil {
			t.Fatal(err)
		}
		if p, found, err := s.FullText(t.Context(), id); err != nil || !found || !p.Modified.Equal(want) {
			t.Error(at, "is kept as", p.Modified, found, err)
		}
	}
}

// A path may have any character in it, and begins with a drive on Windows.
func TestFileURI(t *testing.T) {
	for path, want := range map[string]string{
		"/home/a b/50%/what?#1.db":  "file:///home/a b/50%25/what%3f%231.db",
		"C:/Users/a/lede.db":        "file:///C:/Users/a/lede.db",
		"//host/share/lede/lede.db": "file:////host/share/lede/lede.db",
	} {
		if got := fileURI(path); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}
