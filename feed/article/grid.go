package article

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// gridReader reads rows into a grid, cells that span several included.
type gridReader struct {
	c    *conv
	f    *flow
	l    look
	g    grid
	down map[int]spanned // column -> the cell from above
	body bool            // a row that is no heading has been read
}

type spanned struct {
	cell
	rows int
}

func (c *conv) grid(f *flow, n *html.Node, l look) grid {
	r := &gridReader{c: c, f: f, l: l, down: map[int]spanned{}}
	r.read(n, false)
	r.g.joinHeads()
	return r.g
}

// joinHeads makes one row of several headings: each column's has all that stands over
// it. A first row in bold is one. A heading over the whole table is its caption.
func (g *grid) joinHeads() {
	if g.head == 0 && len(g.rows) > 1 && boldRow(g.rows[0]) && !boldRow(g.rows[1]) {
		for i := range g.rows[0] {
			cl := &g.rows[0][i]
			cl.md, cl.head = strings.Trim(cl.md, "*"), true
		}
		g.head = 1
	}
	if g.head > 0 && g.caption == "" && g.columns > 1 && len(g.rows) > 1 && isSpanned(g.rows[0], g.columns) {
		g.caption = g.rows[0][0].plain
		g.rows, g.head = g.rows[1:], g.head-1
	}
	if g.head < 2 || g.head == len(g.rows) {
		return
	}
	joined := make([]cell, g.columns)
	for _, row := range g.rows[:g.head] {
		for i, cl := range row {
			if cl.over != nil {
				cl = *cl.over
			}
			if to := &joined[i]; !strings.HasSuffix(to.plain, cl.plain) {
				to.piece = piece{join(to.md, cl.md), join(to.plain, cl.plain)}
			}
			joined[i].head = true
		}
	}
	g.rows = append([][]cell{joined}, g.rows[g.head:]...)
	g.head = 1
}

// boldRow says whether all cells of a row are strong from end to end: headings, where
// a page has no others.
func boldRow(row []cell) bool {
	for _, cl := range row {
		inner, ok := strings.CutPrefix(cl.md, "**")
		inner, closed := strings.CutSuffix(inner, "**")
		if cl.md != "" && (!ok || !closed || strings.Contains(inner, "*")) {
			return false
		}
	}
	return len(row) > 1 && row[0].md != ""
}

// isSpanned says whether one cell spans a whole row.
func isSpanned(row []cell, columns int) bool {
	return len(row) == columns && !slices.ContainsFunc(row[1:], func(c cell) bool { return c.over == nil || c.over.plain != row[0].plain })
}

func (r *gridReader) read(n *html.Node, head bool) {
	for ch := range children(n) {
		switch ch.DataAtom {
		case atom.Caption:
			stripAnchors(ch)
			r.g.caption = feed.Clean(r.c.text(allText(ch, 1000)), 500)
		case atom.Thead:
			r.read(ch, true)
		case atom.Tbody, atom.Tfoot:
			r.read(ch, false)
		case atom.Tr:
			r.row(ch, head)
		default:
			if ch.Type == html.ElementNode && r.c.left > 0 {
				s := r.f.sub()
				r.c.element(s, ch, r.l)
				s.flush(r.c)
				r.g.rest = append(r.g.rest, s.blocks...)
			}
		}
	}
}

func (r *gridReader) row(n *html.Node, head bool) {
	var row []cell
	allHead, any := true, false
	for ch := range children(n) {
		if ch.DataAtom != atom.Td && ch.DataAtom != atom.Th {
			continue
		}
		row = r.fromAbove(row)
		cl := r.c.cell(r, ch)
		any = any || cl.plain != ""
		allHead = allHead && (cl.head || cl.plain == "")
		if len(row) >= maxColumns {
			last := &row[maxColumns-1]
			last.md, last.plain = join(last.md, cl.md), join(last.plain, cl.plain)
			continue
		}
		if rows := span(ch, "rowspan"); rows > 1 {
			r.down[len(row)] = spanned{cl, rows - 1}
		}
		row = append(row, cl)
		for range span(ch, "colspan") - 1 {
			if len(row) < maxColumns {
				row = append(row, cell{head: cl.head, over: &cl})
			}
		}
	}
	row = r.fromAbove(row)
	if !any {
		return
	}
	if (head || allHead) && !r.body {
		r.g.head++
	} else {
		r.body = true
	}
	r.g.columns = max(r.g.columns, len(row))
	r.g.rows = append(r.g.rows, row)
}

// fromAbove adds the cells that reach down from rows above at this place.
func (r *gridReader) fromAbove(row []cell) []cell {
	for len(row) < maxColumns {
		s, ok := r.down[len(row)]
		if !ok {
			return row
		}
		if s.rows--; s.rows == 0 {
			delete(r.down, len(row))
		} else {
			r.down[len(row)] = s
		}
		row = append(row, s.cell)
	}
	return row
}

func span(n *html.Node, key string) int {
	v, err := strconv.Atoi(strings.TrimSpace(attr(n, key)))
	if err != nil {
		return 1
	}
	return max(1, min(v, maxSpan))
}
