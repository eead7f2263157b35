package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"lede/ui"
)

// readerCommands are what the reader's palette can do besides its actions: what
// only the command line's rooms know how to do.
func (a *app) readerCommands(s *readerLibrary) []ui.Command {
	return []ui.Command{
		{Name: "welcome", Help: "the stories that teach the keys; again: back to yours", Run: func(ctx context.Context, _ string) (string, error) {
			on, err := s.toggleWelcome(ctx, a.sys.Now)
			if err != nil || !on {
				return "", err
			}
			return ":welcome brings your own library back", nil
		}},
	}
}

// homePath resolves a leading '~/', which no shell has seen to.
func homePath(path string) string {
	rest, ok := strings.CutPrefix(path, "~/")
	if !ok {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}
