package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lede/feed"
)

// textFor is a story's text, which no other has.
func textFor(n, version, size int) string {
	return fmt.Sprintf("<p>story %d, version %d.</p>", n, version) + strings.Repeat(fmt.Sprintf(" <b>%d</b> words", n%7), size/16)
}

// Whatever comes, changes, goes, is joined, closed and opened, each entry has its
// own text, and no group begins before the one below it ends.
func TestBodies(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, _ := newStoreIn(rt, t.TempDir(), Options{NewFeedUnread: 1000})
		path, opts := s.Path(), s.opts
		first := s
		defer func() {
			if s != first {
				_ = s.Close()
			}
		}()
		feeds := subscribe(t, s, "https://a.example/", "https://b.example/")
		texts := map[string]string{} // by guid
		next := 0
		size := rapid.SampledFrom([]int{0, 40, 900, 5000, 900, 2000, 12_000, 60_000})
		rt.Repeat(map[string]func(*rapid.T){
			"arrive": func(rt *rapid.T) {
				var answers []feed.Answer
				for i, id := range feeds {
					a := fetched(id, noon)
					for range rapid.IntRange(0, 10).Draw(rt, "n") {
						n := next
						if rapid.IntRange(0, 3).Draw(rt, "old") == 0 && next > 0 {
							n = rapid.IntRange(0, next-1).Draw(rt, "which")
						}
						next++
						e := story(2*n+i, n%50)
						e.Content = textFor(2*n+i, next, size.Draw(rt, "size"))
						if rapid.IntRange(0, 9).Draw(rt, "empty") == 0 {
							e.Content = ""
						}
						if _, ok := texts[e.GUID+"gone"]; !ok && !twice(a, e.GUID) {
							texts[e.GUID] = e.Content
						}
						a.Document.Entries = append(a.Document.Entries, e)
					}
					if rapid.Bool().Draw(rt, "prepared") {
						s.Prepare(&a)
					}
					answers = append(answers, a)
				}
				put(t, s, answers...)
			},
			"drop": func(rt *rapid.T) {
				rows := list(t, s, feed.Window{})
				if len(rows) == 0 {
					return
				}
				from := rapid.IntRange(0, len(rows)-1).Draw(rt, "from")
				part := rows[from:min(len(rows), from+rapid.IntRange(1, 20).Draw(rt, "n"))]
				for _, r := range part {
					e, _, _, err := s.Entry(rt.Context(), r.EntryID)
					if err != nil {
						rt.Fatal(err)
					}
					delete(texts, e.GUID)
					texts[e.GUID+"gone"] = ""
				}
				if err := s.write(rt.Context(), background, func(t *tx) error {
					_, err := t.drop(idsOfRows(part))
					return err
				}); err != nil {
					rt.Fatal(err)
				}
			},
			"join": func(rt *rapid.T) {
				for more := true; more; {
					var err error
					if more, err = s.joinSome(rt.Context()); err != nil {
						rt.Fatal(err)
					}
				}
				checkJoined(rt, s)
			},
			"open again": func(rt *rapid.T) {
				if s != first {
					if err := s.Close(); err != nil {
						rt.Fatal(err)
					}
				}
				var err error
				if s, err = Open(context.Background(), path, opts); err != nil {
					rt.Fatal(err)
				}
			},
			"": func(rt *rapid.T) {
				if rapid.IntRange(0, 2).Draw(rt, "look") == 0 {
					checkTexts(rt, s, texts)
				}
			},
		})
	})
}

func twice(a feed.Answer, guid string) bool {
	for _, e := range a.Document.Entries {
		if e.GUID == guid {
			return true
		}
	}
	return false
}

// fataler is a test, or one of rapid's.
type fataler interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

func checkTexts(t fataler, s *Store, texts map[string]string) {
	n := 0
	for item, err := range s.Entries(t.Context(), feed.Window{}, true) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if want, ok := texts[item.Entry.GUID]; !ok || item.Entry.Content != want {
			t.Fatalf("entry %d, %s, has %.60q and not %.60q", item.Entry.ID, item.Entry.GUID, item.Entry.Content, want)
		}
	}
	for guid := range texts {
		if strings.HasSuffix(guid, "gone") {
			n++
		}
	}
	if n != len(texts) {
		t.Fatal(n, "entries, not", len(texts))
	}
	if unread, lost, err := s.lostTexts(s.read(t.Context())); err != nil || len(unread)+len(lost) > 0 {
		t.Fatal(unread, lost, err)
	}
	checkGroups(t, s)
}

// textRows reads the table as it is.
func textRows(t fataler, s *Store) (rows []textRow) {
	if err := all(s.read(t.Context()), "SELECT entry_id, content FROM body ORDER BY entry_id", nil, func(r *sql.Rows) error {
		var row textRow
		err := r.Scan(&row.key, &row.content)
		rows = append(rows, row)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

func checkGroups(t fataler, s *Store) {
	below := int64(0)
	for _, r := range textRows(t, s) {
		members, _, err := groupHead(r.key, r.content, nil)
		if err != nil || members[0].id <= below || len(members) > groupTexts || len(members) > 1 && members[len(members)-1].end > groupBytes {
			t.Fatal("the group of", r.key, "has", members, "after", below, err)
		}
		below = r.key
	}
}

// checkJoined looks for small groups that could be joined; too few at the end of
// the table wait for more.
func checkJoined(t fataler, s *Store) {
	texts, size, groups := 0, 0, 0
	for _, r := range textRows(t, s) {
		members, _, err := groupHead(r.key, r.content, nil)
		if err != nil {
			t.Fatal(err)
		}
		length := members[len(members)-1].end
		full := fullGroup(len(members), length)
		if groups > 1 && (full || texts+len(members) > groupTexts || size+length > groupBytes) {
			t.Fatal(groups, "small groups before", r.key, "were left")
		}
		switch {
		case full || texts+len(members) > groupTexts || size+length > groupBytes:
			texts, size, groups = 0, 0, 0
			if full {
				continue
			}
			fallthrough
		default:
			texts, size, groups = texts+len(members), size+length, groups+1
		}
	}
}

// What was joined is left alone from then on, and a few new texts wait for more.
func TestJoinEnds(t *testing.T) {
	s, _ := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	for n := range 300 {
		e := story(n, n)
		e.Content = textFor(n, 0, 3000)
		put(t, s, fetched(id, noon, e))
	}
	join := func() (steps int) {
		t.Helper()
		for must[bool](t)(s.joinSome(t.Context())) {
			if steps++; steps > 100 {
				t.Fatal("it does not end")
			}
		}
		return steps
	}
	if steps := join(); steps == 0 || len(textRows(t, s)) > 300/groupTexts+groupTexts {
		t.Error(steps, "steps,", len(textRows(t, s)), "rows")
	}
	checkJoined(t, s)
	version := must[int64](t)(s.Version(t.Context()))
	if steps := join(); steps > 0 || must[int64](t)(s.Version(t.Context())) != version {
		t.Error("there was nothing to do:", steps)
	}
	put(t, s, fetched(id, noon, story(1000, 1)))
	for range 3 {
		if must[bool](t)(s.joinSome(t.Context())); len(textRows(t, s)) < 300/groupTexts {
			t.Error("too few rows")
		}
	}
	if steps := join(); steps > 0 {
		t.Error("one new text:", steps)
	}
}

// Entries that are changed or dropped together are noted together: what follows
// takes a few steps, not one for each.
func TestChangesAreNotedTogether(t *testing.T) {
	s, _ := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	a := fetched(id, noon)
	for n := range 200 {
		a.Document.Entries = append(a.Document.Entries, story(n, n))
	}
	put(t, s, a)
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := range a.Document.Entries {
		a.Document.Entries[n].Content = textFor(n, 1, 100)
	}
	put(t, s, a)
	ranges := func(table string) (n int) {
		t.Helper()
		if _, err := s.read(t.Context()).get("SELECT count(*) FROM "+table, nil, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := ranges("unindexed"); n != 1 {
		t.Error(n, "ranges are to be indexed")
	}
	// One at most for each portion that goes at a time, however slow the machine.
	if n := must[int](t)(s.retain(t.Context(), Retention{PerFeed: 20, DropUnread: true})); n != 180 || ranges("small") > 180/8+1 {
		t.Error(n, "were dropped,", ranges("small"), "ranges are to be joined")
	}
}

// Texts that an older lede kept one by one are grouped while the program is idle.
func TestOldTextsAreJoined(t *testing.T) {
	oneByOne(t)
	s, err := Open(t.Context(), firstFormat(t), Options{Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for more := true; more; {
		more = must[bool](t)(s.Idle(t.Context(), Retention{}))
	}
	if n := len(textRows(t, s)); n > oldStories/groupTexts+groupTexts-1 {
		t.Error(n, "rows")
	}
	checkOld(t, s)
	checkGroups(t, s)
}

// A group that another process changes while it is to be joined stays as that one
// left it.
func TestJoinMeetsAChange(t *testing.T) {
	s, _ := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	texts := map[string]string{}
	for n := range 20 {
		put(t, s, fetched(id, noon, story(n, n)))
		texts[story(n, n).GUID] = story(n, n).Content
	}
	for n := range 20 {
		q := interrupted{s.read(t.Context()), "FROM body WHERE", func() {}}
		var j joins
		if found, err := q.get("SELECT lo, hi FROM small ORDER BY hi LIMIT 1", nil, &j.lo, &j.hi); err != nil || !found {
			break
		}
		if err := j.read(q); err != nil {
			t.Fatal(err)
		}
		var joined []textRow
		for _, rows := range j.made {
			joined = append(joined, must[textRow](t)(s.joinRows(rows)))
		}
		e := story(n, n)
		e.Content, e.Summary = "<p>Other words</p>", "Other words"
		texts[e.GUID] = e.Content
		put(t, s, fetched(id, noon, e))
		if err := s.write(t.Context(), background, func(tx *tx) error { return j.write(tx, joined) }); err != nil {
			t.Fatal(err)
		}
		checkTexts(t, s, texts)
	}
}

// A damaged group costs the texts that are in it, and a refresh brings them back.
func TestDamagedGroup(t *testing.T) {
	s, _ := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	answer := func() feed.Answer {
		a := fetched(id, noon)
		for n := range 40 {
			e := story(n, n)
			e.Content, e.SourceHash = textFor(n, 0, 2000), uint64(n+1)
			a.Document.Entries = append(a.Document.Entries, e)
		}
		return a
	}
	put(t, s, answer())
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	damage := func(key int64) {
		t.Helper()
		if err := s.write(t.Context(), background, func(tx *tx) error {
			return tx.exec("UPDATE body SET content = substr(content, 1, length(content) - 9) WHERE entry_id = ?", key)
		}); err != nil {
			t.Fatal(err)
		}
	}
	rows := textRows(t, s)
	damage(rows[2].key)
	read := func() (whole int) {
		for _, r := range list(t, s, feed.Window{}) {
			if e, _, _, err := s.Entry(t.Context(), r.EntryID); err == nil && e.Content != "" {
				whole++
			}
		}
		return whole
	}
	if n := read(); n != 40-groupTexts {
		t.Error(n, "can be read")
	}
	f, _ := feed.ParseQuery("words", noon)
	if n := len(list(t, s, feed.Window{Filter: f})); n != 40 {
		t.Error(n, "are found")
	}
	for must[bool](t)(s.joinSome(t.Context())) {
	}
	if p := must[[]string](t)(s.Check(t.Context())); fmt.Sprint(p) != "[8 entries have lost their text]" {
		t.Error(p)
	}
	if lost := must[int](t)(s.Repair(t.Context())); lost != groupTexts {
		t.Error(lost, "are lost")
	}
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := must[[]string](t)(s.Check(t.Context())); len(p) > 0 {
		t.Error(p)
	}
	if n := read(); n != 40-groupTexts {
		t.Error(n, "can be read after the repair")
	}
	out := put(t, s, answer())
	if n := read(); n != 40 || out[0].Updated != 0 {
		t.Error(n, "can be read after a refresh", out)
	}
	// One that is changed in a damaged group is read again.
	damage(rows[0].key)
	e := story(39, 39)
	e.Content, e.Summary = "<p>Other words</p>", "Other words"
	put(t, s, fetched(id, noon, e))
	if n := read(); n != 40-groupTexts+1 {
		t.Error(n, "can be read after a change")
	}
}

// A number that a damaged database has forgotten is given again, to an entry that
// has its own text.
func TestForgottenNumbers(t *testing.T) {
	s, _ := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/")[0]
	texts := map[string]string{}
	if err := s.write(t.Context(), background, func(tx *tx) error {
		key, row := grouping(&s.codec, map[int64]string{2: "two", 4: "four", 9: "nine"}, 2, 4, 9)
		return tx.exec("INSERT INTO body (entry_id, content) VALUES (?, ?)", key, row)
	}); err != nil {
		t.Fatal(err)
	}
	a := fetched(id, noon)
	for n := range 15 {
		a.Document.Entries = append(a.Document.Entries, story(n, n))
		texts[story(n, n).GUID] = story(n, n).Content
	}
	put(t, s, a)
	checkTexts(t, s, texts)
}

// partTexts keeps the newest texts one by one, as older ledes did.
func (s *Store) partTexts(ctx context.Context, n int64) error {
	return s.write(ctx, background, func(t *tx) error {
		if err := t.findTop(); err != nil {
			return err
		}
		from, texts := t.bodies.top-n, make(map[int64]string)
		ids := make([]int64, 0, n)
		for id := from + 1; id <= t.bodies.top; id++ {
			ids = append(ids, id)
		}
		if err := s.texts(t, ids, func(id int64, text string, err error) error {
			texts[id] = text
			return err
		}); err != nil {
			return err
		}
		if err := t.exec("DELETE FROM body WHERE entry_id > ?", from); err != nil {
			return err
		}
		for id, text := range texts {
			if err := t.exec("INSERT INTO body (entry_id, content) VALUES (?, ?)", id, s.codec.encode(text)); err != nil {
				return err
			}
		}
		return t.toJoin(from+1, t.bodies.top)
	})
}

// BenchmarkTexts reads texts of a library that LEDE_BENCH_DB names: one, as a
// story is opened, and a screenful for its snippets.
func BenchmarkTexts(b *testing.B) {
	path := os.Getenv("LEDE_BENCH_DB")
	if path == "" {
		b.Skip("LEDE_BENCH_DB names no database")
	}
	s, err := Open(b.Context(), path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var last int64
	if _, err := s.read(b.Context()).get("SELECT max(entry_id) FROM body", nil, &last); err != nil {
		b.Fatal(err)
	}
	for _, n := range []int64{1, 50} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				var ids []int64
				for k := range n {
					ids = append(ids, 1+(int64(i)*7919+k*104729)%last)
				}
				if err := s.texts(s.read(b.Context()), ids, func(int64, string, error) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
