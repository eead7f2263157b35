package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lede/feed"
)

const (
	crashEnv    = "LEDE_TEST_CRASH_DB"
	crashStart  = "LEDE_TEST_CRASH_START" // set: it only opens the database
	crashFeeds  = 3
	crashRounds = 6
)

// killRounds is how often the kill tests kill: LEDE_KILL_ROUNDS, or a few times.
func killRounds() int {
	if n, err := strconv.Atoi(os.Getenv("LEDE_KILL_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return crashRounds
}

// crashed is the process that the kill test kills: it refreshes, indexes and
// marks without end, and says what was acknowledged.
func crashed([]string) bool {
	path := os.Getenv(crashEnv)
	if path == "" {
		return false
	}
	ctx := context.Background()
	s, err := Open(ctx, path, Options{Now: func() time.Time { return noon }})
	if err == nil && os.Getenv(crashStart) != "" {
		os.Exit(0)
	}
	if err == nil {
		err = s.churn(ctx, os.Stdout)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
	return true
}

func (s *Store) churn(ctx context.Context, acknowledged io.Writer) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	errs := make(chan error, 2)
	wg.Go(func() {
		for n := 0; ; n++ {
			a := fetched(int64(n%crashFeeds+1), noon)
			for i := range 40 {
				e := story(n/crashFeeds*20+i, i)
				e.Content = textFor(n/crashFeeds*20+i, n, 1500)
				a.Document.Entries = append(a.Document.Entries, e)
			}
			if _, err := s.Store(ctx, []feed.Answer{a}); err != nil {
				errs <- err
				return
			}
			for _, step := range []func(context.Context) (bool, error){s.indexSome, s.joinSome, func(ctx context.Context) (bool, error) {
				dropped, err := s.retain(ctx, Retention{PerFeed: 500, DropUnread: true})
				return dropped > 0, err
			}} {
				if _, err := step(ctx); err != nil {
					errs <- err
					return
				}
			}
		}
	})
	wg.Go(func() {
		for n := 0; ; n++ {
			rows, err := s.Rows(ctx, feed.Window{Filter: feed.Filter{Starred: new(bool)}, Limit: 1})
			if err != nil {
				errs <- err
				return
			}
			if len(rows) == 0 {
				continue
			}
			if _, err := s.Mark(ctx, feed.Mark{Flag: feed.Starred, On: true, EntryIDs: []int64{rows[0].EntryID}}); err != nil {
				errs <- err
				return
			}
			if _, err := fmt.Fprintln(acknowledged, rows[0].EntryID); err != nil {
				errs <- err
				return
			}
		}
	})
	return <-errs
}

// enough takes so many lines, and stops what writes them.
type enough struct {
	left int
	stop context.CancelFunc
}

func (e *enough) Write(line []byte) (int, error) {
	if e.left--; e.left <= 0 {
		e.stop()
	}
	return len(line), nil
}

// What the kill test kills does all that it does at once without a race.
func TestChurn(t *testing.T) {
	s, _ := newStore(t, Options{})
	subscribe(t, s, "https://a.example/", "https://b.example/", "https://c.example/")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	if err := s.churn(ctx, &enough{40, stop}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// killsEach is how often one library's process is killed: after some more all its
// stories are starred, and no new one is kept.
const killsEach = 20

// A kill at any moment loses no acknowledged mark, stores no entry twice, leaves
// each its own text and the file sound.
func TestKill(t *testing.T) {
	oneByOne(t) // here: nobody hears what the detector says in what is killed
	for left := killRounds(); left > 0; left -= killsEach {
		path := filepath.Join(t.TempDir(), "lede.db")
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		subscribe(t, s, "https://a.example/", "https://b.example/", "https://c.example/")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		marked := make(map[string]bool)
		for range min(left, killsEach) {
			killMarking(t, path, marked)
			checkSound(t, path, marked)
		}
	}
}

// killMarking kills a process amid what it does, and notes which marks it has
// acknowledged.
func killMarking(t *testing.T, path string, marked map[string]bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashEnv+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for left := 5 + rand.IntN(60); left > 0 && lines.Scan(); left-- {
		marked[lines.Text()] = true
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		marked[lines.Text()] = true
	}
	_ = cmd.Wait() // killed, as it should be
}

func checkSound(t *testing.T, path string, marked map[string]bool) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Fresh() || len(s.Notices()) > 0 {
		t.Fatal("begun anew:", s.Notices())
	}
	if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	starred := make(map[string]bool)
	for _, r := range list(t, s, feed.Window{Filter: feed.Filter{Starred: yes()}}) {
		starred[fmt.Sprint(r.EntryID)] = true
	}
	for id := range marked {
		if id != "" && !starred[id] {
			t.Errorf("the mark of %s was acknowledged and is lost", id)
		}
	}
	var double int
	if _, err := s.read(t.Context()).get("SELECT count(*) FROM (SELECT 1 FROM entry GROUP BY feed_id, guid HAVING count(*) > 1)", nil, &double); err != nil || double > 0 {
		t.Fatal(double, "entries twice", err)
	}
	for item, err := range s.Entries(t.Context(), feed.Window{}, true) {
		if err != nil {
			t.Fatal(err)
		}
		var n, version int
		if _, err := fmt.Sscanf(item.Entry.Content, "<p>story %d, version %d.", &n, &version); err != nil || fmt.Sprint("g", n) != item.Entry.GUID || item.Entry.Content != textFor(n, version, 1500) {
			t.Fatalf("entry %d, %s, has another's text: %.60q", item.Entry.ID, item.Entry.GUID, item.Entry.Content)
		}
	}
	checkGroups(t, s)
}

// Two stores on one file, as the reader and a refresh from cron are: neither
// ever hears that the database is locked, and each sees the other's commits.
func TestTwoStores(t *testing.T) {
	a, _ := newStore(t, Options{})
	b, err := Open(t.Context(), a.Path(), Options{Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	feeds := subscribe(t, a, "https://a.example/")
	put(t, a, fetched(feeds[0], noon, story(0, 1)))
	id := list(t, b, feed.Window{})[0].EntryID
	before := must[int64](t)(b.Version(t.Context()))
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := range 30 {
			ans := fetched(feeds[0], noon)
			for i := range 50 {
				ans.Document.Entries = append(ans.Document.Entries, story(1+50*n+i, i))
			}
			put(t, a, ans)
		}
	})
	for n := range 61 {
		if _, err := b.Mark(t.Context(), feed.Mark{Flag: feed.Starred, On: n%2 == 0, EntryIDs: []int64{id}}); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	if after := must[int64](t)(b.Version(t.Context())); after == before {
		t.Error("the other's commits were not noticed")
	}
	if rows := list(t, a, feed.Window{Filter: feed.Filter{Starred: yes()}}); len(rows) != 1 {
		t.Error(titles(rows))
	}
	if rows := list(t, b, feed.Window{}); len(rows) != 1501 {
		t.Error(len(rows))
	}
}

func TestLeases(t *testing.T) {
	s, c := newStore(t, Options{})
	subscribe(t, s, "https://a.example/", "https://b.example/")
	claim := func(owner string, all bool) int {
		t.Helper()
		subs, err := s.Claim(t.Context(), feed.Claim{Owner: owner, All: all, Now: c.at, Until: c.at.Add(time.Minute)})
		if err != nil {
			t.Fatal(err)
		}
		return len(subs)
	}
	toAsk := func(all bool, most int) int {
		t.Helper()
		return must[int](t)(s.CountToAsk(t.Context(), all, most))
	}
	if due, one := toAsk(false, 9), toAsk(true, 1); due != 2 || one != 1 {
		t.Fatal(due, one)
	}
	if n := claim("one", false); n != 2 {
		t.Fatal(n)
	}
	if n := claim("two", true); n != 0 || toAsk(true, 9) != 0 {
		t.Fatal("both ask the same feeds:", n)
	}
	if due := must[bool](t)(s.Due(t.Context())); due {
		t.Fatal("claimed feeds are due")
	}
	if err := s.Release(t.Context(), "one", []int64{1}); err != nil {
		t.Fatal(err)
	}
	if n := claim("two", false); n != 1 {
		t.Fatal(n)
	}
	c.advance(2 * time.Minute)
	if n := claim("three", false); n != 2 {
		t.Fatal("leases that ran out:", n)
	}
}

func TestDamagedIsSetAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lede.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !s.Fresh() || len(s.Notices()) != 1 {
		t.Error(s.Fresh(), s.Notices())
	}
	if b, err := os.ReadFile(path + ".damaged-20261123-120000"); err != nil || !strings.HasPrefix(string(b), "this is no") {
		t.Error(err)
	}
	subscribe(t, s, "https://a.example/")
}

// A damaged database that another lede has set aside meanwhile is not set aside again:
// what lies there now is the one that it has begun.
func TestDamagedIsSetAsideOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lede.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	seen := must[os.FileInfo](t)(os.Stat(path))
	o := Options{Now: func() time.Time { return noon }, Logger: slog.New(slog.DiscardHandler)}
	other := must[*Store](t)(Open(t.Context(), path, o))
	defer other.Close()
	subscribe(t, other, "https://a.example/")
	late := &core{path: path, opts: o}
	late.openReaders(false)
	if err := late.startAgain(t.Context(), seen, errCoding); err != nil {
		t.Fatal(err)
	}
	s := &Store{core: late, account: UserAccount}
	defer s.Close()
	aside := must[[]string](t)(filepath.Glob(path + ".damaged-*"))
	if there, err := s.Subscribed(t.Context()); err != nil || !there || late.fresh || len(aside) != 1 {
		t.Error("subscribed:", there, err, "set aside:", aside)
	}
}

func TestNewerRefuses(t *testing.T) {
	s, _ := newStore(t, Options{})
	if err := s.write(t.Context(), byUser, func(tx *tx) error {
		_, err := tx.conn.ExecContext(t.Context(), "PRAGMA user_version=99")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), s.Path(), Options{}); !errors.Is(err, ErrNewer) {
		t.Error(err)
	}
	if _, err := s.Version(t.Context()); !errors.Is(err, ErrNewer) {
		t.Error("a running reader does not notice:", err)
	}
	if _, err := s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{1}}); !errors.Is(err, ErrNewer) {
		t.Error("a running reader writes all the same:", err)
	}
}

func TestMigration(t *testing.T) {
	s, _ := newStore(t, Options{})
	subscribe(t, s, "https://a.example/")
	migrations, err := embeddedMigrations()
	if err != nil || len(migrations) != latestSchema {
		t.Fatal(len(migrations), err)
	}
	if err := s.migrate(t.Context(), append(migrations, "CREATE TABLE one (a) STRICT; oops")); err == nil {
		t.Fatal("a broken migration passed")
	}
	if v := must[int](t)(s.schemaVersion(t.Context())); v != latestSchema {
		t.Fatal("half a migration:", v)
	}
	if err := s.migrate(t.Context(), append(migrations, "CREATE TABLE one (a INTEGER) STRICT")); err != nil {
		t.Fatal(err)
	}
	if v := must[int](t)(s.schemaVersion(t.Context())); v != latestSchema+1 {
		t.Fatal(v)
	}
	kept, err := filepath.Glob(s.Path() + ".format-*")
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	old, err := Open(t.Context(), kept[0], Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if subs, err := old.Subscriptions(t.Context()); err != nil || len(subs) != 1 {
		t.Error(subs, err)
	}
}

func TestReadOnly(t *testing.T) {
	s, _ := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	put(t, s, fetched(id, noon, story(1, 1)))
	r, err := Open(t.Context(), s.Path(), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if rows := list(t, r, feed.Window{}); len(rows) != 1 {
		t.Error(rows)
	}
	if _, err := r.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{1}}); !errors.Is(err, ErrReadOnly) {
		t.Error(err)
	}
}
