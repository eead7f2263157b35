package typeset

import "slices"

// How a table shares the measure among its columns.
const (
	wideGutter      = 3  // cells between two columns
	gutter          = 2  // the same where there is no room for more
	minTableColumn  = 6  // cells; narrower columns make the table a list of records
	maxCellLines    = 6  // of a cell, or half as many as its column is wide; higher ones do the same
	longWord        = 24 // cells; longer ones may be broken
	shortCell       = 16 // cells; what has figures in it and is no longer stays on a line where there is room
	unitCell        = 7  // cells; the same, in any case: '1.24 kg'
	maxTraded       = 12 // columns up to which their widths are weighed against each other
	maxMeasuredRows = 64 // that are looked at for the best widths
)

// columns are a table's, as they are set.
type columns struct {
	widths []int
	gutter int
}

func (c columns) width() int { return sum(c.widths) + c.gutter*(len(c.widths)-1) }

func sum(values []int) int {
	total := 0
	for _, v := range values {
		total += v
	}
	return total
}

// columnsOf shares the measure among a table's columns, so that words and numbers
// are whole and the table is as low as can be. ok is false where it can't be read as
// one.
func (p *page) columnsOf(rows [][]cellOf) (cols columns, ok bool) {
	count := len(rows[0])
	if count > maxColumns {
		return cols, false
	}
	shape := p.shapeOf(rows)
	for _, way := range []struct {
		gutter int
		need   []int
	}{{wideGutter, shape.whole}, {gutter, shape.whole}, {wideGutter, shape.need}, {gutter, shape.need}} {
		room := p.column() - way.gutter*(count-1)
		if sum(way.need) > room {
			continue
		}
		cols = columns{widths: shape.share(way.need, room), gutter: way.gutter}
		fits := true
		for c, w := range cols.widths {
			for _, lines := range shape.lines(c, w)[1:] { // the header is the first
				fits = fits && lines <= max(maxCellLines, w/2)
			}
		}
		if fits {
			return cols, true
		}
	}
	return cols, false
}

// tableShape is what the widths of a table's columns are chosen by.
type tableShape struct {
	want  []int // for each cell to be one line
	whole []int // for words, and short cells with figures in them, to be whole
	need  []int // at least
	cells [][]cellShape
	sizes [][][]int // by column and width: the lines of each cell, where they were asked for
}

// cellShape is a cell that is to be broken into lines.
type cellShape struct {
	boxes []box
	width int // on one line
}

// shapeOf measures a table: its widths by all rows, the lines by some of them.
func (p *page) shapeOf(rows [][]cellOf) *tableShape {
	count := len(rows[0])
	s := &tableShape{
		want: make([]int, count), whole: make([]int, count), need: make([]int, count),
		cells: make([][]cellShape, count), sizes: make([][][]int, count),
	}
	step := (len(rows) + maxMeasuredRows - 1) / maxMeasuredRows
	for r, row := range rows {
		for c := range row {
			text := row[c].text.String()
			boxes := p.measurer.boxes(text, p.column())
			width := p.measurer.width(text)
			s.want[c] = max(s.want[c], width, 1)
			word := 0
			for _, b := range boxes {
				s.need[c] = max(s.need[c], min(b.width, longWord))
				if word += b.width; b.space > 0 || b.forced {
					s.whole[c], word = max(s.whole[c], min(word, longWord)), 0
				}
			}
			s.whole[c] = max(s.whole[c], min(word, longWord))
			switch {
			case r > 0 && (isAmount(text) && width <= longWord || hasFigure(text) && width <= unitCell):
				s.need[c] = max(s.need[c], width)
			case r > 0 && hasFigure(text) && width <= shortCell:
				s.whole[c] = max(s.whole[c], width)
			}
			if r%step == 0 {
				s.cells[c] = append(s.cells[c], cellShape{boxes, width})
			}
		}
	}
	for c := range s.need {
		s.need[c] = max(s.need[c], min(s.want[c], minTableColumn))
		s.whole[c] = max(s.whole[c], s.need[c])
	}
	return s
}

// hasFigure says whether a text holds a digit.
func hasFigure(s string) bool {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			return true
		}
	}
	return false
}

// lines are the lines that the cells of a column take at a width.
func (s *tableShape) lines(c, width int) []int {
	if s.sizes[c] == nil {
		s.sizes[c] = make([][]int, s.want[c]+1)
	}
	if width = min(width, s.want[c]); s.sizes[c][width] == nil {
		sizes := make([]int, len(s.cells[c]))
		for r := range s.cells[c] {
			sizes[r] = s.cells[c][r].lines(width)
		}
		s.sizes[c][width] = sizes
	}
	return s.sizes[c][width]
}

// lines is how many lines a cell takes at a width.
func (c *cellShape) lines(width int) int {
	if c.width <= width {
		return 1
	}
	lines, used := 1, 0
	for _, b := range c.boxes {
		if used > 0 && used+b.width > width {
			lines, used = lines+1, 0
		}
		if b.width > width { // it is broken
			lines, used = lines+(b.width-1)/width, (b.width-1)%width+1
		} else {
			used += b.width
		}
		if used += b.space; b.forced {
			lines, used = lines+1, 0
		}
	}
	return lines
}

// share gives each column its want where there is room for all; else its need, and
// what is left to those that make the table lower by it, the most for the least. Among
// those that make it no lower, cells that are short are made whole before long ones
// lose a line.
func (s *tableShape) share(need []int, room int) []int {
	if sum(s.want) <= room {
		return s.want
	}
	widths := slices.Clone(need)
	for left := room - sum(widths); left > 0; {
		column, more, best := -1, 0, 0.0
		for c, width := range widths {
			others := s.heights(widths, c, c)
			cost := s.cost(others, oneColumn{c, width})
			for d := 1; d <= min(left, s.want[c]-width); d++ {
				if gain := float64(cost-s.cost(others, oneColumn{c, width + d})) / float64(d); gain > best {
					column, more, best = c, d, gain
				}
			}
		}
		if column < 0 {
			break
		}
		widths[column] += more
		left -= more
	}
	for range widths {
		if len(widths) > maxTraded || !s.trade(widths, need) {
			break
		}
	}
	return widths
}

// trade has one column give cells to another where that is better for the table.
func (s *tableShape) trade(widths, need []int) (better bool) {
	for from := range widths {
		for to := range widths {
			if from == to {
				continue
			}
			others := s.heights(widths, from, to)
			best, most := s.cost(others, oneColumn{from, widths[from]}, oneColumn{to, widths[to]}), 0
			for d := 1; d <= min(widths[from]-need[from], s.want[to]-widths[to]); d++ {
				if cost := s.cost(others, oneColumn{from, widths[from] - d}, oneColumn{to, widths[to] + d}); cost < best {
					best, most = cost, d
				}
			}
			widths[from], widths[to] = widths[from]-most, widths[to]+most
			better = better || most > 0
		}
	}
	return better
}

// heights are the heights of a table's rows without two of its columns.
func (s *tableShape) heights(widths []int, one, other int) []int {
	heights := make([]int, len(s.cells[one]))
	for c, w := range widths {
		if c == one || c == other {
			continue
		}
		for r, lines := range s.lines(c, w) {
			heights[r] = max(heights[r], lines)
		}
	}
	return heights
}

// oneColumn is one column at a width.
type oneColumn struct{ column, width int }

// cost is what columns of some widths cost the table's reader: the height of the
// rows, of which others is that of the other columns, and within that the lines of their
// cells, those of short ones more.
func (s *tableShape) cost(others []int, columns ...oneColumn) int {
	const perRow, perShort = 4, 2
	total := 0
	for r, height := range others {
		for _, c := range columns {
			lines := s.lines(c.column, c.width)[r]
			height = max(height, lines)
			if s.cells[c.column][r].width <= 2*shortCell {
				total += perShort * (lines - 1)
			} else {
				total += lines - 1
			}
		}
		total += perRow * height
	}
	return total
}
