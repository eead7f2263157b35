//go:build !linux && !darwin && !freebsd && !windows

package store

// networkFS can't tell here.
func networkFS(string) (name string, remote bool) { return "", false }
