package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Salvaged says what Salvage saved, by table.
type Salvaged struct {
	Rows map[string]int
	Lost []string // tables of which a part could not be read, in plain words
}

// String is what was saved, for people.
func (s Salvaged) String() string {
	var parts []string
	for _, table := range sortedKeys(s.Rows) {
		parts = append(parts, fmt.Sprintf("%d %s", s.Rows[table], table))
	}
	return strings.Join(append(parts, s.Lost...), ", ")
}

// salvageTables are what can't be worked out anew, what matters most first.
var salvageTables = []string{
	"feed", "subscription", "status", "label", "view", "setting", "entry", "body", "page", "enclosure", "revision", "story", "known", "action", "action_part",
}

// Salvage reads what can be read of a damaged database into the new one at path,
// which must not exist. The damaged file is not changed.
func Salvage(ctx context.Context, damagedPath, path string, o Options) (out Salvaged, err error) {
	out.Rows = make(map[string]int)
	if err := refuseExisting(path); err != nil {
		return out, err
	}
	s, err := Open(ctx, path, o)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	from := &core{path: damagedPath, readOnly: true, opts: s.opts}
	from.openReaders(false)
	defer func() { err = errors.Join(err, from.closeReaders()) }()
	for _, table := range salvageTables {
		n, whole, err := s.salvageTable(ctx, from, table)
		if err != nil {
			return out, s.explain("salvaging "+table, err)
		}
		if out.Rows[table] = n; !whole {
			out.Lost = append(out.Lost, "a part of "+table+" is lost")
		}
	}
	lost, err := s.Repair(ctx)
	if lost > 0 {
		out.Lost = append(out.Lost, fmt.Sprintf("the texts of %d entries are lost", lost))
	}
	return out, err
}

// salvageTable copies the rows of one table; whole is false where some could not
// be read.
func (s *Store) salvageTable(ctx context.Context, from *core, table string) (n int, whole bool, err error) {
	t := tableSalvage{to: s, from: from, table: table}
	if err := t.columnsOf(ctx); err != nil {
		return 0, false, err
	}
	if t.numbered {
		whole, err = t.byNumber(ctx)
	} else {
		whole, err = t.copy(ctx, "")
	}
	if err == nil && !whole { // what lies behind the damage is read from the end
		_, err = t.copy(ctx, " ORDER BY "+strings.Join(t.keys, " DESC, ")+" DESC")
	}
	if err == nil {
		_, err = s.read(ctx).get("SELECT count(*) FROM "+table, nil, &n)
	}
	return n, whole, err
}

// tableSalvage copies what can be read of one table.
type tableSalvage struct {
	to       *Store
	from     *core
	table    string
	keys     []string
	numbered bool     // by one whole number
	columns  []string // the keys first
	values   []string // how each is inserted: an empty BLOB is read as NULL
	last     int64    // the number up to which it was read
}

func (t *tableSalvage) columnsOf(ctx context.Context) error {
	return all(t.to.read(ctx), `SELECT name, pk, type, type = 'BLOB' AND "notnull" FROM pragma_table_info(?) ORDER BY pk = 0, pk`, []any{t.table}, func(rows *sql.Rows) error {
		var name, kind string
		var pk int
		var blob bool
		err := rows.Scan(&name, &pk, &kind, &blob)
		t.columns = append(t.columns, name)
		t.values = append(t.values, map[bool]string{true: "coalesce(?, x'')", false: "?"}[blob])
		if pk > 0 {
			t.keys = append(t.keys, name)
			t.numbered = pk == 1 && kind == "INTEGER"
		}
		return err
	})
}

// copy copies rows in the order given as far as they can be read, and says
// whether that was to the end.
func (t *tableSalvage) copy(ctx context.Context, order string, args ...any) (whole bool, err error) {
	_, readErr, err := t.rows(ctx, order, args...)
	return readErr == nil, err
}

func (t *tableSalvage) rows(ctx context.Context, order string, args ...any) (rows [][]any, readErr, err error) {
	columns := strings.Join(t.columns, ", ")
	rows, readErr = readAny(t.from.read(ctx), "SELECT "+columns+" FROM "+t.table+order, args, len(t.columns))
	insert := fmt.Sprintf("INSERT OR REPLACE INTO %s (%s) VALUES (%s)", t.table, columns, strings.Join(t.values, ", "))
	return rows, readErr, t.to.write(ctx, background, func(tx *tx) error {
		for _, row := range rows {
			if err := tx.exec(insert, row...); err != nil {
				return err
			}
		}
		return nil
	})
}

// salvageStep is how many rows are read at a time.
const salvageStep = 500

// byNumber copies what can be read in order of number, past damaged stretches,
// and says whether there was none.
func (t *tableSalvage) byNumber(ctx context.Context) (whole bool, err error) {
	for whole = true; ; {
		rows, readErr, err := t.rows(ctx, fmt.Sprintf(" WHERE %s > ? ORDER BY %[1]s LIMIT ?", t.keys[0]), t.last, salvageStep)
		if err != nil || readErr == nil && len(rows) < salvageStep {
			return whole, err
		}
		if len(rows) > 0 {
			t.last = rows[len(rows)-1][0].(int64)
		}
		if readErr == nil {
			continue
		}
		whole = false
		if next, ok := t.after(ctx, t.last); ok { // a row whose number can be read, and no more
			t.last = next
		} else if !t.pastDamage(ctx) {
			return false, nil
		}
	}
}

// after is the next row's number, where it can be read.
func (t *tableSalvage) after(ctx context.Context, last int64) (next int64, ok bool) {
	ok, err := t.from.read(ctx).get(fmt.Sprintf("SELECT %s FROM %s WHERE %[1]s > ? ORDER BY %[1]s LIMIT 1", t.keys[0], t.table), []any{last}, &next)
	return next, ok && err == nil
}

// pastDamage goes on to the first number from which a row can be read again; ok
// is false where there is none.
func (t *tableSalvage) pastDamage(ctx context.Context) (ok bool) {
	readable := func(by int64) bool {
		_, ok := t.after(ctx, t.last+by)
		return ok
	}
	low, high := int64(0), int64(1)
	for ; !readable(high); low, high = high, 2*high {
		if high > 1<<40 {
			return false
		}
	}
	for low+1 < high {
		if middle := low + (high-low)/2; readable(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	t.last += high
	return true
}

// readAny reads rows as they are, as far as it comes.
func readAny(q querier, query string, args []any, columns int) (out [][]any, err error) {
	err = all(q, query, args, func(rows *sql.Rows) error {
		row := make([]any, columns)
		into := make([]any, columns)
		for i := range row {
			into[i] = &row[i]
		}
		err := rows.Scan(into...)
		out = append(out, row)
		return err
	})
	return out, err
}
