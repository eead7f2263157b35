//go:build unix

package cli

import (
	"strings"
	"syscall"
	"testing"

	"lede/ui/wire/tube"
)

// terminal is what a reader's terminal shows of all that was written so far.
func (r *reader) terminal() *tube.Tube {
	u := tube.New(func(string, ...any) {}, 100, 30)
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = u.Write(r.out.Bytes()) // it does not fail
	return u
}

// gaveBack reports whether the terminal is as it was before the reader.
func (r *reader) gaveBack() bool {
	u := r.terminal()
	return !u.Modes[tube.AltScreen] && u.Modes[tube.CursorSeen] && u.Keyboards == 0
}

// TestReaderSuspended: a suspended reader gives the terminal back, and shows the
// same screen when it goes on.
func TestReaderSuspended(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First", "Second", "Third")
	run(t, env, "add", url)
	r := openReader(t, env)
	settled := ""
	await(t, "the list", func() bool {
		was := settled
		settled = r.terminal().Screen()
		return settled == was && strings.Contains(settled, "Third") &&
			strings.Contains(settled, "1 of 3") // counted after the list is shown
	})
	r.press("\x1a")
	await(t, "the terminal to be given back", r.gaveBack)
	// Nobody in its session could have it go on, so that the signal to stop is not
	// delivered; it waits for the one to go on all the same, once it listens.
	await(t, "the same screen", func() bool {
		if err := r.cmd.Process.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		u := r.terminal()
		return u.Modes[tube.AltScreen] && u.Screen() == settled
	})
	r.press("q")
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("the reader ended with %v", err)
	}
	await(t, "the terminal to be given back", r.gaveBack)
}
