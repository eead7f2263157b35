package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// code sets preformatted text as a fenced block with its language, or as verse
// where a site means that by it.
func (c *conv) code(f *flow, n *html.Node, l look) {
	f.flush(c)
	if t := strings.ToLower(attr(n, "class")); strings.Contains(t, "verse") || strings.Contains(t, "poem") {
		s := f.sub()
		l.pre = true
		c.walk(s, n, l)
		s.flush(c)
		for _, b := range s.blocks {
			if b.Kind == Prose && strings.Contains(b.Markdown, "\n") {
				b.Kind = Verse
			}
			f.put(c, b)
		}
		return
	}
	if findTag(n, atom.Img) != nil && shortText(n, 0) {
		c.walk(f, n, l)
		return
	}
	text := c.text(codeText(n, c.left))
	f.putCode(c, text, codeLanguage(n))
}

// putCode adds a fenced code block that its own text can't close.
func (f *flow) putCode(c *conv, text, language string) {
	lines := strings.Split(strings.ReplaceAll(text, "\r", ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	text = strings.Trim(strings.Join(outdented(lines), "\n"), "\n")
	if strings.TrimSpace(text) == "" {
		return
	}
	fence := strings.Repeat("`", max(3, longest(text, '`')+1))
	f.put(c, Block{Kind: Prose, Markdown: fence + language + "\n" + text + "\n" + fence, plain: text})
}

// outdented takes away the indent that all lines of a listing have: it set the
// listing off where it was typed.
func outdented(lines []string) []string {
	indent, some := "", false
	for _, line := range lines {
		if line == "" {
			continue
		}
		own := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if !some {
			indent, some = own, true
		}
		for !strings.HasPrefix(own, indent) {
			indent = indent[:len(indent)-1]
		}
	}
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], indent)
	}
	return lines
}

// gutters are the elements of code listings that hold line numbers and buttons.
var gutters = lazily(`(?i)(^|[\s_-])(linenos?|lineno|line-?numbers?(-rows)?|gutter|gl|blob-num|rouge-gutter|code-header|copy|clipboard|toolbar|hljs-ln-numbers)($|\s)`)

// codeText is the text of a listing, without line numbers, with a line for each
// element that sites put lines in.
func codeText(n *html.Node, limit int) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for ch := range children(n) {
			if b.Len() > limit {
				return
			}
			switch {
			case ch.Type == html.TextNode:
				b.WriteString(ch.Data)
			case ch.Type != html.ElementNode || hiddenText(ch) || ch.DataAtom == atom.Button:
			case ch.DataAtom == atom.Br:
				b.WriteByte('\n')
			case gutters().MatchString(attr(ch, "class")), strings.Contains(attr(ch, "style"), "user-select:none") && onlyNumbers(ch):
			case closesParagraph[ch.DataAtom] || ch.DataAtom == atom.Li || ch.DataAtom == atom.Tr:
				if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
					b.WriteByte('\n')
				}
				walk(ch)
				if !strings.HasSuffix(b.String(), "\n") {
					b.WriteByte('\n')
				}
			default:
				walk(ch)
			}
		}
	}
	walk(n)
	return b.String()
}

var languageClass = lazily(`(?i)(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*|sourceCode\s+|highlight-|code-|src-)([a-z0-9+#._-]{1,30})(?:$|[\s;])`)

// codeLanguage is the language that a listing, its <code> or what encloses it
// says it is in.
func codeLanguage(n *html.Node) string {
	candidates := []*html.Node{n, findTag(n, atom.Code), n.Parent}
	if n.Parent != nil {
		candidates = append(candidates, n.Parent.Parent)
	}
	for i, e := range candidates {
		if e == nil || e.Type != html.ElementNode || i >= 2 && e.DataAtom != atom.Div && e.DataAtom != atom.Figure {
			continue
		}
		if l := firstAttr(e, "data-lang", "data-language", "data-code-language"); l != "" {
			return languageName(l)
		}
		if m := languageClass().FindStringSubmatch(attr(e, "class")); m != nil {
			return languageName(m[1])
		}
	}
	return ""
}

var notLanguage = lazily(`[^a-z0-9+#._-]`)

func languageName(s string) string {
	s = strings.ToLower(s)
	if len(s) > 30 || notLanguage().MatchString(s) {
		return ""
	}
	switch s {
	case "plaintext", "text", "plain", "none", "nohighlight", "txt", "auto", "highlight", "block", "wrapper", "toolbar":
		return ""
	}
	return s
}
