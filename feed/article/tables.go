package article

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// Bounds of tables: cells that one cell may span, and the sizes up to which a
// table is set as one, in columns of text.
const (
	maxSpan      = 50
	maxColumns   = 200 // cells beyond are joined to the last
	tableColumns = 12
	tableWidth   = 110
	lineWidth    = 24  // of a cell that is broken into lines
	longestCell  = 400 // characters
)

// cell is a table cell as inline Markdown.
type cell struct {
	piece
	head bool
	over *cell // it is a part of that one, which spans several columns
}

// grid is a table as read.
type grid struct {
	rows    [][]cell
	head    int // leading rows that are headings
	columns int
	caption string
	rest    []Block // pictures and the like, set after the table
}

// table sets a table: as Markdown where it fits a column of text, else as one
// record a row; tables that only arrange a page are read cell by cell.
func (c *conv) table(f *flow, n *html.Node, l look) {
	f.flush(c)
	if code := listing(n); code != nil {
		c.code(f, code, l)
		return
	}
	if isLayout(n) {
		c.flatten(f, n, l)
		return
	}
	g := c.grid(f, n, l)
	switch {
	case len(g.rows) == 0:
	case g.columns == 1:
		for _, r := range g.rows {
			f.put(c, Block{Kind: Prose, Markdown: r[0].md, plain: r[0].plain})
		}
	case g.fits():
		if g.caption != "" {
			f.put(c, Block{Kind: Prose, Markdown: boldLine(g.caption), plain: g.caption})
		}
		md, plain := g.markdown()
		f.put(c, Block{Kind: Prose, Markdown: md, plain: plain})
	default:
		f.put(c, g.records())
	}
	for _, b := range g.rest {
		f.put(c, b)
	}
}

// listing is the code in a table that only sets line numbers beside it.
func listing(n *html.Node) *html.Node {
	first := findTag(n, atom.Pre)
	if first == nil {
		return nil
	}
	var last *html.Node
	pres := 0
	for e := range elements(n, lookLimit) {
		switch e.DataAtom {
		case atom.Tr:
			if pres > 0 {
				return nil
			}
		case atom.Pre:
			last = e
			pres++
		}
	}
	class := attr(n, "class")
	if pres == 2 && (onlyNumbers(first) || gutters().MatchString(class) || strings.Contains(class, "highlight") || strings.Contains(class, "rouge") || strings.Contains(attr(n.Parent, "class"), "highlight")) {
		return last
	}
	return nil
}

// onlyNumbers says whether a listing holds nothing but the numbers of another's lines.
func onlyNumbers(n *html.Node) bool {
	text, _ := peek(n, 60)
	return text != "" && strings.Trim(text, "0123456789 ") == ""
}

// isLayout says whether a table arranges a page rather than data.
func isLayout(n *html.Node) bool {
	switch strings.ToLower(attr(n, "role")) {
	case "presentation", "none":
		return true
	}
	headed, columns, rows, blocks, seen := false, 0, 0, false, 0
	var count func(*html.Node)
	count = func(n *html.Node) {
		for ch := range children(n) {
			if seen++; seen > 2000 {
				return
			}
			switch ch.DataAtom {
			case atom.Th, atom.Caption, atom.Thead:
				headed = true
				count(ch)
			case atom.Tr:
				rows++
				cells := 0
				for d := range children(ch) {
					if d.DataAtom == atom.Td || d.DataAtom == atom.Th {
						cells++
					}
				}
				columns = max(columns, cells)
				count(ch)
			case atom.Table, atom.H1, atom.H2, atom.H3, atom.Pre, atom.Figure, atom.Iframe, atom.Video, atom.Blockquote:
				blocks = true
			default:
				if ch.Type == html.ElementNode {
					count(ch)
				}
			}
		}
	}
	count(n)
	return columns <= 1 || rows <= 1 && !headed || blocks && !headed
}

// flatten reads the cells of a layout table one after the other.
func (c *conv) flatten(f *flow, n *html.Node, l look) {
	for ch := range children(n) {
		switch {
		case ch.Type == html.TextNode:
			c.words(f, ch.Data, l)
		case ch.Type != html.ElementNode:
		case ch.DataAtom == atom.Td || ch.DataAtom == atom.Th || ch.DataAtom == atom.Caption:
			if !isDebris(ch, traitsOf(ch)) {
				c.block(f, ch, l)
			}
		case tableParts[ch.DataAtom] && ch.DataAtom != atom.Table:
			c.flatten(f, ch, l)
		default:
			c.element(f, ch, l)
		}
	}
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

var blockMarks = lazily(`(?m)^(> |- |\d{1,9}[.)] |#{1,6} |    *)+`)

// cell reads one cell as inline Markdown; its paragraphs and list items are
// put in one line, with dots between.
func (c *conv) cell(r *gridReader, n *html.Node) cell {
	s := r.f.sub()
	s.lists = maxLists // lists in cells are lines
	s.quotes = maxQuotes
	c.anchor(n)
	c.walk(s, n, r.l)
	s.flush(c)
	var text piece
	for _, b := range s.blocks {
		one, _, rest := prose([]Block{b})
		r.g.rest = append(r.g.rest, rest...)
		if strings.Contains(one.md, "```") {
			one.md = codeSpan(fold(one.plain), false)
		}
		if one.md = oneLine(one.md); one.md == "" {
			continue
		}
		gap := ""
		if text.md != "" {
			gap = partGap(text.plain)
		}
		text.md += gap + one.md
		text.plain += gap + fold(one.plain)
	}
	return cell{piece: text, head: n.DataAtom == atom.Th}
}

// partGap parts what stands in lines of its own in a cell: a sentence ends by itself.
func partGap(before string) string {
	if feed.EndsSentence(before) || strings.TrimRight(before, ",:;–-") != before {
		return " "
	}
	return " · "
}

// oneLine takes Markdown's lines together.
func oneLine(md string) string {
	md = strings.TrimLeft(md, Indent)
	if !strings.Contains(md, "\n") && !blockMarks().MatchString(md) {
		return md
	}
	md = blockMarks().ReplaceAllString(md, "")
	md = strings.ReplaceAll(md, "\\\n", " ")
	return strings.Join(strings.Fields(md), " ")
}

// widths are the widest cell of each column, in characters.
func (g *grid) widths() []int {
	w := make([]int, g.columns)
	for _, row := range g.rows {
		for i, cl := range row {
			w[i] = max(w[i], utf8.RuneCountInString(cl.plain))
		}
	}
	return w
}

// fits says whether the table may be read as one, where there is room for it.
func (g *grid) fits() bool {
	total, widest := 0, 0
	for _, w := range g.widths() {
		total += min(w, lineWidth) + 2
		widest = max(widest, w)
	}
	return total <= tableWidth && widest <= longestCell && g.columns <= tableColumns
}

// markdown writes the table in GFM.
func (g *grid) markdown() (md, plain string) {
	var m, p strings.Builder
	rows := g.rows
	head := make([]cell, g.columns)
	if g.head > 0 {
		copy(head, rows[0])
		rows = rows[1:]
	}
	g.writeRow(&m, head)
	m.WriteByte('\n')
	for i := range head {
		m.WriteString("|")
		if g.numeric(rows, i) {
			m.WriteString(" ---: ")
		} else {
			m.WriteString(" --- ")
		}
	}
	m.WriteString("|")
	writePlain(&p, head)
	for _, row := range rows {
		m.WriteByte('\n')
		g.writeRow(&m, row)
		writePlain(&p, row)
	}
	return m.String(), strings.TrimPrefix(p.String(), "\n")
}

func (g *grid) writeRow(m *strings.Builder, row []cell) {
	for i := range g.columns {
		m.WriteString("| ")
		if i < len(row) {
			m.WriteString(escapeBars(row[i].md))
			m.WriteByte(' ')
		}
	}
	m.WriteString("|")
}

// escapeBars escapes the bars that are not escaped yet.
func escapeBars(md string) string {
	if !strings.Contains(md, "|") {
		return md
	}
	var b strings.Builder
	escaped := false
	for i := 0; i < len(md); i++ {
		if md[i] == '|' && !escaped {
			b.WriteByte('\\')
		}
		escaped = md[i] == '\\' && !escaped
		b.WriteByte(md[i])
	}
	return b.String()
}

func writePlain(p *strings.Builder, row []cell) {
	any := false
	for _, cl := range row {
		if cl.plain == "" {
			continue
		}
		if any {
			p.WriteString("  ")
		} else {
			p.WriteByte('\n')
		}
		p.WriteString(cl.plain)
		any = true
	}
}

var number = lazily(`^[-–−+±~≈<>$€£¥₹]?\s?[\d.,\s]+\s?(%|‰|[kKmMbB]n?|[€$£¥])?$`)

// numeric says whether a column holds numbers.
func (g *grid) numeric(rows [][]cell, i int) bool {
	some := false
	for _, row := range rows {
		if i >= len(row) || row[i].plain == "" || row[i].plain == "–" || row[i].plain == "-" || row[i].plain == "—" {
			continue
		}
		if !number().MatchString(row[i].plain) {
			return false
		}
		some = true
	}
	return some
}

// records gives the table as one record a row.
func (g *grid) records() Block {
	b := Block{Kind: Records, Title: g.caption}
	var p strings.Builder
	rows := g.rows
	if g.head > 0 {
		for _, cl := range rows[0] {
			b.Header = append(b.Header, cl.plain)
		}
		rows = rows[1:]
	}
	for _, row := range rows {
		var r []string
		for _, cl := range row {
			r = append(r, cl.md)
		}
		b.Rows = append(b.Rows, r)
	}
	for _, row := range g.rows {
		writePlain(&p, row)
	}
	b.plain = strings.TrimPrefix(p.String(), "\n")
	return b
}
