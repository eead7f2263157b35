package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"znkr.io/diff"
)

// ChangeKind is what became of a piece of text from one version to the next.
type ChangeKind int

// The kinds of change. A paragraph is Edited where some of its words were kept
// and others not; a Piece never is.
const (
	Same ChangeKind = iota
	Added
	Removed
	Edited
)

// Change is one paragraph of a comparison.
type Change struct {
	Kind   ChangeKind
	Pieces []Piece // in order; those that were removed stand before what took their place
}

// Piece is a stretch of a paragraph.
type Piece struct {
	Kind ChangeKind
	Text string
}

// Paragraphs are the lines of an article's visible text: paragraphs, headings,
// items of lists, rows of tables.
func (a *Article) Paragraphs() []string { return lines(strings.Split(a.Text(), "\n")...) }

// maxPairs bounds the work that a comparison takes: so many paragraphs side by
// side are compared each with each. The edits themselves are found in about
// linear time, if not always the fewest.
const maxPairs = 300

// alike is the part of their words that two paragraphs share to count as one
// that was edited.
const alike = 0.4

// Compare tells, word by word, how one version's paragraphs became another's.
// White space is no difference.
func Compare(before, after []string) []Change {
	var out []Change
	i, j := 0, 0         // the next paragraphs
	fromI, fromJ := 0, 0 // the first of those that were not told yet
	for _, e := range diff.Edits(foldAll(before), foldAll(after)) {
		switch e.Op {
		case diff.Delete:
			i++
		case diff.Insert:
			j++
		case diff.Match:
			out = append(out, rewritten(before[fromI:i], after[fromJ:j])...)
			out = append(out, Change{Same, []Piece{{Same, after[j]}}})
			i, j = i+1, j+1
			fromI, fromJ = i, j
		}
	}
	return append(out, rewritten(before[fromI:], after[fromJ:])...)
}

func foldAll(paragraphs []string) []string {
	out := make([]string, len(paragraphs))
	for i, p := range paragraphs {
		out[i] = fold(p)
	}
	return out
}

// rewritten pairs the paragraphs that took each other's place.
func rewritten(before, after []string) []Change {
	var out []Change
	next := 0
	words := make([]map[string]int, len(after))
	for i, s := range after[:min(len(after), maxPairs)] {
		words[i] = wordsOf(s)
	}
	for i, old := range before {
		found := -1
		if i < maxPairs {
			mine := wordsOf(old)
			for j := next; j < min(len(after), maxPairs) && found < 0; j++ {
				if likeness(mine, words[j]) >= alike {
					found = j
				}
			}
		}
		if found < 0 {
			out = append(out, Change{Removed, []Piece{{Removed, old}}})
			continue
		}
		for ; next < found; next++ {
			out = append(out, Change{Added, []Piece{{Added, after[next]}}})
		}
		out = append(out, Change{Edited, edited(old, after[found])})
		next++
	}
	for ; next < len(after); next++ {
		out = append(out, Change{Added, []Piece{{Added, after[next]}}})
	}
	return out
}

func wordsOf(s string) map[string]int {
	out := map[string]int{"": 0}
	for _, t := range tokens(s) {
		if r, _ := utf8.DecodeRuneInString(t); isWordSign(r) {
			out[t]++
			out[""]++
		}
	}
	return out
}

// likeness is the part of their words that two texts share, from 0 to 1.
func likeness(a, b map[string]int) float64 {
	shared := 0
	for w, n := range a {
		if w != "" {
			shared += min(n, b[w])
		}
	}
	return 2 * float64(shared) / float64(max(1, a[""]+b[""]))
}

// tokens cuts a text into words, single signs and spaces. Scripts that put no
// spaces between words are cut into characters.
func tokens(s string) []string {
	var out []string
	for s != "" {
		n := 0
		for i, r := range s {
			if i > 0 && !inWord(r) {
				break
			}
			n = i + utf8.RuneLen(r)
			if r == utf8.RuneError {
				n = i + 1
			}
			if !inWord(r) {
				break
			}
		}
		n = max(1, min(n, len(s)))
		for n < len(s) { // marks belong to what they stand on
			r, size := utf8.DecodeRuneInString(s[n:])
			if !unicode.Is(unicode.M, r) && r != '\u200d' {
				break
			}
			n += size
		}
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

func inWord(r rune) bool {
	if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || r == '\'' || r == '’'
}

// edited compares two paragraphs word by word.
func edited(before, after string) []Piece {
	var out pieces
	for _, e := range diff.Edits(tokens(before), tokens(after)) {
		switch e.Op {
		case diff.Delete:
			out.gone.WriteString(e.X)
		case diff.Insert:
			out.come.WriteString(e.Y)
		case diff.Match:
			out.keep(e.Y)
		}
	}
	out.flush()
	return joinPieces(out.done)
}

// pieces gathers a paragraph's pieces as they are found, word by word.
type pieces struct {
	done             []Piece
	same, gone, come strings.Builder // what was found since, in this order
}

// keep adds text that stayed.
func (p *pieces) keep(text string) {
	if text != "" && p.gone.Len()+p.come.Len() > 0 {
		p.flush()
	}
	p.same.WriteString(text)
}

// flush ends the pieces that are being gathered.
func (p *pieces) flush() {
	for _, part := range []struct {
		kind ChangeKind
		text *strings.Builder
	}{{Same, &p.same}, {Removed, &p.gone}, {Added, &p.come}} {
		if part.text.Len() > 0 {
			p.done = append(p.done, Piece{part.kind, part.text.String()})
			part.text.Reset()
		}
	}
}

// joinPieces makes one change of changes with no word between them: what only
// happens to be kept there, a space or a comma, would tear them apart. Spaces
// that what went and what came both begin or end with stay.
func joinPieces(all []Piece) []Piece {
	var out pieces
	for i := 0; i < len(all); {
		if all[i].Kind == Same {
			out.keep(all[i].Text)
			i++
			continue
		}
		var gone, come strings.Builder
		for ; i < len(all); i++ {
			p := all[i]
			if p.Kind == Same && (i+1 == len(all) || strings.ContainsFunc(p.Text, isWordSign)) {
				break
			}
			if p.Kind != Added {
				gone.WriteString(p.Text)
			}
			if p.Kind != Removed {
				come.WriteString(p.Text)
			}
		}
		lead, went, came, tail := trimCommonSpace(gone.String(), come.String())
		out.keep(lead)
		out.gone.WriteString(went)
		out.come.WriteString(came)
		out.keep(tail)
	}
	out.flush()
	return out.done
}

func isWordSign(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// trimCommonSpace takes off the spaces that both texts begin and end with.
func trimCommonSpace(a, b string) (lead, trimmedA, trimmedB, tail string) {
	n := 0
	for n < min(len(a), len(b)) && a[n] == ' ' && b[n] == ' ' {
		n++
	}
	lead, a, b = a[:n], a[n:], b[n:]
	n = 0
	for n < min(len(a), len(b)) && a[len(a)-1-n] == ' ' && b[len(b)-1-n] == ' ' {
		n++
	}
	return lead, a[:len(a)-n], b[:len(b)-n], a[len(a)-n:]
}
