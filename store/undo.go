package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"lede/feed"
)

// The kinds of action that are no mark (action.flag).
const (
	actionLabel  = "label"
	actionSearch = "search"
	actionFeeds  = "feeds"
)

// forgottenParts is how many parts of actions that are too old to be undone one
// action forgets: a large one's go little by little.
const forgottenParts = 50

// undoneForGood is the undone_at of an action that is not done again, since
// something else was done after it was undone.
const undoneForGood = -1

// journal writes down that an action was done and forgets the oldest. words are
// what it is called when it is undone; detail is empty for a mark, which is
// journaled in parts.
func (t *tx) journal(account int64, kind, words, detail string) (id int64, err error) {
	if err := t.exec("UPDATE action SET undone_at = ?2 WHERE account_id = ?1 AND undone_at > 0 AND id > "+lastDone, account, undoneForGood); err != nil {
		return 0, err
	}
	changed := 0
	if detail != "" {
		changed = 1
	}
	id, err = t.insert("INSERT INTO action (account_id, at, flag, words, changed, detail) VALUES (?, ?, ?, ?, ?, ?)", account, t.now, kind, words, changed, detail)
	if err != nil {
		return 0, err
	}
	return id, t.forgetActions(account)
}

// forgetActions deletes actions that are too old to be undone, each with the last
// of its parts.
func (t *tx) forgetActions(account int64) error {
	const old = "SELECT id FROM action WHERE account_id = ?1 AND id <= " + tooOld
	if err := t.exec("DELETE FROM action_part WHERE rowid IN (SELECT p.rowid FROM action_part p WHERE p.action_id IN ("+old+") LIMIT ?3)", account, maxActions, forgottenParts); err != nil {
		return err
	}
	return t.exec("DELETE FROM action WHERE id IN ("+old+") AND NOT EXISTS (SELECT 1 FROM action_part p WHERE p.action_id = action.id)", account, maxActions)
}

// tooOld is the newest action of account ?1 that can't be undone any more: ?2 are
// newer.
const tooOld = "(SELECT coalesce((SELECT id FROM action WHERE account_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2), 0))"

// journaledAction is an action as the journal has it.
type journaledAction struct {
	id     int64
	kind   string
	words  string
	detail string
	redo   bool // it was undone and is done again
}

// reverter is the detail of an action that is one transaction: it puts back what the
// action changed, where that is still so, and says in u what that was.
type reverter interface {
	revert(t *tx, account int64, u *feed.Undone) error
}

// reverter reads an action's detail; where it is to be done again, with what was before
// it and what was after it exchanged.
func (a *journaledAction) reverter() (reverter, error) {
	switch a.kind {
	case actionLabel:
		var c labelChange
		err := json.Unmarshal([]byte(a.detail), &c)
		if a.redo {
			c.Before, c.After = c.After, c.Before
		}
		return c, err
	case actionSearch:
		var c searchChanges
		err := json.Unmarshal([]byte(a.detail), &c)
		if a.redo {
			for i := range c {
				c[i].Before, c[i].After = c[i].After, c[i].Before
			}
		}
		return c, err
	}
	return nil, fmt.Errorf("there is no action %q", a.kind)
}

// Undo takes back the newest action of this account that was not taken back
// yet: of each entry whose status is still what the action made it.
func (s *Store) Undo(ctx context.Context) (feed.Undone, error) {
	return s.revert(ctx, journaledAction{}, "SELECT id, flag, words, detail FROM action WHERE account_id = ?1 AND undone_at = 0 AND id > "+tooOld+" ORDER BY id DESC LIMIT 1")
}

// lastDone is the newest action of account ?1 that was not taken back.
const lastDone = "coalesce((SELECT id FROM action WHERE account_id = ?1 AND undone_at = 0 ORDER BY id DESC LIMIT 1), 0)"

// Redo does again what Undo took back last, unless something else was done
// since.
func (s *Store) Redo(ctx context.Context) (feed.Undone, error) {
	return s.revert(ctx, journaledAction{redo: true}, `SELECT id, flag, words, detail FROM action WHERE account_id = ?1 AND undone_at > 0
		AND id > `+lastDone+` AND id > `+tooOld+` ORDER BY id LIMIT 1`)
}

// revert takes back, or does again, the action that a query finds.
func (s *Store) revert(ctx context.Context, a journaledAction, query string) (u feed.Undone, err error) {
	s.undoing.Lock() // two presses of the key take back two actions
	defer s.undoing.Unlock()
	what := map[bool]string{false: "undoing", true: "doing it again"}[a.redo]
	found, err := s.read(ctx).get(query, []any{s.account, maxActions}, &a.id, &a.kind, &a.words, &a.detail)
	if err != nil || !found {
		return u, s.explain(what, err)
	}
	if a.kind == actionFeeds {
		return u, s.explain(what, s.revertFeeds(ctx, &a, &u))
	}
	if a.detail != "" {
		return u, s.explain(what, s.revertChange(ctx, &a, &u))
	}
	label, labelled := strings.CutPrefix(a.kind, labelPrefix)
	column := ""
	if !labelled {
		if column, err = flagColumn(feed.Flag(a.kind)); err != nil {
			return u, s.explain(what, err)
		}
	}
	set, unset, err := s.journaled(ctx, a.id)
	if err != nil {
		return u, s.explain(what, err)
	}
	n := len(set) + len(unset)
	if a.redo {
		set, unset = unset, set
	}
	r := reversal{store: s, column: column, label: label, action: a.id, redo: a.redo, left: map[bool][]int64{true: set, false: unset}, undone: &u}
	if err := r.run(ctx); err != nil {
		return u, s.explain(what, err)
	}
	u.Action = fmt.Sprintf("mark %d %s", n, a.words)
	return u, nil
}

// revertChange takes back an action that is one transaction.
func (s *Store) revertChange(ctx context.Context, a *journaledAction, u *feed.Undone) error {
	c, err := a.reverter()
	if err != nil {
		return err
	}
	err = s.write(ctx, byUser, func(t *tx) error {
		if err := c.revert(t, s.account, u); err != nil {
			return err
		}
		return t.setUndone(a.id, a.redo)
	})
	if err == nil {
		u.Action = a.words
	}
	return err
}

// setUndone notes that an action was taken back, or done again.
func (t *tx) setUndone(action int64, redo bool) error {
	at := t.now
	if redo {
		at = 0
	}
	return t.exec("UPDATE action SET undone_at = ? WHERE id = ?", at, action)
}

// journaled reads what an action set and unset.
func (s *Store) journaled(ctx context.Context, action int64) (set, unset []int64, err error) {
	err = all(s.read(ctx), "SELECT set_ids, unset_ids FROM action_part WHERE action_id = ? ORDER BY n", []any{action}, func(rows *sql.Rows) error {
		var a, b []byte
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		on, err := unpackIDs(a)
		if err != nil {
			return err
		}
		off, err := unpackIDs(b)
		set, unset = append(set, on...), append(unset, off...)
		return err
	})
	return set, unset, err
}

// reversal sets a flag back where it is still as an action, or its undoing, left
// it. The action counts as undone with the last part: one that was cut short is
// taken up again.
type reversal struct {
	store  *Store
	column string
	label  string // where column is empty
	action int64
	redo   bool
	left   map[bool][]int64 // entries that were left on, and off
	undone *feed.Undone
}

func (r *reversal) run(ctx context.Context) error {
	for last := false; !last; {
		err := r.store.write(ctx, byUser, func(t *tx) error {
			for start := time.Now(); !last && time.Since(start) < longestMark; {
				if err := r.step(t); err != nil {
					return err
				}
				last = len(r.left[true])+len(r.left[false]) == 0
			}
			if !last {
				return nil
			}
			return t.setUndone(r.action, r.redo)
		})
		if err != nil {
			return err
		}
		if !last {
			r.store.giveTurn()
		}
	}
	return nil
}

// step takes back what is between two looks at the clock.
func (r *reversal) step(t *tx) error {
	for _, left := range []bool{true, false} {
		n := min(markStep, len(r.left[left]))
		if err := r.part(t, r.left[left][:n], left); err != nil {
			return err
		}
		r.left[left] = r.left[left][n:]
	}
	return nil
}

func (r *reversal) part(t *tx, ids []int64, left bool) error {
	if len(ids) == 0 {
		return nil
	}
	if r.column == "" {
		return r.revertLabel(t, ids, !left)
	}
	found, err := t.flags(r.column, "json_each(?) j CROSS JOIN status s ON s.account_id = ? AND s.entry_id = j.value", idList(ids), r.store.account)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(f flagged) bool { return f.on != left })
	r.undone.Changed += len(found)
	r.undone.EntryIDs = report(r.undone.EntryIDs, idsOf(found))
	return t.setFlag(r.store.account, r.column, found, !left, originUndo)
}
