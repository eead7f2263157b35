package wire

import (
	"fmt"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// tube is a terminal that does to wide characters what real ones do: who writes
// on half of one, or parts its halves, has destroyed the other half too. It
// knows what is written here, and stops at anything else.
type tube struct {
	t          *testing.T
	rows       [][]spotted // a wide character's right cell is ""
	x, y       int
	top, below int // the scrolling region
	wrapping   bool
	style      uv.Style
	link       uv.Link
	written    []byte
	parser     *ansi.Parser
	asked      bool // where its cursor is
}

// spotted is a cell of a tube.
type spotted struct {
	text  string
	style uv.Style
	link  uv.Link
}

func newTube(t *testing.T, w, h int) *tube {
	u := &tube{t: t, below: h, parser: ansi.NewParser()}
	for range h {
		u.rows = append(u.rows, u.blankRow(w))
	}
	return u
}

func (u *tube) blankRow(w int) []spotted {
	row := make([]spotted, w)
	for i := range row {
		row[i] = spotted{text: " ", style: uv.Style{Bg: u.style.Bg}}
	}
	return row
}

// tear blanks the character over the border before column x, if there is one.
func (u *tube) tear(row []spotted, x int) {
	if x > 0 && x < len(row) && row[x].text == "" {
		row[x-1].text, row[x].text = " ", " "
	}
}

func (u *tube) print(s string, width int) {
	row := u.rows[u.y]
	if u.wrapping || u.x+width > len(row) {
		u.t.Fatalf("%q is written beyond the end of a line", s)
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

func (u *tube) feed() {
	switch {
	case u.y+1 == u.below:
		u.scroll(1)
	case u.y+1 < len(u.rows):
		u.y++
	}
}

// scroll moves the region up by n lines, down where n is negative.
func (u *tube) scroll(n int) {
	for range max(n, -n) {
		from, to := u.top, u.below-1
		if n < 0 {
			from, to = to, from
		}
		u.rows = append(u.rows[:from], u.rows[from+1:]...)
		u.rows = append(u.rows[:to], append([][]spotted{u.blankRow(len(u.rows[0]))}, u.rows[to:]...)...)
	}
}

func (u *tube) Write(out []byte) (int, error) {
	u.written = append(u.written, out...)
	u.write(out)
	return len(out), nil
}

func (u *tube) write(out []byte) {
	var state byte
	p := u.parser
	for len(out) > 0 {
		seq, width, n, next := ansi.DecodeSequence(out, state, p)
		if width > 0 {
			u.print(string(seq), width)
		} else {
			u.control(string(seq), p)
		}
		out, state = out[n:], next
	}
}

func (u *tube) control(seq string, p *ansi.Parser) {
	row := u.rows[u.y]
	arg := func(i, otherwise int) int {
		if n, ok := p.Param(i, otherwise); ok && n > 0 {
			return n
		}
		return otherwise
	}
	switch seq {
	case "\r":
		u.x, u.wrapping = 0, false
		return
	case "\n":
		u.feed()
		return
	case "\b":
		u.x, u.wrapping = max(0, u.x-1), false
		return
	case "\x1bM":
		if u.y == u.top {
			u.scroll(-1)
		} else {
			u.y--
		}
		return
	}
	if strings.HasPrefix(seq, "\x1b]8;") {
		uv.ReadLink(p.Data(), &u.link)
		return
	}
	final := seq[len(seq)-1]
	if !strings.HasPrefix(seq, "\x1b[") {
		u.t.Fatalf("the terminal does not know %q", seq)
	}
	if final != 'm' {
		u.wrapping = false
	}
	switch final {
	case 'm':
		uv.ReadStyle(p.Params(), &u.style)
	case 'H':
		u.y, u.x = min(arg(0, 1), len(u.rows))-1, min(arg(1, 1), len(row))-1
	case 'C':
		u.x = min(len(row)-1, u.x+arg(0, 1))
	case 'D':
		u.x = max(0, u.x-arg(0, 1))
	case 'G':
		u.x = min(len(row), arg(0, 1)) - 1
	case 'K':
		from, to := u.x, len(row)
		switch arg(0, 0) {
		case 1:
			from, to = 0, u.x+1
		case 2:
			from = 0
		}
		u.blank(row, from, to)
	case 'J':
		if arg(0, 0) != 2 {
			u.blank(row, u.x, len(row))
		}
		for y := range u.rows {
			if y > u.y || arg(0, 0) == 2 {
				u.rows[y] = u.blankRow(len(row))
			}
		}
	case 'X':
		u.blank(row, u.x, min(len(row), u.x+arg(0, 1)))
	case 'r':
		u.top, u.below = arg(0, 1)-1, arg(1, len(u.rows))
		u.x, u.y = 0, 0
	case 'L', 'M':
		top := u.top
		u.top = u.y
		u.scroll(map[byte]int{'L': -1, 'M': 1}[final] * arg(0, 1))
		u.top, u.x = top, 0
	case 'n':
		u.asked = true
	case 'b':
		for range arg(0, 1) {
			u.print(row[u.x-1].text, 1)
		}
	case 'S', 'T':
		u.scroll(map[byte]int{'S': 1, 'T': -1}[final] * arg(0, 1))
	default:
		u.t.Fatalf("the terminal does not know %q", seq)
	}
}

func (u *tube) blank(row []spotted, from, to int) {
	u.tear(row, from)
	u.tear(row, to)
	copy(row[from:to], u.blankRow(to-from))
}

// screen is what is seen: the text, then how each cell looks. Blanks look as
// their ground does.
func (u *tube) screen() string {
	var b, looks strings.Builder
	for y, row := range u.rows {
		for x, c := range row {
			b.WriteString(c.text)
			q := pen{c.style, c.link}
			if c.text == " " && !q.lined() {
				q.style = uv.Style{Bg: q.style.Bg}
			}
			if c.text == "" || q == *plain { // a wide character looks as its left half does
				continue
			}
			fmt.Fprintf(&looks, "%d,%d %s%s %q\n", y, x, c.text, q.link.URL, q.style.String())
		}
		b.WriteString("|\n")
	}
	return b.String() + looks.String() + "\n"
}
