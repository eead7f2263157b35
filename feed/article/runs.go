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
	link  int  // index in Article.Links plus one; 0: none
	note  int  // index in Article.Notes plus one: the run is a reference to it
	brk   bool // a line break
	image int  // index in Article.Images plus one; the run is a picture
}

// piece is text both as Markdown and as what is seen of it.
type piece struct{ md, plain string }

// folder folds white space over the runs of one paragraph as HTML does: no
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
	return merge(runs)
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
		out = append(out, shrinkSpan(runs[i:j], bit, lastRune(out), firstRune(runs[j:]))...)
		i = j
	}
	return out
}

func spans(r run, bit style) bool { return r.style&bit != 0 && !r.brk && r.image == 0 }

// shrinkSpan shrinks one span between two characters of its surroundings.
func shrinkSpan(span []run, bit style, before, after rune) []run {
	span = slices.Clone(span)
	lo, hi := 0, len(span)
	var head, tail []run
	for lo < hi && !canTouch(before, outerRune(span[lo], true)) {
		r := span[lo]
		if r.style&coded != 0 || r.link > 0 || r.note > 0 {
			r.style &^= bit
			head, lo = append(head, r), lo+1
		} else {
			_, n := utf8.DecodeRuneInString(r.text)
			first := r
			first.text, first.style = r.text[:n], r.style&^bit
			head = append(head, first)
			if span[lo].text = r.text[n:]; span[lo].text == "" {
				lo++
			}
		}
		before = lastRune(head)
		lo, head = unspace(span, lo, hi, bit, head)
	}
	for lo < hi && !canTouch(after, outerRune(span[hi-1], false)) {
		r := span[hi-1]
		if r.style&coded != 0 || r.link > 0 || r.note > 0 {
			r.style &^= bit
			tail, hi = append(tail, r), hi-1
		} else {
			_, n := utf8.DecodeLastRuneInString(r.text)
			last := r
			last.text, last.style = r.text[len(r.text)-n:], r.style&^bit
			tail = append(tail, last)
			if span[hi-1].text = r.text[:len(r.text)-n]; span[hi-1].text == "" {
				hi--
			}
		}
		after = outerRune(tail[len(tail)-1], true)
		hi, tail = unspaceEnd(span, lo, hi, bit, tail)
	}
	slices.Reverse(tail)
	return slices.Concat(head, span[lo:hi], tail)
}

// unspace moves a space that now begins the span before it.
func unspace(span []run, lo, hi int, bit style, head []run) (int, []run) {
	for lo < hi && span[lo].style&coded == 0 && strings.HasPrefix(span[lo].text, " ") {
		s := span[lo]
		s.text, s.style = " ", s.style&^bit
		head = append(head, s)
		if span[lo].text = span[lo].text[1:]; span[lo].text == "" {
			lo++
		}
	}
	return lo, head
}

func unspaceEnd(span []run, lo, hi int, bit style, tail []run) (int, []run) {
	for lo < hi && span[hi-1].style&coded == 0 && strings.HasSuffix(span[hi-1].text, " ") {
		s := span[hi-1]
		s.text, s.style = " ", s.style&^bit
		tail = append(tail, s)
		t := span[hi-1].text
		if span[hi-1].text = t[:len(t)-1]; span[hi-1].text == "" {
			hi--
		}
	}
	return hi, tail
}

// canTouch says whether a delimiter may stand between a character outside and
// one inside of its span.
func canTouch(outside, inside rune) bool {
	return !isMark(inside) || outside == 0 || unicode.IsSpace(outside) || isMark(outside)
}

// isMark says whether CommonMark holds a character for punctuation.
func isMark(r rune) bool {
	return r < 0x80 && r > ' ' && !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') ||
		unicode.IsPunct(r) || unicode.IsSymbol(r)
}

// outerRune is the first or last character of a run as it will be written.
func outerRune(r run, first bool) rune {
	switch {
	case r.note > 0 || r.link > 0:
		return ']'
	case r.style&coded != 0:
		return '`'
	case first:
		c, _ := utf8.DecodeRuneInString(r.text)
		return c
	}
	c, _ := utf8.DecodeLastRuneInString(r.text)
	return c
}

func lastRune(runs []run) rune {
	if len(runs) == 0 || runs[len(runs)-1].brk || runs[len(runs)-1].image > 0 {
		return 0
	}
	return outerRune(runs[len(runs)-1], false)
}

func firstRune(runs []run) rune {
	if len(runs) == 0 || runs[0].brk || runs[0].image > 0 {
		return 0
	}
	return outerRune(runs[0], true)
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
