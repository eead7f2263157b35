package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// grouping is a row of body with some entries' texts, and its key.
func grouping(c *codec, texts map[int64]string, ids ...int64) (int64, []byte) {
	var lengths []int
	var joined strings.Builder
	for _, id := range ids {
		lengths = append(lengths, len(texts[id]))
		joined.WriteString(texts[id])
	}
	return encodeGroup(ids, lengths, c.encode(joined.String()))
}

func TestGroup(t *testing.T) {
	var c codec
	defer c.close()
	long := strings.Repeat("words and words ", 500)
	texts := map[int64]string{7: "short", 8: "", 300: long, 1 << 40: "again"}
	var g textGroup
	for _, ids := range [][]int64{{7}, {8}, {300}, {7, 8}, {8, 300}, {7, 8, 300, 1 << 40}, {7, 1 << 40}} {
		key, row := grouping(&c, texts, ids...)
		if err := c.decodeGroup(key, row, &g); err != nil || key != ids[len(ids)-1] || len(g.members) != len(ids) {
			t.Fatal(ids, key, g.members, err)
		}
		for i, m := range g.members {
			if m.id != ids[i] || m.of(g.text) != texts[m.id] {
				t.Error(ids, m, m.of(g.text))
			}
		}
	}
}

// Rows that no lede writes are refused, whatever they claim.
func TestGroupHostile(t *testing.T) {
	var c codec
	defer c.close()
	key, sound := grouping(&c, map[int64]string{5: "one", 9: strings.Repeat("two ", 100)}, 5, 9)
	bomb, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer bomb.Close()
	many := append([]byte{compressed}, bomb.EncodeAll(make([]byte, maxBody+1), nil)...)
	two := append(bytes.Clone(sound), sound[bytes.IndexByte(sound, compressed)+1:]...)
	for name, row := range map[string][]byte{
		"nothing": {grouped}, "nobody": {grouped, 0}, "cut": sound[:len(sound)-3], "no text": sound[:6], "unknown": {77, 1, 2},
		"too many": {grouped, 0xff, 0xff, 0x7f}, "not its key": {grouped, 2, 3, 1, 1, 1, plain, 'a', 'b'}, "twice": {grouped, 2, 0, 1, 0, 1, plain, 'a', 'b'},
		"out of order": {grouped, 3, 1, 1, 4, 1, 0, 1, plain, 'a', 'b', 'c'}, "before all": {grouped, 2, 9, 1, 0, 1, plain, 'a', 'b'},
		"longer": {grouped, 2, 1, 1, 0, 2, plain, 'a', 'b'}, "shorter": {grouped, 2, 1, 1, 0, 1, plain, 'a', 'b', 'c'},
		"long": {grouped, 2, 1, 0xff, 0xff, 0xff, 0x7f, 0, 1, plain}, "longer than there is": {grouped, 1, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
		"bomb": many, "bomb in a group": append([]byte{grouped, 2, 1, 1, 0, 1}, many...), "two frames": two,
	} {
		if err := c.decodeGroup(key, row, new(textGroup)); !errors.Is(err, errCoding) {
			t.Error(name, err)
		}
	}
}

// Whatever a row holds, it is read or refused.
func FuzzGroup(f *testing.F) {
	var c codec
	f.Cleanup(c.close)
	texts := map[int64]string{3: "one", 4: "", 90: strings.Repeat("two ", 100)}
	for _, ids := range [][]int64{{3}, {90}, {3, 4}, {3, 4, 90}} {
		key, row := grouping(&c, texts, ids...)
		f.Add(key, row)
	}
	f.Add(int64(5), []byte{grouped, 2, 0xff, 0xff, 0x7f, 0})
	f.Fuzz(func(t *testing.T, key int64, row []byte) {
		var g textGroup
		if c.decodeGroup(key, row, &g) != nil {
			return
		}
		for i, m := range g.members {
			if m.id > key || i > 0 && m.id <= g.members[i-1].id || len(m.of(g.text)) != m.end-m.start {
				t.Error(m, "of", key)
			}
		}
		if len(g.members) == 0 || g.members[len(g.members)-1].id != key {
			t.Error("the key is not the last's", key, g.members)
		}
	})
}

// Texts are looked up by the keys of their groups, each of which is read once.
func TestTexts(t *testing.T) {
	s, _ := newStore(t, Options{})
	kept := map[int64]string{2: "two", 3: "", 7: "seven", 20: strings.Repeat("twenty ", 100), 31: "thirty-one"}
	if err := s.write(t.Context(), background, func(tx *tx) error {
		for _, ids := range [][]int64{{2, 3, 7}, {20}, {31}} {
			key, row := grouping(&s.codec, kept, ids...)
			if key == 31 {
				row = []byte{77}
			}
			if err := tx.exec("INSERT INTO body (entry_id, content) VALUES (?, ?)", key, row); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := s.texts(s.read(t.Context()), []int64{31, 7, 5, 2, 40, 20, 30, 1}, func(id int64, text string, err error) error {
		got = append(got, fmt.Sprint(id, text == kept[id], err == nil))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if want := "[2 true true 7 true true 20 true true 30 true false 31 false false]"; fmt.Sprint(got) != want {
		t.Error(got)
	}
	plan := planOf(t, s, textsQuery, "[1,2]")
	if strings.Contains(strings.ReplaceAll(plan, "SCAN j VIRTUAL TABLE", ""), "SCAN") || strings.Contains(plan, "TEMP B-TREE") {
		t.Error(plan)
	}
}

// planOf is what SQLite says of how it will run a query.
func planOf(t *testing.T, s *Store, query string, args ...any) (plan string) {
	t.Helper()
	if err := all(s.read(t.Context()), "EXPLAIN QUERY PLAN "+query, args, func(rows *sql.Rows) error {
		var id, parent, x int
		var detail string
		err := rows.Scan(&id, &parent, &x, &detail)
		plan += detail + "\n"
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return plan
}
