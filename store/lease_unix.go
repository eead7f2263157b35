//go:build unix

package store

import (
	"errors"
	"syscall"
)

// processRuns tells whether a process is there, ours or another user's.
func processRuns(pid int) bool {
	return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}
