//go:build darwin || freebsd

package store

import "golang.org/x/sys/unix"

// networkFS names the network file system that a path lies on, if any. SQLite's
// WAL needs memory shared between processes, which these do not have.
func networkFS(path string) (name string, remote bool) {
	var st unix.Statfs_t
	if unix.Statfs(path, &st) != nil || uint64(st.Flags)&unix.MNT_LOCAL != 0 {
		return "", false
	}
	return unix.ByteSliceToString(st.Fstypename[:]), true
}
