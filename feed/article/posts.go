package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// What people write in forums and comments is often plain text in HTML.

// typedQuotes sets sentences that begin with the sign of mail's quotations as such,
// as Hacker News's comments have them.
func typedQuotes(bs []Block) []Block {
	for i := range bs {
		b := &bs[i]
		if rest, ok := strings.CutPrefix(b.plain, "> "); ok && b.Kind == Prose && isSentence(rest) && strings.HasPrefix(b.Markdown, `\> `) {
			b.Markdown = indent(strings.TrimPrefix(b.Markdown, `\> `), "> ", "> ")
			b.plain = rest
		}
	}
	return bs
}

// isSentence says whether a text begins with a word and ends as a sentence does.
func isSentence(s string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, `"“‘'`))
	return unicode.IsLetter(first) && feed.EndsSentence(s)
}

// linkedPicture sets a link that stands for its picture: the bare address of one in
// a paragraph of its own, and a forum's thumbnail with the file's name and size. It
// says whether it did.
func (c *conv) linkedPicture(f *flow, n *html.Node, l look) bool {
	if hasWord(attr(n, "class"), "lightbox") {
		if img := findTag(n, atom.Img); img != nil {
			c.picture(f, img, l)
			return true
		}
	}
	src := web(c.base, attr(n, "href"))
	if src == "" || !pictureFile(src) || n.Parent.DataAtom != atom.P || onlyChild(n.Parent) != n {
		return false
	}
	if text, whole := peek(n, maxURL); !whole || !bareAddress(text) {
		return false
	}
	c.picture(f, &html.Node{Type: html.ElementNode, Data: "img", DataAtom: atom.Img, Attr: []html.Attribute{{Key: "src", Val: src}}}, l)
	return true
}

// promote makes headings of the boxes that Steam's news ('bb_h1') and Bootstrap ('h2')
// have for them.
func promote(n *html.Node) {
	if n.DataAtom != atom.Div {
		return
	}
	if a := atom.Lookup([]byte(strings.TrimPrefix(attr(n, "class"), "bb_"))); isHeading(a) {
		n.Data, n.DataAtom = a.String(), a
	}
}

// mentionsLink says whether one of the runs is a link.
func mentionsLink(runs []run, link int) bool {
	return slices.ContainsFunc(runs, func(r run) bool { return r.link == link })
}
