package wire

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lede/ui/wire/tube"
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
	u := tube.New(t.Fatalf, w, h)
	clock := time.Unix(0, 0)
	o := New(u, term, tick)
	o.now = func() time.Time { return clock }
	enters := []byte(enter)
	if by == ansi.GraphemeWidth { // the others do not say that they repeat characters, or hold a frame back
		o.tried, o.repeats = true, true
		enters = append(enters, hold+release...)
	}
	_, _ = o.Write(enters)
	lines := make([]string, h)
	var sign string
	led := 0
	for frame := range 400 {
		changeLines(r, lines, w, by)
		f := Frame{Content: strings.Join(lines, "\n"), W: w, H: h, Widths: by, Profile: colorprofile.TrueColor}
		c := Cursor{}
		if r.IntN(3) == 0 {
			c = Cursor{r.IntN(w), r.IntN(h), true}
		}
		u.Written = u.Written[:0]
		clock = clock.Add(time.Duration(r.IntN(3)) * tick / 2)
		if is := o.Show(f, c); is == sign {
			led++
		} else {
			sign = is
			bubbleTea(t, r, o, sign)
		}
		if got, want := u.Screen(), expected(t, f); got != want {
			t.Fatalf("frame %d: written %q\nshown\n%swant\n%s", frame, u.Written, got, want)
		}
		x, y := u.Cursor()
		if got := (Cursor{x, y, true}); u.Modes[tube.CursorSeen] != c.Seen || c.Seen && got != c {
			t.Fatalf("frame %d: written %q, the cursor is at %v, seen: %v, want %v", frame, u.Written, got, !c.Seen, c)
		}
		if u.Modes[tube.Held] {
			t.Fatalf("frame %d: written %q, and what follows is held back", frame, u.Written)
		}
	}
	if led == 0 || led == 400 {
		t.Errorf("%d frames of 400 are written at once", led)
	}
}

// bubbleTea writes a sign as Bubble Tea may: somewhere it takes the cursor to be,
// with the cursor seen or not, in a frame that is held back or not.
func bubbleTea(t *testing.T, r *rand.Rand, o *Out, sign string) {
	s := "\x1b[H" + sign
	switch r.IntN(4) {
	case 0:
		s = hide + s + "\x1b[5;6H" + show
	case 1:
		s = "\r" + sign + "\x1b[m\x1b[C"
	}
	if o.holds {
		s = hold + s + release
	}
	if _, err := o.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
}

// expected is what a terminal shows of a frame: each line written to an empty one, its
// characters at their columns.
func expected(t *testing.T, f Frame) string {
	u := tube.New(t.Fatalf, f.W, f.H)
	u.Draw(f.Content, f.Widths, func(character string, width int) string {
		if width == 1 || agreed(character) {
			return strings.TrimSuffix(character, "\uFE0F")
		}
		return character
	})
	return u.Screen()
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
		u := tube.New(t.Fatalf, 40, 2)
		o := New(u, "xterm-256color", tick)
		o.on, o.seen, o.tried = true, hiding, true
		show := func(lines []string) string {
			u.Written = nil
			f := Frame{Content: strings.Join(lines, "\n"), W: 40, H: 2, Profile: colorprofile.TrueColor}
			if _, err := o.Write([]byte(o.Show(f, Cursor{}))); err != nil {
				t.Fatal(err)
			}
			return string(u.Written)
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
		{"\x1b[?25l\x1b[5;6H\x1b[2A\x1b[C\x1b[?25h", ""},
		{"\x1b_Ga=T;AAAA\x1b\\", "\x1b_Ga=T;AAAA\x1b\\"},
		{"\x1bPtmux;\x1b\x1b_Ga=q\x1b\x1b\\\x1b\\", "\x1bPtmux;\x1b\x1b_Ga=q\x1b\x1b\\\x1b\\"},
		{"\x1b7\x1b[4;9H\x1bPq~~\x1b\\\x1b8", "\x1b[4;9H\x1bPq~~\x1b\\"},
	} {
		for _, torn := range []bool{false, true} {
			var out bytes.Buffer
			o := New(&out, "xterm", tick)
			o.on, o.seen = true, hiding
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
	u := tube.New(t.Fatalf, 10, 2)
	o := New(u, "xterm", tick)
	o.tried = true
	f := Frame{Content: "one\ntwo", W: 10, H: 2}
	sign := o.Show(f, Cursor{})
	for _, c := range []struct{ in, want string }{
		{sign, "\x1b[H\x1b[2Jone\r\ntwo"},
		{sign, ""},
		{"\x1b[H\x1b[2J" + sign, "\x1b[H\x1b[2Jone\r\ntwo"},
	} {
		u.Written = nil
		o.on, o.seen = true, hiding
		if _, err := o.Write([]byte(c.in)); err != nil {
			t.Fatal(err)
		}
		if string(u.Written) != c.want {
			t.Errorf("%q: %q, want %q", c.in, u.Written, c.want)
		}
	}
	if o.Show(f, Cursor{}) != sign {
		t.Error("the same frame has another sign")
	}
	f.Content = "three"
	if o.Show(f, Cursor{}) == sign {
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
		u := tube.New(t.Fatalf, 40, 2)
		o := New(u, "xterm", tick)
		o.on, o.seen = true, hiding
		show := func(line string) string {
			u.Written = nil
			if _, err := o.Write([]byte("\r" + o.Show(Frame{Content: line, W: 40, H: 2}, Cursor{}))); err != nil {
				t.Fatal(err)
			}
			return string(u.Written)
		}
		show("")
		if len(u.Asked) == 0 {
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
	o := New(&out, "xterm", tick)
	const before, after = "\x1b[c\r\n\x1b[3Aa\x1b[K\x1b[?25l" + enter, leave + "\x1b[?25h\x1b[2A\x1b[Jb\x1b[m"
	if _, err := o.Write([]byte(before + hide + after)); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != before+after {
		t.Errorf("%q is written, want %q", got, before+after)
	}
}

// TestReadFirst: on a slow line, what is read is there before the rules around it.
func TestReadFirst(t *testing.T) {
	const rule, name, fact = "\x1b[38;5;240m────────────\x1b[m", "\x1b[1mheadline\x1b[m", "\x1b[38;5;244m2 min\x1b[m"
	f := Frame{Content: strings.Join([]string{rule, name, fact, rule, name, fact, rule}, "\n"), W: 20, H: 8, Profile: colorprofile.ANSI256, Simple: true}
	got := firstFrame(t, "xterm", f)
	if first, last := strings.Index(got, "─"), strings.LastIndex(got, "2 min"); first < last {
		t.Errorf("%q is written", got)
	}
}
