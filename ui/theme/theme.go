// Package theme holds what lede looks like: a palette of colour roles for each
// theme, and the styles made from it. No other package names a colour.
//
// A theme never paints text in a colour of its own: text is the terminal's own
// foreground on the terminal's own background. A theme that wants another page
// than the terminal's says so by Page, which the program may hand to the
// terminal as its default colours; that costs no byte a cell.
package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Role is what a piece of text is, which decides how it looks.
type Role int

// The roles. No role is told by colour alone: where a theme has no colours its
// attributes (bold, faint, italic, underline, reverse) do the work.
const (
	Text      Role = iota // what is read
	Bold                  // headlines, what is unread, keys
	Dim                   // facts beside the text: sources, times, counts
	Faint                 // rules, frames and what need not be read
	Accent                // the one colour: cursor, bar, unread dot, name
	Link                  // the text of a link
	Star                  // the star, and what needs a glance
	OK                    // what went well, what is new
	Warn                  // what failed
	Selection             // a background: the row under the cursor
	Match                 // found text
	Quote                 // quoted text, standfirsts
	Code                  // code within text

	Typed    // in what can be chosen, the letters that were typed
	Current  // the found text that the cursor is on
	Heading  // a heading inside an article
	Inserted // what a revision added
	Deleted  // what a revision took away

	Keyword  // in highlighted code
	Function // in highlighted code: names of functions and types
	Literal  // in highlighted code: strings
	Number   // in highlighted code
	Comment  // in highlighted code

	Barcode // black on white, for cameras

	roles // how many
)

var roleNames = [roles]string{
	"text", "bold", "dim", "faint", "accent", "link", "star", "ok", "warn", "selection",
	"match", "quote", "code", "typed", "current", "heading", "inserted", "deleted",
	"keyword", "function", "literal", "number", "comment", "barcode",
}

// String is the role's name as configuration and samples show it.
func (r Role) String() string {
	if r < 0 || r >= roles {
		return "unknown"
	}
	return roleNames[r]
}

// Roles returns all roles in their order.
func Roles() []Role {
	all := make([]Role, roles)
	for i := range all {
		all[i] = Role(i)
	}
	return all
}

// Look is what a role looks like. Fg and Bg are "#rrggbb", the number of an
// ANSI colour, or empty for the terminal's own.
type Look struct {
	Fg, Bg                                          string
	Bold, Faint, Italic, Underline, Reverse, Strike bool
}

// Over lays l on top of base: l's colours where it has any, the attributes of
// both.
func (l Look) Over(base Look) Look {
	if l.Fg == "" {
		l.Fg = base.Fg
	}
	if l.Bg == "" {
		l.Bg = base.Bg
	}
	l.Bold = l.Bold || base.Bold
	l.Faint = l.Faint || base.Faint
	l.Italic = l.Italic || base.Italic
	l.Underline = l.Underline || base.Underline
	l.Reverse = l.Reverse || base.Reverse
	l.Strike = l.Strike || base.Strike
	return l
}

// Theme is one palette resolved for one terminal: dark or light, and as many
// colours as it has. It is immutable and safe for concurrent use.
type Theme struct {
	name    string
	title   string
	about   string
	dark    bool
	profile colorprofile.Profile
	mono    bool
	looks   [roles]Look
	open    [roles]string
	page    [2]string // background, text: as the palette has them
}

// Name is the name by which the theme was asked for: "paper", "nord", ...
func (t *Theme) Name() string { return t.name }

// Title is the theme's name as a person writes it: "Rosé Pine".
func (t *Theme) Title() string { return t.title }

// About is a line that says where the palette comes from.
func (t *Theme) About() string { return t.about }

// Dark reports whether the theme is its palette's dark half.
func (t *Theme) Dark() bool { return t.dark }

// Monochrome reports whether the theme has no colours, by its own nature or
// because the terminal has none or NO_COLOR forbids them.
func (t *Theme) Monochrome() bool { return t.mono }

// Look returns what a role looks like.
func (t *Theme) Look(r Role) Look {
	if r < 0 || r >= roles {
		r = Text
	}
	return t.looks[r]
}

// LookOn is what a role looks like on a selected row: with the selection's background,
// or reversed where there are no colours.
func (t *Theme) LookOn(r Role) Look {
	look := t.Look(r)
	if t.looks[Selection].Reverse {
		// faint in reverse is not to be read on some terminals, and a colour would
		// be a patch in the bar
		look.Faint, look.Fg = false, ""
	}
	return t.looks[Selection].Over(look)
}

// Paint wraps one line of text in a role's attributes. text must not hold sequences of
// its own.
func (t *Theme) Paint(r Role, text string) string {
	if r < 0 || r >= roles || t.open[r] == "" || text == "" {
		return text
	}
	return t.open[r] + text + "\x1b[m"
}

// Page returns the background and the foreground for which the palette was
// made, to hand to the terminal as its default colours. Both are nil where the
// terminal's own are to stay: paper, ink, and wherever there are no colours.
func (t *Theme) Page() (background, foreground color.Color) {
	if t.mono || t.name == DefaultName || t.profile < colorprofile.ANSI256 || t.page[0] == "" {
		return nil, nil
	}
	return lipgloss.Color(t.page[0]), lipgloss.Color(t.page[1])
}

// PageSGR is the escape sequence that sets Page's colours for the text that
// follows, or nothing where the terminal's own stay.
func (t *Theme) PageSGR() string {
	if bg, _ := t.Page(); bg == nil {
		return ""
	}
	look := Look{Fg: t.page[1], Bg: t.page[0]}
	if t.profile == colorprofile.ANSI256 {
		look = Look{Fg: nearest256(look.Fg, false), Bg: nearest256(look.Bg, false)}
	}
	return look.SGR()
}

// SGR is the escape sequence that starts the look on a terminal whose
// attributes are reset, or nothing for a plain look.
func (l Look) SGR() string {
	var codes []string
	add := func(on bool, code string) {
		if on {
			codes = append(codes, code)
		}
	}
	add(l.Bold, "1")
	add(l.Faint, "2")
	add(l.Italic, "3")
	add(l.Underline, "4")
	add(l.Reverse, "7")
	add(l.Strike, "9")
	add(l.Fg != "", colorCode(l.Fg, 30))
	add(l.Bg != "", colorCode(l.Bg, 40))
	if len(codes) == 0 {
		return ""
	}
	return "\x1b[" + strings.Join(codes, ";") + "m"
}
