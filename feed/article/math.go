package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"
)

// math sets MathML.
func (c *conv) math(f *flow, n *html.Node, l look) {
	formula := mathMLFormula(n)
	if attr(n, "display") == "block" {
		c.display(f, formula)
		return
	}
	c.formula(f, formula, l)
}

// formula sets one in the text that is being read.
func (c *conv) formula(f *flow, of formula, l look) {
	if text := c.text(of.line()); text != "" {
		f.runs = append(f.runs, run{text: text, style: l.style, link: l.link, math: of})
	}
}

// display sets a formula that stands by itself.
func (c *conv) display(f *flow, of formula) {
	if f.inline {
		c.formula(f, of, look{})
		return
	}
	of, number := of.numbered()
	var runs []run
	for line := range strings.SplitSeq(c.text(of.lines()), "\n") {
		if len(runs) > 0 {
			runs = append(runs, run{brk: true})
		}
		runs = append(runs, run{text: line})
	}
	if p := inline(runs, inParagraph); p.plain != "" {
		f.emit(c, Block{Kind: Math, Markdown: p.md, Label: c.text(number), plain: p.plain})
	}
}

// Indent begins each line of a formula that stands by itself in a list or a
// quotation, and nothing else there: Markdown knows no such formulas. NumberGap parts
// its number from it.
const (
	Indent    = "\u2003"
	NumberGap = "\u00a0\u00a0"
)

// indented is a formula that stands by itself as a paragraph in another block.
func (b *Block) indented() string {
	md := Indent + strings.ReplaceAll(b.Markdown, "\\\n", "\\\n"+Indent)
	return strings.Join(lines(md, plainMD(b.Label)), NumberGap)
}

// loneFormula is the formula that is all there is in a paragraph, and what ends its
// sentence.
func loneFormula(runs []run) formula {
	var of formula
	for _, r := range runs {
		switch rest := strings.Trim(r.text, " \u00a0"); {
		case r.math != nil && of == nil:
			of = r.math
		case of != nil && (rest == "" || rest == "." || rest == "," || rest == ";" || rest == ":"):
			of = append(of[:len(of):len(of)], signOf(rest))
		default:
			return nil
		}
	}
	return of
}

// equationNumber finds a paragraph that is only the number of the formula before it.
var equationNumber = lazily(`^\((?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3})*[a-z]?\)$`)

// numbers gives a formula that stands by itself the number that follows it.
func (f *flow) numbers(text string) bool {
	k := len(f.blocks) - 1
	if k < 0 || f.blocks[k].Kind != Math || f.blocks[k].Label != "" || len(text) > 16 || !equationNumber().MatchString(text) {
		return false
	}
	f.blocks[k].Label = text
	return true
}

// mathOf is a formula that an element of a typesetting script shows: KaTeX,
// MathJax, MediaWiki, or plain TeX between its signs. display says whether it
// stands by itself.
func mathOf(n *html.Node) (of formula, display, ok bool) {
	if n.DataAtom == atom.Img || n.DataAtom == atom.Math {
		return nil, false, false
	}
	m := findTag(n, atom.Math)
	if m != nil {
		display = attr(m, "display") == "block"
	}
	display = display || saysDisplay(n)
	if a := texAnnotation(n); a != nil {
		return texFormula(fold(allText(a, maxTeX))), display, true
	}
	if m != nil {
		return mathMLFormula(m), display, true
	}
	if t, whole := peek(n, 2000); whole && texMarks().MatchString(t) {
		_, own := bareTeX(t)
		return texFormula(t), display || own, true
	}
	return nil, false, false
}

// saysDisplay says whether a class of an element is that of formulas that stand by
// themselves.
func saysDisplay(n *html.Node) bool {
	for word := range strings.FieldsSeq(attr(n, "class")) {
		switch word {
		case "display", "katex-display", "MathJax_Display", "mwe-math-element-block":
			return true
		}
	}
	return attr(n, "display") == "true" // MathJax's own element
}

var texMarks = lazily(`^(?s:\\\(.*\\\)|\\\[.*\\\]|\$.*\$)$`)

var texSpan = lazily(`\$\$[^$]+\$\$|\$[^\s$](?:[^$]*[^\s$])?\$|\\\((?s:.+?)\\\)|\\\[(?s:.+?)\\\]|` +
	`\\begin\{(?:equation|align|alignat|gather|eqnarray|multline|displaymath|math)\*?\}(?s:.+?)\\end\{(?:equation|align|alignat|gather|eqnarray|multline|displaymath|math)\*?\}`)

// texIn are the places of the TeX between its signs in running text. An amount of
// money is none: what stands between the signs must hold a sign of TeX, or be a
// letter.
func texIn(s string) [][]int {
	spans := texSpan().FindAllStringIndex(s, 1000)
	kept := spans[:0]
	for _, m := range spans {
		part := s[m[0]:m[1]]
		if part[0] != '$' || isTeX(strings.Trim(part, "$"), s[m[1]:]) {
			kept = append(kept, m)
		}
	}
	return kept
}

// texWordsIn adds running text with TeX in it to the paragraph that is being read.
func (c *conv) texWordsIn(f *flow, s string, l look) {
	s = texWords(s)
	at := 0
	for _, m := range texIn(s) {
		part := s[m[0]:m[1]]
		c.plainWords(f, s[at:m[0]], l)
		at = m[1]
		if _, display := bareTeX(part); display || part[1] == 'b' {
			of, mark := texFormula(part), trailing(s[at:])
			if at += len(mark); mark != "" {
				of = append(of, signOf(strings.TrimSpace(mark)))
			}
			c.display(f, of)
			continue
		}
		c.formula(f, texFormula(part), l)
	}
	c.plainWords(f, s[at:], l)
}

// texOpens are what begins a formula that stands by itself, by what ends it.
var texOpens = [...][2]string{{"$$", "$$"}, {`\[`, `\]`}, {`\begin{equation`, `\end{equation`}, {`\begin{align`, `\end{align`}, {`\begin{eqnarray`, `\end{eqnarray`}, {`\begin{gather`, `\end{gather`}}

// maxOpenTeX is how many formulas of a page may have no end, each of which is looked
// for in all that follows.
const maxOpenTeX = 100

// mendTeX takes the lines of a formula together that its page's editor has broken:
// the texts and line breaks after one that begins it.
func (c *conv) mendTeX(n *html.Node) {
	end := ""
	for _, pair := range texOpens {
		i := strings.LastIndex(n.Data, pair[0])
		if i >= 0 && (pair[0] == pair[1] && strings.Count(n.Data, pair[0])%2 == 1 || pair[0] != pair[1] && !strings.Contains(n.Data[i:], pair[1])) {
			end = pair[1]
			break
		}
	}
	if end == "" || c.openTeX >= maxOpenTeX {
		return
	}
	c.openTeX++
	whole := n.Data
	for s := n.NextSibling; s != nil && len(whole) < maxTeX; s = s.NextSibling {
		switch {
		case s.DataAtom == atom.Br:
			whole += "\n"
			continue
		case s.Type != html.TextNode:
			return
		}
		if whole += s.Data; !strings.Contains(s.Data, end) {
			continue
		}
		for t := n.NextSibling; ; t = t.NextSibling {
			t.Type, t.DataAtom, t.Data = html.CommentNode, 0, ""
			if t == s {
				n.Data = whole
				c.openTeX--
				return
			}
		}
	}
}

// trailing is the punctuation after a formula that stands by itself: it goes with it.
func trailing(s string) string {
	t := strings.TrimLeft(s, " \n")
	if t != "" && strings.IndexByte(".,;:", t[0]) >= 0 {
		return s[:len(s)-len(t)+1]
	}
	return ""
}

// isTeX says whether what stands between two dollar signs is TeX, after which
// follows what comes next: an amount, or a variable of a program's, is not.
func isTeX(inner, next string) bool {
	signs := `\^_{}=`
	if next != "" && (isLetter(next[0]) || next[0] == '_') && !strings.HasPrefix(next, "th") {
		signs = `\^{` // '$a=$b', '$HOME_DIR/$FILE'
	}
	switch {
	case next != "" && '0' <= next[0] && next[0] <= '9':
		return false
	case len(inner) == 1:
		return isLetter(inner[0]) && signs[len(signs)-1] == '='
	}
	return strings.ContainsAny(inner, signs)
}

var (
	texStyle  = lazily(`\\(?:textit|textbf|texttt|textsc|textrm|emph)\{((?:[^{}]|\{[^{}]*\})*)\}`)
	texAccent = lazily("\\\\([\"'`^~=.Hcuvkr])(?:\\{([A-Za-z])\\}|([A-Za-z]))")
)

// texWords reads the words that TeX sets in a style, and the accents in them.
func texWords(s string) string {
	if !strings.Contains(s, `\`) || !texStyle().MatchString(s) {
		return s
	}
	s = texStyle().ReplaceAllString(s, "$1")
	return texAccent().ReplaceAllStringFunc(s, func(m string) string {
		p := texAccent().FindStringSubmatch(m)
		if p[2] == "" && isLetter(p[1][0]) {
			return m // a command of more letters
		}
		return norm.NFC.String(p[2] + p[3] + accentOf(p[1]))
	})
}

// accentOf is the combining mark of a TeX accent.
func accentOf(sign string) string {
	const signs = "\"'`^~=.Hcuvkr"
	marks := []string{"\u0308", "\u0301", "\u0300", "\u0302", "\u0303", "\u0304", "\u0307", "\u030b", "\u0327", "\u0306", "\u030c", "\u0328", "\u030a"}
	return marks[strings.Index(signs, sign)]
}

// PlainTeX is a line of text with its TeX made readable: for headlines.
func PlainTeX(s string) string {
	if !strings.ContainsAny(s, `$\`) {
		return s
	}
	s = texWords(s)
	var b strings.Builder
	at := 0
	for _, m := range texIn(s) {
		b.WriteString(s[at:m[0]] + readTeX(s[m[0]:m[1]]))
		at = m[1]
	}
	return b.String() + s[at:]
}
