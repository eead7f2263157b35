package feed

import (
	"cmp"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// blockTags are the elements that part words.
var blockTags = set("address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset figcaption figure footer form " +
	"h1 h2 h3 h4 h5 h6 head header hr html img input legend li link main menu meta nav ol option p pre section select summary table tbody td tfoot th thead title tr " +
	"ul video audio iframe object embed canvas svg math")

// VisibleText is the text of an HTML fragment as a reader sees it, in one line,
// white space folded; cheap, for counting, hashing and summaries.
func VisibleText(s string) string {
	var f folder
	return f.visible(s)
}

// excerpt is the beginning of a body's text, as far as an excerpt may reach, without
// the captions of its pictures; of one that has nothing else all of it.
func excerpt(content, text string) string {
	if !strings.Contains(content[:min(len(content), captionsWithin)], "caption") {
		return text
	}
	f := folder{most: maxExcerpt}
	return cmp.Or(f.visible(content), text)
}

// captionsWithin is how far into a body a caption is looked for, in bytes.
const captionsWithin = 16 << 10

// isCaption says whether a tag begins a picture's caption: HTML's, or that of
// WordPress, Blogger and their like.
func isCaption(tag, name string) bool {
	switch name {
	case "figcaption":
		return tag[1] != '/'
	case "p", "td", "dd", "span":
		_, class, named := strings.Cut(tag, "class=")
		return named && tag[1] != '/' && strings.Contains(class, "caption")
	}
	return false
}

// VisibleLines is VisibleText with each block on a line of its own.
func VisibleLines(s string) string {
	f := folder{lines: true}
	return f.visible(s)
}

// lineTags are those of the blockTags that may stand within a sentence.
var lineTags = set("br img button input option svg math audio video embed object canvas")

func (f *folder) visible(s string) string {
	f.out.Grow(len(s))
	endless := false // a comment was never closed, so none after it is
	for s != "" && (f.most == 0 || f.out.Len() <= f.most) {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			f.write(s)
			break
		}
		f.write(s[:i])
		s = s[i:]
		n, name := tag(s)
		switch {
		case name == commentTag:
			end := -1
			if !endless {
				end = strings.Index(s, "-->")
				endless = end < 0
			}
			if endless {
				if end = strings.IndexByte(s, '>'); end < 0 {
					return f.text()
				}
				end -= len("--")
			}
			s = s[end+len("-->"):]
		case f.most > 0 && isCaption(s[:n], name):
			f.write(" ")
			s = afterEnd(s[n:], name)
		case n == 0: // a bare '<'
			f.write("<")
			s = s[1:]
		case name == "script" || name == "style" || name == "template" || name == "noscript":
			if s[1] != '/' {
				s = afterEnd(s[n:], name)
			} else {
				s = s[n:]
			}
		default:
			switch {
			case f.lines && blockTags[name] && !lineTags[name]:
				f.line()
			case blockTags[name]:
				f.write(" ")
			}
			s = s[n:]
		}
	}
	return f.text()
}

// EndsSentence says whether a text ends as a sentence does.
func EndsSentence(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, "”“’\"')»] ")) // these may follow
	return strings.ContainsRune(".!?…。！？؟۔।", last)
}

// folder gathers text with its white space folded.
type folder struct {
	out   strings.Builder
	last  byte // written; 0: nothing was
	lines bool // blocks are on lines of their own
	most  int  // bytes, about: it is an excerpt, without captions; 0: all
}

// line ends a line.
func (f *folder) line() {
	if f.last != 0 && f.last != '\n' {
		f.out.WriteByte('\n')
		f.last = '\n'
	}
}

func (f *folder) write(s string) {
	for s != "" {
		if s[0] <= ' ' && isSpace(s[0]) {
			if f.last != 0 && f.last != ' ' && f.last != '\n' {
				f.out.WriteByte(' ')
				f.last = ' '
			}
			s = s[1:]
			continue
		}
		n := 1
		for n < len(s) && (s[n] > ' ' || s[n] == ' ' && s[n-1] != ' ' || !isSpace(s[n])) {
			n++ // single spaces are as they should be
		}
		f.out.WriteString(s[:n])
		f.last = s[n-1]
		s = s[n:]
	}
}

func (f *folder) text() string {
	s := strings.TrimSuffix(f.out.String(), " ")
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if f.lines {
		lines := strings.Split(s, "\n")
		for i := range lines {
			lines[i] = fold(lines[i])
		}
		return strings.Trim(strings.Join(lines, "\n"), "\n")
	}
	if hasRareSpace(s) {
		return fold(s)
	}
	return s
}

// hasRareSpace says that there is white space other than spaces (no-break
// spaces, say, which begin with one of four bytes), or a control character.
func hasRareSpace(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ':
			return true
		case c >= 0xc2 && c <= 0xe3 && (c == 0xc2 || c >= 0xe1):
			if r, _ := utf8.DecodeRuneInString(s[i:]); unicode.IsSpace(r) {
				return true
			}
		}
	}
	return false
}

// commentTag is what tag says of a comment, whose end it does not look for.
const commentTag = "!--"

// tag is the length of the tag or declaration that s begins with and
// the name of an element that it starts; 0: none begins here.
func tag(s string) (n int, name string) {
	if strings.HasPrefix(s, "<!--") {
		return 0, commentTag
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
