package feed

import (
	"bytes"
	"strings"
)

// maxDepth bounds nesting, of elements that a feed is made of and of inline ones.
const maxDepth = 200

// node is an element of a feed with all that it inherits.
type node struct {
	space, name string // the vocabulary's prefix and the local name, in lower case
	attrs       []attr // local names in lower case; xml:base and xml:lang are in base and lang
	text        text
	base        *baseURL
	lang        string
	kids        []node
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// is says that the node is an element of a vocabulary.
func (n *node) is(space, name string) bool { return n.space == space && n.name == name }

// builder makes nodes of the elements that the scanner comes upon.
type builder struct {
	scanner
	scope
	atom bool     // the document is Atom: types are declared, not guessed
	base *baseURL // of the document
	open [][]byte // names of the elements that are open, as written

	sloppy int // elements that turned out to have no end tag
}

// maxSloppy is how often an element without an end tag is searched for it to
// the entry's end.
const maxSloppy = 20

// maxKids is how many elements are kept of those that stand in one.
const maxKids = 5000

// seek goes back to a place in the document.
func (b *builder) seek(pos int) {
	b.pos = pos
	b.ahead = [len(marks)]int{}
}

// sub scans a part of the document.
func (b *builder) sub(src []byte) *scanner { return &scanner{doc: src, entities: b.entities} }

// isOpen says that an end tag closes an element around the present one.
func (b *builder) isOpen(name []byte) bool {
	for i := len(b.open) - 1; i >= 0; i-- {
		if bytes.Equal(b.open[i], name) {
			return true
		}
	}
	return false
}

// isEntryChild says that a start tag begins a part of an entry, so that the
// element before it must have ended.
func (b *builder) isEntryChild(written []byte) bool {
	space, name := b.resolve(written)
	if space == native {
		switch name {
		case "title", "link", "description", "pubdate", "guid", "author", "category", "comments", "enclosure", "updated", "published", "id", "content":
			return !bytes.Equal(written, []byte("title")) || !b.atom
		}
	}
	return space == "dc" || space == "content" && name == "encoded"
}

// element reads the element that a start tag begins, and all in it. ok is false
// for those that lede has no use for.
func (b *builder) element(start token, base *baseURL, lang string, depth int) (n node, ok bool) {
	n = node{base: base, lang: lang}
	var declared []attr
	if len(bytes.TrimSpace(start.attrs)) > 0 {
		declared = b.readAttrs(start.attrs)
		b.declare(declared, depth)
		defer b.leave(depth - 1)
	}
	n.space, n.name = b.resolve(start.name)
	for _, a := range declared {
		switch name := strings.ToLower(a.name); {
		case name == "xml:base":
			n.base = base.within(a.value)
		case name == "xml:lang":
			n.lang = boundLang(a.value)
		case !strings.HasPrefix(name, "xmlns"):
			if i := strings.IndexByte(name, ':'); i >= 0 {
				name = name[i+1:]
			}
			n.attrs = append(n.attrs, attr{name, a.value})
		}
	}
	switch {
	case n.space == unknown || depth > maxDepth:
		b.skip(start)
		return n, false
	case isRich(&n):
		n.text = b.construct(&n, start)
		return n, true
	case !start.closed:
		b.children(&n, start, depth)
	}
	return n, true
}

// children reads what is in an element: text, and elements.
func (b *builder) children(n *node, start token, depth int) {
	b.open = append(b.open, start.name)
	defer func() { b.open = b.open[:len(b.open)-1] }()
	var said strings.Builder
	for {
		t := b.next()
		switch t.kind {
		case tokenEOF:
			n.text.s = strings.TrimSpace(said.String())
			return
		case tokenText:
			said.WriteString(b.decode(t.text))
		case tokenCDATA:
			said.WriteString(tidy(string(t.text)))
		case tokenStart:
			if isLeaf(n) && b.isEntryChild(t.name) { // never closed
				b.pos = t.start
				n.text.s = strings.TrimSpace(said.String())
				return
			}
			if kid, ok := b.element(t, n.base, n.lang, depth+1); ok && len(n.kids) < maxKids {
				n.kids = append(n.kids, kid)
			}
		case tokenEnd:
			if bytes.Equal(t.name, start.name) {
				n.text.s = strings.TrimSpace(said.String())
				return
			}
			if b.isOpen(t.name) { // an element around this one ends
				b.pos = t.start
				n.text.s = strings.TrimSpace(said.String())
				return
			}
		}
	}
}

// skip passes over an element.
func (b *builder) skip(start token) {
	if start.closed {
		return
	}
	for depth := 0; ; {
		t := b.next()
		switch t.kind {
		case tokenEOF:
			return
		case tokenStart:
			if !t.closed && bytes.Equal(t.name, start.name) {
				depth++
			}
		case tokenEnd:
			if bytes.Equal(t.name, start.name) {
				if depth == 0 {
					return
				}
				depth--
			} else if depth == 0 && b.isOpen(t.name) {
				b.pos = t.start
				return
			}
		}
	}
}

// isRich says that an element holds text for people, which may be HTML.
func isRich(n *node) bool {
	switch n.space {
	case native, "atom":
		switch n.name {
		case "title", "description", "summary", "content", "subtitle", "tagline", "rights", "copyright", "info", "abstract", "encoded", "body", "fullitem", "fulltext":
			return true
		}
	case "content":
		return n.name == "encoded"
	case "xhtml":
		return n.name == "body" || n.name == "div"
	case "dc":
		return n.name == "title" || n.name == "description"
	case "dcterms":
		return n.name == "abstract"
	case "itunes", "googleplay":
		return n.name == "title" || n.name == "summary" || n.name == "subtitle" || n.name == "description"
	case "media":
		return n.name == "title" || n.name == "description"
	}
	return false
}

// isLeaf says that an element has text and no elements in it.
func isLeaf(n *node) bool {
	if n.space != native {
		return false
	}
	switch n.name {
	case "link", "guid", "pubdate", "category", "comments", "id", "updated", "published", "enclosure":
		return true
	}
	return false
}
