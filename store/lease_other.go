//go:build !unix

package store

import "os"

// processRuns tells whether a process is there.
func processRuns(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
