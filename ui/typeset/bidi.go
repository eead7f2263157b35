package typeset

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/bidi"
)

// Terminals show text in the order in which it is written (logical order), from left to
// right. So each line of right-to-left text is put in the order in which it is seen
// (visual order), by a plain reading of the Unicode bidirectional algorithm (UAX #9)
// without its explicit controls, which no text here holds. The rules that comments name,
// such as W4 or L2, are that algorithm's.

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

// Piece is a part of a line in visual order.
type Piece struct {
	Of   int // index of the text that it is a part of
	Text string
}

// VisualOrder puts texts that stand side by side on one line, and are one text, in
// visual order: from left to right as they are seen. method counts their cells. The
// line's direction is that of the first letter.
func VisualOrder(texts []string, method ansi.Method) []Piece {
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
		if r < 0x590 { // of the alphabets before Hebrew's, all run to the right
			if unicode.IsLetter(r) {
				return false
			}
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

// reordered puts a line's runs in visual order, and notes where each character came
// from.
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

// resolveLevels gives each glyph its embedding level in a paragraph of a base
// level, 0 or 1: weak characters by their neighbours, neutral ones by what is on
// both sides.
func resolveLevels(glyphs []glyph, base int) {
	joinNumbers(glyphs)
	resolveNeutrals(glyphs, base, resolveStrong(glyphs, base))
}

// directionOf is the direction of text at a base level.
func directionOf(base int) bidi.Class {
	if base == 1 {
		return bidi.R
	}
	return bidi.L
}

// leftToRight is the level of left-to-right text at a base level.
func leftToRight(base int) int { return base + base%2 }

// resolveStrong gives letters and numbers their level, and returns the direction
// of each glyph as its neighbours see it: L, R, or ON for those that have none.
func resolveStrong(glyphs []glyph, base int) []bidi.Class {
	strong := directionOf(base) // of the last letter: numbers after right-to-left text belong to it, though they run to the right
	directions := make([]bidi.Class, len(glyphs))
	for i := range glyphs {
		g, direction := &glyphs[i], bidi.ON
		switch g.class {
		case bidi.L:
			strong, direction, g.level = bidi.L, bidi.L, leftToRight(base)
		case bidi.R, bidi.AL:
			strong, direction, g.level = bidi.R, bidi.R, 1
		case bidi.EN:
			direction, g.level = bidi.R, 2
			if strong == bidi.L {
				direction, g.level = bidi.L, leftToRight(base)
			}
		case bidi.AN:
			direction, g.level = bidi.R, 2
		}
		directions[i] = direction
	}
	return directions
}

// resolveNeutrals gives what has no direction that of its neighbours, where these
// agree, else the paragraph's (N1, N2).
func resolveNeutrals(glyphs []glyph, base int, directions []bidi.Class) {
	for i := 0; i < len(glyphs); {
		if directions[i] != bidi.ON {
			i++
			continue
		}
		end := i
		for end < len(glyphs) && directions[end] == bidi.ON {
			end++
		}
		before, after := directionOf(base), directionOf(base)
		if i > 0 {
			before = directions[i-1]
		}
		if end < len(glyphs) {
			after = directions[end]
		}
		level := base
		switch {
		case before == after && before == bidi.L:
			level = leftToRight(base)
		case before == after:
			level = 1
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
