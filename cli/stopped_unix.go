//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// alone reports whether nobody could continue the process after ctrl-z: as a session's
// leader, which it is under 'ssh -t host lede' or in a window of its own, it is no job of
// a shell, and the system ignores SIGTSTP for it.
func alone() bool {
	session, err := unix.Getsid(0)
	return err == nil && session == unix.Getpgrp()
}

// notStopped makes the process ignore ctrl-z (SIGTSTP), which the terminal sends to every
// process of its foreground group.
func notStopped() { signal.Ignore(syscall.SIGTSTP) }

// stopsWithin is how long it takes at most until the process stops after SIGSTOP was
// sent.
const stopsWithin = 50 * time.Millisecond

// stopPaused handles ctrl-z for a process that has no screen, until end is called: pause
// is called first, then the process stops itself, and when it is continued resume is
// called.
func stopPaused(pause func() (resume func())) (end func()) {
	if alone() || signal.Ignored(syscall.SIGTSTP) {
		return func() {}
	}
	asked, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(asked, syscall.SIGTSTP)
	go func() {
		for {
			select {
			case <-asked:
				resume := pause()
				// SIGTSTP itself, now that it is caught, does not stop the process.
				if syscall.Kill(os.Getpid(), syscall.SIGSTOP) == nil {
					time.Sleep(stopsWithin)
				}
				resume()
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(asked)
		close(done)
	}
}
