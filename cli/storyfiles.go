package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"

	"lede/feed/article"
	"lede/feed/fetch"
)

// storyFiles keeps stories as files, for the reader.
type storyFiles struct {
	folder func() string // where they go unless the user types another place
	home   string
}

// storyFolder is where stories are saved: where config.toml says, else the
// user's folder for documents or for downloads, else the current one.
func (a *app) storyFolder() string {
	if f := a.currentConfig().SaveFolder; f != "" {
		return f
	}
	for _, f := range []string{xdg.UserDirs.Documents, xdg.UserDirs.Download} {
		if info, err := os.Stat(f); err == nil && info.IsDir() && filepath.Clean(f) != filepath.Clean(xdg.Home) {
			return f
		}
	}
	return ""
}

// Place is a file of the folder, with '~' for the user's home.
func (f *storyFiles) Place(name string) string {
	path := filepath.Join(f.folder(), name)
	if rest, ok := strings.CutPrefix(path, f.home+string(filepath.Separator)); ok && f.home != "" {
		return filepath.Join("~", rest)
	}
	return path
}

// storyMode are the permissions of a story that is saved: it is published.
const storyMode = 0o644

// Save writes a story. A file that is replaced stays whole until the new one
// is.
func (f *storyFiles) Save(_ context.Context, name string, replace bool, d article.Document) (string, error) {
	format, ok := article.FormatOf(name)
	if !ok {
		return "", fmt.Errorf("%q has none of the extensions .md, .html, .epub and .txt", name)
	}
	path, err := f.path(name)
	if err != nil {
		return "", err
	}
	switch info, err := os.Lstat(path); {
	case err == nil && info.IsDir():
		return "", fmt.Errorf("%s is a folder", path)
	case err == nil && !replace:
		return "", fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	finish := finishNew
	if replace {
		finish = os.Rename
	}
	err = writeBeside(path, storyMode, func(w io.Writer) error { return d.Write(w, format) }, finish)
	switch {
	case errors.Is(err, fs.ErrExist):
		return "", fmt.Errorf("%s: %w", path, fs.ErrExist)
	case err != nil:
		return "", fmt.Errorf("%s cannot be written: %w", path, plainPathError(err))
	}
	return path, nil
}

// path is the absolute path of what was typed.
func (f *storyFiles) path(name string) (string, error) {
	name = strings.TrimSpace(name)
	if rest, ok := strings.CutPrefix(name, "~"); ok && f.home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		name = f.home + rest
	}
	if strings.ContainsRune(name, 0) {
		return "", errors.New("a file's name holds no NUL")
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(filepath.Dir(path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no folder %s", filepath.Dir(path))
	case err != nil:
		return "", fmt.Errorf("the folder %s cannot be used: %w", filepath.Dir(path), plainPathError(err))
	case !info.IsDir():
		return "", fmt.Errorf("%s is not a folder", filepath.Dir(path))
	}
	return path, nil
}

// Shell reads a line as the user's shell would.
func (f *storyFiles) Shell(ctx context.Context, line string, terminal bool) *exec.Cmd {
	cmd := shellCommand(ctx, line)
	cmd.WaitDelay = time.Second // for a child that was left behind with the output open
	if !terminal {
		fetch.OwnGroup(cmd)
	}
	return cmd
}
