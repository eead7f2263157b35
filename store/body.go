package store

import (
	"cmp"
	"database/sql"
	"errors"
	"maps"
	"slices"
)

// texts reads entries' texts and hands each to got, in the order of their numbers; an
// entry that has none is left out. For a text that is damaged got is given the error
// in its place, and may go on with the others. It is one statement, so that texts
// which another process regroups meanwhile are read as they were before or are after.
func (c *core) texts(q querier, ids []int64, got func(id int64, text string, err error) error) error {
	if t, ok := q.(*tx); ok {
		if err := t.writeBodies(); err != nil {
			return err
		}
	}
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

// entryText is one entry's text.
type entryText struct {
	id   int64
	text string
}

// bodies gathers what a transaction does to texts, so that each group is read and
// written once.
type bodies struct {
	began bool  // top was read
	top   int64 // the highest key of the table: an entry above it is new, its text is appended

	// A pack whose entries are added one after the other becomes a row as it is coded.
	// Until the last of them has come it is open, and ids are those that have.
	open *pack
	ids  []int64

	loose []entryText // texts of new entries whose pack was taken apart

	held map[int64]*heldGroup // groups that were read and not yet written, by key
	read int                  // how many groups were read by now

	unpacked *pack  // the pack that was decoded last,
	joined   []byte // and its texts
}

// heldGroup is a group that may be changed.
type heldGroup struct {
	key     int64
	low     int64 // its lowest number when it was read
	texts   []entryText
	changed bool
}

// How many groups, and how many loose texts, a transaction gathers before it writes
// them. A transaction that makes way for a mark still has to write what it gathered,
// and a group takes 0.3 ms.
const (
	mostHeld  = 16
	mostLoose = 64
)

// addText adds a new entry's text: the nth of a pack.
func (t *tx) addText(id int64, p *pack, nth int) error {
	b := &t.bodies
	if err := t.findTop(); err != nil {
		return err
	}
	if id <= b.top { // the number of an entry that a damaged database has lost
		text, err := t.unpack(p, nth)
		if err != nil {
			return err
		}
		return t.setText(id, text)
	}
	if b.open != nil && (b.open != p || nth != len(b.ids)) {
		if err := t.loosen(); err != nil {
			return err
		}
	}
	if b.open == nil && nth > 0 {
		text, err := t.unpack(p, nth)
		b.loose = append(b.loose, entryText{id, text})
		if err == nil && len(b.loose) >= mostLoose {
			err = t.writeLoose()
		}
		return err
	}
	b.open, b.ids = p, append(b.ids, id)
	if len(b.ids) < len(p.lengths) {
		return nil
	}
	if err := t.writeLoose(); err != nil { // what lies below goes first
		return err
	}
	size := 0
	for _, n := range p.lengths {
		size += n
	}
	err := t.writeGroup(b.ids, p.lengths, size, p.coded)
	b.open, b.ids = nil, b.ids[:0]
	return err
}

// findTop finds out which numbers are new. It is asked before the transaction
// has added any.
func (t *tx) findTop() error {
	b := &t.bodies
	if b.began {
		return nil
	}
	_, err := t.get("SELECT coalesce(max(entry_id), 0) FROM body", nil, &b.top)
	b.began = err == nil
	return err
}

// unpack is the nth text of a pack, decoded.
func (t *tx) unpack(p *pack, nth int) (string, error) {
	b := &t.bodies
	if b.unpacked != p {
		b.unpacked = nil
		joined, err := t.core.codec.decodeTo(b.joined[:0], p.coded)
		if err != nil {
			return "", err
		}
		b.unpacked, b.joined = p, joined
	}
	start := 0
	for _, n := range p.lengths[:nth] {
		start += n
	}
	return string(b.joined[start : start+p.lengths[nth]]), nil
}

// loosen takes the open pack apart, since the rest of its entries do not follow: the
// texts of those that have come are written with other loose ones.
func (t *tx) loosen() error {
	b := &t.bodies
	for nth, id := range b.ids {
		text, err := t.unpack(b.open, nth)
		if err != nil {
			return err
		}
		b.loose = append(b.loose, entryText{id, text})
	}
	b.open, b.ids = nil, b.ids[:0]
	return nil
}

func (t *tx) writeLoose() error {
	err := t.writeTexts(t.bodies.loose)
	t.bodies.loose = t.bodies.loose[:0]
	return err
}

// setText changes an entry's text, or gives it one where it has none.
func (t *tx) setText(id int64, text string) error {
	g, err := t.hold(id)
	if errors.Is(err, errCoding) {
		// Whose texts they are can't be read: this one can from now on.
		t.core.opts.Logger.Warn("texts that can't be read are replaced", "entry", id, "group", g.key, "err", err)
		g.changed, err = true, nil
	}
	if err != nil {
		return err
	}
	if g == nil {
		return t.writeTexts([]entryText{{id, text}})
	}
	i, ok := g.find(id)
	if ok && g.texts[i].text == text {
		return nil
	}
	g.changed = true
	if ok {
		g.texts[i].text = text
		return nil
	}
	g.texts = slices.Insert(g.texts, i, entryText{id, text})
	return nil
}

// dropTexts takes entries' texts away. A group that can't be read stays as it is.
func (t *tx) dropTexts(ids []int64) error {
	for _, id := range slices.Sorted(slices.Values(ids)) {
		g, err := t.hold(id)
		if errors.Is(err, errCoding) {
			continue
		}
		if err != nil {
			return err
		}
		if g == nil {
			continue
		}
		if i, ok := g.find(id); ok {
			g.texts, g.changed = slices.Delete(g.texts, i, i+1), true
		}
	}
	return nil
}

// text reads an entry's text as this transaction has left it.
func (t *tx) text(id int64) (text string, found bool, err error) {
	g, err := t.hold(id)
	if err != nil || g == nil {
		return "", false, err
	}
	i, found := g.find(id)
	if found {
		text = g.texts[i].text
	}
	return text, found, nil
}

// hold reads the group that has an entry's text, or that the text would be put into,
// and keeps it to be changed and written later; nil: the entry lies above all groups.
// Of a group that is damaged it returns errCoding, and the group without texts.
func (t *tx) hold(id int64) (*heldGroup, error) {
	b := &t.bodies
	if err := t.findTop(); err != nil {
		return nil, err
	}
	for _, g := range b.held {
		if g.low <= id && id <= g.key {
			return g, nil
		}
	}
	if id > b.top || len(b.held) >= mostHeld {
		if err := t.writeBodies(); err != nil {
			return nil, err
		}
	}
	var key int64
	var row []byte
	if found, err := t.get("SELECT entry_id, content FROM body WHERE entry_id >= ? ORDER BY entry_id LIMIT 1", []any{id}, &key, &row); err != nil || !found {
		return nil, err
	}
	if g := b.held[key]; g != nil { // it lies before those that were in it
		g.low = id
		return g, nil
	}
	held := &heldGroup{key: key, low: id}
	if b.held == nil {
		b.held = make(map[int64]*heldGroup)
	}
	b.held[key] = held
	b.read++
	var g textGroup
	err := t.core.codec.decodeGroup(key, row, &g)
	if err != nil {
		return held, err
	}
	held.low = min(id, g.members[0].id)
	for _, m := range g.members {
		held.texts = append(held.texts, entryText{m.id, m.of(g.text)})
	}
	return held, nil
}

func (g *heldGroup) find(id int64) (int, bool) {
	return slices.BinarySearchFunc(g.texts, id, func(e entryText, id int64) int { return cmp.Compare(e.id, id) })
}

// writeBodies writes what was gathered. The transaction does so before it ends.
func (t *tx) writeBodies() error {
	b := &t.bodies
	if err := t.loosen(); err != nil {
		return err
	}
	if err := t.writeLoose(); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(b.held)) {
		g := b.held[key]
		if !g.changed {
			continue
		}
		if err := t.exec("DELETE FROM body WHERE entry_id = ?", key); err != nil {
			return err
		}
		err := t.writeTexts(g.texts)
		if len(g.texts) == 0 {
			err = t.toJoin(g.low, key)
		}
		if err != nil {
			return err
		}
	}
	clear(b.held)
	return nil
}

// writeTexts writes the texts of entries, in the order of their numbers, between
// which no other has one.
func (t *tx) writeTexts(texts []entryText) error {
	lengths := make([]int, len(texts))
	for i := range texts {
		lengths[i] = len(texts[i].text)
	}
	var joined []byte
	var ids []int64
	for _, n := range groupSizes(lengths) {
		joined, ids = joined[:0], ids[:0]
		for _, e := range texts[:n] {
			joined, ids = append(joined, e.text...), append(ids, e.id)
		}
		if err := t.writeGroup(ids, lengths[:n], len(joined), t.core.codec.encodeFast(joined)); err != nil {
			return err
		}
		texts, lengths = texts[n:], lengths[n:]
	}
	return nil
}

// writeGroup writes a row, and notes it where it is to be joined with others.
func (t *tx) writeGroup(ids []int64, lengths []int, size int, coded []byte) error {
	key, row := encodeGroup(ids, lengths, coded)
	if err := t.exec("INSERT OR REPLACE INTO body (entry_id, content) VALUES (?, ?)", key, row); err != nil {
		return err
	}
	t.bodies.top = max(t.bodies.top, key)
	if fullGroup(len(ids), size) {
		return nil
	}
	return t.toJoin(ids[0], key)
}

// toJoin notes, for joinSome, a range of entries whose groups are small, or are gone
// so that the groups on both sides of them are neighbours now.
func (t *tx) toJoin(lo, hi int64) error {
	for _, query := range [...]string{
		"UPDATE small SET lo = min(lo, ?1) WHERE hi = (SELECT min(hi) FROM small WHERE hi >= ?2) AND lo <= ?2 + 1",
		"UPDATE small SET hi = ?2 WHERE hi = ?1 - 1",
		"INSERT INTO small (hi, lo) VALUES (?2, ?1)",
	} {
		if n, err := t.changed(query, lo, hi); err != nil || n > 0 {
			return err
		}
	}
	return nil
}
