package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lede/feed"
)

// A log that a killed lede left is not believed to be of the copy that was put in
// its database's place: neither of a backup nor of an older state of the file.
func TestStrangeLog(t *testing.T) {
	s, _ := newStore(t, Options{NewFeedUnread: 1000})
	id := subscribe(t, s, "https://a.example/")[0]
	put(t, s, fetched(id, noon, story(1, 1)))
	older := filepath.Join(t.TempDir(), "older.db")
	if _, err := s.watch.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	copyFile(t, s.Path(), older)
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	for n := range 5 { // the log begins anew more than once
		a := fetched(id, noon)
		for i := range 200 {
			a.Document.Entries = append(a.Document.Entries, story(200*n+i, i))
		}
		put(t, s, a)
		if n == 2 {
			if _, err := s.watch.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		main    string
		stories int
	}{"its own": {s.Path(), 1000}, "a backup": {backup, 1}, "an older state": {older, 1}} {
		path := filepath.Join(t.TempDir(), "lede.db")
		copyFile(t, c.main, path)
		copyFile(t, s.Path()+"-wal", path+"-wal")
		o, err := Open(t.Context(), path, Options{Now: func() time.Time { return noon }})
		if err != nil {
			t.Fatal(err)
		}
		if rows := list(t, o, feed.Window{}); len(rows) != c.stories {
			t.Errorf("%s: %d stories, not %d", name, len(rows), c.stories)
		}
		aside, err := os.Stat(path + ".log-20261123-120000")
		if said := len(o.Notices()) == 1 && strings.Contains(o.Notices()[0], "another database's"); said != (c.main != s.Path()) || (err == nil) != said || said && aside.Size() == 0 {
			t.Errorf("%s: %v, %v", name, o.Notices(), err)
		}
		if problems := must[[]string](t)(o.Check(t.Context())); len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A log is never deleted for want of a name.
func TestStrangeLogIsKept(t *testing.T) {
	s, _ := newStore(t, Options{})
	put(t, s, fetched(subscribe(t, s, "https://a.example/")[0], noon, story(1, 1)))
	path := filepath.Join(t.TempDir(), "lede.db")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	copyFile(t, s.Path()+"-wal", path+"-wal")
	if err := os.WriteFile(path+".log-20261123-120000", []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{Now: func() time.Time { return noon }}); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Error(err)
	}
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
		t.Error(log, err)
	}
}

// What is no file is told so, and left alone.
func TestNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lede.db")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{}); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Error(err)
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		t.Error(info, err)
	}
}

// A feed that was asked while the clock went wrong is due when it goes right again.
func TestClockSetBack(t *testing.T) {
	s, c := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	c.advance(400 * dayOf)
	put(t, s, fetched(id, c.at, story(1, 1)))
	if due := must[bool](t)(s.Due(t.Context())); due {
		t.Fatal("due at once")
	}
	c.advance(-400 * dayOf)
	if due := must[bool](t)(s.Due(t.Context())); !due {
		t.Error("not due for 400 days")
	}
	if subs := must[[]feed.Subscription](t)(s.Claim(t.Context(), feed.Claim{Owner: "one", Now: c.at, Until: c.at.Add(time.Minute)})); len(subs) != 1 {
		t.Error(len(subs), "are asked")
	}
}
