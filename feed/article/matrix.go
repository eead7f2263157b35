package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mathTable is a table within a formula.
type mathTable struct {
	left, right string // what encloses it
	rows        [][]formula
	equations   bool // its rows are equations, one below the other
}

// sign puts a table into a line: a matrix as '[a, b; c, d]', cases as
// '{x, x ≥ 0; −x, otherwise}', equations one after the other.
func (t *mathTable) sign() sign {
	rows := make([]string, 0, len(t.rows))
	for _, cells := range t.rows {
		if t.equations {
			var row formula
			for _, cell := range cells {
				row = append(row, cell...)
			}
			rows = append(rows, strings.Trim(row.set(inText), " \u00a0"))
			continue
		}
		var row []string
		for _, cell := range cells {
			if s := strings.TrimRight(cell.set(inText), ", \u00a0"); s != "" {
				row = append(row, s)
			}
		}
		rows = append(rows, strings.Join(row, ",\u00a0"))
	}
	s := sign{text: t.left + strings.Join(rows, ";\u00a0") + t.right, class: ordinary}
	if t.left != "" {
		s.class = inner
	}
	if t.equations {
		s.table = t
		s.text = strings.ReplaceAll(s.text, ";\u00a0", "; ")
	}
	return s
}

// maxSide is how wide the left side of an equation is at most that others are set
// in a column with.
const maxSide = 60

// lines sets equations below one another, their sides in columns.
func (t *mathTable) lines() string {
	left := 0 // the widest left side, but for those that fill a line
	cellsOf := make([][]string, len(t.rows))
	for i, row := range t.rows {
		for j, cell := range row {
			if j%2 == 1 {
				cell = append(formula{{}}, cell...) // the relation has room before it
			}
			cellsOf[i] = append(cellsOf[i], cell.set(inDisplay))
		}
		if len(row) > 1 {
			if w := cells(cellsOf[i][0]); w <= maxSide {
				left = max(left, w)
			}
		}
	}
	var out []string
	for _, row := range cellsOf {
		if len(row) > 1 {
			row[0] = strings.Repeat("\u00a0", max(0, left-cells(row[0]))) + row[0]
		}
		line := ""
		for j, cell := range row {
			if j > 0 && j%2 == 0 && strings.Trim(cell, " \u00a0") != "" {
				line += "\u00a0\u00a0"
			}
			line += cell
		}
		if line = strings.TrimRight(line, " \u00a0"); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// cells is how many columns the characters of a formula take.
func cells(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if unicode.Is(unicode.Mn, r) {
			n--
		}
	}
	return n
}
