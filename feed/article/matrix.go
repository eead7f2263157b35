package article

import (
	"strings"

	"golang.org/x/net/html"
)

// maxTables bounds the environments that are read of one formula.
const maxTables = 30

// texTables puts TeX's environments into a line, from the innermost outwards: a
// matrix as '[a, b; c, d]', cases as '{x, x ≥ 0; -x, otherwise}', lines of
// equations one after the other.
func texTables(s string) string {
	if !strings.Contains(s, `\begin`) {
		return s
	}
	for range maxTables {
		from := strings.LastIndex(s, `\begin{`)
		if from < 0 {
			break
		}
		name, rest, closed := strings.Cut(s[from+len(`\begin{`):], "}")
		body, after, ended := strings.Cut(rest, `\end{`+name+"}")
		if !closed || !ended { // the sign alone goes
			if !closed {
				rest = name
			}
			s = s[:from] + rest
			continue
		}
		s = s[:from] + texTable(strings.TrimSuffix(name, "*"), body) + after
	}
	return s
}

// texTable is one environment in a line.
func texTable(name, body string) string {
	left, right, gap := "", "", ", "
	switch name {
	case "pmatrix":
		left, right = "(", ")"
	case "bmatrix":
		left, right = "[", "]"
	case "vmatrix":
		left, right = "|", "|"
	case "Vmatrix":
		left, right = "‖", "‖"
	case "Bmatrix", "cases", "dcases", "rcases":
		left, right = `\{`, `\}`
	case "array", "tabular", "subarray": // what follows says how its columns are set
		if _, rest, ok := strings.Cut(body, "}"); ok && strings.HasPrefix(body, "{") {
			body = rest
		}
	case "matrix", "smallmatrix":
	default:
		gap = " "
	}
	var rows []string
	for row := range strings.SplitSeq(strings.ReplaceAll(body, `\hline`, ""), `\\`) {
		var cells []string
		for cell := range strings.SplitSeq(row, "&") {
			if cell = strings.TrimSpace(cell); cell != "" {
				cells = append(cells, strings.TrimRight(cell, ","))
			}
		}
		if len(cells) > 0 {
			rows = append(rows, strings.Join(cells, gap))
		}
	}
	return left + strings.Join(rows, "; ") + right
}

// mathTable is MathML's table in a line, of which rows are the rows; equations
// set below each other have no comma between their sides.
func mathTable(n *html.Node, rows []string) string {
	for i, row := range rows {
		gap := ", "
		if strings.Contains(attr(n, "columnalign"), "right left") {
			gap = " "
		}
		cells := strings.Split(row, mathCell)
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		rows[i] = strings.TrimSpace(strings.Join(cells, gap))
	}
	return strings.Join(rows, "; ")
}

// mathCell parts the cells of a row until its table is known: a noncharacter,
// which no text from outside holds.
const mathCell = "\uFDD2"
