package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lede/feed"
)

// teaserWords is the length below which a body that ends like a teaser is one,
// and shortWords that below which it is one by its length alone.
const (
	teaserWords = 250
	shortWords  = 60
)

var ellipsisEnd = lazily(`(\.\.\.|…|\[\.\.\.\]|\[…\]|\[&hellip;\])[\s\])»›→.]*$`)

var moreEnd = lazily(`(?i)(continue reading|read (more|on|the (rest|full|whole|entire))|keep reading|view (full|the full|original) (article|post|story)|full (article|story)|weiterlesen|lire la suite|leer más|seguir leyendo|leia mais|continua a leggere|leggi tutto|lees verder|läs mer|czytaj dalej|читать далее|続きを読む|続きはこちら|全文を読む|阅读更多|阅读全文|閱讀全文|더 ?보기|계속 읽기)[^.!?]{0,120}(\.{2,}\s*)?$`)

// Teaser says whether a body is only the beginning of its story: short and
// cut off, or short and ending in a link to the rest, or next to nothing.
func Teaser(src string) bool { return FromHTML(src, Options{}).TeaserOf(src) }

// TeaserOf is Teaser for the article that was made of src.
func (a *Article) TeaserOf(src string) bool {
	pictures := len(a.Images)
	if a.complete || a.Words >= teaserWords {
		return false
	}
	if a.Words < a.shortest() {
		// A picture of the day, a video or a link post may be all there is.
		for _, b := range a.Blocks {
			if b.Kind == Media || b.Kind == Gallery || b.Kind == Card && b.Label != "Related" {
				return false
			}
		}
		return a.Words > 0 || pictures == 0
	}
	tail := tailText(src, 400)
	return ellipsisEnd().MatchString(strings.TrimRight(a.Text(), " \n")) || moreEnd().MatchString(tail) || ellipsisEnd().MatchString(tail)
}

// shortest is the length in words below which a body is a beginning by that
// alone. A brief in Chinese or Japanese says all in half of the signs.
func (a *Article) shortest() int {
	wide, all := 0, 0
	for _, r := range a.Text() {
		if all++; all > 400 {
			break
		}
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			wide++
		}
	}
	if wide*2 > all {
		return shortWords / 2
	}
	return shortWords
}

// WithoutMore is a text without the 'Continue reading' that it may end with. In
// the midst of a sentence, in small letters, it is that sentence's.
func WithoutMore(s string) string {
	const longest = 60 // bytes
	if !mayEndInMore(s[max(0, len(s)-longest):]) {
		return s
	}
	m := moreEnd().FindStringIndex(s)
	if m == nil || m[0] == 0 || len(s)-m[0] >= longest {
		return s
	}
	before := strings.TrimRight(s[:m[0]], " ")
	first, _ := utf8.DecodeRuneInString(s[m[0]:])
	if last, _ := utf8.DecodeLastRuneInString(before); unicode.IsLower(first) && !strings.ContainsRune(".!?…。！？”\"»)]([|·>→", last) {
		return s
	}
	return strings.TrimRight(before, " [(")
}

// mayEndInMore says whether moreEnd, which is slow and asked of each row of a
// list, has something to find in the end of a text: each of its ways holds one of
// these words.
func mayEndInMore(end string) bool {
	return holdsOne(strings.ToLower(end), "read|view|full|weiterlesen|lire|leer|seguir|leia|legg|lees|läs|czytaj|читать|続き|全文|阅读|閱讀|보기|계속")
}

// tailText is the end of a body's text, before anything is left out of it.
func tailText(src string, limit int) string {
	text := fold(allText(parseTree(src), 64<<10))
	if i := strings.Index(text, "appeared first on"); i > 0 {
		if j := strings.LastIndex(text[:i], "The post "); j >= 0 {
			text = text[:j]
		}
	}
	text = strings.TrimSpace(text)
	if len(text) > limit {
		text = strings.ToValidUTF8(text[len(text)-limit:], "")
	}
	return text
}

// Lead is the first of the article's pictures that is large enough to stand for
// the story.
func (a *Article) Lead() feed.Image {
	for i := range a.Blocks {
		b := &a.Blocks[i]
		k := 0
		switch {
		case b.Kind == Figure:
			k = b.Image
		case b.Kind == Gallery && len(b.Images) > 0:
			k = b.Images[0]
		}
		if img := a.image(k); img.URL != "" && (img.Width == 0 || img.Width >= 120) && (img.Height == 0 || img.Height >= 80) {
			return feed.Image(img)
		}
	}
	return feed.Image{}
}
