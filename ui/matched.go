package ui

import (
	"slices"
	"strings"
	"unicode"

	"lede/ui/theme"
)

// matched are the letters of a text, counted in characters, in which what is typed
// was found; nil: in none.
type matched []bool

// letters are those of a text that fuzzy finds: side by side where the text has
// what is typed so, at the beginning of a word if it can be.
func letters(text, q string) matched {
	in, want := lowered(text), lowered(q)
	if len(want) == 0 {
		return nil
	}
	out := make(matched, len(in))
	if at := placeOf(in, want); at >= 0 {
		out.mark(at, len(want))
		return out
	}
	for i, r := range in {
		if len(want) > 0 && r == want[0] {
			out[i], want = true, want[1:]
		}
	}
	if len(want) > 0 {
		return nil
	}
	return out
}

// hasWords says whether a text has all of some words, in whatever order.
func hasWords(text string, words []string) bool {
	text = strings.ToLower(text)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
}

// wordsIn are the letters of each of some words that a text has.
func wordsIn(text string, words ...string) matched { return wordsAt(text, words, false) }

// wordsBegun are the letters with which words of a text begin.
func wordsBegun(text string, begins ...string) matched { return wordsAt(text, begins, true) }

func wordsAt(text string, words []string, first bool) (out matched) {
	var in []rune
	for _, w := range words {
		if w == "" {
			continue
		}
		if in == nil {
			in = lowered(text)
		}
		want := lowered(w)
		at := placeOf(in, want)
		if at < 0 || first && !begun(in, at) {
			continue
		}
		if out == nil {
			out = make(matched, len(in))
		}
		out.mark(at, len(want))
	}
	return out
}

func (m matched) mark(at, n int) {
	for i := at; i < at+n; i++ {
		m[i] = true
	}
}

// lowered are the characters of a text in small letters, one for each.
func lowered(text string) []rune { return []rune(strings.ToLower(text)) }

// placeOf is where one text is in another, at the beginning of a word if it can be;
// -1: it is not.
func placeOf(in, want []rune) int {
	first := -1
	for i := 0; i+len(want) <= len(in); i++ {
		if string(in[i:i+len(want)]) != string(want) {
			continue
		}
		if begun(in, i) {
			return i
		}
		if first < 0 {
			first = i
		}
	}
	return first
}

// begun says whether a word begins at a place.
func begun(in []rune, at int) bool {
	return at == 0 || strings.ContainsRune(wordEnds, in[at-1])
}

// marked is a text in its role, with the letters that were typed as such.
// Where every byte counts they are not told: with each letter typed all lines
// would change.
func (p *painter) marked(role theme.Role, text string, at matched) []span {
	if at == nil || p.bare {
		return []span{{role, text}}
	}
	var out []span
	from, i, was := 0, 0, false
	flush := func(end int) {
		as := role
		if was {
			as = theme.Typed
		}
		if end > from {
			out = append(out, span{as, text[from:end]})
		}
		from = end
	}
	for at0, r := range text {
		if on := i < len(at) && at[i]; on != was && !unicode.Is(unicode.M, r) { // a mark stands on the letter before it
			flush(at0)
			was = on
		}
		i++
	}
	flush(len(text))
	return out
}
