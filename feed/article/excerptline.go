package article

import "strings"

// mastheadEnd is how far into a summary what stands above a story may reach, in
// bytes.
const mastheadEnd = 320

var readingTime = lazily(`(?i)(^|[^\pL])(reading time:? )?\d{1,3}([- ])?min(ute)?s?( read| to read)\b[\s.·|–—-]*`)

// Excerpt is a stored summary as a list shows it: from the text on, where the
// caption of the lead picture and '2 min read' stand before it, without the
// 'Continue reading' at its end, and with its TeX made readable.
func Excerpt(summary string) string {
	s := summary
	if head := s[:min(len(s), mastheadEnd)]; strings.Contains(head, "min") || strings.Contains(head, "Min") {
		m := readingTime().FindStringIndex(head)
		if m != nil && startsText(s[m[1]:]) && !midSentence(s[:m[0]]) && (m[0] == 0 || !strings.Contains(s[m[0]:m[1]], " to ")) { // 'he took 20 minutes to read'
			s = s[m[1]:]
		}
	}
	return PlainTeX(WithoutMore(s))
}

// startsText says whether a sentence begins here.
func startsText(s string) bool {
	word, _, more := strings.Cut(s, " ")
	return more && word != strings.ToLower(word) || more && word == strings.ToUpper(word)
}

// midSentence says whether a text ends where a sentence goes on: 'this is a'.
func midSentence(s string) bool {
	s = strings.TrimSpace(s)
	word := strings.ToLower(s[strings.LastIndexByte(s, ' ')+1:])
	switch word {
	case "a", "an", "the", "this", "that", "my", "your", "our", "its", "per", "of", "with", "about", "for", "in", "is", "was", "only", "quick", "short":
		return true
	}
	return false
}
