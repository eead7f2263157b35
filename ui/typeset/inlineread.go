package typeset

import (
	"bytes"
	"strconv"
	"strings"

	glamour "charm.land/glamour/v2/ansi"

	"lede/ui/theme"
)

// read appends Glamour's output to t. Only SGR sequences and the marks above
// count; all other control characters are dropped.
func (in *inliner) read(t *text, base *pen) {
	r := inlineReader{in: in, t: t, base: base}
	s := in.out.String()
	for len(s) > 0 {
		i := strings.IndexFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f })
		if i < 0 {
			i = len(s)
		}
		if i > 0 {
			r.text(s[:i])
			s = s[i:]
			continue
		}
		s = r.control(s)
	}
	r.endLink()
}

// inlineReader is the state in which Glamour's output is read.
type inlineReader struct {
	in   *inliner
	t    *text
	base *pen
	look theme.Look // Glamour's
	tags []byte
	link int
	said bool // the link has text
}

func (r *inlineReader) text(s string) {
	look, base := r.look, r.base
	if look.Italic && base.look.Italic { // emphasis within italics stands upright
		upright := base.look
		upright.Italic = false
		look.Italic = false
		base = r.in.pens.get(upright, base.deco)
	}
	p := r.in.pens.over(look, base)
	for _, tag := range r.tags {
		p = r.in.pens.over(r.in.pens.tagLook(tag), p)
	}
	if r.link > 0 {
		p = r.in.pens.over(r.in.pens.theme.Look(theme.Link), p)
	}
	if r.link != 0 {
		r.said = r.said || strings.TrimSpace(s) != ""
	}
	switch n := len(r.tags); {
	case r.link < 0: // a note's label
		p = r.in.pens.over(r.in.pens.theme.Look(theme.Dim), r.base)
		s = noteSign(s)
	case n > 0:
		s = raised(s, r.tags[n-1])
	}
	r.t.add(safe(s), p, r.link)
}

// control reads the sequence or mark at the start of s and returns the rest.
func (r *inlineReader) control(s string) string {
	switch c := s[0]; c {
	case '\x1b':
		return r.escape(s)
	case linkOn:
		digits, rest, ok := strings.Cut(s[1:], ";")
		if n, err := strconv.Atoi(digits); ok && err == nil {
			r.endLink()
			r.link, r.said = n, false
			return rest
		}
	case linkOff:
		r.endLink()
	case lineEnd, '\n':
		r.t.newline(r.base)
	case tagOn:
		if len(s) > 1 {
			r.tags = append(r.tags, s[1])
			return s[2:]
		}
	case tagOff:
		if len(s) > 1 {
			for i := len(r.tags) - 1; i >= 0; i-- {
				if r.tags[i] == s[1] {
					r.tags = append(r.tags[:i], r.tags[i+1:]...)
					break
				}
			}
			return s[2:]
		}
	}
	return s[1:]
}

// escape reads an SGR sequence; any other loses its ESC here and the rest of it
// shows as text, which harms nobody.
func (r *inlineReader) escape(s string) string {
	if len(s) < 2 || s[1] != '[' {
		return s[1:]
	}
	end := 2
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == ';' || s[end] == ':') {
		end++
	}
	if end == len(s) || s[end] != 'm' {
		return s[1:]
	}
	r.look = r.in.pens.parse(s[2:end])
	return s[end+1:]
}

// endLink closes a link and sets its number after it.
func (r *inlineReader) endLink() {
	if r.link == 0 {
		return
	}
	if number := r.in.number(r.link); number != "" && (r.said || r.link < 0) {
		trail := ""
		if r.t.endsInSpace() && r.said {
			trail = " " // the number stands before the space that ended the link's text
			r.t.trimSpace()
		}
		r.t.raw(number, r.in.pens.deco(theme.Dim), r.link)
		r.t.add(trail, r.base, 0)
	}
	r.link = 0
}

// tagLook is the look of a raw HTML tag's text.
func (p *pens) tagLook(tag byte) theme.Look {
	switch tag {
	case 'm':
		return p.theme.Look(theme.Match)
	case 'i':
		return theme.Look{Underline: true}
	case 'k':
		return theme.Look{Bold: true}
	case 'c':
		return p.theme.Look(theme.Code)
	case 'e':
		return theme.Look{Italic: true}
	case 's':
		return p.theme.Look(theme.Dim)
	}
	return theme.Look{}
}

const (
	plainDigits = "0123456789+-=()n"
	superDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"
	subDigits   = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ"
)

// raised sets sub- and superscripts in the characters that exist for them; a
// text that has others keeps its own, after ^ or _.
func raised(s string, tag byte) string {
	table, sign := superDigits, "^"
	switch tag {
	case 'p':
	case 'b':
		table, sign = subDigits, "_"
	default:
		return s
	}
	to := []rune(table)
	var b strings.Builder
	for _, r := range s {
		i := strings.IndexRune(plainDigits, r)
		if i < 0 {
			return sign + s
		}
		b.WriteRune(to[i])
	}
	return b.String()
}

// noteSign is the label of a note as it stands in the text: raised, or in
// brackets where it can't be.
func noteSign(label string) string {
	label = strings.Trim(label, "[]() ")
	if sign := raised(label, 'p'); !strings.HasPrefix(sign, "^") {
		return sign
	}
	if strings.Trim(label, "*†‡§") == "" {
		return label
	}
	return "[" + label + "]"
}

// trimSpace takes a trailing space away.
func (t *text) trimSpace() {
	trimmed := bytes.TrimRight(t.buf, " ")
	if len(trimmed) == len(t.buf) {
		return
	}
	t.buf = trimmed
	for n := len(t.spans); n > 0; n-- {
		if n > 1 && t.spans[n-2].end >= len(trimmed) {
			t.spans = t.spans[:n-1]
			continue
		}
		t.spans[n-1].end = len(trimmed)
		break
	}
}

// styleConfig is lede's look for Glamour. Colours of blocks are not Glamour's:
// the text of a block is its own look laid over the block's.
func styleConfig(th *theme.Theme) glamour.StyleConfig {
	on := true
	code := th.Look(theme.Code)
	primitive := func(l theme.Look) glamour.StylePrimitive {
		var p glamour.StylePrimitive
		if l.Fg != "" {
			p.Color = &l.Fg
		}
		if l.Bg != "" {
			p.BackgroundColor = &l.Bg
		}
		if l.Bold {
			p.Bold = &on
		}
		if l.Italic {
			p.Italic = &on
		}
		if l.Underline {
			p.Underline = &on
		}
		return p
	}
	return glamour.StyleConfig{
		Emph:          glamour.StylePrimitive{Italic: &on},
		Strong:        glamour.StylePrimitive{Bold: &on},
		Strikethrough: glamour.StylePrimitive{CrossedOut: &on},
		Code:          glamour.StyleBlock{StylePrimitive: primitive(code)},
	}
}
