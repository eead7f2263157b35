package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

// Retention says what is kept. The zero Retention keeps everything. What is
// starred, saved for later or labelled is never dropped.
type Retention struct {
	Keep       time.Duration // entries younger than this; 0: all
	PerFeed    int           // the newest so many of each feed; 0: all
	DropUnread bool          // unread entries too
}

// How long a removed subscription can come back, and how often upkeep that
// looks at everything is done.
const (
	removedFor = 30 * 24 * time.Hour
	dayOf      = 24 * time.Hour
)

// upkeepBatch is how many entries one step of upkeep touches.
const upkeepBatch = 100

// Idle does one small step of what can wait: indexing for search, dropping what
// is past its time, joining small groups of texts, giving space back. It says
// whether there is more to do; call it again until there is not, and then now and
// then.
func (s *Store) Idle(ctx context.Context, r Retention) (more bool, err error) {
	if s.readOnly {
		return false, nil
	}
	s.tellList(ctx)
	for _, step := range []func(context.Context) (bool, error){s.indexSome, s.recentSome, s.settle, s.mergeSome} {
		if more, err = step(ctx); err != nil || more {
			return more, s.explain("indexing for search", err)
		}
	}
	if more, err = s.purgeRemoved(ctx); err != nil || more {
		return more, s.explain("purging removed feeds", err)
	}
	due, err := s.dueDaily(ctx)
	if err != nil {
		return false, s.explain("looking after the database", err)
	}
	if due {
		if _, err := s.retain(ctx, r); err != nil {
			return false, err
		}
		if err := s.optimize(ctx); err != nil {
			return false, err
		}
		if err := s.removeOldCopies(); err != nil {
			s.opts.Logger.Warn("removing copies of older formats", "err", err)
		}
	}
	if more, err = s.joinSome(ctx); err != nil || more {
		return more, s.explain("joining texts", err)
	}
	if more, err = s.giveBack(ctx); err == nil && !more {
		err = s.rest(ctx)
	}
	return more, s.explain("giving space back", err)
}

// shortLog is how many bytes of write-ahead log are left in its file when there
// is nothing to do.
const shortLog = 1 << 20

// rest gives back the disk and the memory that a stretch of writing has taken:
// the log keeps its greatest length until it is cut, and the writer its cache.
func (c *core) rest(ctx context.Context) error {
	info, err := os.Stat(c.path + "-wal")
	if err != nil || info.Size() <= shortLog {
		return nil // without a log there is nothing to cut
	}
	// The long part first, which holds up nobody.
	if _, err := c.watch.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		return err
	}
	if err := c.gate.enter(ctx, background); err != nil {
		return err
	}
	defer c.gate.leave()
	conn, err := c.writer.connect(ctx, c)
	if err != nil {
		return err
	}
	// Where somebody reads or writes it leaves the log as it is, until next time.
	_, err = conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA shrink_memory")
	if hasCode(err, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) {
		return nil
	}
	return err
}

// dueDaily says whether a day has passed, and notes that it is today's turn, so
// that one process alone does it.
func (s *Store) dueDaily(ctx context.Context) (due bool, err error) {
	const name = "upkeep"
	var last string
	if _, err := s.read(ctx).get("SELECT value FROM setting WHERE account_id = ? AND name = ?", []any{s.account, name}, &last); err != nil {
		return false, err
	}
	ms, _ := strconv.ParseInt(last, 10, 64)
	now := s.opts.Now()
	if since := now.Sub(fromMillis(ms)); ms != 0 && since >= 0 && since < dayOf {
		return false, nil
	}
	err = s.write(ctx, background, func(t *tx) error {
		n, err := t.changed("INSERT INTO setting (account_id, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3 WHERE value = ?4",
			s.account, name, strconv.FormatInt(now.UnixMilli(), 10), last)
		due = n > 0
		return err
	})
	return due, err
}

// optimize refreshes what SQLite knows of the tables' sizes. Worth it after a
// large fill.
func (s *Store) optimize(ctx context.Context) error {
	if err := s.gate.enter(ctx, background); err != nil {
		return err
	}
	defer s.gate.leave()
	conn, err := s.writer.connect(ctx, s.core)
	if err != nil {
		return s.explain("optimising", err)
	}
	err = s.retry(ctx, background, func() error {
		_, err := conn.ExecContext(ctx, "PRAGMA analysis_limit=200; PRAGMA optimize")
		return err
	})
	return s.explain("optimising", err)
}

// retain drops entries that are not to be kept and returns how many. Their
// identities stay, so that they do not come back as new.
func (s *Store) retain(ctx context.Context, r Retention) (dropped int, err error) {
	spare := "s.starred = 0 AND s.later = 0 AND s.labelled = 0"
	if !r.DropUnread {
		spare += " AND s.read = 1"
	}
	if r.Keep > 0 {
		old := source{index: "status_date", where: []cond{{"s.visible = 1 AND " + spare + " AND s.sort_date < ?", []any{s.opts.Now().Add(-r.Keep).UnixMilli()}}}}
		hidden := source{index: "status_hidden", where: []cond{{"s.hidden = 1 AND s.starred = 0 AND s.later = 0 AND s.labelled = 0 AND s.sort_date < ?", old.where[0].args}}}
		for _, src := range []source{old, hidden} {
			n, err := s.dropAll(ctx, src, nil)
			if dropped += n; err != nil {
				return dropped, s.explain("dropping old entries", err)
			}
		}
	}
	if r.PerFeed <= 0 {
		return dropped, nil
	}
	subs, err := readSubscribed(s.read(ctx), s.account)
	if err != nil {
		return dropped, s.explain("dropping old entries", err)
	}
	for _, sub := range subs {
		if sub.total <= r.PerFeed {
			continue
		}
		of := cond{"s.visible = 1 AND s.feed_id = ?", []any{sub.id}}
		var oldest place
		found, err := s.read(ctx).get("SELECT s.sort_date, s.entry_id FROM status s INDEXED BY status_feed WHERE s.account_id = ? AND "+of.sql+" ORDER BY s.sort_date DESC, s.entry_id DESC LIMIT 1 OFFSET ?",
			[]any{s.account, sub.id, r.PerFeed - 1}, &oldest.sort, &oldest.id)
		if err != nil {
			return dropped, s.explain("dropping old entries", err)
		}
		if !found {
			continue
		}
		n, err := s.dropAll(ctx, source{index: "status_feed", where: []cond{of, {spare, nil}}}, &oldest)
		dropped += n
		if err != nil {
			return dropped, s.explain("dropping old entries", err)
		}
	}
	return dropped, nil
}

// dropAll drops what a source has, newest first, after a place.
func (s *Store) dropAll(ctx context.Context, src source, after *place) (dropped int, err error) {
	for {
		places, err := src.read(s.read(ctx), s.account, span{from: after, down: true}, upkeepBatch)
		if err != nil || len(places) == 0 {
			return dropped, err
		}
		err = s.write(ctx, background, func(t *tx) error {
			still, err := t.stillIn(s.account, src, places)
			if err != nil {
				return err
			}
			n, done, err := t.dropSome(still)
			dropped += n
			if after = &places[len(places)-1]; done < len(still) {
				after = &still[done-1]
			}
			return err
		})
		if err != nil {
			return dropped, err
		}
	}
}

// stillIn are those of some places that a source has yet: the user may have marked
// others since they were read.
func (t *tx) stillIn(account int64, src source, places []place) ([]place, error) {
	ids := make([]int64, 0, len(places))
	for _, p := range places {
		ids = append(ids, p.id)
	}
	of := source{from: allStatuses, where: append([]cond{{"s.entry_id IN (SELECT value FROM json_each(?))", []any{idList(ids)}}}, src.where...)}
	query, args := of.unordered(account, "s.entry_id", len(places))
	still, err := idsFrom(t, query, args...)
	return slices.DeleteFunc(slices.Clone(places), func(p place) bool { return !slices.Contains(still, p.id) }), err
}

// dropPortion is how many entries are dropped before it is asked how long that
// took.
const dropPortion = 8

// dropSome drops as many of some entries as the time allows, in order, and says
// how many it looked at: one portion at least, where there is any.
func (t *tx) dropSome(places []place) (dropped, done int, err error) {
	for start := time.Now(); done < len(places); {
		part := places[done:min(done+dropPortion, len(places))]
		ids := make([]int64, 0, len(part))
		for _, p := range part {
			ids = append(ids, p.id)
		}
		n, err := t.drop(ids)
		done += len(part)
		if dropped += n; err != nil {
			return dropped, done, err
		}
		if t.long(start) { // the index has its own to write at the end
			break
		}
	}
	return dropped, done, nil
}

// drop takes entries' texts away, but for those that any account wants kept.
func (t *tx) drop(ids []int64) (int, error) {
	gone, err := idsFrom(t, `SELECT e.id FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value WHERE e.dropped_at = 0 AND NOT EXISTS (
			SELECT 1 FROM account a CROSS JOIN status s ON s.account_id = a.id AND s.entry_id = e.id WHERE s.starred = 1 OR s.later = 1 OR s.labelled = 1)`,
		idList(ids))
	if err != nil {
		return 0, err
	}
	perFeed := make(map[[2]int64]counts)
	if err := all(t, `SELECT s.account_id, s.feed_id, s.read = 0 FROM account a CROSS JOIN json_each(?) j CROSS JOIN status s
		ON s.account_id = a.id AND s.entry_id = j.value WHERE s.visible = 1`, []any{idList(gone)}, func(rows *sql.Rows) error {
		var key [2]int64
		var unread int
		err := rows.Scan(&key[0], &key[1], &unread)
		c := perFeed[key]
		perFeed[key] = counts{c.unread - unread, c.total - 1}
		return err
	}); err != nil {
		return 0, err
	}
	for key, c := range perFeed {
		if err := t.count(key[0], key[1], c); err != nil {
			return 0, err
		}
	}
	list := idList(gone)
	if err := t.dropFromIndex(list); err != nil {
		return 0, err
	}
	for _, query := range []string{
		"UPDATE status SET visible = 0, hidden = 0 WHERE account_id IN (SELECT id FROM account) AND entry_id IN (SELECT value FROM json_each(?2)) AND ?1 <> 0",
		`UPDATE entry SET dropped_at = ?1, url = '', title = '', summary = '', authors = '', language = '', facts = '', text_hash = NULL, media = 0
			WHERE id IN (SELECT value FROM json_each(?2))`,
	} {
		if err := t.exec(query, t.now, list); err != nil {
			return 0, err
		}
	}
	return len(gone), t.dropParts(gone)
}

// dropParts takes away what belongs to entries in tables of their own.
func (t *tx) dropParts(ids []int64) error {
	if err := t.dropTexts(ids); err != nil {
		return err
	}
	list := idList(ids)
	for _, table := range []string{"page", "enclosure", "revision"} {
		if err := t.exec("DELETE FROM "+table+" WHERE entry_id IN (SELECT value FROM json_each(?))", list); err != nil {
			return err
		}
	}
	return nil
}

// purgeRemoved forgets, step by step, what was unsubscribed 30 days ago.
func (s *Store) purgeRemoved(ctx context.Context) (more bool, err error) {
	var feedID int64
	before := s.opts.Now().Add(-removedFor).UnixMilli()
	found, err := s.read(ctx).get("SELECT feed_id FROM subscription INDEXED BY subscription_removed WHERE account_id = ? AND removed_at > 0 AND removed_at < ? LIMIT 1",
		[]any{s.account, before}, &feedID)
	if err != nil || !found {
		return false, err
	}
	return true, s.write(ctx, background, func(t *tx) error {
		var removed int64
		if found, err := t.get("SELECT removed_at FROM subscription WHERE account_id = ? AND feed_id = ?", []any{s.account, feedID}, &removed); err != nil || !found || removed == 0 || removed >= before {
			return err // somebody has subscribed to it again since
		}
		var others int
		if _, err := t.get("SELECT count(*) FROM subscription WHERE feed_id = ? AND account_id <> ?", []any{feedID, s.account}, &others); err != nil {
			return err
		}
		ids, err := t.toForget(s.account, feedID, others == 0)
		if err != nil {
			return err
		}
		full := len(ids) == upkeepBatch
		if err := t.inSteps(upkeepBatch, func() (more bool, err error) {
			part := ids[:min(len(ids), dropPortion)]
			ids = ids[len(part):]
			return len(ids) > 0, t.forget(s.account, part, others == 0)
		}); err != nil || full || len(ids) > 0 {
			return err
		}
		return t.forgetFeed(s.account, feedID, others == 0)
	})
}

// toForget are some entries of a feed, all that are left where they are few: in
// order, where they go for good, so that whole groups of texts go at once.
func (t *tx) toForget(account, feedID int64, entries bool) ([]int64, error) {
	pick := "SELECT e.id FROM entry e INDEXED BY entry_identity CROSS JOIN status s ON s.account_id = ?1 AND s.entry_id = e.id WHERE e.feed_id = ?2 LIMIT ?3"
	if entries {
		pick = "SELECT e.id FROM entry e INDEXED BY entry_identity WHERE ?1 >= 0 AND e.feed_id = ?2 ORDER BY e.id LIMIT ?3"
	}
	return idsFrom(t, pick, account, feedID, upkeepBatch)
}

// forget deletes an account's side of entries, and the entries where nobody
// else has them.
func (t *tx) forget(account int64, ids []int64, entries bool) error {
	list := idList(ids)
	for _, table := range []string{"status", "label"} {
		if err := t.exec("DELETE FROM "+table+" WHERE account_id = ? AND entry_id IN (SELECT value FROM json_each(?))", account, list); err != nil {
			return err
		}
	}
	if !entries {
		return nil
	}
	if err := t.dropFromIndex(list); err != nil {
		return err
	}
	return errors.Join(t.dropParts(ids), t.exec("DELETE FROM entry WHERE id IN (SELECT value FROM json_each(?))", list))
}

func (t *tx) forgetFeed(account, feedID int64, whole bool) error {
	for _, table := range []string{"subscription", "counter"} {
		if err := t.exec("DELETE FROM "+table+" WHERE account_id = ? AND feed_id = ?", account, feedID); err != nil {
			return err
		}
	}
	if !whole {
		return nil
	}
	for _, query := range []string{"DELETE FROM known WHERE feed_id = ?", "DELETE FROM lease WHERE feed_id = ?", "DELETE FROM feed WHERE id = ?"} {
		if err := t.exec(query, feedID); err != nil {
			return err
		}
	}
	return nil
}

// When and how space is given back to the disk.
const (
	freePages   = 2000 // from so many free pages on,
	freeShare   = 50   // or in a small database where one page in so many is free,
	fewPages    = 100  // but not below this
	vacuumStep  = 8    // pages at a time: one that must come from the disk first takes a millisecond
	vacuumSteps = 50   // such steps in one transaction at most
)

// giveBack returns some free pages to the disk, where there are many.
func (s *Store) giveBack(ctx context.Context) (more bool, err error) {
	q := s.read(ctx)
	var free, pages int
	if _, err := q.get("PRAGMA freelist_count", nil, &free); err != nil || free < fewPages {
		return false, err
	}
	if _, err := q.get("PRAGMA page_count", nil, &pages); err != nil || free < min(freePages, pages/freeShare) {
		return false, err
	}
	return true, s.write(ctx, background, func(t *tx) error {
		return t.inSteps(vacuumSteps, func() (more bool, err error) {
			_, err = t.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA incremental_vacuum(%d)", vacuumStep))
			return true, err
		})
	})
}

// inSteps takes small steps, up to so many, until there is nothing more to do, the
// transaction has been as long as one of upkeep may be, or somebody waits for it.
func (t *tx) inSteps(most int, step func() (more bool, err error)) error {
	start := time.Now()
	for range most {
		more, err := step()
		if err != nil || !more || t.long(start) {
			return err
		}
	}
	return nil
}

// long says whether a transaction of upkeep is to end: for its length, or since
// somebody waits.
func (t *tx) long(start time.Time) bool {
	return time.Since(start) > longestBatch/2 || t.core.gate.wanted() || t.core.turnAsked()
}
