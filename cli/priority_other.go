//go:build !linux

package cli

// giveWay leaves the program as it is.
func giveWay(int) error { return nil }
