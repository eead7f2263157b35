package cli

import (
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/adrg/xdg"
)

// homePath resolves a leading '~/', which no shell has seen to.
func homePath(path string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || rest == "" || !os.IsPathSeparator(rest[0]) {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}

// knowHome puts the user's home into the environment where it is not there, as for what
// a system's own services start: all files would be looked for beneath /.
func knowHome() {
	if runtime.GOOS == "windows" || os.Getenv("HOME") != "" { // which knows it otherwise
		return
	}
	u, err := user.Current()
	if err != nil || u.HomeDir == "" {
		return
	}
	if os.Setenv("HOME", u.HomeDir) == nil {
		xdg.Reload()
	}
}
