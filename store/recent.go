package store

import (
	"context"
	"database/sql"
	"slices"

	"lede/feed"
)

// The size of the index of what is recent, in documents: it is made where the whole
// index has recentWorthIt, filled up to recentEnough, and cut back above recentMost.
// FTS5 takes some 2 us for each place where the beginning of a word occurs.
const (
	recentWorthIt = 15_000
	recentEnough  = 4000
	recentMost    = 6000
	recentBacklog = 5000 // with so much to index it is given up, and made anew after
)

// recentFrom is the lowest row number that the index of what is recent has, with
// all above it; ok is false where there is none.
func recentFrom(q querier) (from int64, ok bool, err error) {
	ok, err = q.get("SELECT value FROM index_state WHERE name = 'recent_from'", nil, &from)
	return from, ok, err
}

func (t *tx) setRecentFrom(from int64) error {
	return t.exec("INSERT OR REPLACE INTO index_state (name, value) VALUES ('recent_from', ?)", from)
}

// recentSome brings the index of what is recent one small step nearer to its
// size, and says whether there is more to do.
func (c *core) recentSome(ctx context.Context) (more bool, err error) {
	q := c.read(ctx)
	from, ok, err := recentFrom(q)
	if err != nil {
		return false, err
	}
	if !ok {
		if newest, err := newestEntry(q); err != nil || newest < recentWorthIt {
			return false, err
		}
		return true, c.write(ctx, background, (*tx).beginRecent)
	}
	var n int
	if _, err := q.get("SELECT count(*) FROM recent_docsize", nil, &n); err != nil {
		return false, err
	}
	switch {
	case n > recentMost:
		return true, c.write(ctx, background, (*tx).cutRecent)
	case n >= recentEnough:
		return false, nil
	}
	return c.fillRecent(ctx, q, from)
}

// beginRecent begins the index of what is recent above all that is indexed,
// unless somebody else has.
func (t *tx) beginRecent() error {
	if _, ok, err := recentFrom(t); err != nil || ok {
		return err
	}
	var newest int64
	if _, err := t.get("SELECT coalesce(max(id), 0) FROM doc", nil, &newest); err != nil {
		return err
	}
	return t.setRecentFrom(newest + 1)
}

// fillRecent adds the documents below what the index of what is recent has.
func (c *core) fillRecent(ctx context.Context, q querier, from int64) (more bool, err error) {
	var ids []int64
	next := from
	if err := all(q, "SELECT id, entry_id FROM doc WHERE id < ? ORDER BY id DESC LIMIT ?", []any{from, indexBatch}, func(rows *sql.Rows) error {
		var entry int64
		err := rows.Scan(&next, &entry)
		ids = append(ids, entry)
		return err
	}); err != nil || len(ids) == 0 {
		return false, err
	}
	docs, err := c.documents(q, "e.id IN (SELECT value FROM json_each(?))", idList(ids))
	if err != nil {
		return false, err
	}
	return true, c.write(ctx, background, func(t *tx) error {
		if now, ok, err := recentFrom(t); err != nil || !ok || now != from {
			return err // somebody else was at it
		}
		var there int
		if _, err := t.get("SELECT count(*) FROM doc WHERE id >= ? AND id < ?", []any{next, from}, &there); err != nil || there != len(ids) {
			return err // some came between since they were read: the next step has them
		}
		if same, err := t.asRead(docs); err != nil || !same {
			return err
		}
		for i := range docs {
			d := &docs[i]
			if found, err := t.get("SELECT id FROM doc WHERE entry_id = ?", []any{d.id}, &d.docID); err != nil || !found {
				return err // changed since it was read: the next step finds out
			}
		}
		slices.SortFunc(docs, compareDocuments)
		for i := range docs {
			if docs[i].docID >= from || docs[i].docID < next {
				continue
			}
			if err := t.insertDocument("recent", &docs[i]); err != nil {
				return err
			}
		}
		return t.setRecentFrom(next)
	})
}

// cutRecent takes the oldest documents out of the index of what is recent.
func (t *tx) cutRecent() error {
	ids, err := idsFrom(t, "SELECT id FROM recent_docsize ORDER BY id LIMIT ?", indexBatch)
	if err != nil || len(ids) == 0 {
		return err
	}
	for _, id := range ids {
		if err := t.exec("DELETE FROM recent WHERE rowid = ?", id); err != nil {
			return err
		}
	}
	return t.setRecentFrom(ids[len(ids)-1] + 1)
}

// dropRecent empties the index of what is recent; Idle makes it anew.
func (t *tx) dropRecent() error {
	if err := t.exec("INSERT INTO recent (recent) VALUES ('delete-all')"); err != nil {
		return err
	}
	return t.exec("DELETE FROM index_state WHERE name = 'recent_from'")
}

// dropDocument takes a row out of the indexes.
func (t *tx) dropDocument(doc int64) error {
	if err := t.exec("DELETE FROM search WHERE rowid = ?", doc); err != nil {
		return err
	}
	from, ok, err := recentFrom(t)
	if err == nil && ok && doc >= from {
		err = t.exec("DELETE FROM recent WHERE rowid = ?", doc)
	}
	if err != nil {
		return err
	}
	if err := t.exec("DELETE FROM neighbours WHERE doc = ?", doc); err != nil {
		return err
	}
	return t.exec("DELETE FROM doc WHERE id = ?", doc)
}

// gathers says whether FTS5 must gather all that an expression finds before it
// gives any of it: where only the beginning of a word is given.
func gathers(e *feed.Expr) bool {
	if e == nil {
		return false
	}
	if e.Op == feed.Match {
		return e.Term.Regex == nil && (e.Term.Prefix || endsAlone(e.Term.Text))
	}
	return slices.ContainsFunc(e.Args, gathers)
}
