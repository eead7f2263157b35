package ui

import (
	"strings"
	"unicode/utf8"

	"lede/ui/theme"
)

// wrap breaks spans into lines of at most w cells, between words where it can.
// A '\n' in a span is a line's end.
func (p *painter) wrap(spans []span, w int) [][]span {
	w = max(w, 1)
	out := [][]span{nil}
	used := 0
	add := func(role theme.Role, text string) {
		if text == "" {
			return
		}
		n := len(out) - 1
		if k := len(out[n]) - 1; k >= 0 && out[n][k].role == role {
			out[n][k].text += text
		} else {
			out[n] = append(out[n], span{role, text})
		}
		used += p.width(text)
	}
	newline := func() { out, used = append(out, nil), 0 }
	for _, word := range words(spans) {
		if word.text == "\n" {
			newline()
			continue
		}
		n := 0
		for _, part := range word.parts {
			n += p.width(p.beginning(part.text, w))
		}
		gap := p.width(word.text)
		if used > 0 && used+gap+n > w {
			newline()
		} else if used > 0 {
			add(word.gap, word.text)
		}
		for _, part := range word.parts {
			for { // a word longer than a line
				first := p.beginning(part.text, w)
				if used+p.width(first) <= w {
					break
				}
				head := truncate(p.method, first, w-used, "")
				if head == "" && used == 0 {
					break // a character wider than the line
				}
				add(part.role, head)
				part.text = part.text[len(head):]
				newline()
			}
			add(part.role, part.text)
		}
	}
	return out
}

// minBeside is how many cells a text needs to stand beside its name.
const minBeside = 16

// beside sets a text in lines of w cells beside its name, which has col cells with
// the blanks behind it, or below the name where either has too little room. right
// stands at the end of the first line.
func (p *painter) beside(w, col int, name, text, right []span) (lines []string) {
	const margin = 3
	at := margin + col
	room := w - at - 1 - p.spanWidth(right)
	first := append([]span{{theme.Text, blank(margin)}}, name...)
	if col > 0 && (room < minBeside || p.spanWidth(name) >= col) {
		at, room = margin+2, w-margin-3
		if p.spanWidth(name) > 0 {
			lines, right = append(lines, p.line(w, false, first, right)), nil
		}
		first = nil
	}
	for _, l := range p.wrap(text, room) {
		left := append(first, span{theme.Text, blank(at - p.spanWidth(first))})
		lines = append(lines, p.line(w, false, append(left, l...), right))
		first, right = nil, nil
	}
	return lines
}

// footnote sets the words of one of a list's lines to stand below the list, in as
// many lines as the longest of all takes, so that nothing moves as the cursor does,
// but in h at most.
func (p *painter) footnote(w, h int, all []string, words string) []string {
	const margin = "   "
	room, longest := w-2*len(margin), min(len(all), 1)
	for _, s := range all {
		if len(s) > room || strings.Contains(s, "\n") { // else it is a line
			longest = max(longest, len(p.wrap([]span{{theme.Dim, s}}, room)))
		}
	}
	lines := []string{blank(w)}
	for _, l := range p.wrap([]span{{theme.Dim, words}}, room) {
		lines = append(lines, p.line(w, false, append([]span{{theme.Text, margin}}, l...), nil))
	}
	h = min(h, 1+longest)
	if len(lines) > h {
		lines[h-1] = p.centred(w, theme.Dim, p.marks.ellipsis)
	}
	return filled(lines, w, h)
}

// beginning is as much of a text as certainly fills a line of w cells, if it does:
// of a word of a megabyte all cannot be looked at anew for each line. Two cells more
// than that are left for a last character that is cut in two, which may shrink when
// it is whole.
func (p *painter) beginning(s string, w int) string {
	most := 256 + 64*w // bytes; signs with this many marks on them are not let in
	for n := 16 + 2*w; ; n *= 2 {
		head := s[:runeStart(s, min(n, most))]
		if len(head) == len(s) || n >= most || p.width(head) > w+2 {
			return head
		}
	}
}

// runeStart is the end of what is whole in the first n bytes of a text.
func runeStart(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// worded is a word, which may change its role within, and what stands before
// it: spaces, or the end of a line ("\n", without parts).
type worded struct {
	gap   theme.Role // of the spaces
	text  string
	parts []span
}

// words cuts spans between words. Scripts without spaces are cut at each
// character that is wider than a cell.
func words(spans []span) []worded {
	var out []worded
	space, role := "", theme.Text
	fresh := true // the next character begins a word
	for _, s := range spans {
		for rest := s.text; rest != ""; {
			i := strings.IndexAny(rest, " \n")
			if i == 0 {
				if rest[0] == '\n' {
					out, space = append(out, worded{text: "\n"}), ""
				} else {
					space, role = space+" ", s.role
				}
				rest, fresh = rest[1:], true
				continue
			}
			if i < 0 {
				i = len(rest)
			}
			for _, piece := range wideApart(rest[:i]) {
				if fresh || piece.apart {
					out = append(out, worded{gap: role, text: space})
					space = ""
				}
				last := &out[len(out)-1]
				last.parts = append(last.parts, span{s.role, piece.text})
				fresh = piece.apart
			}
			rest = rest[i:]
		}
	}
	return out
}

// piece is a part of a word; a line may end before and after one that stands
// apart.
type piece struct {
	text  string
	apart bool
}

// wideApart cuts a word where scripts without spaces may be broken.
func wideApart(s string) []piece {
	var out []piece
	for s != "" {
		i := strings.IndexFunc(s, isIdeograph)
		switch {
		case i < 0:
			return append(out, piece{text: s})
		case i > 0:
			out = append(out, piece{text: s[:i]})
		default:
			n := 0
			for j, r := range s {
				if j > 0 && !isFollower(r) {
					break
				}
				n = j + len(string(r))
			}
			out = append(out, piece{s[:n], true})
			i = n
		}
		s = s[i:]
	}
	return out
}

func isIdeograph(r rune) bool {
	return r >= 0x2e80 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff
}

// isFollower says which signs never begin a line.
func isFollower(r rune) bool {
	return strings.ContainsRune("、。，．・：；？！」』）】〉》〕］｝ーっッ々]+}-.,:;!?)", r) || r >= 0x300 && r <= 0x36f
}
