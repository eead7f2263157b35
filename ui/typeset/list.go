package typeset

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"lede/feed/article"
	"lede/ui/theme"
)

// setList sets a list with hanging indents: numbers flush right, as wide as
// the widest of them. Between items that are paragraphs rather than words there
// is air.
func (p *page) setList(n *ast.List, source []byte, f frame) error {
	nested := f.lists > 0
	tight := isTight(n)
	switch before := n.PreviousSibling(); {
	case !nested || !tight:
		p.space(1)
	case before != nil && before.PreviousSibling() == nil:
		p.tight() // it goes with the words that it hangs from, however airy the outer one is
	}
	f.lists++
	f.tight = tight
	markers := p.markers(n, source, f.lists)
	width := 0
	for _, m := range markers {
		width = max(width, p.measurer.width(m))
	}
	airy := !tight || !nested && p.isLong(n, source)
	i := 0
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if err := p.setItem(item, source, f, markers[i], width); err != nil {
			return err
		}
		i++
		if airy {
			p.space(1)
		}
	}
	if !nested {
		p.space(1)
	}
	return nil
}

// isTight says whether a list's items are one paragraph each, maybe with a list below
// it. One that begins with another number than 1 has an empty line before it all the
// same, as it would be a part of the paragraph without.
func isTight(n *ast.List) bool {
	if n.IsTight {
		return true
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		first := item.FirstChild()
		if first == nil || first.Kind() != ast.KindParagraph && first.Kind() != ast.KindTextBlock {
			return false
		}
		below := first.NextSibling()
		if below != nil && (below.Kind() != ast.KindList || below.NextSibling() != nil) {
			return false
		}
	}
	return true
}

// longItem is from how many cells on, taken together, a list's items are
// paragraphs: more than a line of an ordinary column each.
const longItem = 100

// isLong says whether a list's items are paragraphs, as those of running news
// are. One with lists in its items is an outline, and stays together.
func (p *page) isLong(n *ast.List, source []byte) bool {
	cells, outline := 0, false
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		_ = ast.Walk(item, func(c ast.Node, in bool) (ast.WalkStatus, error) { // the function never fails
			if text, ok := c.(*ast.Text); ok && in {
				cells += p.measurer.width(string(text.Segment.Value(source))) + 1
			}
			outline = outline || c.Kind() == ast.KindList
			return ast.WalkContinue, nil
		})
	}
	return !outline && cells >= longItem*n.ChildCount()
}

// markers are what stands before each item: a bullet, or its number.
func (p *page) markers(n *ast.List, source []byte, depth int) []string {
	out := make([]string, 0, n.ChildCount())
	next, by := n.Start, article.Figures
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if !n.IsOrdered() {
			out = append(out, []string{p.marks.bullet3, p.marks.bullet, p.marks.bullet2}[min(depth, 3)%3])
			continue
		}
		if number, own, ok := article.NumberOf(item, source); ok {
			next, by = number, own
		}
		out = append(out, by.Label(next))
		next++
	}
	return out
}

func (p *page) setItem(item ast.Node, source []byte, f frame, marker string, width int) error {
	if f.lists > maxDepth {
		return p.setChildren(item, source, f)
	}
	pad := width - p.measurer.width(marker)
	first := []run{p.deco(strings.Repeat(" ", pad)+marker+" ", theme.Dim)}
	rest := []run{p.blank(width + 1)}
	if isTask(item, source) { // its box is its sign
		first, rest = nil, []run{p.blank(2)}
	}
	var err error
	p.within(first, rest, func() {
		before := p.nextLine()
		err = p.setChildren(item, source, f)
		if before == p.nextLine() && err == nil {
			p.emit(nil, '\n') // an empty item keeps its number
		}
	})
	return err
}

// isTask says whether an item begins with the box of a task.
func isTask(item ast.Node, source []byte) bool {
	first := item.FirstChild()
	if first == nil || first.Lines().Len() == 0 {
		return false
	}
	words := paragraphText(first, source)
	return strings.HasPrefix(words, "☐ ") || strings.HasPrefix(words, "☑ ")
}
