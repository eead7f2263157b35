//go:build !unix

package cli

// notStopped has nothing to do where processes are not stopped.
func notStopped() {}

// alone reports that nobody could have it go on.
func alone() bool { return true }
