package ui

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// tube is a terminal that does to wide characters what real ones do: who writes
// on half of one, or parts its halves, has destroyed the other half too. It
// knows what the renderer writes, and stops at anything else.
type tube struct {
	t          *testing.T
	rows       [][]string // a wide character's right cell is ""
	x, y       int
	top, below int // the scrolling region
	wrapping   bool
	nowrap     bool
}

func newTube(t *testing.T, w, h int) *tube {
	u := &tube{t: t, below: h}
	for range h {
		u.rows = append(u.rows, blankRow(w))
	}
	return u
}

func blankRow(w int) []string { return strings.Split(strings.Repeat(" ", w), "") }

// tear blanks the character over the border before column x, if there is one.
func (u *tube) tear(row []string, x int) {
	if x > 0 && x < len(row) && row[x] == "" {
		row[x-1], row[x] = " ", " "
	}
}

func (u *tube) print(s string, width int) {
	row := u.rows[u.y]
	if u.wrapping || u.x+width > len(row) {
		if u.nowrap {
			u.x = len(row) - width
		} else {
			u.x = 0
			u.feed()
			row = u.rows[u.y]
		}
		u.wrapping = false
	}
	u.tear(row, u.x)
	u.tear(row, u.x+width)
	row[u.x] = s
	if width == 2 {
		row[u.x+1] = ""
	}
	if u.x += width; u.x >= len(row) {
		u.x, u.wrapping = len(row)-1, !u.nowrap
	}
}

func (u *tube) feed() {
	if u.y+1 == u.below {
		u.scroll(1)
	} else if u.y+1 < len(u.rows) {
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
		u.rows = append(u.rows[:to], append([][]string{blankRow(len(u.rows[0]))}, u.rows[to:]...)...)
	}
}

func (u *tube) write(out []byte) {
	var state byte
	p := ansi.NewParser()
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
		u.wrapping = false
		u.feed()
		return
	case "\b":
		u.x, u.wrapping = max(0, u.x-1), false
		return
	case "\x1b[?7l", "\x1b[?7h":
		u.nowrap = seq == "\x1b[?7l"
		return
	case "\x1bM":
		if u.y == u.top {
			u.scroll(-1)
		} else {
			u.y--
		}
		return
	}
	final := seq[len(seq)-1]
	if !strings.HasPrefix(seq, "\x1b[") || final != 'm' && strings.HasPrefix(seq, "\x1b[?") {
		u.t.Fatalf("the terminal does not know %q", seq)
	}
	if final != 'm' {
		u.wrapping = false
	}
	switch final {
	case 'm':
	case 'H':
		u.y, u.x = min(arg(0, 1), len(u.rows))-1, min(arg(1, 1), len(row))-1
	case 'A':
		u.y = max(0, u.y-arg(0, 1))
	case 'B':
		u.y = min(len(u.rows)-1, u.y+arg(0, 1))
	case 'C':
		u.x = min(len(row)-1, u.x+arg(0, 1))
	case 'D':
		u.x = max(0, u.x-arg(0, 1))
	case 'G', '`':
		u.x = min(len(row), arg(0, 1)) - 1
	case 'd':
		u.y = min(len(u.rows), arg(0, 1)) - 1
	case 'K':
		from, to := u.x, len(row)
		if arg(0, 0) == 1 {
			from, to = 0, u.x+1
		}
		u.blank(row, from, to)
	case 'J':
		if arg(0, 0) != 2 {
			u.blank(row, u.x, len(row))
		}
		for y := range u.rows {
			if y > u.y || arg(0, 0) == 2 {
				u.rows[y] = blankRow(len(row))
			}
		}
	case 'X':
		u.blank(row, u.x, min(len(row), u.x+arg(0, 1)))
	case 'P', '@':
		n := min(arg(0, 1), len(row)-u.x)
		u.tear(row, u.x)
		gap := blankRow(n)
		if final == 'P' {
			u.tear(row, u.x+n)
			u.rows[u.y] = append(append(row[:u.x:u.x], row[u.x+n:]...), gap...)
		} else {
			u.tear(row, len(row)-n)
			u.rows[u.y] = append(append(row[:u.x:u.x], gap...), row[u.x:len(row)-n]...)
		}
	case 'r':
		u.top, u.below = arg(0, 1)-1, arg(1, len(u.rows))
		u.x, u.y = 0, 0
	case 'L', 'M':
		top := u.top
		u.top = u.y
		u.scroll(map[byte]int{'L': -1, 'M': 1}[final] * arg(0, 1))
		u.top, u.x = top, 0
	case 'S', 'T':
		u.scroll(map[byte]int{'S': 1, 'T': -1}[final] * arg(0, 1))
	case 'b':
		for range arg(0, 1) {
			u.print(row[max(0, u.x-1)], 1)
		}
	default:
		u.t.Fatalf("the terminal does not know %q", seq)
	}
}

func (u *tube) blank(row []string, from, to int) {
	u.tear(row, from)
	u.tear(row, to)
	for x := from; x < to; x++ {
		row[x] = " "
	}
}

func (u *tube) screen() string {
	var b strings.Builder
	for _, row := range u.rows {
		b.WriteString(strings.TrimRight(strings.Join(row, ""), " ") + "\n")
	}
	return b.String()
}

// TestStandInsOnATerminal draws random screens one after the other, with little
// or much changed in between, through the renderer that Bubble Tea uses, and
// looks at what a terminal makes of it: one that gives an emoji of several two
// cells, also where lede, not having been told so, takes it for four.
func TestStandInsOnATerminal(t *testing.T) {
	for _, term := range standingIn {
		for _, by := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
			t.Run(fmt.Sprint(term, by), func(t *testing.T) { standInsOn(t, term, by) })
		}
	}
}

func standInsOn(t *testing.T, term string, by ansi.Method) {
	const w, h = 24, 6
	r := rand.New(rand.NewPCG(7, uint64(len(term))))
	var out bytes.Buffer
	u := newTube(t, w, h)
	renderer := uv.NewTerminalRenderer(&wideOut{to: &out}, []string{"TERM=" + term})
	renderer.SetColorProfile(colorprofile.TrueColor)
	renderer.SetFullscreen(true)
	renderer.SetScrollOptim(true)
	renderer.SetTabStops(-1)
	cells := uv.NewScreenBuffer(w, h)
	cells.Method = by
	lines := make([]string, h)
	for frame := range 1000 {
		changeLines(r, lines, w, by)
		cells.Clear()
		uv.NewStyledString(standIns(strings.Join(lines, "\n"), w, by, false)).Draw(cells, cells.Bounds())
		renderer.Render(cells.RenderBuffer)
		if err := renderer.Flush(); err != nil {
			t.Fatal(err)
		}
		written := bytes.Clone(out.Bytes())
		out.Reset()
		u.write(written)
		var want strings.Builder
		for _, l := range lines {
			want.WriteString(laidOut(l, by) + "\n")
		}
		if got := u.screen(); got != want.String() {
			t.Fatalf("frame %d: written %q\nshown\n%swant\n%s", frame, written, got, want.String())
		}
	}
}

// laidOut is how a line looks on the tube where everything is in its column.
func laidOut(line string, by ansi.Method) string {
	var b strings.Builder
	for _, part := range split(line) {
		n := by.StringWidth(part)
		if n == 0 {
			continue
		}
		if strings.HasSuffix(part, "\uFE0F") && (n == 1 || strings.HasPrefix(part, "☕")) {
			part = strings.TrimSuffix(part, "\uFE0F")
		}
		b.WriteString(part + strings.Repeat(" ", n-ansi.StringWidth(part)))
	}
	return strings.TrimRight(b.String(), " ")
}

// changeLines changes some of the lines: another line, a character put in, taken
// out or replaced, lines moved up or down.
func changeLines(r *rand.Rand, lines []string, w int, by ansi.Method) {
	pieces := []string{"a", "b", "c", " ", "  ", "中", "文", "語", "🚀", "中", "\x1b[1m", "\x1b[m", "é", "·", "한", "─", "x", "☕️", "❤️", "👩‍💻", "🇫🇷", "👍🏽", "🫠"}
	piece := func() string { return pieces[r.IntN(len(pieces))] }
	for range 1 + r.IntN(3) {
		y := r.IntN(len(lines))
		parts := split(lines[y])
		at := r.IntN(len(parts) + 1)
		switch r.IntN(7) {
		case 0:
			parts = nil
			for range r.IntN(w) {
				parts = append(parts, piece())
			}
		case 1, 2:
			parts = append(parts[:at:at], append([]string{piece()}, parts[at:]...)...)
		case 3:
			if at < len(parts) {
				parts = append(parts[:at:at], parts[at+1:]...)
			}
		case 4:
			if at < len(parts) {
				parts[at] = piece()
			}
		case 5:
			copy(lines, lines[1:])
		case 6:
			copy(lines[1:], lines)
		}
		most := w
		if strings.ContainsAny(strings.Join(parts, ""), "👩🇫👍🫠") {
			most -= 5 // at the margin they are the renderer's
		}
		used, fit := 0, 0
		for fit < len(parts) && used+by.StringWidth(parts[fit]) <= most {
			used += by.StringWidth(parts[fit])
			fit++
		}
		lines[y] = strings.Join(parts[:fit], "")
	}
}

// split parts a line into its characters and sequences.
func split(line string) []string {
	var parts []string
	var state byte
	for line != "" {
		seq, _, n, next := ansi.DecodeSequence(line, state, nil)
		parts = append(parts, seq)
		line, state = line[n:], next
	}
	return parts
}

func TestStandIns(t *testing.T) {
	for _, c := range []struct{ in, plain string }{
		{in: "plain\x1b[1m text", plain: "plain\x1b[1m text"},
		{in: "中文 🚀 and ☕️", plain: "中文 🚀 and ☕"},
		{in: "👩‍💻 writes", plain: "👩 writes"},
		{in: "🇫🇷 first", plain: "FR first"},
		{in: "❤️ warm", plain: "❤  warm"},
		{in: "👍🏽 up", plain: "👍 up"},
		{in: "が か゚ ｶﾞ 한국어 葛\U000E0100", plain: ""},
		{in: "\x1b]8;;https://example.org/中文\x1b\\link\x1b]8;;\x1b\\", plain: ""},
		{in: "\U0010EEEE\u0305\u0305 a picture's cell", plain: ""},
		{in: "a real \U000F4E2D stays out", plain: ""},
	} {
		for _, plain := range []bool{false, true} {
			var out bytes.Buffer
			h := standIns(c.in, 80, ansi.GraphemeWidth, plain)
			if got, want := ansi.StringWidth(h), ansi.StringWidth(c.in); got != want {
				t.Errorf("%q becomes %d cells, from %d", c.in, got, want)
			}
			j := &wideOut{to: &out}
			for i := range len(h) { // however it is torn on its way
				if _, err := j.Write([]byte(h[i : i+1])); err != nil {
					t.Fatal(err)
				}
			}
			whole := out.String()
			out.Reset()
			if _, err := j.Write([]byte(h)); err != nil {
				t.Fatal(err)
			}
			columns := regexp.MustCompile(`\x1b\[1G  |\x1b\[\d+G`)
			whole = strings.ReplaceAll(whole, stepRight+"\x1b[1G", "\x1b[1G")
			whole = columns.ReplaceAllString(whole, "")
			got := columns.ReplaceAllString(out.String(), "")
			want := strings.ReplaceAll(strings.ReplaceAll(c.in, "☕️", "☕"), "\U000F4E2D", "\uFFFD")
			if plain && c.plain != "" {
				want = c.plain
			}
			if got != want {
				t.Errorf("%q, plain %v: %q, want %q", c.in, plain, got, want)
			}
			stepped := strings.NewReplacer(stepRight+stepBack, "").Replace(whole)
			if stepped != want {
				t.Errorf("%q, plain %v, byte by byte: %q, want %q", c.in, plain, stepped, want)
			}
		}
	}
}

// TestStandInsName holds that each stand-in names its character and no other.
func TestStandInsName(t *testing.T) {
	for r := rune(0x1100); r < 0x20000; r++ {
		if lower(r) == 0 {
			continue
		}
		for _, plane := range []rune{stepPlane, paintPlane} {
			in := plane | lower(r)
			if c, spelled, paint, ok := standin(in); in != kittyCell && (c != r || spelled != 0 || paint != (plane == paintPlane) || !ok) {
				t.Fatalf("%U has the stand-in %U, which is of %U", r, in, c)
			}
			if ansi.StringWidth(string(in)) != 1 {
				t.Fatalf("%U: its stand-in %U is no narrow character", r, in)
			}
		}
	}
}

// TestBytesOfWideRows: a step costs what it costs without wide characters.
func TestBytesOfWideRows(t *testing.T) {
	lib := manyLibrary(1000)
	for i, e := range lib.entries {
		e.Title = fmt.Sprintf("第%d号 新しい研究が示す都市の未来 🚀 %d", i, i)
	}
	for _, low := range []bool{false, true} {
		most := 500
		l := look{w: 120, h: 40, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) { o.StartView.Kind = "all" }}
		if low {
			most = 100
			l.opt = func(o *Options) { o.StartView.Kind = "all"; lowBandwidth(o) }
		}
		if n := newWire(open(t, l)).costs("j"); n > most {
			t.Errorf("low bandwidth %v: %d bytes, want %d at most", low, n, most)
		}
	}
}
