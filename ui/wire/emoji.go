package wire

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"
)

const (
	emojiFrom, emojiTo = 0x1F300, 0x1F9FF // the emoji that have been wide for long, and what is between
	flagA, flagZ       = 0x1F1E6, 0x1F1FF // a flag's letters
	skinA, skinZ       = 0x1F3FB, 0x1F3FF // the colours of a hand
	asEmoji            = 0xFE0F           // after a character that is meant as an emoji
)

// recent are wide characters that terminals of some age do not know to be wide,
// and signs that some show as text, in one cell.
var recent = [...]struct{ from, to rune }{
	{0x3030, 0x3030},
	{0x303D, 0x303D},
	{0x3297, 0x3297},
	{0x3299, 0x3299},
	{0x1F6D5, 0x1F6DF},
	{0x1F6FA, 0x1F6FF},
	{0x1F90C, 0x1F90C},
	{0x1F971, 0x1F979},
	{0x1F9A3, 0x1F9A4},
	{0x1F9AB, 0x1F9AD},
	{0x1F9CB, 0x1F9CC},
	{skinA, skinZ},
}

// disputed reports whether terminals differ about a narrow character: a mark, a
// vowel or a flag's letter with nothing before it to go with.
func disputed(cluster string) bool {
	if cluster < "\xE0" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(cluster)
	return r >= 0x1160 && r < 0x1200 || r >= 0xD7B0 && r < 0xD800 || r >= flagA && r <= flagZ || r >= skinA && r <= skinZ || unicode.Is(unicode.M, r)
}

// loose reports whether terminals differ about how many cells a character takes.
func loose(cluster string, width int) bool {
	return width > 1 && !agreed(cluster) || width == 1 && disputed(cluster)
}

// agreed reports whether all terminals give a wide character two cells.
func agreed(cluster string) bool {
	r, size := utf8.DecodeRuneInString(cluster)
	rest := cluster[size:]
	if rest != "" && rest != string(rune(asEmoji)) {
		return false
	}
	for _, k := range &recent {
		if r >= k.from && r <= k.to {
			return false
		}
	}
	switch {
	case r >= 0x1100 && r < 0x2000, r >= 0x2E80 && r < 0xD800, r >= 0xF900 && r < 0xFFF0, r >= emojiFrom && r <= emojiTo:
		return ansi.StringWidth(string(r)) == 2 && ansi.StringWidthWc(string(r)) == 2
	}
	return false
}

// foreign reports whether there may be an emoji, or a sign that stands for a frame.
func foreign(s string) bool {
	for i := range len(s) {
		if s[i] >= 0xE2 && !slim(s[i:]) || s[i] == 0xC2 && (strings.HasPrefix(s[i:], "©\uFE0F") || strings.HasPrefix(s[i:], "®\uFE0F")) {
			return true
		}
	}
	return false
}

// slim reports whether s begins with punctuation, an arrow, or a line of a box,
// of which a page is full: no emoji are among them.
func slim(s string) bool {
	if s[0] != 0xE2 || len(s) < 3 {
		return false
	}
	return (s[1] < 0x8C || s[1] > 0x8F && s[1] < 0x97) && !strings.HasPrefix(s[3:], "\uFE0F")
}

// settled is a line with narrow emoji as all terminals show them, in one cell,
// and, where simple ones are wanted, without those about which they differ.
func settled(line string, by ansi.Method, simple bool) string {
	var b strings.Builder
	var state byte
	for line != "" {
		cluster, width, n, next := by.DecodeSequenceInString(line, state, nil)
		line, state = line[n:], next
		r, _ := utf8.DecodeRuneInString(cluster)
		switch emoji := pictorial(cluster); {
		case width == 1 && isSign(r):
			b.WriteRune(utf8.RuneError)
		case width == 1 && emoji, width == 0 && cluster[0] >= utf8.RuneSelf: // the second is the rest of a keycap
			b.WriteString(strings.ReplaceAll(cluster, string(rune(asEmoji)), "")) // else some show it in two cells
		case width == 2 && emoji && agreed(cluster):
			b.WriteRune(r)
		case width > 1 && emoji && simple && !agreed(cluster):
			b.WriteString(simpler(cluster, width))
		default:
			b.WriteString(cluster)
		}
	}
	return b.String()
}

// bared is a line for a terminal that knows no marks: letters that have theirs in
// them are written as one character, the others go without, and a flag becomes
// its letters.
func bared(line string, by ansi.Method) string {
	if !slices.ContainsFunc([]byte(line), func(c byte) bool { return c >= utf8.RuneSelf }) {
		return line
	}
	var b strings.Builder
	var state byte
	for line != "" {
		cluster, width, n, next := by.DecodeSequenceInString(line, state, nil)
		if n == 1 && width == 1 && len(line) > 1 && line[1] >= utf8.RuneSelf { // it parts a letter of ASCII from its marks
			cluster, width = ansi.FirstGraphemeCluster(line, by)
			n = len(cluster)
		}
		line, state = line[n:], next
		switch {
		case width > 0 && len(cluster) > 1:
			b.WriteString(bare(norm.NFC.String(cluster), width))
		case width > 0 || cluster[0] < utf8.RuneSelf: // the others are parts of a character that is drawn already
			b.WriteString(cluster)
		}
	}
	return b.String()
}

// bare is a character as one or two that take so many cells, each of them alone.
func bare(cluster string, width int) string {
	letters := flagLetters(cluster)
	if letters == "" {
		_, n := utf8.DecodeRuneInString(cluster)
		letters = cluster[:n]
	}
	if r, _ := utf8.DecodeRuneInString(letters); isSign(r) || ansi.StringWidth(letters) > width {
		letters = string(utf8.RuneError)
	}
	return letters + strings.Repeat(" ", max(0, width-ansi.StringWidth(letters)))
}

// simpler is an emoji as one that is known everywhere: a flag as its letters, a
// sign as it is in text, others without what is joined to them; the same where
// there is none.
func simpler(cluster string, width int) string {
	letters := flagLetters(cluster)
	if letters == "" {
		r, size := utf8.DecodeRuneInString(cluster)
		narrow := ansi.StringWidth(string(r)) == 1 && ansi.StringWidthWc(string(r)) == 1
		if narrow || agreed(cluster[:size]) {
			letters = cluster[:size]
		}
	}
	if n := ansi.StringWidth(letters); n > 0 && n <= width {
		return letters + strings.Repeat(" ", width-n)
	}
	return cluster
}

// flagLetters are the letters of a flag, empty for anything else.
func flagLetters(cluster string) string {
	letters := ""
	for _, r := range cluster {
		if r >= flagA && r <= flagZ {
			letters += string(r - flagA + 'A')
		}
	}
	return letters
}

// pictorial reports whether a cluster is an emoji rather than of a script.
func pictorial(cluster string) bool {
	for i, r := range cluster {
		switch {
		case i == 0 && r >= 0x1F000 && r < 0x20000, r == asEmoji, r >= skinA && r <= skinZ:
			return true
		}
	}
	return false
}
