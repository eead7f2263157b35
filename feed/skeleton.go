package feed

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// A skeleton is a document as gofeed reads it best: well-formed, its prefixes
// the customary ones, links absolute, and texts of any length replaced by
// references. What gofeed would get wrong goes round it that way: text keeps its
// type, is decoded once and is never scanned again.
type skeleton struct {
	out   bytes.Buffer
	texts []text
	atom  bool
	items int // entries written
}

// refOpen and refClose stand around the number of a text. They are private-use
// characters; text of the document that has them becomes a reference itself.
const (
	refOpen  = "\uE000"
	refClose = "\uE001"
)

// maxPlain is the length up to which plain text is written as it is.
const maxPlain = 256

func (w *skeleton) start() {
	if w.atom {
		w.out.WriteString("<feed>")
	} else {
		w.out.WriteString("<rss><channel>")
	}
}

func (w *skeleton) end() {
	if w.atom {
		w.out.WriteString("</feed>")
	} else {
		w.out.WriteString("</channel></rss>")
	}
}

// text is what gofeed's copy of a text stands for.
func (w *skeleton) text(s string) text {
	s = strings.TrimSpace(s)
	if number, ok := strings.CutPrefix(s, refOpen); ok {
		number, _, _ = strings.Cut(number, refClose)
		if i, err := strconv.Atoi(number); err == nil && i < len(w.texts) {
			return w.texts[i]
		}
	}
	return text{s: s}
}

// plain is a text without mark-up.
func (w *skeleton) plain(s string) string { return w.text(s).Plain() }

func (w *skeleton) refer(t text) {
	w.out.WriteString(refOpen)
	w.out.WriteString(strconv.Itoa(len(w.texts)))
	w.out.WriteString(refClose)
	w.texts = append(w.texts, t)
}

// entry writes an entry's element, under the name that gofeed expects.
func (w *skeleton) entry(n *node) {
	w.items++
	name := "item"
	if w.atom {
		name = "entry"
	}
	w.out.WriteString("<" + name + ">")
	if about := n.attr("about"); about != "" && !w.atom {
		w.element("lede", "about", &node{base: n.base, text: text{s: about}})
	}
	w.children(n.kids)
	w.out.WriteString("</" + name + ">")
}

// children writes elements, and spares gofeed what it would confuse: only one
// author of an RSS item is kept by it, and of several contents the last.
func (w *skeleton) children(kids []node) {
	authors, content := 0, bestContent(kids)
	for i := range kids {
		n := &kids[i]
		space, name := n.space, n.name
		switch {
		case space == native && isDate(name):
			space = "lede" // dates are read by ParseDate alone
		case !w.atom && space == native && name == "author":
			if authors++; authors > 1 || w.items == 0 {
				space, name = "dc", "creator"
			}
		case space == native && name == "content" && i != content:
			continue
		case !w.atom && space == native && name == "abstract": // CDF
			name = "description"
		case space == "xhtml":
			space, name = "lede", "body"
		case w.atom && space == native && (name == "info" || name == "id"):
			space = "lede" // gofeed knows no info, and normalises ids as URLs
		}
		w.element(space, name, n)
	}
}

func isDate(name string) bool {
	switch name {
	case "pubdate", "lastbuilddate", "updated", "modified", "published", "issued", "created", "date":
		return true
	}
	return false
}

// bestContent is the index of the content to keep: HTML before plain text.
func bestContent(kids []node) int {
	best := -1
	for i := range kids {
		if n := &kids[i]; n.is(native, "content") && (best < 0 || n.text.html && !kids[best].text.html || kids[best].text.s == "" && n.attr("src") == "") {
			best = i
		}
	}
	return best
}

// isURLText says that an element's text is a link.
func isURLText(n *node) bool {
	switch n.space {
	case native, "atom":
		switch n.name {
		case "link", "comments", "url", "uri", "icon", "logo", "homepage", "docs":
			return true
		}
	case "feedburner", "wfw":
		return true
	}
	return false
}

// attrNames are the attributes that are of use, as gofeed spells them.
var attrNames = map[string]string{
	"href": "href", "url": "url", "src": "src", "resource": "resource", "rel": "rel", "type": "type", "length": "length",
	"title": "title", "ispermalink": "isPermaLink", "term": "term", "label": "label", "scheme": "scheme", "domain": "domain",
	"text": "text", "medium": "medium", "width": "width", "height": "height", "duration": "duration", "filesize": "fileSize",
	"isdefault": "isDefault", "count": "count", "role": "role", "name": "name", "uri": "uri", "hreflang": "hreflang", "img": "img",
}

// isURLAttr says that an attribute's value is a link.
func isURLAttr(name string) bool {
	switch name {
	case "href", "url", "src", "resource", "uri", "img":
		return true
	}
	return false
}

func (w *skeleton) element(space, name string, n *node) {
	if !plainName(name) {
		return
	}
	if space != native {
		name = space + ":" + name
	}
	w.out.WriteString("<" + name)
	for _, a := range n.attrs {
		as, ok := attrNames[a.name]
		if !ok {
			continue
		}
		value := a.value
		if isURLAttr(a.name) {
			value = n.base.resolve(value)
		}
		w.out.WriteString(" " + as + `="`)
		w.escape(value[:min(len(value), maxURL+1)])
		w.out.WriteString(`"`)
	}
	if w.atom && name == "link" && n.attr("href") == "" && n.text.s != "" {
		w.out.WriteString(` href="`)
		w.escape(n.base.resolve(n.text.s))
		w.out.WriteString(`"`)
	}
	w.out.WriteString(">")
	w.content(n)
	w.out.WriteString("</" + name + ">")
}

func (w *skeleton) content(n *node) {
	t := n.text
	if len(n.kids) > 0 && t.s == "" && !w.atom && n.is(native, "author") {
		t.s = personOf(n.kids).String()
		n = &node{}
	}
	switch {
	case isURLText(n):
		// Never by reference: gofeed would take that for a URL too.
		link := n.base.resolve(t.s)
		w.escape(link[:min(len(link), maxURL+1)])
	case t.s != "":
		w.put(t)
	}
	if w.holdsElements(n) {
		w.children(n.kids)
	}
}

// holdsElements says that gofeed looks for elements in an element, and not for
// text.
func (w *skeleton) holdsElements(n *node) bool {
	switch {
	case len(n.kids) == 0:
		return false
	case n.space != native:
		return true
	case w.atom:
		return n.name == "author" || n.name == "contributor" || n.name == "source"
	}
	return n.name == "image" || n.name == "textinput" || n.name == "skiphours" || n.name == "skipdays"
}

func (w *skeleton) put(t text) {
	if t.html || len(t.s) > maxPlain || strings.Contains(t.s, refOpen) {
		w.refer(t)
		return
	}
	w.escape(t.s)
}

func (w *skeleton) escape(s string) {
	if !strings.ContainsAny(s, "<>&\"'\n\t\r\uFFFE\uFFFF") {
		w.out.WriteString(strings.ToValidUTF8(s, "\uFFFD"))
		return
	}
	// A bytes.Buffer takes everything.
	_ = xml.EscapeText(&w.out, []byte(s))
}

// plainName says that a local name is safe to write.
func plainName(s string) bool {
	for i := range len(s) {
		if c := s[i]; !(c >= 'a' && c <= 'z' || i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')) {
			return false
		}
	}
	return s != ""
}

// personOf reads Atom's person construct.
func personOf(kids []node) Person {
	var p Person
	for i := range kids {
		switch kids[i].name {
		case "name":
			p.Name = kids[i].text.s
		case "email":
			p.Email = kids[i].text.s
		case "uri", "url", "homepage":
			p.URL = kids[i].base.resolve(kids[i].text.s)
		}
	}
	return p
}
