package typeset

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/theme"
)

// errTangled is why a block is set plain: its Markdown would take too long.
var errTangled = errors.New("typeset: tangled Markdown")

// newParser reads what the article package writes: CommonMark with tables and
// deletions, nothing that guesses (bare URLs, smart quotes).
func newParser() parser.Parser {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))
	return md.Parser()
}

// tangled reports Markdown on which a parser may take more than linear time:
// thousands of brackets, backticks or quotes that open and do not close.
func tangled(markdown string) bool {
	const most = 4000
	brackets, ticks := 0, 0
	for i := 0; i < len(markdown); i++ {
		switch markdown[i] {
		case '\\':
			i++
		case '[', '<', '!':
			brackets++
		case ']', '>':
			brackets--
		case '`':
			ticks++
		}
	}
	return brackets > most || brackets < -most || ticks > 4*most
}

// plainFrame is where prose is set.
func (p *page) plainFrame() frame { return frame{base: p.pens.role(theme.Text)} }

// setBlock sets a block that is not prose.
func (p *page) setBlock(b *article.Block) error {
	p.keep = false // a heading stands close to words alone
	switch b.Kind {
	case article.Figure:
		p.setFigure(b.Image)
	case article.Gallery:
		p.setGallery(b)
	case article.PullQuote:
		return p.setPullQuote(b)
	case article.Card:
		p.setCards([]article.Block{*b})
	case article.Media:
		p.setMedia(b)
	case article.Details:
		return p.setDetails(b)
	case article.Records:
		p.setRecordBlock(b)
	case article.Verse:
		return p.setVerse(b)
	case article.Math:
		return p.setMath(b)
	case article.AuthorBox:
		p.setAuthor(b)
	case article.NoteList:
		return p.setNotes()
	default:
		return p.setMarkdown(b.Markdown, p.plainFrame())
	}
	return nil
}

// setRecordBlock sets the rows of a table that was too wide from the start.
func (p *page) setRecordBlock(b *article.Block) {
	rows := make([][]cellOf, 0, len(b.Rows)+1)
	add := func(row []string) {
		cells := make([]cellOf, len(row))
		for i, s := range row {
			p.setCell(&cells[i].text, s)
		}
		rows = append(rows, cells)
	}
	columns := len(b.Header)
	for _, row := range b.Rows {
		columns = max(columns, len(row))
	}
	header := make([]string, columns)
	copy(header, b.Header)
	add(header)
	for _, row := range b.Rows {
		add(row)
	}
	p.space(1)
	if title := cleanText(b.Title); title != "" {
		p.one(title, p.pens.role(theme.Bold))
		p.space(1)
	}
	p.setRecords(rows)
}

// setCell reads a cell's inline Markdown; what is none stands as it is.
func (p *page) setCell(t *text, markdown string) {
	doc, source := p.parse(markdown)
	first := doc.FirstChild()
	if first != nil && first.Kind() == ast.KindParagraph && first.NextSibling() == nil && !tangled(markdown) {
		if p.in.set(t, first, source, p.plainFrame().base) == nil {
			return
		}
		*t = text{}
	}
	t.add(safe(cleanText(markdown)), p.pens.role(theme.Text), 0)
}

// setPlain sets the words of a block as they are: the way out where its
// Markdown can't be set.
func (p *page) setPlain(b *article.Block) {
	p.space(1)
	for _, s := range []string{b.Title, b.Text, b.Markdown} {
		for paragraph := range strings.SplitSeq(s, "\n\n") {
			if paragraph = feed.Clean(paragraph, maxBlock); paragraph == "" {
				continue
			}
			var t text
			t.add(safe(paragraph), p.pens.role(theme.Text), 0)
			p.set(&t, asFilled)
			p.space(1)
		}
	}
}

// nodeBlock is a part of a block as a block of its own, to fall back to.
func nodeBlock(n ast.Node, source []byte) *article.Block {
	lo, hi := len(source), 0
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && c.Type() == ast.TypeBlock {
			for i := range c.Lines().Len() {
				segment := c.Lines().At(i)
				lo, hi = min(lo, segment.Start), max(hi, segment.Stop)
			}
		}
		return ast.WalkContinue, nil
	})
	if lo >= hi {
		return &article.Block{}
	}
	return &article.Block{Markdown: string(source[lo:hi])}
}

// number is the small sign after a link: '[3]', joined to it so that no line
// breaks between. A note's reference is a sign by itself.
func (p *page) number(link int) string {
	if link <= 0 || link > len(p.article.Links) || p.opts.NoNumbers {
		return ""
	}
	return wordJoiner + "[" + strconv.Itoa(link) + "]"
}

// target is the URL of a link for the terminal's own hyperlinks, empty where
// there are none or it is not one to be handed on.
func (p *page) target(link int) string {
	if !p.opts.Hyperlinks || link <= 0 || link > len(p.article.Links) {
		return ""
	}
	const longest = 2000 // bytes; terminals take no more
	u, err := url.Parse(p.article.Links[link-1].URL)
	if err != nil {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" {
			return ""
		}
	case "mailto":
	default:
		return ""
	}
	s := u.String()
	if len(s) > longest {
		return ""
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return ""
		}
	}
	return s
}

// host is a URL's host, for a link that has no text.
func host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return clean(raw)
	}
	return clean(strings.TrimPrefix(u.Host, "www."))
}
