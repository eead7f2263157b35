package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// paletteColumn is how wide the names are set, with what parts them from what
// they do.
const paletteColumn = 26

// nameSpans set an entry's name, and what it takes where there is room, in n
// cells.
func (e *paletteEntry) nameSpans(pt *painter, n int, found matched) []span {
	out := pt.marked(theme.Bold, e.name, found)
	if e.arg != "" {
		out = append(out, span{theme.Dim, pt.cut(" "+e.arg, max(0, n-pt.width(e.name)))})
	}
	return out
}

// aboutFrom is from which width on the lines say what each entry does, and wholeFrom
// from which they have room for all of it.
const (
	aboutFrom = 70
	wholeFrom = 120
)

// shortened is what an entry does where its line has no room for all of that.
func (e *paletteEntry) shortened(pt *painter, w int) string {
	if w >= aboutFrom && 4+paletteColumn+pt.width(e.about)+1+pt.width(e.shownKey(pt))+2 <= w {
		return ""
	}
	return e.about
}

// found are the letters of an entry's name and of what it does that what is typed
// was found in.
func (p *palette) found(e *paletteEntry) (name, told matched) {
	q := strings.TrimSpace(p.input.value())
	if _, arg, ok := p.withArg(p.input.value()); ok {
		if e.whole == "" { // the command that the argument is for
			return nil, nil
		}
		return letters(e.name, arg), nil
	}
	words := strings.Fields(q)
	switch e.by {
	case byLetters, byChance:
		return letters(e.name, q), nil
	case byWords:
		return wordsIn(e.name, words...), nil
	case byDoing:
		return wordsBegun(e.name, words...), wordsBegun(e.about, words...)
	}
	return nil, nil
}

// paletteHead is how many lines stand above the first that can be chosen.
const paletteHead = 3

func (p *palette) draw(m *model, w, h int) ([]string, *tea.Position) {
	pt := &m.paint
	text, at := p.input.spans(pt, w-8, theme.Bold)
	lines := []string{blank(w), pt.line(w, false, append([]span{{theme.Accent, p.sign()}}, text...), nil), blank(w)}
	var about []string
	if len(p.shown) > 0 && w < wholeFrom && h >= 12 {
		var all []string
		for i := range p.all {
			all = append(all, p.all[i].about)
		}
		about = pt.footnote(w, h/3, all, p.shown[clamp(p.at.cursor, 0, len(p.shown)-1)].shortened(pt, w))
	}
	p.height = max(1, h-len(lines)-len(about))
	p.at.settle(len(p.shown), p.height)
	for i := p.at.top; i < len(p.shown) && i < p.at.top+p.height; i++ {
		e, on := p.shown[i], i == p.at.cursor
		bar := pt.choiceBar(on)
		left := []span{bar, {theme.Text, " "}}
		room := w
		if w >= aboutFrom && !strings.HasPrefix(p.input.value(), e.name+" ") { // whose argument is being typed, is told whole
			room = paletteColumn
		}
		name, told := p.found(&e)
		left = append(left, e.nameSpans(pt, room-2, name)...)
		if w >= aboutFrom {
			left = append(left, span{theme.Text, strings.Repeat(" ", max(2, 4+paletteColumn-pt.spanWidth(left)))})
			left = append(left, pt.marked(theme.Dim, e.about, told)...)
		}
		lines = append(lines, pt.line(w, on, left, []span{{e.keyRole(), e.shownKey(pt)}, {theme.Text, "  "}}))
	}
	if len(p.shown) == 0 {
		lines = append(lines, pt.beside(w, 0, nil, []span{{theme.Dim, "Nothing matches" + p.guess()}}, nil)...)
	}
	return append(filled(lines, w, h-len(about)), about...), &tea.Position{X: min(5+at, w-1), Y: 1}
}
