package typeset

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// measurer counts cells as the terminal's renderer does.
type measurer struct {
	method ansi.Method
}

// width is the number of cells of s, which holds no escape sequence. Soft
// hyphens and zero-width spaces take none: they are not set.
func (m measurer) width(s string) int {
	ascii := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return len(s)
	}
	return m.method.StringWidth(unset.Replace(s))
}

// unset drops what tells where a line may break, and sets the spaces at which
// it may not as plain ones.
var unset = strings.NewReplacer(
	softHyphen, "", "\u200b", "", wordJoiner, "",
	"\u00a0", " ", "\u202f", " ", "\u2007", " ",
)

// tame makes the width of s certain. Joiners and variation selectors that have
// nothing to join or vary are dropped; and where the terminal does not count
// grapheme clusters, an emoji sequence (a family, a skin tone) is reduced to its
// first emoji, on whose width everyone agrees.
func (m measurer) tame(s string) string {
	if !strings.ContainsAny(s, "\u200c\u200d\ufe0e\ufe0f\u20e3") && !strings.ContainsFunc(s, skinTone) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		cluster, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if cluster == "" {
			break
		}
		s = s[len(cluster):]
		first, size := utf8.DecodeRuneInString(cluster)
		emoji := pictograph(first)
		switch {
		case size == len(cluster) && loose.Replace(cluster) != "":
		case emoji && m.method == ansi.GraphemeWidth:
			cluster = untoned.Replace(strings.TrimRight(cluster, "\u200c\u200d"))
		case emoji:
			cluster = cluster[:size]
		case unicode.IsLetter(first):
			cluster = strings.NewReplacer("\ufe0e", "", "\ufe0f", "", "\u20e3", "").Replace(cluster)
		case first < utf8.RuneSelf && strings.HasSuffix(cluster, "\u20e3") && m.method == ansi.GraphemeWidth: // a keycap
		default:
			cluster = loose.Replace(cluster)
		}
		b.WriteString(cluster)
	}
	return b.String()
}

// untoned drops what would vary a skin tone: uniseg would break a line before it.
var untoned = strings.NewReplacer(
	"\U0001f3fb\ufe0f", "\U0001f3fb", "\U0001f3fc\ufe0f", "\U0001f3fc", "\U0001f3fd\ufe0f", "\U0001f3fd",
	"\U0001f3fe\ufe0f", "\U0001f3fe", "\U0001f3ff\ufe0f", "\U0001f3ff",
)

// split cuts s after at most width cells, between characters.
func (m measurer) split(s string, width int) (head, tail string) {
	at := 0
	for at < len(s) {
		cluster, w := ansi.FirstGraphemeCluster(s[at:], m.method)
		if cluster == "" || w > width {
			break
		}
		width -= w
		at += len(cluster)
	}
	return s[:at], s[at:]
}

// truncate is s, cut with a sign where it is wider than width.
func (m measurer) truncate(s string, width int, sign string) string {
	if m.width(s) <= width {
		return s
	}
	head, _ := m.split(s, width-m.width(sign))
	return strings.TrimRight(head, " ") + sign
}

func skinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

// pictograph reports the characters that emoji sequences begin with. Regional
// indicators are not among them: a flag's two letters count one cell each under
// either method.
func pictograph(r rune) bool {
	return r >= 0x1f300 && r <= 0x1faff || r >= 0x2190 && r <= 0x2bff || r == 0x3030 || r == 0x303d
}
