package typeset

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
)

// box is a piece of text that is not broken: a word, or as much of one as the
// line breaking rules (UAX #14) hold together.
type box struct {
	start, end int  // in the text, without the spaces after it
	width      int  // cells
	space      int  // cells of the spaces after it
	hyphen     bool // it ends at a soft hyphen: broken here, a hyphen is set
	forced     bool // the author's line break follows
}

// maxFit is the number of boxes up to which a paragraph's lines are chosen
// together; longer ones are broken line by line.
const maxFit = 3000

// boxes cuts s where it may be broken.
func (m measurer) boxes(s string, limit int) []box {
	out := make([]box, 0, len(s)/6+4)
	for i := 0; i < len(s); {
		switch s[i] {
		case ' ':
			if n := len(out); n > 0 && !out[n-1].forced {
				out[n-1].space++
			}
			i++
			continue
		case '\n':
			if n := len(out); n > 0 && !out[n-1].forced {
				out[n-1].forced = true
			} else {
				out = append(out, box{start: i, end: i, forced: true})
			}
			i++
			continue
		}
		end := i + wordEnd(s[i:])
		out = m.word(out, s, i, end, limit)
		i = end
	}
	out = bind(out, s, limit)
	for i := range out {
		out[i].hyphen = out[i].hyphen && out[i].width < limit // else there is no room for the hyphen
	}
	return out
}

// wordEnd is the length of the word at the start of s.
func wordEnd(s string) int {
	if i := strings.IndexAny(s, " \n"); i >= 0 {
		return i
	}
	return len(s)
}

// word appends the boxes of one word.
func (m measurer) word(out []box, s string, start, end, limit int) []box {
	if unbreakable(s[start:end]) {
		if w := end - start; w <= limit {
			return append(out, box{start: start, end: end, width: w})
		}
	}
	state := -1
	for rest := s[start:end]; len(rest) > 0; {
		var segment string
		segment, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		stop := start + len(segment)
		b := box{start: start, end: stop, width: m.width(segment), hyphen: strings.HasSuffix(segment, softHyphen)}
		if b.width > limit {
			out = m.cut(out, s, b, limit)
		} else {
			out = append(out, b)
		}
		start = stop
	}
	return out
}

const (
	softHyphen = "\u00ad"
	wordJoiner = "\u2060" // no line breaks here
)

// unbreakable reports words of ASCII letters, digits and the punctuation that
// UAX #14 never breaks at, whose width is their length.
func unbreakable(word string) bool {
	for i := range len(word) {
		c := word[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case strings.IndexByte(`,.;:'"()_`, c) >= 0:
		default:
			return false
		}
	}
	return true
}

// cut breaks a box that is wider than a line between characters: after one that parts
// an address or a name in a program, where that leaves most of the line.
func (m measurer) cut(out []box, s string, b box, limit int) []box {
	piece := box{start: b.start, end: b.start}
	parted := piece // the part of the piece up to what parts it
	for i := b.start; i < b.end; {
		cluster, w := ansi.FirstGraphemeCluster(s[i:b.end], m.method)
		if cluster == "" {
			break
		}
		if piece.width+w > limit && piece.width > 0 {
			if parted.width > limit*2/3 && parted.end > piece.start {
				i, piece = parted.end, parted
				cluster, w = ansi.FirstGraphemeCluster(s[i:b.end], m.method)
			}
			out = append(out, piece)
			piece = box{start: i, end: i}
			parted = piece
		}
		i += len(cluster)
		piece.end = i
		if piece.width += w; strings.Contains("/._-,(&=?+", cluster) {
			parted = piece
		}
	}
	piece.hyphen = b.hyphen
	return append(out, piece)
}

// bind joins boxes that good setting keeps on one line: a dash or a closing
// sign that stands alone (as French has it) goes with the word before it, a
// Korean word, which has spaces around it, is not broken within, and 'z. B.' and
// '§ 12' stay together, as do the dashes of an option, '--all'.
func bind(boxes []box, s string, limit int) []box {
	kept := boxes[:0]
	for _, b := range boxes {
		if n := len(kept); n > 0 && !kept[n-1].forced && !kept[n-1].hyphen &&
			held(kept[n-1], b, s) && kept[n-1].width+kept[n-1].space+b.width <= limit {
			last := &kept[n-1]
			last.width += last.space + b.width
			last.end, last.space, last.hyphen, last.forced = b.end, b.space, b.hyphen, b.forced
			continue
		}
		kept = append(kept, b)
	}
	return kept
}

// held says whether no line breaks between two boxes of s.
func held(before, b box, s string) bool {
	left, right := s[before.start:before.end], s[b.start:b.end]
	switch {
	case leans(right) && (b.space > 0 || b.forced || b.end == len(s) || right[len(right)-1] != '-'):
		return true
	case brackets(left, right):
		return true
	case before.space == 0:
		return strings.Trim(left, "-") == "" || strings.HasSuffix(left, "://") || hangul(s[:before.end], right)
	}
	return before.space == 1 && glued(s[:before.end], right)
}

// glued says whether a space stands within what is one sign to its reader: an
// abbreviation of single letters, 'z. B.', or what is numbered with its number, '§ 12'.
// before ends with the word before it, after begins with the one after it.
func glued(before, after string) bool {
	word := before[strings.LastIndexAny(before, " \n(„“\"»«")+1:]
	switch word {
	case "§", "§§", "Nr.", "Abs.", "Art.", "Abb.", "Kap.", "Bd.", "S.", "No.", "Fig.", "Vol.", "vol.", "pp.":
		r, _ := utf8.DecodeRuneInString(after)
		return unicode.IsDigit(r)
	}
	return initial(word) && initial(after[:min(len(after), strings.IndexByte(after+".", '.')+1)]) && !isUpper(word)
}

// initial says whether a word is a letter with a full stop.
func initial(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return unicode.IsLetter(r) && word[n:] == "."
}

func isUpper(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// brackets says whether two words are a remark in parentheses: '(Updated: 19:10)'.
func brackets(before, after string) bool {
	return len(before)+len(after) <= 24 && strings.HasPrefix(before, "(") && strings.HasSuffix(before, ":") && strings.HasSuffix(after, ")")
}

// hangul says whether Korean letters meet where before ends and after begins.
func hangul(before, after string) bool {
	l, _ := utf8.DecodeLastRuneInString(before)
	r, _ := utf8.DecodeRuneInString(after)
	return l >= 0x1100 && r >= 0x1100 && unicode.Is(unicode.Hangul, l) && unicode.Is(unicode.Hangul, r)
}

// leans reports words that must not start a line.
func leans(word string) bool {
	if len(word) > 12 || word == "" {
		return false
	}
	switch word {
	case "—", "–", "―", "--":
		return true
	}
	r, _ := utf8.DecodeRuneInString(word)
	if !strings.ContainsRune("?!:;»…%°", r) {
		return false
	}
	return strings.IndexFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0
}

// lineSpan is one line of a broken text: boxes from up to to.
type lineSpan struct{ from, to int }

// breaking is how lines are chosen.
type breaking int

const (
	byFit      breaking = iota // all together, with few hyphens
	byFitTight                 // all together, with more hyphens: the lines are stretched
	byFilling                  // line after line, as verse and tables want it
)

// balanced fills lines of the least width that makes no more of them than the
// full one.
func balanced(boxes []box, width int) []lineSpan {
	lines := breakLines(boxes, width, byFilling)
	if len(lines) < 2 || len(boxes) > maxFit {
		return lines
	}
	lo, hi := 0, width
	for _, b := range boxes {
		lo = max(lo, b.width)
	}
	for lo < hi {
		mid := (lo + hi) / 2
		if len(breakLines(boxes, mid, byFilling)) > len(lines) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return breakLines(boxes, min(hi, width), byFilling)
}

// breakLines chooses the lines of boxes at a width, paragraph by paragraph.
func breakLines(boxes []box, width int, how breaking) []lineSpan {
	var lines []lineSpan
	for from := 0; from < len(boxes); {
		to := from
		for to < len(boxes) && !boxes[to].forced {
			to++
		}
		to = min(to+1, len(boxes))
		for _, l := range breakParagraph(boxes[from:to], width, how) {
			lines = append(lines, lineSpan{from + l.from, from + l.to})
		}
		from = to
	}
	return lines
}

func breakParagraph(boxes []box, width int, how breaking) []lineSpan {
	filled := fillLines(boxes, width)
	if how == byFilling || len(filled) < 2 || len(boxes) > maxFit {
		return filled
	}
	hyphenCost := 60
	if how == byFitTight {
		hyphenCost = 15
	}
	most := len(filled)
	if ladder(boxes, filled) > maxHyphens {
		most += 1 + most/8 // rather a line or two more than that
	}
	if lines := fitLines(boxes, width, most, hyphenCost); lines != nil {
		return lines
	}
	return filled
}

// fillLines fills line after line.
func fillLines(boxes []box, width int) []lineSpan {
	var lines []lineSpan
	for from := 0; from < len(boxes); {
		used, end := 0, from
		for end < len(boxes) {
			need := boxes[end].width
			if boxes[end].hyphen && end+1 < len(boxes) {
				need++ // room for the hyphen, should the line end here
			}
			if end > from && used+need > width {
				break
			}
			used += boxes[end].width + boxes[end].space
			end++
		}
		lines = append(lines, lineSpan{from, end})
		from = end
	}
	return lines
}
