package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"lede/feed"
)

// labelChange is the detail of an action that changed one entry's labels.
type labelChange struct {
	EntryID int64    `json:"entry"`
	Before  []string `json:"before"`
	After   []string `json:"after"`
}

// SetLabels gives an entry these labels of the user's and no others. It can be
// undone.
func (s *Store) SetLabels(ctx context.Context, entryID int64, labels []string) error {
	return s.explain("", s.write(ctx, byUser, func(t *tx) error {
		c := labelChange{EntryID: entryID}
		var err error
		if c.Before, err = t.labels(s.account, entryID); err != nil {
			return err
		}
		if err := t.setLabels(s.account, entryID, labels); err != nil {
			return err
		}
		if c.After, err = t.labels(s.account, entryID); err != nil || slices.Equal(c.Before, c.After) {
			return err
		}
		_, err = t.journal(s.account, actionLabel, c.words(), toJSON(c))
		return err
	}))
}

// words say what an action did to an entry's labels: 'label peace'.
func (c labelChange) words() string {
	added, gone := without(c.After, c.Before), without(c.Before, c.After)
	var parts []string
	if len(added) > 0 {
		parts = append(parts, "label "+strings.Join(added, ", "))
	}
	if len(gone) > 0 {
		parts = append(parts, "take off "+strings.Join(gone, ", "))
	}
	return strings.Join(parts, " and ")
}

func without(names, those []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(those, n) })
}

// revert puts an entry's labels back where they are still as the action left
// them.
func (c labelChange) revert(t *tx, account int64, u *feed.Undone) error {
	now, err := t.labels(account, c.EntryID)
	if err != nil || !slices.Equal(now, c.After) {
		return err
	}
	u.Changed, u.EntryIDs = 1, []int64{c.EntryID}
	return t.setLabels(account, c.EntryID, c.Before)
}

// labels are an entry's labels in their order.
func (t *tx) labels(account, entryID int64) (names []string, err error) {
	err = all(t, "SELECT name FROM label WHERE account_id = ? AND entry_id = ? ORDER BY name", []any{account, entryID}, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	})
	return names, err
}

// setLabels gives an entry these labels. An entry that is not known gets none.
func (t *tx) setLabels(account, entryID int64, labels []string) error {
	if err := t.exec("DELETE FROM label WHERE account_id = ? AND entry_id = ?", account, entryID); err != nil {
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
			SELECT account_id, ?, sort_date, entry_id, ? FROM status WHERE account_id = ? AND entry_id = ?`, name, t.now, account, entryID); err != nil {
			return err
		}
	}
	return t.exec("UPDATE status SET labelled = ?, changed_at = ? WHERE account_id = ? AND entry_id = ?", n > 0, t.now, account, entryID)
}
