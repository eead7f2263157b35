package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// importNewsboat moves in from newsboat: its urls, then its cache.
func (a *app) importNewsboat(ctx context.Context, dir string) error {
	urls, cache, err := findNewsboat(dir)
	if err != nil {
		return err
	}
	list, err := a.readList(urls)
	if err != nil {
		return err
	}
	if err := a.importList(ctx, list); err != nil {
		return err
	}
	if cache == "" {
		a.say("newsboat's cache.db was not found, so no stories were imported.")
		return nil
	}
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	m, err := lib.ImportNewsboat(ctx, cache)
	if err != nil {
		return fmt.Errorf("%s: %w", cache, err)
	}
	words := fmt.Sprintf("Imported from %s: %s, %d of them read, %d with flags", cache, count(m.Entries, "story", "stories"), m.Read, m.Labelled)
	if m.Hidden > 0 {
		words += fmt.Sprintf("; %d that had been deleted there are hidden here", m.Hidden)
	}
	a.say(words, ".")
	return nil
}

// findNewsboat finds newsboat's files: in the given folder, or where newsboat
// itself looks.
func findNewsboat(dir string) (urls, cache string, err error) {
	places := [][2]string{{dir, dir}}
	if dir == "" {
		places = [][2]string{
			{filepath.Join(xdg.ConfigHome, "newsboat"), filepath.Join(xdg.DataHome, "newsboat")},
			{filepath.Join(xdg.Home, ".config", "newsboat"), filepath.Join(xdg.Home, ".local", "share", "newsboat")}, // on macOS too
			{filepath.Join(xdg.Home, ".newsboat"), filepath.Join(xdg.Home, ".newsboat")},
		}
	}
	for _, p := range places {
		urls = filepath.Join(p[0], "urls")
		if _, err := os.Stat(urls); err != nil {
			continue
		}
		cache = filepath.Join(p[1], "cache.db")
		if _, err := os.Stat(cache); errors.Is(err, fs.ErrNotExist) {
			cache = ""
		}
		return urls, cache, nil
	}
	return "", "", errors.New("newsboat's urls file was not found; name its folder: lede import --from newsboat DIR")
}
