//go:build unix

package ui

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"

	"lede/ui/wire"
	"lede/ui/wire/tube"
)

// terminalTest is the whole reader, Bubble Tea included, in a terminal.
type terminalTest struct {
	t     *testing.T
	near  *os.File // the terminal's side of the line
	tty   *os.File
	was   *term.State // before
	ended chan error

	mu    sync.Mutex
	tube  *tube.Tube
	view  tea.View // the reader's last
	views int
	// resized says that there may be more to come for another size.
	resized bool
	// late has answers kept, rather than given.
	late    bool
	answers strings.Builder
	more    chan struct{} // closed and made anew whenever there is something new
}

// bound is for tests that fail alone.
const bound = 15 * time.Second

// elsewhere is what a program prints that has the terminal for a while.
const elsewhere = "elsewhere"

func inTerminal(t *testing.T, w, h int, late bool) *terminalTest {
	t.Helper()
	u := &terminalTest{t: t, late: late, ended: make(chan error, 1), more: make(chan struct{})}
	u.tube = tube.New(func(format string, args ...any) {
		if !u.resized { // what is written for another size does not fit
			t.Errorf(format, args...)
		}
	}, w, h)
	var err error
	if u.near, u.tty, err = pty.Open(); err != nil {
		t.Fatal(err)
	}
	if u.was, err = term.GetState(u.tty.Fd()); err != nil {
		t.Fatal(err)
	}
	u.setSize(w, h)
	o := Options{
		Library: mockLibrary(), Now: testNow, Background: "dark", Input: u.tty, Output: u.tty,
		Environ: []string{"TERM=xterm-256color", "COLORTERM=truecolor"},
		Browser: func(context.Context, Target) (*exec.Cmd, error) { return exec.Command("printf", elsewhere), nil },
		viewed: func(v tea.View) {
			u.mu.Lock()
			defer u.mu.Unlock()
			u.view = v
			u.views++
			u.tell()
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		u.show()
	}()
	go func() {
		u.ended <- Run(ctx, o)
		close(u.ended)
	}()
	t.Cleanup(func() {
		cancel()
		<-u.ended
		_ = u.tty.Close()
		<-shown // nobody has the other side open any more
		_ = u.near.Close()
	})
	return u
}

// tell has those that wait look again. The lock is held.
func (u *terminalTest) tell() {
	close(u.more)
	u.more = make(chan struct{})
}

// show shows what is written, and answers questions.
func (u *terminalTest) show() {
	buf := make([]byte, 4096)
	for {
		n, err := u.near.Read(buf)
		if err != nil { // the other side is closed
			return
		}
		u.mu.Lock()
		_, _ = u.tube.Write(buf[:n]) // it does not fail
		for _, q := range u.tube.Asked {
			switch q {
			case "\x1b[6n":
				x, y := u.tube.Cursor()
				fmt.Fprintf(&u.answers, "\x1b[%d;%dR", y+1, x+1)
			case "\x1b[?2026$p":
				u.answers.WriteString("\x1b[?2026;2$y")
			case statusRequest:
				u.answers.WriteString(string(statusOK))
			}
		}
		u.tube.Asked = nil
		if !u.late {
			u.answer()
		}
		u.tell()
		u.mu.Unlock()
	}
}

// answer gives the answers. The lock is held.
func (u *terminalTest) answer() {
	u.press(u.answers.String())
	u.answers.Reset()
}

func (u *terminalTest) press(keys string) {
	if _, err := u.near.WriteString(keys); err != nil {
		u.t.Error(err)
	}
}

func (u *terminalTest) setSize(w, h int) {
	if err := pty.Setsize(u.tty, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)}); err != nil {
		u.t.Fatal(err)
	}
}

// wanted is what the terminal is to show.
func (u *terminalTest) wanted() string {
	w, h := u.tube.Size()
	want := tube.New(func(string, ...any) {}, w, h) // a view of before a change of size has no room
	want.Draw(u.view.Content, ansi.WcWidth, nil)
	if u.view.Cursor != nil {
		want.Place(u.view.Cursor.X, u.view.Cursor.Y)
	}
	want.Modes[tube.CursorSeen] = u.view.Cursor != nil
	return everything(want)
}

// everything is what a terminal shows, its cursor included.
func everything(u *tube.Tube) string {
	if !u.Modes[tube.CursorSeen] {
		return u.Screen() + "no cursor"
	}
	x, y := u.Cursor()
	return u.Screen() + fmt.Sprintf("the cursor at %d, %d", x, y)
}

// await waits until it is so, which is asked under the lock.
func (u *terminalTest) await(what string, so func() bool) {
	u.t.Helper()
	late, ended := time.After(bound), u.ended
	for {
		u.mu.Lock()
		is, more := so(), u.more
		u.mu.Unlock()
		if is {
			return
		}
		select {
		case <-more:
		case err, first := <-ended:
			if first {
				u.t.Fatalf("the reader ended with %v, while waiting for %s", err, what)
			}
			ended = nil // there may be more to come of what it wrote
		case <-late:
			u.mu.Lock()
			defer u.mu.Unlock()
			u.t.Fatalf("waiting for %s, the terminal shows (-), and should (+)\n%s", what, cmp.Diff(everything(u.tube), u.wanted()))
		}
	}
}

// same waits for so many views more than there were, and until the terminal shows
// the last.
func (u *terminalTest) same(after string, views int) {
	u.t.Helper()
	u.await("the screen after "+after, func() bool {
		_, h := u.tube.Size()
		return u.views >= views && strings.Count(u.view.Content, "\n") == h-1 && everything(u.tube) == u.wanted()
	})
}

// sentKeys are keys as a terminal sends them, by the names that a screen knows.
var sentKeys = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f", "pgdown": "\x1b[6~", "pgup": "\x1b[5~", "left": "\x1b[D", "right": "\x1b[C",
}

// keys presses keys, all at once, and waits for the screen that they lead to.
func (u *terminalTest) keys(keys string) {
	u.t.Helper()
	var sent strings.Builder
	names := strings.Fields(keys)
	for _, k := range names {
		if s, ok := sentKeys[k]; ok {
			k = s
		}
		sent.WriteString(k)
	}
	before := u.viewed()
	u.press(sent.String())
	u.same(keys, before+len(names))
}

// viewed is how often the screen was asked for so far.
func (u *terminalTest) viewed() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.views
}

// resize has the terminal be of another size, and waits for the screen.
func (u *terminalTest) resize(w, h int) {
	u.t.Helper()
	u.mu.Lock()
	u.tube.Resize(w, h)
	u.resized = true
	u.mu.Unlock()
	u.setSize(w, h)
	before := u.viewed()
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil { // the terminal is not this process's own
		u.t.Fatal(err)
	}
	u.same("a change of size", before+1)
	u.mu.Lock()
	u.resized = false
	u.mu.Unlock()
}

// TestInATerminal: what keys lead to is what the terminal shows, be they pressed
// one by one or all at once, also after it changed its size and after another
// program had it; and it is given back as it was.
func TestInATerminal(t *testing.T) {
	u := inTerminal(t, 100, 30, false)
	u.same("the start", 1)
	for i := range 3 {
		u.elsewhere()
		u.keys("j")
		u.resize(90+i, 34-i)
	}
	r := rand.New(rand.NewPCG(3, 9))
	keys := strings.Fields("j j j k pgdown pgup G space enter enter J K ] [ tab z v ? + - ? h l / left right backspace")
	for step := range 60 {
		some := make([]string, 1+r.IntN(1+step%4))
		for i := range some {
			some[i] = keys[r.IntN(len(keys))]
		}
		u.keys(strings.Join(some, " "))
		if step%10 == 9 {
			u.keys("esc")
			u.keys("esc")
			u.resize(60+r.IntN(80), 20+step)
		}
	}
	u.quit()
}

// elsewhere gives the terminal to another program, and waits until it is back.
func (u *terminalTest) elsewhere() {
	u.t.Helper()
	u.mu.Lock()
	before := bytes.Count(u.tube.Written, []byte(elsewhere))
	u.mu.Unlock()
	u.press("o")
	u.await("another program", func() bool { return bytes.Count(u.tube.Written, []byte(elsewhere)) > before })
	u.await("the terminal to be back", func() bool { return u.tube.Modes[tube.AltScreen] })
	u.same("another program", 0)
}

// quit quits, and looks at what is left of the reader in the terminal.
func (u *terminalTest) quit() {
	u.t.Helper()
	late := time.After(bound)
	for ended := false; !ended; { // ctrl+c goes back, until there is nowhere to go back to
		u.press("\x03")
		select {
		case err := <-u.ended:
			if err != nil {
				u.t.Fatalf("the reader ended with %v", err)
			}
			ended = true
		case <-late:
			u.t.Fatal("the reader does not end")
		case <-time.After(100 * time.Millisecond):
		}
	}
	if is, err := term.GetState(u.tty.Fd()); err != nil || !reflect.DeepEqual(is, u.was) {
		u.t.Errorf("the terminal is left as %+v (%v), was %+v", is, err, u.was)
	}
	u.await("the terminal to be given back", func() bool { return !u.tube.Modes[tube.AltScreen] && u.tube.Modes[tube.CursorSeen] })
	u.mu.Lock()
	defer u.mu.Unlock()
	if got := u.tube.Screen(); !strings.Contains(got, elsewhere) {
		u.t.Errorf("what another program printed is gone:\n%s", got)
	}
	delete(u.tube.Modes, tube.CursorSeen)
	for mode, on := range u.tube.Modes {
		if on {
			u.t.Errorf("mode %d is left on", mode)
		}
	}
	if u.tube.Keyboards != 0 || u.tube.Title != "" {
		u.t.Errorf("%d keyboard modes are left, and the title %q", u.tube.Keyboards, u.tube.Title)
	}
}

// TestAnswersAreAwaited: what the terminal answers late is not typed to whoever has
// it next.
func TestAnswersAreAwaited(t *testing.T) {
	u := inTerminal(t, 100, 30, true)
	u.same("the start", 1)
	u.press("q")
	u.await("the last question", func() bool { return strings.HasSuffix(u.answers.String(), string(statusOK)) })
	u.mu.Lock()
	if n := strings.Count(u.answers.String(), "\x1b"); n < 3 {
		t.Errorf("there are %d answers: too few to tell anything", n)
	}
	u.answer()
	u.mu.Unlock()
	if err := <-u.ended; err != nil {
		t.Fatal(err)
	}
	u.press("typed\n")
	line, err := bufio.NewReader(u.tty).ReadString('\n')
	if err != nil || line != "typed\n" {
		t.Errorf("the next who has the terminal reads %q (%v), want what is typed then", line, err)
	}
}

// TestTheLastQuestion: it is asked behind those that Bubble Tea keeps, be they its
// first, which are not written yet.
func TestTheLastQuestion(t *testing.T) {
	var written bytes.Buffer
	w := wiredModel{&model{}, wire.New(&written, "xterm", time.Second)}
	if !w.wire.Asked(answersWithin) {
		t.Error("what is asked at the start is not counted")
	}
	if msg := (tea.RawMsg{Msg: statusRequest}); w.filter(w, msg) != tea.Msg(msg) || written.Len() > 0 {
		t.Errorf("the last question is written as %q, before what Bubble Tea keeps", &written)
	}
	if w.filter(w, tea.RawMsg{Msg: "\x1b[c"}) != nil || written.String() != "\x1b[c" {
		t.Errorf("another question is written as %q", &written)
	}
}

// stalled is a terminal that takes nothing until it is freed.
type stalled struct{ tried, freed chan struct{} }

func (s *stalled) Write(p []byte) (int, error) {
	select {
	case s.tried <- struct{}{}:
	default:
	}
	<-s.freed
	return len(p), nil
}

// unnamed is a terminal's file that Bubble Tea reads without a way to cut that short.
// With one, Bubble Tea closes its input while it still reads it where a context ends the
// program: a data race of its own, for the detector to find in one run of many.
type unnamed struct{ term.File }

// TestStalled: a reader that is told to end does so though its terminal takes
// nothing any more, and that takes keys again as it did before.
func TestStalled(t *testing.T) {
	near, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	was, err := term.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	out := &stalled{make(chan struct{}, 1), make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	t.Cleanup(func() {
		close(out.freed)
		_ = near.Close()
	})
	go func() {
		ended <- Run(ctx, Options{
			Library: mockLibrary(), Now: testNow, Background: "dark", Input: unnamed{tty}, Output: out,
			Environ: []string{"TERM=xterm"}, stalledAfter: time.Millisecond,
		})
	}()
	<-out.tried
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(bound):
		t.Fatal("the reader does not end")
	}
	if is, err := term.GetState(tty.Fd()); err != nil || !reflect.DeepEqual(is, was) {
		t.Errorf("the terminal is left as %+v (%v), was %+v", is, err, was)
	}
}

// TestLeavingForGood: a program that is ready to be given the terminal does not get
// it, nor does the shell, and neither keeps the reader, while that waits for a last
// answer to quit.
func TestLeavingForGood(t *testing.T) {
	s := open(t, look{})
	s.m.term.unanswered = func(time.Duration) bool { return true }
	s.keys("q")
	if s.quit() {
		t.Fatal("the last answer is not waited for")
	}
	s.send(handOverMsg{name: "a browser", cmd: exec.Command("true")})
	s.keys("ctrl+z")
	if s.wait(lastAnswer); !s.quit() {
		t.Error("the reader stays")
	}
}
