package store

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// networkFS names the network file system that a path lies on, if any: a share,
// \\HOST\NAME, or a drive that stands for one. SQLite's WAL needs memory shared
// between processes, which these do not have.
func networkFS(path string) (name string, remote bool) {
	volume := filepath.VolumeName(path)
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return "", false
	}
	return volume, windows.GetDriveType(root) == windows.DRIVE_REMOTE
}
