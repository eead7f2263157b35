package wire

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// state is what the terminal shows, and what was written for that.
type state struct {
	rows   []*row
	ground *row // that shows nothing
	at     spot
	out    []byte
	slow   bool // the line is
	nature
	changes changes
	scratch *scratch
}

// scratch is what the making of plans needs for a while, kept for the next: there
// are several for each key that is pressed.
type scratch struct {
	changed []bool // of a row's cells
	pieces  []piece
	out     []byte
}

// plan is one way to write what has to be: the bytes, and what they leave.
type plan struct {
	out  []byte
	at   spot
	pen  *pen
	rows []*row // of the frame that is written
	nature
	changes changes
}

// changes are what has a terminal go from one pen to another. The same are asked
// for in each way that is tried.
type changes map[[2]*pen]string

// many is from how many changed rows on it is tried what emptying the screen
// from a row on would cost.
const many = 8

// cheapest is the shortest of some ways to have the screen show rows.
func cheapest(s state, rows []*row) plan {
	s.changes = make(changes)
	var best plan
	all, changed := s.pieces(rows)
	s.ordered(rows, nil, all, &best)
	if changed >= many {
		s.afterEmptying(rows, all, &best)
	}
	if moved, ok := s.scrolled(rows); ok {
		all, _ := moved.pieces(rows)
		moved.ordered(rows, nil, all, &best)
	}
	return best
}

// pieces are what has to be written, in so many rows.
func (s state) pieces(rows []*row) (all []piece, changed int) {
	for y, r := range rows {
		if p := s.scratch.row(y, s.rows[y], r, s.sparse); p != nil {
			all = append(all, p...)
			changed++
		}
	}
	return all, changed
}

// afterEmptying makes best a shorter way that empties a stretch of the screen
// first, if there is one.
func (s state) afterEmptying(rows []*row, all []piece, best *plan) {
	fromGround := make([][]piece, len(rows))
	for _, none := range s.emptied(rows) {
		left := s.scratch.pieces[:0]
		for _, p := range all {
			if !none.has(p.y) {
				left = append(left, p)
			}
		}
		for y := none.from; y < none.to; y++ {
			if fromGround[y] == nil {
				fromGround[y] = s.scratch.row(y, s.ground, rows[y], s.sparse)
			}
			left = append(left, fromGround[y]...)
		}
		slices.SortStableFunc(left, func(p, q piece) int { return p.y - q.y })
		s.scratch.pieces = left
		s.ordered(rows, &none, left, best)
	}
}

// stretch is the rows from one to before another.
type stretch struct{ from, to int }

func (s stretch) has(y int) bool { return y >= s.from && y < s.to }

// emptied are stretches of the screen that it may be cheaper to empty first: the
// longest in which no row stays as it is, and all from there on.
func (s state) emptied(rows []*row) []stretch {
	var best, at stretch
	for y := range rows {
		if rows[y] == s.rows[y] && strings.TrimLeft(rows[y].source, " ") != "" {
			at.from = y + 1
		}
		if at.to = y + 1; at.to-at.from > best.to-best.from {
			best = at
		}
	}
	if best.to == len(rows) {
		return []stretch{best}
	}
	return []stretch{best, {best.from, len(rows)}}
}

// ordered makes best the shortest of some orders in which pieces may be written,
// after a stretch of the screen was emptied, if one is given. One that becomes
// longer than the best so far is given up.
func (s state) ordered(rows []*row, none *stretch, pieces []piece, best *plan) {
	for _, order := range s.orders(pieces) {
		p := plan{out: append(s.scratch.out[:0], s.out...), at: s.at, pen: plain, rows: rows, nature: s.nature, changes: s.changes}
		if none != nil {
			p.empty(*none)
		}
		shorter := func() bool { return best.rows == nil || len(p.out) < len(best.out) }
		for i := 0; i < len(order) && shorter(); i++ {
			p.piece(&pieces[order[i]])
		}
		p.draw(plain)
		p.regain()
		s.scratch.out = p.out
		if shorter() {
			s.scratch.out = best.out
			*best = p
		}
	}
}

// empty empties a stretch of the screen. Where something follows, the rows are
// deleted and as many put in.
func (p *plan) empty(s stretch) {
	p.move(0, s.from)
	if s.to == len(p.rows) {
		p.out = append(p.out, "\x1b[J"...)
		return
	}
	p.out = number(p.out, s.to-s.from, 'M')
	p.out = number(p.out, s.to-s.from, 'L')
}

// regain has a terminal that strays know where its cursor is.
func (p *plan) regain() {
	if p.strays && p.at.x < 0 {
		p.out = append(p.out, '\r')
		p.at.x = 0
	}
}

// orders are some orders of pieces: from top to bottom, pen by pen, pen by pen
// with the plain one first, and pen by pen in each row. To a slow line what is read
// goes first, and what are rules and blanks last.
func (s state) orders(pieces []piece) [][]int {
	down := make([]int, len(pieces))
	pens := make([]int, len(pieces)) // by piece, in the order of their first use
	var seen []pen
	for i := range pieces {
		down[i] = i
		if pieces[i].chained {
			pens[i] = pens[i-1]
			continue
		}
		n := slices.Index(seen, *pieces[i].pen)
		if n < 0 {
			n = len(seen)
			seen = append(seen, *pieces[i].pen)
		}
		pens[i] = n
	}
	if len(seen) < 2 {
		return [][]int{down}
	}
	if s.slow {
		mute := slices.Repeat([]int{len(seen)}, len(seen)) // by pen, what is added to its number
		for i := range pieces {
			if slices.ContainsFunc(pieces[i].cells, cell.speaks) {
				mute[pens[i]] = 0
			}
		}
		for i, n := range pens {
			pens[i] += mute[n]
		}
	}
	byPen, byRow, plainFirst := slices.Clone(down), slices.Clone(down), slices.Clone(down)
	slices.SortStableFunc(byPen, func(i, j int) int { return pens[i] - pens[j] })
	slices.SortStableFunc(byRow, func(i, j int) int {
		if d := pieces[i].y - pieces[j].y; d != 0 {
			return d
		}
		return pens[i] - pens[j]
	})
	first := slices.Index(seen, *plain)
	rank := func(i int) int {
		if pens[i] == first {
			return -1
		}
		return pens[i]
	}
	slices.SortStableFunc(plainFirst, func(i, j int) int { return rank(i) - rank(j) })
	return [][]int{down, byPen, byRow, plainFirst}
}

// piece writes a piece.
func (p *plan) piece(c *piece) {
	switch {
	case c.whole:
		p.ground(c.pen)
		p.moveRow(c.y)
		p.out = append(p.out, "\x1b[2K"...)
		return
	case c.erase > 0:
		p.ground(c.pen)
		p.move(c.x, c.y)
		p.out = number(p.out, c.erase, 'X')
		return
	}
	if len(c.cells) == 0 {
		p.ground(c.pen)
	} else {
		p.draw(c.pen)
	}
	if c.before > 0 {
		p.move(c.before-1, c.y)
		p.out = append(p.out, "\x1b[1K"...)
	}
	if len(c.cells) > 0 || c.after {
		p.move(c.x, c.y)
	}
	for i := 0; i < len(c.cells); {
		p.cell(&c.cells[i], c.x+i)
		i++
		if !p.repeats || i == len(c.cells) || c.cells[i].text != c.cells[i-1].text {
			continue
		}
		if n := repeated(c.cells[i-1:]); n*len(c.cells[i-1].text) > len("\x1b[99b") {
			p.out = number(p.out, n, 'b')
			p.at.x += n
			i += n
		}
	}
	if c.after {
		p.move(c.end, c.y)
		p.out = append(p.out, "\x1b[K"...)
	}
}

// repeated is how often the first of cells follows itself.
func repeated(cells []cell) int {
	n := 1
	for c := &cells[0]; n < len(cells) && cells[n].text == c.text && c.width == 1 && utf8.RuneCountInString(c.text) == 1; {
		n++
	}
	return n - 1
}

// cell writes a cell's character. Where terminals differ about its width, its
// cells are emptied before, and where the cursor is afterwards is not known.
func (p *plan) cell(c *cell, x int) {
	switch {
	case c.width == 0:
		return
	case c.loose:
		for range c.width {
			p.out = append(p.out, ' ')
		}
		p.out = number(p.out, x+1, 'G')
		p.out = append(p.out, c.text...)
		p.at.x = -1
		return
	}
	p.out = append(p.out, c.text...)
	p.at.x += c.width
}

// draw has the terminal draw in a pen.
func (p *plan) draw(q *pen) {
	if p.pen == q {
		return
	}
	both := [2]*pen{p.pen, q}
	change, known := p.changes[both]
	if !known {
		change = p.pen.change(q)
		p.changes[both] = change
	}
	p.out = append(p.out, change...)
	p.pen = q
}

// change is what has a terminal that draws in a pen draw in another.
func (p *pen) change(q *pen) string {
	var link string
	if p.link != q.link {
		link = ansi.SetHyperlink(q.link.URL, q.link.Params)
	}
	change := q.style.Diff(&p.style)
	if !q.style.IsZero() {
		if anew := "\x1b[0;" + q.style.String()[len("\x1b["):]; len(anew) < len(change) {
			change = anew
		}
	}
	return link + change
}

// ground has erasing leave the ground of a pen.
func (p *plan) ground(q *pen) {
	if p.pen.style.Bg != q.style.Bg || p.pen.lined() {
		p.draw(q)
	}
}
