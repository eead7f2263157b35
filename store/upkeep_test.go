package store

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"lede/feed"
)

func TestIdentityUpdatesAndRevisions(t *testing.T) {
	s, c := newStore(t, Options{})
	ids := subscribe(t, s, "https://a.example/", "https://b.example/")
	out := put(t, s, fetched(ids[0], noon, story(1, 1), story(2, 2)))
	if out[0].New != 2 {
		t.Fatal(out)
	}
	// The same again, and with the same guid in another feed.
	out = put(t, s, fetched(ids[0], noon, story(1, 1), story(2, 2)), fetched(ids[1], noon, story(1, 1)))
	if out[0].New != 0 || out[0].Updated != 0 || out[1].New != 1 {
		t.Fatal(out)
	}
	first := list(t, s, feed.Window{Filter: feed.Filter{FeedIDs: ids[:1]}})[0]
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{first.EntryID}}))
	// A changed guid with the same link is the same entry; an edit is an update,
	// which stays read.
	changed := story(1, 1)
	changed.GUID, changed.Content = "changed", "<p>Another text.</p>"
	c.advance(time.Hour)
	out = put(t, s, fetched(ids[0], noon, changed, story(2, 2)))
	if out[0].New != 0 || out[0].Updated != 1 {
		t.Fatal(out)
	}
	e, st, _, err := s.Entry(t.Context(), first.EntryID)
	if err != nil || e.GUID != "changed" || e.Content != "<p>Another text.</p>" || !st.Read || e.Revised.IsZero() {
		t.Fatal(e, st, err)
	}
	for n := range 10 {
		changed.Content = fmt.Sprint("<p>Edit ", n, "</p>")
		c.advance(time.Hour)
		put(t, s, fetched(ids[0], noon, changed))
	}
	revisions := must[[]feed.Revision](t)(s.Revisions(t.Context(), first.EntryID))
	if len(revisions) != 6 || revisions[0].Content != "<p>The text of story 1.</p>" || revisions[5].Content != "<p>Edit 8</p>" {
		t.Fatal(len(revisions), revisions)
	}
	// An empty document deletes nothing.
	put(t, s, fetched(ids[0], noon))
	if rows := list(t, s, feed.Window{}); len(rows) != 3 {
		t.Fatal(titles(rows))
	}
}

func TestArchiveAndStories(t *testing.T) {
	s, _ := newStore(t, Options{NewFeedUnread: 2})
	ids := subscribe(t, s, "https://a.example/", "https://b.example/", "https://c.example/")
	put(t, s, fetched(ids[0], noon, story(1, 1), story(2, 2), story(3, 3), story(4, 4)))
	if rows := list(t, s, feed.Window{Filter: feed.Filter{Read: no()}}); fmt.Sprint(titles(rows)) != "[Story 1 Story 2]" {
		t.Fatal(titles(rows))
	}
	put(t, s, fetched(ids[1], noon, story(1, 1)))
	rows := list(t, s, feed.Window{Filter: feed.Filter{FeedIDs: ids[1:2]}})
	if rows[0].Sources != 1 {
		t.Fatal(rows)
	}
	if m := must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{rows[0].EntryID}})); m.Changed != 2 {
		t.Fatal(m)
	}
	// A link that a feed uses twice is no story, and ceases to be one.
	twice := story(9, 9)
	twice.URL = story(1, 1).URL
	put(t, s, fetched(ids[1], noon, story(1, 1), twice))
	if rows := list(t, s, feed.Window{Filter: feed.Filter{FeedIDs: ids[:1]}}); rows[0].Sources != 0 {
		t.Fatal(rows[0])
	}
}

func TestMarkAllAndUndo(t *testing.T) {
	s, c := newStore(t, Options{NewFeedUnread: 5000})
	id := subscribe(t, s, "https://a.example/")[0]
	a := fetched(id, noon)
	for n := range 3000 {
		a.Document.Entries = append(a.Document.Entries, story(n, n%100))
	}
	put(t, s, a)
	kept := list(t, s, feed.Window{Limit: 1})[0].EntryID
	c.advance(time.Minute)
	if m := must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, All: &feed.Filter{Read: no()}})); m.Changed != 3000 || len(m.EntryIDs) != reportedIDs {
		t.Fatal(m.Changed, len(m.EntryIDs))
	}
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, EntryIDs: []int64{kept}}))
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{kept}, Quiet: true}))
	if u := must[feed.Undone](t)(s.Undo(t.Context())); u.Changed != 0 { // its value is not what the action left
		t.Fatal(u)
	}
	if u := must[feed.Undone](t)(s.Undo(t.Context())); u.Changed != 3000 || u.Action != "mark 3000 read" {
		t.Fatal(u)
	}
	if u := must[feed.Undone](t)(s.Undo(t.Context())); u.Action != "" {
		t.Fatal(u)
	}
}

func TestRetention(t *testing.T) {
	s, c := newStore(t, Options{NewFeedUnread: -1})
	id := subscribe(t, s, "https://a.example/")[0]
	a := fetched(id, noon, story(1, 1), story(2, 24*100), story(3, 24*200), story(4, 24*300))
	put(t, s, a)
	rows := list(t, s, feed.Window{})
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Starred, On: true, EntryIDs: []int64{rows[3].EntryID}}))
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, EntryIDs: []int64{rows[2].EntryID}}))
	r := Retention{Keep: 50 * 24 * time.Hour}
	for more := true; more; {
		var err error
		if more, err = s.Idle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprint(titles(list(t, s, feed.Window{}))); got != "[Story 1 Story 3 Story 4]" {
		t.Fatal(got)
	}
	// What was dropped does not come back as new.
	if out := put(t, s, a); out[0].New != 0 {
		t.Fatal(out)
	}
	if got := fmt.Sprint(titles(list(t, s, feed.Window{}))); got != "[Story 1 Story 3 Story 4]" {
		t.Fatal(got)
	}
	if n := must[int](t)(s.retain(t.Context(), Retention{PerFeed: 1, DropUnread: true})); n != 1 {
		t.Fatal(n)
	}
	if problems := must[[]string](t)(s.Check(t.Context())); len(problems) > 0 {
		t.Fatal(problems)
	}
	// Thirty days after it was removed a feed is gone.
	if err := s.Unsubscribe(t.Context(), []int64{id}); err != nil {
		t.Fatal(err)
	}
	c.advance(31 * 24 * time.Hour)
	for more := true; more; {
		var err error
		if more, err = s.Idle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"feed", "subscription", "counter", "entry", "body", "status", "doc", "known"} {
		var n int
		if _, err := s.read(t.Context()).get("SELECT count(*) FROM "+table, nil, &n); err != nil || n != 0 {
			t.Error(table, n, err)
		}
	}
}

// A backup that is used in place of the database has a write-ahead log as that
// did: what reads it is not held up by a write, nor a write by what reads it.
func TestBackupIsLoggedAhead(t *testing.T) {
	s := searchStore(t)
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	c := must[*Store](t)(Open(t.Context(), path, s.opts))
	defer c.Close()
	rows := list(t, c, feed.Window{})
	must[feed.Marked](t)(c.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{rows[0].EntryID}}))
	if _, err := os.Stat(path + "-wal"); err != nil {
		t.Error("it has no log:", err)
	}
	if rows := list(t, c, feed.Window{Filter: feed.Filter{Read: yes()}}); len(rows) != 1 {
		t.Error(len(rows), "are read")
	}
}

// A copy of the database is its owner's alone, as the database is: addresses in it may
// have passwords.
func TestCopiesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("it has no such modes")
	}
	s := searchStore(t)
	backup := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	old := firstFormat(t)
	migrated := must[*Store](t)(Open(t.Context(), old, s.opts))
	defer migrated.Close()
	for _, path := range append(must[[]string](t)(filepath.Glob(old+".format-*")), backup) {
		if mode := must[os.FileInfo](t)(os.Stat(path)).Mode(); mode.Perm() != 0o600 {
			t.Error(filepath.Base(path), "has mode", mode)
		}
	}
}

func TestBackupSalvageStatuses(t *testing.T) {
	s := searchStore(t)
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := s.Backup(t.Context(), filepath.Join(dir, "copy.db")); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), filepath.Join(dir, "copy.db")); err == nil {
		t.Fatal("a file was overwritten")
	}
	saved, err := Salvage(t.Context(), filepath.Join(dir, "copy.db"), filepath.Join(dir, "saved.db"), Options{Now: s.opts.Now}, nil)
	if err != nil || len(saved.Lost) > 0 || saved.Rows["entry"] != 4 {
		t.Fatal(saved, err)
	}
	other, err := Open(t.Context(), filepath.Join(dir, "saved.db"), Options{Now: s.opts.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if d := gocmp.Diff(list(t, s, feed.Window{}), list(t, other, feed.Window{})); d != "" {
		t.Fatal(d)
	}
	if problems := must[[]string](t)(other.Check(t.Context())); len(problems) > 0 {
		t.Fatal(problems)
	}
	// Statuses go from one database to another.
	var records []StatusRecord
	for r, err := range s.Statuses(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	bare, _ := newStore(t, Options{})
	put(t, bare, fetched(subscribe(t, bare, "https://a.example/feed")[0], noon, story(1, 1), story(2, 2)))
	changed, unknown, err := bare.ImportStatuses(t.Context(), records)
	if err != nil || changed != 2 || unknown != 0 {
		t.Fatal(changed, unknown, err, records)
	}
	if changed, _, err := bare.ImportStatuses(t.Context(), records); err != nil || changed != 0 {
		t.Fatal("imported twice:", changed, err)
	}
	if rows := list(t, bare, feed.Window{Filter: feed.Filter{Tag: "mine"}}); fmt.Sprint(titles(rows)) != "[Story 1]" {
		t.Fatal(titles(rows))
	}
}

// What is marked unread while old entries are dropped is kept.
func TestRetentionMeetsAMark(t *testing.T) {
	s, _ := newStore(t, Options{})
	other := must[*Store](t)(Open(t.Context(), s.Path(), s.opts))
	defer other.Close()
	put(t, s, fetched(subscribe(t, s, "https://a.example/")[0], noon, story(1, 48), story(2, 49)))
	rows := list(t, s, feed.Window{})
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, All: &feed.Filter{}}))
	if err := s.gate.enter(t.Context(), byUser); err != nil {
		t.Fatal(err)
	}
	dropped := make(chan int)
	go func() {
		n, err := s.retain(t.Context(), Retention{Keep: 24 * time.Hour})
		if err != nil {
			t.Error(err)
		}
		dropped <- n
	}()
	for !s.gate.waitedFor() { // the entries are chosen, and their turn to be dropped has not come
		time.Sleep(time.Millisecond)
	}
	must[feed.Marked](t)(other.Mark(t.Context(), feed.Mark{Flag: feed.Read, EntryIDs: []int64{rows[0].EntryID}}))
	s.gate.leave()
	if n := <-dropped; n != 1 || fmt.Sprint(titles(list(t, s, feed.Window{}))) != "[Story 1]" {
		t.Error(n, "were dropped, and there are", titles(list(t, s, feed.Window{})))
	}
}

func TestNewsboat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL, title VARCHAR(1024) NOT NULL, lastmodified INTEGER(11) NOT NULL DEFAULT 0, is_rtl INTEGER(1) NOT NULL DEFAULT 0, etag VARCHAR(128) NOT NULL DEFAULT '');
		CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL, title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL, feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL, unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), enclosure_type VARCHAR(1024), enqueued INTEGER(1) NOT NULL DEFAULT 0, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0, base VARCHAR(128) NOT NULL DEFAULT '');
		INSERT INTO rss_feed (rssurl, url, title) VALUES ('https://a.example/feed', 'https://a.example/', 'A'), ('exec:rm', '', 'no');
		INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags, deleted) VALUES
			('1', 'One', 'Ann', 'https://a.example/1', 'https://a.example/feed', 1790000000, '<p>Text</p>', 1, NULL, 0),
			('2', 'Two', '', 'https://a.example/2', 'https://a.example/feed', 1780000000, '', 0, 'ab', 0),
			('3', 'Gone', '', 'https://a.example/3', 'https://a.example/feed', 1780000000, '', 0, '', 1),
			('4', 'Long ago', '', 'https://a.example/4', 'https://a.example/feed', 9223372036854775, '<p>東京の地下鉄</p>', 0, '', 0);`); err != nil {
		t.Fatal(err)
	}
	s, _ := newStore(t, Options{})
	for n := range 2 {
		m, err := s.ImportNewsboat(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if want := (Moved{Feeds: 1, Entries: 4, Read: 3, Labelled: 1, Hidden: 1}); n == 0 && m != want {
			t.Errorf("%+v, want %+v", m, want)
		}
	}
	hidden, _ := feed.ParseQuery("is:hidden", noon)
	if rows := list(t, s, feed.Window{Filter: hidden}); len(rows) != 1 || rows[0].Title != "Gone" {
		t.Error(titles(rows), "are hidden")
	}
	var got []string
	for item, err := range s.Entries(t.Context(), feed.Window{}, true) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(item.Entry.Title, item.Status.Read, item.Status.Labels, item.Entry.Content, item.Entry.Words, item.Entry.Published.IsZero()))
	}
	if want := []string{"Long agotrue []<p>東京の地下鉄</p>3 true", "Onefalse []<p>Text</p>1 false", "Twotrue [a b]0 false"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if due := must[bool](t)(s.Due(t.Context())); !due {
		t.Error("a feed taken over is not due")
	}
	if out := put(t, s, fetched(1, noon, feed.Entry{GUID: "3", Title: "Gone", URL: "https://a.example/3"})); out[0].New > 0 {
		t.Error("what was deleted comes as new")
	}
}

func TestToday(t *testing.T) {
	s, c := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	put(t, s, fetched(id, noon, story(1, 1), story(2, 30), story(3, 500)))
	today := func() (string, []string) {
		t.Helper()
		f, heading, err := s.Filter(t.Context(), feed.ViewRef{Kind: feed.ViewToday}, c.at)
		if err != nil {
			t.Fatal(err)
		}
		return heading, titles(list(t, s, feed.Window{Filter: f}))
	}
	if heading, got := today(); heading != "" || len(got) != 3 { // all arrived today
		t.Fatal(heading, got)
	}
	c.advance(48 * time.Hour)
	if heading, got := today(); heading != "Monday, 23 November 2026" || fmt.Sprint(got) != "[Story 1]" {
		t.Fatal(heading, got)
	}
}

// A small library gives back what it dropped, too.
func TestSpaceOfASmallLibrary(t *testing.T) {
	oneByOne(t)
	s, c := newStore(t, Options{NewFeedUnread: 0})
	id := subscribe(t, s, "https://a.example/")[0]
	r := rand.New(rand.NewPCG(1, 2))
	var entries []feed.Entry
	for i := range 300 {
		e := story(i, i)
		e.Content = ""
		for range 1500 {
			e.Content += string(rune('a' + r.IntN(26)))
		}
		entries = append(entries, e)
	}
	put(t, s, fetched(id, c.at, entries...))
	if n := must[int](t)(s.retain(t.Context(), Retention{Keep: 10 * time.Hour, DropUnread: true})); n < 250 {
		t.Fatal("dropped", n)
	}
	var before, free, pages int
	q := s.read(t.Context())
	must[bool](t)(q.get("PRAGMA freelist_count", nil, &before))
	if err := idle(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	must[bool](t)(q.get("PRAGMA freelist_count", nil, &free))
	must[bool](t)(q.get("PRAGMA page_count", nil, &pages))
	if before < fewPages || free >= fewPages {
		t.Errorf("%d pages free before, %d of %d after", before, free, pages)
	}
}
