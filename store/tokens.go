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

// The index keeps some words once more, with one of these before them: it finds
// title:harbour as the mark and 'harbour'. They are of the private use area,
// which FTS5 takes for letters; a text's own are no part of its words.
const (
	markTitle  = "\uE0F0"
	markAuthor = "\uE0F1"
	markTag    = "\uE0F2"
	markMeta   = "\uE0F3"
	marks      = markTitle + markAuthor + markTag + markMeta
	marksBegin = "\xEE\x83" // in UTF-8
)

// appendWords writes words for FTS5, each with a mark before it.
func appendWords(b []byte, mark string, words []string) []byte {
	for _, word := range words {
		b = append(append(append(b, mark...), word...), ' ')
	}
	return b
}

// forIndex writes the runs of dense scripts in a text as pairs: 日本語 becomes
// '日本 本語 語'. The last rune stands alone too, so that it begins a token. The
// rest of the text stays as it is.
func forIndex(text string) string { return pairs(unmarked(text), true) }

// forQuery is forIndex for what is looked for: a run at the very end may go on
// in the text, so that its last rune does not stand alone there.
func forQuery(text string) string { return pairs(unmarked(text), false) }

// unmarked is a text without what stands for something else in the index.
func unmarked(text string) string {
	if !strings.Contains(text, marksBegin) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return ' '
		}
		return r
	}, text)
}

// anyDense says whether a text has a rune of a dense script.
func anyDense(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0xE0 { // what is below is shorter and of other scripts
			return strings.ContainsFunc(text[i:], dense)
		}
	}
	return false
}

func pairs(text string, whole bool) string {
	if !anyDense(text) {
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

// indexed is a text as the index sees it: the words that FTS5 makes (unicode61
// with remove_diacritics 2) of what forIndex or forQuery has written. FTS5 is
// handed these, since by itself it takes all for letters that is newer than it:
// an emoji or a bidirectional control beside a word would be a part of that. What
// is not in the index yet is compared by them, and what the index leaves in
// doubt, so that it is found by what finds it there.
type indexed struct {
	text  string
	words []indexedWord
}

// indexedWord is where a word stands.
type indexedWord struct {
	start, end int32
	ascii      bool
}

// indexedAs finds the words of a text; into is used again.
func indexedAs(text string, into []indexedWord) indexed {
	words := into[:0]
	for at := 0; ; {
		w, ok := nextWord(text, at)
		if !ok {
			return indexed{text, words}
		}
		words, at = append(words, w), int(w.end)
	}
}

// nextWord is the first word of a text from a place on.
func nextWord(text string, at int) (w indexedWord, ok bool) {
	start, ascii := -1, true
	for i := at; i < len(text); i++ {
		c := text[i]
		if c < utf8.RuneSelf {
			if asciiWord[c] {
				if start < 0 {
					start = i
				}
			} else if start >= 0 {
				return indexedWord{int32(start), int32(i), ascii}, true
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.In(r, unicode.L, unicode.N, unicode.Co) && !unicode.Is(notInIndex, r):
			if start < 0 {
				start = i
			}
			ascii = false
		case start >= 0 && indexMark(r):
			ascii = false
		case start >= 0:
			return indexedWord{int32(start), int32(i), ascii}, true
		}
		i += size - 1
	}
	return indexedWord{int32(start), int32(len(text)), ascii}, start >= 0
}

// notInIndex are letters of today that FTS5 takes for signs.
var notInIndex = &unicode.RangeTable{R16: []unicode.Range16{{0x19B0, 0x19C0, 1}, {0x19C8, 0x19C9, 1}, {0x1CF2, 0x1CF3, 1}}}

// asciiWord says which ASCII characters are part of words.
var asciiWord = func() (is [utf8.RuneSelf]bool) {
	for c := range is {
		is[c] = wordRune(rune(c))
	}
	return is
}()

// word is the word at i, folded.
func (x indexed) word(i int) string { return x.words[i].folded(x.text) }

// is says whether the word at i is a folded one, or begins with it.
func (x indexed) is(i int, word string, prefix bool) bool { return x.words[i].is(x.text, word, prefix) }

func (w indexedWord) folded(text string) string {
	if text = text[w.start:w.end]; !w.ascii {
		return strings.Map(indexFold, text)
	}
	return strings.ToLower(text)
}

func (w indexedWord) is(text, word string, prefix bool) bool {
	if !w.ascii {
		have := w.folded(text)
		return have == word || prefix && strings.HasPrefix(have, word)
	}
	text = text[w.start:w.end]
	if len(text) < len(word) || len(text) > len(word) && !prefix {
		return false
	}
	for j := range len(word) {
		c := text[j]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[j] {
			return false
		}
	}
	return true
}

// indexWords are the words of a text as FTS5 makes them, folded.
func indexWords(text string) []string {
	x := indexedAs(text, make([]indexedWord, 0, len(text)/6))
	out := make([]string, len(x.words))
	for i := range x.words {
		out[i] = x.word(i)
	}
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
