package store

import (
	"context"
	"slices"
)

// identity is what the index of identities says of an entry.
type identity struct{ feedID, key int64 }

// leastHash tells hashes of identities from times and numbers of rows in indexes of
// the same shape: one hash in a thousand is below.
const leastHash = mostNumber

// readIdentities looks for stories that are lost in the index of their identities:
// what was read or dropped is not new when its feed gives it again, and what was
// starred, saved, labelled or hidden is so still.
func (v *salvage) readIdentities(ctx context.Context) error {
	q := v.to.read(ctx)
	entries, err := idsFrom(q, "SELECT id FROM entry ORDER BY id")
	if err != nil {
		return err
	}
	lost := make(map[int64]identity)
	for _, use := range []pageUse{treeUse, unknownUse} {
		if use == unknownUse && v.damaged == 0 { // they may be old
			break
		}
		if err := v.from.eachPage([]pageUse{use}, func(page []byte, _ uint32) error {
			if t, ok := readTree(page); ok && t.index {
				v.identities(t, func(id int64, of identity) {
					if _, there := slices.BinarySearch(entries, id); !there {
						lost[id] = of
					}
				})
			}
			return ctx.Err()
		}); err != nil {
			return err
		}
	}
	return v.to.write(ctx, background, func(t *tx) error { return v.keepIdentities(t, lost) })
}

// identities hands over what a page of the index says.
func (v *salvage) identities(t rawTree, got func(id int64, of identity)) {
	for r := range t.records(v.mostBytes()) {
		if r.rest != 0 || len(r.kinds) != 3 || slices.ContainsFunc(r.kinds, func(k int64) bool { return !wholeNumber(k) }) {
			continue
		}
		values := r.values(r.local)
		of, id := identity{values[0].(int64), values[1].(int64)}, values[2].(int64)
		if of.feedID > 0 && of.feedID <= mostID && id > 0 && id <= mostID && (of.key > leastHash || of.key < -leastHash) {
			got(id, of)
		}
	}
}

// lostTitle is what a story is called whose title is lost, until its feed gives it
// again.
const lostTitle = "A story that was lost"

// keepIdentities makes entries of identities, and counts the stories that are lost.
// One that was dropped or merely read is as one that was dropped: no list has it.
func (v *salvage) keepIdentities(t *tx, lost map[int64]identity) error {
	stories := 0
	for id, of := range lost {
		status, err := t.number("SELECT count(*) FROM status WHERE entry_id = ?", id)
		if err != nil {
			return err
		}
		if status == 0 {
			stories++
			continue
		}
		if err := t.exec(`INSERT OR IGNORE INTO entry (id, feed_id, key, published, arrived, words, title, dropped_at)
			SELECT entry_id, feed_id, ?, sort_date, arrived, words, ?, CASE WHEN starred + later + labelled + hidden > 0 THEN 0 ELSE ? END
			FROM status WHERE entry_id = ? AND feed_id = ? AND (read + starred + later + labelled + hidden > 0
				OR visible = 0 AND feed_id NOT IN (SELECT feed_id FROM subscription WHERE removed_at > 0)) LIMIT 1`, of.key, lostTitle, t.now, id, of.feedID); err != nil {
			return err
		}
	}
	marked, err := t.number("SELECT count(*) FROM status s LEFT JOIN entry e ON e.id = s.entry_id WHERE s.visible = 1 AND coalesce(e.title, ?1) = ?1", lostTitle)
	v.lose(stories+marked, "1 story is lost, unless its feed still has it", "%d stories are lost, unless their feeds still have them")
	return err
}
