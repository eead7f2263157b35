package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// quote sets a block quote, with who said it, or what else sites make of
// quotes: embedded posts and pull quotes.
func (c *conv) quote(f *flow, n *html.Node, l look) {
	if f.top && traitsOf(n)&isPull != 0 {
		c.pullQuote(f, n, l)
		return
	}
	f.flush(c)
	if f.quotes >= maxQuotes {
		c.block(f, n, l)
		return
	}
	cite := citeOf(n)
	s := f.sub()
	s.quotes++
	if direction(n) == "rtl" {
		s.rtl = true
	}
	c.walk(s, n, l)
	s.flush(c)
	if cite != nil {
		cs := f.sub()
		c.walk(cs, cite, l)
		for i := range cs.runs {
			cs.runs[i].style &^= emph
		}
		if runs := foldRuns(cs.runs); !isBlank(runs) {
			p := inline(runs, inParagraph)
			p = credited(p)
			s.blocks = append(s.blocks, Block{Kind: Prose, Markdown: p.md, plain: p.plain})
		}
	}
	f.putQuote(c, s.blocks)
}

// credited puts a dash before a quote's source.
func credited(p piece) piece {
	p.md = strings.TrimLeft(strings.TrimPrefix(p.md, `\-`), "—–- ")
	p.plain = strings.TrimLeft(p.plain, "—–- ")
	return piece{"— " + p.md, "— " + p.plain}
}

// citeOf takes the element that names a quote's source out of the quote, if it
// stands on its own at the end.
func citeOf(n *html.Node) *html.Node {
	last := n.LastChild
	for last != nil && (last.Type != html.ElementNode && strings.TrimSpace(last.Data) == "" || last.DataAtom == atom.Br) {
		last = last.PrevSibling
	}
	if last == nil || last.Type != html.ElementNode {
		return nil
	}
	switch last.DataAtom {
	case atom.Footer, atom.Cite, atom.Figcaption, atom.Small:
	case atom.Div:
		if traitsOf(last)&isCredit == 0 {
			return nil
		}
	case atom.P:
		if only := onlyChild(last); (only == nil || only.DataAtom != atom.Cite) && !signsQuote(last) {
			return nil
		}
	default:
		return nil
	}
	if !shortText(last, 300) {
		return nil
	}
	n.RemoveChild(last)
	return last
}

// signsQuote says whether the last paragraph of a quotation is the name of who said it,
// and what they are.
func signsQuote(p *html.Node) bool {
	const most = 90 // bytes
	name, whole := peek(p, most)
	if !whole || len(name) > most || feed.EndsSentence(name) {
		return false
	}
	if i := strings.Index(name, ", "); i > 0 {
		name = name[:i]
	}
	if !personName().MatchString(name) {
		return false
	}
	before := skipWhitespace(p.PrevSibling)
	return before != nil && before.Type == html.ElementNode && feed.EndsSentence(allText(before, 4<<10))
}

// putQuote adds quoted blocks; what can't be quoted stands between.
func (f *flow) putQuote(c *conv, blocks []Block) {
	start := 0
	flush := func(end int) {
		text, _, _ := prose(blocks[start:end])
		if text.md != "" {
			f.put(c, Block{Kind: Prose, Markdown: indent(text.md, "> ", "> "), plain: text.plain, RTL: blocks[start].RTL})
		}
	}
	for i, b := range blocks {
		switch b.Kind {
		case Prose, Verse, Math, PullQuote:
			continue
		}
		flush(i)
		f.put(c, b)
		start = i + 1
	}
	flush(len(blocks))
}

// pullQuote sets words of the story that its page sets large.
func (c *conv) pullQuote(f *flow, n *html.Node, l look) {
	f.flush(c)
	credit := ""
	inner := n
	if q := findTag(n, atom.Blockquote); q != nil {
		inner = q
	}
	if cite := citeOf(inner); cite != nil {
		credit, _ = peek(cite, 200)
	} else if cite := citeOf(n); cite != nil {
		credit, _ = peek(cite, 200)
	}
	s := f.sub()
	c.walk(s, n, l)
	s.flush(c)
	var kept []Block
	for _, b := range s.blocks {
		if b.Kind == Prose || b.Kind == Verse {
			b.Markdown = unquote(b.Markdown)
		}
		kept = append(kept, b)
	}
	text, _, rest := prose(kept)
	if text.md != "" {
		f.put(c, Block{Kind: PullQuote, Markdown: text.md, plain: text.plain, Credit: strings.TrimLeft(feed.Clean(credit, 200), "—–- ")})
	}
	for _, b := range rest {
		f.put(c, b)
	}
}

// isAsideQuote says whether an aside holds words of the story that its page sets large:
// a quotation, and maybe whose it is.
func isAsideQuote(n *html.Node) bool {
	const most = 500 // bytes
	if n.DataAtom != atom.Aside || countTag(n, atom.Blockquote, 2) != 1 || !shortText(n, most) {
		return false
	}
	all, _ := peek(n, most)
	quoted, _ := peek(findTag(n, atom.Blockquote), most)
	return len(all)-len(quoted) < 100 && len(quoted) > 0 && find(n, func(e *html.Node) bool { return isHeading(e.DataAtom) || e.DataAtom == atom.Img }) == nil
}

// asideQuote sets such an aside; ok says whether it is one.
func (c *conv) asideQuote(f *flow, n *html.Node, l look) (ok bool) {
	if !f.top || !isAsideQuote(n) {
		return false
	}
	c.pullQuote(f, n, l)
	return true
}

func unquote(md string) string {
	if !strings.HasPrefix(md, "> ") {
		return md
	}
	lines := strings.Split(md, "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimPrefix(lines[i], ">"), " ")
	}
	return strings.Join(lines, "\n")
}
