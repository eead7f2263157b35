package store

import "golang.org/x/sys/unix"

// networkFS names the network file system that a path lies on, if any. SQLite's
// WAL needs memory shared between processes, which these do not have.
func networkFS(path string) (name string, remote bool) {
	var st unix.Statfs_t
	if unix.Statfs(path, &st) != nil {
		return "", false
	}
	switch uint32(st.Type) {
	case unix.NFS_SUPER_MAGIC:
		name = "NFS"
	case unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC:
		name = "SMB"
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC:
		name = "AFS"
	case unix.CEPH_SUPER_MAGIC:
		name = "Ceph"
	case unix.CODA_SUPER_MAGIC:
		name = "Coda"
	}
	return name, name != ""
}
