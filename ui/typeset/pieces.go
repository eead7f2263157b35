package typeset

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	gtext "github.com/yuin/goldmark/text"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/theme"
)

// Beside prose an article has pieces with a form of their own: figures, cards,
// quotes pulled out of the text, the author's box, notes.

// setFigure sets a picture's place with its caption beside or below it, or,
// without pictures, its caption as a quiet line.
func (p *page) setFigure(n int) {
	img := p.image(n)
	if img == nil {
		return
	}
	caption, credit := cleanText(img.Caption), cleanText(img.Credit)
	width, height := p.pictureSize(n, *img)
	if width < 0 {
		return
	}
	p.space(1)
	defer p.space(1)
	if width == 0 || height == 0 {
		if alt := cleanText(img.Alt); caption == "" && !strings.EqualFold(alt, p.headline) {
			caption = alt
		}
		p.setCaption(n, caption, credit)
		return
	}
	const between, least = 3, 22
	if room := p.column() - width - between; room >= least && height >= 3 && caption+credit != "" && !p.rtl {
		p.setBeside(n, width, height, caption, credit)
		return
	}
	p.place(n, 0, width, height)
	for range height {
		p.emit([]run{p.blank(0)}, '\n')
	}
	p.setLegend(width, caption, credit)
}

func (p *page) pictureSize(n int, img article.Image) (width, height int) {
	if p.opts.Picture == nil {
		return 0, 0
	}
	width, height = p.opts.Picture(n, img, p.column())
	return min(width, p.column()), min(max(height, 0), maxPicture)
}

// maxPicture is the greatest height of a picture in lines.
const maxPicture = 200

// place notes where a picture belongs: from the next line on.
func (p *page) place(n, left, width, height int) {
	for _, e := range p.edges {
		left += e.width
	}
	p.places = append(p.places, FigurePlace{Image: n, Line: p.nextLine() + p.owed, Column: left, Width: width, Height: height})
}

// setBeside sets a picture at the left and its caption at the right of it,
// which ends where the picture does.
func (p *page) setBeside(n, width, height int, caption, credit string) {
	const between = 3
	p.place(n, 0, width, height)
	legend := p.legend(caption, credit, p.column()-width-between)
	top := max(height-len(legend), 0) / 2
	for i := range max(height, len(legend)) {
		runs := []run{p.blank(width + between)}
		join := byte('\n')
		if k := i - top; k >= 0 && k < len(legend) {
			runs = append(runs, legend[k].runs...)
			join = legend[k].join
		}
		p.emit(runs, join)
	}
}

// legend is a caption and its credit in lines.
func (p *page) legend(caption, credit string, width int) []line {
	var t text
	p.addLegend(&t, caption, credit, width)
	return p.broken(&t, width, asProse)
}

// addLegend writes a caption and its credit; a credit that has room on a line is not
// broken.
func (p *page) addLegend(t *text, caption, credit string, width int) {
	t.add(safe(caption), p.pens.role(theme.Dim), 0)
	if credit == "" {
		return
	}
	before, after := CreditMarks(caption)
	t.raw(before, p.pens.deco(theme.Dim), 0)
	if p.measurer.width(credit)+2 <= width {
		credit = unbroken(credit)
	}
	t.add(safe(credit), p.pens.role(theme.Dim), 0)
	t.raw(after, p.pens.deco(theme.Dim), 0)
}

// CreditMarks are what stands around the credit of a picture after its caption: a dash
// before it, or parentheses where the caption is a sentence.
func CreditMarks(caption string) (before, after string) {
	switch {
	case caption == "":
		return "", ""
	case feed.EndsSentence(caption):
		return " (", ")"
	}
	return " —" + nbsp, ""
}

// minLegend is the width from which a picture's caption is set as wide as it; the
// caption of a narrower one is set across the column, with the picture at its
// left.
const minLegend = 36

// setLegend sets a caption and its credit under a picture, as wide as that is
// where it has the width of a line to read.
func (p *page) setLegend(width int, caption, credit string) {
	if width < minLegend {
		width = p.column()
	}
	for _, l := range p.legend(caption, credit, width) {
		p.emitLine(l)
	}
}

// setCaption sets '▨ caption — credit' or '▨ Caption. (credit)' for a picture that is not shown.
func (p *page) setCaption(n int, caption, credit string) {
	if caption == "" && credit == "" {
		caption = "Picture"
	}
	sign := p.deco(p.marks.picture+" ", theme.Faint)
	hang := []run{p.blank(sign.width)}
	p.places = append(p.places, FigurePlace{Image: n, Line: p.nextLine() + p.owed})
	p.within([]run{sign}, hang, func() {
		var t text
		p.addLegend(&t, caption, credit, p.column())
		p.set(&t, asProse)
	})
}

// setGallery sets several pictures one under the other, under what is said of them
// together. Those that nothing is said of have no line of their own where they are not
// shown.
func (p *page) setGallery(b *article.Block) {
	if len(b.Images) == 0 {
		return
	}
	p.space(1)
	about, credit := cleanText(b.Text), cleanText(b.Credit)
	title := "Gallery, " + strconv.Itoa(len(b.Images)) + " pictures"
	if about+credit != "" {
		title += ": "
	}
	at := p.nextLine() + p.owed
	var t text
	t.add(title, p.pens.deco(theme.Dim), 0)
	p.addLegend(&t, about, credit, p.column())
	p.set(&t, asProse)
	shown := p.opts.Picture != nil
	for _, n := range b.Images {
		img := p.image(n)
		switch {
		case shown:
			p.space(1)
		case img != nil && cleanText(img.Caption+img.Alt+img.Credit) == "":
			p.places = append(p.places, FigurePlace{Image: n, Line: at})
			continue
		default:
			p.tight()
			p.keep = true
		}
		p.setFigure(n)
	}
	p.keep = false
	p.space(1)
}

func (p *page) image(n int) *article.Image {
	if n < 1 || n > len(p.article.Images) {
		return nil
	}
	return &p.article.Images[n-1]
}

// setPullQuote sets a quotation that was pulled out of the text: bold, indented,
// with who said it.
func (p *page) setPullQuote(b *article.Block) error {
	p.space(1)
	defer p.space(1)
	bar := []run{p.blank(2), p.deco(p.marks.bar+" ", theme.Accent)}
	var err error
	p.within(bar, bar, func() {
		err = p.setMarkdown(b.Markdown, frame{base: p.pens.get(theme.Look{Bold: true}, false)})
		if credit := cleanText(b.Credit); credit != "" {
			p.tight()
			p.one("— "+credit, p.pens.role(theme.Dim))
		}
	})
	return err
}

// setCards sets cards of one kind in one frame.
func (p *page) setCards(cards []article.Block) {
	p.space(1)
	defer p.space(1)
	width := p.column()
	if width < 12 {
		for i := range cards {
			p.cardText(&cards[i], width, p.emitLine)
		}
		return
	}
	faint := func(s string) run { return p.deco(s, theme.Faint) }
	m := p.marks
	label := p.measurer.truncate(cleanText(cards[0].Label), width-8, m.ellipsis)
	head := []run{faint(m.corners[0] + m.rule)}
	if label != "" {
		head = append(head, p.deco(" "+label+" ", theme.Dim))
	}
	fill := width - runsWidth(head) - 1
	p.emit(append(head, faint(strings.Repeat(m.rule, fill)+m.corners[1])), '\n')
	for i := range cards {
		if i > 0 {
			p.emit([]run{faint(m.side), p.blank(width - 2), faint(m.side)}, '\n')
		}
		p.cardText(&cards[i], width-4, func(l line) {
			runs := append([]run{faint(m.side + " ")}, l.runs...)
			runs = append(runs, p.blank(width-4-l.width()), faint(" "+m.side))
			p.emit(runs, l.join)
		})
	}
	p.emit([]run{faint(m.corners[2] + strings.Repeat(m.rule, width-2) + m.corners[3])}, '\n')
}

// cardText sets what a card says: its title with the link's number, and a few
// lines of its text.
func (p *page) cardText(b *article.Block, width int, emit func(line)) {
	const most = 3 // lines of text
	title := cleanText(b.Title)
	if title == "" && b.Link > 0 && b.Link <= len(p.article.Links) {
		title = host(p.article.Links[b.Link-1].URL)
	}
	var t text
	t.add(safe(title), p.pens.get(p.pens.theme.Look(theme.Bold), false), b.Link)
	if b.Link > 0 {
		t.raw(p.number(b.Link), p.pens.deco(theme.Dim), b.Link)
	}
	for _, l := range p.broken(&t, width, asProse) {
		emit(l)
	}
	var about text
	about.add(safe(cleanText(b.Text)), p.pens.role(theme.Dim), 0)
	lines := p.broken(&about, width, asProse)
	for i, l := range lines {
		if i == most-1 && len(lines) > most {
			l.runs = append(l.runs, p.deco(p.marks.ellipsis, theme.Dim))
			if l.width() > width {
				break
			}
		}
		if i == most {
			break
		}
		emit(l)
	}
}

// setMedia sets a recording as a line: what it is, its title, how long it runs.
func (p *page) setMedia(b *article.Block) {
	p.space(1)
	defer p.space(1)
	sign := p.deco(p.marks.play+" ", theme.Accent)
	p.within([]run{sign}, []run{p.blank(sign.width)}, func() {
		var t text
		label, title, duration := cleanText(b.Label), cleanText(b.Title), cleanText(b.Duration)
		link := 0
		if title == "" {
			link = b.Link
		}
		t.add(safe(label), p.pens.role(theme.Dim), link)
		if title != "" && title != label {
			if label != "" {
				t.raw(nbsp+nbsp+p.marks.dot+" "+nbsp, p.pens.deco(theme.Dim), 0)
			}
			t.add(safe(title), p.pens.role(theme.Bold), b.Link)
		}
		if b.Link > 0 {
			t.raw(p.number(b.Link), p.pens.deco(theme.Dim), b.Link)
		}
		if duration != "" {
			t.raw(nbsp+nbsp+p.marks.dot+" "+nbsp, p.pens.deco(theme.Dim), 0)
			t.add(unbroken(safe(duration)), p.pens.role(theme.Dim), 0)
		}
		p.set(&t, asFilled)
		if about := cleanText(b.Text); about != "" {
			p.one(about, p.pens.role(theme.Dim))
		}
	})
}

// setDetails sets what a page folds away: the summary, and the rest under it.
func (p *page) setDetails(b *article.Block) error {
	p.space(1)
	defer p.space(1)
	sign := p.deco(p.marks.fold+" ", theme.Dim)
	indent := []run{p.blank(sign.width)}
	var err error
	p.within([]run{sign}, indent, func() {
		if title := cleanText(b.Title); title != "" {
			p.one(title, p.pens.role(theme.Bold))
			p.keep = true
		}
		err = p.setMarkdown(b.Markdown, p.plainFrame())
	})
	p.keep = false
	return err
}

// setVerse sets lines where the author broke them; what does not fit hangs.
func (p *page) setVerse(b *article.Block) error {
	p.space(1)
	defer p.space(1)
	return p.eachParagraph(b.Markdown, func(n ast.Node, source []byte) error {
		lines, err := p.versesOf(n, source)
		p.space(1)
		for i := range lines {
			p.setVerseLine(&lines[i])
		}
		p.space(1)
		return err
	})
}

// versesOf are the lines of a paragraph as the author broke them.
func (p *page) versesOf(n ast.Node, source []byte) ([]text, error) {
	var t text
	if err := p.in.set(&t, n, source, p.plainFrame().base); err != nil {
		return nil, err
	}
	var lines []text
	from := 0
	for part := range strings.SplitSeq(t.String(), "\n") {
		var verse text
		verse.take(&t, from, from+len(part))
		from += len(part) + 1
		lines = append(lines, verse)
	}
	return lines, nil
}

func (p *page) setVerseLine(t *text) {
	switch {
	case t.empty():
		p.space(1)
	case p.measurer.width(t.String()) <= p.column():
		p.set(t, asFilled)
	default:
		p.within(nil, []run{p.blank(4)}, func() { p.set(t, asFilled) })
	}
}

// take appends a part of another text.
func (t *text) take(from *text, start, end int) {
	s := from.String()
	at := start
	for _, sp := range from.spans[spanAt(from.spans, start):] {
		if at >= end {
			break
		}
		stop := min(sp.end, end)
		t.raw(s[at:stop], sp.pen, sp.link)
		at = stop
	}
}

// setNotes sets the footnotes under a rule, each hanging from its label.
func (p *page) setNotes() error {
	notes := p.article.Notes
	if len(notes) == 0 {
		return nil
	}
	p.space(1)
	p.emit([]run{p.deco(strings.Repeat(p.marks.rule, min(12, p.column())), theme.Faint)}, '\n')
	width := 0
	labels := make([]string, len(notes))
	for i, n := range notes {
		if labels[i] = clean(n.Label); labels[i] == "" {
			labels[i] = strconv.Itoa(i + 1)
		}
		width = min(max(width, p.measurer.width(labels[i])), 6)
	}
	for i, n := range notes {
		p.notes[i+1] = p.nextLine() + p.owed
		pad := max(width-p.measurer.width(labels[i]), 0)
		first := []run{p.deco(strings.Repeat(" ", pad)+labels[i]+" ", theme.Dim)}
		rest := []run{p.blank(width + 1)}
		var err error
		p.within(first, rest, func() {
			err = p.setMarkdown(n.Markdown, frame{base: p.plainFrame().base, tight: true})
		})
		if err != nil {
			return err
		}
	}
	p.space(1)
	return nil
}

// setMarkdown sets a piece of Markdown as part of another block.
func (p *page) setMarkdown(markdown string, f frame) error {
	doc, source := p.parse(markdown)
	return p.setChildren(doc, source, f)
}

// eachParagraph visits the paragraphs of a piece of Markdown.
func (p *page) eachParagraph(markdown string, visit func(n ast.Node, source []byte) error) error {
	doc, source := p.parse(markdown)
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if err := visit(n, source); err != nil {
			return err
		}
	}
	return nil
}

// parse reads a piece of Markdown, cut to maxBlock bytes. The nodes point into source.
func (s *Setter) parse(markdown string) (doc ast.Node, source []byte) {
	if len(markdown) > maxBlock {
		markdown = strings.ToValidUTF8(markdown[:maxBlock], "")
	}
	source = []byte(safeLines(markdown))
	return s.parser.Parse(gtext.NewReader(source)), source
}

func cleanText(s string) string { return feed.Clean(s, 4*headLimit) }
