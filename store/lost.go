package store

import (
	"database/sql"
	"slices"
)

// lostTexts reads all texts, and says of which entries there is none that can be
// read, and the keys of the groups that can't be.
func (c *core) lostTexts(q querier) (unread, lost []int64, err error) {
	entries, err := idsFrom(q, "SELECT id FROM entry WHERE dropped_at = 0 ORDER BY id")
	if err != nil {
		return nil, nil, err
	}
	there := make([]bool, len(entries))
	var g textGroup
	below := int64(0)
	err = all(q, "SELECT entry_id, content FROM body ORDER BY entry_id", nil, func(rows *sql.Rows) error {
		var key int64
		var row sql.RawBytes
		if err := rows.Scan(&key, &row); err != nil {
			return err
		}
		if err := c.codec.decodeGroup(key, row, &g); err != nil {
			unread = append(unread, key)
			return nil // it is reported with all others
		}
		for _, m := range g.members {
			if i, ok := slices.BinarySearch(entries, m.id); ok && m.id > below {
				there[i] = true
			}
		}
		below = key
		return nil
	})
	for i, id := range entries {
		if !there[i] {
			lost = append(lost, id)
		}
	}
	return unread, lost, err
}

// forgetLostTexts takes away the groups that can't be read, and has a refresh
// store the texts again that were in them, or are lost otherwise. It says of how
// many entries these are.
func (t *tx) forgetLostTexts() (int, error) {
	unread, lost, err := t.core.lostTexts(t)
	if err != nil || len(lost) == 0 && len(unread) == 0 {
		return 0, err
	}
	if err := t.exec("DELETE FROM body WHERE entry_id IN (SELECT value FROM json_each(?))", idList(unread)); err != nil {
		return 0, err
	}
	list := idList(lost)
	for _, query := range []string{
		"UPDATE entry SET source_hash = 0, text_hash = NULL WHERE id IN (SELECT value FROM json_each(?))",
		"DELETE FROM known WHERE feed_id IN (SELECT e.feed_id FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value)",
		`UPDATE feed SET etag = '', last_modified = '', body_hash = NULL WHERE id IN (SELECT e.feed_id FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value)`,
	} {
		if err := t.exec(query, list); err != nil {
			return 0, err
		}
	}
	for _, id := range lost {
		if err := t.setText(id, ""); err != nil {
			return 0, err
		}
	}
	return len(lost), nil
}
