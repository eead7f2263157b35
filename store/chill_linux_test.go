package store

import (
	"errors"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// chill drops a database's pages from the system's cache: what reads them next
// waits for the disk.
func chill(b *testing.B, path string) {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := errors.Join(f.Sync(), unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)); err != nil {
		b.Fatal(err)
	}
}
