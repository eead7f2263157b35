package store

import "testing"

func TestRemoteFUSE(t *testing.T) {
	const table = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:35 / /mnt/far rw,nosuid shared:20 - fuse.sshfs ann@host:/home rw
41 22 0:36 / /mnt/my\040disk rw,nosuid shared:21 - fuseblk /dev/sdb1 rw
42 40 0:37 / /mnt/far/near rw - fuse.encfs encfs rw
`
	for path, want := range map[string]string{
		"/mnt/far/lede": "sshfs", "/mnt/far": "sshfs", "/mnt/farther": "", "/mnt/my disk/lede": "", "/mnt/far/near/lede": "", "/home": "",
	} {
		if got := remoteFUSE(table, path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
