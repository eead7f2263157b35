package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// dense says whether a rune is of a script that does not part its words with
// spaces. Of these the index keeps pairs of neighbours, so that any part of a
// sentence is found.
func dense(r rune) bool {
	if r < 0x0E00 {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) ||
		r == 'ー' || r == '々'
}

// wordRune says whether a rune is part of a word, as FTS5's unicode61 does.
func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.Co)
}

// forIndex writes the runs of dense scripts in a text as pairs: 日本語 becomes
// '日本 本語 語'. The last rune stands alone too, so that it begins a token. The
// rest of the text stays as it is: FTS5 parts and folds it.
func forIndex(text string) string { return pairs(text, true) }

// forQuery is forIndex for what is looked for: a run at the very end may go on
// in the text, so that its last rune does not stand alone there.
func forQuery(text string) string { return pairs(text, false) }

func pairs(text string, whole bool) string {
	if !strings.ContainsFunc(text, dense) {
		return text
	}
	var b strings.Builder
	b.Grow(2 * len(text))
	var last rune
	run := 0 // runes of the present run
	end := func(atEnd bool) {
		if run == 1 || run > 1 && (whole || !atEnd) {
			if run > 1 {
				b.WriteByte(' ')
			}
			b.WriteRune(last)
		}
		if run > 0 {
			b.WriteByte(' ')
		}
		run = 0
	}
	for _, r := range text {
		if !dense(r) {
			end(false)
			b.WriteRune(r)
			continue
		}
		if run > 0 {
			b.WriteByte(' ')
			if run > 1 {
				b.WriteByte(' ')
			}
			b.WriteRune(last)
			b.WriteRune(r)
		} else {
			b.WriteByte(' ')
		}
		last = r
		run++
	}
	end(true)
	return b.String()
}

// token is a word of a text, folded, with its place; of dense scripts each rune
// is one.
type token struct {
	word       string
	start, end int
	dense      bool
}

// tokens hands a text's words to yield, as searching compares them: in lower
// case and without diacritics.
func tokens(text string, yield func(token) bool) {
	start := -1
	flush := func(end int) bool {
		if start < 0 {
			return true
		}
		t := token{word: fold(text[start:end]), start: start, end: end}
		start = -1
		return yield(t)
	}
	for i, r := range text {
		switch {
		case dense(r):
			size := utf8.RuneLen(r)
			if !flush(i) || !yield(token{word: text[i : i+size], start: i, end: i + size, dense: true}) {
				return
			}
		case wordRune(r):
			if start < 0 {
				start = i
			}
		case !flush(i):
			return
		}
	}
	flush(len(text))
}

// fold brings a word to lower case and takes its diacritics away.
func fold(word string) string {
	ascii := true
	for i := 0; i < len(word); i++ {
		if word[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(word)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(word))
}

// indexWords are the words that FTS5 makes of a text (unicode61 with
// remove_diacritics 2) which forIndex or forQuery has written. What is not in
// the index yet is compared by them, so that it is found by what finds it there.
func indexWords(text string) (out []string) {
	start, ascii := -1, true
	end := func(at int) {
		switch {
		case start < 0:
		case ascii:
			out = append(out, strings.ToLower(text[start:at]))
		default:
			out = append(out, strings.Map(indexFold, text[start:at]))
		}
		start, ascii = -1, true
	}
	for i, r := range text {
		switch {
		case r < utf8.RuneSelf && wordRune(r), r >= utf8.RuneSelf && unicode.In(r, unicode.L, unicode.N, unicode.Co):
			if start < 0 {
				start = i
			}
		case start < 0 || !indexMark(r):
			end(i)
			continue
		}
		ascii = ascii && r < utf8.RuneSelf
	}
	end(len(text))
	return out
}

// indexMark says whether FTS5 takes a rune for a mark on the letter before it.
func indexMark(r rune) bool {
	const first, second = 0x08029FDF, 0x000361F8 // of 32 runes each
	switch {
	case r >= 0x300 && r < 0x320:
		return first>>(r-0x300)&1 == 1
	case r >= 0x320 && r < 0x332:
		return second>>(r-0x320)&1 == 1
	}
	return false
}

// indexFold folds a rune as FTS5 does: to lower case, and without what Latin
// letters bear; -1: a mark.
func indexFold(r rune) rune {
	if indexMark(r) {
		return -1
	}
	lower := unicode.ToLower(r)
	if lower == r && r != 'ı' {
		lower = unicode.ToLower(unicode.ToUpper(r)) // a final sigma
	}
	if lower >= 0xE0 && lower <= 0x233 || lower >= 0x1E00 && lower < 0x1F00 {
		base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(lower)))
		return base
	}
	return lower
}

// wordsOf are a text's folded words.
func wordsOf(text string) (out []string) {
	tokens(text, func(t token) bool {
		out = append(out, t.word)
		return true
	})
	return out
}
