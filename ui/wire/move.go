package wire

import "strconv"

// move has the cursor go to a cell by the shortest way that it finds. Of a line
// feed it is not said whether it keeps the column.
func (p *plan) move(x, y int) {
	p.regain()
	from := p.at
	p.at = spot{x, y}
	if from == p.at {
		return
	}
	var way [24]byte
	best := place(way[:0], x, y)
	if from.y < 0 {
		p.out = append(p.out, best...)
		return
	}
	try := func(other []byte) {
		if len(other) < len(best) {
			best = other
		}
	}
	down := y - from.y
	if down < 0 || down > len(best) {
		p.out = append(p.out, best...)
		return
	}
	feeds := func(out []byte) []byte {
		for range down {
			out = append(out, '\n')
		}
		return out
	}
	w := len(p.rows[y].cells)
	if from.x < w || down == 0 { // not waiting for the next line
		var way [24]byte
		try(number(feeds(way[:0]), x+1, 'G'))
	}
	var back [24]byte
	back1 := feeds(append(back[:0], '\r'))
	if x > 0 {
		back1 = number(back1, x, 'C')
	}
	try(back1)
	if down == 0 && from.x >= 0 && from.x < w {
		var way [24]byte
		if x > from.x {
			try(number(way[:0], x-from.x, 'C'))
			if typed, ok := p.retyped(from, x, len(best)); ok {
				best = typed
			}
		} else {
			try(number(way[:0], from.x-x, 'D'))
			if n := from.x - x; n < len(best) {
				best = append(way[:0], "\b\b\b\b\b\b\b\b"[:n]...)
			}
		}
	}
	p.out = append(p.out, best...)
}

// moveRow has the cursor go to a row, in whatever column.
func (p *plan) moveRow(y int) {
	down := y - p.at.y
	switch {
	case down == 0 && p.at.x < len(p.rows[y].cells):
		return
	case p.at.y >= 0 && down > 0 && down <= len("\x1b[10d") && p.at.x < len(p.rows[y].cells):
		for range down {
			p.out = append(p.out, '\n')
		}
		p.at = spot{-1, y}
	default:
		p.move(0, y)
	}
}

// retyped is what stands between a cell and a column, if it can be written in the
// pen in fewer than so many bytes.
func (p *plan) retyped(from spot, x, limit int) ([]byte, bool) {
	var out []byte
	cells := p.rows[from.y].cells
	for i := from.x; i < x; i++ {
		c := &cells[i]
		if c.loose || c.width == 0 && i == from.x || c.width > 0 && !p.pen.writes(c) || i+c.width > x {
			return nil, false
		}
		if out = append(out, c.text...); len(out) >= limit {
			return nil, false
		}
	}
	return out, true
}

// place writes the way to a cell from anywhere.
func place(out []byte, x, y int) []byte {
	out = append(out, "\x1b["...)
	if y > 0 || x > 0 {
		out = strconv.AppendInt(out, int64(y+1), 10)
	}
	if x > 0 {
		out = append(out, ';')
		out = strconv.AppendInt(out, int64(x+1), 10)
	}
	return append(out, 'H')
}
