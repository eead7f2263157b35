package feed

import (
	"html"
	"strings"
)

// blockTags are the elements that part words.
var blockTags = set("address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset figcaption figure footer form " +
	"h1 h2 h3 h4 h5 h6 head header hr html img input legend li link main menu meta nav ol option p pre section select summary table tbody td tfoot th thead title tr " +
	"ul video audio iframe object embed canvas svg math")

// VisibleText is the text of an HTML fragment as a reader sees it, in one line,
// white space folded; cheap, for counting, hashing and summaries.
func VisibleText(s string) string {
	var b strings.Builder
	b.Grow(len(s) / 2)
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		n, name := tag(s)
		if n == 0 { // not a tag
			b.WriteByte('<')
			s = s[1:]
			continue
		}
		s = s[n:]
		switch name {
		case "script", "style", "template", "noscript":
			s = afterEnd(s, name)
		default:
			if blockTags[name] {
				b.WriteByte(' ')
			}
		}
	}
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}

// tag is the length of the tag, comment or declaration that s begins with and
// the name of an element that it starts; 0: none begins here.
func tag(s string) (n int, name string) {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s[4:], "-->"); end >= 0 {
			return 4 + end + 3, ""
		}
		if end := strings.IndexByte(s, '>'); end >= 0 { // never closed
			return end + 1, ""
		}
		return len(s), ""
	}
	if len(s) > 2 && s[1] == '!' && !(s[2]|0x20 >= 'a' && s[2]|0x20 <= 'z' || s[2] == '[') {
		return 0, ""
	}
	if len(s) < 2 || !(s[1] == '/' || s[1] == '!' || s[1] == '?' || s[1]|0x20 >= 'a' && s[1]|0x20 <= 'z') {
		return 0, ""
	}
	i := 1
	if s[1] == '/' {
		i = 2
	}
	start := i
	for i < len(s) && s[i] != '>' && s[i] != ' ' && s[i] != '/' && s[i] != '\n' && s[i] != '\t' && s[i] != '\r' {
		i++
	}
	name = strings.ToLower(s[start:i])
	for quote := byte(0); i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && s[i-1] == '=':
			quote = c
		case c == '>':
			return i + 1, name
		}
	}
	return len(s), name
}

// afterEnd is what follows the end tag of an element whose text is no text.
func afterEnd(s, name string) string {
	for i := 0; ; {
		j := strings.Index(s[i:], "</")
		if j < 0 {
			return ""
		}
		i += j
		if len(s) >= i+2+len(name) && strings.EqualFold(s[i+2:i+2+len(name)], name) {
			n, _ := tag(s[i:])
			return s[i+n:]
		}
		i += 2
	}
}
