package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of the tree that a stranger's HTML is read into. Deeper elements are
// left out and their content stays; longer attributes are dropped.
const (
	maxDepth     = 160
	maxAttrBytes = 16 << 10
	maxAttrs     = 64
)

// builder reads HTML into a tree in one pass, in time linear to the input and
// in bounded depth, which html.Parse does not promise: it refuses 512 nested
// elements, copies unclosed formatting into every later paragraph, and joins
// adjacent texts byte by byte. The rules for end tags that authors leave out
// are HTML's; misnested formatting ends with its paragraph.
type builder struct {
	root    *html.Node
	stack   []*html.Node
	skipped map[string]int // start tags left out for depth, whose end tags are to be ignored
	whole   bool           // a whole page: keep head, scripts and all attributes
}

// parseTree reads the body of an entry.
func parseTree(src string) *html.Node {
	b := newBuilder(false)
	b.read(src)
	return b.root
}

// parsePage reads a whole page, head and scripts included, into a document.
func parsePage(src string) *html.Node {
	b := newBuilder(true)
	b.read(src)
	return pageOf(b.root)
}

func newBuilder(whole bool) *builder {
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	return &builder{root: root, stack: []*html.Node{root}, skipped: map[string]int{}, whole: whole}
}

func (b *builder) top() *html.Node { return b.stack[len(b.stack)-1] }

func (b *builder) read(src string) {
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if text := string(z.Text()); text != "" {
				b.top().AppendChild(&html.Node{Type: html.TextNode, Data: text})
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			b.start(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(string(name))
		}
	}
}

// start opens the element of the start tag that z stands at.
func (b *builder) start(z *html.Tokenizer) {
	raw, more := z.TagName()
	a := atom.Lookup(raw)
	name := a.String()
	if a == 0 {
		name = string(raw)
	}
	n := &html.Node{Type: html.ElementNode, Data: name, DataAtom: a}
	if more {
		n.Attr = b.attributes(z)
	}
	switch a {
	case atom.Html, atom.Body:
		mergeAttributes(b.root, n)
		return
	case atom.Script, atom.Style:
		switch {
		case strings.HasPrefix(attr(n, "type"), "math/tex"):
			b.formula(z, n)
			return
		case strings.HasPrefix(attr(n, "src"), "https://gist.github.com/"):
			b.gist(z, n)
			return
		case !b.whole:
			swallow(z)
			return
		}
	case atom.Noscript:
		b.imply(a)
		b.top().AppendChild(n)
		b.noscript(z, n)
		return
	case atom.Plaintext:
		return
	case atom.Image:
		n.Data, n.DataAtom = "img", atom.Img
	}
	b.imply(n.DataAtom)
	switch {
	case void[n.DataAtom]:
		b.top().AppendChild(n)
	case len(b.stack) >= maxDepth:
		b.skipped[name]++
	default:
		b.top().AppendChild(n)
		b.stack = append(b.stack, n)
	}
}

// attributes takes the start tag's attributes that anything here reads.
func (b *builder) attributes(z *html.Tokenizer) []html.Attribute {
	var attrs []html.Attribute
	for more := true; more; {
		var k, v []byte
		k, v, more = z.TagAttr()
		if len(k) == 0 || len(v) > maxAttrBytes || len(k) > 64 || len(attrs) >= maxAttrs {
			continue
		}
		attrs = append(attrs, html.Attribute{Key: string(k), Val: string(v)})
	}
	return attrs
}

// formula makes an element that is shown of a script that holds a formula.
func (b *builder) formula(z *html.Tokenizer, n *html.Node) {
	sides := texPairs[0]
	if strings.Contains(attr(n, "type"), "display") {
		sides = texPairs[1]
	}
	shown := hasWord(attr(b.lastElement(), "class"), "MathJax") // MathJax has set it already
	n.Data, n.DataAtom, n.Attr = "span", atom.Span, []html.Attribute{{Key: "class", Val: "math"}}
	if z.Next() == html.TextToken {
		n.AppendChild(textNode(sides.open + string(z.Text()) + sides.close))
		if !shown {
			b.top().AppendChild(n)
		}
		z.Next()
	}
}

// lastElement is the element that was closed last in the open one.
func (b *builder) lastElement() *html.Node {
	n := skipWhitespace(b.top().LastChild)
	if n == nil {
		return &html.Node{}
	}
	return n
}

// gist makes a frame of a script that writes a listing kept at GitHub.
func (b *builder) gist(z *html.Tokenizer, n *html.Node) {
	address, _, _ := strings.Cut(attr(n, "src"), ".js")
	b.imply(atom.Iframe)
	b.top().AppendChild(&html.Node{Type: html.ElementNode, Data: "iframe", DataAtom: atom.Iframe, Attr: []html.Attribute{{Key: "src", Val: address}}})
	swallow(z)
}

// swallow reads past the raw text of an element that is never shown. The
// tokenizer gives it as one text, up to its own end tag.
func swallow(z *html.Tokenizer) {
	if z.Next() == html.TextToken {
		z.Next()
	}
}

// noscript reads what the tokenizer gives as raw text: pictures for readers
// without scripts are often the only true ones.
func (b *builder) noscript(z *html.Tokenizer, n *html.Node) {
	if z.Next() != html.TextToken {
		return
	}
	inner := string(z.Raw())
	z.Next()
	if len(b.stack) >= maxDepth || n.Parent.DataAtom == atom.Noscript {
		return
	}
	sub := &builder{root: n, stack: []*html.Node{n}, skipped: map[string]int{}, whole: b.whole}
	sub.read(inner)
}

func mergeAttributes(dst, src *html.Node) {
	for _, a := range src.Attr {
		if attr(dst, a.Key) == "" && len(dst.Attr) < maxAttrs {
			dst.Attr = append(dst.Attr, a)
		}
	}
}

// imply closes what the start of an element closes by itself.
func (b *builder) imply(a atom.Atom) {
	if rule, ok := impliedEnds[a]; ok {
		b.closeWithin(rule.closes, rule.within)
	}
	if closesParagraph[a] {
		b.closeWithin(set(atom.P), paragraphScope)
	}
	if a == atom.A {
		b.endInline(atom.A.String())
	}
	if isHeading(a) && isHeading(b.top().DataAtom) {
		b.pop(len(b.stack) - 1)
	}
}

// closeWithin closes the outermost open element of the given kinds that no
// element of the scope encloses.
func (b *builder) closeWithin(kinds, scope map[atom.Atom]bool) {
	at := 0
	for i := len(b.stack) - 1; i > 0; i-- {
		a := b.stack[i].DataAtom
		if kinds[a] {
			at = i
		} else if scope[a] {
			break
		}
	}
	if at > 0 {
		b.pop(at)
	}
}

func (b *builder) pop(to int) { b.stack = b.stack[:to] }

// end closes the element of an end tag, if one is open.
func (b *builder) end(name string) {
	if b.skipped[name] > 0 {
		b.skipped[name]--
		return
	}
	a := atom.Lookup([]byte(name))
	switch {
	case a == atom.Br:
		b.top().AppendChild(&html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br})
	case void[a] || a == atom.Body || a == atom.Html:
	case formatting[a]:
		b.endInline(name)
	default:
		for i := len(b.stack) - 1; i > 0; i-- {
			n := b.stack[i]
			if n.Data == name || isHeading(a) && isHeading(n.DataAtom) {
				b.pop(i)
				return
			}
			if endScope[n.DataAtom] && !tableParts[a] {
				return
			}
		}
	}
}

// endInline closes a formatting element. Where blocks have opened inside it
// since, these stay open: the formatting is taken over by the innermost block's
// content so far, and what follows is free of it.
func (b *builder) endInline(name string) {
	block := 0
	for i := len(b.stack) - 1; i > 0; i-- {
		n := b.stack[i]
		switch {
		case n.Data == name && block == 0:
			b.pop(i)
			return
		case n.Data == name:
			b.adopt(n, b.stack[block])
			return
		case endScope[n.DataAtom]:
			return
		case block == 0 && !formatting[n.DataAtom]:
			block = i
		}
	}
}

// adopt moves the formatting of outer into the open element inner.
func (b *builder) adopt(outer, inner *html.Node) {
	clone := &html.Node{Type: html.ElementNode, Data: outer.Data, DataAtom: outer.DataAtom, Attr: outer.Attr}
	outer.Data, outer.DataAtom, outer.Attr = "span", atom.Span, nil
	moveChildren(inner, clone)
	inner.AppendChild(clone)
	for i, n := range b.stack {
		if n == inner {
			b.pop(i + 1)
			return
		}
	}
}

// pageOf gives a tree read with whole the shape of a document: html, head,
// body. What comes before the first thing shown belongs to the head.
func pageOf(body *html.Node) *html.Node {
	doc := &html.Node{Type: html.DocumentNode}
	root := &html.Node{Type: html.ElementNode, Data: "html", DataAtom: atom.Html, Attr: body.Attr}
	head := &html.Node{Type: html.ElementNode, Data: "head", DataAtom: atom.Head}
	doc.AppendChild(root)
	root.AppendChild(head)
	for c := body.FirstChild; c != nil; {
		next := c.NextSibling
		switch c.DataAtom {
		case atom.Head:
			moveChildren(c, head)
			body.RemoveChild(c)
		case atom.Meta, atom.Link, atom.Title, atom.Base:
			body.RemoveChild(c)
			head.AppendChild(c)
		}
		c = next
	}
	root.AppendChild(body)
	return doc
}
