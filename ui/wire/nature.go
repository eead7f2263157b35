package wire

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// The families of terminals that are written to otherwise than the rest.
const (
	gnuScreen = "screen"
	console   = "linux" // Linux's own
)

// families are the terminals of which what this package writes is understood.
var families = [...]string{"xterm", "tmux", gnuScreen, "kitty", "alacritty", "foot", "ghostty", "wezterm", "contour", "rio", "st", "rxvt", "mlterm", "konsole", "vte", console}

// Knows reports whether a terminal is written to by this package: by the family
// of its name, unless private characters are wide, as RUNEWIDTH_EASTASIAN makes them.
func Knows(term string) bool {
	return slices.Contains(families[:], familyOf(term)) && ansi.StringWidth(string(rune(signFrom))) == 1
}

// familyOf is the beginning of a terminal's name. GNU screen's is
// screen.xterm-256color in an xterm.
func familyOf(term string) string { return term[:strings.IndexAny(term+"-", "-.")] }

// nature is in what a terminal differs from most.
type nature struct {
	// sparse says that it neither colours what it erases nor erases within a
	// line, nor scrolls by several lines.
	sparse bool
	// bare says that it gives each character a cell, marks too.
	bare bool
	// strays says that it passes on to a terminal behind it how far to move, from
	// where it takes that one's cursor to be. After marks that it knows less well
	// it is wrong about that until the cursor was in the first column.
	strays bool
	// upright says that it shows in reverse what is to be slanted.
	upright bool
	// repeats says that it repeats characters (REP), also those beyond ASCII. It
	// is asked before the first frame.
	repeats bool
}

// natureOf is the nature of a terminal by its name. tmux goes by the name of
// screen too.
func natureOf(term string) nature {
	switch familyOf(term) {
	case console:
		return nature{sparse: true, bare: true}
	case gnuScreen:
		return nature{sparse: true, strays: true, upright: true}
	}
	return nature{}
}

// loose reports whether it is not known how many cells the terminal gives a
// character.
func (n nature) loose(cluster string, width int) bool {
	return loose(cluster, width) || n.bare && width > 1 || n.strays && utf8.RuneCountInString(cluster) > 1
}
