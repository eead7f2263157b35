package typeset

import (
	"strings"

	"lede/feed/article"
	"lede/ui/theme"
)

// portraitWidth is the greatest width of an author's portrait in columns.
const portraitWidth = 12

// setAuthor sets who wrote the article as one quiet block under a rule: name and
// role, a few words, and at their left the portrait, where pictures are shown.
func (p *page) setAuthor(b *article.Block) {
	p.space(1)
	p.emit([]run{p.deco(strings.Repeat(p.marks.rule, min(12, p.column())), theme.Faint)}, '\n')
	width, height := p.portrait(b.Image)
	if width == 0 {
		p.authorText(b)
		p.space(1)
		return
	}
	const between = 3
	p.place(b.Image, 0, width, height)
	from := p.nextLine()
	beside := []run{p.blank(width + between)}
	p.within(beside, beside, func() { p.authorText(b) })
	for p.nextLine() < from+height {
		p.emit([]run{p.blank(0)}, '\n')
	}
	p.space(1)
}

// portrait is the room for an author's picture, 0 where it is not shown or has no
// room. One whose size is not known yet is noted, so that it is learned.
func (p *page) portrait(n int) (width, height int) {
	img := p.image(n)
	if img == nil || p.opts.Picture == nil || p.rtl || p.column() < 4*portraitWidth {
		return 0, 0
	}
	width, height = p.opts.Picture(n, *img, portraitWidth)
	if width < 0 {
		return 0, 0
	}
	if width == 0 || height == 0 {
		p.places = append(p.places, FigurePlace{Image: n, Line: p.nextLine()})
		return 0, 0
	}
	return min(width, portraitWidth), min(height, portraitWidth)
}

func (p *page) authorText(b *article.Block) {
	var name, role text
	name.add(safe(cleanText(b.Title)), p.pens.role(theme.Bold), b.Link)
	if b.Link > 0 {
		name.raw(p.number(b.Link), p.pens.deco(theme.Dim), b.Link)
	}
	role.add(safe(cleanText(b.Label)), p.pens.role(theme.Dim), 0)
	var facts []*text
	for _, t := range []*text{&name, &role} {
		if !t.empty() {
			facts = append(facts, t)
		}
	}
	p.flow(facts, p.deco("  "+p.marks.dot+"  ", theme.Dim))
	if about := cleanText(b.Text); about != "" {
		p.one(about, p.pens.role(theme.Dim))
	}
}
