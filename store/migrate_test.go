package store

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lede/feed"
)

// oldStories is how many entries a database of the first format is given.
const oldStories = 300

// firstFormat makes a database as the first lede made it, with stories, every
// third of them starred.
func firstFormat(t *testing.T) string {
	t.Helper()
	migrations, err := embeddedMigrations()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "lede.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := &core{path: path}
	db := open(c.dsn(false, false))
	defer db.Close()
	db.SetMaxOpenConns(1)
	run := func(query string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
			t.Fatal(err)
		}
	}
	run("PRAGMA journal_mode=WAL")
	run("BEGIN")
	run(migrations[0])
	run("PRAGMA user_version=1")
	run("INSERT INTO feed (id, url, title) VALUES (1, 'https://a.example/', 'A')")
	run("INSERT INTO subscription (account_id, feed_id, added_at) VALUES (1, 1, 1)")
	run("INSERT INTO counter (account_id, feed_id, unread, total) VALUES (1, 1, ?1, ?1)", oldStories)
	for n := 1; n <= oldStories; n++ {
		at := noon.Add(-time.Duration(n) * time.Hour).UnixMilli()
		run("INSERT INTO entry (id, feed_id, key, guid, title, published, arrived, text_hash) VALUES (?1, 1, ?1, ?2, ?3, ?4, ?4, x'00')", n, fmt.Sprint("g", n), fmt.Sprint("Story ", n), at)
		run("INSERT INTO body (entry_id, content) VALUES (?, ?)", n, append([]byte{plain}, strings.Repeat("words and words ", 50)...))
		run("INSERT INTO status (account_id, entry_id, feed_id, sort_date, arrived, starred, starred_at, starred_by) VALUES (1, ?1, 1, ?2, ?2, ?3, ?3, ?3)", n, at, n%3 == 0)
	}
	run("INSERT INTO unindexed (hi, lo) VALUES (?, 1)", oldStories)
	run("COMMIT")
	return path
}

// A database of the first format is brought up to date with all that it has,
// after a copy was kept that an older lede can read.
func TestMigrateFromFirst(t *testing.T) {
	path := firstFormat(t)
	told, copied := int64(0), 0
	s, err := Open(t.Context(), path, Options{Now: func() time.Time { return noon }, OnMigrate: func(bytes int64) {
		copies, _ := filepath.Glob(path + ".format-*")
		told, copied = bytes, len(copies)
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if told < 1<<14 || copied > 0 {
		t.Errorf("told of %d bytes when there were %d copies", told, copied)
	}
	if n := s.Notices(); len(n) != 1 || !strings.Contains(n[0], "a copy of the old one is "+path+".format-1-") {
		t.Error(n)
	}
	checkOld(t, s)
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, _ := feed.ParseQuery("words", noon)
	if rows := list(t, s, feed.Window{Filter: f}); len(rows) != oldStories {
		t.Error(len(rows), "are found")
	}
	kept, err := filepath.Glob(path + ".format-1-*")
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	old := &core{path: kept[0], readOnly: true, opts: s.opts}
	old.openReaders(false)
	defer old.closeReaders()
	if v := must[int](t)(old.schemaVersion(t.Context())); v != 1 {
		t.Error("the copy has format", v)
	}
}

// A copy of an older format goes after its time, unless somebody uses it.
func TestOldCopiesGo(t *testing.T) {
	s, c := newStore(t, Options{})
	at := func(age time.Duration) string {
		return s.Path() + ".format-1-" + c.now().Add(-age).UTC().Format(copyStamp)
	}
	old, used, young, other := at(15*dayOf), at(16*dayOf), at(13*dayOf), s.Path()+".format-1-notes"
	for _, path := range []string{old, used, young, other} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		then := c.now().Add(-20 * dayOf)
		if path == used {
			then = c.now()
		}
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	for more := true; more; {
		more = must[bool](t)(s.Idle(t.Context(), Retention{}))
	}
	left := must[[]string](t)(filepath.Glob(s.Path() + ".format-*"))
	slices.Sort(left)
	want := []string{used, young, other}
	slices.Sort(want)
	if !slices.Equal(left, want) {
		t.Error(left, "are left, not", want)
	}
}

func checkOld(t *testing.T, s *Store) {
	t.Helper()
	if rows := list(t, s, feed.Window{}); len(rows) != oldStories {
		t.Error(len(rows), "stories")
	}
	if rows := list(t, s, feed.Window{Filter: feed.Filter{Starred: yes()}}); len(rows) != oldStories/3 {
		t.Error(len(rows), "are starred")
	}
	if problems := must[[]string](t)(s.Check(t.Context())); len(problems) > 0 {
		t.Error(problems)
	}
}

// A lede that is killed while it migrates leaves a database of the one format or
// the other, whole; and what it left of a copy goes.
func TestKillMigration(t *testing.T) {
	oneByOne(t) // here: nobody hears what the detector says in what is killed
	first := firstFormat(t)
	for round := range killRounds() {
		path := filepath.Join(t.TempDir(), "lede.db")
		copyFile(t, first, path)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), crashEnv+"="+path, crashStart+"=1")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		killWhen(t, cmd, func() bool { return migrating(t, path, round%4) })
		s, err := Open(t.Context(), path, Options{Now: func() time.Time { return noon }})
		if err != nil {
			t.Fatal(err)
		}
		checkOld(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if left, err := filepath.Glob(path + ".*.tmp*"); err != nil || len(left) > 0 {
			t.Error(left, err)
		}
	}
}

// migrating says whether a migration has come to a stage, as its files tell: 0 it
// is about to begin, 1 the copy is being made, 2 it is made, 3 the new format is
// being written.
func migrating(t *testing.T, path string, stage int) bool {
	switch stage {
	case 0:
		return true
	case 3:
		info, err := os.Stat(path + "-wal")
		return err == nil && info.Size() > 0
	}
	copies := must[[]string](t)(filepath.Glob(path + ".format-*"))
	return slices.ContainsFunc(copies, func(name string) bool { return strings.HasSuffix(name, ".tmp") == (stage == 1) })
}

// killWhen kills a process as soon as seen says so, unless it has ended by then.
func killWhen(t *testing.T, cmd *exec.Cmd, seen func() bool) {
	t.Helper()
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	for {
		select {
		case <-ended:
			return
		default:
		}
		if seen() {
			_ = cmd.Process.Kill() // it may have ended
			<-ended
			return
		}
	}
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}
