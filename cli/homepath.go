package cli

import (
	"os"
	"path/filepath"
	"strings"
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
