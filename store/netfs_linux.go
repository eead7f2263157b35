package store

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

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
	case unix.V9FS_MAGIC:
		name = "9p"
	case unix.FUSE_SUPER_MAGIC: // which may be anything: the table of mounts says what
		table, err := os.ReadFile("/proc/self/mountinfo")
		if err != nil {
			return "", false
		}
		if path, err = filepath.EvalSymlinks(path); err == nil {
			name = remoteFUSE(string(table), path)
		}
	}
	return name, name != ""
}

// remoteFUSE names the file system of a FUSE mount that a path lies on where it
// is one that reaches over a network, by the table of mounts (proc(5),
// mountinfo).
func remoteFUSE(table, path string) string {
	var at, kind string
	for line := range strings.Lines(table) {
		before, after, ok := strings.Cut(line, " - ")
		fields := strings.Fields(before)
		if !ok || len(fields) < 5 {
			continue
		}
		mount := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\134`, `\`).Replace(fields[4])
		inside := mount == "/" || path == mount || strings.HasPrefix(path, mount+"/")
		if inside && len(mount) >= len(at) {
			at = mount
			kind, _, _ = strings.Cut(after, " ")
		}
	}
	kind = strings.TrimPrefix(kind, "fuse.")
	for _, remote := range []string{"sshfs", "rclone", "glusterfs", "s3fs", "davfs", "ceph", "curlftpfs", "gcsfuse", "juicefs"} {
		if strings.HasPrefix(kind, remote) {
			return kind
		}
	}
	return ""
}
