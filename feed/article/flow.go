package article

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A flow collects blocks one after the other, and the runs of the paragraph
// that is being read.
type flow struct {
	blocks []Block
	runs   []run
	top    bool // of the article itself, not of a quote, list or cell
	quotes int  // enclosing quotes
	lists  int  // enclosing lists
	rtl    bool
	inline bool // of a heading: blocks in it are parts of its line
}

// look is what the elements around a text make of it.
type look struct {
	style style
	link  int
	pre   bool // white space is the author's
	quote int  // nested <q>
}

// sub is a flow for what stands inside of a block of f.
func (f *flow) sub() *flow { return &flow{quotes: f.quotes, lists: f.lists, rtl: f.rtl} }

// emit adds a block after what has been read so far.
func (f *flow) emit(c *conv, b Block) {
	f.flush(c)
	f.put(c, b)
}

func (f *flow) put(c *conv, b Block) {
	if c.pending != "" {
		if b.ID == "" {
			b.ID = c.pending
		}
		c.renamed[c.pending] = b.ID
		c.pending = ""
	}
	b.RTL = b.RTL || f.rtl
	f.blocks = append(f.blocks, b)
}

// anchor remembers an ID that links point to for the next block.
func (c *conv) anchor(n *html.Node) {
	for _, key := range [...]string{"id", "name"} {
		id := attr(n, key)
		if id == "" || !c.anchors[id] || key == "name" && n.Data != "a" {
			continue
		}
		if _, taken := c.renamed[id]; taken {
			continue
		}
		if c.pending == "" {
			c.pending = id
		} else {
			c.renamed[id] = c.pending
		}
		return
	}
}

// flush ends the paragraph that is being read.
func (f *flow) flush(c *conv) {
	if len(f.runs) == 0 {
		return
	}
	runs := foldRuns(f.runs)
	f.runs = nil
	// A picture and two line breaks in a row end a paragraph too.
	start := 0
	for i := 0; i <= len(runs); i++ {
		switch {
		case i == len(runs):
			f.paragraph(c, runs[start:])
		case runs[i].image > 0:
			f.paragraph(c, runs[start:i])
			f.put(c, Block{Kind: Figure, Image: runs[i].image, Link: c.pictureLink(runs[i])})
			start = i + 1
		case runs[i].brk && i+1 < len(runs) && runs[i+1].brk:
			f.paragraph(c, runs[start:i])
			for i+1 < len(runs) && runs[i+1].brk {
				i++
			}
			start = i + 1
		}
	}
}

// paragraph adds one paragraph of folded runs, unless it is debris.
func (f *flow) paragraph(c *conv, runs []run) {
	for len(runs) > 0 && runs[0].brk {
		runs = runs[1:]
	}
	for len(runs) > 0 && runs[len(runs)-1].brk {
		runs = runs[:len(runs)-1]
	}
	if len(runs) == 0 {
		return
	}
	runs[0].text = trimLead(runs[0])
	runs = c.habits(f, c.dropMore(runs))
	if isBlank(runs) || c.noiseRuns(runs) {
		return
	}
	if f.top {
		if card, ok := c.linkCard(runs); ok {
			f.put(c, card)
			return
		}
	}
	p := inline(runs, inParagraph)
	if p.plain == "" {
		return
	}
	if f.top && isOrnament(p.plain) {
		f.put(c, Block{Kind: Prose, Markdown: "---"})
		return
	}
	if f.top && f.numbers(p.plain) {
		return
	}
	if of := loneFormula(runs); f.top && of != nil {
		c.display(f, of)
		return
	}
	kind := Prose
	if isVerse(runs, p.plain) {
		kind = Verse
	} else if strings.Contains(p.plain, "\u00a0") && squeezed(runs) {
		p = inline(foldRuns(runs), inParagraph)
	}
	if p.plain == "" {
		return
	}
	f.put(c, Block{Kind: kind, Markdown: p.md, plain: p.plain})
}

var wideSpace = lazily(`[ \x{a0}]*(?: \x{a0}|\x{a0} |\x{a0}{2,})[ \x{a0}]*`)

// squeezed makes one space of each row of them, such as editors write after a
// full stop, and says whether there was one.
func squeezed(runs []run) bool {
	some := false
	for i := range runs {
		r := &runs[i]
		if r.style&(verbatim|coded) != 0 {
			continue
		}
		lead, text := "", r.text
		if i > 0 && runs[i-1].brk { // an indent is the author's
			text = strings.TrimLeft(r.text, " \u00a0")
			lead = r.text[:len(r.text)-len(text)]
		}
		if s := lead + wideSpace().ReplaceAllString(text, " "); s != r.text {
			r.text, some = s, true
		}
		if i == 0 && !slices.ContainsFunc(runs, func(r run) bool { return r.brk }) {
			if s := strings.TrimLeft(r.text, "\u00a0"); s != r.text {
				r.text, some = s, true
			}
		}
	}
	return some
}

func trimLead(r run) string {
	if r.style&verbatim != 0 {
		return r.text
	}
	return strings.TrimLeft(r.text, " ")
}

// isBlank says whether runs hold nothing that is seen.
func isBlank(runs []run) bool {
	for _, r := range runs {
		if r.image > 0 || r.note > 0 || strings.Trim(r.text, " \n\t\u00a0\u200b\u00ad\ufeff") != "" {
			return false
		}
	}
	return true
}

// isVerse tells a poem, an address or a song from a paragraph in which a line
// happens to be broken: several short lines.
func isVerse(runs []run, plain string) bool {
	breaks := 0
	for _, r := range runs {
		if r.brk {
			breaks++
		}
	}
	if breaks < 2 {
		return false
	}
	return utf8.RuneCountInString(plain)/(breaks+1) <= verseLine
}

// noiseRuns says whether a paragraph is the site's and not the story's.
func (c *conv) noiseRuns(runs []run) bool {
	text, linked := textOf(runs)
	if linked && len(c.mores) > 1 && len(text) < 60 && saysMore().MatchString(fold(text)) {
		return false // a digest's way to each of its stories
	}
	return !c.keepNoise && len(text) <= noiseLimit && (noiseIn(fold(text), linked) || c.onlyShares(runs))
}

// saysMore finds links that lead to the whole of a story.
var saysMore = lazily(`(?i)^(read|continue|view|see) (more|reading|on|the (full|whole|rest of the) (story|article|post))\W*$|^(weiterlesen|mehr lesen|lire la suite|leer más)\W*$`)

// countMore notes where a link leads that says 'Read more'.
func (c *conv) countMore(a *html.Node) {
	first := a.FirstChild
	if len(c.mores) > 1 || first == nil {
		return
	}
	if words := strings.TrimSpace(first.Data); first.Type == html.TextNode && words != "" && !strings.ContainsRune("rRcCvVsSwWmMlL", rune(words[0])) {
		return // most links are told by their first letter
	}
	if text, whole := peek(a, 40); whole && saysMore().MatchString(text) {
		c.mores[attr(a, "href")] = true
	}
}

// textOf is the text of runs and whether all of it is linked.
func textOf(runs []run) (string, bool) {
	var b strings.Builder
	linked := true
	for _, r := range runs {
		if r.brk {
			b.WriteByte(' ')
			continue
		}
		if r.link == 0 && strings.Trim(r.text, " \u00a0.…[](){}|·•,»›→>:") != "" {
			linked = false
		}
		b.WriteString(r.text)
		if b.Len() > 2*noiseLimit {
			break
		}
	}
	return b.String(), linked
}

// dropMore takes 'Continue reading' and the like, as a link, off the end of a
// paragraph of text.
func (c *conv) dropMore(runs []run) []run {
	i := len(runs)
	for i > 0 && (runs[i-1].brk || runs[i-1].link > 0 || strings.Trim(runs[i-1].text, " \u00a0[]()»›→") == "") {
		i--
	}
	if i == 0 || i == len(runs) || len(runs)-i > 8 {
		return runs
	}
	tail, _ := textOf(runs[i:])
	if len(tail) < 200 && moreLink().MatchString(tail) && isNoise(strings.TrimSpace(tail)) {
		runs = runs[:i]
		for len(runs) > 0 && runs[len(runs)-1].brk {
			runs = runs[:len(runs)-1]
		}
		if len(runs) > 0 {
			last := &runs[len(runs)-1]
			last.text = strings.TrimRight(strings.TrimRight(last.text, " "), "[( ")
		}
	}
	return runs
}

// prose is a flow's text as one piece of Markdown, and what of it can't stand
// inside another block.
func prose(blocks []Block) (text piece, paragraphs int, rest []Block) {
	var md, plain []string
	for _, b := range blocks {
		switch b.Kind {
		case Prose, Verse, PullQuote:
			md = append(md, strings.TrimLeft(b.Markdown, Indent))
			plain = append(plain, b.plain)
		case Math:
			md = append(md, b.indented())
			plain = append(plain, strings.Join(lines(b.plain, b.Label), "  "))
		default:
			rest = append(rest, b)
		}
	}
	return piece{strings.Join(md, "\n\n"), strings.Join(plain, "\n")}, len(md), rest
}

// walk reads an element's children into f.
func (c *conv) walk(f *flow, n *html.Node, l look) {
	glued := !l.pre && l.style&coded == 0 && (!formatting[n.DataAtom] || n.DataAtom == atom.Time) && !isLabelled(n)
	for ch := range children(n) {
		if c.left <= 0 && c.art.Truncated {
			return
		}
		switch ch.Type {
		case html.TextNode:
			if !l.pre && strings.ContainsAny(ch.Data, `$\`) {
				c.mendTeX(ch)
			}
			c.words(f, ch.Data, l)
		case html.ElementNode:
			if glued && abuts(ch) {
				f.runs = append(f.runs, run{text: " "})
			}
			c.element(f, ch, l)
		}
	}
}

// words adds text to the paragraph that is being read.
func (c *conv) words(f *flow, s string, l look) {
	s = c.text(s)
	if s == "" {
		return
	}
	if l.pre {
		c.preWords(f, s, l)
		return
	}
	if strings.ContainsAny(s, `$\`) {
		c.texWordsIn(f, s, l)
		return
	}
	c.plainWords(f, s, l)
}

// plainWords adds text without formulas to the paragraph that is being read.
func (c *conv) plainWords(f *flow, s string, l look) {
	if s == "" {
		return
	}
	if l.link == 0 && l.style&coded == 0 && (strings.Contains(s, "://") || strings.Contains(s, "www.")) {
		c.linkify(f, s, l)
		return
	}
	f.runs = append(f.runs, run{text: s, style: l.style, link: l.link})
}

// preWords keeps the line breaks of text whose white space is the author's.
func (c *conv) preWords(f *flow, s string, l look) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			f.runs = append(f.runs, run{brk: true})
		}
		if indented := strings.TrimLeft(line, " "); len(indented) < len(line) {
			line = strings.Repeat("\u00a0", min(len(line)-len(indented), 40)) + indented
		}
		if line != "" {
			f.runs = append(f.runs, run{text: line, style: l.style, link: l.link})
		}
	}
}

// block reads an element that stands by itself.
func (c *conv) block(f *flow, n *html.Node, l look) {
	if f.inline {
		f.runs = append(f.runs, run{text: " "})
		c.walk(f, n, l)
		f.runs = append(f.runs, run{text: " "})
		return
	}
	f.flush(c)
	outer := f.rtl
	switch direction(n) {
	case "rtl":
		f.rtl = true
	case "ltr":
		f.rtl = false
	}
	if !c.news(f, n, l) {
		c.walk(f, n, l)
	}
	f.flush(c)
	f.rtl = outer
}

// element reads one element: leaves out debris, takes what stands for
// something of its own, and goes into the rest.
func (c *conv) element(f *flow, n *html.Node, l look) {
	if c.bodies[n] {
		return
	}
	t := traitsOf(n)
	if isDebris(n, t) || c.isNagBox(n) {
		return
	}
	c.anchor(n)
	if isAboutAuthor(n) && c.authorBox(n) || isHeadedRelated(n) && c.related(f, n) || c.asideQuote(f, n, l) || c.substack(f, n, l) || t != 0 && c.special(f, n, t, l) || italicCaption(n) && c.captionAfter(f, n, isCaption, l) {
		return
	}
	if set := setter(n.DataAtom); set != nil {
		set(c, f, n, l)
		return
	}
	switch {
	case formatting[n.DataAtom]:
		c.inlineElement(f, n, l)
	case n.DataAtom == 0 && !strings.Contains(n.Data, "-"), n.DataAtom == 0 && inlineCustom(n):
		c.walk(f, n, l)
	default:
		c.block(f, n, l)
	}
}

// inlineCustom says whether a custom element stands in running text.
func inlineCustom(n *html.Node) bool {
	return n.PrevSibling != nil && isWords(n.PrevSibling) || n.NextSibling != nil && isWords(n.NextSibling)
}

// heading sets a heading, below the headline's level.
func (c *conv) heading(f *flow, n *html.Node, l look) {
	f.flush(c)
	sub := f.sub()
	sub.inline = true
	c.walk(sub, n, l)
	runs := foldRuns(sub.runs)
	level := 2
	if isHeading(n.DataAtom) {
		level = c.levels[n.Data[1]-'0']
	}
	f.blocks = append(f.blocks, sub.blocks...) // pictures and the like inside
	text, _ := textOf(runs)
	if isBlank(runs) || isNoise(fold(text)) {
		return
	}
	for i := range runs {
		if runs[i].image > 0 {
			f.put(c, Block{Kind: Figure, Image: runs[i].image, Link: c.pictureLink(runs[i])})
		}
		runs[i].style &^= strong
	}
	p := inline(runs, inHeading)
	if p.plain == "" {
		return
	}
	f.put(c, Block{Kind: Prose, Markdown: strings.Repeat("#", level) + " " + p.md, plain: p.plain})
}

// setter sets the elements that are more than their content; nil for others.
func setter(a atom.Atom) func(*conv, *flow, *html.Node, look) {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return (*conv).heading
	case atom.Br:
		return (*conv).lineBreak
	case atom.Hr:
		return (*conv).rule
	case atom.Wbr:
		return (*conv).nothing
	case atom.A:
		return (*conv).anchorElement
	case atom.Img:
		return (*conv).picture
	case atom.Picture:
		return (*conv).pictureElement
	case atom.Figure:
		return (*conv).figure
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		return (*conv).list
	case atom.Dl:
		return (*conv).definitions
	case atom.Blockquote:
		return (*conv).quote
	case atom.Pre, atom.Listing, atom.Xmp:
		return (*conv).code
	case atom.Table:
		return (*conv).table
	case atom.Details:
		return (*conv).details
	case atom.Video, atom.Audio:
		return (*conv).media
	case atom.Iframe, atom.Embed:
		return (*conv).frame
	case atom.Object:
		return (*conv).object
	case atom.Noscript:
		return (*conv).noscript
	}
	return inlineSetter(a)
}
