package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"lede/ui/theme"
)

// span is a piece of one line with its role.
type span struct {
	role theme.Role
	text string
}

// accentBold is the name in the header: the accent with weight.
const accentBold theme.Role = -1

// painter turns spans into lines of an exact width. It is a value: a screen of
// its own has a painter of its own.
type painter struct {
	theme *theme.Theme
	// method counts cells as the renderer does, which is by code point until
	// the terminal has said that it keeps grapheme clusters together.
	method ansi.Method
	plain  []string // opening sequences by role
	on     []string // the same on a selected row
	// reversed says that the selection is told by swapped colours, which is too
	// strong for a pane that does not have the keys: there the bar alone tells it.
	reversed bool
	// bare says that every byte counts: the selection is a bar alone.
	bare    bool
	noEmoji bool // names go without them
	// asWritten says that right-to-left text is sent in logical order, since the
	// terminal itself puts it in visual order.
	asWritten bool
	// ended says that such text is followed by a left-to-right mark, so that the
	// terminal does not take what stands behind it for a part of it.
	ended bool
	marks glyphs
	names *strings.Replacer // of keys, where their signs cannot be shown; nil: they can
}

// glyphs are the signs that carry meaning without colour.
type glyphs struct {
	bar      string // at the left of what the cursor is on
	dot      string // unread
	star     string
	later    string // kept to read later
	updated  string // changed by its publisher
	ready    string // the whole text is here
	media    string // a file came with it
	picture  string // that is not shown
	broken   string // the feed failed
	folded   string // the folder is
	pick     string // picked in the sidebar
	refresh  string // something is under way
	rule     string // a horizontal one
	bold     string // of the same, what is done
	vrule    string
	thumb    string // of a scroll bar
	part     string // between the header's parts
	gap      string // between facts
	ellipsis string
	bars     []rune // of a sparkline, from nothing to most
}

func unicodeGlyphs() glyphs {
	return glyphs{
		bar: "▌", dot: "●", star: "★", later: "◷", updated: "↻", refresh: "⟳", rule: "─", bold: "━", vrule: "│", thumb: "┃",
		part: "┊", ellipsis: "…", gap: "·", broken: "!", folded: "▸", media: "♪", pick: "✓", picture: "▨", ready: "⇩",
		bars: []rune("▁▂▃▄▅▆▇█"),
	}
}

func asciiGlyphs() glyphs {
	return glyphs{
		bar: ">", dot: "*", star: "+", later: "L", updated: "~", refresh: "@", rule: "-", bold: "=", vrule: "|", thumb: "#",
		part: "|", ellipsis: "...", gap: "-", broken: "!", folded: ">", media: "&", pick: "+", picture: "[]", ready: "v",
		bars: []rune("_.:-=+*#"),
	}
}

// signs are what the marks mean, for the help.
func (p *painter) signs() []hint {
	g := &p.marks
	return []hint{
		{g.dot, "unread"},
		{g.star, "starred"},
		{g.later, "saved to read later"},
		{g.updated, "changed by its publisher since it arrived"},
		{g.ready, "the whole story is stored, to be read offline"},
		{g.media, "a file is attached"},
		{g.picture, "a picture that is not shown"},
		{"#", "a label of yours"},
		{g.broken, "the feed failed when last checked"},
		{g.folded, "a collapsed folder"},
		{g.pick, "picked, in the sidebar"},
	}
}

func newPainter(t *theme.Theme, method ansi.Method, ascii bool) painter {
	p := painter{theme: t, method: method, marks: unicodeGlyphs(), reversed: t.LookOn(theme.Text).Reverse}
	if ascii {
		p.marks, p.names = asciiGlyphs(), asciiKeys()
	}
	for _, r := range theme.Roles() {
		p.plain = append(p.plain, t.Look(r).SGR())
		if r == theme.Match || r == theme.Current { // their own ground tells them
			p.on = append(p.on, t.Look(r).SGR())
			continue
		}
		p.on = append(p.on, t.LookOn(r).SGR())
	}
	return p
}

// asciiKeys are the names of the keys that have a sign of their own.
func asciiKeys() *strings.Replacer {
	return strings.NewReplacer("⏎", "enter", "⇧tab", "shift-tab", "↑↓", "up/down", "↑", "up", "↓", "down", "←", "left", "→", "right")
}

// key is a key as it is shown here.
func (p *painter) key(shown string) string {
	if p.names == nil {
		return shown
	}
	return p.names.Replace(shown)
}

// width counts the cells of text that holds no sequences.
func (p *painter) width(s string) int {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] < ' ' {
			return p.method.StringWidth(s)
		}
	}
	return len(s)
}

// cut shortens text to n cells, with an ellipsis where something is lost.
func (p *painter) cut(s string, n int) string {
	switch {
	case n <= 0:
		return ""
	case len(s) <= n && p.width(s) <= n:
		return s
	case p.width(p.marks.ellipsis) >= n:
		return truncate(p.method, s, n, "")
	}
	return truncate(p.method, s, n, p.marks.ellipsis)
}

// cutMiddle shortens text to n cells and keeps its last words, as far as they fill
// no more than two thirds.
func (p *painter) cutMiddle(s string, n int) string {
	tail := ""
	for i := len(s) - 1; i > 0; i-- {
		if s[i] != ' ' {
			continue
		}
		if p.width(s[i+1:]) > n*2/3 {
			break
		}
		tail = s[i+1:]
	}
	tail = strings.TrimLeft(tail, " -–—:|·")
	head := n - p.width(tail) - p.width(p.marks.ellipsis)
	if tail == "" || p.width(s) <= n || head < 1 {
		return p.cut(s, n)
	}
	return strings.TrimRight(truncate(p.method, s, head, ""), " ") + p.marks.ellipsis + tail
}

// truncate shortens what is wider than n cells. The library leaves as it is what
// has room when a family of several characters is counted as one, however they
// are counted; blanks behind it have it look closer.
func truncate(by ansi.Method, s string, n int, tail string) string {
	return by.Truncate(s+strings.Repeat(" ", max(n, 0)), n, tail)
}

func (p *painter) put(b *strings.Builder, r theme.Role, text string, selected bool) {
	if text == "" {
		return
	}
	if r == accentBold {
		look := p.theme.Look(theme.Accent)
		look.Bold = true
		b.WriteString(look.SGR() + text + ansi.ResetStyle)
		return
	}
	open := p.plain[r]
	if selected && !p.bare && !p.ownGround(r, text) {
		open = p.on[r]
	}
	if open == "" {
		b.WriteString(text)
		return
	}
	b.WriteString(open)
	b.WriteString(text)
	b.WriteString(ansi.ResetStyle)
}

// ownGround says what of a selected row stays on the ground that it has elsewhere: a
// match, and the bar where the row has its colours swapped. There it would be a notch.
func (p *painter) ownGround(r theme.Role, text string) bool {
	return r == theme.Match || r == theme.Current || p.reversed && r == theme.Accent && strings.HasSuffix(text, p.marks.bar)
}

func (p *painter) spanWidth(spans []span) (n int) {
	for _, s := range spans {
		n += p.width(s.text)
	}
	return n
}

// line sets spans flush left and others flush right in exactly w cells. What
// does not fit is cut from the left part's end; a right part that leaves less
// than a third of the line is left out.
func (p *painter) line(w int, selected bool, left, right []span) string {
	var b strings.Builder
	p.lineTo(&b, w, selected, left, right)
	return b.String()
}

func (p *painter) lineTo(b *strings.Builder, w int, selected bool, left, right []span) {
	if w <= 0 {
		return
	}
	rw := p.spanWidth(right)
	if rw > w*2/3 {
		right, rw = nil, 0
	}
	room := w - rw
	if rw > 0 {
		room-- // a space between them, at least
	}
	left, used := p.cutSpans(left, room)
	for _, s := range p.reordered(left) {
		p.put(b, s.role, s.text, selected)
	}
	gap := blank(w - rw - used)
	if p.ended && hasRTL(left) {
		gap += leftToRight
	}
	p.put(b, theme.Text, gap, selected)
	for _, s := range p.reordered(right) {
		p.put(b, s.role, s.text, selected)
	}
}

// cutSpans are the spans that n cells have room for, the last cut where it has
// to be, and how many cells they take.
func (p *painter) cutSpans(spans []span, n int) (cut []span, used int) {
	for i, s := range spans {
		w := p.width(s.text)
		if used+w > n {
			spans = slices.Clone(spans[:i+1])
			spans[i].text = p.cut(s.text, n-used)
			return spans, used + p.width(spans[i].text)
		}
		if used += w; used == n {
			return spans[:i+1], used
		}
	}
	return spans, used
}

// fit pads or cuts a line that may hold sequences to exactly w cells.
func (p *painter) fit(s string, w int) string {
	n := p.method.StringWidth(s)
	switch {
	case n > w:
		return truncate(p.method, s, w, "") + ansi.ResetStyle
	case n < w:
		return s + strings.Repeat(" ", w-n)
	}
	return s
}

// rule is a horizontal rule of w cells.
func (p *painter) rule(w int) string {
	var b strings.Builder
	p.put(&b, theme.Faint, strings.Repeat(p.marks.rule, max(0, w)), false)
	return b.String()
}

// centred sets a text in the middle of w cells.
func (p *painter) centred(w int, r theme.Role, text string) string {
	text = p.cut(text, w)
	return p.line(w, false, []span{{theme.Text, strings.Repeat(" ", max(0, (w-p.width(text))/2))}, {r, text}}, nil)
}

// choiceBar stands at the left of a line of an overlay that can be chosen; on says that
// the cursor is on it.
func (p *painter) choiceBar(on bool) span {
	if on {
		return span{theme.Accent, "  " + p.marks.bar}
	}
	return span{theme.Text, "   "}
}

// blank is an empty line of w cells.
func blank(w int) string { return strings.Repeat(" ", max(0, w)) }

// filled are exactly h lines: as many of those given, and below them empty ones of w
// cells.
func filled(lines []string, w, h int) []string {
	for len(lines) < h {
		lines = append(lines, blank(w))
	}
	return lines[:max(0, h)]
}
