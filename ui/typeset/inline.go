package typeset

import (
	"bytes"
	"html"
	"strconv"
	"strings"

	glamour "charm.land/glamour/v2/ansi"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"lede/ui/theme"
)

// Glamour writes the text of paragraphs, headings, list items and cells: their
// emphasis, code and deletions, in lede's own styles. It is handed one line of
// text at a time, since it breaks lines badly (CJK, short last lines, hanging
// indents) and slowly, and since its reading of character references a second
// time must find none: all text is decoded here, cleaned, and encoded again.
//
// What Glamour does not know travels through it as control characters, which
// no cleaned text holds: links as linkOn N ; ... linkOff, line breaks as
// lineEnd, and attributes of raw HTML tags as tagOn X ... tagOff X.
const (
	linkOn  = '\x01'
	linkOff = '\x02'
	lineEnd = '\x03'
	tagOn   = '\x04'
	tagOff  = '\x05'
)

// maxInlineDepth bounds how deep emphasis may nest before it is ignored.
const maxInlineDepth = 24

// inliner turns the inline part of a Markdown block into text. It is not safe
// for concurrent use: a Setting has one.
type inliner struct {
	pens   *pens
	glam   *glamour.ANSIRenderer
	ctx    glamour.RenderContext
	source []byte       // what the nodes' segments point into
	out    bytes.Buffer // Glamour's output
	buf    []byte       // the rewritten source
	code   [2]string    // what stands around code where colour cannot tell it
	number func(link int) string
}

func newInliner(p *pens, number func(int) string) *inliner {
	options := glamour.Options{Styles: styleConfig(p.theme), InlineTableLinks: true, PreserveNewLines: true}
	in := &inliner{
		pens: p, number: number,
		glam: glamour.NewRenderer(options),
		ctx:  glamour.NewRenderContext(options),
	}
	if p.theme.Monochrome() {
		in.code = [2]string{"`", "`"}
	}
	return in
}

// set appends the inline children of node to t, in base's look.
func (in *inliner) set(t *text, node ast.Node, source []byte, base *pen) error {
	in.source, in.buf = source, in.buf[:0]
	in.prepare(node, 0)
	in.out.Reset()
	for n := node.FirstChild(); n != nil; n = n.NextSibling() {
		element := in.glam.NewElement(n, in.buf)
		if element.Renderer == nil {
			continue
		}
		if err := element.Renderer.Render(&in.out, in.ctx); err != nil {
			return err
		}
	}
	in.read(t, base)
	return nil
}

// prepare rewrites the inline nodes under parent so that Glamour can only
// render them right: texts decoded once and encoded once, links, pictures and
// raw HTML replaced by texts.
func (in *inliner) prepare(parent ast.Node, depth int) {
	for n := parent.FirstChild(); n != nil; {
		next := n.NextSibling()
		switch n := n.(type) {
		case *ast.Text:
			in.prepareText(n)
		case *ast.String:
			parent.ReplaceChild(parent, n, in.textNode(string(n.Value)))
		case *ast.CodeSpan:
			in.prepareCode(parent, n)
		case *ast.Emphasis, *east.Strikethrough:
			in.prepare(n, depth+1)
			if depth >= maxInlineDepth {
				in.unwrap(parent, n)
			}
		case *ast.Link:
			in.prepare(n, depth+1)
			in.prepareLink(parent, n)
		case *ast.AutoLink:
			parent.ReplaceChild(parent, n, in.textNode(string(n.Label(in.source))))
		case *ast.Image:
			in.prepareImage(parent, n)
		case *ast.RawHTML:
			parent.ReplaceChild(parent, n, in.mark(htmlTag(n, in.source)))
		case *east.TaskCheckBox:
			box := "☐ "
			if n.IsChecked {
				box = "☑ "
			}
			parent.ReplaceChild(parent, n, in.textNode(box))
		default:
			parent.RemoveChild(parent, n)
		}
		n = next
	}
}

func (in *inliner) prepareText(n *ast.Text) {
	value := n.Segment.Value(in.source)
	hard := n.HardLineBreak()
	soft := n.SoftLineBreak() && !hard
	start := len(in.buf)
	if n.IsRaw() {
		in.encode(string(value), true)
	} else {
		in.encodeMarkdown(value)
	}
	if hard {
		in.buf = append(in.buf, lineEnd)
	}
	if soft {
		in.buf = append(in.buf, ' ')
	}
	n.SetSoftLineBreak(false)
	n.SetHardLineBreak(false)
	n.Segment = gtext.NewSegment(start, len(in.buf))
}

// encodeMarkdown appends Markdown text: escapes and references decoded as
// CommonMark says, then encoded for Glamour.
func (in *inliner) encodeMarkdown(value []byte) {
	for len(value) > 0 {
		escape := bytes.IndexByte(value, '\\')
		if escape < 0 {
			escape = len(value)
		}
		in.encode(resolve(value[:escape]), true)
		if escape == len(value) {
			return
		}
		value = value[escape:]
		if len(value) > 1 && util.IsPunct(value[1]) {
			in.encode(string(value[1:2]), true) // an escaped '&' begins no reference
			value = value[2:]
		} else {
			in.encode(`\`, true)
			value = value[1:]
		}
	}
}

// resolve decodes the character references of s, once.
func resolve(s []byte) string {
	if bytes.IndexByte(s, '&') < 0 {
		return string(s)
	}
	const longest = 40 // bytes in a reference
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '&' {
			if end := bytes.IndexByte(s[i:min(i+longest, len(s))], ';'); end > 0 {
				b.WriteString(html.UnescapeString(string(s[i : i+end+1])))
				i += end + 1
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// encode appends clean text so that Glamour decodes it to itself.
func (in *inliner) encode(s string, escapes bool) {
	s = safe(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c == '&':
			in.buf = append(in.buf, "&amp;"...)
		case c == '\\' && escapes:
			in.buf = append(in.buf, `\\`...)
		default:
			in.buf = append(in.buf, c)
		}
	}
}

// textNode is a new text node that says s.
func (in *inliner) textNode(s string) ast.Node {
	start := len(in.buf)
	in.encode(s, true)
	return ast.NewTextSegment(gtext.NewSegment(start, len(in.buf)))
}

// mark is a new text node of one of the control characters above.
func (in *inliner) mark(s string) ast.Node {
	start := len(in.buf)
	in.buf = append(in.buf, s...)
	return ast.NewTextSegment(gtext.NewSegment(start, len(in.buf)))
}

// prepareCode gives a code span one text: within it Glamour decodes references
// (which CommonMark does not) but no backslashes.
func (in *inliner) prepareCode(parent ast.Node, n *ast.CodeSpan) {
	var code strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			code.Write(t.Segment.Value(in.source))
		}
	}
	n.RemoveChildren(n)
	start := len(in.buf)
	in.encode(in.code[0]+strings.ReplaceAll(code.String(), "\n", " ")+in.code[1], false)
	n.AppendChild(n, ast.NewRawTextSegment(gtext.NewSegment(start, len(in.buf))))
	if start == len(in.buf) {
		parent.RemoveChild(parent, n)
	}
}

// prepareLink takes the link's children out of it, between two marks.
func (in *inliner) prepareLink(parent ast.Node, n *ast.Link) {
	link, ok := linkNumber(string(n.Destination))
	if ok {
		parent.InsertBefore(parent, n, in.mark(string(linkOn)+strconv.Itoa(link)+";"))
	}
	in.splice(parent, n)
	if ok {
		parent.InsertBefore(parent, n, in.mark(string(linkOff)))
	}
	parent.RemoveChild(parent, n)
}

// unwrap replaces n by its children.
func (in *inliner) unwrap(parent, n ast.Node) {
	in.splice(parent, n)
	parent.RemoveChild(parent, n)
}

// splice moves n's children before it.
func (in *inliner) splice(parent, n ast.Node) {
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		n.RemoveChild(n, c)
		parent.InsertBefore(parent, n, c)
		c = next
	}
}

// prepareImage sets a picture inside a line as its description.
func (in *inliner) prepareImage(parent ast.Node, n *ast.Image) {
	var alt strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := c.(*ast.Text); ok && entering {
			alt.Write(util.UnescapePunctuations(t.Segment.Value(in.source)))
		}
		return ast.WalkContinue, nil
	})
	if alt.Len() == 0 {
		parent.RemoveChild(parent, n)
		return
	}
	parent.ReplaceChild(parent, n, in.textNode("["+alt.String()+"]"))
}

// htmlTag is what stands for a raw HTML tag: a mark for the few that mean
// something to a reader, nothing for the rest.
func htmlTag(n *ast.RawHTML, source []byte) string {
	var raw strings.Builder
	for i := range n.Segments.Len() {
		segment := n.Segments.At(i)
		raw.Write(segment.Value(source))
	}
	tag := strings.ToLower(strings.Trim(raw.String(), "<>/ \t\n"))
	name, _, _ := strings.Cut(tag, " ")
	if name == "br" {
		return string(lineEnd)
	}
	look, ok := htmlLooks[name]
	if !ok {
		return ""
	}
	if strings.HasPrefix(raw.String(), "</") {
		return string([]byte{tagOff, look})
	}
	return string([]byte{tagOn, look})
}

// htmlLooks are the tags that Markdown has no sign for, each by the letter that
// follows its mark.
var htmlLooks = map[string]byte{
	"mark": 'm', "ins": 'i', "u": 'i', "kbd": 'k', "samp": 'c', "tt": 'c', "var": 'e', "small": 's', "sub": 'b', "sup": 'p',
}

// linkNumber reads a destination as the article package writes it: '#n' for the
// n-th link, '#fn-n' for a note, which is told by a negative number.
func linkNumber(dest string) (int, bool) {
	digits, ok := strings.CutPrefix(dest, "#")
	if !ok {
		return 0, false
	}
	digits, note := strings.CutPrefix(digits, "fn-")
	n, err := strconv.Atoi(digits)
	if err != nil || n <= 0 {
		return 0, false
	}
	if note {
		n = -n
	}
	return n, true
}

// read appends Glamour's output to t. Only SGR sequences and the marks above
// count; all other control characters are dropped.
func (in *inliner) read(t *text, base *pen) {
	r := inlineReader{in: in, t: t, base: base}
	s := in.out.String()
	for len(s) > 0 {
		i := strings.IndexFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f })
		if i < 0 {
			i = len(s)
		}
		if i > 0 {
			r.text(s[:i])
			s = s[i:]
			continue
		}
		s = r.control(s)
	}
	r.endLink()
}

// inlineReader is the state in which Glamour's output is read.
type inlineReader struct {
	in   *inliner
	t    *text
	base *pen
	look theme.Look // Glamour's
	tags []byte
	link int
	said bool // the link has text
}

func (r *inlineReader) text(s string) {
	look, base := r.look, r.base
	if look.Italic && base.look.Italic { // emphasis within italics stands upright
		upright := base.look
		upright.Italic = false
		look.Italic = false
		base = r.in.pens.get(upright, base.deco)
	}
	p := r.in.pens.over(look, base)
	for _, tag := range r.tags {
		p = r.in.pens.over(r.in.pens.tagLook(tag), p)
	}
	if r.link > 0 {
		p = r.in.pens.over(r.in.pens.theme.Look(theme.Link), p)
	}
	if r.link != 0 {
		r.said = r.said || strings.TrimSpace(s) != ""
	}
	switch n := len(r.tags); {
	case r.link < 0: // a note's label
		p = r.in.pens.over(r.in.pens.theme.Look(theme.Dim), r.base)
		s = noteSign(s)
	case n > 0:
		s = raised(s, r.tags[n-1])
	}
	r.t.add(safe(s), p, r.link)
}

// control reads the sequence or mark at the start of s and returns the rest.
func (r *inlineReader) control(s string) string {
	switch c := s[0]; c {
	case '\x1b':
		return r.escape(s)
	case linkOn:
		digits, rest, ok := strings.Cut(s[1:], ";")
		if n, err := strconv.Atoi(digits); ok && err == nil {
			r.endLink()
			r.link, r.said = n, false
			return rest
		}
	case linkOff:
		r.endLink()
	case lineEnd, '\n':
		r.t.newline(r.base)
	case tagOn:
		if len(s) > 1 {
			r.tags = append(r.tags, s[1])
			return s[2:]
		}
	case tagOff:
		if len(s) > 1 {
			for i := len(r.tags) - 1; i >= 0; i-- {
				if r.tags[i] == s[1] {
					r.tags = append(r.tags[:i], r.tags[i+1:]...)
					break
				}
			}
			return s[2:]
		}
	}
	return s[1:]
}

// escape reads an SGR sequence; any other loses its ESC here and the rest of it
// shows as text, which harms nobody.
func (r *inlineReader) escape(s string) string {
	if len(s) < 2 || s[1] != '[' {
		return s[1:]
	}
	end := 2
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == ';' || s[end] == ':') {
		end++
	}
	if end == len(s) || s[end] != 'm' {
		return s[1:]
	}
	r.look = r.in.pens.parse(s[2:end])
	return s[end+1:]
}

// endLink closes a link and sets its number after it.
func (r *inlineReader) endLink() {
	if r.link == 0 {
		return
	}
	if number := r.in.number(r.link); number != "" && (r.said || r.link < 0) {
		trail := ""
		if r.t.endsInSpace() && r.said {
			trail = " " // the number stands before the space that ended the link's text
			r.t.trimSpace()
		}
		r.t.raw(number, r.in.pens.deco(theme.Dim), r.link)
		r.t.add(trail, r.base, 0)
	}
	r.link = 0
}

// tagLook is the look of a raw HTML tag's text.
func (p *pens) tagLook(tag byte) theme.Look {
	switch tag {
	case 'm':
		return p.theme.Look(theme.Match)
	case 'i':
		return theme.Look{Underline: true}
	case 'k':
		return theme.Look{Bold: true}
	case 'c':
		return p.theme.Look(theme.Code)
	case 'e':
		return theme.Look{Italic: true}
	case 's':
		return p.theme.Look(theme.Dim)
	}
	return theme.Look{}
}

const (
	plainDigits = "0123456789+-=()n"
	superDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"
	subDigits   = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ"
)

// raised sets sub- and superscripts in the characters that exist for them; a
// text that has others keeps its own, after ^ or _.
func raised(s string, tag byte) string {
	table, sign := superDigits, "^"
	switch tag {
	case 'p':
	case 'b':
		table, sign = subDigits, "_"
	default:
		return s
	}
	to := []rune(table)
	var b strings.Builder
	for _, r := range s {
		i := strings.IndexRune(plainDigits, r)
		if i < 0 {
			return sign + s
		}
		b.WriteRune(to[i])
	}
	return b.String()
}

// noteSign is the label of a note as it stands in the text: raised, or in
// brackets where it can't be.
func noteSign(label string) string {
	label = strings.Trim(label, "[]() ")
	if sign := raised(label, 'p'); !strings.HasPrefix(sign, "^") {
		return sign
	}
	if strings.Trim(label, "*†‡§") == "" {
		return label
	}
	return "[" + label + "]"
}

// trimSpace takes a trailing space away.
func (t *text) trimSpace() {
	trimmed := bytes.TrimRight(t.buf, " ")
	if len(trimmed) == len(t.buf) {
		return
	}
	t.buf = trimmed
	for n := len(t.spans); n > 0; n-- {
		if n > 1 && t.spans[n-2].end >= len(trimmed) {
			t.spans = t.spans[:n-1]
			continue
		}
		t.spans[n-1].end = len(trimmed)
		break
	}
}

// styleConfig is lede's look for Glamour. Colours of blocks are not Glamour's:
// the text of a block is its own look laid over the block's.
func styleConfig(th *theme.Theme) glamour.StyleConfig {
	on := true
	code := th.Look(theme.Code)
	primitive := func(l theme.Look) glamour.StylePrimitive {
		var p glamour.StylePrimitive
		if l.Fg != "" {
			p.Color = &l.Fg
		}
		if l.Bg != "" {
			p.BackgroundColor = &l.Bg
		}
		if l.Bold {
			p.Bold = &on
		}
		if l.Italic {
			p.Italic = &on
		}
		if l.Underline {
			p.Underline = &on
		}
		return p
	}
	return glamour.StyleConfig{
		Emph:          glamour.StylePrimitive{Italic: &on},
		Strong:        glamour.StylePrimitive{Bold: &on},
		Strikethrough: glamour.StylePrimitive{CrossedOut: &on},
		Code:          glamour.StyleBlock{StylePrimitive: primitive(code)},
	}
}
