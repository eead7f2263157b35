package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// remark sets a box that documentation and blogs set beside the text: a note, a
// warning, an example.
func (c *conv) remark(f *flow, n *html.Node, l look) {
	f.flush(c)
	title := boxTitle(n)
	s := f.sub()
	s.quotes++
	c.walk(s, n, l)
	s.flush(c)
	bs := s.blocks
	if len(bs) > 1 && bs[0].Kind == Prose && bs[1].Kind == Prose && len([]rune(bs[0].plain)) <= 3 && noLetters(bs[0].plain) && isParagraph(bs[1].Markdown) {
		bs[1].Markdown, bs[1].plain = bs[0].Markdown+" "+bs[1].Markdown, bs[0].plain+" "+bs[1].plain
		bs = bs[1:] // the sign of a remark stands in a box of its own
	}
	switch {
	case len(bs) == 0 || title == "":
	case bs[0].plain == title:
		bs = titled(capital(title), bs[1:])
	case title == iconTitle(n):
		bs = titled(capital(c.text(title)), bs)
	}
	f.putQuote(c, bs)
}

// titled puts a title above the blocks of a box, straight above its first words.
func titled(title string, bs []Block) []Block {
	head := Block{Kind: Prose, Markdown: boldLine(title), plain: title}
	if len(bs) > 0 && bs[0].Kind == Prose && isParagraph(bs[0].Markdown) {
		head.Markdown += "\\\n" + bs[0].Markdown
		head.plain += "\n" + bs[0].plain
		bs = bs[1:]
	}
	return append([]Block{head}, bs...)
}

// boxTitle is the line that says what a box is: 'Note', 'Warning'.
func boxTitle(n *html.Node) string {
	const most = 80 // bytes
	if title := iconTitle(n); title != "" {
		return title
	}
	e := find(n, func(e *html.Node) bool { return traitsOf(e)&isTitle != 0 })
	if e == nil {
		return ""
	}
	if text, whole := peek(e, most); whole {
		return text
	}
	return ""
}

// iconTitle is what the sign of a box is called where it has no words: AsciiDoc's.
func iconTitle(n *html.Node) string {
	cell := find(n, func(e *html.Node) bool { return e.DataAtom == atom.Td && hasWord(attr(e, "class"), "icon") })
	if cell == nil || allText(cell, 8) != "" {
		return ""
	}
	if i := findTag(cell, atom.I); i != nil {
		return attr(i, "title")
	}
	return ""
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// blockTitle sets the title that AsciiDoc writes beside a block: below a picture it
// is its caption, elsewhere a line of its own. ok says whether it is one.
func (c *conv) blockTitle(f *flow, n *html.Node, l look) (ok bool) {
	if n.DataAtom != atom.Div || attr(n, "class") != "title" {
		return false
	}
	box := attr(n.Parent, "class")
	if hasWord(box, "content") {
		box = attr(n.Parent.Parent, "class")
	}
	first, _, _ := strings.Cut(box, " ")
	switch {
	case first == "imageblock":
		return c.captionAfter(f, n, isCaption, l)
	case first == "admonitionblock" || !strings.HasSuffix(first, "block"):
		return false
	}
	l.style |= strong
	c.block(f, n, l)
	return true
}

// attribution puts who said it below the quotation just before; ok says whether
// there is one.
func (c *conv) attribution(f *flow, n *html.Node, l look) (ok bool) {
	if previous(n) != atom.Blockquote || !shortText(n, 300) {
		return false
	}
	f.flush(c)
	k := len(f.blocks) - 1
	if k < 0 || f.blocks[k].Kind != Prose || !strings.HasPrefix(f.blocks[k].Markdown, "> ") {
		return false
	}
	s := f.sub()
	c.walk(s, n, l)
	s.flush(c)
	text, _, _ := prose(s.blocks)
	p := credited(piece{strings.ReplaceAll(text.md, "\\\n", ", "), strings.ReplaceAll(text.plain, "\n", ", ")})
	f.blocks[k].Markdown += "\n>\n" + indent(p.md, "> ", "> ")
	f.blocks[k].plain += "\n" + p.plain
	return true
}
