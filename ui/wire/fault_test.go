package wire

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lede/ui/wire/tube"
)

// refusing is a terminal that takes so many bytes at a time and then has no room,
// or is gone.
type refusing struct {
	took  []byte
	takes int
	err   error
	full  bool
}

func (r *refusing) Write(p []byte) (int, error) {
	if r.full = !r.full; !r.full && r.err != nil {
		return 0, r.err
	}
	n := min(len(p), r.takes)
	r.took = append(r.took, p[:n]...)
	if n < len(p) {
		return n, r.err
	}
	return n, nil
}

// TestRefused: what a terminal has no room for now is written later.
func TestRefused(t *testing.T) {
	var whole, parts refusing
	whole.takes = 1 << 20
	parts.takes, parts.err = 5, fmt.Errorf("write: %w", syscall.EAGAIN)
	for _, r := range []*refusing{&whole, &parts} {
		o := New(r, "xterm", tick)
		o.on = true
		sign := o.Show(Frame{Content: "some text\n日本語", W: 20, H: 4}, Cursor{})
		if _, err := o.Write([]byte(sign)); err != nil {
			t.Fatal(err)
		}
	}
	if string(parts.took) != string(whole.took) {
		t.Errorf("%q is written, want %q", parts.took, whole.took)
	}
}

// TestLost: after a write that failed, the screen is written whole.
func TestLost(t *testing.T) {
	r := &refusing{takes: 5, err: errors.New("gone")}
	o := New(r, "xterm", tick)
	o.on, o.tried = true, true
	f := Frame{Content: "some text\nand more", W: 20, H: 4}
	if _, err := o.Write([]byte(o.Show(f, Cursor{}))); err == nil {
		t.Fatal("the error is dropped")
	}
	r.took, r.takes, r.err = nil, 1<<20, nil
	f.Content = "some text\nand less"
	if _, err := o.Write([]byte(o.Show(f, Cursor{}))); err != nil {
		t.Fatal(err)
	}
	if got := string(r.took); !strings.Contains(got, "\x1b[2J") || !strings.Contains(got, "some text") {
		t.Errorf("%q is written, and not all of the screen", got)
	}
}

// TestCrashed: a panic in the writing of a frame is told; what else comes still
// goes to the terminal, such as what gives it back.
func TestCrashed(t *testing.T) {
	r := &refusing{takes: 1 << 20}
	o := New(r, "xterm", tick)
	told := make(chan any, 1)
	o.Crashed = func(reason any, _ []byte) { told <- reason }
	in := enter + "\x1b[?1002h\x1b[H" + o.Show(Frame{W: -1, H: -1}, Cursor{}) + "\x1b[H\x1b[?25h" + leave
	for range 2 {
		if _, err := o.Write([]byte(in)); err != nil {
			t.Fatal(err)
		}
	}
	if reason := <-told; reason == nil {
		t.Error("no reason is told")
	}
	once := enter + "\x1b[?1002h\x1b[?25h" + leave
	if got := string(r.took); got != once+once {
		t.Errorf("%q is written, want %q twice", got, once)
	}
}

// firstFrame is what is written of a frame to a terminal that shows nothing yet.
func firstFrame(t *testing.T, term string, f Frame) string {
	t.Helper()
	r := &refusing{takes: 1 << 20}
	o := New(r, term, tick)
	o.on, o.tried, o.seen = true, true, hiding
	if _, err := o.Write([]byte(o.Show(f, Cursor{}))); err != nil {
		t.Fatal(err)
	}
	return string(r.took)
}

// TestLoose: what follows a character about which terminals differ is written at
// its own column; the character itself without what makes some show it wider.
func TestLoose(t *testing.T) {
	const there = "\x1b[%dG"
	for _, c := range []struct {
		text, written string
		by            ansi.Method
		loose         bool
	}{
		{"🚀", "🚀", ansi.WcWidth, false},
		{"नि", "नि", ansi.WcWidth, true},
		{"न", "न", ansi.WcWidth, false},
		{"e\u0301", "é", ansi.WcWidth, false},
		{"\u1112\u1161\u11AB", "한", ansi.WcWidth, false},
		{"1\uFE0F\u20E3", "1\u20E3", ansi.WcWidth, false},
		{"\U0001F6DC", "\U0001F6DC", ansi.WcWidth, true}, // of 2022
		{"\u3297", "\u3297", ansi.WcWidth, true},
		{"🇦", "🇦", ansi.WcWidth, true},
		{"\u102C", "\u102C", ansi.WcWidth, true},
		{"🇫🇷", "🇫🇷", ansi.GraphemeWidth, true},
	} {
		got := firstFrame(t, "xterm", Frame{Content: "-" + c.text + "x", W: 20, H: 2, Widths: c.by})
		want := c.written + "x"
		if c.loose {
			want = c.written + fmt.Sprintf(there, 2+c.by.StringWidth(c.text)) + "x"
		}
		if !strings.Contains(got, want) {
			t.Errorf("%q is written as %q, want %q in it", c.text, got, want)
		}
	}
}

// TestConsole: Linux's console is sent no marks, which have cells of their own
// there, and no bold letters in reverse, which are grey on grey.
func TestConsole(t *testing.T) {
	for _, c := range []struct{ text, written string }{
		{"e\u0301te\u0301 x\u0351\u0343", "-été xx"},
		{"नि", "-न x"},
		{"🇫🇷", "-FRx"},
		{"1\uFE0F\u20E3", "-1x"},
		{"中", "-  \x1b[2G中\x1b[4Gx"},
		{"👩‍💻", "-  \x1b[2G👩\x1b[4G  x"},
		{"\x1b[1;7ma\x1b[m", "-\x1b[7ma\x1b[mx"},
		{"\x1b[1ma\x1b[m", "-\x1b[1ma\x1b[mx"},
		{"\x1b[1ma\x1b[m\u0301b", "-\x1b[1ma\x1b[mbx"}, // the mark is not one of the sequence's m
	} {
		got := firstFrame(t, "linux", Frame{Content: "-" + c.text + "x", W: 20, H: 2, Widths: ansi.WcWidth, Profile: colorprofile.ANSI})
		if !strings.Contains(got, c.written) {
			t.Errorf("%q is written as %q, want %q in it", c.text, got, c.written)
		}
	}
}

// TestStrays: what follows a mark that GNU screen may give a cell of its own is
// gone to from the first column.
func TestStrays(t *testing.T) {
	for term, want := range map[string]string{
		"screen": "-\u1019 \x1b[3Gန\u103A\r\x1b[4Gx",
		"xterm":  "-\u1019န\u103Ax",
	} {
		if got := firstFrame(t, term, Frame{Content: "-\u1019န\u103Ax", W: 20, H: 2}); !strings.Contains(got, want) {
			t.Errorf("%s: %q is written, want %q in it", term, got, want)
		}
	}
}

// TestPen: Bubble Tea's pen is taken and given back.
func TestPen(t *testing.T) {
	r := &refusing{takes: 1 << 20}
	o := New(r, "xterm", tick)
	o.on, o.seen = true, hiding
	if _, err := o.Write([]byte("\x1b[m\x1b[1m\x1b[m\x1b[m")); err != nil {
		t.Fatal(err)
	}
	if got, want := string(r.took), "\x1b[1m\x1b[m"; got != want {
		t.Errorf("%q is written, want %q", got, want)
	}
}

// TestKnows: a terminal is known by its family.
func TestKnows(t *testing.T) {
	for term, want := range map[string]bool{
		"xterm": true, "xterm-256color": true, "screen.xterm-256color": true, "screen-256color-bce": true, "st-256color": true, "foot": true,
		"linux": true, "rxvt-unicode-256color": true, "mlterm": true,
		"": false, "dumb": false, "vt220": false, "stumpwm": false, "xtermm": false,
	} {
		if Knows(term) != want {
			t.Errorf("%q: %v", term, !want)
		}
	}
}

// TestTogether: frames are shown while others are written, and some are skipped;
// what is on the terminal at the end is the last.
func TestTogether(t *testing.T) {
	const w, h, frames = 20, 8, 200
	u := tube.New(t.Fatalf, w, h)
	o := New(u, "xterm", tick)
	o.on, o.tried = true, true
	var last Frame
	signs := make(chan string, frames+1)
	go func() {
		defer close(signs)
		for i := range frames {
			last = Frame{Content: strings.Repeat("\n", i%h) + fmt.Sprintf("frame %d 日本", i), W: w, H: h}
			sign := o.Show(last, Cursor{})
			o.At(i, i)
			if i%3 == 0 || i == frames-1 {
				signs <- sign
			}
		}
	}()
	for sign := range signs {
		for i := range len(sign) { // torn
			if _, err := o.Write([]byte(sign[i : i+1])); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, want := u.Screen(), expected(t, last); got != want {
		t.Errorf("shown\n%swant\n%s", got, want)
	}
}

// tick is longer than a test takes.
const tick = time.Hour
