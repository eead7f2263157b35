// Package tube has a terminal for tests: it shows what is written to it, and
// stops at what it does not know.
package tube

import (
	"fmt"
	"strings"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Tube is a terminal that does to wide characters what real ones do: who writes
// on half of one, or parts its halves, has destroyed the other half too. It
// knows what is written here, and stops at anything else.
type Tube struct {
	Written []byte   // all that was
	Asked   []string // the questions among it
	Title   string
	// Modes are the private modes that were set or reset, by their numbers.
	Modes map[int]bool
	// Keyboards is how many keyboard modes are stacked (kitty's protocol).
	Keyboards int

	fail func(format string, args ...any)
	page
	main       page // the other screen: the one that is shown first, while another is
	top, below int  // the scrolling region
	wrapping   bool
	style      uv.Style
	link       uv.Link
	parser     *ansi.Parser
	kept       []byte // a sequence or character of which the end is not here yet
}

// page is a screen with its cursor.
type page struct {
	rows [][]spotted // a wide character's right cell is ""
	x, y int
}

// spotted is a cell of a tube.
type spotted struct {
	text  string
	style uv.Style
	link  uv.Link
}

// The private modes that tests ask for.
const (
	CursorSeen = 25
	AltScreen  = 1049
	Held       = 2026 // what is written is held back until it is complete
)

// New is an empty terminal of so many columns and rows. It tells fail what is
// written that it does not know, and goes on if that returns.
func New(fail func(format string, args ...any), w, h int) *Tube {
	u := &Tube{fail: fail, parser: ansi.NewParser(), Modes: map[int]bool{CursorSeen: true}}
	u.Resize(w, h)
	return u
}

// Resize has the terminal be of so many columns and rows.
func (u *Tube) Resize(w, h int) {
	u.top, u.below, u.wrapping = 0, h, false
	for _, p := range []*page{&u.page, &u.main} {
		was := p.rows
		p.rows = nil
		for y := range h {
			p.rows = append(p.rows, u.blankRow(w))
			if y < len(was) {
				copy(p.rows[y], was[y])
			}
		}
		p.x, p.y = min(p.x, w-1), min(p.y, h-1)
	}
}

// Draw draws lines as a terminal does that counts cells by a method. A character
// is drawn as another, where as is given and returns one.
func (u *Tube) Draw(content string, by ansi.Method, as func(character string, width int) string) {
	for y, line := range strings.SplitN(content, "\n", len(u.rows)) {
		u.Place(0, y)
		x := 0
		for line != "" {
			part, _, n, _ := ansi.DecodeSequence(line, ansi.NormalState, nil)
			line = line[n:]
			width := by.StringWidth(part)
			if as != nil {
				part = as(part, width)
			}
			if width > 1 { // its cells are emptied before
				u.Place(x, y)
				u.write(strings.Repeat(" ", width))
			}
			if width > 0 {
				u.Place(x, y)
			}
			u.write(part)
			x += width
		}
		u.write("\x1b[m\x1b]8;;\x07")
	}
}

func (u *Tube) write(s string) { _, _ = u.Write([]byte(s)) } // it does not fail

// Size is how many columns and rows there are.
func (u *Tube) Size() (w, h int) { return len(u.rows[0]), len(u.rows) }

// Place has the cursor be at a cell.
func (u *Tube) Place(x, y int) { u.x, u.y, u.wrapping = x, y, false }

// Cursor is the cell that the cursor is at.
func (u *Tube) Cursor() (x, y int) { return u.x, u.y }

func (u *Tube) blankRow(w int) []spotted {
	row := make([]spotted, w)
	for i := range row {
		row[i] = spotted{text: " ", style: uv.Style{Bg: u.style.Bg}}
	}
	return row
}

// tear blanks the character over the border before column x, if there is one.
func (u *Tube) tear(row []spotted, x int) {
	if x > 0 && x < len(row) && row[x].text == "" {
		row[x-1].text, row[x].text = " ", " "
	}
}

func (u *Tube) print(s string, width int) {
	row := u.rows[u.y]
	if u.wrapping || u.x+width > len(row) {
		u.fail("%q is written beyond the end of a line", s)
		return
	}
	u.tear(row, u.x)
	u.tear(row, u.x+width)
	row[u.x] = spotted{s, u.style, u.link}
	if width == 2 {
		row[u.x+1] = spotted{"", u.style, u.link}
	}
	if u.x += width; u.x >= len(row) {
		u.x, u.wrapping = len(row)-1, true
	}
}

func (u *Tube) feed() {
	switch {
	case u.y+1 == u.below:
		u.scroll(1)
	case u.y+1 < len(u.rows):
		u.y++
	}
}

// feedBack is RI: a line up, at the region's top the region down.
func (u *Tube) feedBack() {
	if u.y == u.top {
		u.scroll(-1)
	} else {
		u.y--
	}
}

// scrollFrom is scroll for the part of the region from a row on. The cursor goes to
// the first column.
func (u *Tube) scrollFrom(y, n int) {
	top := u.top
	u.top = y
	u.scroll(n)
	u.top, u.x = top, 0
}

// scroll moves the region up by n lines, down where n is negative.
func (u *Tube) scroll(n int) {
	for range max(n, -n) {
		from, to := u.top, u.below-1
		if n < 0 {
			from, to = to, from
		}
		u.rows = append(u.rows[:from], u.rows[from+1:]...)
		u.rows = append(u.rows[:to], append([][]spotted{u.blankRow(len(u.rows[0]))}, u.rows[to:]...)...)
	}
}

// Write shows what is written, of which the last may be torn.
func (u *Tube) Write(out []byte) (int, error) {
	u.Written = append(u.Written, out...)
	b := append(u.kept, out...)
	whole := len(b)
	for i := whole - 1; i >= 0 && i > whole-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) && !utf8.FullRune(b[i:]) {
			whole = i
		}
	}
	for whole > 0 {
		seq, width, n, state := ansi.DecodeSequence(b[:whole], ansi.NormalState, u.parser)
		if state != ansi.NormalState {
			break
		}
		if width > 0 {
			u.print(string(seq), width)
		} else {
			u.control(string(seq), u.parser)
		}
		b, whole = b[n:], whole-n
	}
	u.kept = b
	return len(out), nil
}

// control takes a character that moves the cursor, or a sequence.
func (u *Tube) control(seq string, p *ansi.Parser) {
	switch {
	case seq == "\r":
		u.x, u.wrapping = 0, false
	case seq == "\n":
		u.feed()
	case seq == "\b":
		u.x, u.wrapping = max(0, u.x-1), false
	case seq == "\x1bM":
		u.feedBack()
	case strings.HasPrefix(seq, "\x1b]8;"):
		uv.ReadLink(p.Data(), &u.link)
	case !strings.HasPrefix(seq, "\x1b["):
		u.other(seq)
	case strings.ContainsAny(seq, "?<>=$ "):
		u.private(seq, p)
	default:
		u.sequence(seq, p)
	}
}

// sequence takes a control sequence that draws, moves or asks.
func (u *Tube) sequence(seq string, p *ansi.Parser) {
	arg := func(i, otherwise int) int {
		if n, ok := p.Param(i, otherwise); ok && n > 0 {
			return n
		}
		return otherwise
	}
	row, n, final := u.rows[u.y], arg(0, 1), seq[len(seq)-1]
	if final != 'm' {
		u.wrapping = false
	}
	switch final {
	case 'm':
		uv.ReadStyle(p.Params(), &u.style)
	case 'H':
		u.y, u.x = min(n, len(u.rows))-1, min(arg(1, 1), len(row))-1
	case 'C':
		u.x = min(len(row)-1, u.x+n)
	case 'D':
		u.x = max(0, u.x-n)
	case 'G':
		u.x = min(len(row), n) - 1
	case 'K':
		u.eraseLine(arg(0, 0))
	case 'J':
		u.eraseScreen(arg(0, 0))
	case 'X':
		u.blank(row, u.x, min(len(row), u.x+n))
	case 'r':
		if top, below := n-1, min(arg(1, len(u.rows)), len(u.rows)); top+1 < below { // of a taller screen than this one is by now
			u.top, u.below = top, below
			u.x, u.y = 0, 0
		}
	case 'L':
		u.scrollFrom(u.y, -n)
	case 'M':
		u.scrollFrom(u.y, n)
	case 'S':
		u.scroll(n)
	case 'T':
		u.scroll(-n)
	case 'n', 'c':
		u.Asked = append(u.Asked, seq)
	case 'b':
		for range n {
			u.print(row[u.x-1].text, 1)
		}
	default:
		u.fail("the terminal does not know %q", seq)
	}
}

// eraseLine is EL: 0 from the cursor on, 1 up to it, 2 the whole line.
func (u *Tube) eraseLine(part int) {
	row := u.rows[u.y]
	from, to := u.x, len(row)
	switch part {
	case 1:
		from, to = 0, u.x+1
	case 2:
		from = 0
	}
	u.blank(row, from, to)
}

// eraseScreen is ED: 2 the whole screen, else from the cursor on.
func (u *Tube) eraseScreen(part int) {
	w, _ := u.Size()
	if part != 2 {
		u.blank(u.rows[u.y], u.x, w)
	}
	for y := range u.rows {
		if y > u.y || part == 2 {
			u.rows[y] = u.blankRow(w)
		}
	}
}

func (u *Tube) blank(row []spotted, from, to int) {
	u.tear(row, from)
	u.tear(row, to)
	copy(row[from:to], u.blankRow(to-from))
}

// Screen is what is seen: the text, then how each cell looks. Blanks look as
// their ground does.
func (u *Tube) Screen() string {
	var b, looks strings.Builder
	for y, row := range u.rows {
		for x, c := range row {
			b.WriteString(c.text)
			style := c.style
			if c.text == " " && !lined(style) {
				style = uv.Style{Bg: style.Bg}
			}
			if c.text == "" || style.IsZero() && c.link.IsZero() { // a wide character looks as its left half does
				continue
			}
			fmt.Fprintf(&looks, "%d,%d %s%s %q\n", y, x, c.text, c.link.URL, style.String())
		}
		b.WriteString("|\n")
	}
	return b.String() + looks.String() + "\n"
}

// lined reports whether blanks are not blank in this style.
func lined(s uv.Style) bool {
	return s.Underline != uv.UnderlineNone || s.Attrs&(uv.AttrStrikethrough|uv.AttrReverse) != 0
}

// private takes the sequences that set modes, or ask for them.
func (u *Tube) private(seq string, p *ansi.Parser) {
	mode, _ := p.Param(0, 0)
	switch end := seq[len("\x1b["):]; {
	case strings.HasSuffix(end, "$p") || end == "?u":
		u.Asked = append(u.Asked, seq)
	case end[0] == '?' && strings.HasSuffix(end, "h"), end[0] == '?' && strings.HasSuffix(end, "l"):
		u.set(mode, seq[len(seq)-1] == 'h')
	case end[0] == '>' && strings.HasSuffix(end, "u"):
		u.Keyboards++
	case end[0] == '<' && strings.HasSuffix(end, "u"):
		u.Keyboards--
	case end == "?5W", strings.HasSuffix(end, " q"), end[0] == '=' && strings.HasSuffix(end, "u"), end[0] == '>' && strings.HasSuffix(end, "m"):
	default:
		u.fail("the terminal does not know %q", seq)
	}
}

func (u *Tube) set(mode int, on bool) {
	was := u.Modes[mode]
	u.Modes[mode] = on
	if mode != AltScreen || was == on {
		return
	}
	u.page, u.main = u.main, u.page
	if on {
		u.x, u.y = u.main.x, u.main.y
		for y, row := range u.rows {
			u.rows[y] = u.blankRow(len(row))
		}
	}
}

// other takes the sequences that carry text.
func (u *Tube) other(seq string) {
	text, osc := strings.CutPrefix(seq, "\x1b]")
	number, text, _ := strings.Cut(text, ";")
	switch {
	case osc && strings.HasPrefix(text, "?"):
		u.Asked = append(u.Asked, seq)
	case osc && number == "2":
		u.Title = strings.TrimRight(text, "\a\x1b\\")
	case osc, strings.HasPrefix(seq, "\x1bP+q"):
	default:
		u.fail("the terminal does not know %q", seq)
	}
}
