package typeset

import (
	"unicode"
	"unicode/utf8"
)

// byPhrase moves the border of a headline's two lines, where it is between two
// signs of a script without spaces, to the border of a phrase that leaves them
// most alike. Where there is none, or one line would be a scrap, they stay.
func byPhrase(s string, boxes []box, lines []lineSpan, width int) []lineSpan {
	if len(lines) != 2 || lines[0].to != lines[1].from || isBorder(s, &boxes[lines[0].to-1]) {
		return lines
	}
	if r, _ := utf8.DecodeRuneInString(s[boxes[lines[1].from].start:]); !isSolid(r) {
		return lines
	}
	total := 0
	for i := range boxes {
		total += boxes[i].width + boxes[i].space
	}
	best, at, left := width+1, 0, 0
	for i := 1; i < len(boxes); i++ {
		b := &boxes[i-1]
		longer := max(left+b.width, total-left-b.width-b.space)
		left += b.width + b.space
		if longer < best && longer*5 <= total*4 && isBorder(s, b) {
			best, at = longer, i
		}
	}
	if at == 0 {
		return lines
	}
	lines[0].to, lines[1].from = at, at
	return lines
}

// isSolid says whether a script writes its words without spaces between them.
func isSolid(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー'
}

// isBorder says whether a phrase ends with a box.
func isBorder(s string, b *box) bool {
	if b.space > 0 || b.end == b.start {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(s[b.start:b.end])
	return unicode.In(r, unicode.Po, unicode.Pe, unicode.Pf, unicode.Zs)
}
