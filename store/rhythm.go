package store

import (
	"context"
	"database/sql"
	"time"
)

const week = 7 * 24 * time.Hour

// Rhythm counts a feed's entries by the week of their sort date, for the given
// number of weeks up to now: the oldest week first, the one that ends now last.
func (s *Store) Rhythm(ctx context.Context, feedID int64, weeks int, now time.Time) ([]int, error) {
	counts := make([]int, weeks)
	since := now.Add(-time.Duration(weeks) * week).UnixMilli()
	err := all(s.read(ctx), `SELECT (s.sort_date - ?3) / ?4, count(*) FROM status s INDEXED BY status_feed
		WHERE s.account_id = ?1 AND s.feed_id = ?2 AND s.visible = 1 AND s.sort_date > ?3 AND s.sort_date <= ?5 GROUP BY 1`,
		[]any{s.account, feedID, since, week.Milliseconds(), now.UnixMilli()}, func(rows *sql.Rows) error {
			var at, n int
			err := rows.Scan(&at, &n)
			counts[min(at, weeks-1)] += n
			return err
		})
	return counts, s.explain("reading a feed's rhythm", err)
}
