package wire

import (
	"unicode"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"golang.org/x/text/unicode/norm"
)

// row is a line of the screen in cells.
type row struct {
	source string
	cells  []cell
	wide   bool // it has characters of several cells, or of how many terminals differ
	on     bool // a screen, or among those that are spare: while rows are released
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

// speaks reports whether there is something to read.
func (c cell) speaks() bool {
	r, _ := utf8.DecodeRuneInString(c.text)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
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

// rowMaker sets lines in cells. What frames have in common, and what one leaves
// that the next can use, it keeps: a screen is set for each key.
type rowMaker struct {
	of     Frame // what rows are made for, without its content
	ground *row  // that shows nothing; there is one alone
	pens   map[look]*pen
	spare  []*row // that are on no screen any more

	set  *row    // that is being set
	last uv.Cell // of it, as it was drawn
	at   *pen    // for cells that look like the last
}

// look is how a cell is to look, whatever the terminal can do of it.
type look struct {
	style uv.Style
	link  uv.Link
}

// pensKept is how many pens are kept at most: each link has its own.
const pensKept = 512

// begin has the rows that follow be for a frame.
func (m *rowMaker) begin(f Frame) {
	f.Content = ""
	if m.ground == nil || f.W != m.of.W {
		m.ground, m.spare = &row{cells: make([]cell, max(0, f.W))}, nil
		m.ground.clear()
	}
	if f != m.of || m.pens == nil || len(m.pens) > pensKept {
		m.of, m.pens = f, make(map[look]*pen)
	}
}

// row is a line of the frame in cells.
func (m *rowMaker) row(line string) *row {
	if n := len(m.spare); n > 0 {
		m.set, m.spare = m.spare[n-1], m.spare[:n-1]
	} else {
		m.set = &row{cells: make([]cell, m.of.W)}
	}
	m.set.source = line
	switch {
	case m.of.nature.bare:
		line = bared(line, m.of.Widths)
	case foreign(line):
		line = settled(line, m.of.Widths, m.of.Simple)
	}
	m.last, m.at = uv.Cell{}, plain
	uv.NewStyledString(line).Draw(m, m.Bounds())
	return m.set
}

// release takes rows back that were on the screen, but for those that still are.
func (m *rowMaker) release(old, shown []*row) {
	for _, r := range shown {
		r.on = true
	}
	for _, r := range old {
		if !r.on && r != m.ground && len(r.cells) == m.of.W {
			r.on = true // so that it is taken once
			m.spare = append(m.spare, r)
		}
	}
	for _, rows := range [...][]*row{shown, m.spare} {
		for _, r := range rows {
			r.on = false
		}
	}
}

// Bounds, CellAt, SetCell and WidthMethod make the row that is being set a screen
// of one line, in which a cell is set again only right after it was set.
func (m *rowMaker) Bounds() uv.Rectangle { return uv.Rect(0, 0, m.of.W, 1) }

// WidthMethod is how cells are counted.
func (m *rowMaker) WidthMethod() uv.WidthMethod { return m.of.Widths }

// CellAt is the last cell that was set.
func (m *rowMaker) CellAt(int, int) *uv.Cell { return &m.last }

// SetCell sets a cell; nil, before all others, has the row be blank.
func (m *rowMaker) SetCell(x, _ int, c *uv.Cell) {
	switch {
	case c == nil:
		if x == 0 {
			m.set.clear()
		}
		return
	case x+c.Width > m.of.W:
		return
	}
	if c.Style != m.last.Style || c.Link != m.last.Link {
		m.at = m.pen(look{c.Style, c.Link})
	}
	m.last = *c
	drawn := cell{composed(c.Content), m.at, c.Width, false}
	drawn.loose = m.of.nature.loose(drawn.text, c.Width)
	m.set.cells[x] = drawn
	m.set.wide = m.set.wide || drawn.loose || c.Width > 1
	for i := x + 1; i < x+c.Width; i++ {
		m.set.cells[i] = cell{pen: m.at}
	}
}

// clear has a row show nothing.
func (r *row) clear() {
	r.wide = false
	for i := range r.cells {
		r.cells[i] = cell{text: " ", pen: plain, width: 1}
	}
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

// pen is how the terminal is to draw what looks so. Linux's console has no bold
// letters but bright ones, and would make what is black on grey grey on grey.
func (m *rowMaker) pen(as look) *pen {
	if p, known := m.pens[as]; known {
		return p
	}
	p := &pen{uv.ConvertStyle(as.style, m.of.Profile), uv.ConvertLink(as.link, m.of.Profile)}
	if m.of.nature.upright {
		p.style.Attrs &^= uv.AttrItalic
	}
	if m.of.nature.bare && p.style.Attrs&uv.AttrReverse != 0 {
		p.style.Attrs &^= uv.AttrBold
	}
	if *p == *plain {
		p = plain
	}
	m.pens[as] = p
	return p
}
