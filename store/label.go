package store

import (
	"context"
	"database/sql"
	"fmt"
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
	labelled := false
	for _, name := range labels {
		n, err := t.insertLabel(account, entryID, name)
		if err != nil {
			return err
		}
		labelled = labelled || n > 0
	}
	return t.exec("UPDATE status SET labelled = ?, changed_at = ? WHERE account_id = ? AND entry_id = ?", labelled, t.now, account, entryID)
}

// maxLabel bounds a label, in bytes.
const maxLabel = 100

// insertLabel gives an entry a label and returns how many it did not have: 1 or, where
// it had it, is not known or the label is empty, 0. That it is labelled is for the
// caller to note in its status.
func (t *tx) insertLabel(account, entryID int64, name string) (int, error) {
	if name = strings.TrimSpace(feed.Clean(name, maxLabel)); name == "" {
		return 0, nil
	}
	return t.changed(`INSERT OR IGNORE INTO label (account_id, name, sort_date, entry_id, at)
		SELECT account_id, ?, sort_date, entry_id, ? FROM status WHERE account_id = ? AND entry_id = ?`, name, t.now, account, entryID)
}

// addLabels gives an entry labels that it does not have.
func (t *tx) addLabels(account, id int64, labels []string) error {
	for _, name := range labels {
		if _, err := t.setLabel(account, []int64{id}, name, true); err != nil {
			return err
		}
	}
	return nil
}

// setLabel gives entries a label or takes it off, and returns those that it
// changed.
func (t *tx) setLabel(account int64, ids []int64, name string, on bool) (changed []int64, err error) {
	for _, id := range ids {
		var n int
		if on {
			n, err = t.insertLabel(account, id, name)
		} else {
			n, err = t.changed("DELETE FROM label WHERE account_id = ? AND entry_id = ? AND name = ?", account, id, name)
		}
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		changed = append(changed, id)
		if err := t.exec(`UPDATE status SET changed_at = ?3, labelled = EXISTS (SELECT 1 FROM label WHERE account_id = ?1 AND entry_id = ?2)
			WHERE account_id = ?1 AND entry_id = ?2`, account, id, t.now); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// Label gives entries a label, journals that for Undo, and returns how many did
// not have it.
func (s *Store) Label(ctx context.Context, ids []int64, name string) (feed.Marked, error) {
	j := &journal{store: s, label: name}
	err := j.markIDs(ctx, distinct(ids))
	return j.marked, s.explain("", err)
}

// labelPrefix marks an action of the journal that gave a label.
const labelPrefix = "label:"

// partLabel labels some entries.
func (j *journal) partLabel(t *tx, ids []int64) error {
	changed, err := t.setLabel(j.store.account, ids, j.label, true)
	if err != nil {
		return err
	}
	j.note(changed, nil)
	return nil
}

// revertLabel takes a label off again where it still is, or gives it again.
func (r *reversal) revertLabel(t *tx, ids []int64, on bool) error {
	changed, err := t.setLabel(r.store.account, ids, r.label, on)
	if err != nil {
		return fmt.Errorf("changing the label %q: %w", r.label, err)
	}
	r.undone.Changed += len(changed)
	r.undone.EntryIDs = report(r.undone.EntryIDs, changed)
	return nil
}
