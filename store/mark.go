package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"lede/feed"
)

// Who set a part of a status (status.*_by).
const (
	originNone = iota
	originUser
	originStory
	originUndo
	originImport
	originPublisher
	originRule
)

// longestMark bounds how long one part of a large mark keeps the writer.
const longestMark = 12 * time.Millisecond

// markStep is how many entries are marked between two looks at the clock. Each
// changes some pages of indexes, which take a millisecond where they have to
// come from the disk. A toggle looks at more at once, so that it sees most of
// what it marks as it stood before.
const (
	markStep   = 40
	toggleStep = 250
)

// reportedIDs is how many entries Marked and Undone name.
const reportedIDs = 300

// report adds entries to those that are named, as far as there is room.
func report(named, ids []int64) []int64 {
	return append(named, ids[:min(len(ids), max(0, reportedIDs-len(named)))]...)
}

// maxActions is how many actions can be undone.
const maxActions = 100

// Mark sets a flag of entries and of their stories' other entries, journals it,
// and returns when it is on the disk.
func (s *Store) Mark(ctx context.Context, m feed.Mark) (feed.Marked, error) {
	column, err := flagColumn(m.Flag)
	if err != nil {
		return feed.Marked{}, err
	}
	j := &journal{store: s, mark: m, column: column}
	switch {
	case len(m.EntryIDs) > 0:
		err = j.markIDs(ctx, distinct(m.EntryIDs))
	case m.All != nil && (m.Before != nil || m.After != nil):
		err = j.markStretch(ctx)
	case m.All != nil:
		err = j.markAll(ctx)
	}
	return j.marked, s.explain("", err) // whoever marks says so
}

func flagColumn(f feed.Flag) (string, error) {
	switch f {
	case feed.Read, feed.Starred, feed.Later, feed.Hidden:
		return string(f), nil
	}
	return "", fmt.Errorf("there is no mark %q", f)
}

// journal carries out one mark, part by part, and writes each part down in the
// transaction that makes it.
type journal struct {
	store  *Store
	mark   feed.Mark
	column string
	label  string // of Label, in place of mark and column
	action int64  // its number in the journal; 0: not begun
	parts  int
	marked feed.Marked

	set, unset []int64 // by the transaction under way, to be written down
}

// markIDs marks given entries: in one transaction as many steps as the time
// allows. The clock is looked at within it, since what one transaction took says
// little of the next, whose pages may have to come from the disk. Between two
// others have their turn, of other processes too.
func (j *journal) markIDs(ctx context.Context, ids []int64) error {
	step := markStep
	if j.mark.Toggle {
		step = toggleStep
	}
	for len(ids) > 0 {
		err := j.store.write(ctx, byUser, func(t *tx) error {
			for start := time.Now(); len(ids) > 0 && time.Since(start) < longestMark; {
				n := min(step, len(ids))
				if err := j.part(t, ids[:n]); err != nil {
					return err
				}
				ids = ids[n:]
			}
			return j.write(t)
		})
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			j.store.giveTurn()
		}
	}
	return nil
}

// distinct are ids without doubles: a toggle must not see one twice.
func distinct(ids []int64) []int64 {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}

// markAll marks what matches a filter: as the list stood when the mark was
// made, so that nothing that arrives meanwhile is marked unseen.
func (j *journal) markAll(ctx context.Context) error {
	f := *j.mark.All
	f.KeepSince, f.Fold = time.Time{}, false
	if f.MaxID == 0 {
		var err error
		if f.MaxID, err = newestEntry(j.store.read(ctx)); err != nil {
			return err
		}
	}
	if !j.mark.Toggle {
		// Only those that are to change. A filter for the very opposite
		// matches nothing that is to change.
		want := !j.mark.On
		flag := map[feed.Flag]**bool{feed.Read: &f.Read, feed.Starred: &f.Starred, feed.Later: &f.Later, feed.Hidden: &f.Hidden}[j.mark.Flag]
		if *flag != nil && **flag != want {
			return nil
		}
		*flag = &want
	}
	ids, err := j.store.matching(ctx, f)
	if err != nil {
		return err
	}
	return j.markIDs(ctx, ids)
}

// markStretch marks what stands before a place in a list, or after it. The list
// is read as it is shown, with what is so already: in some orders its places
// depend on that.
func (j *journal) markStretch(ctx context.Context) error {
	w := feed.Window{Filter: *j.mark.All, Sort: j.mark.Sort, From: j.mark.After}
	if j.mark.Before != nil {
		w.From, w.Backward = j.mark.Before, true
	}
	q := j.store.read(ctx)
	p, err := j.store.planOf(q, w)
	if err != nil {
		return err
	}
	var ids []int64
	if err := p.each(q, j.store.account, w, func(_ string, at place) error {
		ids = append(ids, at.id)
		return nil
	}); err != nil && !errors.Is(err, errStop) {
		return err
	}
	return j.markIDs(ctx, distinct(ids))
}

// matching lists the entries that match a filter, in order of their numbers:
// neighbours are then on the same pages.
func (s *Store) matching(ctx context.Context, f feed.Filter) ([]int64, error) {
	q := s.read(ctx)
	p, err := s.planOf(q, feed.Window{Filter: f})
	if err != nil {
		return nil, err
	}
	var ids []int64
	if err := p.each(q, s.account, feed.Window{}, func(_ string, at place) error {
		ids = append(ids, at.id)
		return nil
	}); err != nil && !errors.Is(err, errStop) {
		return nil, err
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// flagged is a status as a mark finds it.
type flagged struct {
	id, feedID, story int64
	on, unread        bool
	visible           bool
}

// part marks some entries and, where duplicates are linked, those of their
// stories.
func (j *journal) part(t *tx, ids []int64) error {
	if j.label != "" {
		return j.partLabel(t, ids)
	}
	found, err := j.find(t, ids)
	if err != nil {
		return err
	}
	var on, off []flagged // to be set on, to be set off
	var stories []int64
	for _, f := range found {
		want := j.mark.On
		if j.mark.Toggle {
			want = !f.on
		}
		if want == f.on {
			continue
		}
		if want {
			on = append(on, f)
		} else {
			off = append(off, f)
		}
		if want && f.story != 0 && j.mark.Flag == feed.Read && !j.store.storiesApart.Load() {
			stories = append(stories, f.story)
		}
	}
	linked, err := j.linked(t, stories, on)
	if err != nil {
		return err
	}
	for _, set := range []struct {
		entries []flagged
		value   bool
		by      int
	}{{on, true, j.by()}, {off, false, j.by()}, {linked, true, originStory}} {
		if err := t.setFlag(j.store.account, j.column, set.entries, set.value, set.by); err != nil {
			return err
		}
	}
	j.note(idsOf(append(on, linked...)), idsOf(off))
	return nil
}

func idsOf(entries []flagged) []int64 {
	ids := make([]int64, 0, len(entries))
	for _, e := range entries {
		ids = append(ids, e.id)
	}
	return ids
}

func (j *journal) find(t *tx, ids []int64) ([]flagged, error) {
	return t.flags(j.column, "json_each(?) j CROSS JOIN status s ON s.account_id = ? AND s.entry_id = j.value", idList(ids), j.store.account)
}

// linked finds the other entries of some stories that are not read yet.
func (j *journal) linked(t *tx, stories []int64, already []flagged) ([]flagged, error) {
	if len(stories) == 0 {
		return nil, nil
	}
	found, err := t.flags(j.column, `json_each(?) j CROSS JOIN status s INDEXED BY status_story
		ON s.account_id = ? AND s.story_id = j.value AND s.story_id <> 0 AND s.read = 0`, idList(stories), j.store.account)
	if err != nil {
		return nil, err
	}
	have := make(map[int64]bool, len(already))
	for _, a := range already {
		have[a.id] = true
	}
	return slices.DeleteFunc(found, func(f flagged) bool {
		double := have[f.id]
		have[f.id] = true
		return double
	}), nil
}

func (t *tx) flags(column, tables string, args ...any) (out []flagged, err error) {
	err = all(t, "SELECT s.entry_id, s.feed_id, s.story_id, s."+column+", s.read = 0, s.visible FROM "+tables, args, func(rows *sql.Rows) error {
		var f flagged
		err := rows.Scan(&f.id, &f.feedID, &f.story, &f.on, &f.unread, &f.visible)
		out = append(out, f)
		return err
	})
	return out, err
}

// setFlag sets a flag of entries that have the other value, and keeps the
// counters.
func (t *tx) setFlag(account int64, column string, entries []flagged, value bool, by int) error {
	if len(entries) == 0 {
		return nil
	}
	if column == string(feed.Hidden) {
		return t.setHidden(account, entries, value, by)
	}
	err := t.exec(fmt.Sprintf(`UPDATE status SET %[1]s = ?1, %[1]s_at = ?2, %[1]s_by = ?3, changed_at = ?2
		WHERE account_id = ?4 AND entry_id IN (SELECT value FROM json_each(?5))`, column),
		value, t.now, by, account, idList(idsOf(entries)))
	if err != nil || column != string(feed.Read) {
		return err
	}
	perFeed := make(map[int64]int)
	for _, e := range entries {
		switch {
		case !e.visible:
		case value:
			perFeed[e.feedID]--
		default:
			perFeed[e.feedID]++
		}
	}
	for feedID, n := range perFeed {
		if err := t.count(account, feedID, counts{unread: n}); err != nil {
			return err
		}
	}
	return nil
}

// setHidden hides entries from every list or shows them again, and keeps the
// counters. What was dropped, or belongs to a removed subscription, stays out of
// sight.
func (t *tx) setHidden(account int64, entries []flagged, value bool, by int) error {
	err := t.exec(`UPDATE status SET hidden = ?1, hidden_at = ?2, hidden_by = ?3, changed_at = ?2,
			visible = NOT ?1 AND EXISTS (SELECT 1 FROM entry e WHERE e.id = status.entry_id AND e.dropped_at = 0)
				AND EXISTS (SELECT 1 FROM subscription u WHERE u.account_id = ?4 AND u.feed_id = status.feed_id AND u.removed_at = 0)
		WHERE account_id = ?4 AND entry_id IN (SELECT value FROM json_each(?5))`, value, t.now, by, account, idList(idsOf(entries)))
	if err != nil {
		return err
	}
	was := make(map[int64]bool, len(entries))
	for _, e := range entries {
		was[e.id] = e.visible
	}
	now, err := t.flags("hidden", "json_each(?) j CROSS JOIN status s ON s.account_id = ? AND s.entry_id = j.value", idList(idsOf(entries)), account)
	if err != nil {
		return err
	}
	perFeed := make(map[int64]counts)
	for _, e := range now {
		by := bit(e.visible) - bit(was[e.id])
		c := perFeed[e.feedID]
		perFeed[e.feedID] = counts{unread: c.unread + by*bit(e.unread), total: c.total + by}
	}
	for feedID, c := range perFeed {
		if err := t.count(account, feedID, c); err != nil {
			return err
		}
	}
	return nil
}

// note takes down what a part has set and unset.
func (j *journal) note(set, unset []int64) {
	j.marked.Changed += len(set) + len(unset)
	j.marked.EntryIDs = report(report(j.marked.EntryIDs, set), unset)
	j.set, j.unset = append(j.set, set...), append(j.unset, unset...)
}

// write journals what a transaction has done.
func (j *journal) write(t *tx) error {
	set, unset := j.set, j.unset
	j.set, j.unset = nil, nil
	changed := len(set) + len(unset)
	if changed == 0 || j.mark.Quiet {
		return nil
	}
	if j.action == 0 {
		var err error
		if j.action, err = t.journal(j.store.account, j.flag(), j.words(), ""); err != nil {
			return err
		}
	}
	if err := t.exec("UPDATE action SET changed = changed + ? WHERE id = ?", changed, j.action); err != nil {
		return err
	}
	j.parts++
	return t.exec("INSERT INTO action_part (action_id, n, set_ids, unset_ids) VALUES (?, ?, ?, ?)", j.action, j.parts, packIDs(set), packIDs(unset))
}

// by is who marks.
func (j *journal) by() int {
	if j.mark.ByRule {
		return originRule
	}
	return originUser
}

// flag is what the journal calls the action.
func (j *journal) flag() string {
	if j.label != "" {
		return labelPrefix + j.label
	}
	return string(j.mark.Flag)
}

func (j *journal) words() string {
	if j.label != "" {
		return "with the label " + j.label
	}
	return actionWords(j.mark)
}

// actionWords is how an action is called when it is undone.
func actionWords(m feed.Mark) string {
	on := m.On || m.Toggle
	switch m.Flag {
	case feed.Read:
		return map[bool]string{true: "read", false: "unread"}[on]
	case feed.Starred:
		return map[bool]string{true: "starred", false: "unstarred"}[on]
	case feed.Hidden:
		return map[bool]string{true: "hidden", false: "shown"}[on]
	}
	return map[bool]string{true: "to read later", false: "not to read later"}[on]
}

// SetPosition remembers how far an entry was read, as SetSession does.
func (s *Store) SetPosition(ctx context.Context, entryID int64, p feed.Position) error {
	if s.readOnly {
		return nil
	}
	return s.explain("remembering the place", s.write(ctx, byUser, func(t *tx) error {
		return t.exec("UPDATE status SET position_offset = ?, position_length = ?, position_at = ? WHERE account_id = ? AND entry_id = ?",
			p.Offset, p.Length, t.now, s.account, entryID)
	}))
}
