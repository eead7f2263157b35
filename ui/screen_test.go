package ui

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden screens")

// screen drives a model without a terminal: keys in, screen out. Commands run
// at once, timers when the test moves the clock.
type screen struct {
	t      *testing.T
	m      *model
	lib    *fakeLibrary
	clock  clock
	timers []timer
	seen   []tea.Msg // what commands brought that is not the model's own
	held   []tea.Cmd // commands kept back, while hold is set
	hold   bool
	w, h   int
	colors colorprofile.Profile
}

// clock is the test's own time, which writes behind the screen read too.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

type timer struct {
	at  time.Time
	msg tea.Msg
}

type look struct {
	w, h    int
	dark    bool
	profile colorprofile.Profile
	opt     func(*Options)
	lib     *fakeLibrary
}

// open starts a reader over the mock's library.
func open(t *testing.T, l look) *screen {
	t.Helper()
	s := beforeStart(t, l)
	s.run(s.m.Init())
	return s
}

// beforeStart is a reader that has not asked for its first list yet.
func beforeStart(t *testing.T, l look) *screen {
	t.Helper()
	s := &screen{t: t, lib: l.lib, w: l.w, h: l.h, colors: l.profile}
	if s.lib == nil {
		s.lib = mockLibrary()
	}
	s.clock.set(testNow())
	s.lib.now = s.clock.now
	o := Options{Library: s.lib, Now: s.lib.now, Background: "dark", Environ: []string{"TERM=xterm-256color"}}
	if !l.dark {
		o.Background = "light"
	}
	if l.opt != nil {
		l.opt(&o)
	}
	o.after = func(d time.Duration, msg tea.Msg) tea.Cmd {
		return func() tea.Msg {
			s.timers = append(s.timers, timer{s.clock.now().Add(d), msg})
			return nil
		}
	}
	m, err := newModel(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	m.queue = newQueue(context.WithValue(context.WithoutCancel(t.Context()), behind{}, true), func(reason any) { t.Errorf("panic in a write: %v", reason) })
	s.m = m
	t.Cleanup(func() {
		if err := m.close(); err != nil {
			t.Error(err)
		}
		if n := s.lib.fromLoop.Load(); n > 0 {
			t.Errorf("%d reads of the library by the program's own loop", n)
		}
	})
	s.send(tea.WindowSizeMsg{Width: l.w, Height: l.h})
	s.send(tea.ColorProfileMsg{Profile: l.profile})
	return s
}

func (s *screen) send(msg tea.Msg) {
	s.lib.inLoop.Store(true)
	_, cmd := s.m.Update(msg)
	s.lib.inLoop.Store(false)
	s.run(cmd)
}

// run does what Bubble Tea would with a command, in order.
func (s *screen) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if s.hold {
		s.held = append(s.held, cmd)
		return
	}
	msg := cmd()
	if msg == nil {
		return
	}
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		for i := range v.Len() { // batches and sequences
			s.run(v.Index(i).Interface().(tea.Cmd))
		}
		return
	}
	if strings.HasPrefix(reflect.TypeOf(msg).String(), "tea.") {
		s.seen = append(s.seen, msg)
	}
	s.send(msg)
}

// release runs what was held back, or the newest of it first.
func (s *screen) release(backwards bool) {
	s.hold = false
	held := s.held
	s.held = nil
	if backwards {
		slices.Reverse(held)
	}
	for _, cmd := range held {
		s.run(cmd)
	}
}

// keys types keys, parted by spaces; "text:..." types the rest letter by letter,
// "wait:1s" moves the clock.
func (s *screen) keys(keys string) *screen {
	for k := range strings.FieldsSeq(keys) {
		if text, ok := strings.CutPrefix(k, "text:"); ok {
			for _, r := range strings.ReplaceAll(text, "_", " ") {
				s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
			continue
		}
		if d, ok := strings.CutPrefix(k, "wait:"); ok {
			pause, err := time.ParseDuration(d)
			if err != nil {
				s.t.Fatal(err)
			}
			s.wait(pause)
			continue
		}
		s.send(keyPress(k))
	}
	return s
}

func keyPress(k string) tea.KeyPressMsg {
	var msg tea.KeyPressMsg
	for {
		rest, ok := strings.CutPrefix(k, "ctrl+")
		if ok {
			msg.Mod |= tea.ModCtrl
		} else if rest, ok = strings.CutPrefix(k, "shift+"); ok {
			msg.Mod |= tea.ModShift
		}
		if !ok {
			break
		}
		k = rest
	}
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "backspace": tea.KeyBackspace, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "space": tea.KeySpace,
	}
	if code, ok := special[k]; ok {
		msg.Code = code
		if k == "space" {
			msg.Text = " "
		}
		return msg
	}
	msg.Code = []rune(k)[0]
	if msg.Mod == 0 {
		msg.Text = k
	}
	return msg
}

// wait moves the clock and brings what falls due, poll included.
func (s *screen) wait(d time.Duration) *screen {
	end := s.clock.now().Add(d)
	for {
		next := -1
		for i, t := range s.timers {
			if !t.at.After(end) && (next < 0 || t.at.Before(s.timers[next].at)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		t := s.timers[next]
		s.timers = append(s.timers[:next], s.timers[next+1:]...)
		s.clock.set(t.at)
		s.send(t.msg)
	}
	s.clock.set(end)
	return s
}

func (s *screen) resize(w, h int) *screen {
	s.w, s.h = w, h
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

// cells draws the view into a virtual terminal.
func (s *screen) cells() uv.ScreenBuffer {
	s.t.Helper()
	s.lib.inLoop.Store(true)
	v := s.m.View()
	s.lib.inLoop.Store(false)
	b := uv.NewScreenBuffer(s.w, s.h)
	b.Method = s.m.term.method
	for i, line := range strings.Split(v.Content, "\n") {
		if w := s.m.term.method.StringWidth(line); w > s.w {
			s.t.Errorf("line %d is %d cells wide on a screen of %d: %q", i, w, s.w, ansi.Strip(line))
		}
	}
	if n := strings.Count(v.Content, "\n") + 1; n > s.h {
		s.t.Errorf("%d lines on a screen of %d", n, s.h)
	}
	uv.NewStyledString(v.Content).Draw(b, b.Bounds())
	return b
}

// text is what is on the screen, without trailing spaces.
func (s *screen) text() string {
	s.t.Helper()
	b := s.cells()
	var out strings.Builder
	for y := range s.h {
		var line strings.Builder
		for x := range s.w {
			if c := b.CellAt(x, y); c != nil && c.Width > 0 {
				line.WriteString(c.Content)
			}
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return out.String()
}

// styles is the screen again with a letter for each cell's style, and what the
// letters stand for.
func (s *screen) styles() string {
	b := s.cells()
	names := map[string]byte{"": '.'}
	var legend, out strings.Builder
	for y := range s.h {
		var line strings.Builder
		for x := range s.w {
			c := b.CellAt(x, y)
			if c == nil || c.Width == 0 {
				line.WriteByte('>')
				continue
			}
			st := uv.ConvertStyle(c.Style, s.colors)
			key := st.String()
			name, ok := names[key]
			if !ok {
				name = byte('a' + len(names) - 1)
				names[key] = name
				fmt.Fprintf(&legend, "%c %q\n", name, key)
			}
			line.WriteByte(name)
		}
		out.WriteString(strings.TrimRight(line.String(), ".") + "\n")
	}
	return out.String() + "--\n" + legend.String()
}

// golden compares the screen with the file of that name.
func (s *screen) golden(name string) {
	s.t.Helper()
	golden(s.t, filepath.Join("testdata", "screens", name+".txt"), s.text()+"--\n"+s.styles())
}

// golden compares what there is with a file, or writes it there.
func golden(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./ui -update writes it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs (-want +got); go test ./ui -update writes it:\n%s", path, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")))
	}
}

// has fails unless the screen shows every text.
func (s *screen) has(texts ...string) *screen {
	s.t.Helper()
	all := s.text()
	for _, t := range texts {
		if !strings.Contains(all, t) {
			s.t.Errorf("the screen does not show %q:\n%s", t, all)
		}
	}
	return s
}

// lacks fails if the screen shows any text.
func (s *screen) lacks(texts ...string) *screen {
	s.t.Helper()
	all := s.text()
	for _, t := range texts {
		if strings.Contains(all, t) {
			s.t.Errorf("the screen shows %q:\n%s", t, all)
		}
	}
	return s
}

// line is the first line of the screen that has a text.
func (s *screen) line(text string) string {
	s.t.Helper()
	for l := range strings.Lines(s.text()) {
		if strings.Contains(l, text) {
			return strings.TrimRight(l, "\n")
		}
	}
	s.t.Errorf("the screen does not show %q:\n%s", text, s.text())
	return ""
}

// unread says whether the row of a story has the dot.
func (s *screen) unread(title string) bool {
	s.t.Helper()
	return strings.Contains(s.line(title), "● ")
}

// times counts how often the screen shows a text.
func (s *screen) times(text string) int { return strings.Count(s.text(), text) }

// quit says whether the program was told to end.
func (s *screen) quit() bool {
	return slices.ContainsFunc(s.seen, func(m tea.Msg) bool { _, ok := m.(tea.QuitMsg); return ok })
}

// copied says whether a text was sent to the clipboard.
func (s *screen) copied(text string) bool {
	return slices.Contains(s.seen, tea.SetClipboard(text)())
}

// wide opens a dark reader of 120x36.
func wide(t *testing.T) *screen {
	t.Helper()
	return open(t, look{w: 120, h: 36, dark: true, profile: colorprofile.TrueColor})
}
