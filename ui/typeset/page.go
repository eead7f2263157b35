package typeset

import (
	"strings"
	"unicode/utf8"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/theme"
)

// page is where lines are set: a column with what stands at its left (bars,
// indents, bullets) and the blank lines owed to what comes next. It belongs to
// one Setting and is used by one goroutine at a time.
type page struct {
	*Setter
	article  *article.Article
	headline string // which no picture repeats
	measurer measurer
	in       *inliner

	hyphens *hyphenator // nil: words are not broken

	edges  []*edge
	rtl    bool // the block being set runs right to left
	lines  []line
	total  int // lines set so far, flushed ones too
	body   int // the line after the head
	offset int // visible characters set so far

	keep      bool // what comes next stays close: a heading stands above it
	owed      int  // blank lines before the next line
	owedDepth int  // with how many edges they are set

	places  []FigurePlace
	anchors map[string]int
	notes   map[int]int
}

// edge is what stands at the left of a column. Where first is narrower than
// rest, the first line hangs out.
type edge struct {
	first, rest []run // of the first line set within it, and of the others
	width       int
	used        bool
}

// manner says how a text is broken and placed.
type manner int

const (
	asProse  manner = iota // lines chosen together
	asBody                 // as prose, and justified where the user wants it
	asFilled               // line after line
	asHead                 // lines of about one length: no word alone on the last
	asCenter               // filled, and centred
)

// column is the number of cells between the edges.
func (p *page) column() int {
	w := p.opts.Measure
	for _, e := range p.edges {
		w -= e.width
	}
	return max(w, 1)
}

// space owes the next line n blank ones before it.
func (p *page) space(n int) {
	if p.nextLine() == 0 || p.keep {
		return
	}
	if p.owed == 0 || len(p.edges) < p.owedDepth {
		p.owedDepth = len(p.edges)
	}
	p.owed = max(p.owed, n)
}

// nextLine is the number of the next line, without the blank ones owed.
func (p *page) nextLine() int { return p.total + len(p.lines) }

// tight takes back the blank lines that are owed.
func (p *page) tight() { p.owed = 0 }

// within runs set with an edge at its left.
func (p *page) within(first, rest []run, set func()) {
	e := &edge{first: first, rest: rest, width: max(runsWidth(first), runsWidth(rest))}
	if p.column()-e.width < minColumn {
		set() // no room for the edge: the text matters more
		return
	}
	p.edges = append(p.edges, e)
	set()
	p.edges = p.edges[:len(p.edges)-1]
	if len(p.edges) < p.owedDepth {
		p.owedDepth = len(p.edges)
	}
}

// minColumn is the narrowest column that an edge leaves.
const minColumn = 6

func runsWidth(runs []run) int {
	w := 0
	for _, r := range runs {
		w += r.width
	}
	return w
}

// deco makes a run of what is not the article's text.
func (p *page) deco(s string, r theme.Role) run {
	return run{text: s, width: p.measurer.width(s), pen: p.pens.deco(r)}
}

func (p *page) blank(n int) run {
	return run{text: strings.Repeat(" ", max(n, 0)), width: max(n, 0), pen: p.pens.deco(theme.Text)}
}

// emit sets one line between the edges.
func (p *page) emit(runs []run, join byte) {
	for ; p.owed > 0; p.owed-- {
		p.push(p.edged(nil, p.edges[:min(p.owedDepth, len(p.edges))], true), '\n')
	}
	p.push(p.edged(runs, p.edges, false), join)
	p.keep = false
}

func (p *page) push(runs []run, join byte) {
	for len(runs) > 0 && strings.TrimLeft(runs[len(runs)-1].text, " ") == "" && runs[len(runs)-1].pen.look == (theme.Look{}) {
		runs = runs[:len(runs)-1]
	}
	p.lines = append(p.lines, line{runs: runs, offset: p.offset, join: join})
	for _, r := range runs {
		if !r.pen.deco {
			p.offset += feed.CountVisible(r.text)
		}
	}
}

// edged puts a line's edges beside it: at the right where text runs from there.
func (p *page) edged(runs []run, edges []*edge, blank bool) []run {
	if len(edges) == 0 {
		return runs
	}
	var left []run
	for _, e := range edges {
		side := e.rest
		if !e.used && !blank {
			side, e.used = e.first, true
		}
		left = append(left, side...)
	}
	if p.rtl {
		if pad := p.opts.Measure - runsWidth(left) - runsWidth(runs); pad > 0 && len(runs) > 0 {
			runs = append([]run{p.blank(pad)}, runs...)
		} else if len(runs) == 0 {
			runs = []run{p.blank(p.opts.Measure - runsWidth(left))}
		}
		return append(runs, mirrored(left)...)
	}
	return append(left, runs...)
}

// mirrored turns an edge about for text that runs from the right.
func mirrored(runs []run) []run {
	out := make([]run, 0, len(runs))
	for i := len(runs) - 1; i >= 0; i-- {
		r := runs[i]
		trimmed := strings.TrimRight(r.text, " ")
		r.text = r.text[len(trimmed):] + trimmed
		lead := strings.TrimLeft(trimmed, " ")
		if n := len(trimmed) - len(lead); n > 0 { // spaces before the sign go behind it
			r.text = r.text[:len(r.text)-len(trimmed)] + lead + strings.Repeat(" ", n)
		}
		out = append(out, r)
	}
	return out
}

// one sets a plain piece of text in one pen.
func (p *page) one(s string, with *pen) {
	p.oneAs(s, with, asProse)
}

func (p *page) oneAs(s string, with *pen, how manner) {
	var t text
	t.add(safe(s), with, 0)
	p.set(&t, how)
}

// rule sets a faint rule over the column.
func (p *page) rule() {
	p.emit([]run{p.deco(strings.Repeat(p.marks.rule, p.column()), theme.Faint)}, '\n')
}

// set breaks a text into lines and sets them.
func (p *page) set(t *text, how manner) {
	for _, l := range p.broken(t, p.column(), how) {
		p.emitLine(l)
	}
}

// emitLine sets a line that may have been put in the order of seeing.
func (p *page) emitLine(l line) {
	p.emit(l.runs, l.join)
	last := &p.lines[len(p.lines)-1]
	last.order, last.text = l.order, l.text
}

// broken breaks a text into lines of at most width cells, aligned in it.
func (p *page) broken(t *text, width int, how manner) []line {
	t = p.tamed(t)
	s := t.String()
	boxes := p.measurer.boxes(s, width)
	var out []line
	lines := p.linesOf(boxes, width, how)
	if how == asHead {
		lines = byPhrase(s, boxes, lines, width)
	}
	rtl := p.rtl || needsReorder(s)
	for i, l := range lines {
		line := p.slice(t, s, boxes[l.from:l.to])
		last := boxes[l.to-1].forced || i == len(lines)-1
		if p.opts.Justify && how == asBody && !last && !rtl {
			line.runs = justified(line.runs, width-line.width(), width, i%2 == 1)
		}
		if rtl && !p.opts.NoReorder {
			p.reordered(&line, p.rtl)
		}
		p.settle(&line, width)
		switch pad := width - line.width(); {
		case pad <= 0:
		case how == asCenter:
			line.runs = append([]run{p.blank(pad / 2)}, line.runs...)
		case p.rtl:
			line.runs = append([]run{p.blank(pad)}, line.runs...)
		}
		if i == len(lines)-1 {
			line.join = '\n'
		}
		out = append(out, line)
	}
	return out
}

// linesOf chooses the lines of boxes as a manner wants them.
func (p *page) linesOf(boxes []box, width int, how manner) []lineSpan {
	switch how {
	case asHead:
		return balanced(boxes, width)
	case asBody:
		if p.opts.Justify {
			return breakLines(boxes, width, byFitTight)
		}
		return breakLines(boxes, width, byFit)
	case asProse:
		return breakLines(boxes, width, byFit)
	}
	return breakLines(boxes, width, byFilling)
}

// settle makes sure of a line's width. A line's runs, each measured by itself,
// may join at their borders into other clusters (a stray joiner or variation
// selector after a space); then what joins is dropped.
func (p *page) settle(l *line, width int) {
	var b strings.Builder
	ascii := true
	for _, r := range l.runs {
		b.WriteString(r.text)
		ascii = ascii && len(r.text) == r.width
	}
	if ascii || p.measurer.method.StringWidth(b.String()) == l.width() {
		return
	}
	free := width
	for i := range l.runs {
		r := &l.runs[i]
		r.text, _ = p.measurer.split(loose.Replace(r.text), max(free, 0))
		r.width = p.runWidth(r.text)
		free -= r.width
	}
	l.order = nil
}

// loose drops what joins characters.
var loose = strings.NewReplacer("\u200d", "", "\u200c", "", "\ufe0e", "", "\ufe0f", "", "\u20e3", "")

// tamed is t with widths that everyone agrees on.
func (p *page) tamed(t *text) *text {
	s := t.String()
	if p.measurer.tame(s) == s {
		return t
	}
	var out text
	from := 0
	for _, sp := range t.spans {
		out.raw(p.measurer.tame(s[from:sp.end]), sp.pen, sp.link)
		from = sp.end
	}
	return &out
}

// slice is the line that boxes make.
func (p *page) slice(t *text, s string, boxes []box) line {
	first, last := boxes[0], boxes[len(boxes)-1]
	l := line{}
	if last.space > 0 {
		l.join = ' '
	}
	if last.forced {
		l.join = '\n'
	}
	from := spanAt(t.spans, first.start)
	at := first.start
	for _, sp := range t.spans[from:] {
		if at >= last.end {
			break
		}
		end := min(sp.end, last.end)
		if end > at {
			piece := unset.Replace(strings.ReplaceAll(s[at:end], "\n", " "))
			if piece != "" {
				l.runs = append(l.runs, run{text: piece, width: p.runWidth(piece), pen: sp.pen, link: sp.link})
			}
			at = end
		}
	}
	if last.hyphen && !last.forced && last.end < len(s) && s[last.end] != '\n' && len(l.runs) > 0 {
		r := l.runs[len(l.runs)-1]
		r.text, r.width = p.marks.hyphen, 1
		r.pen = p.pens.get(r.pen.look, true)
		l.runs = append(l.runs, r)
	}
	return l
}

func (p *page) runWidth(s string) int {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return p.measurer.method.StringWidth(s)
		}
	}
	return len(s)
}

// spanAt is the index of the span that writes the byte at offset.
func spanAt(spans []span, offset int) int {
	lo, hi := 0, len(spans)
	for lo < hi {
		mid := (lo + hi) / 2
		if spans[mid].end <= offset {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
