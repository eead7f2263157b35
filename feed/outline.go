package feed

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
)

// parserVersion is part of every SourceHash: raised when entries are read
// otherwise than before, so that known ones are read again.
const parserVersion = 1

// outline is what a first pass over a document finds: the elements of its head,
// and where its entries are. Entries are read later, and only if need be.
type outline struct {
	b       *builder
	root    string // rss, rdf, feed or channel
	version string
	ns      string // the root's namespace as declared
	lang    string
	head    []node // the children of the feed, entries left out
	spans   []span
	base    *baseURL // of the channel
	cdf     bool
	html    bool // a web page's elements came before any feed's
	whole   bool // the root element ended
	cut     bool // the document ended inside an entry
}

// span is where an entry is, and what it inherits.
type span struct {
	start, end int
	base       *baseURL
	lang       string
	hash       uint64
}

// newOutline reads a document's frame.
func newOutline(doc []byte, base *baseURL) *outline {
	b := &builder{scanner: scanner{doc: doc}, base: base}
	o := &outline{b: b, base: base}
	start, ok := o.findRoot()
	if !ok {
		return o
	}
	o.readRoot(start)
	if !start.closed {
		o.readFrame(start)
	}
	return o
}

// findRoot passes over whatever a server put before the feed: warnings, blank
// lines, comments.
func (o *outline) findRoot() (token, bool) {
	for {
		t := o.b.next()
		if t.kind == tokenEOF {
			return t, false
		}
		if t.kind != tokenStart {
			continue
		}
		switch name := strings.ToLower(localName(t.name)); name {
		case "rss", "rdf", "feed", "channel":
			o.root = name
			o.cdf = name == "channel"
			return t, true
		case "html", "head", "body":
			o.html = true
		}
	}
}

func (o *outline) readRoot(start token) {
	attrs := o.b.readAttrs(start.attrs)
	prefix, _, ok := bytes.Cut(start.name, []byte(":"))
	declaration := "xmlns"
	if ok {
		declaration += ":" + string(prefix)
	}
	base := o.base
	for _, a := range attrs {
		switch strings.ToLower(a.name) {
		case "version":
			o.version = strings.TrimSpace(a.value)
		case "xml:base", "base":
			base = base.within(a.value)
		case "xml:lang", "lang":
			o.lang = boundLang(a.value)
		}
		if a.name == declaration {
			o.ns = strings.TrimSpace(a.value)
		}
	}
	o.base = base
	o.b.atom = o.root == "feed"
	if v := o.b.vocabulary(o.ns); v == unknown {
		o.b.rootName = strings.TrimRight(strings.ToLower(o.ns), "/#")
	} else if v != "rdf" {
		o.b.scope.root = v
	}
	o.b.declare(attrs, 1)
	if o.cdf {
		o.head = append(o.head, cdfFields(attrs, base, o.lang)...)
	}
}

// boundLang drops a language that is none: each entry has it.
func boundLang(s string) string {
	if len(s) > maxName {
		return ""
	}
	return s
}

// readFrame reads the root's content, and the channel's.
func (o *outline) readFrame(root token) {
	b := o.b
	b.open = append(b.open, root.name)
	var channel []byte
	base, lang := o.base, o.lang
	for {
		t := b.next()
		switch t.kind {
		case tokenEOF:
			return
		case tokenEnd:
			if bytes.Equal(t.name, root.name) {
				o.whole = true
				return
			}
			if channel != nil && bytes.Equal(t.name, channel) {
				channel, b.open = nil, b.open[:1]
			}
		case tokenStart:
			space, name := b.resolve(t.name)
			switch {
			case space == native && (name == "item" || name == "entry"):
				o.addSpan(t, base, lang)
			case space == native && name == "channel" && channel == nil && o.root != "channel":
				attrs := b.readAttrs(t.attrs)
				b.declare(attrs, 1)
				for _, a := range attrs {
					switch a.name {
					case "xml:base":
						base = base.within(a.value)
						o.base = base
					case "xml:lang":
						lang = boundLang(a.value)
						o.lang = lang
					}
				}
				if !t.closed {
					channel = t.name
					b.open = append(b.open, t.name)
				}
			default:
				if n, ok := b.element(t, base, lang, 2); ok && len(o.head) < maxKids {
					o.head = append(o.head, n)
				}
			}
		}
	}
}

// addSpan finds where an entry ends, without reading it.
func (o *outline) addSpan(start token, base *baseURL, lang string) {
	b := o.b
	s := span{start: start.start, end: start.end, base: base, lang: lang}
	for !start.closed {
		t := b.next()
		s.end = t.end
		if t.kind == tokenEOF || t.kind == tokenEnd && b.doc[t.end-1] != '>' && t.end == len(b.doc) {
			o.cut = true
			return
		}
		if t.kind == tokenEnd {
			if bytes.Equal(t.name, start.name) {
				break
			}
			if b.isOpen(t.name) { // the entry was never closed
				s.end = t.start
				b.pos = t.start
				break
			}
		}
		if t.kind == tokenStart && bytes.Equal(t.name, start.name) {
			s.end = t.start
			b.pos = t.start
			break
		}
	}
	o.spans = append(o.spans, s)
}

// hash gives every span its SourceHash: of its bytes, and of all that decides
// how they are read.
func (o *outline) hash() {
	inherited := sha256.New()
	fmt.Fprintf(inherited, "%d %s %s %v\n", parserVersion, o.root, o.version, o.b.bindings)
	for i := range o.head {
		if n := &o.head[i]; n.name == "author" || n.name == "creator" {
			fmt.Fprintf(inherited, "%s %s %v\n", n.name, n.text.s, n.kids)
		}
	}
	common := inherited.Sum(nil)
	h := sha256.New()
	for i := range o.spans {
		s := &o.spans[i]
		h.Reset()
		h.Write(common)
		h.Write([]byte(s.base.raw))
		h.Write([]byte{0})
		h.Write([]byte(s.lang))
		h.Write([]byte{0})
		h.Write(o.b.doc[s.start:s.end])
		s.hash = max(1, binary.LittleEndian.Uint64(h.Sum(nil)))
	}
}

// newest keeps the newest n entries, in the document's order.
func (o *outline) newest(n int) (truncated bool) {
	if len(o.spans) <= n {
		return false
	}
	dates := make([]time.Time, len(o.spans))
	var last time.Time
	for i, s := range o.spans {
		if at, ok := peekDate(o.b.doc[s.start:s.end]); ok {
			last = at
		}
		dates[i] = last // one without a date is as old as its neighbour
	}
	var kept []span
	for _, i := range newestOf(dates, n) {
		kept = append(kept, o.spans[i])
	}
	o.spans = kept
	return true
}

// newestOf are the indexes of the n newest dates, in ascending order.
func newestOf(dates []time.Time, n int) []int {
	order := make([]int, len(dates))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return dates[b].Compare(dates[a]) })
	order = order[:n]
	slices.Sort(order)
	return order
}

// doubles are the entries whose guid another one has, as written. They are read
// in any case, for only together can it be said which of them counts.
func (o *outline) doubles() map[string]int {
	seen := make(map[string]int, len(o.spans))
	for _, s := range o.spans {
		if id := peekGUID(o.b.doc[s.start:s.end]); id != "" {
			seen[id]++
		}
	}
	return seen
}

// peekGUID finds an entry's guid as written, without reading the entry.
func peekGUID(src []byte) string {
	for _, mark := range []string{"<guid", "<id"} {
		_, after, ok := bytes.Cut(src, []byte(mark))
		if !ok {
			continue
		}
		if _, value, ok := bytes.Cut(after[:min(len(after), 1000)], []byte(">")); ok {
			value, _, _ = bytes.Cut(value, []byte("</"))
			return string(bytes.TrimSpace(value))
		}
	}
	return ""
}

// peekDate finds an entry's date without reading the entry.
func peekDate(src []byte) (time.Time, bool) {
	for _, mark := range []string{"<pubDate>", "<published>", "<dc:date>", "<issued>", "<updated>", "<modified>"} {
		_, after, ok := bytes.Cut(src, []byte(mark))
		if !ok {
			continue
		}
		if value, _, ok := bytes.Cut(after[:min(len(after), 100)], []byte("<")); ok {
			if at, ok := ParseDate(string(value)); ok {
				return at, true
			}
		}
	}
	return time.Time{}, false
}

// entry reads the entry at a span.
func (o *outline) entry(s span) (node, bool) {
	b := &builder{scanner: scanner{doc: o.b.doc[:s.end], pos: s.start, entities: o.b.entities, expanded: o.b.expanded}, scope: o.b.scope, atom: o.b.atom, base: o.b.base}
	b.bindings = slices.Clip(b.bindings)
	t := b.next()
	if t.kind != tokenStart {
		return node{}, false
	}
	b.sloppy = o.b.sloppy
	n, ok := b.element(t, s.base, s.lang, 3)
	o.b.expanded, o.b.sloppy = b.expanded, b.sloppy
	if o.cdf {
		n.kids = append(n.kids, cdfFields(n.attrs, n.base, n.lang)...)
	}
	return n, ok
}

// cdfFields are the attributes of Microsoft's Channel Definition Format, as the
// elements that RSS has for them.
func cdfFields(attrs []attr, base *baseURL, lang string) []node {
	var out []node
	for _, a := range attrs {
		switch strings.ToLower(a.name) {
		case "href":
			out = append(out, node{name: "link", text: text{s: a.value}, base: base, lang: lang})
		case "lastmod":
			out = append(out, node{space: "dcterms", name: "modified", text: text{s: a.value}, base: base, lang: lang})
		}
	}
	return out
}
