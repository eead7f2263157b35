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
