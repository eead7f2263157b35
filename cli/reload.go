package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/fsnotify/fsnotify"

	"lede/ui"
)

// settleFor is how long a changed file is left alone before it is read: editors
// write in several steps.
const settleFor = 150 * time.Millisecond

// reloader takes config.toml and the user's themes in while the reader runs.
type reloader struct {
	a       *app
	changes chan struct{}            // has something when a file may have changed
	themes  atomic.Pointer[[]string] // the names of those that there are
	themed  atomic.Bool              // a file of a theme may have changed
}

func newReloader(a *app) *reloader {
	r := &reloader{a: a, changes: make(chan struct{}, 1)}
	names := a.themeNames()
	r.themes.Store(&names)
	return r
}

var _ ui.Reloader = (*reloader)(nil)

// Changed returns when the file may have changed.
func (r *reloader) Changed(ctx context.Context) error {
	select {
	case <-r.changes:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Reload reads the file and puts it into force whole, or not at all. Whether
// themes may have changed is told in any case.
func (r *reloader) Reload(context.Context) (ui.Reload, error) {
	themed := r.themed.Swap(false)
	if themed {
		names := r.a.themeNames()
		r.themes.Store(&names)
	}
	out, err := r.reload()
	out.Themes = themed
	return out, err
}

func (r *reloader) reload() (ui.Reload, error) {
	a := r.a
	a.changes.Lock()
	defer a.changes.Unlock()
	read, err := loadConfig(a.places)
	if err != nil { // the screen has room for the line, not for the path
		return ui.Reload{}, errors.New(strings.TrimPrefix(err.Error(), a.places.Config+": "))
	}
	was := a.currentConfig()
	if read.same(was) {
		return ui.Reload{}, nil
	}
	now := a.withSaved(read, was.saved)
	if now.Theme != was.Theme {
		if err := a.checkTheme(now); err != nil {
			return ui.Reload{}, err
		}
	}
	out := ui.Reload{Said: "config.toml was reloaded"}
	if out.Keys, err = now.keymap(); err != nil {
		return ui.Reload{}, err
	}
	a.takeConfig(now)
	var later []string
	for _, s := range now.settings() {
		before, _ := was.setting(s.Key)
		if before.literal() == s.literal() {
			continue
		}
		if holdsAtOnce(s.Key) {
			out.Set = append(out.Set, ui.NewSetting{Name: s.Key, Holds: s.shown()})
		} else {
			later = append(later, s.Key)
		}
	}
	if len(later) > 0 {
		out.Said += " · from the next start: " + strings.Join(later, ", ")
	}
	return out, nil
}

// takeConfig puts a configuration that was checked into force while the reader
// runs. Those who ask currentConfig each time have it; the others are told.
func (a *app) takeConfig(c *Config) {
	a.config.Store(c)
	if err := a.level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		a.log.Error("the log's level", "error", err) // it was checked
	}
	if a.store != nil {
		a.store.Adjust(a.storeOptions(c))
	}
}

// same says whether two configurations were read from the same text.
func (c *Config) same(other *Config) bool { return c.body == other.body && c.path == other.path }

// holdsAtOnce says whether a setting takes effect while the reader runs.
func holdsAtOnce(key string) bool {
	return !slices.ContainsFunc(runtimeSettings(), func(r struct{ key, when string }) bool { return r.key == key && r.when != "" })
}

// opensWhatItWatches says whether the system's way to watch a folder, kqueue(2), has
// each file in it opened. macOS keeps the configuration in one folder with the
// database, and when any descriptor of that is closed, the locks that SQLite
// has on it are gone (fcntl(2)).
const opensWhatItWatches = runtime.GOOS != "linux" && runtime.GOOS != "android" && runtime.GOOS != "windows"

// watch tells of changes of the files until ctx ends. It watches their folders,
// since editors put a new file in the place of the old, and where a file or the
// folder of themes is a link what that leads to. Where that cannot be it looks at
// them now and then.
func (r *reloader) watch(ctx context.Context) {
	if opensWhatItWatches {
		r.look(ctx, lookEvery)
		return
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		r.a.log.Warn("the configuration is looked at, and not watched", "error", err)
		r.look(ctx, lookEvery)
		return
	}
	defer func() { _ = w.Close() }() // nothing is lost with it
	files := r.watchFiles(w)
	settle := time.NewTimer(time.Hour)
	settle.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e, ok := <-w.Events:
			if !ok {
				return
			}
			kind := files.kind(e)
			if kind == folderOfFiles || kind == configFile && e.Has(fsnotify.Create) { // which may be a link
				files = r.watchFiles(w)
			}
			if kind == folderOfFiles || kind == themeFile {
				r.themed.Store(true)
			}
			if kind != otherFile {
				settle.Reset(settleFor)
			}
		case <-settle.C:
			wake(r.changes)
		case err, ok := <-w.Errors:
			if !ok {
				return
			}
			r.a.log.Warn("watching the configuration", "error", err)
		}
	}
}

// lookEvery is the time between two looks at the files.
const lookEvery = time.Second

// look tells of changes of the files until ctx ends by looking at them so often.
func (r *reloader) look(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	config, themes := r.seen()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		c, t := r.seen()
		if c == config && t == themes {
			continue
		}
		if t != themes {
			r.themed.Store(true)
		}
		config, themes = c, t
		select {
		case <-ctx.Done():
			return
		case <-time.After(settleFor):
		}
		wake(r.changes)
	}
}

// seen is what tells one state of the files from another.
func (r *reloader) seen() (config, themes string) {
	stamp := func(path string) string {
		info, err := os.Stat(path)
		if err != nil {
			return path
		}
		return fmt.Sprintln(path, info.ModTime().UnixNano(), info.Size())
	}
	for _, file := range r.a.themeFiles() {
		themes += stamp(file)
	}
	return stamp(r.a.places.Config), themes
}

// watchFiles watches the folders of all files that changes are told of, as they
// are now.
func (r *reloader) watchFiles(w *fsnotify.Watcher) watchedFiles {
	files := watchedFiles{configs: bothPaths(r.a.places.Config), themes: bothPaths(r.a.places.Themes)}
	for _, dir := range files.folders() {
		r.watchFolder(w, dir)
	}
	return files
}

// watchFolder watches a folder, or while there is none the nearest above it, in
// which it may come to be: the first configuration is often written while the
// reader runs.
func (r *reloader) watchFolder(w *fsnotify.Watcher, dir string) {
	below := dir
	for at := dir; ; below, at = at, filepath.Dir(at) {
		err := w.Add(at)
		_, gone := os.Stat(below)
		switch {
		case err == nil && at != dir && gone == nil: // it was made meanwhile
			r.watchFolder(w, dir)
			return
		case err == nil:
			return
		case !os.IsNotExist(err) || at == filepath.Dir(at):
			r.a.log.Warn("a folder is not watched", "folder", at, "error", err)
			return
		}
	}
}

// watchedFiles are the paths that changes are told of.
type watchedFiles struct{ configs, themes []string }

// folders are those that the files stand in.
func (f watchedFiles) folders() []string {
	dirs := slices.Clone(f.themes)
	for _, p := range f.configs {
		dirs = append(dirs, filepath.Dir(p))
	}
	return dirs
}

// watchedKind is what a change is of.
type watchedKind int

const (
	otherFile watchedKind = iota
	configFile
	themeFile
	folderOfFiles // or one above it, which was made or taken away
)

func (f watchedFiles) kind(e fsnotify.Event) watchedKind {
	within := func(dir string) bool {
		return dir == e.Name || strings.HasPrefix(dir, e.Name+string(filepath.Separator))
	}
	switch {
	case e.Has(fsnotify.Chmod):
		return otherFile
	case slices.ContainsFunc(f.folders(), within):
		return folderOfFiles
	case slices.Contains(f.themes, filepath.Dir(e.Name)):
		return themeFile
	case slices.Contains(f.configs, e.Name):
		return configFile
	}
	return otherFile
}

// bothPaths are a path and, where it is a link, what that leads to.
func bothPaths(path string) []string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	paths := []string{path}
	if target, err := filepath.EvalSymlinks(path); err == nil && target != path {
		paths = append(paths, target)
	}
	return paths
}
