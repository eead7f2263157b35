package store

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lede/feed"
)

// shelf is what shelved makes, once a run.
var shelf struct {
	sync.Once
	main, log []byte
}

// shelved is a library with some of everything in it, of which a feed was removed
// and forgotten, so that its rows are still in pages that are free.
func shelved(t testing.TB) (path string) {
	t.Helper()
	shelf.Do(func() { shelf.main, shelf.log = shelve(t) })
	path = filepath.Join(t.TempDir(), "shelved.db")
	for at, bytes := range map[string][]byte{path: shelf.main, path + "-wal": shelf.log} {
		if err := os.WriteFile(at, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func shelve(t testing.TB) (main, log []byte) {
	t.Helper()
	s, c := newStore(t, Options{NewFeedUnread: 1000})
	s.copying.Lock() // the log has it all: one that is just being copied back makes another database at each read
	defer s.copying.Unlock()
	ids := subscribe(t, s, "https://a.example/", "https://b.example/", "https://c.example/", "https://gone.example/")
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 3 {
		var answers []feed.Answer
		for _, id := range ids {
			a := fetched(id, c.at)
			for n := range 120 {
				e := story(int(id)*1000+round*120+n, n)
				e.Content = textFor(n, round, 100+r.IntN(3000))
				if n%40 == 0 { // what no page has room for
					noise := make([]byte, 12_000)
					for i := range noise {
						noise[i] = 'a' + byte(r.IntN(26))
					}
					e.Content += string(noise)
				}
				e.Title = fmt.Sprintf("Feed %d, story %d", id, n)
				e.Enclosures = []feed.Enclosure{{URL: e.URL + ".mp3", MIMEType: "audio/mpeg"}}
				a.Document.Entries = append(a.Document.Entries, e)
			}
			answers = append(answers, a)
		}
		put(t, s, answers...)
		c.advance(time.Hour)
	}
	changed := story(1001, 1)
	changed.Content = "<p>It says something else now.</p>"
	put(t, s, fetched(ids[0], c.at, changed))
	live(t, s)
	if err := s.Unsubscribe(t.Context(), ids[3:]); err != nil {
		t.Fatal(err)
	}
	c.advance(31 * dayOf)
	for more := true; more; {
		more = must[bool](t)(s.purgeRemoved(t.Context()))
	}
	if err := s.optimize(t.Context()); err != nil {
		t.Fatal(err)
	}
	return must[[]byte](t)(os.ReadFile(s.Path())), must[[]byte](t)(os.ReadFile(s.Path() + "-wal"))
}

// live does in a library what people do.
func live(t testing.TB, s *Store) {
	t.Helper()
	marks := make(map[feed.Flag][]int64)
	for i, r := range list(t, s, feed.Window{}) {
		for n, flag := range []feed.Flag{feed.Read, feed.Starred, feed.Later} {
			if i%(2+5*n) == 0 {
				marks[flag] = append(marks[flag], r.EntryID)
			}
		}
		if i%49 == 0 {
			if err := s.SetLabels(t.Context(), r.EntryID, []string{"mine", fmt.Sprint("row ", i)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for flag, ids := range marks {
		must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: flag, On: true, EntryIDs: ids}))
	}
	if _, err := s.SaveSearch(t.Context(), "Mine", "label:mine"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "theme", "dark"); err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		more = must[bool](t)(s.indexSome(t.Context()))
	}
}

// inTables are the rows of all tables that Salvage saves, by their keys.
func inTables(t testing.TB, s *Store) map[string]map[string]string {
	t.Helper()
	out := make(map[string]map[string]string)
	for table := range salvageTables {
		out[table] = make(map[string]string)
		var keys []string
		if err := all(s.read(t.Context()), "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", []any{table}, func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			keys = append(keys, name)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		rows, err := s.readers.QueryContext(t.Context(), "SELECT "+strings.Join(keys, " || ' ' || ")+", * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		columns := must[[]string](t)(rows.Columns())
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			out[table][fmt.Sprint(values[0])] = fmt.Sprint(values[1:])
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// salvaged salvages a database and holds what comes of it to be a sound library.
func salvaged(t testing.TB, path string, known ...feed.Subscription) (Salvaged, *Store) {
	t.Helper()
	o := Options{Now: func() time.Time { return noon }}
	to := filepath.Join(t.TempDir(), "saved.db")
	out, err := Salvage(t.Context(), path, to, o, known)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), to, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if problems := must[[]string](t)(s.Check(t.Context())); len(problems) > 0 {
		t.Errorf("%s: %v", out, problems)
	}
	if err := all(s.read(t.Context()), "PRAGMA foreign_key_check", nil, func(rows *sql.Rows) error { return fmt.Errorf("a reference leads nowhere") }); err != nil {
		t.Error(err)
	}
	if _, err := s.Probe(t.Context()); err != nil {
		t.Error(err)
	}
	return out, s
}

// opened is what a database has that is sound.
func opened(t testing.TB, path string) map[string]map[string]string {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return inTables(t, s)
}

// lostRows compares what was saved with what there was: how many rows of a table
// are missing, and which are others than they were.
func lostRows(before, after map[string]map[string]string) (missing map[string]int, others []string) {
	missing = make(map[string]int)
	for table := range before {
		for key, row := range before[table] {
			if after[table][key] == "" {
				missing[table]++
			} else if after[table][key] != row {
				others = append(others, fmt.Sprintf("%s: %.100s, was %.100s", table, after[table][key], row))
			}
		}
		for key, row := range after[table] {
			if before[table][key] == "" {
				others = append(others, fmt.Sprintf("%s: %.100s, was not there", table, row))
			}
		}
	}
	return missing, others
}

// Whatever the beginning of a file has become, all that lies behind it is saved: of
// each status, label, feed and story, and nothing that was deleted.
func TestSalvageBeginning(t *testing.T) {
	oneByOne(t)
	in := shelved(t)
	before := opened(t, in) // and with it the log is copied back
	b := must[[]byte](t)(os.ReadFile(in))
	schema := int(binary.BigEndian.Uint32(b[108:])) // the last page of the schema
	hole := func(page int) func([]byte) { return func(b []byte) { clear(b[(page-1)*usualPage : page*usualPage]) } }
	for name, damage := range map[string]func(b []byte){
		"nothing":                func([]byte) {},
		"the header":             func(b []byte) { clear(b[:rawHeader]) },
		"the first page, zeroed": hole(1),
		"the first page, overwritten": func(b []byte) {
			copy(b, bytes.Repeat([]byte("something else "), 300)[:usualPage])
		},
		"a page of the schema": hole(schema),
		"the pointer map":      hole(2),
		"the first two":        func(b []byte) { hole(1)(b); hole(2)(b) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "damaged.db")
			damaged := slices.Clone(b)
			damage(damaged)
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			out, s := salvaged(t, path)
			if kept := must[[]byte](t)(os.ReadFile(path)); !bytes.Equal(kept, damaged) {
				t.Error("the damaged file was written to")
			}
			missing, others := lostRows(before, inTables(t, s))
			if len(missing)+len(others) > 0 {
				t.Errorf("%s: lost %v, others: %q", out, missing, others)
			}
			if lost := len(out.Lost) > 0; lost != (strings.Contains(name, "pointer") || strings.Contains(name, "two") || name == "a page of the schema") {
				t.Errorf("%q is told of %s", out.Lost, name)
			}
		})
	}
}

// cellsOf is how many rows of each table that is saved are in some pages of a sound
// database, whole or in part, as SQLite itself says.
func cellsOf(t testing.TB, path string, from, to int) map[string]int {
	t.Helper()
	c := &core{path: path, readOnly: true}
	c.openReaders(true)
	defer c.closeReaders()
	out := make(map[string]int)
	if err := all(c.read(t.Context()), "SELECT name, sum(CASE pagetype WHEN 'overflow' THEN 1 ELSE ncell END) FROM dbstat WHERE pageno BETWEEN ? AND ? GROUP BY name", []any{from, to}, func(rows *sql.Rows) error {
		var name string
		var n int
		err := rows.Scan(&name, &n)
		out[name] = n
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// Wherever a hole is, what is saved is all that is not in it, as it was; and what is
// made anew for want of it is known.
func TestSalvageHoles(t *testing.T) {
	t.Parallel() // it takes long
	path := shelved(t)
	before := opened(t, path)
	b := must[[]byte](t)(os.ReadFile(path))
	r := rand.New(rand.NewPCG(5, 6))
	rounds := 8
	if testing.Short() {
		rounds = 1
	}
	for round := range rounds {
		size := usualPage * (1 + r.IntN(16))
		at := r.IntN(len(b) - size)
		if round == 0 {
			at, size = 0, 64<<10
		}
		whole := round%2 == 0 // pages; a row that is damaged inside its page may pass for sound
		if whole {
			at -= at % usualPage
		}
		damaged := slices.Clone(b)
		for i := range damaged[at : at+size] {
			damaged[at+i] = byte(0xA5 * (round / 2 % 2))
		}
		hole := filepath.Join(t.TempDir(), "damaged.db")
		if err := os.WriteFile(hole, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		out, s := salvaged(t, hole)
		missing, others := lostRows(before, inTables(t, s))
		cells := cellsOf(t, path, at/usualPage+1, (at+size-1)/usualPage+1)
		cells["body"] += cells["entry"] // those of lost entries
		for table, n := range missing {
			if n > cells[table] {
				t.Errorf("bytes %d to %d: %d rows of %s are missing, of which the hole had %d; %s", at, at+size, n, table, cells[table], out)
			}
		}
		for _, row := range others {
			table, _, _ := strings.Cut(row, ":")
			if whole && !slices.Contains([]string{"feed", "subscription", "entry", "status", "body"}, table) {
				t.Errorf("bytes %d to %d: %s", at, at+size, row)
			}
		}
	}
}

// A log that was not copied back is read as SQLite reads it: up to the last whole
// commit before what is damaged, whatever has become of the database's beginning.
func TestSalvageLog(t *testing.T) {
	oneByOne(t)
	t.Parallel() // it takes long
	path := shelved(t)
	b, log := must[[]byte](t)(os.ReadFile(path)), must[[]byte](t)(os.ReadFile(path+"-wal"))
	for name, damage := range map[string]func() (main, log []byte){
		"whole":                 func() ([]byte, []byte) { return b, log },
		"empty":                 func() ([]byte, []byte) { return b, nil },
		"cut":                   func() ([]byte, []byte) { return b, log[:len(log)*2/3+77] },
		"damaged inside":        func() ([]byte, []byte) { return b, slices.Concat(log[:len(log)/2], []byte("?"), log[len(log)/2+1:]) },
		"without its beginning": func() ([]byte, []byte) { return b, slices.Concat(make([]byte, logHeader), log[logHeader:]) },
		"of what has lost its first": func() ([]byte, []byte) {
			return slices.Concat(make([]byte, min(len(b), usualPage)), b[min(len(b), usualPage):]), log
		},
	} {
		t.Run(name, func(t *testing.T) {
			main, log := damage()
			path := filepath.Join(t.TempDir(), "damaged.db")
			for at, bytes := range map[string][]byte{path: main, path + "-wal": log} {
				if err := os.WriteFile(at, bytes, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			out, err := Salvage(t.Context(), path, path+".saved", Options{Now: func() time.Time { return noon }}, nil)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), path+".saved", Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			want := opened(t, path)
			if missing, others := lostRows(want, inTables(t, s)); len(missing)+len(others) > 0 {
				t.Errorf("%s: lost %v, others: %q", out, missing, others)
			}
		})
	}
}

// pagesOf are the pages that a table or an index is in, as SQLite says.
func pagesOf(t testing.TB, path, name string) (pages []int) {
	t.Helper()
	c := &core{path: path, readOnly: true}
	c.openReaders(true)
	defer c.closeReaders()
	if err := all(c.read(t.Context()), "SELECT pageno FROM dbstat WHERE name = ?", []any{name}, func(rows *sql.Rows) error {
		var n int
		err := rows.Scan(&n)
		pages = append(pages, n)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return pages
}

// A feed that is lost has its address back from the index of addresses, or else
// from the subscriptions that are known; and a subscription from these.
func TestSalvageFeeds(t *testing.T) {
	oneByOne(t)
	t.Parallel() // it takes long
	path := shelved(t)
	before := opened(t, path)
	b := must[[]byte](t)(os.ReadFile(path))
	known := func(id int64, url string) feed.Subscription {
		return feed.Subscription{Feed: feed.Feed{ID: id, URL: url, Title: "Known", HomePageURL: "https://www.example.org/"}, Folder: "News"}
	}
	stranger := known(2, "https://z.example/") // of an older list, which has other numbers
	stranger.HomePageURL = "https://z.example/"
	for _, c := range []struct {
		lost  []string
		known []feed.Subscription
		want  []string // URL, title, folder
	}{
		{lost: []string{"feed"}, want: []string{"https://a.example/  ", "https://b.example/  ", "https://c.example/  "}},
		{lost: []string{"feed", "sqlite_autoindex_feed_1"}, want: []string{
			"lost:1 A feed whose address is lost (1) ", "lost:2 A feed whose address is lost (2) ", "lost:3 A feed whose address is lost (3) ",
		}},
		{lost: []string{"feed", "sqlite_autoindex_feed_1", "subscription"}, known: []feed.Subscription{known(1, "https://a.example/"), stranger, known(3, "https://c.example/"), known(9, "https://b.example/")}, want: []string{
			"https://a.example/ Known News", "lost:2 A feed whose address is lost (2) ", "https://c.example/ Known News", "https://z.example/ Known News", "https://b.example/ Known News",
		}},
		{lost: []string{"subscription"}, known: []feed.Subscription{known(7, "https://b.example/")}, want: []string{"https://a.example/ Feed 1 ", "https://b.example/ Feed 2 News", "https://c.example/ Feed 3 "}},
	} {
		t.Run(strings.Join(c.lost, " "), func(t *testing.T) {
			damaged := slices.Clone(b)
			for _, name := range c.lost {
				for _, page := range pagesOf(t, path, name) {
					clear(damaged[(page-1)*usualPage : page*usualPage])
				}
			}
			hole := filepath.Join(t.TempDir(), "damaged.db")
			if err := os.WriteFile(hole, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			out, s := salvaged(t, hole, c.known...)
			var got []string
			subs := must[[]feed.Subscription](t)(s.Subscriptions(t.Context()))
			slices.SortFunc(subs, func(a, b feed.Subscription) int { return int(a.ID - b.ID) })
			for _, sub := range subs {
				got = append(got, sub.URL+" "+sub.Title+" "+sub.Folder)
				if sub.ID <= 3 && sub.Total != 360 {
					t.Errorf("%s has %d stories", sub.URL, sub.Total)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s:\n%q, want\n%q", out, got, c.want)
			}
			missing, _ := lostRows(before, inTables(t, s))
			if len(missing) > 0 {
				t.Errorf("%s: lost %v", out, missing)
			}
		})
	}
}

// A database of the first lede is salvaged too: its rows have fewer columns.
func TestSalvageFirstFormat(t *testing.T) {
	path := firstFormat(t)
	b := must[[]byte](t)(os.ReadFile(path))
	clear(b[:rawHeader])
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, s := salvaged(t, path)
	if len(out.Lost) > 0 {
		t.Error(out)
	}
	checkOld(t, s)

	c := &core{path: filepath.Join(t.TempDir(), "first.db")}
	if err := os.WriteFile(c.path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db := open(c.dsn(false, false))
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), must[[]string](t)(embeddedMigrations())[0]); err != nil {
		t.Fatal(err)
	}
	for table, least := range salvageTables {
		var n int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM pragma_table_info(?)", table).Scan(&n); err != nil || n != least {
			t.Errorf("%s had %d columns at first, not %d (%v)", table, n, least, err)
		}
	}
}
