package store

import (
	"context"
	"strings"

	"lede/feed"
)

// SetLabels gives an entry these labels of the user's and no others.
func (s *Store) SetLabels(ctx context.Context, entryID int64, labels []string) error {
	return s.explain("labelling", s.write(ctx, byUser, func(t *tx) error {
		if err := t.exec("DELETE FROM label WHERE account_id = ? AND entry_id = ?", s.account, entryID); err != nil {
			return err
		}
		n := 0
		for _, name := range labels {
			name = strings.TrimSpace(feed.Clean(name, 100))
			if name == "" {
				continue
			}
			n++
			if err := t.exec(`INSERT OR IGNORE INTO label (account_id, name, sort_date, entry_id, at)
				SELECT account_id, ?, sort_date, entry_id, ? FROM status WHERE account_id = ? AND entry_id = ?`, name, t.now, s.account, entryID); err != nil {
				return err
			}
		}
		return t.exec("UPDATE status SET labelled = ?, changed_at = ? WHERE account_id = ? AND entry_id = ?", n > 0, t.now, s.account, entryID)
	}))
}
