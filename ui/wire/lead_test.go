package wire

import (
	"errors"
	"testing"
	"time"

	"lede/ui/wire/tube"
)

// leading is a way out on which a first frame was written, with its clock.
type leading struct {
	*Out
	t     *testing.T
	tube  *tube.Tube
	clock time.Time
	frame Frame
	sign  string
}

func newLeading(t *testing.T) *leading {
	l := &leading{t: t, tube: tube.New(t.Fatalf, 20, 4), clock: time.Unix(0, 0), frame: Frame{W: 20, H: 4}}
	l.Out = New(l.tube, "xterm", tick)
	l.now = func() time.Time { return l.clock }
	l.tried = true
	l.bubbleTea(enter + hide)
	l.bubbleTea("\r" + l.show("first"))
	return l
}

// show shows text, and returns its sign where that is another than before.
func (l *leading) show(text string) (sign string) {
	l.frame.Content = text
	if is := l.Show(l.frame, Cursor{}); is != l.sign {
		l.sign, sign = is, is
	}
	return sign
}

func (l *leading) bubbleTea(s string) {
	l.t.Helper()
	if _, err := l.Write([]byte(s)); err != nil {
		l.t.Fatal(err)
	}
}

// written is what was since the last call.
func (l *leading) written() string {
	s := string(l.tube.Written)
	l.tube.Written = nil
	return s
}

// TestAtOnce: a frame is written at once when none was for a tick, and the others
// in between are one, at Bubble Tea's tick.
func TestAtOnce(t *testing.T) {
	l := newLeading(t)
	l.written()
	l.clock = l.clock.Add(tick)
	if l.show("second") != "" || l.written() != "\rsecond" {
		t.Fatal("after a pause a frame is not written at once")
	}
	var sign string
	for _, text := range []string{"a", "few", "thirds"} {
		if sign = l.show(text); sign == "" {
			t.Errorf("%q is not for Bubble Tea to write", text)
		}
	}
	if got := l.written(); got != "" {
		t.Errorf("%q is written before Bubble Tea's tick", got)
	}
	l.bubbleTea("\r" + sign)
	if got, want := l.written(), "\rthirds"; got != want {
		t.Errorf("%q is written at Bubble Tea's tick, want %q", got, want)
	}
}

// TestHurried: the answer to a key does not wait because something else was shown
// just now, but those to keys typed ahead are one.
func TestHurried(t *testing.T) {
	l := newLeading(t)
	l.clock = l.clock.Add(tick)
	l.show("a bar that moves")
	l.written()
	l.Hurry()
	if l.show("answer") != "" || l.written() == "" {
		t.Fatal("the answer to a key waits")
	}
	for _, text := range []string{"one", "two"} {
		l.Hurry()
		if l.show(text) == "" {
			t.Errorf("%q is written right after another answer", text)
		}
	}
	l.bubbleTea("\r" + l.sign)
	if l.Hurry(); l.show("three") == "" {
		t.Error("an answer is written right after those that were one")
	}
	for _, c := range []struct {
		bytes int
		wait  time.Duration
	}{{fullFrame / 10, tick / 10}, {fullFrame, tick}, {10 * fullFrame, tick}} {
		l.size = c.bytes
		l.clock = l.drawn.Add(c.wait - 1)
		if l.Hurry(); l.show("soon") == "" {
			t.Errorf("after an answer of %d bytes the next one is written before %v are over", c.bytes, c.wait)
		}
		l.clock = l.drawn.Add(c.wait)
		if l.Hurry(); l.show("then") != "" {
			t.Errorf("after an answer of %d bytes the next one waits for more than %v", c.bytes, c.wait)
		}
	}
}

// TestAhead: a frame that waits for Bubble Tea's tick is written with the one
// that comes first, and Bubble Tea's tick then writes nothing.
func TestAhead(t *testing.T) {
	l := newLeading(t)
	l.bubbleTea(hold + "\r" + release) // it can be told to hold back
	sign := l.show("second")
	l.written()
	l.clock = l.clock.Add(tick)
	if l.show("third") != "" {
		t.Fatal("after a pause a frame is not written at once")
	}
	if got, want := l.written(), hold+"\rthird"+release; got != want {
		t.Errorf("%q is written, want %q", got, want)
	}
	l.bubbleTea(hold + "\r" + sign + release)
	if got := l.written(); got != "" {
		t.Errorf("%q is written again", got)
	}
}

// TestNotNow: while the terminal is not the screen's, or in the middle of
// something, no frame is written but by Bubble Tea.
func TestNotNow(t *testing.T) {
	for name, in := range map[string]string{
		"it was left":                  leave,
		"a sequence is torn":           "\x1b[5",
		"a pen is in use":              "\x1b[1m",
		"a picture is drawn elsewhere": "\x1b7\x1b[4;9H",
		"what it shows is not known":   "\x1b[4;1H\x1b[K",
	} {
		l := newLeading(t)
		l.bubbleTea(in)
		l.clock = l.clock.Add(tick)
		l.written()
		if l.show("second") == "" {
			t.Errorf("%s: Bubble Tea has nothing to write", name)
		}
		if got := l.written(); got != "" {
			t.Errorf("%s: %q is written", name, got)
		}
	}
	l := newLeading(t)
	l.clock, l.frame.W = l.clock.Add(tick), 19
	if l.show("second") == "" {
		t.Error("another size: Bubble Tea has nothing to write")
	}
}

// TestRefusedAtOnce: what the terminal does not take at once, Bubble Tea writes
// again, all of it, or meets the error.
func TestRefusedAtOnce(t *testing.T) {
	l := newLeading(t)
	r := &refusing{takes: 1, err: errors.New("gone")}
	l.to, l.clock = r, l.clock.Add(tick)
	sign := l.show("second")
	if sign == "" || len(r.took) == 0 {
		t.Fatal("the frame was not tried, or is taken to be written")
	}
	l.to = l.tube
	l.bubbleTea("\r" + sign)
	if got, want := l.tube.Screen(), expected(t, l.frame); got != want {
		t.Errorf("shown\n%swant\n%s", got, want)
	}
}

// TestCursorAtTheEnd: a program that Bubble Tea leaves with the cursor seen has it
// seen, though the last frame, which it does not know of, has none.
func TestCursorAtTheEnd(t *testing.T) {
	l := newLeading(t)
	l.bubbleTea(show)
	l.clock = l.clock.Add(tick)
	l.show("second")
	l.bubbleTea(leave)
	if !l.tube.Modes[tube.CursorSeen] {
		t.Error("the cursor is hidden")
	}
}

// slow is a terminal that takes its time, as behind a slow line.
type slow struct{ *leading }

func (s slow) Write(p []byte) (int, error) {
	s.clock = s.clock.Add(2 * tick)
	return s.tube.Write(p)
}

// TestSlowly: what comes while a slow terminal takes a frame becomes one frame, at
// Bubble Tea's tick, rather than one for each key that was pressed meanwhile.
func TestSlowly(t *testing.T) {
	l := newLeading(t)
	l.to, l.clock = slow{l}, l.clock.Add(tick)
	if l.show("second") != "" {
		t.Fatal("after a pause a frame is not written at once")
	}
	for _, text := range []string{"a", "few", "thirds"} {
		if l.show(text) == "" {
			t.Errorf("%q is written at once", text)
		}
	}
}
