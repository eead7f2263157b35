package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"lede/feed"
)

// Check looks the whole database over and returns what is wrong with it, in
// plain words; nothing: it is sound. It takes some seconds for a large one.
func (s *Store) Check(ctx context.Context) (problems []string, err error) {
	q := s.read(ctx)
	err = all(q, "PRAGMA integrity_check(20)", nil, func(rows *sql.Rows) error {
		var text string
		err := rows.Scan(&text)
		if text != "ok" {
			problems = append(problems, text)
		}
		return err
	})
	if damaged(err) {
		return append(problems, err.Error()), nil
	}
	if err != nil {
		return nil, s.explain("checking the database", err)
	}
	for _, c := range []struct{ query, words string }{
		{`SELECT count(*) FROM counter c WHERE c.total <> (SELECT count(*) FROM status s INDEXED BY status_feed WHERE s.account_id = c.account_id AND s.feed_id = c.feed_id AND s.visible = 1)
			OR c.unread <> (SELECT count(*) FROM status s INDEXED BY status_feed_unread WHERE s.account_id = c.account_id AND s.feed_id = c.feed_id AND s.visible = 1 AND s.read = 0)`, "feeds are counted wrong"},
		{"SELECT count(*) FROM doc d WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = d.entry_id)", "entries in the search index do not exist"},
	} {
		var n int
		if _, err := q.get(c.query, nil, &n); err != nil {
			return problems, s.explain("checking the database", err)
		}
		if n > 0 {
			problems = append(problems, fmt.Sprintf("%d %s", n, c.words))
		}
	}
	_, lost, err := s.lostTexts(q)
	if len(lost) > 0 {
		problems = append(problems, fmt.Sprintf("%d entries have lost their text", len(lost)))
	}
	return problems, s.explain("checking the database", err)
}

// Probe reads what a reader needs first, and returns why it can't be read. It
// takes some milliseconds; a database that passes may be damaged elsewhere.
func (s *Store) Probe(ctx context.Context) error {
	if _, err := readSubscribed(s.read(ctx), s.account); err != nil {
		return s.explain("reading the sidebar", err)
	}
	if _, err := s.Session(ctx); err != nil {
		return err
	}
	for _, w := range []feed.Window{{Limit: 1}, {Limit: 1, Backward: true}, {Filter: feed.Filter{Read: new(bool)}, Limit: 1}} {
		if _, err := s.Rows(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// Repair mends what can be worked out anew from the rest: indexes, counters,
// the search index (which is rebuilt by Idle). Entries whose texts can't be read,
// of which it says how many there are, have none from then on until a refresh finds
// them. A file that SQLite itself can't read is Salvage's.
func (s *Store) Repair(ctx context.Context) (lost int, err error) {
	err = s.write(ctx, byUser, func(t *tx) error {
		for _, query := range []string{
			"REINDEX",
			"UPDATE status SET visible = 0 WHERE visible = 1 AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = status.entry_id AND e.dropped_at = 0)",
			`INSERT OR IGNORE INTO counter (account_id, feed_id) SELECT account_id, feed_id FROM subscription`,
			`UPDATE counter SET
				total = (SELECT count(*) FROM status s INDEXED BY status_feed WHERE s.account_id = counter.account_id AND s.feed_id = counter.feed_id AND s.visible = 1),
				unread = (SELECT count(*) FROM status s INDEXED BY status_feed_unread WHERE s.account_id = counter.account_id AND s.feed_id = counter.feed_id AND s.visible = 1 AND s.read = 0)`,
			"INSERT INTO search (search) VALUES ('delete-all')",
			"INSERT INTO recent (recent) VALUES ('delete-all')",
			"DELETE FROM index_state",
			"DELETE FROM doc",
			"DELETE FROM neighbours",
			"DELETE FROM unindexed",
			"INSERT INTO unindexed (hi, lo) SELECT max(id), min(id) FROM entry HAVING count(*) > 0",
		} {
			if err := t.exec(query); err != nil {
				return err
			}
		}
		lost, err = t.forgetLostTexts()
		return err
	})
	// The readers' connections know the search index as it was, and would call
	// the new one damaged: others take their place.
	s.readers.SetMaxIdleConns(0)
	s.readers.SetMaxIdleConns(readerConns)
	return lost, s.explain("repairing the database", err)
}

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

// salvageStep is how many rows are read at a time, and how far a damaged place
// is jumped over.
const salvageStep = 500

// salvageTable copies the rows of one table; whole is false where some could not
// be read.
func (s *Store) salvageTable(ctx context.Context, from *core, table string) (n int, whole bool, err error) {
	columns, values, key, err := s.columnsOf(ctx, table)
	if err != nil {
		return 0, false, err
	}
	insert := fmt.Sprintf("INSERT OR REPLACE INTO %s (%s) VALUES (%s)", table, strings.Join(columns, ", "), strings.Join(values, ", "))
	last, whole := int64(0), true
	for misses := 0; ; {
		query := fmt.Sprintf("SELECT %s FROM %s WHERE %s > ? ORDER BY %s LIMIT ?", strings.Join(columns, ", "), table, key, key)
		args := []any{last, salvageStep}
		if key == "" {
			query, args = fmt.Sprintf("SELECT %s FROM %s", strings.Join(columns, ", "), table), nil
		}
		rows, readErr := readAny(from.read(ctx), query, args, len(columns))
		if err := s.write(ctx, background, func(t *tx) error {
			for _, row := range rows {
				if err := t.exec(insert, row...); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return n, false, err
		}
		n += len(rows)
		if readErr != nil {
			whole = false
		}
		switch {
		case key == "" || readErr == nil && len(rows) < salvageStep:
			return n, whole, nil
		case len(rows) > 0:
			last, misses = rows[len(rows)-1][0].(int64), 0
		}
		if readErr == nil {
			continue
		}
		if next, ok := from.keyAfter(ctx, table, key, last); ok { // a row whose number can be read, and no more
			last = next
			continue
		}
		// Nothing but damage here: jump, farther each time.
		if misses++; misses > 40 {
			return n, false, nil
		}
		last += salvageStep << (misses / 2)
	}
}

// keyAfter is the next row's number in a damaged table.
func (c *core) keyAfter(ctx context.Context, table, key string, last int64) (next int64, ok bool) {
	ok, err := c.read(ctx).get(fmt.Sprintf("SELECT %s FROM %s WHERE %s > ? ORDER BY %s LIMIT 1", key, table, key, key), []any{last}, &next)
	return next, ok && err == nil
}

// columnsOf are a table's columns, its whole number of a row first if it has one,
// and how each is inserted: an empty BLOB is read as NULL.
func (s *Store) columnsOf(ctx context.Context, table string) (columns, values []string, key string, err error) {
	keys := 0
	err = all(s.read(ctx), `SELECT name, pk, type, type = 'BLOB' AND "notnull" FROM pragma_table_info(?) ORDER BY pk = 0, pk`, []any{table}, func(rows *sql.Rows) error {
		var name, kind string
		var pk int
		var blob bool
		err := rows.Scan(&name, &pk, &kind, &blob)
		columns = append(columns, name)
		values = append(values, map[bool]string{true: "coalesce(?, x'')", false: "?"}[blob])
		if pk > 0 {
			if keys++; pk == 1 && kind == "INTEGER" {
				key = name
			}
		}
		return err
	})
	if keys != 1 { // a key of several parts is read in one go
		key = ""
	}
	return columns, values, key, err
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

func refuseExisting(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists already", path)
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func removeAll(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// renameNew gives a file its name unless there is one of that name by now.
func renameNew(from, to string) error {
	if err := refuseExisting(to); err != nil {
		return errors.Join(err, removeAll(from))
	}
	return os.Rename(from, to)
}
