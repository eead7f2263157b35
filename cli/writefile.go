package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeWhole writes a file, for its owner alone, so that a reader finds the old one
// or the new one, whole, whatever happens in between.
func writeWhole(path string, write func(io.Writer) error) error {
	return writeBeside(path, 0o600, write, os.Rename)
}

// writeBeside writes a file under another name in the same folder, and has finish
// put it in its place once it is on the disk. What is left of it after an error is
// removed.
func writeBeside(path string, mode fs.FileMode, write func(io.Writer) error, finish func(from, to string) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreGone(os.Remove(f.Name())))
		}
	}()
	if err := errors.Join(write(f), f.Sync(), permit(f, mode), f.Close()); err != nil {
		return err
	}
	return finish(f.Name(), path)
}

// permit gives a new file its permissions. A file system that has none, as on a USB
// stick or in a phone's shared folder, refuses them to the file's own owner.
func permit(f *os.File, mode fs.FileMode) error {
	err := f.Chmod(mode)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

// finishNew puts a file in a place where nothing is yet. A link is made only there,
// which a rename does not promise.
func finishNew(from, to string) error {
	if err := os.Link(from, to); err == nil || errors.Is(err, fs.ErrExist) {
		return errors.Join(err, os.Remove(from))
	}
	return os.Rename(from, to) // a file system without links
}

// ignoreGone is no error where a file is gone already.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
