package feed

import (
	"bytes"
	"encoding/base64"
	"html"
	"strings"
)

// text is what an element says: plain, or HTML to be shown as such.
type text struct {
	s    string
	html bool
}

// HTML is the text as HTML.
func (t text) HTML() string {
	if t.html || !strings.ContainsAny(t.s, "<>&\"'\n") {
		return t.s
	}
	// Line ends of plain text are what structure it has.
	return strings.ReplaceAll(html.EscapeString(t.s), "\n", "<br>\n")
}

// Plain is the text as a reader sees it, in one line.
func (t text) Plain() string {
	if t.html {
		return VisibleText(t.s)
	}
	return t.s
}

// construct reads the content of an element that holds text for people: escaped,
// in CDATA, or as inline mark-up, as its type says or, in the RSS family, as
// it looks. The scanner stands after the start tag, and then after the end tag.
func (b *builder) construct(n *node, start token) text {
	inner, tags, sections := b.inner(start)
	kind, mode := strings.ToLower(n.attr("type")), strings.ToLower(n.attr("mode"))
	switch {
	case tags:
		// Mark-up that was not escaped is meant as mark-up, whatever is declared.
		s := b.inline(inner, n.base)
		if b.atom && (isXHTML(kind) || kind == "") {
			s = unwrapDiv(s, kind)
		}
		return text{resolveHTML(strings.TrimSpace(s), n.base), true}
	case isXHTML(kind) && !sections && mode != "escaped":
		return text{strings.TrimSpace(b.declared(inner)), true} // still escaped once, as HTML is
	}
	s, decoded := strings.TrimSpace(b.content(inner)), false
	if mode == "base64" || b.atom && mode == "" && isBase64(kind, s) {
		if raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), "")); err == nil {
			s = tidy(string(decode(raw, "")))
			decoded = mode == "" // Atom 1.0 names no type within the encoding
		}
	}
	if decoded {
		kind = ""
	}
	isHTML := kind == "html" || strings.HasPrefix(kind, "text/html") || isXHTML(kind) || kind == "application/xml" || kind == "escaped"
	if (!b.atom || decoded) && !isHTML {
		isHTML = looksHTML(s, n.name == "title")
	}
	if n.name != "title" {
		if s2, ok := escapedOnce(s, isHTML); ok {
			s, isHTML = s2, true
		}
	}
	if isHTML {
		return text{resolveHTML(s, n.base), true}
	}
	return text{s, false}
}

// escapedOnce is a text that a gateway has escaped once more than its type says: it
// holds no tag of its own, but is mark-up from its beginning to its end when it is
// read once more.
func escapedOnce(s string, isHTML bool) (string, bool) {
	if isHTML {
		if !strings.Contains(s, "&lt;") || strings.Contains(s, "<") {
			return "", false
		}
		s = html.UnescapeString(s)
	}
	s = strings.TrimSpace(s)
	n, name := tag(s)
	if n < 2 || !strings.HasSuffix(s, ">") || !knownTag(name) {
		return "", false
	}
	return s, voidElements[name] || strings.Contains(s, "</"+name+">")
}

func isXHTML(kind string) bool { return strings.Contains(kind, "xhtml") }

// isBase64 says that Atom content of a media type is encoded (RFC 4287, 4.1.3.3).
func isBase64(kind, s string) bool {
	switch {
	case kind == "" || !strings.Contains(kind, "/"), strings.HasPrefix(kind, "text/"), strings.Contains(kind, "xml"):
		return false
	}
	return len(s) > 0 && !strings.Contains(s, "<")
}

// inner is the source between a start tag and its end tag, whether there are tags
// in it, and whether there is CDATA.
func (b *builder) inner(start token) (src []byte, tags, sections bool) {
	if start.closed {
		return nil, false, false
	}
	from, depth := b.pos, 0
	sibling := -1 // where the next child of the entry begins, if this one is never closed
	var siblingTags bool
	for {
		t := b.next()
		switch t.kind {
		case tokenEOF:
			if sibling >= 0 {
				b.sloppy++
				b.seek(sibling)
				return b.doc[from:sibling], siblingTags, sections
			}
			return b.doc[from:], tags, sections
		case tokenCDATA:
			sections = true
		case tokenStart:
			if !t.closed && bytes.Equal(t.name, start.name) {
				depth++
			}
			if sibling < 0 && b.isEntryChild(t.name) {
				sibling, siblingTags = t.start, tags
				if b.sloppy > maxSloppy { // what was so often unclosed is so here
					b.pos = sibling
					return b.doc[from:sibling], tags, sections
				}
			}
			tags = true
		case tokenEnd:
			if bytes.Equal(t.name, start.name) {
				if depth == 0 {
					return b.doc[from:t.start], tags, sections
				}
				depth--
			} else if b.isOpen(t.name) && sibling >= 0 {
				b.sloppy++
				b.seek(sibling)
				return b.doc[from:sibling], siblingTags, sections
			} else if b.isOpen(t.name) && depth == 0 {
				b.pos = t.start
				return b.doc[from:t.start], tags, sections
			}
		}
	}
}

// content is the character data of source without tags.
func (b *builder) content(src []byte) string {
	if bytes.IndexByte(src, '<') < 0 {
		return b.decode(src)
	}
	sub := b.sub(src)
	var parts []string
	for {
		t := sub.next()
		switch t.kind {
		case tokenEOF:
			if len(parts) == 1 {
				return parts[0]
			}
			return strings.Join(parts, "")
		case tokenText:
			parts = append(parts, b.decode(t.text))
		case tokenCDATA:
			parts = append(parts, tidy(string(t.text)))
		}
	}
}

// declared is source with the references replaced that the DOCTYPE defines.
func (b *builder) declared(src []byte) string {
	if len(b.entities) == 0 || bytes.IndexByte(src, '&') < 0 {
		return tidy(string(src))
	}
	return html.EscapeString(b.decode(src))
}

// voidElements have no end tag in HTML.
var voidElements = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true,
	"meta": true, "param": true, "source": true, "track": true, "wbr": true,
}

// inline turns XHTML into HTML: prefixes and namespace declarations go, empty
// elements get end tags, inner xml:bases are applied, CDATA is escaped.
func (b *builder) inline(src []byte, outer *baseURL) string {
	sub := b.sub(src)
	var out strings.Builder
	out.Grow(len(src))
	var bases []*baseURL // one for each open element that has its own, or nil
	for {
		t := sub.next()
		switch t.kind {
		case tokenEOF:
			return tidy(out.String())
		case tokenText:
			out.WriteString(b.source(t.text))
		case tokenCDATA:
			out.WriteString(html.EscapeString(string(t.text)))
		case tokenStart:
			name := localName(t.name)
			out.WriteByte('<')
			out.WriteString(name)
			base := outer
			for i := len(bases) - 1; i >= 0; i-- {
				if bases[i] != nil {
					base = bases[i]
					break
				}
			}
			own := b.inlineAttrs(&out, t.attrs, base)
			out.WriteByte('>')
			if t.closed && !voidElements[name] {
				out.WriteString("</" + name + ">")
			} else if !t.closed && !voidElements[name] && len(bases) < maxDepth {
				bases = append(bases, own)
			}
		case tokenEnd:
			if name := localName(t.name); !voidElements[name] {
				out.WriteString("</" + name + ">")
				if len(bases) > 0 {
					bases = bases[:len(bases)-1]
				}
			}
		}
	}
}

// source is a run of text with a bare '<' escaped and declared entities
// replaced; its other references are HTML's too.
func (b *builder) source(src []byte) string {
	if len(b.entities) > 0 && bytes.IndexByte(src, '&') >= 0 {
		return html.EscapeString(b.decode(src))
	}
	return strings.ReplaceAll(string(src), "<", "&lt;")
}

// inlineAttrs writes the attributes of an inline element, and returns the base
// that it declares for its content, or nil.
func (b *builder) inlineAttrs(out *strings.Builder, src []byte, base *baseURL) (own *baseURL) {
	if len(bytes.TrimSpace(src)) == 0 {
		return nil
	}
	attrs := b.readAttrs(src)
	for _, a := range attrs {
		if a.name == "xml:base" {
			own = base.within(a.value)
			base = own
		}
	}
	for _, a := range attrs {
		switch {
		case a.name == "xmlns", strings.HasPrefix(a.name, "xmlns:"), a.name == "xml:base", a.name == "xml:space":
			continue
		case a.name == "xml:lang":
			a.name = "lang"
		}
		if own != nil && urlAttrs[strings.ToLower(a.name)] || base != b.base && urlAttrs[a.name] && relative(a.value) {
			a.value = base.resolve(a.value)
		}
		out.WriteString(" " + a.name + `="` + html.EscapeString(a.value) + `"`)
	}
	return own
}

// localName is a tag's name without its prefix, in lower case where HTML has it so.
func localName(written []byte) string {
	if i := bytes.IndexByte(written, ':'); i >= 0 {
		written = written[i+1:]
	}
	return string(written)
}

// unwrapDiv drops the div that Atom's xhtml constructs are wrapped in (RFC 4287,
// 3.1.1.3), if it is the only element and bears nothing.
func unwrapDiv(s, kind string) string {
	t := strings.TrimSpace(s)
	if kind != "xhtml" || !strings.HasPrefix(t, "<div>") || !strings.HasSuffix(t, "</div>") {
		return s
	}
	body := t[len("<div>") : len(t)-len("</div>")]
	depth := 0
	for rest := body; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			return body
		}
		rest = rest[i:]
		if strings.HasPrefix(rest, "<div") {
			depth++
		} else if strings.HasPrefix(rest, "</div") {
			if depth--; depth < 0 {
				return s
			}
		}
		rest = rest[1:]
	}
}

// looksHTML guesses whether text of the RSS family is meant as HTML. A title
// needs clear signs (an end tag, a reference, a void tag), because people write
// about tags in titles.
func looksHTML(s string, title bool) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '&':
			end := strings.IndexByte(s[i:min(len(s), i+12)], ';')
			if end > 1 && html.UnescapeString(s[i:i+end+1]) != s[i:i+end+1] {
				return true
			}
		case '<':
			n, name := tag(s[i:])
			if n < 2 || !knownTag(name) {
				continue
			}
			if s[i+1] == '/' || voidElements[name] || !title {
				return true
			}
		}
	}
	return false
}

// knownTag says that a name is an element of HTML.
func knownTag(name string) bool { return strings.Contains(htmlTags, " "+name+" ") && name != "" }

const htmlTags = " a abbr acronym address applet article aside audio b base bdi bdo big blink blockquote body br button canvas caption center cite code col colgroup" +
	" dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html" +
	" i iframe img input ins kbd label legend li link main map mark math menu meta meter nav noscript object ol optgroup option output p param picture pre" +
	" progress q rp rt ruby s samp script section select small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th" +
	" thead time title tr track tt u ul var video wbr "
