package typeset

import (
	"strings"
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
	softHyphen, "", "\u200b", "", "\u2060", "",
	"\u00a0", " ", "\u202f", " ", "\u2007", " ",
)

// tame makes the width of s the same under every way of counting: where the
// terminal does not count grapheme clusters, an emoji sequence (a family, a
// skin tone, a flag's variation) is reduced to its first emoji.
func (m measurer) tame(s string) string {
	if m.method == ansi.GraphemeWidth || !strings.ContainsAny(s, "\u200d\ufe0f\u20e3") && !strings.ContainsFunc(s, skinTone) {
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
		if size < len(cluster) && pictograph(first) {
			cluster = cluster[:size]
		} else if strings.ContainsAny(cluster, "\ufe0f\u20e3") {
			cluster = strings.NewReplacer("\ufe0f", "", "\u20e3", "").Replace(cluster)
		}
		b.WriteString(cluster)
	}
	return b.String()
}

func skinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

// pictograph reports the characters that emoji sequences begin with. Regional
// indicators are not among them: a flag's two letters count one cell each under
// either method.
func pictograph(r rune) bool {
	return r >= 0x1f300 && r <= 0x1faff || r >= 0x2190 && r <= 0x2bff || r == 0x3030 || r == 0x303d
}
