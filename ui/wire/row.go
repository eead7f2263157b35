package wire

import (
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// row is a line of the screen in cells.
type row struct {
	source string
	cells  []cell
	wide   bool // it has characters of several cells, or of how many terminals differ
}

// cell is a character with its pen. What a wide character takes besides its
// first cell has no text.
type cell struct {
	text  string
	pen   *pen
	width int
	loose bool // terminals differ about its width
}

// blank reports whether there is nothing to see but the ground.
func (c *cell) blank() bool { return c.text == " " && !c.pen.lined() }

// same reports whether two cells look the same, and do the same when clicked.
func (c *cell) same(d *cell) bool {
	if c.text != d.text || c.width != d.width {
		return false
	}
	return c.pen == d.pen || *c.pen == *d.pen || c.blank() && d.blank() && c.pen.ground(d.pen)
}

// lined reports whether blanks are not blank in this pen.
func (p *pen) lined() bool {
	return p.style.Underline != uv.UnderlineNone || p.style.Attrs&(uv.AttrStrikethrough|uv.AttrReverse) != 0
}

// ground reports whether blanks are the same in two pens that are not lined.
func (p *pen) ground(q *pen) bool { return p.style.Bg == q.style.Bg && p.link == q.link }

// writes reports whether a cell can be written in a pen.
func (p *pen) writes(c *cell) bool {
	return p == c.pen || *p == *c.pen || c.blank() && !p.lined() && p.ground(c.pen)
}

// erasable reports whether a cell is what erasing leaves, with the right ground.
func (c *cell) erasable() bool { return c.blank() && c.pen.link.IsZero() }

func empty(w int) *row {
	r := &row{source: strings.Repeat(" ", w), cells: make([]cell, w)}
	for i := range r.cells {
		r.cells[i] = cell{text: " ", pen: plain, width: 1}
	}
	return r
}

// newRow sets a line in a frame's cells.
func newRow(line string, f Frame) *row {
	r := &row{source: line, cells: make([]cell, 0, f.W)}
	if foreign(line) {
		line = settled(line, f.Widths, f.Simple)
	}
	var last *uv.Cell
	at := plain
	var pens []*pen
	var cells uv.Line
	if lines := uv.NewStyledString(line).Lines(f.Widths); len(lines) > 0 {
		cells = lines[0]
	}
	for i := range cells {
		c := &cells[i]
		if len(r.cells)+c.Width > f.W {
			break
		}
		if last == nil || c.Style != last.Style || c.Link != last.Link {
			at = penFor(&pens, &pen{uv.ConvertStyle(c.Style, f.Profile), uv.ConvertLink(c.Link, f.Profile)})
			last = c
		}
		set := cell{c.Content, at, c.Width, loose(c.Content, c.Width)}
		r.cells = append(r.cells, set)
		r.wide = r.wide || set.loose
		for range c.Width - 1 {
			r.cells = append(r.cells, cell{pen: at})
			r.wide = true
		}
	}
	for len(r.cells) < f.W {
		r.cells = append(r.cells, cell{text: " ", pen: plain, width: 1})
	}
	return r
}

// penFor is a pen of those that a row has already, or a new one of them.
func penFor(pens *[]*pen, p *pen) *pen {
	if *p == *plain {
		return plain
	}
	for _, q := range *pens {
		if *q == *p {
			return q
		}
	}
	*pens = append(*pens, p)
	return p
}
