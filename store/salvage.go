package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lede/feed"
)

// Salvaged says what Salvage saved.
type Salvaged struct {
	Empty   bool           // nothing could be read
	Rows    map[string]int // by table
	Stories int            // those that were not dropped, nor are lost but for their marks
	Lost    []string       // in plain words; nothing: all is saved
}

// String is what was saved, for people.
func (s Salvaged) String() string {
	var parts []string
	add := func(n int, one, many string) {
		if n == 1 {
			many = one
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(s.Rows["feed"], "feed", "feeds")
	add(s.Stories, "story", "stories")
	add(s.Rows["label"], "label", "labels")
	add(s.Rows["view"], "saved search", "saved searches")
	add(s.Rows["setting"], "setting", "settings")
	return strings.Join(append(parts, s.Lost...), ", ")
}

// Salvage reads what can be read of a damaged database into the new one at path,
// which must not exist. The damaged file is not changed. Each page is looked at by
// itself (see rawFile), so that it matters little which are damaged. known are the
// subscriptions as they are known from elsewhere, for feeds of which the address or
// the subscription is lost.
func Salvage(ctx context.Context, damagedPath, path string, o Options, known []feed.Subscription) (out Salvaged, err error) {
	if err := refuseExisting(path); err != nil {
		return out, err
	}
	from, err := openRaw(damagedPath)
	if err != nil {
		return out, fmt.Errorf("reading the damaged database: %w", err)
	}
	defer func() { err = errors.Join(err, from.close()) }()
	if err := from.refuseNewer(); err != nil {
		return out, err
	}
	s, err := Open(ctx, path, o)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	v := salvage{to: s, from: from, addresses: make(map[int64]string)}
	if err := v.save(ctx, known); err != nil {
		return out, s.explain("salvaging", err)
	}
	lost, err := s.Repair(ctx)
	if err != nil {
		return out, err
	}
	if out, err = v.saved(ctx); lost > 0 {
		out.Lost = append(out.Lost, fmt.Sprintf("the texts of %d of the stories are lost until the next refresh finds them", lost))
	}
	return out, s.explain("salvaging", err)
}

// refuseNewer says no to the database of a newer lede.
func (f *rawFile) refuseNewer() error {
	header, ok, err := readHeader(f.main)
	if err != nil {
		return err
	}
	if ok && binary.BigEndian.Uint32(header[68:]) == applicationID && binary.BigEndian.Uint32(header[60:]) > latestSchema {
		return ErrNewer
	}
	return nil
}

// salvage is one under way.
type salvage struct {
	to     *Store
	from   *rawFile
	shapes []*shape

	rows      []rawRow // that are read, and not yet stored
	waiting   int      // bytes in them
	any       bool     // there was one
	addresses map[int64]string
	damaged   int // pages
	lost      []string
}

// Rows are stored in transactions of so many, or of so many bytes.
const (
	salvageRows  = 500
	salvageBytes = 4 << 20
)

func (v *salvage) save(ctx context.Context, known []feed.Subscription) error {
	if err := v.withoutReferences(ctx); err != nil {
		return err
	}
	if err := v.learn(ctx); err != nil {
		return err
	}
	// What is certain goes first: of what else there is, what contradicts it is old.
	for _, use := range []pageUse{treeUse, unknownUse} {
		if err := v.from.eachPage([]pageUse{use}, func(page []byte, n uint32) error {
			t, ok := readTree(page)
			if !ok {
				v.damaged += bit(use == treeUse || blank(page))
				return nil
			}
			return v.readRows(ctx, t, n, use == treeUse)
		}); err != nil {
			return err
		}
		if err := v.store(ctx); err != nil {
			return err
		}
	}
	return v.mend(ctx, known)
}

// withoutReferences lets rows be stored before those that they belong to.
func (v *salvage) withoutReferences(ctx context.Context) error {
	c := v.to.core
	if err := c.gate.enter(ctx, background); err != nil {
		return err
	}
	defer c.gate.leave()
	conn, err := c.writer.connect(ctx, c)
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "PRAGMA foreign_keys=0")
	return err
}

// blank says whether a page is filled with one byte.
func blank(page []byte) bool {
	for _, b := range page {
		if b != page[0] {
			return false
		}
	}
	return true
}

// readRows reads the rows of one page.
func (v *salvage) readRows(ctx context.Context, t rawTree, n uint32, certain bool) error {
	for r := range t.records(v.mostBytes()) {
		if t.index {
			v.noteAddress(r)
		}
		i := slices.IndexFunc(v.shapes, func(sh *shape) bool { return sh.fits(r.kinds, t.index) })
		if i < 0 {
			continue
		}
		if err := v.take(ctx, v.shapes[i], r, n, certain); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// mostBytes is how long a record may be.
func (v *salvage) mostBytes() int64 {
	return min(int64(v.from.pages)*int64(v.from.size), maxBody+1<<16)
}

// noteAddress notes what the index of feeds' addresses says, where the feed itself
// is lost.
func (v *salvage) noteAddress(r rawRecord) {
	if len(r.kinds) != 2 || r.kinds[0] < rawText || r.kinds[0]%2 == 0 || !wholeNumber(r.kinds[1]) || r.rest != 0 {
		return
	}
	values := r.values(r.local)
	url, id := values[0].(string), values[1].(int64)
	if id > 0 && id <= mostID && strings.Contains(url, ":") && v.addresses[id] == "" {
		v.addresses[id] = cleanValue(url)
	}
}

// take reads a whole row and keeps it to be stored.
func (v *salvage) take(ctx context.Context, sh *shape, r rawRecord, page uint32, certain bool) error {
	whole, ok, err := v.from.record(r.rawCell, page)
	if err != nil || !ok {
		return err
	}
	values := r.values(whole)
	if sh.numbered {
		values[0] = r.number
	}
	if !sh.plausible(values) {
		return nil
	}
	v.rows, v.any = append(v.rows, rawRow{sh, values, certain}), true
	if v.waiting += len(whole); len(v.rows) < salvageRows && v.waiting < salvageBytes {
		return nil
	}
	return v.store(ctx)
}

// store stores the rows that were read.
func (v *salvage) store(ctx context.Context) error {
	err := v.to.write(ctx, background, func(t *tx) error {
		for _, r := range v.rows {
			if err := t.salvageRow(r); err != nil {
				return err
			}
		}
		return nil
	})
	clear(v.rows)
	v.rows, v.waiting = v.rows[:0], 0
	return err
}

// saved counts what there is now.
func (v *salvage) saved(ctx context.Context) (out Salvaged, err error) {
	out.Empty, out.Rows = !v.any, make(map[string]int)
	q := v.to.read(ctx)
	for _, sh := range v.shapes {
		var n int
		if _, err := q.get("SELECT count(*) FROM "+sh.table, nil, &n); err != nil {
			return out, err
		}
		out.Rows[sh.table] = n
	}
	_, err = q.get("SELECT count(*) FROM entry WHERE dropped_at = 0 AND title <> ?", []any{lostTitle}, &out.Stories)
	if v.damaged > 0 {
		out.Lost = append(out.Lost, fmt.Sprintf("%d of its %d pages can't be read", v.damaged, v.from.pages))
	}
	out.Lost = append(out.Lost, v.lost...)
	return out, err
}
