package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// abuts says whether an element that a page's styles set apart from the one before runs
// into it without them: 'November 27, 2026' and '7:14 AM', a team and its score. Parts of
// one word are set together. It is asked of lines that have no words of their own.
func abuts(n *html.Node) bool {
	before := n.PrevSibling
	if before == nil || before.Type != html.ElementNode || !isPart(n) || !isPart(before) {
		return false
	}
	const most = 80 // bytes
	left, whole := peek(before, most)
	right, _ := peek(n, most)
	if !whole || len(left) < 2 || len(right) == 0 {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(left)
	first, _ := utf8.DecodeRuneInString(right)
	if strings.HasSuffix(allText(before, most), " ") || last >= firstWide || first >= firstWide {
		return false
	}
	return unicode.IsUpper(first) && !unicode.IsUpper(last) || unicode.IsDigit(first) && unicode.IsLetter(last) || unicode.IsDigit(first) && unicode.IsDigit(last) ||
		unicode.IsUpper(first) && utf8.RuneCountInString(right) > 1 && utf8.RuneCountInString(left) > 3
}

// firstWide is the first of the signs that are set without spaces between words.
const firstWide = 0x2e80

func isPart(n *html.Node) bool { return n.DataAtom == atom.Span || n.DataAtom == atom.Time }
