package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"lede/ui"
)

// settleFor is how long a changed file is left alone before it is read: editors
// write in several steps.
const settleFor = 150 * time.Millisecond

// reloader takes config.toml in while the reader runs.
type reloader struct {
	a       *app
	changes chan struct{} // has something when the file may have changed
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

// Reload reads the file and puts it into force whole, or not at all.
func (r *reloader) Reload(context.Context) (ui.Reload, error) {
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
	now := a.withKept(read, was.kept)
	out := ui.Reload{Said: "config.toml was read again"}
	if out.Keys, err = now.keymap(); err != nil {
		return ui.Reload{}, err
	}
	a.config.Store(now)
	var later []string
	for _, s := range now.settings() {
		before, _ := was.setting(s.Key)
		if before.literal() == s.literal() {
			continue
		}
		if holdsAtOnce(s.Key) {
			out.Set = append(out.Set, ui.NewSetting{Name: s.Key, Holds: orZero(s.text())})
		} else {
			later = append(later, s.Key)
		}
	}
	if len(later) > 0 {
		out.Said += " · from the next start on: " + strings.Join(later, ", ")
	}
	return out, nil
}

// same says whether two configurations were read from the same text.
func (c *Config) same(other *Config) bool { return c.body == other.body && c.path == other.path }

// holdsAtOnce says whether a setting takes effect while the reader runs.
func holdsAtOnce(key string) bool {
	if key == "notify" {
		return true
	}
	return slices.ContainsFunc(runtimeSettings(), func(r struct{ key, when string }) bool { return r.key == key && r.when == "" })
}

// watch tells of changes of the file until ctx ends. It watches the folder, since
// editors put a new file in the place of the old, and where the file is a link
// the folder that it leads to. Where that cannot be, :reload is left.
func (r *reloader) watch(ctx context.Context) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		r.a.log.Warn("the configuration is not watched", "error", err)
		return
	}
	defer func() { _ = w.Close() }() // nothing is lost with it
	names := map[string]bool{}
	path, err := filepath.Abs(r.a.places.Config)
	if err != nil {
		path = r.a.places.Config
	}
	paths := []string{path}
	if target, err := filepath.EvalSymlinks(path); err == nil && target != path {
		paths = append(paths, target)
	}
	for _, p := range paths {
		names[p] = true
		if err := w.Add(filepath.Dir(p)); err != nil && !os.IsNotExist(err) {
			r.a.log.Warn("the configuration is not watched", "error", err)
		}
	}
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
			if names[e.Name] && !e.Has(fsnotify.Chmod) {
				settle.Reset(settleFor)
			}
		case <-settle.C:
			select {
			case r.changes <- struct{}{}:
			default: // it is told already
			}
		case err, ok := <-w.Errors:
			if !ok {
				return
			}
			r.a.log.Warn("watching the configuration", "error", err)
		}
	}
}
