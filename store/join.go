package store

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
	"time"
)

// How many rows of body a step reads at most to join small ones, and how many
// bytes of them.
const (
	joinRows  = 64
	joinBytes = 1 << 20
)

// textRow is a row of body.
type textRow struct {
	key     int64
	content []byte
}

// joins are what a step makes of a range of entries.
type joins struct {
	lo, hi int64       // the range, as it is noted
	made   [][]textRow // rows that become one
	next   int64       // where the next step begins; 0: all of the range is done

	row         []textRow // those that the next is to be made of,
	texts, size int       // and what they have
}

// joinSome joins small groups of texts that follow each other, whose entries came
// at different times or of which some were dropped, and says whether there is more
// to do. What is joined is a full group, which it never looks at again. Reading and
// compressing are done before the writer's turn; where anybody has changed one of the
// rows meanwhile, the step ends there and the next one begins there.
func (c *core) joinSome(ctx context.Context) (more bool, err error) {
	q := c.read(ctx)
	var j joins
	found, err := q.get("SELECT lo, hi FROM small ORDER BY hi LIMIT 1", nil, &j.lo, &j.hi)
	if err != nil || !found {
		return false, err
	}
	if err := j.read(q); err != nil {
		return false, err
	}
	if len(j.made) == 0 && j.next == j.lo {
		return false, nil // the newest texts, which too few have followed yet
	}
	var joined []textRow
	j.made = slices.DeleteFunc(j.made, func(rows []textRow) bool {
		row, err := c.joinRows(rows)
		if err != nil { // they stay as they are, for whoever can read some of them
			c.opts.Logger.Warn("joining texts", "upto", row.key, "err", err)
			return true
		}
		joined = append(joined, row)
		return false
	})
	return true, c.write(ctx, background, func(t *tx) error { return j.write(t, joined) })
}

// read finds rows to be joined, from the one before the range on.
func (j *joins) read(q querier) error {
	read, size, last, cut := 0, 0, int64(0), false
	err := all(q, `SELECT entry_id, content FROM body WHERE entry_id >= coalesce((SELECT max(entry_id) FROM body WHERE entry_id < ?1), ?1)
		ORDER BY entry_id LIMIT ?2`, []any{j.lo, joinRows}, func(rows *sql.Rows) error {
		var r textRow
		if cut {
			return nil
		}
		if err := rows.Scan(&r.key, &r.content); err != nil {
			return err
		}
		j.take(r)
		read, last = read+1, r.key
		if r.key >= j.lo {
			size += len(r.content)
		}
		cut = size > joinBytes || r.key > j.hi && len(j.row) == 0
		return nil
	})
	switch {
	case err != nil:
		return err
	case len(j.row) > 0:
		j.next = j.row[0].key
	case last <= j.hi && (cut || read == joinRows):
		j.next = last + 1
	}
	return nil
}

// take adds a row to those that become one, or ends these before it.
func (j *joins) take(r textRow) {
	members, _, err := groupHead(r.key, r.content, nil)
	if err != nil || fullGroup(len(members), members[len(members)-1].end) {
		j.end()
		return
	}
	texts, size := len(members), members[len(members)-1].end
	if j.texts+texts > groupTexts || j.size+size > groupBytes {
		j.end()
	}
	if len(j.row) == 0 && r.key > j.hi {
		return
	}
	j.row, j.texts, j.size = append(j.row, r), j.texts+texts, j.size+size
	if j.texts == groupTexts {
		j.end()
	}
}

// end has the rows that were gathered become one, if they are several.
func (j *joins) end() {
	if len(j.row) > 1 {
		j.made = append(j.made, j.row)
	}
	j.row, j.texts, j.size = nil, 0, 0
}

// joinRows makes one row of several.
func (c *core) joinRows(rows []textRow) (textRow, error) {
	var ids []int64
	var lengths []int
	var texts []byte
	var g textGroup
	for _, r := range rows {
		if err := c.codec.decodeGroup(r.key, r.content, &g); err != nil {
			return r, err
		}
		for _, m := range g.members {
			ids, lengths = append(ids, m.id), append(lengths, m.end-m.start)
		}
		texts = append(texts, g.text...)
	}
	key, row := encodeGroup(ids, lengths, c.codec.encodeDense(texts))
	return textRow{key, row}, nil
}

// write puts the joined rows in the place of those that they are made of, and
// notes how far that goes, unless another process has done so.
func (j *joins) write(t *tx, joined []textRow) error {
	var now int64
	if found, err := t.get("SELECT lo FROM small WHERE hi = ?", []any{j.hi}, &now); err != nil || !found || now != j.lo {
		return err
	}
	next, start := j.next, time.Now()
	for i, rows := range j.made {
		first, last := rows[0].key, rows[len(rows)-1].key
		if i > 0 && t.long(start) {
			next = first
			break
		}
		same, err := t.unchanged(rows)
		if err != nil {
			return err
		}
		if !same {
			next = first
			break
		}
		if err := t.exec("DELETE FROM body WHERE entry_id BETWEEN ? AND ?", first, last); err != nil {
			return err
		}
		if err := t.exec("INSERT INTO body (entry_id, content) VALUES (?, ?)", joined[i].key, joined[i].content); err != nil {
			return err
		}
	}
	if next == 0 {
		return t.exec("DELETE FROM small WHERE hi = ?", j.hi)
	}
	return t.exec("UPDATE small SET lo = ? WHERE hi = ?", next, j.hi)
}

// unchanged says whether the table still has some rows that follow each other,
// and none between them.
func (t *tx) unchanged(rows []textRow) (same bool, err error) {
	n := 0
	same = true
	err = all(t, "SELECT entry_id, content FROM body WHERE entry_id BETWEEN ? AND ? ORDER BY entry_id", []any{rows[0].key, rows[len(rows)-1].key}, func(r *sql.Rows) error {
		var key int64
		var content sql.RawBytes
		err := r.Scan(&key, &content)
		same = same && n < len(rows) && rows[n].key == key && bytes.Equal(rows[n].content, content)
		n++
		return err
	})
	return same && n == len(rows), err
}
