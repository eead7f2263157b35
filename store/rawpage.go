package store

import (
	"encoding/binary"
	"iter"
	"math"
	"slices"
)

// rawTree is a page of a table's or an index's tree.
type rawTree struct {
	page  []byte
	index bool // its cells are records; a table's have numbers besides
	inner bool // its cells have children
	cells int
	first int // where the list of cells begins
}

// The marks of such pages, at their beginning.
const (
	innerIndex = 2
	innerTable = 5
	leafIndex  = 10
	leafTable  = 13
)

// readTree reads a page's header. ok is false where the page can be of no tree: one
// that is empty can, if it has no children.
func readTree(page []byte) (t rawTree, ok bool) {
	t = rawTree{page: page, first: 8}
	switch page[0] {
	case innerIndex:
		t.index, t.inner = true, true
	case innerTable:
		t.inner = true
	case leafIndex:
		t.index = true
	case leafTable:
	default:
		return t, false
	}
	if t.inner {
		t.first += 4
	}
	t.cells = int(binary.BigEndian.Uint16(page[3:]))
	return t, t.first+2*t.cells <= len(page) && (t.cells > 0 || !t.inner)
}

// each hands over what follows each cell's place, where that lies in the page.
func (t rawTree) each() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := range t.cells {
			at := int(binary.BigEndian.Uint16(t.page[t.first+2*i:]))
			if at < t.first+2*t.cells || at+4 > len(t.page) {
				continue
			}
			if !yield(t.page[at:]) {
				return
			}
		}
	}
}

// children are the pages that an inner page names.
func (t rawTree) children(pages uint32) (out []uint32) {
	add := func(n uint32) {
		if n >= 2 && n <= pages {
			out = append(out, n)
		}
	}
	for cell := range t.each() {
		add(binary.BigEndian.Uint32(cell))
	}
	add(binary.BigEndian.Uint32(t.page[t.first-4:]))
	return out
}

// rawCell is a row, or what an index says of one: the beginning of its record, of
// so many bytes in all, and the page on which it goes on.
type rawCell struct {
	number int64 // a table's
	bytes  int
	local  []byte
	rest   uint32 // 0: local is all
}

// cell reads a cell; ok is false where it does not fit in its page and goes on in
// no other, or is longer than most.
func (t rawTree) cell(b []byte, most int64) (c rawCell, ok bool) {
	if t.inner {
		if !t.index { // a table's inner pages have no rows
			return c, false
		}
		b = b[4:]
	}
	size, n := rawVarint(b)
	if n == 0 || size < 2 || size > most {
		return c, false
	}
	c.bytes, b = int(size), b[n:]
	if !t.index {
		if c.number, n = rawVarint(b); n == 0 {
			return c, false
		}
		b = b[n:]
	}
	local := localBytes(c.bytes, len(t.page), t.index)
	if local < c.bytes {
		if local+4 > len(b) {
			return c, false
		}
		if c.rest = binary.BigEndian.Uint32(b[local:]); c.rest == 0 {
			return c, false
		}
	}
	if local > len(b) {
		return c, false
	}
	c.local = b[:local]
	return c, true
}

// localBytes is how much of a record of so many bytes is in its cell.
func localBytes(size, page int, index bool) int {
	most := page - 35
	if index {
		most = (page-12)*64/255 - 23
	}
	if size <= most {
		return size
	}
	least := (page-12)*32/255 - 23
	if k := least + (size-least)%(page-4); k <= most {
		return k
	}
	return least
}

// rawVarint reads a number as SQLite writes them and says how many bytes it takes;
// none: it is cut short.
func rawVarint(b []byte) (v int64, n int) {
	var u uint64
	for n < len(b) && n < 8 {
		u = u<<7 | uint64(b[n]&0x7f)
		if n++; b[n-1] < 0x80 {
			return int64(u), n
		}
	}
	if n < 8 || len(b) < 9 {
		return 0, 0
	}
	return int64(u<<8 | uint64(b[8])), 9
}

// rawRecord is a cell with what its record's header says.
type rawRecord struct {
	rawCell
	kinds []int64 // of the columns
	at    int     // where they begin
}

// records hands over the records of a page whose header can be read, of cells that
// are no longer than most. The kinds of one are overwritten by the next.
func (t rawTree) records(most int64) iter.Seq[rawRecord] {
	return func(yield func(rawRecord) bool) {
		var kinds []int64
		for b := range t.each() {
			c, ok := t.cell(b, most)
			if !ok {
				continue
			}
			r, ok := c.header(kinds[:0])
			if !ok {
				continue
			}
			if kinds = r.kinds; !yield(r) {
				return
			}
		}
	}
}

// header reads the header of a cell's record, the kinds into a slice that is there.
// ok is false where the columns do not fill the record.
func (c rawCell) header(into []int64) (r rawRecord, ok bool) {
	head, n := rawVarint(c.local)
	if n == 0 || head < 2 || head > int64(len(c.local)) {
		return r, false
	}
	r = rawRecord{rawCell: c, kinds: into, at: n}
	total := head
	for r.at < int(head) {
		kind, n := rawVarint(c.local[r.at:head])
		if n == 0 || kind < 0 || kind == 10 || kind == 11 {
			return r, false
		}
		r.at += n
		total += typeBytes(kind)
		if r.kinds = append(r.kinds, kind); total > int64(c.bytes) {
			return r, false
		}
	}
	return r, total == int64(c.bytes)
}

// values are the values of a record's columns. whole is all of it.
func (r rawRecord) values(whole []byte) []any {
	values := make([]any, len(r.kinds))
	rest := whole[r.at:]
	for i, kind := range r.kinds {
		n := typeBytes(kind)
		values[i] = rawValue(kind, rest[:n])
		rest = rest[n:]
	}
	return values
}

// The kinds of values in a record.
const (
	rawNull  = 0
	rawFloat = 7
	rawZero  = 8
	rawOne   = 9
	rawBlob  = 12 // and all even ones above
	rawText  = 13 // and all odd ones
)

// typeBytes is how many bytes a value of a kind takes.
func typeBytes(kind int64) int64 {
	if kind >= rawBlob {
		return (kind - rawBlob) / 2
	}
	return [...]int64{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[kind]
}

// rawValue is a value as the driver would give it.
func rawValue(kind int64, b []byte) any {
	switch {
	case kind == rawNull:
		return nil
	case kind == rawZero, kind == rawOne:
		return kind - rawZero
	case kind == rawFloat:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	case kind >= rawBlob && kind%2 == 0:
		return b
	case kind >= rawText:
		return string(b)
	}
	v := int64(int8(b[0]))
	for _, c := range b[1:] {
		v = v<<8 | int64(c)
	}
	return v
}

// record is a cell's whole record. Of a chain of pages none may be in another's,
// and none may be what the pointer map says it is not.
func (f *rawFile) record(c rawCell, page uint32) (record []byte, ok bool, err error) {
	record = slices.Clone(c.local) // the page's memory is used again; how long it says it is may be a lie
	if c.rest == 0 {
		return record, len(record) == c.bytes, nil
	}
	from, use := page, firstUse
	buffer := make([]byte, f.size)
	for next := c.rest; len(record) < c.bytes; {
		if next < 2 || next > f.pages || f.taken[next] {
			return nil, false, nil
		}
		if known := f.uses[next]; known != unknownUse && (known != use || f.up[next] != from) {
			return nil, false, nil
		}
		f.taken[next] = true
		if err := f.page(next, buffer); err != nil {
			return nil, false, err
		}
		record = append(record, buffer[4:min(f.size, 4+c.bytes-len(record))]...)
		from, use, next = next, chainUse, binary.BigEndian.Uint32(buffer)
	}
	return record, true, nil
}
