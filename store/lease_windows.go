package store

import (
	"errors"

	"golang.org/x/sys/windows"
)

// processRuns tells whether a process is there, ours or another user's. One that has
// ended is found as long as anybody holds on to it.
func processRuns(pid int) bool {
	process, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return !errors.Is(err, windows.ERROR_INVALID_PARAMETER) // which says that there is none
	}
	defer func() { _ = windows.CloseHandle(process) }() // it was looked at alone
	ended, err := windows.WaitForSingleObject(process, 0)
	return err != nil || ended != windows.WAIT_OBJECT_0
}
