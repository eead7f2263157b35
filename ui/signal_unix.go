//go:build unix

package ui

import (
	"os"
	"os/signal"
	"syscall"
)

// notifyHangup has lost told when the terminal's line is lost, and of SIGQUIT,
// which would end the program with the terminal still raw.
func notifyHangup(lost chan<- os.Signal) { signal.Notify(lost, syscall.SIGHUP, syscall.SIGQUIT) }

// notifyContinued has continued told when the program goes on that was stopped.
func notifyContinued(continued chan<- os.Signal) { signal.Notify(continued, syscall.SIGCONT) }
