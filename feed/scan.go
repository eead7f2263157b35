package feed

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The bounds of the scanner. No honest feed comes near them.
const (
	maxEntities  = 500       // declared in a DOCTYPE
	maxEntityLen = 2 << 10   // bytes of one's value
	maxExpansion = 1 << 20   // bytes of all that declared entities stand for, in one document
	maxAttrs     = 100       // of one element
	maxValue     = 256 << 10 // bytes of an attribute's value
	maxSubset    = 64 << 10
)

// tokenKind is what the scanner came upon.
type tokenKind uint8

const (
	tokenEOF tokenKind = iota
	tokenText
	tokenCDATA
	tokenStart
	tokenEnd
)

// token is one piece of a document. Comments, processing instructions and
// declarations are passed over.
type token struct {
	kind       tokenKind
	start, end int    // byte range in the document, mark-up included
	text       []byte // of tokenText (not yet decoded) and tokenCDATA
	name       []byte // of tags: with the prefix, as written
	attrs      []byte // of tokenStart: not yet read
	closed     bool   // of tokenStart: <name/>
}

// scanner reads XML as a tolerant reader would: it never fails and takes time in
// proportion to the document, whatever that is. It does not check nesting.
type scanner struct {
	doc      []byte
	pos      int
	last     []byte // the name of the last start tag
	entities map[string]string
	expanded int // bytes that declared entities have grown to so far

	ahead [len(marks)]int // where each mark comes next, plus one; 0: not looked for, -1: nowhere
}

// The marks that a scanner looks ahead for.
const (
	cdataEnd = iota
	cdataOpen
	commentEnd
	instructionEnd
	anyEnd
)

var marks = [...]string{cdataEnd: "]]>", cdataOpen: "<![CDATA[", commentEnd: "-->", instructionEnd: "?>", anyEnd: ">"}

// find is the distance to the next mark, or -1. It remembers where that is, so
// that asking for it again and again on the way costs one search in all.
func (s *scanner) find(mark int) int {
	at := s.ahead[mark]
	if at >= 0 && at <= s.pos {
		if at = bytes.Index(s.doc[s.pos:], []byte(marks[mark])); at >= 0 {
			at += s.pos + 1
		}
		s.ahead[mark] = at
	}
	if at < 0 {
		return -1
	}
	return at - 1 - s.pos
}

func (s *scanner) next() token {
	for s.pos < len(s.doc) {
		start := s.pos
		rest := s.doc[start:]
		if rest[0] != '<' {
			n := bytes.IndexByte(rest, '<')
			if n < 0 {
				n = len(rest)
			}
			return s.textToken(n)
		}
		switch {
		case len(rest) < 2:
			return s.textToken(len(rest))
		case rest[1] == '!':
			if t, ok := s.declaration(rest); ok {
				return t
			}
		case rest[1] == '?':
			s.skipTo(instructionEnd)
		case rest[1] == '/':
			if len(rest) > 2 && isNameStart(rest[2]) {
				return s.endTag(rest)
			}
			s.skipTo(anyEnd)
		case isNameStart(rest[1]):
			return s.startTag(rest)
		default: // a bare '<'
			n := bytes.IndexByte(rest[1:], '<')
			if n < 0 {
				n = len(rest) - 1
			}
			return s.textToken(n + 1)
		}
	}
	return token{start: s.pos, end: s.pos}
}

func (s *scanner) textToken(n int) token {
	t := token{kind: tokenText, start: s.pos, end: s.pos + n, text: s.doc[s.pos : s.pos+n]}
	s.pos = t.end
	return t
}

// skipTo passes over what ends with a mark; where the mark is missing, over what
// looks like a tag.
func (s *scanner) skipTo(mark int) {
	n := s.find(mark)
	if n < 0 {
		mark = anyEnd
		if n = s.find(mark); n < 0 {
			s.pos = len(s.doc)
			return
		}
	}
	s.pos += n + len(marks[mark])
}

// declaration reads what begins with '<!': only CDATA is a token.
func (s *scanner) declaration(rest []byte) (token, bool) {
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		s.pos += len("<!--")
		s.skipTo(commentEnd)
		return token{}, false
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return s.cdata(rest), true
	case len(rest) > 9 && strings.EqualFold(string(rest[2:9]), "DOCTYPE"):
		s.doctype(rest)
		return token{}, false
	}
	s.skipTo(anyEnd)
	return token{}, false
}

// cdata reads a CDATA section. One that is never closed, or runs into the next
// one, ends with its element.
func (s *scanner) cdata(rest []byte) token {
	const open = len("<![CDATA[")
	t := token{kind: tokenCDATA, start: s.pos}
	s.pos += open
	body, after := rest[open:], 0
	if n := s.find(cdataEnd); n >= 0 {
		body, after = body[:n], len("]]>")
	}
	next := s.find(cdataOpen)
	if after == 0 || next >= 0 && next < len(body) {
		doubtful := body
		if next >= 0 {
			doubtful = body[:min(next, len(body))]
		}
		if n := s.endOfLast(doubtful); n >= 0 {
			body, after = body[:n], 0
		}
	}
	t.text, t.end = body, s.pos+len(body)+after
	s.pos = t.end
	return t
}

// endOfLast finds the end tag of the element that was started last.
func (s *scanner) endOfLast(body []byte) int {
	if len(s.last) == 0 {
		return -1
	}
	return bytes.Index(body, append([]byte("</"), s.last...))
}

// doctype passes over a document type and keeps its plain entities.
func (s *scanner) doctype(rest []byte) {
	rest = rest[:min(len(rest), maxSubset)]
	end := bytes.IndexByte(rest, '>')
	if open := bytes.IndexByte(rest, '['); s.entities == nil && open >= 0 && open < end {
		n := bytes.Index(rest[open:], []byte("]>"))
		if n >= 0 {
			s.declareEntities(rest[open+1 : open+n])
			end = open + n + 1
		}
	}
	if end < 0 {
		end = len("<!DOCTYPE") - 1
	}
	s.pos += end + 1
}

// declareEntities reads <!ENTITY name "value">. External ones are never fetched,
// and a value that names another entity is not expanded: no bomb goes off.
func (s *scanner) declareEntities(subset []byte) {
	s.entities = make(map[string]string)
	for len(s.entities) < maxEntities {
		n := bytes.Index(subset, []byte("<!ENTITY"))
		if n < 0 {
			return
		}
		subset = subset[n+len("<!ENTITY"):]
		head := subset[:min(len(subset), maxEntityLen+200)]
		fields := bytes.Fields(head[:min(len(head), 200)])
		q := bytes.IndexAny(head, `"'`)
		if len(fields) < 2 || q < 0 || fields[1][0] != head[q] {
			continue // a parameter entity, or an external one
		}
		value := head[q+1:]
		close := bytes.IndexByte(value, head[q])
		if close < 0 || close > maxEntityLen {
			continue
		}
		s.entities[string(fields[0])] = html.UnescapeString(string(value[:close]))
	}
}

func (s *scanner) endTag(rest []byte) token {
	t := token{kind: tokenEnd, start: s.pos, name: name(rest[2:])}
	n := len(rest)
	if next := bytes.IndexByte(rest[1:], '<'); next >= 0 {
		n = next + 1 // a tag that was never closed ends where the next begins
	}
	if end := bytes.IndexByte(rest[:n], '>'); end >= 0 {
		n = end + 1
	}
	t.end = s.pos + n
	s.pos = t.end
	return t
}

func (s *scanner) startTag(rest []byte) token {
	t := token{kind: tokenStart, start: s.pos, name: name(rest[1:])}
	from := 1 + len(t.name)
	n := tagEnd(rest, from)
	t.attrs = rest[from:n]
	if n < len(rest) && rest[n] == '>' {
		n++
	}
	if k := len(t.attrs); k > 0 && t.attrs[k-1] == '/' {
		t.closed, t.attrs = true, t.attrs[:k-1]
	}
	t.end = s.pos + n
	s.pos, s.last = t.end, t.name
	return t
}

// tagEnd finds the '>' of a start tag outside of quotes; a quote that is never
// closed is no quote.
func tagEnd(b []byte, from int) int {
	i := from
	for i < len(b) {
		switch b[i] {
		case '>':
			return i
		case '<': // the tag was never closed
			return i
		case '"', '\'':
			if n := bytes.IndexByte(b[i+1:min(len(b), i+maxValue)], b[i]); n >= 0 {
				i += n + 1
			}
		}
		i++
	}
	return i
}

func isNameStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == ':' || c >= utf8.RuneSelf
}

// name is the tag or attribute name that b begins with.
func name(b []byte) []byte {
	for i, c := range b {
		switch c {
		case ' ', '\t', '\n', '\r', '\f', '/', '>', '<', '=', '"', '\'', 0:
			return b[:i]
		}
	}
	return b
}

// attr is an attribute with its value decoded.
type attr struct{ name, value string }

// readAttrs reads the attributes of a start tag, in any quoting.
func (s *scanner) readAttrs(b []byte) []attr {
	var attrs []attr
	for len(b) > 0 && len(attrs) < maxAttrs {
		n := name(b)
		if len(n) == 0 {
			b = b[1:]
			continue
		}
		b = bytes.TrimLeft(b[len(n):], " \t\r\n")
		var value []byte
		if len(b) > 0 && b[0] == '=' {
			b = bytes.TrimLeft(b[1:], " \t\r\n")
			value, b = attrValue(b)
		}
		attrs = append(attrs, attr{string(n), s.decode(value)})
	}
	return attrs
}

func attrValue(b []byte) (value, rest []byte) {
	if len(b) > 0 && (b[0] == '"' || b[0] == '\'') {
		if n := bytes.IndexByte(b[1:], b[0]); n >= 0 {
			return b[1 : n+1], b[n+2:]
		}
		return b[1:], nil
	}
	n := bytes.IndexAny(b, " \t\r\n")
	if n < 0 {
		n = len(b)
	}
	return b[:n], b[n:]
}

// decode is the text that a run of XML stands for: references are replaced once,
// those that nobody defined are kept as they are, control characters go, and the
// C1 controls that old Windows programs wrote are the characters they meant.
func (s *scanner) decode(b []byte) string {
	if bytes.IndexByte(b, '&') < 0 {
		return tidy(string(b))
	}
	var out strings.Builder
	out.Grow(len(b))
	for len(b) > 0 {
		n := bytes.IndexByte(b, '&')
		if n < 0 {
			out.Write(b)
			break
		}
		out.Write(b[:n])
		b = b[n:]
		text, size := s.reference(b)
		out.WriteString(text)
		b = b[size:]
	}
	return tidy(out.String())
}

// reference reads the reference that b begins with; a bare '&' stands for itself.
func (s *scanner) reference(b []byte) (text string, size int) {
	end := bytes.IndexByte(b[:min(len(b), 40)], ';')
	if end < 2 {
		return "&", 1
	}
	ref := string(b[1:end])
	if ref[0] == '#' {
		if r, ok := charRef(ref[1:]); ok {
			return r, end + 1
		}
		return "&", 1
	}
	switch ref {
	case "amp":
		return "&", end + 1
	case "lt":
		return "<", end + 1
	case "gt":
		return ">", end + 1
	case "quot":
		return `"`, end + 1
	case "apos":
		return "'", end + 1
	}
	if value, ok := s.entities[ref]; ok && s.expanded < maxExpansion {
		s.expanded += len(value)
		return value, end + 1
	}
	for i := range len(ref) {
		if c := ref[i]; !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9') {
			return "&", 1
		}
	}
	if text := html.UnescapeString(string(b[:end+1])); text[0] != '&' || ref == "AMP" {
		return text, end + 1
	}
	return "&", 1
}

// charRef is the character with a number; nothing for those that must not be.
func charRef(digits string) (string, bool) {
	base := 10
	if digits != "" && digits[0]|0x20 == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 32)
	switch {
	case err != nil:
		return "", false
	case n >= 0x80 && n < 0xa0:
		return string(windows1252[n-0x80]), true
	case n < 0x20 && n != '\n' && n != '\t' && n != '\r', n == 0x7f, n&0xfffe == 0xfffe:
		return "", true
	case n >= 0xd800 && n < 0xe000 || n > utf8.MaxRune:
		return "\uFFFD", true
	}
	return string(rune(n)), true
}

// windows1252 is what the bytes 0x80 to 0x9f mean in Windows-1252.
var windows1252 = [32]rune{
	'€', '\u0081', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u008d', 'Ž', '\u008f',
	'\u0090', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u009d', 'ž', 'Ÿ',
}

// tidy drops control characters and reads C1 as Windows-1252.
func tidy(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c == 0x7f || c == 0xc2 && i+1 < len(s) && s[i+1] < 0xa0 {
			return strings.Map(func(r rune) rune {
				switch {
				case r >= 0x80 && r < 0xa0:
					if r = windows1252[r-0x80]; r < 0xa0 {
						return -1
					}
				case r < 0x20 && r != '\n' && r != '\t' && r != '\r', r == 0x7f:
					return -1
				}
				return r
			}, s)
		}
	}
	return s
}
