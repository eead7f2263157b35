package wire

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// TestOnATerminal shows random screens one after the other, with little or much
// changed in between, and looks at what a terminal makes of what is written for
// them: one that gives an emoji of several two cells, also where it is taken for
// four here, not having been told otherwise.
func TestOnATerminal(t *testing.T) {
	for _, term := range families {
		if term == console { // TestConsole has what it is written otherwise
			continue
		}
		for _, by := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
			t.Run(fmt.Sprint(term, by), func(t *testing.T) { onATerminal(t, term, by) })
		}
	}
}

func onATerminal(t *testing.T, term string, by ansi.Method) {
	const w, h = 24, 14
	r := rand.New(rand.NewPCG(7, uint64(len(term))))
	u := newTube(t, w, h)
	o := New(u, term)
	o.on = true
	if by == ansi.GraphemeWidth { // the others do not say that they repeat characters
		o.tried, o.repeats = true, true
	}
	lines := make([]string, h)
	for frame := range 400 {
		changeLines(r, lines, w, by)
		f := Frame{Content: strings.Join(lines, "\n"), W: w, H: h, Widths: by, Profile: colorprofile.TrueColor}
		u.written = u.written[:0]
		if _, err := o.Write([]byte(o.Show(f))); err != nil {
			t.Fatal(err)
		}
		if got, want := u.screen(), expected(t, f); got != want {
			t.Fatalf("frame %d: written %q\nshown\n%swant\n%s", frame, u.written, got, want)
		}
	}
}

// expected is what a terminal shows of a frame: each line written to an empty one, its
// characters at their columns.
func expected(t *testing.T, f Frame) string {
	u := newTube(t, f.W, f.H)
	for y, line := range strings.Split(f.Content, "\n") {
		x := 0
		u.y = y
		for _, part := range split(line) {
			n := f.Widths.StringWidth(part)
			if strings.HasSuffix(part, "\uFE0F") && (n == 1 || agreed(part)) {
				part = strings.TrimSuffix(part, "\uFE0F")
			}
			if n > 1 { // its cells are emptied before
				u.x, u.wrapping = x, false
				u.write([]byte(strings.Repeat(" ", n)))
			}
			if n > 0 {
				u.x, u.wrapping = x, false
			}
			u.write([]byte(part))
			x += n
		}
		u.write([]byte("\x1b[m\x1b]8;;\x07"))
	}
	return u.screen()
}

// changeLines changes some of the lines: another line, a character put in, taken
// out or replaced, lines moved up or down, or all of them.
func changeLines(r *rand.Rand, lines []string, w int, by ansi.Method) {
	pieces := []string{
		"a", "b", "c", " ", "  ", "             ", "──────────", "中", "文", "語", "🚀", "中", "é", "·", "한", "─", "x", "☕️", "❤️", "👩‍💻", "🇫🇷", "👍🏽", "🫠",
		"\x1b[1m", "\x1b[m", "\x1b[38;2;130;134;160m", "\x1b[48;5;17m", "\x1b[49m", "\x1b[4m", "\x1b[7m", "\x1b[22;39m", "\x1b]8;id=1;https://a.example\x07", "\x1b]8;;\x07",
	}
	piece := func() string { return pieces[r.IntN(len(pieces))] }
	for range 1 + r.IntN(3)*r.IntN(6) {
		y := r.IntN(len(lines))
		parts := split(lines[y])
		at := r.IntN(len(parts) + 1)
		switch r.IntN(8) {
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
		case 7:
			parts = nil
		}
		used, fit := 0, 0
		for fit < len(parts) && used+by.StringWidth(parts[fit]) <= w {
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

// TestBytes holds what some changes cost.
func TestBytes(t *testing.T) {
	const dim, bold, end = "\x1b[38;2;130;134;160m", "\x1b[1m", "\x1b[m"
	for _, c := range []struct {
		name     string
		old, new []string
		want     string
	}{
		{"nothing", []string{"abc"}, []string{"abc"}, ""},
		{"one letter", []string{"abcdefgh"}, []string{"abcdefgX"}, "\bX"},
		{"a blank in another colour is the same", []string{"a b"}, []string{"a" + dim + " " + end + "b"}, ""},
		{"a row is emptied", []string{"abcdefgh"}, []string{""}, "\x1b[2K"},
		{"rows are emptied", []string{"abcdefgh", "abcdefgh"}, []string{"", ""}, "\x1b[H\x1b[2K\n\x1b[2K"},
		{
			"two pens in turn are written one after the other",
			[]string{""},
			[]string{bold + "a" + end + dim + " one " + end + bold + "b" + end + dim + " two " + end + bold + "c" + end + dim + " three" + end},
			"\x1b[1ma\x1b[7Gb\x1b[5Cc\x1b[0;38;2;130;134;160m\x1b[3Gone\x1b[9Gtwo\x1b[3Cthree\x1b[m",
		},
	} {
		u := newTube(t, 40, 2)
		o := New(u, "xterm-256color")
		o.on, o.visible, o.tried = true, false, true
		show := func(lines []string) string {
			u.written = nil
			f := Frame{Content: strings.Join(lines, "\n"), W: 40, H: 2, Profile: colorprofile.TrueColor}
			if _, err := o.Write([]byte(o.Show(f))); err != nil {
				t.Fatal(err)
			}
			return string(u.written)
		}
		show(c.old)
		if got := show(c.new); got != c.want {
			t.Errorf("%s: %q (%d bytes), want %q (%d)", c.name, got, len(got), c.want, len(c.want))
		}
	}
}

// TestPassing: what is not the screen's goes through, however it is torn, and the
// cursor is where Bubble Tea has it when something depends on that.
func TestPassing(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"\x1b[?2004h\x1b]2;lede\x07\x1b[c\x1b[>4;2m", "\x1b[?2004h\x1b]2;lede\x07\x1b[c\x1b[>4;2m"},
		{"\x1b[5;6H\x1b[2A\r\n\x1b[m", ""},
		{"\x1b[?25l\x1b[5;6H\x1b[2A\x1b[C\x1b[?25h", "\x1b[?25l\x1b[3;7H\x1b[?25h"},
		{"\x1b_Ga=T;AAAA\x1b\\", "\x1b_Ga=T;AAAA\x1b\\"},
		{"\x1bPtmux;\x1b\x1b_Ga=q\x1b\x1b\\\x1b\\", "\x1bPtmux;\x1b\x1b_Ga=q\x1b\x1b\\\x1b\\"},
		{"\x1b7\x1b[4;9H\x1bPq~~\x1b\\\x1b8", "\x1b[4;9H\x1bPq~~\x1b\\"},
	} {
		for _, torn := range []bool{false, true} {
			var out bytes.Buffer
			o := New(&out, "xterm")
			o.on, o.visible = true, false
			for i := range len(c.in) {
				if torn {
					_, _ = o.Write([]byte(c.in[i : i+1]))
				}
			}
			if !torn {
				_, _ = o.Write([]byte(c.in))
			}
			if out.String() != c.want {
				t.Errorf("%q, torn %v: %q, want %q", c.in, torn, out.String(), c.want)
			}
		}
	}
}

// TestEmptied: after the terminal was emptied, a frame is written whole, and not
// otherwise.
func TestEmptied(t *testing.T) {
	u := newTube(t, 10, 2)
	o := New(u, "xterm")
	o.tried = true
	f := Frame{Content: "one\ntwo", W: 10, H: 2}
	sign := o.Show(f)
	for _, c := range []struct{ in, want string }{
		{sign, "\x1b[H\x1b[2Jone\r\ntwo"},
		{sign, ""},
		{"\x1b[H\x1b[2J" + sign, "\x1b[H\x1b[2Jone\r\ntwo"},
	} {
		u.written = nil
		o.on, o.visible = true, false
		if _, err := o.Write([]byte(c.in)); err != nil {
			t.Fatal(err)
		}
		if string(u.written) != c.want {
			t.Errorf("%q: %q, want %q", c.in, u.written, c.want)
		}
	}
	if o.Show(f) != sign {
		t.Error("the same frame has another sign")
	}
	f.Content = "three"
	if o.Show(f) == sign {
		t.Error("another frame has the same sign")
	}
}

// TestAsked: a terminal that says that it repeats characters has them repeated.
func TestAsked(t *testing.T) {
	rule := strings.Repeat("─", 30)
	for _, c := range []struct {
		x, y int
		want string
	}{
		{4, 1, "\r─\x1b[29b"},
		{1, 1, "\r" + rule},
		{4, 0, "\r" + rule}, // a key's
	} {
		u := newTube(t, 40, 2)
		o := New(u, "xterm")
		o.on, o.visible = true, false
		show := func(line string) string {
			u.written = nil
			if _, err := o.Write([]byte("\r" + o.Show(Frame{Content: line, W: 40, H: 2}))); err != nil {
				t.Fatal(err)
			}
			return string(u.written)
		}
		show("")
		if !u.asked {
			t.Fatal("the terminal is not asked")
		}
		o.At(c.x, c.y)
		if got := show("\n" + rule); !strings.HasSuffix(got, c.want) {
			t.Errorf("at %d, %d: %q, want %q", c.x, c.y, got, c.want)
		}
	}
}

// TestOutside: before the screen of its own and after it, nothing is touched.
func TestOutside(t *testing.T) {
	var out bytes.Buffer
	o := New(&out, "xterm")
	const in = "\x1b[c\r\n\x1b[3Aa\x1b[K" + enter + leave + "\x1b[2A\x1b[Jb\x1b[m"
	if _, err := o.Write([]byte(in)); err != nil {
		t.Fatal(err)
	}
	if out.String() != in {
		t.Errorf("%q becomes %q", in, out.String())
	}
}
