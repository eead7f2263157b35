//go:build !unix

package cli

// notStopped has nothing to do on systems without job control.
func notStopped() {}

// alone reports that nobody could continue the process.
func alone() bool { return true }

// stopPaused has nothing to do either.
func stopPaused(func() (resume func())) (end func()) { return func() {} }
