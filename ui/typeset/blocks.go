package typeset

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"lede/ui/theme"
)

// maxDepth bounds how deep quotes and lists are nested in the setting; what is
// deeper is set at that depth.
const maxDepth = 6

// frame is where in the nesting of blocks a node is set.
type frame struct {
	base   *pen
	quotes int
	lists  int
	depth  int
	tight  bool // no blank lines between blocks
}

// setNode sets one block of Markdown.
func (p *page) setNode(n ast.Node, source []byte, f frame) error {
	if f.depth > 200 {
		return nil // goldmark bounds nesting itself; this bounds our own stack
	}
	f.depth++
	switch n := n.(type) {
	case *ast.Heading:
		return p.setHeading(n, source, f)
	case *ast.Paragraph, *ast.TextBlock:
		return p.setParagraph(n, source, f)
	case *ast.Blockquote:
		return p.setQuote(n, source, f)
	case *ast.List:
		return p.setList(n, source, f)
	case *ast.FencedCodeBlock:
		p.keep = p.keep && f.lists > 0
		p.gap(f)
		p.setCode(codeLines(n, source), string(n.Language(source)))
		p.gap(f)
	case *ast.CodeBlock:
		p.keep = p.keep && f.lists > 0
		p.gap(f)
		p.setCode(codeLines(n, source), "")
		p.gap(f)
	case *ast.ThematicBreak:
		p.setBreak()
	case *east.Table:
		return p.setTable(n, source, f)
	case *ast.HTMLBlock:
		p.gap(f)
		p.one(stripTags(codeLines(n, source)), f.base)
		p.gap(f)
	default:
		return p.setChildren(n, source, f)
	}
	return nil
}

func (p *page) setChildren(n ast.Node, source []byte, f frame) error {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if err := p.setNode(c, source, f); err != nil {
			return err
		}
	}
	return nil
}

// gap owes a blank line between blocks, unless they are set tight.
func (p *page) gap(f frame) {
	if !f.tight {
		p.space(1)
	}
}

func (p *page) setParagraph(n ast.Node, source []byte, f frame) error {
	if isFormula(n, source, f) {
		return p.setInnerFormula(n, source, f)
	}
	var t text
	if err := p.in.set(&t, n, source, f.base); err != nil {
		return err
	}
	if t.empty() {
		return nil
	}
	p.gap(f)
	p.set(p.hyphenated(&t), asBody)
	p.gap(f)
	return nil
}

// setHeading sets a heading close to what it heads. Level 2 is the highest in
// an article; lower ones are told by slant and by being quieter.
func (p *page) setHeading(n *ast.Heading, source []byte, f frame) error {
	look := p.pens.theme.Look(theme.Heading)
	switch {
	case n.Level >= 5:
		look = theme.Look{Italic: true}
	case n.Level == 4:
		look.Italic = true
	}
	var t text
	if err := p.in.set(&t, n, source, p.pens.over(look, f.base)); err != nil {
		return err
	}
	if t.empty() {
		return nil
	}
	before, after := 1, 0
	if n.Level <= 2 {
		before, after = 2, 1
	}
	if p.nextLine() == p.body {
		before = 1 // under the head's own rule
	}
	p.keep = false
	p.space(before)
	p.set(&t, asHead)
	p.space(after)
	p.keep = after == 0
	return nil
}

// setQuote sets a quotation in italics behind a bar.
func (p *page) setQuote(n ast.Node, source []byte, f frame) error {
	p.space(1)
	defer p.space(1)
	f.quotes++
	f.tight = false
	if f.quotes > maxDepth {
		return p.setChildren(n, source, f)
	}
	role := theme.Accent
	if f.quotes > 1 {
		role = theme.Faint
	}
	if f.quotes == 1 {
		f.base = p.pens.over(p.pens.theme.Look(theme.Quote), f.base)
	}
	bar := []run{p.deco(p.marks.bar+" ", role)}
	var err error
	p.within(bar, bar, func() {
		for c := n.FirstChild(); c != nil && err == nil; c = c.NextSibling() {
			if f := f; saysWho(c, source) {
				p.tight()
				f.base, f.tight = p.pens.role(theme.Dim), true
				err = p.setParagraph(c, source, f)
				continue
			}
			err = p.setNode(c, source, f)
		}
	})
	return err
}

// saysWho says whether a part of a quotation is the line that names its source:
// the last one, short, after a dash.
func saysWho(n ast.Node, source []byte) bool {
	const longest = 120 // bytes
	if n.Kind() != ast.KindParagraph || n.NextSibling() != nil || n.PreviousSibling() == nil || n.Lines().Len() != 1 {
		return false
	}
	if before := n.PreviousSibling(); before.Kind() == ast.KindParagraph && strings.HasPrefix(paragraphText(before, source), "— ") {
		return false // people talk
	}
	s := paragraphText(n, source)
	return strings.HasPrefix(s, "— ") && len(s) <= longest
}

func paragraphText(n ast.Node, source []byte) string {
	if n.Lines().Len() == 0 {
		return ""
	}
	first := n.Lines().At(0)
	return string(first.Value(source))
}

// setBreak sets the break between two scenes.
func (p *page) setBreak() {
	p.space(1)
	dot := p.marks.dot
	sign := p.deco(dot+"   "+dot+"   "+dot, theme.Dim)
	if sign.width > p.column() {
		sign = p.deco(dot, theme.Dim)
	}
	p.emit([]run{p.blank((p.column() - sign.width) / 2), sign}, '\n')
	p.space(1)
}

// codeLines is the raw text of a block of lines.
func codeLines(n ast.Node, source []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(source))
	}
	return b.String()
}

// stripTags is the text of a piece of HTML that Markdown passed through: an
// Article holds none, a note or a page set without one may.
func stripTags(s string) string {
	var b strings.Builder
	in := false
	for _, r := range s {
		switch {
		case r == '<':
			in = true
		case r == '>' && in:
			in = false
		case !in:
			b.WriteRune(r)
		}
	}
	return b.String()
}
