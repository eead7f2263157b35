package typeset

import (
	"slices"
	"strings"

	east "github.com/yuin/goldmark/extension/ast"

	"lede/ui/theme"
)

const (
	maxColumns = 40 // of a table that is set as one
	maxCells   = 20_000
)

// cellOf is one cell of a table.
type cellOf struct {
	text  text
	align east.Alignment
}

// setTable fits a table to the column: as it is where there is room, else with
// its cells broken into lines, else as one block a row.
func (p *page) setTable(n *east.Table, source []byte, f frame) error {
	rows, err := p.cells(n, source, f)
	if err != nil || len(rows) == 0 {
		return err
	}
	p.keep = false // a table stands off from its heading: its own head is bold too
	p.space(1)
	defer p.space(1)
	cols, ok := p.columnsOf(rows)
	if !ok {
		p.setRecords(rows)
		return nil
	}
	p.alignNumbers(rows)
	if header := rows[0]; !isEmpty(header) {
		p.setRow(p.brokenRow(header, cols, true), cols)
		p.emit([]run{p.deco(strings.Repeat(p.marks.rule, cols.width()), theme.Faint)}, '\n')
	}
	rows = rows[1:]
	set := make([]brokenRow, len(rows))
	high := 0
	for r, row := range rows {
		if set[r] = p.brokenRow(row, cols, false); set[r].height > 1 {
			high++
		}
	}
	for r := range set {
		// rows of several lines stand off from the others, and where there are many
		// of them all rows do
		if r > 0 && (high*4 > len(set) || set[r-1].height > 1 || set[r].height > 1) {
			p.push(p.edged(nil, p.edges, true), '\n')
		}
		p.setRow(set[r], cols)
	}
	return nil
}

// isEmpty says whether a row, as the header of a table that has none, holds
// nothing.
func isEmpty(row []cellOf) bool {
	return !slices.ContainsFunc(row, func(c cellOf) bool { return !c.text.empty() })
}

// cells reads a table, its header as the first row, all rows equally long.
func (p *page) cells(n *east.Table, source []byte, f frame) ([][]cellOf, error) {
	var rows [][]cellOf
	columns, count := len(n.Alignments), 0
	for tr := n.FirstChild(); tr != nil; tr = tr.NextSibling() {
		base := f.base
		if tr.Kind() == east.KindTableHeader {
			base = p.pens.over(p.pens.theme.Look(theme.Heading), base)
		}
		row := make([]cellOf, 0, columns)
		for td := tr.FirstChild(); td != nil && len(row) < columns; td = td.NextSibling() {
			var c cellOf
			if cell, ok := td.(*east.TableCell); ok {
				c.align = cell.Alignment
			}
			if err := p.in.set(&c.text, td, source, base); err != nil {
				return nil, err
			}
			c.text.trimSpace()
			row = append(row, c)
		}
		for len(row) < columns {
			row = append(row, cellOf{})
		}
		rows = append(rows, row)
		if count += columns; count > maxCells {
			break
		}
	}
	return rows, nil
}

// alignNumbers sets columns of nothing but numbers flush right, where the table
// says nothing else.
func (p *page) alignNumbers(rows [][]cellOf) {
	for c := range rows[0] {
		numbers := len(rows) > 1
		for _, row := range rows[1:] {
			numbers = numbers && row[c].align == east.AlignNone && isNumber(row[c].text.String())
		}
		if !numbers {
			continue
		}
		for r := range rows {
			rows[r][c].align = east.AlignRight
		}
	}
}

// isNumber reports amounts, with units of a letter or two.
func isNumber(s string) bool {
	letters, ok := figures(s)
	return s == "" || s == "–" || s == "—" || s == "-" || ok && letters <= 2
}

// isAmount reports digits with signs alone.
func isAmount(s string) bool {
	letters, ok := figures(s)
	return ok && letters == 0
}

// figures says whether a text is one number and counts what in it is neither a digit
// nor a sign of numbers.
func figures(s string) (letters int, ok bool) {
	unit := false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if ok && unit {
				return letters, false // '9 h 20 min'
			}
			ok, unit = true, false
		case strings.ContainsRune(" .,'+-−–%€$£¥‰~<>≈()\u00a0\u202f", r):
		default:
			letters++
			unit = true
		}
	}
	return letters, ok
}

// brokenRow is a row whose cells are broken into lines.
type brokenRow struct {
	row    []cellOf
	lines  [][]line // of each cell
	height int      // of the highest, in lines
}

// brokenRow breaks a row's cells. A header's stand on the rule below them.
func (p *page) brokenRow(row []cellOf, cols columns, header bool) brokenRow {
	b := brokenRow{row, make([][]line, len(row)), 1}
	for c := range row {
		b.lines[c] = p.cellLines(&row[c].text, cols.widths[c])
		b.height = max(b.height, len(b.lines[c]))
	}
	if header {
		for c, l := range b.lines {
			b.lines[c] = append(make([]line, b.height-len(l)), l...)
		}
	}
	return b
}

// setRow sets a row, as many lines high as its highest cell.
func (p *page) setRow(b brokenRow, cols columns) {
	for i := range b.height {
		var runs []run
		for c := range b.row {
			if c > 0 {
				runs = append(runs, p.blank(cols.gutter))
			}
			var cell line
			if i < len(b.lines[c]) {
				cell = b.lines[c][i]
			}
			free := cols.widths[c] - cell.width()
			left := 0
			switch b.row[c].align {
			case east.AlignRight:
				left = free
			case east.AlignCenter:
				left = free / 2
			}
			runs = append(runs, p.blank(left))
			runs = append(runs, cell.runs...)
			if c < len(b.row)-1 {
				runs = append(runs, p.blank(free-left))
			}
		}
		p.emit(runs, '\n')
	}
}

func (p *page) cellLines(t *text, width int) []line {
	if t.empty() {
		return nil
	}
	rtl := p.rtl
	p.rtl = false // a cell is aligned by its column
	defer func() { p.rtl = rtl }()
	return p.broken(t, width, asFilled)
}

// setRecords sets a table too wide for the column: each row as a block, its
// first cell as the heading, the others under the names of their columns.
func (p *page) setRecords(rows [][]cellOf) {
	header := rows[0]
	for i := 1; i < len(rows); i++ {
		p.space(1)
		for c := range rows[i] {
			if rows[i][c].text.empty() {
				continue
			}
			if c == 0 {
				p.set(p.bolder(&rows[i][c].text), asFilled)
				continue
			}
			p.setField(header[c].text.String(), &rows[i][c].text)
		}
	}
	p.space(1)
}

// setField sets 'name: value' under a record's heading, hanging by two.
func (p *page) setField(name string, value *text) {
	indent := []run{p.blank(2)}
	hang := []run{p.blank(4)}
	p.within(indent, hang, func() {
		var t text
		if name = strings.TrimSpace(name); name != "" {
			t.add(name+":"+nbsp, p.pens.deco(theme.Dim), 0)
		}
		from := 0
		s := value.String()
		for _, sp := range value.spans {
			t.raw(s[from:sp.end], sp.pen, sp.link)
			from = sp.end
		}
		p.set(&t, asFilled)
	})
}

// bolder is t in bold.
func (p *page) bolder(t *text) *text {
	out := &text{buf: t.buf, spans: slices.Clone(t.spans)}
	for i := range out.spans {
		out.spans[i].pen = p.pens.over(theme.Look{Bold: true}, out.spans[i].pen)
	}
	return out
}
