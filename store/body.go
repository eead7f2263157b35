package store

import (
	"cmp"
	"database/sql"
	"slices"
)

// texts reads entries' texts and hands each over, in the order of their numbers;
// an entry that has none is left out. A text that can't be read comes as the error
// that says so, and the others all the same. It is one statement, so that what is
// regrouped meanwhile is read as it was or as it is.
func (c *core) texts(q querier, ids []int64, got func(id int64, text string, err error) error) error {
	wanted := slices.Sorted(slices.Values(ids))
	var g textGroup
	return all(q, textsQuery, []any{idList(wanted)}, func(rows *sql.Rows) error {
		var key int64
		var row sql.RawBytes
		if err := rows.Scan(&key, &row); err != nil {
			return err
		}
		bad := c.codec.decodeGroup(key, row, &g)
		for len(wanted) > 0 && wanted[0] <= key {
			id := wanted[0]
			wanted = wanted[1:]
			if bad != nil {
				if err := got(id, "", bad); err != nil {
					return err
				}
			} else if i, ok := g.find(id); ok {
				if err := got(id, g.members[i].of(g.text), nil); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

const textsQuery = `SELECT b.entry_id, b.content FROM body b WHERE b.entry_id IN (
		SELECT (SELECT g.entry_id FROM body g WHERE g.entry_id >= j.value ORDER BY g.entry_id LIMIT 1) FROM json_each(?) j)
	ORDER BY b.entry_id`

// find is where an entry is among a group's members, or would be.
func (g *textGroup) find(id int64) (int, bool) {
	return slices.BinarySearchFunc(g.members, id, func(m member, id int64) int { return cmp.Compare(m.id, id) })
}
