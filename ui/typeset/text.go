package typeset

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is running text with the pens that write it: what a paragraph is before
// it is broken into lines. White space is already folded into single spaces; a
// '\n' is a line break of the author's.
type text struct {
	buf   []byte
	spans []span
}

// span says how text is written from the end of the span before it up to end.
type span struct {
	end  int
	pen  *pen
	link int // number of the link, 0: none
}

// add appends a piece, folding white space over the border.
func (t *text) add(s string, p *pen, link int) {
	if s == "" {
		return
	}
	start := len(t.buf)
	t.fold(s)
	if len(t.buf) == start {
		return
	}
	if n := len(t.spans); n > 0 && t.spans[n-1].pen == p && t.spans[n-1].link == link {
		t.spans[n-1].end = len(t.buf)
		return
	}
	t.spans = append(t.spans, span{len(t.buf), p, link})
}

// raw appends a piece as it is.
func (t *text) raw(s string, p *pen, link int) {
	if s == "" {
		return
	}
	t.buf = append(t.buf, s...)
	if n := len(t.spans); n > 0 && t.spans[n-1].pen == p && t.spans[n-1].link == link {
		t.spans[n-1].end = len(t.buf)
		return
	}
	t.spans = append(t.spans, span{len(t.buf), p, link})
}

// newline appends a line break of the author's.
func (t *text) newline(p *pen) {
	t.raw("\n", p, 0)
}

// fold writes s with its white space folded.
func (t *text) fold(s string) {
	space := t.endsInSpace()
	for len(s) > 0 {
		plain := strings.IndexFunc(s, func(r rune) bool { return r != 0xa0 && r != 0x202f && r != 0x2007 && unicode.IsSpace(r) })
		if plain < 0 {
			plain = len(s)
		}
		if plain > 0 {
			t.buf = append(t.buf, s[:plain]...)
			s = s[plain:]
			space = false
			continue
		}
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		if !space {
			t.buf = append(t.buf, ' ')
			space = true
		}
	}
}

func (t *text) endsInSpace() bool {
	n := len(t.buf)
	return n == 0 || t.buf[n-1] == ' ' || t.buf[n-1] == '\n'
}

func (t *text) String() string { return string(t.buf) }

// empty reports whether there is nothing to be seen.
func (t *text) empty() bool { return len(bytes.TrimSpace(t.buf)) == 0 }

// safe drops what must never reach a terminal: control characters, bidi
// controls, and what else hides. It is the last gate, after all decoding; text
// from an Article has passed feed.CleanText before.
func safe(s string) string {
	if isSafe(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unsafeRune(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// safeLines is safe for text of several lines.
func safeLines(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && unsafeRune(r) }) < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unsafeRune(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func isSafe(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < 0x20 || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || unsafeRune(r) {
			return false
		}
		i += size
	}
	return true
}

// unsafeRune reports characters that steer a terminal, turn text about or hide.
// Soft hyphens, zero-width spaces and word joiners are not among them: they say
// where lines break, and are not set themselves.
func unsafeRune(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0: // C0, DEL, C1
		return true
	case r < 0x300:
		return false
	case r >= 0x202a && r <= 0x202e, r >= 0x2061 && r <= 0x206f: // bidi controls, invisible operators
		return true
	case r == 0x200e, r == 0x200f, r == 0x061c: // bidi marks: direction is set here
		return true
	case r == 0x2028, r == 0x2029, r == 0xfeff: // line and paragraph separators, BOM
		return true
	case r == 0x34f, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x180e, r == 0x3164, r == 0xffa0: // fillers
		return true
	case r >= 0xfff0 && r <= 0xfffb, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe: // annotations, noncharacters
		return true
	case r >= 0x1bca0 && r <= 0x1bca3, r >= 0x1d173 && r <= 0x1d17a: // shorthand and musical controls
		return true
	case r >= 0xe0000 && r <= 0xe0fff && !(r >= 0xe0100 && r <= 0xe01ef): // tags
		return true
	}
	return false
}
