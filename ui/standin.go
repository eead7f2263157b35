package ui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// The renderer that Bubble Tea uses writes a row that holds a wide character
// anew in every frame, since terminals differ about the width of some: for a
// list of Chinese headlines that is the whole screen for each key. And what
// follows on a row stands where the terminal, not lede, takes it to be.
//
// So wide characters are not shown to the renderer. For each of its cells a
// narrow stand-in goes there, from the private planes 15 and 16, and the
// character comes back on the way out to the terminal. A stand-in names the
// character and, by variation selectors, its column: so all cells of a character
// change when it does, and none is shifted along its row, where the terminal
// would tear it.
//
// About most wide characters all terminals agree, and those are what the lower
// bits of a stand-in name. Emoji of several characters, about which they do not,
// are spelled in selectors; they are written between two absolute columns, so
// that nothing moves whatever the terminal makes of them.
const (
	stepPlane  = 0xF0000  // stand-ins for all cells but the last
	paintPlane = 0x100000 // the last cell's, which brings the character

	emojiFrom, emojiTo = 0x1F300, 0x1F9FF // the emoji that have been wide for long, and what is between
	emojiHome          = 0xE000           // where emojiFrom is in a stand-in's lower 16 bits

	maxSpelled = 16 // the most cells of a spelled character; as lower bits they are its width

	selectorFrom, selectors = 0xE0100, 240 // the variation selectors that carry numbers

	flagA, flagZ = 0x1F1E6, 0x1F1FF // a flag's letters
	skinA, skinZ = 0x1F3FB, 0x1F3FF // the colours of a hand
	asEmoji      = 0xFE0F           // after a character that is meant as an emoji

	kittyCell = 0x10EEEE // kitty's placeholder for a picture's cell, a real character of plane 16
)

// standingIn are the families of terminals that show wide characters for
// certain, and to which the renderer does not write in insert mode.
var standingIn = [...]string{"xterm", "tmux", "screen", "kitty", "alacritty", "foot", "ghostty", "wezterm", "contour", "rio", "st"}

// lower is the lower bits of a wide character's stand-ins, or 0 for one that
// has none.
func lower(r rune) rune {
	switch {
	case r >= 0x1100 && r < 0xD800, r >= 0xF900 && r < 0xFFF0:
		return r
	case r >= emojiFrom && r <= emojiTo:
		return r - emojiFrom + emojiHome
	}
	return 0
}

// standin takes a stand-in apart: the wide character, or the width of a spelled
// one, and whether it is the last cell's. It reports false for other characters.
func standin(r rune) (c rune, spelled int, paint, ok bool) {
	low := r & 0xFFFF
	switch {
	case r < stepPlane || r == kittyCell:
		return 0, 0, false, false
	case low > 0 && low <= maxSpelled:
		return 0, int(low), r >= paintPlane, true
	case low >= emojiHome && low <= emojiHome+emojiTo-emojiFrom:
		low += emojiFrom - emojiHome
	case lower(low) == 0:
		return 0, 0, false, false
	}
	return low, 0, r >= paintPlane, true
}

// standIns writes a screen of w columns with stand-ins for its wide characters;
// by is how it was measured. Where plain is set, emoji about which terminals
// differ become simpler ones about which they do not, which takes fewer bytes.
func standIns(screen string, w int, by ansi.Method, plain bool) string {
	if !foreign(screen) {
		return screen
	}
	s := standInWriter{w: w, by: by, plain: plain}
	s.b.Grow(len(screen) + len(screen)/2)
	for line := range strings.Lines(screen) {
		if foreign(line) {
			s.line(line)
		} else {
			s.b.WriteString(line)
		}
	}
	return s.b.String()
}

// foreign reports whether there may be something wide, or something that could
// be taken for a stand-in.
func foreign(s string) bool {
	for i := range len(s) {
		if s[i] >= 0xE1 && !slim(s[i:]) || s[i] == 0xC2 && (strings.HasPrefix(s[i:], "©\uFE0F") || strings.HasPrefix(s[i:], "®\uFE0F")) {
			return true
		}
	}
	return false
}

// slim reports whether s begins with punctuation, an arrow, or a line of a box,
// of which a page is full: nothing wide is among them.
func slim(s string) bool {
	if s[0] != 0xE2 || len(s) < 3 {
		return false
	}
	return (s[1] < 0x8C || s[1] > 0x8F && s[1] < 0x97) && !strings.HasPrefix(s[3:], "\uFE0F")
}

// standInWriter writes lines with stand-ins.
type standInWriter struct {
	b     strings.Builder
	w     int
	by    ansi.Method
	plain bool
}

func (s *standInWriter) line(line string) {
	column := 0
	var state byte
	for line != "" {
		if n := asciiRun(line); n > 0 && state == 0 {
			s.b.WriteString(line[:n])
			line, column = line[n:], column+n
			continue
		}
		cluster, width, n, next := s.by.DecodeSequenceInString(line, state, nil)
		line, state = line[n:], next
		if width == 0 || len(cluster) == 1 {
			s.b.WriteString(cluster)
		} else {
			s.character(cluster, width, column)
		}
		column += width
	}
}

// asciiRun is how many characters s begins with that are surely one cell each:
// the last may have an accent that follows.
func asciiRun(s string) int {
	n := 0
	for n < len(s) && s[n] >= ' ' && s[n] < 0x7F {
		n++
	}
	if n < len(s) && s[n] >= utf8.RuneSelf {
		n--
	}
	return n
}

func (s *standInWriter) character(cluster string, width, column int) {
	r, size := utf8.DecodeRuneInString(cluster)
	rest := cluster[size:]
	emoji := pictorial(cluster)
	switch {
	case width == 1 && emoji:
		s.b.WriteString(strings.Trim(cluster, string(rune(asEmoji)))) // else some show it in two cells
	case width == 1:
		s.narrow(cluster)
	case agreed(r) && (rest == "" || rest == string(rune(asEmoji)) || s.plain && emoji):
		s.standIn(lower(r), 2, func() { s.number(column) })
		s.pad(width - 2)
	case !emoji || width > maxSpelled || len(cluster) >= selectors || column+width >= s.w:
		s.b.WriteString(cluster)
	case s.plain && s.simpler(cluster, width):
	default:
		s.standIn(rune(width), width, func() { s.spell(cluster, column) })
	}
}

// standIn writes a character's stand-ins with what follows each.
func (s *standInWriter) standIn(low rune, width int, follow func()) {
	for range width - 1 {
		s.b.WriteRune(stepPlane | low)
		follow()
	}
	s.b.WriteRune(paintPlane | low)
	follow()
}

func (s *standInWriter) number(n int) { s.b.WriteRune(selectorFrom + rune(n%selectors)) }

// spell writes a cluster's column and bytes as selectors: the number of bytes,
// the column in two, each byte in two. The bytes are fewer than selectors.
func (s *standInWriter) spell(cluster string, column int) {
	s.number(len(cluster))
	s.number(column / selectors)
	s.number(column)
	for i := range len(cluster) {
		s.number(int(cluster[i] >> 4))
		s.number(int(cluster[i] & 15))
	}
}

// narrow writes a narrow character so that it is not taken for a stand-in.
func (s *standInWriter) narrow(cluster string) {
	r, _ := utf8.DecodeRuneInString(cluster)
	if _, _, _, ok := standin(r); ok {
		cluster = "\uFFFD"
	}
	s.b.WriteString(cluster)
}

// simpler writes an emoji as narrow characters, if it can: a flag as its
// letters, a sign as it is in text.
func (s *standInWriter) simpler(cluster string, width int) bool {
	letters := ""
	for _, r := range cluster {
		if r >= flagA && r <= flagZ {
			letters += string(r - flagA + 'A')
		}
	}
	if letters == "" {
		if r, size := utf8.DecodeRuneInString(cluster); ansi.StringWidth(string(r)) == 1 && ansi.StringWidthWc(string(r)) == 1 {
			letters = cluster[:size]
		}
	}
	if letters == "" || ansi.StringWidth(letters) > width {
		return false
	}
	s.b.WriteString(letters)
	s.pad(width - ansi.StringWidth(letters))
	return true
}

func (s *standInWriter) pad(n int) { s.b.WriteString(strings.Repeat(" ", max(0, n))) }

// agreed reports whether all terminals give a character two cells.
func agreed(r rune) bool {
	return lower(r) != 0 && ansi.StringWidth(string(r)) == 2 && ansi.StringWidthWc(string(r)) == 2
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

// standingInModel shows a model's screens to the renderer with stand-ins.
type standingInModel struct{ *model }

func (s standingInModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := s.model.Update(msg)
	return s, cmd
}

func (s standingInModel) View() tea.View {
	v := s.model.View()
	v.Content = standIns(v.Content, s.w, s.method, s.line.low)
	return v
}
