//go:build !linux && !darwin && !freebsd

package store

// networkFS can't tell here.
func networkFS(string) (name string, remote bool) { return "", false }
