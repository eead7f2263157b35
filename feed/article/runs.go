package article

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// style is a set of inline formats.
type style uint8

const (
	strong style = 1 << iota
	emph
	struck
	coded // a code span: its text is taken as it is
	verbatim
)

// A run is a piece of text in one style. A picture or a line break is a run of
// its own.
type run struct {
	text  string
	style style
	link  int     // index in Article.Links plus one; 0: none
	note  int     // index in Article.Notes plus one: the run is a reference to it
	brk   bool    // a line break
	image int     // index in Article.Images plus one; the run is a picture
	math  formula // that text is
}

// piece is text both as Markdown and as what is seen of it.
type piece struct{ md, plain string }

// foldRuns folds white space over the runs of one paragraph as HTML does: no
// white space at the start, one space between.
func foldRuns(runs []run) []run {
	out := runs[:0]
	space := true // white space so far is to be dropped
	for _, r := range runs {
		switch {
		case r.brk:
			trimRight(out)
			space = true
		case r.image > 0:
			space = false
		case r.style&verbatim != 0:
			space = false
		default:
			r.text, space = foldText(r.text, space)
			if r.text == "" {
				continue
			}
		}
		out = append(out, r)
	}
	trimRight(out)
	return slices.DeleteFunc(out, func(r run) bool { return r.text == "" && !r.brk && r.image == 0 })
}

// trimRight takes the spaces off the end of the last run with text.
func trimRight(runs []run) {
	for i := len(runs) - 1; i >= 0; i-- {
		r := &runs[i]
		if r.brk || r.image > 0 {
			return
		}
		if r.text = strings.TrimRight(r.text, " "); r.text != "" {
			return
		}
	}
}

// foldText folds the white space of s; dropping says whether leading space is
// to go, and the result's second value whether that of the next text is.
func foldText(s string, dropping bool) (string, bool) {
	if !strings.ContainsAny(s, "\t\n\r\f") && !strings.Contains(s, "  ") && (!dropping || s == "" || s[0] != ' ') {
		return s, s == "" && dropping || strings.HasSuffix(s, " ")
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ' ', '\t', '\n', '\r', '\f':
			if !dropping {
				b.WriteByte(' ')
			}
			dropping = true
		default:
			b.WriteByte(c)
			dropping = false
		}
	}
	return b.String(), dropping
}

// tidy merges runs of one look, moves white space out of formats where it may
// not stand (CommonMark 6.2), and shrinks formats whose first or last character
// would keep their delimiters from opening or closing.
func tidy(runs []run) []run {
	runs = splitSpaces(runs)
	for _, bit := range []style{strong, emph, struck} {
		runs = shrink(runs, bit)
	}
	runs = merge(runs)
	unmix(runs)
	return runs
}

// unmix drops strong and emphasis where they would begin or end together with
// strikethrough inside a word: two kinds of delimiters side by side, one
// touching a letter, neither open nor close.
func unmix(runs []run) {
	for i := range runs {
		if runs[i].style&struck == 0 || runs[i].style&(strong|emph) == 0 {
			continue
		}
		if i > 0 && mixes(runs[i], runs[i-1], false) || i+1 < len(runs) && mixes(runs[i], runs[i+1], true) {
			runs[i].style &^= strong | emph
		}
	}
}

// mixes says whether more than one kind of delimiter parts a run from a
// neighbour that touches it with a letter.
func mixes(r, neighbour run, first bool) bool {
	parted := r.style &^ neighbour.style
	c := sideOf(neighbour, r, first)
	return parted&struck != 0 && parted&(strong|emph) != 0 && c != 0 && !unicode.IsSpace(c) && !isMark(c)
}

func merge(runs []run) []run {
	out := make([]run, 0, len(runs))
	var text strings.Builder
	for i := 0; i < len(runs); {
		j := i + 1
		for j < len(runs) && sameLook(runs[i], runs[j]) {
			j++
		}
		r := runs[i]
		if j > i+1 {
			text.Reset()
			for _, m := range runs[i:j] {
				text.WriteString(m.text)
			}
			r.text = text.String()
		}
		out = append(out, r)
		i = j
	}
	return out
}

func sameLook(a, b run) bool {
	return a.style == b.style && a.link == b.link && a.note == b.note && a.note == 0 &&
		!a.brk && !b.brk && a.image == 0 && b.image == 0
}

// splitSpaces gives the spaces at the ends of runs only those formats that go
// on beyond them.
func splitSpaces(runs []run) []run {
	out := make([]run, 0, len(runs)+4)
	for i, r := range runs {
		if r.brk || r.image > 0 || r.style&coded != 0 || r.note > 0 || r.style == 0 && r.link == 0 {
			out = append(out, r)
			continue
		}
		core := strings.TrimLeft(r.text, " ")
		if lead := r.text[:len(r.text)-len(core)]; lead != "" {
			out = append(out, between(lead, r, runs, i-1))
		}
		trimmed := strings.TrimRight(core, " ")
		if trimmed != "" {
			r2 := r
			r2.text = trimmed
			out = append(out, r2)
			if trail := core[len(trimmed):]; trail != "" {
				out = append(out, between(trail, r, runs, i+1))
			}
		}
	}
	return out
}

// between is white space that r shares with its neighbour at index i.
func between(space string, r run, runs []run, i int) run {
	s := run{text: space}
	if i >= 0 && i < len(runs) && !runs[i].brk && runs[i].image == 0 {
		s.style = r.style & runs[i].style &^ (coded | verbatim)
		if runs[i].link == r.link {
			s.link = r.link
		}
	}
	return s
}

// shrink takes the format off the first and last characters of each of its
// spans as long as the delimiters could not stand there: a delimiter between a
// letter and a punctuation mark opens or closes the wrong way.
func shrink(runs []run, bit style) []run {
	if !slices.ContainsFunc(runs, func(r run) bool { return r.style&bit != 0 }) {
		return runs
	}
	out := make([]run, 0, len(runs)+4)
	for i := 0; i < len(runs); {
		if !spans(runs[i], bit) {
			r := runs[i]
			r.style &^= bit
			out = append(out, r)
			i++
			continue
		}
		j := i
		for j < len(runs) && spans(runs[j], bit) {
			j++
		}
		var before, after run
		if len(out) > 0 {
			before = out[len(out)-1]
		}
		if j < len(runs) {
			after = runs[j]
		}
		out = append(out, shrinkSpan(runs[i:j], bit, before, after)...)
		i = j
	}
	return out
}

func spans(r run, bit style) bool { return r.style&bit != 0 && !r.brk && r.image == 0 }

// shrinkSpan shrinks one span between the runs around it, from both ends.
func shrinkSpan(span []run, bit style, before, after run) []run {
	span = slices.Clone(span)
	var head, tail []run
	for len(span) > 0 && (badEdge(bit, span[0], true) ||
		!canTouch(bit, sideOf(before, span[0], false), sideOf(span[0], before, true))) {
		before, span = peel(span, bit, true)
		head = append(head, before)
	}
	for len(span) > 0 && (badEdge(bit, span[len(span)-1], false) ||
		!canTouch(bit, sideOf(after, span[len(span)-1], true), sideOf(span[len(span)-1], after, false))) {
		after, span = peel(span, bit, false)
		tail = append(tail, after)
	}
	slices.Reverse(tail)
	return slices.Concat(head, span, tail)
}

// badEdge says whether a run begins, or ends, with a character that no
// delimiter may stand beside on the inside, be it in a link or not.
func badEdge(bit style, r run, first bool) bool {
	if r.style&coded != 0 || r.note > 0 {
		return false
	}
	c, _ := utf8.DecodeLastRuneInString(r.text)
	if first {
		c, _ = utf8.DecodeRuneInString(r.text)
	}
	return unicode.IsSpace(c) || bit == struck && c == '~'
}

// peel takes one character off the start or end of a span, or one run where
// that is code or a reference, and gives it without the format.
func peel(span []run, bit style, first bool) (run, []run) {
	at := len(span) - 1
	if first {
		at = 0
	}
	r := span[at]
	off := r
	off.style &^= bit
	whole := r.style&coded != 0 || r.note > 0
	if !whole && first {
		_, n := utf8.DecodeRuneInString(r.text)
		off.text, span[at].text = r.text[:n], r.text[n:]
	} else if !whole {
		_, n := utf8.DecodeLastRuneInString(r.text)
		off.text, span[at].text = r.text[len(r.text)-n:], r.text[:len(r.text)-n]
	}
	if whole || span[at].text == "" {
		span = slices.Delete(span, at, at+1)
	}
	return off, span
}

// canTouch says whether a delimiter may stand between a character outside and
// one inside of its span. Tildes and those of strikethrough don't part.
func canTouch(bit style, outside, inside rune) bool {
	if bit == struck && outside == '~' {
		return false
	}
	return !isMark(inside) || outside == 0 || unicode.IsSpace(outside) || isMark(outside)
}

// isMark says whether CommonMark holds a character for punctuation.
func isMark(r rune) bool {
	return r < 0x80 && r > ' ' && !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') ||
		unicode.IsPunct(r) || unicode.IsSymbol(r)
}

// sideOf is the character with which a run begins, or ends, as it will be
// written next to a neighbour: a link's bracket unless both are in the link.
// 0 stands for the start or end of a line.
func sideOf(r, neighbour run, first bool) rune {
	switch {
	case r.brk || r.image > 0 || r.text == "":
		return 0
	case r.note > 0 || r.link > 0 && r.link != neighbour.link:
		return ']'
	case r.style&coded != 0:
		return '`'
	}
	if first {
		c, _ := utf8.DecodeRuneInString(r.text)
		return c
	}
	c, _ := utf8.DecodeLastRuneInString(r.text)
	return c
}

// target is the destination that a run's Markdown link has; empty: none.
func (r run) target() string {
	switch {
	case r.note > 0:
		return "#fn-" + strconv.Itoa(r.note)
	case r.link > 0:
		return "#" + strconv.Itoa(r.link)
	}
	return ""
}
