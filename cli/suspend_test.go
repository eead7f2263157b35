//go:build unix

package cli

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

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
	r := openInShell(t, env)
	settled := ""
	await(t, "the list", func() bool {
		was := settled
		settled = r.terminal().Screen()
		return settled == was && strings.Contains(settled, "Third") &&
			strings.Contains(settled, "1 of 3") // counted after the list is shown
	})
	r.press("\x1a")
	await(t, "the terminal to be given back", r.gaveBack)
	await(t, "the shell", func() bool { return r.takesLines() })
	if out := run(t, env, "mark", "read", "1"); out == "" {
		t.Error("nothing can be marked while it is stopped")
	}
	run(t, env, "mark", "unread", "1")
	r.press("\n")
	await(t, "the same screen", func() bool {
		u := r.terminal()
		return u.Modes[tube.AltScreen] && u.Screen() == settled
	})
	r.press("q")
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("the reader ended with %v", err)
	}
	await(t, "the terminal to be given back", r.gaveBack)
}

// openInShell opens a terminal with a shell, which begins a command of lede's; when that
// was stopped, it waits for a line and has it go on.
func openInShell(t *testing.T, env []string, args ...string) *reader {
	t.Helper()
	lede := ledeCommand(t, env, args...)
	shell := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `set -m; "$0" "$@"; echo stopped; read line; fg`, lede.Path}, args...)...)
	shell.Env = lede.Env
	return openTerminal(t, shell)
}

// TestPlainStopped: reading by lines stops as any program does, and goes on; while it is
// stopped nobody waits for it to write.
func TestPlainStopped(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First", "Second", "Third")
	run(t, env, "add", url)
	r := openInShell(t, env, "--plain")
	r.shows("Third")
	r.shows("> ")
	r.press("\x1a")
	r.shows("stopped")
	run(t, env, "mark", "read", "1")
	r.press("\n")
	r.press("help\n")
	r.shows("undo")
	r.press("quit\n")
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("the reader ended with %v", err)
	}
}

// takesLines reports whether the terminal has its keys come by lines, as a shell does.
func (r *reader) takesLines() bool {
	r.t.Helper()
	state, err := term.GetState(r.pty.Fd())
	if err != nil {
		r.t.Fatal(err)
	}
	return state.Lflag&unix.ICANON != 0
}

// TestReaderNotSuspended: where no shell could bring it back, ctrl-z says so, and stops
// neither the reader nor what it does.
func TestReaderNotSuspended(t *testing.T) {
	r := openReader(t, home(t))
	await(t, "the reader", func() bool { return strings.Contains(r.terminal().Screen(), "Welcome to lede") })
	r.press("\x1a")
	r.shows("no shell here")
	r.press("q")
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("the reader ended with %v", err)
	}
}

// TestReaderStopped: a reader that others have stopped, so that the shell took the
// terminal for itself, has it again when it goes on: keys are not waited for until the
// line ends, nor shown, and the screen is whole.
func TestReaderStopped(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First", "Second", "Third")
	run(t, env, "add", url)
	r := openReader(t, env)
	await(t, "the list", func() bool { return strings.Contains(r.terminal().Screen(), "1 of 3") })
	signal := func(s syscall.Signal) {
		t.Helper()
		if err := r.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	raw, err := term.GetState(r.pty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	shells := *raw
	shells.Lflag |= unix.ICANON | unix.ECHO | unix.ISIG
	if err := term.SetState(r.pty.Fd(), &shells); err != nil {
		t.Fatal(err)
	}
	signal(syscall.SIGCONT)
	await(t, "keys to come one by one", func() bool { return !r.takesLines() })
	await(t, "the screen", func() bool {
		u := r.terminal()
		return u.Modes[tube.AltScreen] && strings.Contains(u.Screen(), "1 of 3")
	})
	r.press("q")
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("the reader ended with %v", err)
	}
	await(t, "the terminal to be given back", r.gaveBack)
}
