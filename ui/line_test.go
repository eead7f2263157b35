package ui

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lede/ui/wire"
)

// toTerminal is the line to a terminal: what is written for each frame.
type toTerminal struct {
	out   bytes.Buffer
	model wiredModel
}

func newWire(s *screen) *toTerminal {
	w := &toTerminal{}
	w.model = wiredModel{s.m, wire.New(&w.out, "xterm-256color", time.Second)}
	w.write("\x1b[?1049h\x1b[?25l")
	return w
}

func (w *toTerminal) write(s string) {
	if _, err := w.model.wire.Write([]byte(s)); err != nil {
		panic(err) // a buffer does not fail
	}
}

// frame writes what has changed since the last, and returns it.
func (w *toTerminal) frame() string {
	before := w.out.Len()
	w.write("\r" + w.model.View().Content)
	return string(w.out.Bytes()[before:])
}

// costs is how many bytes keys cost on the line.
func (w *toTerminal) costs(s *screen, keys string) int {
	w.frame()
	s.keys(keys)
	return len(w.frame())
}

func lowBandwidth(o *Options) { o.LowBandwidth = lowOn }

// TestBytes holds what a key may cost on the line, at 120x40, in the default
// look and with low_bandwidth.
func TestBytes(t *testing.T) {
	for _, c := range []struct {
		setup, keys string
		most, low   int
	}{
		{"", "j", 300, 70},
		{"j j", "k", 300, 70},
		{"9 9 j", "j", 300, 200},
		{"", "m", 150, 120},
		{"", "wait:120s", 250, 250}, // two minutes
		{"tab", "j", 200, 100},
		{"enter", "j", 1200, 300},
	} {
		for _, low := range []bool{false, true} {
			name, most := "default: "+c.setup+", "+c.keys, c.most
			l := look{w: 120, h: 40, dark: true, profile: colorprofile.TrueColor, lib: manyLibrary(1000), opt: func(o *Options) {
				o.StartView.Kind = "all"
			}}
			if low {
				name, most = "low: "+c.setup+", "+c.keys, c.low
				l.opt = func(o *Options) { o.StartView.Kind = "all"; lowBandwidth(o) }
			}
			t.Run(name, func(t *testing.T) {
				s := open(t, l).keys(c.setup)
				if n := newWire(s).costs(s, c.keys); n > most {
					t.Errorf("%d bytes, want %d at most", n, most)
				} else {
					t.Logf("%d bytes of %d", n, most)
				}
			})
		}
	}
}

// TestBytesOfAStory holds what opening a story may cost for each byte of what a
// person reads: the text, with one blank or line break between two words.
func TestBytesOfAStory(t *testing.T) {
	for _, c := range []struct {
		name string
		most float64
		opt  func(o *Options)
	}{
		{"default", 1.3, nil},
		{"hyperlinks", 1.3, func(o *Options) { o.Hyperlinks = true }},
		{"low_bandwidth", 1.2, lowBandwidth},
	} {
		lib := manyLibrary(1000)
		for _, e := range lib.entries {
			e.Content = strings.Repeat(`<p>Negotiators returned to the table on Thursday with little to show for the second round and
less time for the third. <a href="https://example.org/draft">The draft text</a> runs to eleven pages, of which four are agreed.</p>
<p>The river had been rising for two days when the harbour office closed the lower gates, and by the evening the market hall stood
under water. Nobody was hurt. The council will meet again on Monday to hear what the repair of the eastern wall is going to cost.</p>`, 6)
		}
		s := open(t, look{w: 120, h: 40, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: c.opt})
		w := newWire(s)
		w.frame()
		w.model.Update(tea.CursorPositionMsg{X: 4, Y: 1}) // it repeats characters
		s.keys("enter")
		n := len(w.frame())
		text := strings.Map(func(r rune) rune {
			if r >= '─' && r <= '▟' {
				return ' '
			}
			return r
		}, s.text())
		read := len(strings.Join(strings.Fields(text), " "))
		if ratio := float64(n) / float64(read); ratio > c.most {
			t.Errorf("%s: %d bytes for %d of text, %.2f for one, want %.2f at most", c.name, n, read, ratio, c.most)
		} else {
			t.Logf("%s: %d bytes for %d of text, %.2f for one", c.name, n, read, ratio)
		}
	}
}

// TestSlowLine: a line that is slow to answer twice turns low_bandwidth on; one
// late answer does not.
func TestSlowLine(t *testing.T) {
	auto := look{w: 120, h: 40, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.LowBandwidth = lowAuto }}
	answer := func(s *screen, after time.Duration) {
		s.clock.set(s.clock.now().Add(after))
		s.send(tea.ForegroundColorMsg{})
	}
	asked := func(s *screen) int {
		n := 0
		for _, msg := range s.seen {
			if fmt.Sprintf("%T", msg) == fmt.Sprintf("%T", tea.RequestForegroundColor()) {
				n++
			}
		}
		return n
	}
	s := open(t, auto)
	answer(s, time.Second)
	if s.m.line.low || asked(s) != 2 {
		t.Errorf("after one late answer: low %v, asked %d times, want another question", s.m.line.low, asked(s))
	}
	answer(s, time.Second)
	if !s.m.line.low || !s.m.paint.bare {
		t.Error("two late answers are a slow line")
	}
	s.has("Slow connection")

	s = open(t, auto)
	answer(s, time.Second)
	answer(s, 20*time.Millisecond)
	answer(s, time.Second) // nobody asked
	if s.m.line.low {
		t.Error("one late answer is no slow line")
	}
	if s = wide(t); s.m.line.low || asked(s) > 0 {
		t.Error("by default nobody is asked")
	}
}

// TestBareSelection: with few bytes the selection is still told, by the bar.
func TestLowBandwidthIsSetWhileReading(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true})
	s.run(s.m.applySetting("low_bandwidth", lowOn))
	if !s.m.line.low || !s.m.paint.bare {
		t.Error("not every byte counts")
	}
	s.run(s.m.applySetting("low_bandwidth", lowOff))
	if s.m.line.low || s.m.paint.bare {
		t.Error("every byte counts yet")
	}
}

func TestBareSelection(t *testing.T) {
	s := open(t, look{w: 120, h: 30, dark: true, profile: colorprofile.TrueColor, opt: lowBandwidth}).keys("j")
	bars := 0
	for l := range strings.Lines(s.text()) {
		if strings.Contains(l, "▌ ●") || strings.Contains(l, "│▌") {
			bars++
		}
	}
	if bars != 1 {
		t.Errorf("%d bars:\n%s", bars, s.text())
	}
}

// TestAges: the ages follow the clock, and nothing else is drawn for it.
func TestAges(t *testing.T) {
	lib := manyLibrary(1000)
	s := open(t, look{w: 120, h: 40, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) { o.StartView.Kind = "all" }})
	was := s.text()
	w := newWire(s)
	w.frame()
	s.keys("wait:2m")
	out := w.frame()
	if s.text() == was {
		t.Errorf("the ages stood still:\n%s", was)
	}
	if n := len(out); n == 0 || n > 600 {
		t.Errorf("two minutes cost %d bytes: %q", n, out)
	}
	s.keys("wait:1s")
	if out := w.frame(); out != "" {
		t.Errorf("a second within the minute costs %q", out)
	}
}

// TestHeadlines: a headline that is too long for its line goes on in the next,
// before the facts; where it leaves much, on a line of its own if there is room.
func TestHeadlines(t *testing.T) {
	long := "A scheduler that sleeps: what was learned from letting the idle loop do nothing at all"
	lib := manyLibrary(50)
	for _, e := range lib.entries {
		e.Title = long
	}
	at := func(w, h int) *screen {
		return open(t, look{w: w, h: h, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) { o.StartView.Kind = "all" }})
	}
	s := at(60, 40)
	if first, rest := s.m.list.style.headline(s.m.list.current()); first+" "+rest != long {
		t.Errorf("a headline became %q and %q", first, rest)
	}
	s.has("    letting the idle loop do nothing at all\n    Ledger  4 min")
	s = at(90, 20)
	s.has("nothing at all  ")
	s.keys("j j j j j j j j G k k g g").has("1 of 50")
}

// TestWithoutEmoji: pictures go, letters of every script stay.
func TestWithoutEmoji(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain",
		"A flag 🇫🇷 and 👩‍👩‍👧‍👦 a family": "A flag and a family",
		"東京の地下鉄":          "東京の地下鉄",
		"☕️ first":        "first",
		"مؤتمر المناخ":    "مؤتمر المناخ",
		"⭐":               "⭐",
		"5 € · “so” – 1½": "5 € · “so” – 1½",
	} {
		if got := withoutEmoji(in); got != want {
			t.Errorf("withoutEmoji(%q) = %q, want %q", in, got, want)
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
		most := 400
		l := look{w: 120, h: 40, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) { o.StartView.Kind = "all" }}
		if low {
			most = 70
			l.opt = func(o *Options) { o.StartView.Kind = "all"; lowBandwidth(o) }
		}
		s := open(t, l)
		if n := newWire(s).costs(s, "j"); n > most {
			t.Errorf("low bandwidth %v: %d bytes, want %d at most", low, n, most)
		} else {
			t.Logf("low bandwidth %v: %d bytes of %d", low, n, most)
		}
	}
}

// TestEmojiStayWhereTheyCostLittle: with low_bandwidth they are left out where
// Bubble Tea's renderer writes, and nowhere else.
func TestEmojiStayWhereTheyCostLittle(t *testing.T) {
	for term, shown := range map[string]bool{"xterm-256color": true, "eterm-color": false} {
		s := open(t, look{w: 120, h: 40, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) {
			lowBandwidth(o)
			o.Environ = []string{"TERM=" + term}
		}})
		if got := strings.Contains(s.text(), "1983 🎛"); got != shown {
			t.Errorf("%s: emoji shown: %v", term, got)
		}
	}
}

// macOS's own terminal prints the last letter of the question whether it holds frames.
func TestAppleTerminalIsNotAskedWhatItPrints(t *testing.T) {
	for program, want := range map[string]bool{"Apple_Terminal": false, "iTerm.app": true} {
		s := open(t, look{w: 80, h: 24, dark: true, profile: colorprofile.ANSI256, opt: func(o *Options) {
			lowBandwidth(o)
			o.Environ = []string{"TERM=xterm-256color", "TERM_PROGRAM=" + program}
		}})
		asked := slices.Contains(s.seen, tea.Raw(ansi.RequestModeSynchronizedOutput)())
		if asked != want {
			t.Errorf("%s: asked: %v", program, asked)
		}
	}
}
