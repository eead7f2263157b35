package typeset

import (
	"slices"
	"unicode"
)

// Words are words to be found in a text where they stand as words: not within
// others, but for scripts that have no spaces.
type Words struct {
	Text   string
	Prefix bool // the last is the beginning of a word
}

// FindWords is Find for several words at once, each a match of its own, as a
// search marks them.
func (g *Setting) FindWords(words []Words) []Match {
	g.mu.RLock()
	defer g.mu.RUnlock()
	text, starts := g.text()
	type place struct{ from, to int }
	var found []place
	for _, w := range words {
		want := trimSpaces(folded(nil, w.Text))
		if len(want) == 0 {
			continue
		}
		for at := 0; len(found) < maxMatches; {
			i := index(text[at:], want)
			if i < 0 {
				break
			}
			from := at + i
			at = from + len(want)
			if joined(text, from) || !w.Prefix && joined(text, at) {
				continue
			}
			found = append(found, place{from, at})
		}
	}
	slices.SortFunc(found, func(a, b place) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to
	})
	var out []Match
	end, number := 0, 0
	for _, p := range found {
		if p.from < end { // within another
			continue
		}
		end = p.to
		n := len(out)
		if out = g.stretches(out, starts, number, p.from, p.to); len(out) > n {
			number++
		}
	}
	return out
}

// joined says whether the runes before and at a place are of one word.
func joined(text []rune, at int) bool {
	return at > 0 && at < len(text) && wordRune(text[at-1]) && wordRune(text[at])
}

// wordRune says whether a rune is of a word that spaces part from others.
func wordRune(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) &&
		!unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}
