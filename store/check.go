package store

import (
	"context"
	"database/sql"
	"fmt"

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
	if Damaged(err) {
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

// Probe reads what a reader needs first, and returns the sidebar, counts that take
// long being Uncounted, or why it can't be read. It takes some milliseconds; a
// database that passes may be damaged elsewhere.
func (s *Store) Probe(ctx context.Context) ([]feed.View, error) {
	views, err := s.views(ctx, lookedAtFirst)
	if err != nil {
		return nil, err
	}
	if _, err := s.Session(ctx); err != nil {
		return nil, err
	}
	for _, w := range []feed.Window{{Limit: 1}, {Limit: 1, Backward: true}, {Filter: feed.Filter{Read: new(bool)}, Limit: 1}} {
		if _, err := s.Rows(ctx, w); err != nil {
			return nil, err
		}
	}
	return views, nil
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
