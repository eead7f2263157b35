package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"time"

	"lede/feed"
)

// Claim returns the subscriptions to ask now, most overdue first, and holds a
// lease on each, so that no other process asks the same feed.
func (s *Store) Claim(ctx context.Context, c feed.Claim) ([]feed.Subscription, error) {
	where, args := "f.gone = 0 AND "+dueAt("?4"), []any{s.account, c.Owner, c.Now.UnixMilli()}
	switch {
	case len(c.FeedIDs) > 0:
		where = "f.id IN (SELECT value FROM json_each(?4))"
		args = append(args, idList(c.FeedIDs))
	case c.All:
		where = "f.gone = 0 AND ?4 >= 0"
		args = append(args, 0)
	default:
		args = append(args, c.Now.UnixMilli())
	}
	var subs []feed.Subscription
	err := s.write(ctx, background, func(t *tx) (err error) {
		if err := t.dropDead(); err != nil {
			return err
		}
		subs, err = subscriptions(t, `s.account_id = ?1 AND s.removed_at = 0 AND `+where+`
			AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.feed_id = f.id AND l.owner <> ?2 AND l.until > ?3)
			ORDER BY f.next_check, f.id`, args...)
		if err != nil {
			return err
		}
		for _, sub := range subs {
			if err := t.exec("INSERT OR REPLACE INTO lease (feed_id, owner, until) VALUES (?, ?, ?)", sub.ID, c.Owner, c.Until.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, s.explain("choosing the feeds to ask", err)
	}
	return subs, nil
}

// dueAt says in SQL that a feed f is due at a time. One that was asked in the future
// is: the clock was wrong then, and so is when it should be asked next.
func dueAt(now string) string {
	return "(f.next_check <= " + now + " OR f.last_checked > " + now + " + 3600000)"
}

// Due says whether any feed is due now that no other process asks.
func (s *Store) Due(ctx context.Context) (bool, error) {
	n, err := s.CountToAsk(ctx, false, 1)
	return n > 0, err
}

// CountToAsk is how many feeds a refresh would ask now, of those that are due or of
// all; from most on it stops counting.
func (s *Store) CountToAsk(ctx context.Context, all bool, most int) (int, error) {
	var n int
	due := ""
	if !all {
		due = " AND " + dueAt("?2")
	}
	now := s.opts.Now().UnixMilli()
	_, err := s.read(ctx).get(`SELECT COUNT(*) FROM (SELECT 1 FROM subscription s JOIN feed f ON f.id = s.feed_id
		WHERE s.account_id = ?1 AND s.removed_at = 0 AND f.gone = 0`+due+`
		AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.feed_id = f.id AND l.until > ?2) LIMIT ?3)`, []any{s.account, now, most}, &n)
	return n, s.explain("counting the feeds to ask", err)
}

// Known returns the source hashes of the entries that a feed's document held
// when it was last read.
func (s *Store) Known(ctx context.Context, feedID int64) (feed.Known, error) {
	var hashes []byte
	found, err := s.read(ctx).get("SELECT hashes FROM known WHERE feed_id = ?", []any{feedID}, &hashes)
	if err != nil || !found {
		return nil, s.explain("reading what is known of a feed", err)
	}
	known := make(feed.Known, len(hashes)/8)
	for ; len(hashes) >= 8; hashes = hashes[8:] {
		known[binary.LittleEndian.Uint64(hashes)] = struct{}{}
	}
	return known, nil
}

// Release gives leases back without an answer.
func (s *Store) Release(ctx context.Context, owner string, feedIDs []int64) error {
	return s.explain("giving feeds back", s.write(ctx, background, func(t *tx) error {
		return t.exec("DELETE FROM lease WHERE owner = ? AND feed_id IN (SELECT value FROM json_each(?))", owner, idList(feedIDs))
	}))
}

// HostWaits returns the hosts that asked not to be asked before a time.
func (s *Store) HostWaits(ctx context.Context) (map[string]time.Time, error) {
	waits := make(map[string]time.Time)
	err := all(s.read(ctx), "SELECT host, until FROM host_wait WHERE until > ?", []any{s.opts.Now().UnixMilli()}, func(rows *sql.Rows) error {
		var host string
		var until int64
		err := rows.Scan(&host, &until)
		waits[host] = fromMillis(until)
		return err
	})
	if err != nil {
		return nil, s.explain("reading which hosts asked to wait", err)
	}
	return waits, nil
}

// SetHostWait keeps until when a host asked not to be asked.
func (s *Store) SetHostWait(ctx context.Context, host string, until time.Time) error {
	return s.explain("noting that a host asked to wait", s.write(ctx, background, func(t *tx) error {
		if err := t.exec("DELETE FROM host_wait WHERE until <= ?", t.now); err != nil {
			return err
		}
		return t.exec("INSERT OR REPLACE INTO host_wait (host, until) VALUES (?, ?)", host, until.UnixMilli())
	}))
}

// storeHealth keeps how asking a feed went, apart from its entries.
func (t *tx) storeHealth(a feed.Answer) (listChanged bool, err error) {
	at, next := a.At.UnixMilli(), millis(a.NextCheck)
	switch a.Outcome {
	case feed.OutcomeOffline:
		// The feed is not to blame: nothing of it changes.
	case feed.OutcomeSkipped:
		err = t.exec("UPDATE feed SET next_check = max(next_check, ?) WHERE id = ?", next, a.FeedID)
	case feed.OutcomeFailed:
		err = t.exec(`UPDATE feed SET last_checked = ?1, next_check = ?2, error = ?3, notice = ?4, moved_to = ?5, gone = ?6,
			error_since = CASE WHEN error_count = 0 THEN ?1 ELSE error_since END, error_count = error_count + 1 WHERE id = ?7`,
			at, next, a.Error, a.Notice, a.MovedTo, a.Gone, a.FeedID)
	case feed.OutcomeFetched, feed.OutcomeUnchanged:
		err = t.exec(`UPDATE feed SET last_checked = ?1, last_success = ?1, next_check = ?2, notice = ?3, moved_to = ?4,
			error = '', error_since = 0, error_count = 0, gone = 0 WHERE id = ?5`, at, next, a.Notice, a.MovedTo, a.FeedID)
		if err == nil && a.Validators != nil {
			err = t.exec("UPDATE feed SET etag = ?, last_modified = ?, body_hash = ? WHERE id = ?",
				a.Validators.ETag, a.Validators.LastModified, a.Validators.BodyHash, a.FeedID)
		}
		if err == nil {
			listChanged, err = t.storeFacts(a)
		}
	default:
		err = fmt.Errorf("unknown outcome %q", a.Outcome)
	}
	if err != nil {
		return false, err
	}
	return listChanged, t.exec("DELETE FROM lease WHERE feed_id = ?", a.FeedID)
}

// storeFacts keeps what the publisher says of the feed itself, and where it
// moved to.
func (t *tx) storeFacts(a feed.Answer) (listChanged bool, err error) {
	if d := a.Document; d != nil {
		n, err := t.changed(`UPDATE feed SET title = coalesce(nullif(?1, ''), title), home_page_url = coalesce(nullif(?2, ''), home_page_url),
			description = ?3, language = ?4, icon_url = ?5
			WHERE id = ?6 AND (?1 <> '' AND title <> ?1 OR ?2 <> '' AND home_page_url <> ?2 OR description <> ?3 OR language <> ?4 OR icon_url <> ?5)`,
			d.Title, d.HomePageURL, d.Description, d.Language, d.IconURL, a.FeedID)
		if err != nil {
			return false, err
		}
		listChanged = n > 0
	}
	if a.NewURL == "" {
		return listChanged, nil
	}
	// Two subscriptions may move to one place; the second then stays where it is.
	n, err := t.changed("UPDATE feed SET url = ?1, moved_to = '' WHERE id = ?2 AND url <> ?1 AND NOT EXISTS (SELECT 1 FROM feed WHERE url = ?1)", a.NewURL, a.FeedID)
	if err != nil {
		return false, err
	}
	if n == 0 {
		err = t.exec("UPDATE feed SET notice = ?1 WHERE id = ?2 AND url <> ?3",
			"moved to "+a.NewURL+", which is subscribed to as well", a.FeedID, a.NewURL)
	}
	return listChanged || n > 0, err
}
