package wire

import "fmt"

const (
	scrollCost = 20 // bytes, about
	feedsBest  = 3  // up to so many lines, line feeds are shorter
)

// scrolled is the screen with rows moved up or down, where that may be cheaper
// than writing them.
func (s state) scrolled(rows []*row) (state, bool) {
	top, n, by := 0, 0, 0
	worth := scrollCost
	for d := 1 - len(rows); d < len(rows); d++ {
		if d == 0 {
			continue
		}
		for y := max(0, -d); y < min(len(rows), len(rows)-d); y++ {
			k, saved := s.run(rows, y, d)
			if saved > worth {
				top, n, by, worth = y, k, d, saved
			}
			y += k
		}
	}
	if n == 0 {
		return s, false
	}
	first, last := min(top, top+by), max(top+n, top+n+by)-1 // the region
	moved := make([]*row, 0, len(rows))
	moved = append(moved, s.rows[:first]...)
	for y := first; y <= last; y++ {
		if y+by >= first && y+by <= last {
			moved = append(moved, s.rows[y+by])
		} else {
			moved = append(moved, s.ground)
		}
	}
	s.rows, s.at, s.out = append(moved, s.rows[last+1:]...), spot{0, 0}, region(first, last, by, s.sparse)
	return s, true
}

// run is how many rows from y on are on the screen d rows further down, and about
// how many bytes it would take to write those that are not in their place.
func (s state) run(rows []*row, y, d int) (n, saved int) {
	for y+n < len(rows) && y+n+d < len(rows) && rows[y+n] == s.rows[y+n+d] {
		if old := s.rows[y+n]; rows[y+n] != old {
			for i := range rows[y+n].cells {
				if !rows[y+n].cells[i].same(&old.cells[i]) {
					saved++
				}
			}
		}
		n++
	}
	return n, saved
}

// region writes that the rows from first to last move up by n, down where it is
// negative.
func region(first, last, n int, sparse bool) []byte {
	out := fmt.Appendf(nil, "\x1b[%d;%dr", first+1, last+1)
	switch {
	case n > 0 && (n <= feedsBest || sparse):
		out = fmt.Appendf(out, "\x1b[%dH", last+1)
		for range n {
			out = append(out, '\n')
		}
	case n > 0:
		out = number(out, n, 'S')
	case -n <= feedsBest || sparse:
		out = fmt.Appendf(out, "\x1b[%dH", first+1)
		for range -n {
			out = append(out, "\x1bM"...)
		}
	default:
		out = number(out, -n, 'T')
	}
	return append(out, "\x1b[r"...)
}
