package typeset

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"

	"lede/ui/theme"
)

// Match is a stretch of found text on one line; what is found over a line's end
// is several stretches of one number.
type Match struct {
	Number int // of the find, from 0 at the top
	Line   int
	Column int
	Width  int // cells
}

// maxMatches bounds how many matches are looked for.
const maxMatches = 10_000

// Find looks for text in the lines set so far, over line ends too, without
// regard to case, accents and the shapes of quotes and dashes.
func (g *Setting) Find(query string) []Match {
	want := folded(nil, query)
	want = trimSpaces(want)
	if len(want) == 0 {
		return nil
	}
	g.mu.RLock()
	defer g.mu.RUnlock()
	text, starts := g.text()
	var out []Match
	for at, number := 0, 0; number < maxMatches; number++ {
		i := index(text[at:], want)
		if i < 0 {
			break
		}
		from := at + i
		at = from + len(want)
		out = g.stretches(out, starts, number, from, at)
	}
	return out
}

// text is the folded text of the lines set so far, and where each begins in it.
// The caller holds mu.
func (g *Setting) text() (text []rune, starts []int) {
	starts = make([]int, len(g.lines))
	for i := range g.lines {
		starts[i] = len(text)
		text = folded(text, g.lines[i].plain())
		switch g.lines[i].join {
		case ' ':
			text = append(text, ' ')
		case '\n':
			text = append(text, '\n')
		}
	}
	return text, starts
}

// stretches appends the match of text[from:to] line by line.
func (g *Setting) stretches(out []Match, starts []int, number, from, to int) []Match {
	first := sort.SearchInts(starts, from+1) - 1
	for i := first; i < len(starts) && starts[i] < to; i++ {
		l := &g.lines[i]
		column, width := l.cells(g.setter.opts.Widths, from-starts[i], to-starts[i])
		if width > 0 {
			out = append(out, Match{number, i, column, width})
		}
	}
	return out
}

// cells finds where the runes of a line's text from up to to are seen. In a line
// that was put in the order of seeing, they may be in several places: then it
// is all from the first to the last.
func (l *line) cells(method ansi.Method, from, to int) (column, width int) {
	at, lo, hi := 0, -1, 0
	index := 0
	for _, r := range l.runs {
		if r.pen.deco && !l.head {
			at += r.width
			continue
		}
		for s := r.text; len(s) > 0; {
			cluster, w := ansi.FirstGraphemeCluster(s, method)
			if cluster == "" {
				break
			}
			s = s[len(cluster):]
			place := index
			if l.order != nil && index < len(l.order) {
				place = l.order[index]
			}
			if place >= from && place < to {
				if lo < 0 {
					lo = at
				}
				hi = at + w
			}
			index += utf8.RuneCountInString(cluster)
			at += w
		}
	}
	if lo < 0 {
		return 0, 0
	}
	return lo, hi - lo
}

// index is where want first is in text.
func index(text, want []rune) int {
	for i := 0; i+len(want) <= len(text); i++ {
		if text[i] == want[0] && slices.Equal(text[i:i+len(want)], want) {
			return i
		}
	}
	return -1
}

func trimSpaces(s []rune) []rune {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	return s
}

// folded appends s rune by rune, without case, accents and typography.
func folded(to []rune, s string) []rune {
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r < utf8.RuneSelf:
		case r == '‘' || r == '’' || r == 'ʼ' || r == '‚':
			r = '\''
		case r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			r = '"'
		case r == '–' || r == '—' || r == '‑' || r == '−':
			r = '-'
		case unicode.IsSpace(r):
			r = ' '
		default:
			if base := norm.NFD.PropertiesString(string(r)).Decomposition(); len(base) > 0 && r < 0x1100 {
				r, _ = utf8.DecodeRune(base)
			}
			r = unicode.ToLower(r)
		}
		to = append(to, r)
	}
	return to
}

// Marked returns a line as a styled string with matches marked on it, the one
// with the number current more than the others (-1: none).
func (g *Setting) Marked(i int, matches []Match, current int) string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if i < 0 || i >= len(g.lines) {
		return ""
	}
	l := g.lines[i]
	from := sort.Search(len(matches), func(k int) bool { return matches[k].Line >= i })
	if from == len(matches) || matches[from].Line != i {
		return l.styled
	}
	pens := g.setter.pens
	for _, m := range matches[from:] {
		if m.Line != i {
			break
		}
		role := theme.Match
		if m.Number == current {
			role = theme.Current
		}
		l.runs = marked(l.runs, m.Column, m.Column+m.Width, g.setter.opts.Widths, func(p *pen) *pen {
			return pens.get(pens.theme.Look(role).Over(p.look), p.deco)
		})
	}
	return l.style((&page{Setter: g.setter, article: g.article}).target)
}

// marked is runs with another pen between two columns.
func marked(runs []run, from, to int, method ansi.Method, with func(*pen) *pen) []run {
	out := make([]run, 0, len(runs)+2)
	at := 0
	for _, r := range runs {
		start, end := at, at+r.width
		at = end
		if end <= from || start >= to {
			out = append(out, r)
			continue
		}
		m := measurer{method}
		head, rest := m.split(r.text, max(from-start, 0))
		body, tail := m.split(rest, min(to, end)-max(from, start))
		for i, s := range []string{head, body, tail} {
			if s == "" {
				continue
			}
			piece := run{s, m.width(s), r.pen, r.link}
			if i == 1 {
				piece.pen = with(r.pen)
			}
			out = append(out, piece)
		}
	}
	return out
}
