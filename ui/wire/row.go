package wire

import (
	"strings"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"golang.org/x/text/unicode/norm"
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
	switch {
	case f.nature.bare:
		line = bared(line, f.Widths)
	case foreign(line):
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
			at = penFor(&pens, f.pen(c))
			last = c
		}
		set := cell{composed(c.Content), at, c.Width, false}
		set.loose = f.nature.loose(set.text, c.Width)
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

// composed is a letter with its marks as one character, where there is one: some
// terminals draw no others.
func composed(cluster string) string {
	if len(cluster) == 1 || utf8.RuneCountInString(cluster) == 1 {
		return cluster
	}
	if one := norm.NFC.String(cluster); utf8.RuneCountInString(one) == 1 {
		return one
	}
	return cluster
}

// pen is how the terminal is to draw a cell. Linux's console has no bold letters
// but bright ones, and would make what is black on grey grey on grey.
func (f *Frame) pen(c *uv.Cell) *pen {
	p := &pen{uv.ConvertStyle(c.Style, f.Profile), uv.ConvertLink(c.Link, f.Profile)}
	if f.nature.upright {
		p.style.Attrs &^= uv.AttrItalic
	}
	if f.nature.bare && p.style.Attrs&uv.AttrReverse != 0 {
		p.style.Attrs &^= uv.AttrBold
	}
	return p
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
