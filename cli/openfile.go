package cli

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// openFile opens a file that is to be read to its end. What is none is an error
// before it is opened: a pipe that nobody writes to never answers, and no
// signal ends the wait for it. The shell's own pipes, <(...), and /dev/null are
// let through.
func openFile(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if kind := notFile(info.Mode()); kind != "" && path != os.DevNull && path != "/dev/stdin" && !strings.HasPrefix(path, "/dev/fd/") {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("it is %s and not a file", kind)}
	}
	return os.Open(path)
}

// notFile says what something is that is no regular file; empty: it is one.
func notFile(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case !mode.IsRegular():
		return "a device"
	}
	return ""
}
