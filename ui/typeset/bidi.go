package typeset

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/bidi"
)

// Terminals show text in the order in which it is written, from left to right.
// So each line of right-to-left text is put in the order in which it is seen,
// by a plain reading of the Unicode bidirectional algorithm (UAX #9) without
// its explicit controls, which no text here holds.

// needsReorder reports whether s has any right-to-left character.
func needsReorder(s string) bool {
	for _, r := range s {
		if r >= 0x590 && isRTL(r) {
			return true
		}
	}
	return false
}

// HasRTL reports whether s has any right-to-left character.
func HasRTL(s string) bool {
	for i := range len(s) { // most text is of the alphabets before Hebrew's
		if s[i] >= 0xD6 {
			return needsReorder(s[i:])
		}
	}
	return false
}

// Piece is a part of a line in the order in which it is seen, of the text Of.
type Piece struct {
	Of   int
	Text string
}

// Seen puts texts that stand side by side on one line, and are one text, in the
// order in which they are seen. They begin on the side where their first letter
// does.
func Seen(texts []string, method ansi.Method) []Piece {
	plain, runs := new(pen), make([]run, len(texts))
	for i, t := range texts {
		runs[i] = run{text: t, pen: plain}
	}
	glyphs := glyphsOf(runs, method)
	base := 0
	if startsRTL(strings.Join(texts, "")) {
		base = 1
	}
	resolveLevels(glyphs, base)
	reorder(glyphs)
	var out []Piece
	for _, g := range glyphs {
		text := g.text
		if g.level%2 == 1 {
			text = mirror(text)
		}
		if n := len(out); n > 0 && out[n-1].Of == g.from {
			out[n-1].Text += text
			continue
		}
		out = append(out, Piece{g.from, text})
	}
	return out
}

func isRTL(r rune) bool {
	props, _ := bidi.LookupRune(r)
	switch props.Class() {
	case bidi.R, bidi.AL, bidi.AN:
		return true
	}
	return false
}

// startsRTL reports whether the first letter of s runs right to left.
func startsRTL(s string) bool {
	for _, r := range s {
		if r < 0x590 && r >= 'A' && isWordRune(r) && r > '9' {
			return false
		}
		if r < 0x590 {
			continue
		}
		props, _ := bidi.LookupRune(r)
		switch props.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// glyph is a grapheme cluster of a line with its place in the order.
type glyph struct {
	text  string
	from  int // the run it is of
	at    int // its first rune's place in the line's text; -1: it is none of it
	class bidi.Class
	level int
}

// reordered puts a line's runs in the order in which they are seen, and notes
// where each character came from.
func (p *page) reordered(l *line, rtl bool) {
	l.text = l.plain()
	l.order = []int{}
	runs := l.runs
	glyphs := glyphsOf(runs, p.measurer.method)
	base := 0
	if rtl {
		base = 1
	}
	resolveLevels(glyphs, base)
	reorder(glyphs)
	var out []run
	for _, g := range glyphs {
		r := runs[g.from]
		r.text = g.text
		if g.at >= 0 {
			for k := range utf8.RuneCountInString(g.text) {
				l.order = append(l.order, g.at+k)
			}
		}
		if g.level%2 == 1 {
			r.text = mirror(g.text)
		}
		if n := len(out); n > 0 && out[n-1].pen == r.pen && out[n-1].link == r.link {
			out[n-1].text += r.text
			continue
		}
		out = append(out, r)
	}
	for i := range out {
		out[i].width = p.runWidth(out[i].text)
	}
	l.runs = out
}

func glyphsOf(runs []run, method ansi.Method) []glyph {
	var glyphs []glyph
	at := 0
	for i, r := range runs {
		if r.pen.deco && r.link != 0 { // a link's number stays whole: '[12]'
			glyphs = append(glyphs, glyph{text: r.text, from: i, at: -1, class: bidi.EN})
			continue
		}
		for s := r.text; len(s) > 0; {
			cluster, _ := ansi.FirstGraphemeCluster(s, method)
			if cluster == "" {
				break
			}
			s = s[len(cluster):]
			first, _ := utf8.DecodeRuneInString(cluster)
			props, _ := bidi.LookupRune(first)
			g := glyph{text: cluster, from: i, at: -1, class: props.Class()}
			if !r.pen.deco {
				g.at = at
				at += utf8.RuneCountInString(cluster)
			}
			glyphs = append(glyphs, g)
		}
	}
	return glyphs
}

// resolveLevels gives each glyph its level: weak characters by their neighbours,
// neutral ones by what is on both sides.
func resolveLevels(glyphs []glyph, base int) {
	joinNumbers(glyphs)
	outer := bidi.L
	if base == 1 {
		outer = bidi.R
	}
	// Numbers after right-to-left text belong to it, though they run to the right.
	strong := outer
	side := make([]bidi.Class, len(glyphs)) // L, R, or ON for neutrals
	for i := range glyphs {
		switch g := &glyphs[i]; g.class {
		case bidi.L:
			strong, side[i], g.level = bidi.L, bidi.L, base+base%2
		case bidi.R, bidi.AL:
			g.class = bidi.R
			strong, side[i], g.level = bidi.R, bidi.R, 1
		case bidi.EN:
			if strong == bidi.L {
				side[i], g.level = bidi.L, base+base%2
			} else {
				side[i], g.level = bidi.R, 2
			}
		case bidi.AN:
			side[i], g.level = bidi.R, 2
		default:
			side[i] = bidi.ON
		}
	}
	for i := 0; i < len(glyphs); {
		if side[i] != bidi.ON {
			i++
			continue
		}
		end := i
		for end < len(glyphs) && side[end] == bidi.ON {
			end++
		}
		before, after := outer, outer
		if i > 0 {
			before = side[i-1]
		}
		if end < len(glyphs) {
			after = side[end]
		}
		level := base
		if before == after {
			level = 1
			if before == bidi.L {
				level = base + base%2
			}
		}
		for ; i < end; i++ {
			glyphs[i].level = level
		}
	}
}

// joinNumbers makes signs within and beside numbers part of them (W4, W5).
func joinNumbers(glyphs []glyph) {
	is := func(i int, c bidi.Class) bool { return i >= 0 && i < len(glyphs) && glyphs[i].class == c }
	for i := range glyphs {
		switch glyphs[i].class {
		case bidi.CS, bidi.ES:
			if is(i-1, bidi.EN) && is(i+1, bidi.EN) {
				glyphs[i].class = bidi.EN
			}
		case bidi.ET:
			if is(i-1, bidi.EN) || is(i+1, bidi.EN) {
				glyphs[i].class = bidi.EN
			}
		}
	}
}

// reorder reverses every stretch of a level and above, from the highest (L2).
func reorder(glyphs []glyph) {
	for level := 2; level >= 1; level-- {
		for i := 0; i < len(glyphs); {
			if glyphs[i].level < level {
				i++
				continue
			}
			end := i
			for end < len(glyphs) && glyphs[end].level >= level {
				end++
			}
			slices.Reverse(glyphs[i:end])
			i = end
		}
	}
}

var mirrors = strings.NewReplacer("(", ")", ")", "(", "[", "]", "]", "[", "{", "}", "}", "{", "<", ">", ">", "<", "«", "»", "»", "«", "‹", "›", "›", "‹")

func mirror(s string) string { return mirrors.Replace(s) }
