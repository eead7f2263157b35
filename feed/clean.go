package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// maxMarks is how many combining marks a base character may carry. Pointed
// Hebrew and Tibetan stacks need four or five; what is beyond is decoration
// that climbs over the neighbouring lines.
const maxMarks = 5

// Clean makes one line of untrusted text safe for a terminal: valid UTF-8
// without control characters, escape sequences, bidi controls, invisible
// characters (but where an emoji or a script needs them) or piles of combining
// marks; white space is folded; at most limit bytes long, cut between
// graphemes (0: no bound).
func Clean(s string, limit int) string {
	if (limit <= 0 || len(s) <= limit) && plainLine(s) {
		return s
	}
	// A long text is judged by its beginning, with one byte more: so no mark
	// follows the cut.
	if limit > 0 && len(s) > limit && plainLine(strings.TrimSuffix(s[:limit+1], " ")) {
		return strings.TrimRight(s[:limit], " ")
	}
	// Of a long text the beginning is nearly always enough.
	if near := 2*limit + 512; limit > 0 && len(s) > near {
		if t := oneLine(cutBytes(s, near)); len(t) > limit+256 {
			return cut(t, limit)
		}
	}
	// What is far beyond the limit can't come back in; the margin is for white
	// space and debris that is dropped.
	if limit > 0 && len(s) > 8*limit+1024 {
		s = cutBytes(s, 8*limit+1024)
	}
	return cut(oneLine(s), limit)
}

// oneLine is what is harmless of a text, its white space folded.
func oneLine(s string) string { return strings.Join(strings.Fields(scrub(s, false)), " ") }

// CleanText is Clean for text of several lines: line ends stay (as \n), tabs
// become four spaces, other white space is left as it is.
func CleanText(s string, limit int) string {
	if limit > 0 && len(s) > 8*limit+1024 {
		s = cutBytes(s, 8*limit+1024)
	}
	return cut(scrub(s, true), limit)
}

// plainLine says that Clean has nothing to do: printable ASCII with single
// spaces inside. Most of what comes is that.
func plainLine(s string) bool {
	space := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

// scrubber keeps what is harmless of a text, character by character.
type scrubber struct {
	strings.Builder
	prev    rune // the last one kept, 0 at the start
	marks   int  // combining marks since the last base
	pending rune // a joiner that waits for the character it joins
}

// put keeps a character, and the joiner before it where that does its work.
func (b *scrubber) put(r rune) {
	if b.pending != 0 {
		if joins(b.pending, b.prev, r) {
			b.WriteRune(b.pending)
		}
		b.pending = 0
	}
	b.WriteRune(r)
	b.prev = r
}

// base keeps a character that stands by itself.
func (b *scrubber) base(r rune) {
	b.put(r)
	b.marks = 0
}

// mark keeps a combining mark if it has a base that is not laden yet.
func (b *scrubber) mark(r rune) {
	if b.marks == maxMarks || b.prev == 0 || unicode.IsSpace(b.prev) || variation(r) && variation(b.prev) {
		return
	}
	b.marks++
	b.put(r)
}

// scrub walks the text once and keeps what is harmless.
func scrub(s string, lines bool) string {
	var b scrubber
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f {
			b.WriteByte(c)
			b.prev, b.marks, b.pending = rune(c), 0, 0
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		rest := s[i+size:]
		i += size
		switch {
		case r == 0x1b || r >= 0x80 && r < 0xa0 && r != 0x85:
			i += escapeLen(r, rest)
		case r == '\r' && strings.HasPrefix(rest, "\n"):
			// The line feed speaks for both.
		case isLineEnd(r):
			b.base('\n')
		case r == '\t':
			b.base(' ')
			if lines {
				b.WriteString("   ")
			}
		case r < 0x20 || r == 0x7f:
		case r == zwj || r == zwnj:
			b.pending = r
		case r == blackFlag:
			b.base(r)
			n := flagTags(rest)
			b.WriteString(rest[:n])
			i += n
		case invisible(r):
		case unicode.Is(unicode.M, r):
			b.mark(r)
		default: // utf8.RuneError for each invalid byte, too
			b.base(r)
		}
	}
	return b.String()
}

const (
	zwnj      = '\u200c'
	zwj       = '\u200d'
	blackFlag = '\U0001f3f4'
)

func isLineEnd(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// invisible says that a character shows nothing of its own: zero-width
// characters, bidi controls, deprecated formatting, tags, fillers and
// noncharacters (two of which mark search matches inside lede).
func invisible(r rune) bool {
	switch {
	case r < 0xad:
		return false
	case r == 0xad, r == 0x34f, r == 0x61c, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5,
		r >= 0x180b && r <= 0x180f, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e,
		r >= 0x2060 && r <= 0x206f, r == 0x3164, r == 0xfeff, r == 0xffa0,
		r >= 0xfff0 && r <= 0xfffb, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe,
		r >= 0x1bca0 && r <= 0x1bca3, r >= 0x1d173 && r <= 0x1d17a, r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return false
}

func variation(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f }

// escapeLen is how many bytes after an escape character, or a C1 control, belong
// to its sequence, so that no debris of it is shown. A control string that does
// not end soon was none, and only its introducer goes.
func escapeLen(intro rune, rest string) int {
	n := 0
	if intro == 0x1b {
		if rest == "" || rest[0] < 0x20 || rest[0] > 0x7e {
			return 0
		}
		intro = rune(rest[0]) + 0x40
		if rest[0] < 0x40 || rest[0] > 0x5f {
			intro = 0 // ESC ( B, ESC 7, ...
		}
		n = 1
	}
	switch intro {
	case 0x9b: // CSI
		for n < len(rest) && n < 64 && rest[n] >= 0x20 && rest[n] <= 0x3f {
			n++
		}
		if n < len(rest) && rest[n] >= 0x40 && rest[n] <= 0x7e {
			n++
		}
	case 0x90, 0x98, 0x9d, 0x9e, 0x9f: // DCS, SOS, OSC, PM, APC
		return n + stringLen(rest[n:])
	}
	return n
}

// stringLen is the length of a control string with its terminator; 0: it does
// not end within 4 KiB or before the line does.
func stringLen(s string) int {
	for i := 0; i < len(s) && i < 4096; i++ {
		switch {
		case s[i] == '\a':
			return i + 1
		case s[i] == '\n':
			return 0
		case s[i] == 0x1b && strings.HasPrefix(s[i:], "\x1b\\"), strings.HasPrefix(s[i:], "\u009c"):
			return i + 2
		}
	}
	return 0
}

// flagTags is the length of the tag characters that make a black flag a
// region's (England, Texas), 0 if there is no whole sequence of them.
func flagTags(s string) int {
	n := 0
	for i, r := range s {
		switch {
		case r == 0xe007f && n >= 3:
			return i + utf8.RuneLen(r)
		case n < 6 && (r >= 0xe0061 && r <= 0xe007a || r >= 0xe0030 && r <= 0xe0039):
			n++
		default:
			return 0
		}
	}
	return 0
}

// joins says whether a joiner does its work between two characters: it makes
// one emoji of two pictures, or spells a word of a script that needs it.
func joins(joiner, prev, next rune) bool {
	if joiner == zwj && pictograph(next) {
		return pictograph(prev) || prev == 0xfe0f || prev >= 0x1f3fb && prev <= 0x1f3ff
	}
	return unicode.In(prev, joining...) && unicode.In(next, joining...)
}

func pictograph(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2190 && r <= 0x21ff || r >= 0x2300 && r <= 0x27bf || r >= 0x2b00 && r <= 0x2bff
}

// joining are the scripts whose spelling needs ZWJ or ZWNJ.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali,
	unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
	unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Javanese,
	unicode.Balinese, unicode.Inherited,
}

// cut shortens to limit bytes between two graphemes.
func cut(s string, limit int) string {
	if limit <= 0 || len(s) <= limit {
		return s
	}
	// Graphemes are counted from a safe place: an ASCII character some way back.
	at := max(0, limit-256)
	for at > 0 && (s[at] >= utf8.RuneSelf || s[at-1] >= utf8.RuneSelf) {
		at--
	}
	for state := -1; at < limit; {
		var g string
		g, _, _, state = uniseg.FirstGraphemeClusterInString(s[at:min(len(s), limit+256)], state)
		if at+len(g) > limit {
			break
		}
		at += len(g)
	}
	return strings.TrimRight(s[:at], " \n\u200c\u200d")
}

// cutBytes shortens to n bytes without breaking a character.
func cutBytes(s string, n int) string {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
