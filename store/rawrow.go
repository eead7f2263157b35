package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lede/feed"
)

// salvageTables are what can't be worked out anew, with the number of columns that
// their rows had at first: a column that came later is in the rows of later days.
var salvageTables = map[string]int{
	"feed": 19, "subscription": 8, "entry": 21, "body": 2, "page": 3, "enclosure": 7, "revision": 5,
	"status": 22, "label": 5, "action": 7, "action_part": 4, "view": 5, "setting": 3,
}

// shape is what a table's rows look like, by which they are known. No two tables
// of lede's have the same but those whose rows are a number and bytes: see textRow.
type shape struct {
	table    string
	numbered bool // its first column is the row's number, and NULL in the record
	indexed  bool // WITHOUT ROWID: its rows lie in pages of an index
	columns  []shapeColumn
	least    int
}

type shapeColumn struct {
	name, kind string
	orNull     bool
}

// rawRow is a row that was read. It is certain where its page is in use.
type rawRow struct {
	shape   *shape
	values  []any
	certain bool
}

// learn takes the tables' shapes from the new database.
func (v *salvage) learn(ctx context.Context) error {
	q := v.to.read(ctx)
	for _, table := range slices.Sorted(maps.Keys(salvageTables)) {
		sh := &shape{table: table, least: salvageTables[table]}
		if _, err := q.get("SELECT wr FROM pragma_table_list WHERE name = ? AND schema = 'main'", []any{table}, &sh.indexed); err != nil {
			return err
		}
		order := "cid"
		if sh.indexed { // the key's columns come first
			order = "pk = 0, pk, cid"
		}
		keys := 0
		if err := all(q, `SELECT name, type, "notnull" = 0 AND pk = 0, pk FROM pragma_table_info(?) ORDER BY `+order, []any{table}, func(rows *sql.Rows) error {
			var c shapeColumn
			var pk int
			err := rows.Scan(&c.name, &c.kind, &c.orNull, &pk)
			sh.columns = append(sh.columns, c)
			keys += bit(pk > 0)
			sh.numbered = pk == 1 && c.kind == "INTEGER" || sh.numbered
			return err
		}); err != nil {
			return err
		}
		sh.numbered = sh.numbered && keys == 1 && !sh.indexed
		v.shapes = append(v.shapes, sh)
	}
	return nil
}

// fits says whether a record can be a row of the table's.
func (sh *shape) fits(kinds []int64, index bool) bool {
	if index != sh.indexed || len(kinds) < sh.least || len(kinds) > len(sh.columns) {
		return false
	}
	for i, kind := range kinds {
		switch c := sh.columns[i]; {
		case i == 0 && sh.numbered:
			if kind != rawNull {
				return false
			}
		case kind == rawNull && c.orNull:
		case c.kind == "INTEGER" && wholeNumber(kind):
		case c.kind == "BLOB" && kind >= rawBlob && kind%2 == 0:
		case c.kind == "TEXT" && kind >= rawText && kind%2 == 1:
		default:
			return false
		}
	}
	return true
}

// wholeNumber says whether a value's kind is that of an integer.
func wholeNumber(kind int64) bool { return kind >= 1 && kind <= rawOne && kind != rawFloat }

// What numbers can be: those of rows count up from 1, hashes are anything, what
// publishers say is up to mostNumber, and what is left are lengths, and times of
// years that JSON can write.
const (
	mostID     = 1 << 40
	mostNumber = 1 << 53
	lastTime   = 253_402_300_799_999 // the end of the year 9999
)

// plausible says whether a row's numbers can be what they stand for, so that what
// is damaged inside a page does no harm later; and cleans its texts.
func (sh *shape) plausible(values []any) bool {
	for i, value := range values {
		name := sh.columns[i].name
		switch n := value.(type) {
		case string:
			values[i] = cleanValue(n)
		case int64:
			least, most := int64(-mostNumber), int64(lastTime)
			switch name {
			case "key", "link_key", "source_hash":
				continue
			case "published", "modified", "size":
				most = mostNumber
			case "visible", "read", "starred", "later", "labelled", "hidden", "gone", "account_id":
				least, most = 0, 1
			case "id", "entry_id", "feed_id", "action_id":
				least, most = 1, mostID
			case "story_id", "n":
				least, most = 0, mostID
			}
			if n < least || n > most {
				return false
			}
		}
	}
	return true
}

// cleanValue is a stored text without what none has: lede cleans texts before it
// stores them.
func cleanValue(s string) string {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return feed.CleanText(s, 0)
	}
	return s
}

// salvageRow stores a row, unless there is one in its place. Of two statuses that
// may both be in use the one is that the user set later.
func (t *tx) salvageRow(r rawRow) error {
	if r.shape.table == "body" {
		if fits, err := t.textRow(r); err != nil || !fits {
			return err
		}
	}
	var names, marks, sets []string
	for _, c := range r.shape.columns[:len(r.values)] {
		mark := "?"
		if c.kind == "BLOB" && !c.orNull {
			mark = "coalesce(?, x'')" // the driver gives NULL for an empty one
		}
		names, marks = append(names, c.name), append(marks, mark)
		sets = append(sets, c.name+" = excluded."+c.name)
	}
	query := fmt.Sprintf("INSERT OR IGNORE INTO %s (%s) VALUES (%s)", r.shape.table, strings.Join(names, ", "), strings.Join(marks, ", "))
	if r.shape.table == "status" {
		query = fmt.Sprintf("INSERT INTO status (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s WHERE excluded.changed_at > status.changed_at",
			strings.Join(names, ", "), strings.Join(marks, ", "), strings.Join(sets, ", "))
	}
	return t.exec(query, r.values...)
}

// textRow says whether a row that is a number and bytes is one of body's: whether
// its texts can be read, and are in none of the groups that there are.
func (t *tx) textRow(r rawRow) (bool, error) {
	key, row := r.values[0].(int64), r.values[1].([]byte)
	var g textGroup
	if len(row) == 0 || t.core.codec.decodeGroup(key, row, &g) != nil || !utf8.Valid(g.text) || bytes.IndexByte(g.text, 0) >= 0 {
		return false, nil
	}
	if r.certain {
		return true, nil
	}
	var next int64
	var other []byte
	found, err := t.get("SELECT entry_id, content FROM body WHERE entry_id >= ? ORDER BY entry_id LIMIT 1", []any{g.members[0].id}, &next, &other)
	if err != nil || !found {
		return err == nil, err
	}
	members, _, err := groupHead(next, other, nil)
	return err == nil && next > key && members[0].id > key, nil
}
