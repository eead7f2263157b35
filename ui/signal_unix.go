//go:build unix

package ui

import (
	"os"
	"os/signal"
	"syscall"
)

// notifyHangup has lost told when the terminal's line is lost.
func notifyHangup(lost chan<- os.Signal) { signal.Notify(lost, syscall.SIGHUP) }
