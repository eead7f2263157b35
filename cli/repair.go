package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"lede/store"
)

// repair mends the database in use, then brings back what can be read of
// databases that were set aside because they were damaged.
func (a *app) repair(ctx context.Context) []finding {
	const check = "repair"
	lib, err := a.library(ctx)
	if err != nil {
		return []finding{{check, stateFailure, oneLine(err), ""}}
	}
	var out []finding
	switch lost, err := lib.Repair(ctx); {
	case store.Damaged(err) && !lib.ReadOnly():
		aside, err := a.setAside(ctx)
		if err != nil {
			return []finding{{check, stateFailure, oneLine(err), "the log may say more: " + a.places.Log}}
		}
		out = append(out, ok(check, "the database could not be repaired in place; it was set aside as "+aside+" and a new one started"))
	case err != nil:
		return []finding{{check, stateFailure, oneLine(err), "the log may say more: " + a.places.Log}}
	default:
		out = append(out, ok(check, "indexes and counters were rebuilt"))
		if lost > 0 {
			out = append(out, finding{check, stateWarning, "the text of " + count(lost, "story", "stories") + " could not be read", "the next refresh brings back those that their feeds still carry; x fetches a story from its page"})
		}
	}
	damaged, err := filepath.Glob(globEscape(a.places.Database()) + ".damaged-*")
	if err != nil {
		return append(out, finding{check, stateFailure, oneLine(err), ""})
	}
	for _, path := range damaged {
		if !asideName.MatchString(path) { // what lies beside one, or was saved
			continue
		}
		saved, err := a.salvage(ctx, path)
		if err != nil {
			out = append(out, finding{check, stateFailure, path + ": " + oneLine(err), "the file is kept as it was"})
			continue
		}
		if saved.Empty {
			out = append(out, finding{check, stateWarning, "nothing could be read in " + path, "the file is kept as it was; if you have a copy of the database, put it in place by hand"})
			continue
		}
		out = append(out, ok(check, fmt.Sprintf("saved from %s: %s", path, saved)))
	}
	return out
}

// openReaderLibrary opens the database for reading the news. One that proves to be damaged
// inside is set aside, and a new one begun with the subscriptions of the OPML mirror:
// a reader that opens is worth more than its old stories, which
// 'lede doctor --repair' brings back.
func (a *app) openReaderLibrary(ctx context.Context) (*store.Store, *readerLibrary, error) {
	lib, err := a.library(ctx)
	if err != nil {
		return nil, nil, err
	}
	first, err := probe(ctx, lib)
	if store.Damaged(err) && !lib.ReadOnly() {
		a.log.Error("the database is damaged inside", "error", err)
		var aside string
		if aside, err = a.setAside(ctx); err != nil {
			return nil, nil, err
		}
		a.notice("the database is damaged inside; it was set aside as " + aside + " and a new one was started. 'lede doctor --repair' recovers what can be read.")
		lib = a.store
		first, err = probe(ctx, lib)
	}
	if err != nil {
		return nil, nil, err
	}
	reading, err := newReaderLibrary(ctx, lib, first, a.currentConfig, a.sys.Now)
	return lib, reading, err
}

// setAside renames a database that SQLite can't read, as opening one does that
// is no database at all, and begins a new one.
func (a *app) setAside(ctx context.Context) (aside string, err error) {
	path := a.places.Database()
	if err := a.store.Close(); err != nil {
		a.log.Warn("closing a damaged database", "error", err)
	}
	a.store = nil
	aside = unusedName(path + ".damaged-" + a.sys.Now().UTC().Format("20060102-150405"))
	if err := moveDatabase(path, aside); err != nil {
		return "", err
	}
	_, err = a.library(ctx)
	return aside, err
}

// asideName is how a database is called that was set aside, and not salvaged yet.
var asideName = regexp.MustCompile(`\.damaged-\d{8}-\d{6}(-\d+)?$`)

// salvagedSuffix marks a damaged database of which all that could be was saved.
const salvagedSuffix = ".salvaged"

// globEscape makes a path match itself alone. A backslash escapes on systems
// where it does not part folders; elsewhere brackets do it.
func globEscape(path string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path)
}

// unusedName is a path that no file has: the one that is given, or it with a number.
func unusedName(path string) string {
	name := path
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); err != nil {
			return name
		}
		name = fmt.Sprintf("%s-%d", path, n)
	}
}

// salvage puts what can be read of a damaged database in the place of the one
// that was begun after it, with what the user did in that one since. Nothing is
// deleted: both files stay beside it, and where they can't all the one in use stays.
func (a *app) salvage(ctx context.Context, damaged string) (saved store.Salvaged, err error) {
	fresh := a.places.Database() + ".repaired"
	if err := removeDatabase(fresh); err != nil { // of a repair that was cut short
		return saved, err
	}
	options := a.storeOptions(a.currentConfig())
	options.OnSubscriptionsChanged = nil
	lib, err := a.library(ctx)
	if err != nil {
		return saved, err
	}
	known, err := lib.Subscriptions(ctx)
	if err != nil {
		return saved, err
	}
	if saved, err = store.Salvage(ctx, damaged, fresh, options, known); err != nil {
		return saved, errors.Join(err, removeDatabase(fresh))
	}
	if saved.Empty { // what there is now is more
		return saved, removeDatabase(fresh)
	}
	if err := a.carryOver(ctx, fresh, options); err != nil {
		return saved, errors.Join(err, removeDatabase(fresh))
	}
	if err := a.store.Close(); err != nil {
		return saved, err
	}
	a.store = nil
	moves := [][2]string{
		{a.places.Database(), unusedName(damaged + ".successor")},
		{fresh, a.places.Database()},
		{damaged, damaged + salvagedSuffix},
	}
	for i, m := range moves {
		if err := moveDatabase(m[0], m[1]); err != nil {
			for _, done := range slices.Backward(moves[:i]) {
				err = errors.Join(err, moveDatabase(done[1], done[0]))
			}
			return saved, err
		}
	}
	if _, err = a.library(ctx); err == nil {
		a.writeMirror(ctx)
	}
	return saved, err
}

// carryOver brings what the database in use has into the one at path.
func (a *app) carryOver(ctx context.Context, path string, options store.Options) (err error) {
	to, err := store.Open(ctx, path, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	return to.TakeOver(ctx, a.store)
}

// The files that SQLite keeps beside a database.
var databaseSuffixes = [...]string{"", "-wal", "-shm", "-journal"}

func moveDatabase(from, to string) error {
	for _, suffix := range databaseSuffixes {
		if err := os.Rename(from+suffix, to+suffix); err != nil && !(suffix != "" && errors.Is(err, os.ErrNotExist)) {
			return err
		}
	}
	return nil
}

func removeDatabase(path string) error {
	var errs []error
	for _, suffix := range databaseSuffixes {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
