package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// figure sets a figure: one picture or several with their caption and credit,
// or a table, listing or quote with a caption below.
func (c *conv) figure(f *flow, n *html.Node, l look) {
	f.flush(c)
	if t := traitsOf(n); t&isPull != 0 {
		c.pullQuote(f, n, l)
		return
	}
	caption := captionIn(n)
	s := f.sub()
	s.top = f.top
	c.walk(s, n, l)
	s.flush(c)
	var text captioned
	if caption != nil {
		text = c.readCaption(f, caption, l)
	}
	pictures := 0
	for _, b := range s.blocks {
		if b.Kind == Figure {
			pictures++
		}
	}
	switch {
	case pictures == 1:
		s.blocks = c.creditsBeside(s.blocks, &text)
		c.captionOne(s.blocks, text)
	case pictures > 1 && pictures == len(s.blocks):
		s.blocks = []Block{c.galleryOf(s.blocks, text)}
	case text.plain != "" && len(s.blocks) > 0:
		c.captionOther(s, text)
	case text.plain != "":
		s.blocks = append(s.blocks, Block{Kind: Prose, Markdown: text.md, plain: text.plain})
	}
	for _, b := range s.blocks {
		f.put(c, b)
	}
}

// captionIn takes the caption out of a figure.
func captionIn(n *html.Node) *html.Node {
	cap := findTag(n, atom.Figcaption)
	if cap == nil {
		cap = find(n, func(e *html.Node) bool {
			return e.DataAtom != atom.Img && e != n && traitsOf(e)&isCaption != 0 && findTag(e, atom.Img) == nil
		})
	}
	if cap == nil || nested(cap, n) {
		return nil
	}
	cap.Parent.RemoveChild(cap)
	return cap
}

// nested says whether a caption belongs to a figure within the figure.
func nested(cap, figure *html.Node) bool {
	for p := cap.Parent; p != nil && p != figure; p = p.Parent {
		if p.DataAtom == atom.Figure {
			return true
		}
	}
	return false
}

// captioned is a caption with its credit apart.
type captioned struct {
	piece
	credit string
	linked bool
}

// readCaption reads a caption: what elements or its own words mark as credit is
// kept apart.
func (c *conv) readCaption(f *flow, n *html.Node, l look) captioned {
	var out captioned
	dropCounters(n)
	for e := credit(n); e != nil; e = credit(n) {
		e.Parent.RemoveChild(e)
		text, _ := peek(e, 400)
		out.credit = withCredit(out.credit, creditText(c.text(feed.Clean(text, 300))))
		if e == n {
			break
		}
	}
	if e := lastName(n); e != nil && out.credit == "" {
		e.Parent.RemoveChild(e)
		text, _ := peek(e, 100)
		out.credit = creditText(c.text(feed.Clean(text, 100)))
	}
	s := f.sub()
	s.lists = maxLists
	c.walk(s, n, l)
	runs := foldRuns(s.runs)
	s.runs = nil
	for i := range runs {
		runs[i].style &^= emph
		out.linked = out.linked || runs[i].link > 0
	}
	p := inline(runs, inHeading)
	text, _, _ := prose(s.blocks)
	p.md, p.plain = join(oneLine(text.md), p.md), join(fold(text.plain), p.plain)
	rest, credit := splitCredit(p.plain)
	if credit != "" {
		if i := strings.LastIndex(p.md, p.plain[len(rest):]); i >= 0 {
			p.md = strings.TrimSpace(p.md[:i])
		} else {
			p.md, out.linked = inline([]run{{text: rest}}, inHeading).md, false
		}
		p.plain = rest
		if out.credit == "" {
			out.credit = credit
		}
	}
	p.plain = strings.TrimSpace(p.plain)
	if label := captionLabel().FindString(p.plain); label != "" {
		p.plain = p.plain[len(label):]
		p.md, out.linked = inline([]run{{text: p.plain}}, inHeading).md, false
	}
	out.piece = p
	return out
}

// withCredit adds a credit to another, unless it says the same.
func withCredit(credit, more string) string {
	if strings.Contains(credit, more) {
		return credit
	}
	return strings.TrimSpace(credit + " " + more)
}

// counter finds what a gallery says of a picture's place: '3 of 12', '3 / 12'.
var counter = lazily(`(?i)^\W*\d{1,3} ?(of|/|von|sur|de|di|av|van|из) ?\d{1,3}\W*$`)

// dropCounters takes a picture's place in its gallery, and the buttons that show and hide
// the caption, out of the caption.
func dropCounters(caption *html.Node) {
	const most = 60 // bytes
	isOne := func(e *html.Node) bool {
		text, whole := peek(e, most)
		return whole && text != "" && (counter().MatchString(text) || isNoise(text))
	}
	for e := find(caption, isOne); e != nil; e = find(caption, isOne) {
		e.Parent.RemoveChild(e)
	}
}

// lastName is the last element of a caption where it holds a name or an agency, and what
// is before it is a sentence: some papers mark their credits no further.
func lastName(caption *html.Node) *html.Node {
	const most = 60 // bytes
	e := skipWhitespace(caption.LastChild)
	if e == nil || e.Type != html.ElementNode || e.PrevSibling == nil || e.DataAtom == atom.A {
		return nil
	}
	name, whole := peek(e, most)
	if !whole || !personName().MatchString(name) && !agency().MatchString(name) {
		return nil
	}
	all, _ := peek(caption, 2000)
	before := strings.TrimSpace(strings.TrimSuffix(all, name))
	if before == all || !feed.EndsSentence(before) {
		return nil
	}
	return e
}

// agency finds who made a picture and for whom: 'Jo Doe/AFP', 'Imago / Zuma'.
var agency = lazily(`^\p{Lu}[^.:!?/]{1,40} ?/ ?\p{Lu}[^.:!?]{1,40}$`)

// credit is an element of a caption that names who made the picture.
func credit(n *html.Node) *html.Node {
	return find(n, func(e *html.Node) bool {
		return traitsOf(e)&isCredit != 0 || (e.DataAtom == atom.Cite || e.DataAtom == atom.Small) && onlyCredit(e)
	})
}

func onlyCredit(e *html.Node) bool {
	t, whole := peek(e, 200)
	return whole && (creditStart().MatchString(t) || e.DataAtom == atom.Small && e.NextSibling == nil)
}

var (
	captionLabel = lazily(`(?i)^(image |photo )?caption[,:]\s*`)

	// creditStart are the words that begin a credit.
	creditStart = lazily(`(?i)^\(?(photo(graph)?s?( credits?| by| courtesy( of)?)?|image( source| credits?| courtesy( of)?)?|picture( credits?| by)?|illustration( by)?|credits?|source|copyright|foto(grafie)?( von)?|bild(quelle|nachweis)?|quelle|cr[ée]dits?( photos?)?|crédit image|fuente|fonte|getty images|via)\s*([:/|,]|\s-\s|\sby\s)\s*|^©\s*|^\(c\)\s|^(credit){1,2}(\.\.\.|…)\s*|^creditcredit\s*`)

	// creditEnd finds a credit at the end of a caption.
	creditEnd = lazily(`(?i)(?:[.!?”"…]|\p{L}|\d)\s*(\[(?:file: ?)?[^\[\]]{2,60}/[^\[\]]{2,40}\])$|[.!?”"…]\s+((?-i:\p{Lu}{3,14})/(?-i:\p{Lu})[^.:!?]{2,60}?)$|[、。＝=）」]\s?([^、。＝=（）「」]{2,16}撮影|（[^（）]{2,20}(?:撮影|提供)）)$|(?:[.!?”"…]\s*|\s[|–—-]\s|\s\s+|\s)(\(?(?:photo(?:graph)?|image|picture|illustration|foto|bild|photo credit|image credit|image source|picture credit|credit|crédit photo|crédit|quelle|bildquelle)s?\s*(?::|,\s+(?:getty|reuters|afp|epa|pa |ap|alamy))\s*(?:[^.:]|\b\p{L}\.){2,120}\)?\.?)$|(?:[.!?”"…)]\s*|\s[|–—-]\s)(\((?:[^()]{2,60}/[^()]{2,40}|(?:AP|AFP|Reuters|EPA|dpa|Getty)[^()]{0,60})\))$|(\s?©\s?[^.]{2,80}\.?)$|[.!?”"…]\s*(\(?(?:photo(?:graph)?|image|picture|illustration|foto|bild)s? (?:by|von|par|de|di) [^.:]{2,80}\)?\.?)$`)

	// creditRun finds one whose label, for screen readers too, runs into it.
	creditRun = lazily(`[.!?”"…]\s*((?:CreditCredit|(?:Credit){1,2}(?:\.\.\.|…))\s?[^.]{2,120}\.?)$`)
)

// splitCredit parts a caption's words from the credit at its end or start.
func splitCredit(s string) (caption, credit string) {
	if m := creditStart().FindString(s); m != "" && len(s) < 160 {
		return "", creditText(s)
	}
	if !mayEndInCredit(s) {
		return s, ""
	}
	m := creditEnd().FindStringSubmatchIndex(s)
	if m == nil && strings.Contains(s, "Credit") {
		m = creditRun().FindStringSubmatchIndex(s)
	}
	if m == nil {
		return s, ""
	}
	for g := 2; g < len(m); g += 2 {
		if m[g] >= 0 {
			return strings.TrimRight(s[:m[g]], " |–—-、＝"), creditText(s[m[g]:m[g+1]])
		}
	}
	return s, ""
}

// mayEndInCredit says whether creditEnd, which is slow, has something to find.
func mayEndInCredit(s string) bool {
	return strings.HasSuffix(s, ")") || strings.HasSuffix(s, "]") || holdsOne(strings.ToLower(s), "/|撮影|提供）|©|photo|image|picture|illustration|foto|bild|credit|crédit|quelle")
}

// creditText is a credit without the words that only say that it is one.
func creditText(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
	}
	if inner, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(s, "]") {
		s = strings.TrimPrefix(strings.TrimPrefix(inner[:len(inner)-1], "File:"), " ")
	}
	if strings.HasSuffix(s, "）") {
		s = strings.TrimPrefix(strings.TrimSuffix(s, "）"), "（")
	}
	s = strings.TrimSuffix(s, "撮影")
	if m := creditStart().FindString(s); m != "" && !strings.HasPrefix(m, "©") {
		s = s[len(m):]
	} else if label, name, ok := strings.Cut(s, " "); ok && (label == "Credit" || label == "Credits") {
		s = name // the label is for those who hear the page
	}
	return strings.TrimSuffix(strings.TrimSpace(s), ".")
}

// captionOne gives the only picture among blocks its caption.
func (c *conv) captionOne(blocks []Block, t captioned) {
	for i := range blocks {
		b := &blocks[i]
		if b.Kind != Figure {
			continue
		}
		img := &c.art.Images[b.Image-1]
		if t.plain != "" {
			img.Caption = feed.Clean(t.plain, 2000)
			if t.linked {
				b.Markdown = t.md
			}
		}
		if t.credit != "" {
			img.Credit = feed.Clean(t.credit, 300)
		}
		return
	}
}

// captionOther puts a caption below what is no picture.
func (c *conv) captionOther(s *flow, t captioned) {
	last := &s.blocks[len(s.blocks)-1]
	switch {
	case (last.Kind == Card || last.Kind == Media) && last.Text == "":
		last.Text = feed.Clean(t.plain, 2000)
	case last.Kind == Records && last.Title == "":
		last.Title = feed.Clean(t.plain, 500)
	case last.Kind == PullQuote && last.Credit == "":
		last.Credit = feed.Clean(t.plain, 300)
	case last.Kind == Prose && strings.HasPrefix(last.Markdown, "> "):
		p := credited(t.piece)
		last.Markdown += "\n>\n> " + p.md
		last.plain += "\n" + p.plain
	default:
		s.blocks = append(s.blocks, Block{Kind: Prose, Markdown: inItalicsMD(t.md), plain: t.plain})
	}
	if t.credit != "" && last.Credit == "" && last.Kind != Prose {
		last.Credit = t.credit
	}
}

// inItalicsMD is a caption as it stands below what is no picture. Where it has marks of
// its own it stays as it is.
func inItalicsMD(md string) string {
	if md == "" || strings.ContainsAny(md, "*_`~\\") {
		return md
	}
	return "*" + md + "*"
}

// creditsBeside takes the few words that stand in a figure beside its only
// picture, as a site shows a credit, or else the caption, and gives the rest of
// the blocks.
func (c *conv) creditsBeside(blocks []Block, t *captioned) []Block {
	const most = 60 // bytes
	out := make([]Block, 0, len(blocks))
	for _, b := range blocks {
		words := strings.TrimSpace(b.plain)
		switch {
		case b.Kind != Prose || strings.HasPrefix(b.Markdown, "#") || strings.HasSuffix(words, ".") || len(words) > most:
			out = append(out, b)
		case t.credit != "":
		case t.plain != "" || creditStart().MatchString(words):
			t.credit = creditText(words)
		default:
			out = append(out, b)
		}
	}
	return out
}

// tipCaptions gives pictures without a caption the words that show when one points at
// them: a comic's last joke.
func (c *conv) tipCaptions(bs []Block) []Block {
	for i := range bs {
		if bs[i].Kind != Figure {
			continue
		}
		if img := &c.art.Images[bs[i].Image-1]; img.Caption == "" && c.tooltips[bs[i].Image] != "" {
			img.Caption = c.text(c.tooltips[bs[i].Image])
		}
	}
	return bs
}

// galleryOf makes one block of several pictures.
func (c *conv) galleryOf(blocks []Block, t captioned) Block {
	g := Block{Kind: Gallery, Text: feed.Clean(t.plain, 2000), Credit: t.credit}
	for _, b := range blocks {
		if b.Kind == Figure {
			g.Images = append(g.Images, b.Image)
		}
	}
	return g
}

// gallery reads an element that a site shows as a gallery; ok says whether it
// was one.
func (c *conv) gallery(f *flow, n *html.Node, l look) bool {
	if pics := countTag(n, atom.Img, 2); pics < 2 {
		return false
	}
	caption := (*html.Node)(nil)
	if n.DataAtom == atom.Figure {
		for ch := range children(n) {
			if ch.DataAtom == atom.Figcaption {
				caption = ch
				n.RemoveChild(ch)
			}
		}
	}
	s := f.sub()
	c.walk(s, n, l)
	s.flush(c)
	var text captioned
	if caption != nil {
		text = c.readCaption(f, caption, l)
	}
	f.flush(c)
	var g Block
	var rest []Block
	s.blocks = dropRepeats(s.blocks)
	for _, b := range s.blocks {
		switch b.Kind {
		case Figure:
			g.Images = append(g.Images, b.Image)
		case Gallery:
			g.Images = append(g.Images, b.Images...)
		default:
			rest = append(rest, b)
		}
	}
	if len(g.Images) < 2 {
		c.captionOne(s.blocks, text)
		for _, b := range s.blocks {
			f.put(c, b)
		}
		return true
	}
	g.Kind, g.Text, g.Credit = Gallery, feed.Clean(text.plain, 2000), text.credit
	f.put(c, g)
	for _, b := range rest {
		f.put(c, b)
	}
	return true
}

func countTag(n *html.Node, a atom.Atom, upTo int) int {
	seen := 0
	for e := range elements(n, lookLimit) {
		if e.DataAtom == a {
			if seen++; seen == upTo {
				break
			}
		}
	}
	return seen
}

// captionAfter takes an element named a caption or credit for that of the
// picture just before; ok says whether there is one.
func (c *conv) captionAfter(f *flow, n *html.Node, t traits, l look) bool {
	if findTag(n, atom.Img) != nil || findTag(n, atom.Video) != nil {
		return false
	}
	last := f.lastPicture(c)
	if last == nil {
		return false
	}
	img := &c.art.Images[last.Image-1]
	if !shortText(n, 2000) {
		return false
	}
	if t&isCaption == 0 {
		text, _ := peek(n, 400)
		if text == "" {
			return true
		}
		img.Credit = withCredit(img.Credit, creditText(c.text(feed.Clean(text, 300))))
		return true
	}
	if img.Caption != "" {
		return false
	}
	text := c.readCaption(f, n, l)
	one := []Block{*last}
	c.captionOne(one, text)
	*last = one[0]
	return true
}

// italicCaption says whether an element is all that a paragraph has below its
// picture, in italics or small print: older sites write captions so.
func italicCaption(n *html.Node) bool {
	if n.DataAtom != atom.Em && n.DataAtom != atom.I && n.DataAtom != atom.Small || n.Parent == nil || n.Parent.DataAtom != atom.P {
		return false
	}
	pictures := 0
	mayBeside := func(s *html.Node) bool {
		switch {
		case s.DataAtom == atom.Br || isWhitespace(s):
		case s.DataAtom == atom.Img || s.Type == html.ElementNode && findTag(s, atom.Img) != nil && allText(s, 10) == "":
			pictures++
		default:
			return false
		}
		return pictures <= 1
	}
	// From the element outward: where there are many in a paragraph, each looks no
	// further than to the next.
	for s := n.PrevSibling; s != nil; s = s.PrevSibling {
		if !mayBeside(s) {
			return false
		}
	}
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		if !mayBeside(s) {
			return false
		}
	}
	return pictures == 1
}

// lastPicture is the figure that was read last, if nothing followed it.
func (f *flow) lastPicture(c *conv) *Block {
	for _, r := range f.runs {
		if r.image == 0 && !r.brk && strings.TrimSpace(r.text) != "" {
			return nil
		}
	}
	f.flush(c)
	if len(f.blocks) == 0 || f.blocks[len(f.blocks)-1].Kind != Figure {
		return nil
	}
	return &f.blocks[len(f.blocks)-1]
}
