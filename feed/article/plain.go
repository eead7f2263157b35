package article

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var tag = lazily(`(?i)</?(a|abbr|article|b|big|blockquote|br|center|cite|code|del|details|div|dl|em|embed|figure|font|footer|h[1-6]|head|header|hr|html|body|i|iframe|img|ins|kbd|li|main|mark|math|object|ol|p|picture|pre|q|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tr|th|u|ul|video|audio)(\s[^<>]*)?/?>|<!--|<[a-z]+-[a-z-]+[ >]`)

// isPlain says whether a body is text rather than HTML: feeds hold plain text,
// and Markdown, where they should not.
func isPlain(src string) bool {
	return strings.Contains(src, "\n") && !tag().MatchString(src)
}

// lineEnds are the line breaks that stand for the line ends of plain text: those
// that feeds and their readers put in.
var lineEnds = lazily(`(?i)<br ?/?>(?:\r?\n)?`)

// asPlain is the plain text of a body whose only tags are its line breaks.
func asPlain(src string) (string, bool) {
	if strings.Count(src, "<") != strings.Count(src, "<br") || !strings.Contains(src, "<br>\n") {
		return src, isPlain(src)
	}
	return lineEnds().ReplaceAllString(src, "\n"), true
}

// patch finds the lines of a patch, which are no text.
var patch = lazily(`(?m)^(diff --git |@@ -|--- a/)`)

// loneMessage is the text of a body that is nothing but a message in <pre>, such as
// GitHub's feeds have of commits and mailing lists' of mails.
func loneMessage(root *html.Node) (string, bool) {
	pre := onlyChild(root)
	for pre != nil && pre.DataAtom == atom.Div {
		pre = onlyChild(pre)
	}
	if pre == nil || pre.DataAtom != atom.Pre || !strings.Contains(attr(pre, "style"), "pre-wrap") || findTag(pre, atom.Code) != nil || findTag(pre, atom.A) != nil {
		return "", false
	}
	text := codeText(pre, DefaultMaxText)
	return text, !patch().MatchString(text)
}

// plainTree makes a tree of plain text: paragraphs between blank lines, lists,
// quotes and code as people type them, line breaks where lines are short.
func plainTree(src string) *html.Node {
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	src = html.UnescapeString(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(src))
	width := wrapWidth(src)
	fenced := ""
	var block []string
	flush := func() {
		if len(block) > 0 {
			root.AppendChild(plainBlock(block, width))
		}
		block = nil
	}
	for line := range strings.SplitSeq(src, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case fenced != "" && strings.HasPrefix(trimmed, fenced) && strings.Trim(trimmed, "`~") == "":
			root.AppendChild(preformatted(block))
			fenced, block = "", nil
		case fenced != "":
			block = append(block, line)
		case strings.HasPrefix(trimmed, "```"):
			flush()
			fenced = "```"
		case trimmed == "":
			flush()
		case len(block) > 0 && lineKind(block[0]) != lineKind(line) && lineKind(line) != "":
			flush()
			block = append(block, line)
		case len(block) > 0 && lineKind(line) == "heading":
			flush()
			block = append(block, line)
		default:
			block = append(block, line)
		}
	}
	if fenced != "" {
		root.AppendChild(preformatted(block))
	} else {
		flush()
	}
	return root
}

var (
	headingLine = lazily(`^(#{1,6})\s+(.+?)\s*#*$`)
	bulletLine  = lazily(`^\s{0,8}[-*+•]\s+`)
	numberLine  = lazily(`^\s{0,8}(\d{1,4})[.)]\s+`)
	ruleLine    = lazily(`^\s*([-*_])\s*(?:[-*_]\s*){2,}$`)
)

func lineKind(line string) string {
	switch {
	case headingLine().MatchString(line):
		return "heading"
	case ruleLine().MatchString(line):
		return "rule"
	case bulletLine().MatchString(line):
		return "bullets"
	case numberLine().MatchString(line):
		return "numbers"
	case strings.HasPrefix(strings.TrimLeft(line, " "), ">"):
		return "quote"
	case strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t"):
		return "indented"
	}
	return ""
}

func element(a atom.Atom, kids ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: a.String(), DataAtom: a}
	for _, k := range kids {
		n.AppendChild(k)
	}
	return n
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

// plainBlock makes an element of the lines between two blank ones.
func plainBlock(block []string, width int) *html.Node {
	switch lineKind(block[0]) {
	case "heading":
		m := headingLine().FindStringSubmatch(block[0])
		h := element(atom.Lookup([]byte{'h', byte('0' + len(m[1]))}))
		markedText(h, m[2])
		return h
	case "rule":
		return element(atom.Hr)
	case "bullets":
		return plainList(atom.Ul, block, bulletLine())
	case "numbers":
		l := plainList(atom.Ol, block, numberLine())
		l.Attr = []html.Attribute{{Key: "start", Val: numberLine().FindStringSubmatch(block[0])[1]}}
		return l
	case "quote":
		p := element(atom.P)
		for i, line := range block {
			block[i] = strings.TrimPrefix(strings.TrimPrefix(strings.TrimLeft(line, " "), ">"), " ")
		}
		plainLines(p, block, width)
		return element(atom.Blockquote, p)
	case "indented":
		if strings.HasPrefix(block[0], "\t") || strings.HasPrefix(block[0], "    ") {
			if len(block) > 1 {
				return preformatted(block)
			}
		}
	}
	p := element(atom.P)
	plainLines(p, block, width)
	return p
}

// plainLines adds lines to a paragraph: the author's own, unless they were only
// wrapped.
func plainLines(p *html.Node, block []string, width int) {
	own := !isWrapped(block, width)
	for i, line := range block {
		if i > 0 {
			if own || strings.HasSuffix(block[i-1], "  ") {
				p.AppendChild(element(atom.Br))
			} else {
				p.AppendChild(textNode(" "))
			}
		}
		markedText(p, strings.TrimSpace(line))
	}
}

// Text is wrapped at a width between these, in characters.
const (
	leastWrap = 50
	mostWrap  = 100
)

// wrapWidth is the length of the longest line of a text, at which it may have been
// wrapped; 0: it was not.
func wrapWidth(src string) int {
	width := 0
	for line := range strings.SplitSeq(src, "\n") {
		width = max(width, utf8.RuneCountInString(strings.TrimSpace(line)))
	}
	if width < leastWrap || width > mostWrap {
		return 0
	}
	return width
}

// isWrapped says whether no line of a paragraph had room for the word that begins
// the next.
func isWrapped(block []string, width int) bool {
	const slack = 8 // characters: of an editor that wraps a little earlier
	for i := 1; i < len(block); i++ {
		word, _, _ := strings.Cut(strings.TrimSpace(block[i]), " ")
		if utf8.RuneCountInString(strings.TrimSpace(block[i-1]))+1+utf8.RuneCountInString(word) <= width-slack {
			return false
		}
	}
	return width > 0
}

func plainList(a atom.Atom, block []string, mark *regexp.Regexp) *html.Node {
	l := element(a)
	for _, line := range block {
		if m := mark.FindString(line); m != "" {
			li := element(atom.Li)
			markedText(li, strings.TrimSpace(line[len(m):]))
			l.AppendChild(li)
			continue
		}
		l.LastChild.AppendChild(textNode(" "))
		markedText(l.LastChild, strings.TrimSpace(line))
	}
	return l
}

func preformatted(block []string) *html.Node {
	least := 8
	for _, line := range block {
		if t := strings.TrimLeft(line, " "); t != "" {
			least = min(least, len(line)-len(t))
		}
	}
	out := make([]string, len(block))
	for i, line := range block {
		out[i] = line[min(least, len(line)-len(strings.TrimLeft(line, " "))):]
	}
	return element(atom.Pre, textNode(strings.Join(out, "\n")))
}

// inlineMarks are the marks of Markdown that are surely meant: links, strong,
// code.
var inlineMarks = lazily("!?\\[([^\\[\\]\n]{1,300})\\]\\((https?://[^\\s()<>]{1,1000})\\)|\\*\\*([^*\\s](?:[^*\n]{0,300}[^*\\s])?)\\*\\*|`([^`\n]{1,300})`")

func markedText(n *html.Node, s string) {
	at := 0
	for _, m := range inlineMarks().FindAllStringSubmatchIndex(s, -1) {
		if m[0] > at {
			n.AppendChild(textNode(s[at:m[0]]))
		}
		switch {
		case m[2] >= 0 && s[m[0]] == '!':
			img := element(atom.Img)
			img.Attr = []html.Attribute{{Key: "src", Val: s[m[4]:m[5]]}, {Key: "alt", Val: s[m[2]:m[3]]}}
			n.AppendChild(img)
		case m[2] >= 0:
			a := element(atom.A, textNode(s[m[2]:m[3]]))
			a.Attr = []html.Attribute{{Key: "href", Val: s[m[4]:m[5]]}}
			n.AppendChild(a)
		case m[6] >= 0:
			n.AppendChild(element(atom.Strong, textNode(s[m[6]:m[7]])))
		default:
			n.AppendChild(element(atom.Code, textNode(s[m[8]:m[9]])))
		}
		at = m[1]
	}
	if at < len(s) {
		n.AppendChild(textNode(s[at:]))
	}
}
