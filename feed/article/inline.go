package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// inlineSetter is setter for what stands in running text.
func inlineSetter(a atom.Atom) func(*conv, *flow, *html.Node, look) {
	switch a {
	case atom.Sub, atom.Sup:
		return (*conv).script
	case atom.Abbr, atom.Acronym:
		return (*conv).abbreviation
	case atom.Q:
		return (*conv).inlineQuote
	case atom.Ruby:
		return (*conv).ruby
	case atom.Math:
		return (*conv).math
	case atom.Svg:
		return (*conv).nothing
	case atom.Input:
		return (*conv).input
	case atom.Label:
		return (*conv).plainInline
	}
	return nil
}

// inlineElement goes into an element that formats running text.
func (c *conv) inlineElement(f *flow, n *html.Node, l look) {
	switch n.DataAtom {
	case atom.B, atom.Strong, atom.Mark:
		l.style |= strong
	case atom.I, atom.Em, atom.Cite, atom.Dfn, atom.Var, atom.U, atom.Ins:
		l.style |= emph
	case atom.S, atom.Strike, atom.Del:
		l.style |= struck
	case atom.Code, atom.Tt, atom.Samp, atom.Kbd:
		c.codeRun(f, n, l)
		return
	case atom.Span, atom.Font:
		l.style |= styled(n)
		if n.DataAtom == atom.Span && hasWord(attr(n, "class"), "ellipsis") && n.Parent.DataAtom == atom.A {
			defer func() { f.runs = append(f.runs, run{text: "…", style: l.style, link: l.link}) }()
		}
	}
	if inRow(n) {
		f.runs = append(f.runs, run{text: " "})
	}
	if direction(n) == "rtl" && len(f.runs) == 0 {
		f.rtl = f.rtl || onlyChild(n.Parent) == n
	}
	c.walk(f, n, l)
}

// inRow says whether an element follows its neighbour in a box that holds
// nothing but such elements: its page's style parts them, the words do not.
func inRow(n *html.Node) bool {
	label := func(e *html.Node) bool {
		return e == nil || e.DataAtom == atom.Span || e.DataAtom == atom.Time || e.DataAtom == atom.A || e.DataAtom == atom.Button
	}
	prev := n.PrevSibling
	return prev != nil && (boxes[n.Parent.DataAtom] || n.Parent.DataAtom == atom.Figcaption && n.DataAtom == atom.A) && label(n) && label(prev) && label(prev.PrevSibling) && label(n.NextSibling)
}

// styled is what an element's style attribute makes of its text.
func styled(n *html.Node) style {
	s := attr(n, "style")
	if s == "" || len(s) > 2048 {
		return 0
	}
	s = strings.ReplaceAll(strings.ToLower(s), " ", "")
	var st style
	if strings.Contains(s, "font-weight:bold") || strings.Contains(s, "font-weight:700") {
		st |= strong
	}
	if strings.Contains(s, "font-style:italic") {
		st |= emph
	}
	if strings.Contains(s, "text-decoration:line-through") {
		st |= struck
	}
	return st
}

// codeRun takes an element's text as a code span, unless pictures or blocks are
// in it.
func (c *conv) codeRun(f *flow, n *html.Node, l look) {
	if find(n, func(e *html.Node) bool {
		return e.DataAtom == atom.Pre || e.DataAtom == atom.Img || closesParagraph[e.DataAtom]
	}) != nil {
		c.walk(f, n, l)
		return
	}
	text := fold(c.text(allText(n, c.left)))
	if text == "" {
		return
	}
	if l.link == 0 {
		l.link = c.linkInside(n)
	}
	f.runs = append(f.runs, run{text: text, style: l.style | coded | verbatim, link: l.link})
}

// linkInside is the link of an element that holds nothing but a link.
func (c *conv) linkInside(n *html.Node) int {
	if a := onlyChild(n); a != nil && a.DataAtom == atom.A {
		return c.link(attr(a, "href"), "")
	}
	return 0
}

// allText is all text below an element, as it stands, with line breaks where
// <br> are; at most limit bytes.
func allText(n *html.Node, limit int) string {
	var b strings.Builder
	for ch := n.FirstChild; ch != nil && b.Len() <= limit; ch = following(ch, n) {
		switch {
		case ch.Type == html.TextNode && !hiddenText(ch.Parent):
			b.WriteString(ch.Data)
		case ch.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// script sets sub- and superscript: in Unicode where it has all the letters,
// else as people type it.
func (c *conv) script(f *flow, n *html.Node, l look) {
	if c.noteScript(f, n, l) {
		return
	}
	if findTag(n, atom.A) != nil || findTag(n, atom.Img) != nil {
		c.walk(f, n, l) // a footnote or the like
		return
	}
	text := fold(c.text(allText(n, c.left)))
	if text == "" {
		return
	}
	if text[0] == ':' || text[0] == ',' { // ': 207', after a reference
		f.runs = append(f.runs, run{text: text, style: l.style, link: l.link})
		return
	}
	sign, table := "^", superscripts
	if n.DataAtom == atom.Sub {
		sign, table = "_", subscripts
	}
	f.runs = append(f.runs, run{text: scripted(text, sign, table), style: l.style, link: l.link})
}

func scripted(text, sign string, table map[rune]rune) string {
	switch strings.ToLower(text) {
	case "tm", "(tm)":
		return "™"
	case "(r)":
		return "®"
	case "st", "nd", "rd", "th", "sm", "e", "er", "re", "o", "a", "ème", "os", "as", "®", "™", "mo", "lle", "me":
		if sign == "^" {
			return text // an ordinal or a mark: read well as they are
		}
	}
	var b strings.Builder
	for _, r := range text {
		m, ok := table[r]
		if !ok {
			if len([]rune(text)) == 1 {
				return sign + text
			}
			return sign + "(" + text + ")"
		}
		b.WriteRune(m)
	}
	return b.String()
}

var superscripts = pairRunes("0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW ,′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ ⸴′")

var subscripts = pairRunes("0123456789+-−=()aehijklmnoprstuvx ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ ")

func pairRunes(from, to string) map[rune]rune {
	m := make(map[rune]rune)
	t := []rune(to)
	for i, r := range []rune(from) {
		m[r] = t[i]
	}
	return m
}

// abbreviation says what an abbreviation stands for, the first time.
func (c *conv) abbreviation(f *flow, n *html.Node, l look) {
	c.walk(f, n, l)
	title := c.text(feed.Clean(attr(n, "title"), 200))
	short, _ := peek(n, 40)
	if title == "" || short == "" || c.expands[short] || strings.EqualFold(title, short) || isDate(title) {
		return
	}
	c.expands[short] = true
	f.runs = append(f.runs, run{text: " (" + title + ")", style: l.style, link: l.link})
}

var dateLike = lazily(`^\d{4}-\d\d-\d\d([T ]|$)|^\w+, \w+ \d+, \d{4}`)

// isDate tells the microformats' date titles, which are for programs.
func isDate(s string) bool { return dateLike().MatchString(s) }

// inlineQuote puts quotation marks around <q>.
func (c *conv) inlineQuote(f *flow, n *html.Node, l look) {
	opening, closing := "“", "”"
	if l.quote%2 == 1 {
		opening, closing = "‘", "’"
	}
	l.quote++
	f.runs = append(f.runs, run{text: opening, style: l.style, link: l.link})
	c.walk(f, n, l)
	f.runs = append(f.runs, run{text: closing, style: l.style, link: l.link})
}

// ruby sets annotations behind their base: 漢字(かんじ).
func (c *conv) ruby(f *flow, n *html.Node, l look) {
	for ch := range children(n) {
		switch {
		case ch.Type == html.TextNode:
			c.words(f, ch.Data, l)
		case ch.DataAtom == atom.Rp:
		case ch.DataAtom == atom.Rt || ch.DataAtom == atom.Rtc:
			if text := fold(c.text(allText(ch, 200))); text != "" {
				f.runs = append(f.runs, run{text: "(" + text + ")", style: l.style, link: l.link})
			}
		case ch.Type == html.ElementNode:
			c.element(f, ch, l)
		}
	}
}

// input sets the box of a task and the circle of a poll's answer; other inputs
// belong to forms.
func (c *conv) input(f *flow, n *html.Node, _ look) {
	if n.Parent == nil || f.lists == 0 && n.Parent.DataAtom != atom.Label {
		return
	}
	box := map[string]string{"checkbox": "☐ ", "radio": "○ "}[attr(n, "type")]
	if box == "☐ " && hasAttr(n, "checked") {
		box = "☑ "
	}
	if box != "" {
		f.runs = append(f.runs, run{text: box})
	}
}

// anchorElement sets a link, by its text; without text, by what it leads to
// being pictures, or not at all.
func (c *conv) anchorElement(f *flow, n *html.Node, l look) {
	if i, ok := c.refs[n]; ok {
		f.runs = append(f.runs, run{text: c.art.Notes[i-1].Label, note: i})
		return
	}
	href := attr(n, "href")
	if href == "" || l.link > 0 {
		c.walk(f, n, l)
		return
	}
	if t, whole := peek(n, 8); whole && backMarks(t) && strings.Contains(href, "#") {
		return // the way back from a footnote, or a heading's own anchor
	}
	if linkedCard(n) && c.bookmark(f, n) {
		return
	}
	if c.linkedPicture(f, n, l) {
		return
	}
	l.link = c.link(href, "")
	if inRow(n) {
		f.runs = append(f.runs, run{text: " "})
	}
	if k := len(f.runs) - 1; k >= 0 && f.runs[k].link > 0 && f.runs[k].link != l.link && !f.runs[k].brk && f.runs[k].image == 0 {
		f.runs = append(f.runs, run{text: " "}) // two links in a row are parted by their page's style
	}
	c.buttons[l.link] = c.buttons[l.link] || traitsOf(n)&isButton != 0
	before := len(f.runs)
	c.walk(f, n, l)
	if l.link > 0 && c.art.Links[l.link-1].Text == "" && len(f.runs) > before {
		text, _ := textOf(f.runs[before:])
		c.art.Links[l.link-1].Text = feed.Clean(text, 200)
	}
	if l.link > 0 && c.art.Links[l.link-1].Text == "" { // it holds blocks
		text, _ := peek(n, 200)
		c.art.Links[l.link-1].Text = feed.Clean(text, 200)
	}
}

// stripAnchors takes the links out of an element by which its page names its place.
func stripAnchors(n *html.Node) {
	for a := findTag(n, atom.A); a != nil; a = findTag(n, atom.A) {
		if t, whole := peek(a, 8); !whole || !backMarks(t) {
			return
		}
		a.Parent.RemoveChild(a)
	}
}

// backMarks says whether a link's text is only a sign for 'back' or 'here'.
func backMarks(t string) bool {
	switch strings.Trim(t, "[]() \u00a0\ufe0e\ufe0f") {
	case "↩", "↑", "⤴", "↵", "¶", "#", "§", "^", "←", "⏎", "🔗", "⇧":
		return true
	}
	return false
}

// link numbers a target: its index in Links plus one, the same for each
// mention; 0 where there is nothing to follow.
func (c *conv) link(href, text string) int {
	target := ""
	if f, ok := samePage(c.base, href); ok && c.anchors[f] {
		target = "#" + f // resolved or dropped in finish
	} else {
		target = resolve(c.base, href)
	}
	if target == "" || len(target) > maxURL {
		return 0
	}
	if i, ok := c.links[target]; ok {
		if l := &c.art.Links[i-1]; l.Text == "" {
			l.Text = feed.Clean(text, 200)
		}
		return i
	}
	if len(c.art.Links) >= maxLinks {
		return 0
	}
	c.art.Links = append(c.art.Links, Link{URL: target, Text: feed.Clean(text, 200)})
	c.links[target] = len(c.art.Links)
	return len(c.art.Links)
}

// bare finds addresses in running text.
var bare = lazily(`(?i)\b(?:https?://|www\.)[a-z0-9][^\s<>"“”‘’«»\x60\\{}|^]*`)

// linkify makes links of addresses that stand in the text.
func (c *conv) linkify(f *flow, s string, l look) {
	at := 0
	for _, m := range bare().FindAllStringIndex(s, -1) {
		url := trimAddress(s[m[0]:m[1]])
		target := url
		if !strings.Contains(strings.ToLower(url), "://") {
			target = "https://" + url
		}
		if len(url) < 8 || !strings.Contains(url, ".") {
			continue
		}
		i := c.link(target, url)
		if i == 0 {
			continue
		}
		f.runs = append(f.runs, run{text: s[at:m[0]], style: l.style}, run{text: url, style: l.style, link: i})
		at = m[0] + len(url)
	}
	f.runs = append(f.runs, run{text: s[at:], style: l.style})
}

// trimAddress leaves the sentence's own punctuation after an address to the
// sentence.
func trimAddress(u string) string {
	for u != "" {
		last := u[len(u)-1]
		switch {
		case strings.IndexByte(".,;:!?'*_~", last) >= 0:
		case last == ')' && strings.Count(u, "(") < strings.Count(u, ")"):
		case last == ']' && strings.Count(u, "[") < strings.Count(u, "]"):
		default:
			return u
		}
		u = u[:len(u)-1]
	}
	return u
}

func (c *conv) nothing(*flow, *html.Node, look) {}

// plainInline goes into an element that says nothing of its text.
func (c *conv) plainInline(f *flow, n *html.Node, l look) { c.walk(f, n, l) }

func (c *conv) lineBreak(f *flow, _ *html.Node, _ look) {
	f.runs = append(f.runs, run{brk: true})
}

func (c *conv) rule(f *flow, _ *html.Node, _ look) {
	f.emit(c, Block{Kind: Prose, Markdown: "---"})
}
