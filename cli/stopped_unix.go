//go:build unix

package cli

import (
	"os/signal"
	"syscall"

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
