package picture

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Protocol is a way of showing pictures.
type Protocol string

// The protocols, best first.
const (
	Kitty       Protocol = "kitty"       // unicode placeholders: scrolls with the text
	KittyPlaced Protocol = "kittyplaced" // the same protocol without placeholders; full screen only
	ITerm2      Protocol = "iterm2"      // full screen only
	Sixel       Protocol = "sixel"       // full screen only: does not fit the cell grid
	Blocks      Protocol = "blocks"      // half blocks in colour, anywhere
	None        Protocol = "none"        // captions alone
)

// Cells reports whether a protocol's pictures are cells of the screen. Those of
// the others are drawn over them.
func (p Protocol) Cells() bool { return p == Kitty || p == Blocks || p == None }

// Answers are what the terminal answered when it was asked. Its name alone
// proves nothing over SSH or in a multiplexer, and is used only for iTerm2's
// protocol, which has no question of its own, and for those who claim more than
// they do.
type Answers struct {
	Attributes   []int  // primary device attributes (DA1)
	Version      string // XTVERSION
	Graphics     bool   // OK to the question for kitty's protocol
	Placeholders bool   // OK to that for its Unicode placeholders
	Colors       bool   // 256 or more
	ASCII        bool   // nothing but ASCII is to be drawn
}

// The numbers that the questions for kitty's protocol have, and their answers.
const (
	graphicsID     = 31
	placeholdersID = 32
)

// Ask is the first question: the terminal's name, the size of its cells, its
// attributes. These come last: every terminal answers them, so what has not
// come before them won't come.
func Ask() string {
	const reportCellSize = 16 // of XTWINOPS
	return ansi.RequestNameVersion + ansi.WindowOp(reportCellSize) + ansi.RequestPrimaryDeviceAttributes
}

// AskGraphics is the second question, for kitty's protocol; empty where it is
// not to be asked. Terminals that do not tell their name are not asked: some of
// them would print the question, or make it the window's title. In tmux the
// terminal behind it is asked, if tmux passes that on.
func (a Answers) AskGraphics() string {
	if a.Version == "" {
		return ""
	}
	query := func(id int, more string) string {
		s := ansi.KittyGraphics([]byte("AAAA"), "i="+strconv.Itoa(id), "s=1", "v=1", "a=q", "t=d", "f=24"+more)
		if a.Tmux() {
			return ansi.TmuxPassthrough(s)
		}
		return s
	}
	return query(graphicsID, "") + query(placeholdersID, ",U=1") + ansi.RequestPrimaryDeviceAttributes
}

// Answered takes in an answer to AskGraphics.
func (a *Answers) Answered(id int, payload string) {
	switch yes := payload == "OK"; id {
	case graphicsID:
		a.Graphics = yes
	case placeholdersID:
		a.Placeholders = yes
	}
}

// Tmux says whether a tmux stands between, which passes on only what it is told
// to, and can't place pictures itself.
func (a Answers) Tmux() bool { return a.named("tmux") }

func (a Answers) named(names ...string) bool {
	version := strings.ToLower(a.Version)
	return slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(version, n) })
}

// Choose is the best protocol for pictures in the text that the answers allow.
func Choose(a Answers) Protocol {
	switch {
	case !a.Colors: // a placeholder's picture is told by its colour
		return None
	case a.Graphics && a.Placeholders && !a.named("wezterm", "konsole"):
		return Kitty // those two say yes to all that they do not know
	case a.ASCII:
		return None
	}
	return Blocks
}

// Enlarged is the best protocol for a picture that has the screen to itself.
func Enlarged(a Answers) Protocol {
	best := Choose(a)
	switch {
	case best == Kitty:
		return Kitty
	case a.named("iterm2", "wezterm"):
		return ITerm2
	case a.Graphics && !a.Tmux():
		return KittyPlaced
	case hasSixel(a.Attributes):
		return Sixel
	}
	return best
}

// hasSixel looks for 4 among the attributes after the first, which is a class.
func hasSixel(attributes []int) bool {
	return len(attributes) > 1 && slices.Contains(attributes[1:], 4)
}
