//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// alone reports whether nobody could have the process go on that was stopped: where a
// terminal began with it, as with 'ssh -t host lede' or a window of its own, there is no
// shell in front of which it is a job, and the system does not stop it.
func alone() bool {
	session, err := unix.Getsid(0)
	return err == nil && session == unix.Getpgrp()
}

// notStopped has the process go on when those that are in front of the terminal are
// stopped.
func notStopped() { signal.Ignore(syscall.SIGTSTP) }

// stopsWithin is how long after its signal a process is stopped, at most.
const stopsWithin = 50 * time.Millisecond

// stopPaused has ctrl-z stop a process that has no screen when pause has returned, and
// resume called when it goes on, until end is called.
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
				// Go does not let the signal itself do so any more.
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
