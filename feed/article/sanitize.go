package article

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// kept are the elements that sanitised HTML may hold; others are left out and
// their content stays, unless they are neverShown.
var kept = set(atom.A, atom.Abbr, atom.Address, atom.Article, atom.Aside, atom.Audio, atom.B, atom.Bdi, atom.Bdo,
	atom.Blockquote, atom.Br, atom.Caption, atom.Cite, atom.Code, atom.Col, atom.Colgroup, atom.Dd, atom.Del, atom.Details,
	atom.Dfn, atom.Div, atom.Dl, atom.Dt, atom.Em, atom.Figcaption, atom.Figure, atom.Footer, atom.H1, atom.H2, atom.H3,
	atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Li, atom.Mark, atom.Ol,
	atom.P, atom.Picture, atom.Pre, atom.Q, atom.Rp, atom.Rt, atom.Ruby, atom.S, atom.Samp, atom.Section, atom.Small,
	atom.Source, atom.Span, atom.Strong, atom.Sub, atom.Summary, atom.Sup, atom.Table, atom.Tbody, atom.Td, atom.Tfoot,
	atom.Th, atom.Thead, atom.Time, atom.Tr, atom.U, atom.Ul, atom.Var, atom.Video, atom.Wbr)

// keptAttrs are the attributes that any element may have, and those of certain
// ones. Addresses are checked besides.
var keptAttrs = map[string]string{
	"lang": "", "dir": "", "title": "", "id": "",
	"href": "a", "name": "a", "rel": "",
	"src": "img audio video source", "alt": "img", "width": "img video", "height": "img video", "poster": "video",
	"controls": "audio video", "start": "ol", "reversed": "ol", "type": "ol", "value": "li", "colspan": "td th", "rowspan": "td th",
	"datetime": "time del ins", "cite": "blockquote q del ins", "open": "details", "class": "code pre",
}

// Sanitize gives a body's HTML with allowed elements and attributes alone,
// addresses absolute and harmless, pictures' true addresses in src, and
// embedded frames as links. It is HTML for other programs; scripts, styles,
// forms, handlers and control characters are gone.
func Sanitize(src, base string) string {
	if len(src) > maxInput {
		src = src[:maxInput]
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		u = nil
	}
	s := &sanitizer{base: u}
	root := parseTree(src)
	if isPlain(src) {
		root = plainTree(src)
	}
	s.children(root)
	return s.out.String()
}

// readingAttrs are those that FromHTML reads the parts of a page by.
var readingAttrs = map[string]bool{"class": true, "role": true, "data-component": true, "data-testid": true, "data-duration": true}

type sanitizer struct {
	base       *url.URL
	forReading bool // keep names and frames, which FromHTML reads
	out        strings.Builder
}

func (s *sanitizer) children(n *html.Node) { s.each(n, s.element) }

// each writes what is in an element: its text, and elements as told.
func (s *sanitizer) each(n *html.Node, element func(*html.Node)) {
	for ch := range children(n) {
		switch ch.Type {
		case html.TextNode:
			s.out.WriteString(html.EscapeString(clean(ch.Data)))
		case html.ElementNode:
			element(ch)
		}
	}
}

func (s *sanitizer) element(n *html.Node) {
	switch {
	case s.forReading && n.DataAtom == atom.Nav:
		return
	case n.DataAtom == atom.Form || n.DataAtom == atom.Nav || n.DataAtom == atom.Dialog:
		s.children(n)
		return
	case n.DataAtom == atom.Iframe || n.DataAtom == atom.Embed:
		if s.forReading {
			s.frame(n)
			return
		}
		if u := web(s.base, firstAttr(n, "src", "data-src")); u != "" {
			title := feed.Clean(attr(n, "title"), 300)
			if title == "" {
				title = feed.Host(u)
			}
			s.out.WriteString(`<p><a href="` + html.EscapeString(u) + `">` + html.EscapeString(title) + `</a></p>`)
		}
		return
	case s.forReading && n.DataAtom == atom.Math:
		s.math(n)
		return
	case neverShown[n.DataAtom] || hiddenText(n):
		return
	case !kept[n.DataAtom]:
		s.children(n)
		return
	}
	s.out.WriteString("<" + n.Data)
	s.attributes(n)
	s.out.WriteByte('>')
	if void[n.DataAtom] {
		return
	}
	s.children(n)
	s.out.WriteString("</" + n.Data + ">")
}

// frame keeps an embedded frame as an address and a title, which FromHTML makes
// a card of.
func (s *sanitizer) frame(n *html.Node) {
	if u := web(s.base, firstAttr(n, "src", "data-src")); u != "" {
		s.out.WriteString("<iframe")
		s.attribute("src", u)
		s.attribute("title", feed.Clean(attr(n, "title"), 300))
		s.out.WriteString("></iframe>")
	}
}

// mathAttrs are the attributes that formulas are read by.
var mathAttrs = map[string]bool{"display": true, "alttext": true, "encoding": true, "columnalign": true, "width": true, "open": true, "close": true}

// math keeps a formula with all its elements.
func (s *sanitizer) math(n *html.Node) {
	s.out.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		if mathAttrs[a.Key] {
			s.attribute(a.Key, feed.Clean(a.Val, maxTeX))
		}
	}
	s.out.WriteByte('>')
	s.each(n, s.math)
	s.out.WriteString("</" + n.Data + ">")
}

func (s *sanitizer) attributes(n *html.Node) {
	if n.DataAtom == atom.Img {
		if u := source(s.base, n); u != "" {
			s.attribute("src", u)
		}
	}
	seen := map[string]bool{"src": n.DataAtom == atom.Img}
	for _, a := range n.Attr {
		tags, ok := keptAttrs[a.Key]
		if s.forReading && readingAttrs[a.Key] {
			tags, ok = "", true
		}
		if !ok || seen[a.Key] || tags != "" && !hasWord(tags, n.Data) {
			continue
		}
		seen[a.Key] = true
		switch a.Key {
		case "href":
			u := resolve(s.base, a.Val)
			if strings.HasPrefix(a.Val, "#") && len(a.Val) > 1 && len(a.Val) < 200 {
				u = feed.Clean(a.Val, 200)
			}
			if u != "" {
				s.attribute(a.Key, u)
			}
		case "src", "poster", "cite":
			if u := web(s.base, a.Val); u != "" {
				s.attribute(a.Key, u)
			}
		case "rel":
			if hasWord("author footnote nofollow noopener bookmark tag", a.Val) {
				s.attribute(a.Key, a.Val)
			}
		default:
			s.attribute(a.Key, feed.Clean(a.Val, 1000))
		}
	}
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}

func (s *sanitizer) attribute(key, value string) {
	s.out.WriteString(` ` + key + `="` + html.EscapeString(value) + `"`)
}
