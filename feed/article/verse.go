package article

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	fewestLines = 3  // of a poem
	longestLine = 80 // characters
	verseLine   = 56 // characters of its lines, taken together
)

// emptySigns are what an empty box may hold.
const emptySigns = " \u00a0\u200b\ufeff"

// keepLines makes one paragraph of boxes that follow one another with a short line in
// each, as editors on the web write poems. Browsers set no air between boxes, but for
// empty ones, which part stanzas.
func keepLines(root *html.Node) {
	parents := []*html.Node{root}
	for e := range elements(root, 0) {
		if boxes[e.DataAtom] || e.DataAtom == atom.Blockquote {
			parents = append(parents, e)
		}
	}
	for _, parent := range parents {
		for _, lines := range lineBoxes(parent) {
			takeLines(lines)
		}
	}
}

// lineBoxes are the rows of boxes with lines in an element; none where these are short
// news.
func lineBoxes(parent *html.Node) (rows [][]*html.Node) {
	var row []*html.Node
	lines, length := 0, 0
	end := func() {
		if lines >= fewestLines && length <= lines*verseLine {
			rows = append(rows, row)
		}
		row, lines, length = nil, 0, 0
	}
	for n := range children(parent) {
		if isWhitespace(n) || n.Type == html.CommentNode {
			continue
		}
		switch text, ok := lineOf(n); {
		case !ok:
			end()
		case text != "":
			row, lines, length = append(row, n), lines+1, length+utf8.RuneCountInString(text)
		case len(row) > 0:
			row = append(row, n)
		}
	}
	end()
	if len(rows) > 0 && newsItems(parent) != nil {
		return nil
	}
	return rows
}

// lineOf is the line that is all there is in a box without a name, empty if it holds
// none. A link alone is no line of a poem, nor is what sites add.
func lineOf(n *html.Node) (text string, ok bool) {
	if n.DataAtom != atom.Div || hidden(n) {
		return "", false
	}
	for i := range n.Attr {
		if key := n.Attr[i].Key; key != "style" && key != "dir" && key != "lang" {
			return "", false
		}
	}
	text, whole := peek(n, 4*longestLine)
	if text = strings.Trim(text, emptySigns); !whole || utf8.RuneCountInString(text) > longestLine {
		return "", false
	}
	over, linked := false, 0
	for e := range elements(n, 0) {
		switch {
		case e.DataAtom == atom.Br:
			over = true
		case !formatting[e.DataAtom]:
			return "", false
		case e.DataAtom == atom.A:
			t, _ := peek(e, 4*longestLine)
			linked += len(t)
		}
	}
	if text != "" && (over && !endsInBreak(n) || linked >= len(text) || isNoise(text)) {
		return "", false
	}
	return text, true
}

// endsInBreak says whether the only line break of a box is the last that it holds.
func endsInBreak(n *html.Node) bool {
	broken := false
	for c := n.FirstChild; c != nil; c = following(c, n) {
		switch {
		case c.DataAtom == atom.Br && broken, broken && isWords(c):
			return false
		case c.DataAtom == atom.Br:
			broken = true
		}
	}
	return true
}

// takeLines makes the first of some boxes a paragraph with the lines of all.
func takeLines(row []*html.Node) {
	p := row[0]
	p.Data, p.DataAtom = "p", atom.P
	for i, box := range row {
		text, _ := peek(box, longestLine)
		if br := findTag(box, atom.Br); br != nil {
			br.Parent.RemoveChild(br)
		}
		if i == 0 {
			continue
		}
		p.AppendChild(element(atom.Br))
		if strings.Trim(text, emptySigns) != "" {
			moveChildren(box, p)
		}
		box.Parent.RemoveChild(box)
	}
}
