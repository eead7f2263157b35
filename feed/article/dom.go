package article

import (
	"iter"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// attr is the value of an attribute; empty where it is absent.
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// firstAttr is the first of the attributes that has a value.
func firstAttr(n *html.Node, keys ...string) string {
	for _, k := range keys {
		if v := strings.TrimSpace(attr(n, k)); v != "" {
			return v
		}
	}
	return ""
}

// children gives an element's children; they may be moved meanwhile.
func children(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			if !yield(c) {
				return
			}
			c = next
		}
	}
}

// elements gives the elements below n in document order, at most limit of them
// (0: all).
func elements(n *html.Node, limit int) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		seen := 0
		for c := n.FirstChild; c != nil; c = following(c, n) {
			if c.Type != html.ElementNode {
				continue
			}
			if seen++; limit > 0 && seen > limit || !yield(c) {
				return
			}
		}
	}
}

// following is the node after c in document order, within root.
func following(c, root *html.Node) *html.Node {
	if c.FirstChild != nil {
		return c.FirstChild
	}
	for c != root {
		if c.NextSibling != nil {
			return c.NextSibling
		}
		if c = c.Parent; c == nil {
			return nil
		}
	}
	return nil
}

// find is the first element below n that is wanted, looked for among the first
// few hundred.
func find(n *html.Node, want func(*html.Node) bool) *html.Node {
	for e := range elements(n, lookLimit) {
		if want(e) {
			return e
		}
	}
	return nil
}

func findTag(n *html.Node, a atom.Atom) *html.Node {
	return find(n, func(e *html.Node) bool { return e.DataAtom == a })
}

// firstLink is the first link to a page in an element; nil: it has none.
func firstLink(n *html.Node, base *url.URL) *html.Node {
	return find(n, func(e *html.Node) bool { return e.DataAtom == atom.A && web(base, attr(e, "href")) != "" })
}

// moveChildren puts all that is in one element at the end of another.
func moveChildren(from, to *html.Node) {
	for c := range children(from) {
		from.RemoveChild(c)
		to.AppendChild(c)
	}
}

// lookLimit bounds how far into an element a rule looks, so that rules asked of
// every element stay linear in all.
const lookLimit = 200

// peek is the visible text of an element, white space folded, up to about
// limit bytes; whole says whether that is all of it.
func peek(n *html.Node, limit int) (text string, whole bool) {
	var b strings.Builder
	seen := 0
	for c := n.FirstChild; c != nil; c = following(c, n) {
		if seen++; b.Len() > limit || seen > 4*lookLimit {
			return fold(b.String()), false
		}
		switch {
		case c.Type == html.TextNode && !hiddenText(c.Parent):
			b.WriteString(c.Data[:min(len(c.Data), limit+1-min(b.Len(), limit))])
			if len(c.Data) > limit {
				return fold(strings.ToValidUTF8(b.String(), "")), false
			}
		case c.Type == html.ElementNode && !formatting[c.DataAtom]:
			b.WriteByte(' ')
		}
	}
	return fold(strings.ToValidUTF8(b.String(), "")), true
}

func hiddenText(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Textarea, atom.Title, atom.Iframe:
		return true
	}
	return false
}

// fold makes every run of white space one space.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// hidden says whether an element is not shown on the publisher's own page.
func hidden(n *html.Node) bool {
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "style":
			if len(a.Val) < 4096 && hidingStyle(a.Val) {
				return true
			}
		}
	}
	return false
}

// isWhitespace says whether a node is text of spaces and line breaks alone, as stands
// between elements, and isWords whether it is other text.
func isWhitespace(n *html.Node) bool {
	return n.Type == html.TextNode && strings.TrimSpace(n.Data) == ""
}

func isWords(n *html.Node) bool { return n.Type == html.TextNode && !isWhitespace(n) }

// skipWhitespace is the nearest that is not only white space of a node and those before
// it; nil: none is.
func skipWhitespace(n *html.Node) *html.Node {
	for n != nil && isWhitespace(n) {
		n = n.PrevSibling
	}
	return n
}

// dropTabNote takes out of a link what only says how it opens.
func dropTabNote(a *html.Node) {
	const most = 60 // bytes
	e := a.LastChild
	if e == nil || e.DataAtom != atom.Span || e.PrevSibling == nil {
		return
	}
	if text, whole := peek(e, most); whole && tabNote().MatchString(text) {
		a.RemoveChild(e)
	}
}

var tabNote = lazily(`(?i)^\W*(opens?|opening|öffnet|wird|s['’]ouvre|ouvre|se abre|abre|si apre|opent)\b.{0,30}\b(tab|window|fenster|fenêtre|onglet|ventana|pestaña|scheda|finestra|venster|janela)\W*$`)

func hidingStyle(style string) bool {
	if !strings.Contains(style, "none") && !strings.Contains(style, "hidden") {
		return false
	}
	s := strings.ReplaceAll(strings.ToLower(style), " ", "")
	for decl := range strings.SplitSeq(s, ";") {
		switch strings.TrimSuffix(decl, "!important") {
		case "display:none", "visibility:hidden":
			return true
		}
	}
	return false
}
