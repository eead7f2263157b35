package wire

import (
	"slices"
	"strconv"
)

// piece is a part of a row that has to be written: text in one pen, or in
// several where they must not be parted.
type piece struct {
	y, x  int // its first cell
	end   int // the cell behind its text
	cells []cell
	pen   *pen // of its first cell that shows one; erasing alone: what has the ground
	// before is how many cells are erased at the row's left first; after erases
	// its rest from the cell end on, whole all of it.
	before       int
	after, whole bool
	erase        int  // so many cells from x on are erased; it has no text
	chained      bool // nothing comes between it and the one before
}

const (
	bridge  = 4  // so many cells that need not be written are, rather than stepping over them
	erasing = 12 // from so many blanks on they are erased, rather than written
)

// row is what has to be written for a row to become another.
func (s *scratch) row(y int, old, row *row, sparse bool) []piece {
	if old == row {
		return nil
	}
	w := len(row.cells)
	changed := append(s.changed[:0], make([]bool, w+1)...)
	s.changed = changed
	first, last := w, -1
	for x := range w {
		if !row.cells[x].same(&old.cells[x]) {
			changed[x] = true
			first, last = min(first, x), x
		}
	}
	if last < 0 {
		return nil
	}
	if old.wide || row.wide {
		first, last = widen(changed, old, row)
	}
	d := differ{sparse: sparse, y: y, cells: row.cells, changed: changed}
	from, before := d.left(first, last)
	to, after := d.right(first, last)
	d.middle(from, to)
	d.erase(before, from, after)
	return d.out
}

// widen has all cells of a wide character change together, and with one about
// which terminals differ what follows it. It returns the first and the last cell
// that change.
func widen(changed []bool, rows ...*row) (first, last int) {
	for again := true; again; {
		again = false
		for _, r := range rows {
			for x := 0; x < len(r.cells); x++ {
				c := &r.cells[x]
				if c.width < 2 && !c.loose {
					continue
				}
				end := x + c.width
				all := changed[x:end]
				if c.loose && end < len(r.cells) {
					all = changed[x : end+1]
				}
				if slices.Contains(changed[x:end], true) && slices.Contains(all, false) {
					again = true
					for i := range all {
						all[i] = true
					}
				}
			}
		}
	}
	first = slices.Index(changed, true)
	for last = len(changed) - 2; !changed[last]; last-- {
	}
	return first, last
}

// differ finds the pieces of one row.
type differ struct {
	sparse  bool // as an Out's
	y       int
	cells   []cell
	changed []bool
	out     []piece
	loose   bool // it is written from left to right from here on
}

// left is where the row's text begins, where what is left of it is to be erased;
// else the first cell that changed. before is the last cell to erase.
func (d *differ) left(first, last int) (from, before int) {
	begin := 0
	for begin <= last && d.cells[begin].erasable() && *d.cells[begin].pen == *plain {
		begin++
	}
	old := min(begin, last+1) - 1
	for old >= first && !d.changed[old] {
		old--
	}
	n := 0
	for x := first; x <= old; x++ {
		if d.changed[x] {
			n++
		}
	}
	if begin > last || n < len("\x1b[1K")+2 {
		return first, -1
	}
	return begin, old
}

// right is where the row's text ends, where what is right of it is to be
// erased; else the last cell that changed. after is the first cell to erase.
func (d *differ) right(first, last int) (to, after int) {
	w := len(d.cells)
	begin := w
	for begin > first && d.cells[begin-1].erasable() && d.cells[begin-1].pen.ground(d.cells[w-1].pen) {
		begin--
	}
	if begin == w || d.sparse && d.cells[w-1].pen.style.Bg != nil {
		return last, -1
	}
	from := begin
	for from < w && !d.changed[from] {
		from++
	}
	if last+1-from < len("\x1b[K") {
		return last, -1
	}
	if begin > 0 && d.changed[begin-1] { // the cursor is there
		from = begin
	}
	return begin - 1, from
}

// middle takes in what changed from one cell to another.
func (d *differ) middle(from, to int) {
	for x := from; x <= to; {
		if !d.changed[x] || d.cells[x].width == 0 {
			x++
			continue
		}
		if n := d.blanks(x, to); n >= erasing && !d.sparse && d.cells[x].pen.link.IsZero() {
			d.out = append(d.out, piece{y: d.y, x: x, end: x, pen: d.cells[x].pen, erase: n})
			x += n
			continue
		}
		x = d.text(x, to)
	}
}

// blanks is how many blanks of one ground there are from a cell on.
func (d *differ) blanks(x, to int) int {
	n := 0
	for x+n <= to && d.cells[x+n].blank() && d.cells[x+n].pen.ground(d.cells[x].pen) {
		n++
	}
	return n
}

// text takes in a piece that begins at a cell, and returns where it ends.
func (d *differ) text(x, to int) int {
	p := piece{y: d.y, x: x, pen: d.cells[x].pen}
	shown := !d.cells[x].blank()
	end := x
	for i := x; i <= to; i++ {
		c := &d.cells[i]
		if c.width == 0 {
			end = i + 1
			continue
		}
		if !p.pen.writes(c) {
			if shown || c.pen.lined() || !p.pen.ground(c.pen) {
				break
			}
			p.pen = c.pen // so far there were blanks alone
		}
		shown = shown || !c.blank()
		if !d.changed[i] {
			if i-end >= bridge || c.loose {
				break
			}
			continue
		}
		if d.blanks(i, to) >= erasing && !d.sparse && c.pen.link.IsZero() {
			break
		}
		end = i + 1
		if c.loose {
			end = i + c.width
			break
		}
	}
	p.end, p.cells = end, d.cells[x:end]
	p.chained = d.loose
	d.loose = d.loose || slices.ContainsFunc(p.cells, func(c cell) bool { return c.loose })
	d.out = append(d.out, p)
	return end
}

// erase joins the erasing of a row's ends to its first and last pieces.
func (d *differ) erase(before, from, after int) {
	if before >= 0 {
		if n := len(d.out); n == 0 || d.out[0].x != from || d.out[0].pen.style.Bg != nil || d.out[0].erase > 0 {
			d.out = append([]piece{{y: d.y, x: before + 1, end: before + 1, pen: plain}}, d.out...)
		}
		d.out[0].before = before + 1
	}
	if after < 0 {
		return
	}
	ground := d.cells[after].pen
	if n := len(d.out); n > 0 && after == d.out[n-1].end && len(d.out[n-1].cells) > 0 && d.out[n-1].pen.style.Bg == ground.style.Bg {
		d.out[n-1].after = true
		return
	}
	whole := !slices.ContainsFunc(d.cells[:after], func(c cell) bool { return !c.erasable() || !c.pen.ground(ground) })
	d.out = append(d.out, piece{y: d.y, x: after, end: after, pen: ground, after: !whole, whole: whole, chained: d.loose})
}

// number writes a sequence with one number, which is left out where it is 1.
func number(out []byte, n int, final byte) []byte {
	out = append(out, "\x1b["...)
	if n != 1 {
		out = strconv.AppendInt(out, int64(n), 10)
	}
	return append(out, final)
}
