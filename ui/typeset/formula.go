package typeset

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"lede/feed/article"
	"lede/ui/theme"
)

// setMath sets a formula that stands by itself, with its number.
func (p *page) setMath(b *article.Block) error {
	p.space(1)
	defer p.space(1)
	number := safe(cleanText(b.Label))
	return p.eachParagraph(b.Markdown, func(n ast.Node, source []byte) error {
		lines, err := p.versesOf(n, source)
		p.setFormula(lines, number)
		number = ""
		return err
	})
}

// isFormula says whether a paragraph in a list or a quotation is a formula that
// stands by itself.
func isFormula(n ast.Node, source []byte, f frame) bool {
	return f.lists+f.quotes > 0 && strings.HasPrefix(paragraphText(n, source), article.Indent)
}

// setInnerFormula sets one.
func (p *page) setInnerFormula(n ast.Node, source []byte, f frame) error {
	p.gap(f)
	defer p.gap(f)
	lines, err := p.versesOf(n, source)
	number := ""
	for i := range lines {
		s := lines[i].String()
		from, to := len(s)-len(strings.TrimLeft(s, article.Indent+" ")), len(s)
		if at := strings.LastIndex(s, article.NumberGap+"("); i == len(lines)-1 && at >= 0 && strings.HasSuffix(s, ")") {
			to, number = at, s[at+len(article.NumberGap):]
		}
		var line text
		line.take(&lines[i], from, to)
		lines[i] = line
	}
	p.setFormula(lines, number)
	return err
}

// setFormula sets a formula in the middle of the column, its lines below one another
// as they are, and its number at the end; one that is too long is set as verse.
func (p *page) setFormula(lines []text, number string) {
	if len(lines) == 0 {
		return
	}
	rtl := p.rtl
	p.rtl = false // formulas run from the left everywhere
	defer func() { p.rtl = rtl }()
	widest := 0
	for i := range lines {
		widest = max(widest, p.measurer.width(lines[i].String()))
	}
	margin := p.blank((p.column() - widest) / 2)
	if last := &lines[len(lines)-1]; number != "" {
		gap := p.column() - margin.width - p.measurer.width(last.String()) - p.measurer.width(number)
		last.raw(strings.Repeat(nbsp, max(gap, 2)), p.pens.deco(theme.Text), 0)
		last.raw(number, p.pens.role(theme.Text), 0)
	}
	set := func() {
		for i := range lines {
			p.setVerseLine(&lines[i])
		}
	}
	if margin.width > 0 {
		p.within([]run{margin}, []run{margin}, set)
	} else {
		set()
	}
}
