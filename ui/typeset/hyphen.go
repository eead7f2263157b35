package typeset

import (
	"cmp"
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"lede/ui/theme"
)

// The patterns of each language: pieces of words with digits between their
// letters, after Liang. At each place the highest digit of all pieces that
// match there wins; where it is odd the word may be broken. A '.' is a word's
// end. Each file says whose it is.
var (
	//go:embed hyphens/en.txt
	hyphensEN string
	//go:embed hyphens/de.txt
	hyphensDE string
	//go:embed hyphens/fr.txt
	hyphensFR string
)

// hyphenator breaks the words of one language.
type hyphenator struct {
	patterns    map[string][]byte // letters -> the digits before, between and after
	longest     int               // of patterns, in letters
	left, right int               // letters that stay on a line at least
}

var hyphenators = map[string]func() *hyphenator{
	"en": sync.OnceValue(func() *hyphenator { return readPatterns(hyphensEN, 2, 3) }),
	"de": sync.OnceValue(func() *hyphenator { return readPatterns(hyphensDE, 2, 2) }),
	"fr": sync.OnceValue(func() *hyphenator { return readPatterns(hyphensFR, 2, 3) }),
}

// hyphenatorFor is the one for a language (BCP 47), nil where there is none.
func hyphenatorFor(language string) *hyphenator {
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	if h := hyphenators[primary]; h != nil {
		return h()
	}
	return nil
}

func readPatterns(text string, left, right int) *hyphenator {
	h := &hyphenator{patterns: map[string][]byte{}, left: left, right: right}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "%") {
			continue
		}
		for pattern := range strings.FieldsSeq(line) {
			var letters strings.Builder
			digits := []byte{0}
			for _, r := range pattern {
				if r >= '0' && r <= '9' {
					digits[len(digits)-1] = byte(r - '0')
					continue
				}
				letters.WriteRune(r)
				digits = append(digits, 0)
			}
			h.patterns[letters.String()] = digits
			h.longest = max(h.longest, len(digits)-1)
		}
	}
	return h
}

// minWord is the letters that a word needs to be broken.
const minWord = 6

// maxWord bounds the letters of a word that is broken.
const maxWord = 120

// breaks are the places in a word, in bytes, before which it may be broken.
func (h *hyphenator) breaks(word string) []int {
	letters := []rune("." + strings.ToLower(strings.ReplaceAll(word, "’", "'")) + ".")
	n := len(letters)
	if n-2 < minWord || n-2 != utf8.RuneCountInString(word) || n > maxWord {
		return nil
	}
	values := make([]byte, n+1)
	for i := range n {
		for j := i + 1; j <= min(n, i+h.longest); j++ {
			for k, v := range h.patterns[string(letters[i:j])] {
				values[i+k] = max(values[i+k], v)
			}
		}
	}
	var out []int
	at := 0
	for i, r := range []rune(word) {
		if i >= h.left && i <= n-2-h.right && values[i+1]%2 == 1 {
			out = append(out, at)
		}
		at += utf8.RuneLen(r)
	}
	return out
}

// hyphenated is a paragraph's text with soft hyphens where its words may be
// broken, where the user wants that and the language's patterns are known.
func (p *page) hyphenated(t *text) *text {
	if !p.opts.Hyphenate || p.hyphens == nil {
		return t
	}
	s := t.String()
	var out text
	from := 0
	code := p.pens.role(theme.Code).look
	for _, sp := range t.spans {
		piece := s[from:sp.end]
		if !sp.pen.deco && (sp.pen.look.Fg != code.Fg || code.Fg == "") {
			piece = p.hyphens.soften(s, from, sp.end)
		}
		out.raw(piece, sp.pen, sp.link)
		from = sp.end
	}
	return &out
}

// soften writes s[from:to] with soft hyphens. Words that go on beyond it, and
// what is no word of letters (an address, a file's name), stay whole.
func (h *hyphenator) soften(s string, from, to int) string {
	var b strings.Builder
	for i := from; i < to; {
		n := strings.IndexFunc(s[i:to], func(r rune) bool { return r != '’' && r != '\'' && !unicode.IsLetter(r) })
		if n < 0 {
			n = to - i
		}
		word := s[i : i+n]
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, size := utf8.DecodeRuneInString(s[i+n:])
		then, _ := utf8.DecodeRuneInString(s[i+n+size:])
		at := 0
		if i+n < to || to == len(s) || !unicode.IsLetter(after) {
			if !joins(before) && !(joins(after) && (unicode.IsDigit(after) || unicode.IsLetter(then) || unicode.IsDigit(then))) && (i > from || !unicode.IsLetter(before)) {
				for _, k := range h.breaks(word) {
					b.WriteString(word[at:k] + softHyphen)
					at = k
				}
			}
		}
		b.WriteString(word[at:])
		i += n
		if i < to {
			_, size := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+size])
			i += size
		}
	}
	return b.String()
}

// joins says whether a sign beside letters makes something of them that is no
// word of a language.
func joins(r rune) bool {
	return r != utf8.RuneError && (unicode.IsDigit(r) || strings.ContainsRune("._/\\@-:#=&~+\u00ad\u200b", r))
}

// languageOf is the language that an article is in.
func (g *Setting) languageOf() string { return cmp.Or(g.article.Language, g.head.Language) }
