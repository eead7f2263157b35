package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// place says where inline Markdown will stand, which decides what must be
// escaped.
type place uint8

const (
	inParagraph place = iota
	inHeading         // one line
	inCell            // one line, bars escaped
)

// The formats in the order in which they open, outermost first, where they
// span the same runs.
var formats = [...]struct {
	bit   style
	delim string
}{{struck, "~~"}, {strong, "**"}, {emph, "*"}}

// linkLevel stands among the open formats for a link.
const linkLevel = -1

// writer writes runs as inline Markdown and as plain text.
type writer struct {
	md, plain strings.Builder
	where     place
	open      []int   // indexes into formats, or linkLevel; outermost first
	ends      [][]int // for each format and, last, the link: where its span ends
}

// inline writes runs, which must be folded, as one paragraph.
func inline(runs []run, where place) piece {
	w := &writer{where: where}
	runs = tidy(runs)
	w.measure(runs)
	for i := range runs {
		w.closeTo(runs, i)
		w.openAt(runs, i)
		w.content(runs[i])
	}
	w.closeAll(runs, len(runs))
	return piece{strings.TrimRight(w.md.String(), " "), strings.TrimRight(w.plain.String(), " ")}
}

// measure finds where each span ends, from right to left.
func (w *writer) measure(runs []run) {
	w.ends = make([][]int, len(formats)+1)
	for k := range w.ends {
		e := make([]int, len(runs)+1)
		for i := len(runs) - 1; i >= 0; i-- {
			switch {
			case k < len(formats) && runs[i].style&formats[k].bit != 0:
				e[i] = i + 1
				if i+1 < len(runs) && runs[i+1].style&formats[k].bit != 0 {
					e[i] = e[i+1]
				}
			case k == len(formats) && runs[i].target() != "":
				e[i] = i + 1
				if i+1 < len(runs) && runs[i].note == 0 && runs[i+1].target() == runs[i].target() {
					e[i] = e[i+1]
				}
			}
		}
		w.ends[k] = e
	}
}

// level is the index into ends of a format or of the link.
func level(f int) int {
	if f == linkLevel {
		return len(formats)
	}
	return f
}

// closeTo closes what does not go on at run i, and, since formats nest, what
// opened inside of it; that is not opened again within its span.
func (w *writer) closeTo(runs []run, i int) {
	keep := 0
	for keep < len(w.open) && w.goesOn(runs, w.open[keep], i) {
		keep++
	}
	for k := len(w.open) - 1; k >= keep; k-- {
		f := w.open[k]
		w.closeOne(runs, f, i)
		if f != linkLevel && i > 0 {
			for j := i; j < w.ends[f][i-1]; j++ {
				runs[j].style &^= formats[f].bit
			}
		}
	}
	w.open = w.open[:keep]
}

func (w *writer) goesOn(runs []run, f, i int) bool {
	if i == 0 {
		return false
	}
	return w.ends[level(f)][i-1] > i && (f == linkLevel || runs[i].style&formats[f].bit != 0)
}

func (w *writer) closeAll(runs []run, i int) {
	for k := len(w.open) - 1; k >= 0; k-- {
		w.closeOne(runs, w.open[k], i)
	}
	w.open = w.open[:0]
}

func (w *writer) closeOne(runs []run, f, i int) {
	if f == linkLevel {
		w.md.WriteString("](" + runs[i-1].target() + ")")
		return
	}
	w.md.WriteString(formats[f].delim)
}

// openAt opens what begins at run i, the longest span first.
func (w *writer) openAt(runs []run, i int) {
	if runs[i].brk || runs[i].image > 0 {
		return
	}
	for {
		best, end := -2, i
		for f := linkLevel; f < len(formats); f++ {
			wanted := f == linkLevel && runs[i].target() != "" || f >= 0 && runs[i].style&formats[f].bit != 0
			if e := w.ends[level(f)][i]; wanted && e > end && !slices.Contains(w.open, f) {
				best, end = f, e
			}
		}
		if best == -2 {
			return
		}
		if best == linkLevel {
			w.md.WriteByte('[')
		} else {
			w.md.WriteString(formats[best].delim)
		}
		w.open = append(w.open, best)
	}
}

// content writes one run's text.
func (w *writer) content(r run) {
	switch {
	case r.brk && w.where == inParagraph:
		if strings.HasSuffix(w.md.String(), `\`) {
			w.md.WriteString("  \n") // a third backslash in a row is misread
		} else {
			w.md.WriteString("\\\n")
		}
		w.plain.WriteByte('\n')
	case r.brk:
		w.md.WriteByte(' ')
		w.plain.WriteByte(' ')
	case r.image > 0:
	case r.style&coded != 0:
		code := strings.ReplaceAll(r.text, "\n", " ")
		w.md.WriteString(codeSpan(code, w.where == inCell))
		w.plain.WriteString(code)
	default:
		text := strings.ReplaceAll(r.text, "\n", " ")
		escape(&w.md, text, w.lineStart(), w.where, r.link > 0)
		w.plain.WriteString(strings.ReplaceAll(text, "\u00ad", ""))
	}
}

// lineStart says whether what is written next begins a line, but for
// delimiters, which may begin a list as well.
func (w *writer) lineStart() bool {
	if w.where == inCell {
		return false
	}
	s := w.md.String()
	for s != "" && strings.IndexByte("*~", s[len(s)-1]) >= 0 && !strings.HasSuffix(s, `\*`) && !strings.HasSuffix(s, `\~`) {
		s = s[:len(s)-1]
	}
	return s == "" || s[len(s)-1] == '\n'
}

// codeSpan fences text with more backticks than it holds in a row.
func codeSpan(code string, cell bool) string {
	if strings.TrimSpace(code) == "" {
		return ""
	}
	fence := strings.Repeat("`", longest(code, '`')+1)
	if code[0] == '`' || code[len(code)-1] == '`' || code[0] == ' ' && code[len(code)-1] == ' ' {
		code = " " + code + " "
	}
	if cell {
		code = strings.ReplaceAll(code, "|", `\|`)
	}
	return fence + code + fence
}

// longest is the length of the longest row of c in s.
func longest(s string, c byte) int {
	best, n := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] != c {
			n = 0
			continue
		}
		n++
		best = max(best, n)
	}
	return best
}

// escape writes text so that Markdown sees nothing but text in it. Within a
// link addresses are safe: links don't nest.
func escape(b *strings.Builder, s string, lineStart bool, where place, linked bool) {
	if lineStart {
		s = escapeStart(b, s)
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch c {
		case '\\', '`', '*', '[', ']', '<', '~':
			b.WriteByte('\\')
		case '_':
			if !isWord(s, i-1, false) || !isWord(s, i+1, true) {
				b.WriteByte('\\')
			}
		case '&':
			if i+1 < len(s) && (s[i+1] == '#' || isLetter(s[i+1])) {
				b.WriteByte('\\')
			}
		case '|':
			if where == inCell {
				b.WriteByte('\\')
			}
		case '@', ':':
			if !linked && linkish(s, i) {
				b.WriteByte('\\')
			}
		case '.':
			if !linked && i >= 3 && strings.EqualFold(s[i-3:i], "www") {
				b.WriteByte('\\')
			}
		case '#':
			if where == inHeading {
				b.WriteByte('\\')
			}
		case '!':
			if i == len(s)-1 { // a link may follow
				b.WriteByte('\\')
			}
		}
		b.WriteByte(c)
	}
}

// linkish says whether the '@' or ':' at i could make Markdown with the linkify
// extension see an address in the text.
func linkish(s string, i int) bool {
	if i == 0 || i+1 >= len(s) {
		return false
	}
	if s[i] == '@' {
		return s[i-1] > ' ' && s[i+1] > ' '
	}
	return s[i+1] == '/' && isLetter(s[i-1])
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isWord says whether the character at (forward) or up to i is a letter or a
// digit.
func isWord(s string, i int, forward bool) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	if s[i] < utf8.RuneSelf {
		return isLetter(s[i]) || '0' <= s[i] && s[i] <= '9'
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	if !forward {
		r, _ = utf8.DecodeLastRuneInString(s[:i+1])
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// escapeStart escapes what at the start of a line would begin a heading, list,
// quote, rule, fence, table or definition. It writes that much and gives the
// rest.
func escapeStart(b *strings.Builder, s string) string {
	t := strings.TrimLeft(s, " \t")
	if t == "" {
		return t
	}
	switch c := t[0]; {
	case c == '#' || c == '>' || c == '+' || c == '-' || c == '=' || c == ':' || c == '|':
		b.WriteByte('\\')
		b.WriteByte(c)
		return t[1:]
	case '0' <= c && c <= '9':
		n := 1
		for n < len(t) && '0' <= t[n] && t[n] <= '9' {
			n++
		}
		if n < 10 && n < len(t) && (t[n] == '.' || t[n] == ')') {
			b.WriteString(t[:n])
			b.WriteByte('\\')
			b.WriteByte(t[n])
			return t[n+1:]
		}
		if n < 10 && n == len(t) { // the mark may be in the next run
			b.WriteString(t)
			return ""
		}
	}
	return t
}
