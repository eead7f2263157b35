//go:build !unix

package cli

// notStopped has nothing to do where processes are not stopped.
func notStopped() {}

// alone reports that nobody could have it go on.
func alone() bool { return true }

// stopPaused has nothing to do either.
func stopPaused(func() (resume func())) (end func()) { return func() {} }
