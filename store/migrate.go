package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// latestSchema is the number of files in schema/; a test holds them together.
const latestSchema = 10

// applicationID marks the file as lede's for file(1) and for us: "lede".
const applicationID = 0x6c656465

// embeddedMigrations are the files of schema/ in order. The first makes format
// 1, and so on.
func embeddedMigrations() ([]string, error) {
	names, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	migrations := make([]string, 0, len(names))
	for _, name := range names {
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading the schema: %w", err)
		}
		migrations = append(migrations, string(text))
	}
	return migrations, nil
}

// migrate brings the database to the newest format in one transaction, after a
// copy of it was kept. Another process may be doing the same: who comes second
// finds nothing to do.
func (c *core) migrate(ctx context.Context, migrations []string) error {
	if err := c.gate.enter(ctx, byUser); err != nil {
		return err
	}
	defer c.gate.leave()
	conn, err := c.writer.connect(ctx, c)
	if err != nil {
		return c.explain("opening the database for writing", err)
	}
	from, err := formatOf(ctx, conn)
	if err != nil {
		return c.explain("reading the database's format", err)
	}
	if from >= len(migrations) {
		return nil
	}
	if from == 0 {
		if err := refuseForeign(ctx, conn); err != nil {
			return c.explain("opening "+c.path, err)
		}
	}
	if info, err := os.Stat(c.path); err == nil && from > 0 && c.opts.OnMigrate != nil {
		c.opts.OnMigrate(info.Size())
	}
	kept, err := c.keepCopy(ctx, conn, from)
	if err != nil {
		return err
	}
	done, err := c.apply(ctx, conn, from, migrations)
	if kept != "" && full(err) { // nothing was changed, and the next try makes one again
		err = errors.Join(err, removeAll(kept))
	}
	if err != nil {
		return err
	}
	if kept != "" && !done { // somebody else migrated meanwhile, and kept theirs
		return os.Remove(kept)
	}
	if kept != "" {
		c.notices = append(c.notices, fmt.Sprintf("the database was brought to a newer format; a copy of the old one is %s, for two weeks", kept))
	}
	return nil
}

func formatOf(ctx context.Context, conn *sql.Conn) (version int, err error) {
	err = conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// refuseForeign says no to another program's database.
func refuseForeign(ctx context.Context, conn *sql.Conn) error {
	var tables int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if tables > 0 {
		return errors.New("this is another program's database; choose another folder with --data")
	}
	return nil
}

// keepCopy writes a copy of a database that has something in it beside it.
func (c *core) keepCopy(ctx context.Context, conn *sql.Conn, version int) (string, error) {
	if version == 0 {
		return "", nil
	}
	if err := c.removeBroken(); err != nil {
		c.opts.Logger.Warn("removing copies that were cut short", "err", err)
	}
	kept := fmt.Sprintf("%s.format-%d-%s", c.path, version, c.opts.Now().UTC().Format(copyStamp))
	tmp := fmt.Sprintf("%s.%d.tmp", kept, os.Getpid())
	if err := vacuumInto(ctx, conn, tmp); err != nil {
		return "", c.explain("keeping a copy before the database's format changes (is there room on the disk?)", err)
	}
	if err := os.Rename(tmp, kept); err != nil {
		return "", fmt.Errorf("keeping a copy before the database's format changes: %w", err)
	}
	return kept, nil
}

// removeBroken removes copies that a lede which is no more had begun.
func (c *core) removeBroken() error {
	begun, err := filepath.Glob(globEscape(c.path) + ".format-*.tmp*") // with the journal of one
	for _, tmp := range begun {
		name, _, _ := strings.Cut(filepath.Base(tmp), ".tmp")
		parts := strings.Split(name, ".")
		if pid, bad := strconv.Atoi(parts[len(parts)-1]); bad == nil && pid > 0 && !processRuns(pid) {
			err = errors.Join(err, removeAll(tmp))
		}
	}
	return err
}

// copyStamp is how a copy's name says when it was made, in UTC.
const copyStamp = "20060102-150405"

// copiesKeptFor is how long the copy of an older format is kept: by then its
// newer one has been in use.
const copiesKeptFor = 14 * dayOf

// removeOldCopies removes copies of older formats after their time, but for one
// that somebody has written to since.
func (c *core) removeOldCopies() error {
	copies, err := filepath.Glob(globEscape(c.path) + ".format-*-*")
	before := c.opts.Now().Add(-copiesKeptFor)
	for _, kept := range copies {
		made, bad := time.Parse(copyStamp, kept[max(0, len(kept)-len(copyStamp)):])
		if bad != nil || made.After(before) { // a -wal is no copy, nor is one that is being made
			continue
		}
		if info, bad := os.Stat(kept); bad != nil || info.ModTime().After(before) {
			continue
		}
		c.opts.Logger.Info("removing the copy of an older format", "copy", kept)
		err = errors.Join(err, removeAll(kept, kept+"-wal", kept+"-shm"))
	}
	return err
}

// globEscape makes a path match itself alone.
func globEscape(path string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path)
}

// apply runs the missing migrations in one transaction and says whether it was
// the one to do so.
func (c *core) apply(ctx context.Context, conn *sql.Conn, from int, migrations []string) (done bool, err error) {
	if from == 0 {
		// The journal's mode is no part of a transaction and stays with the file.
		mode := "WAL"
		if _, remote := networkFS(c.path); remote {
			mode = "TRUNCATE" // WAL needs shared memory, which no network disk has
		}
		if err := c.retry(ctx, byUser, func() error {
			_, err := conn.ExecContext(ctx, "PRAGMA journal_mode="+mode)
			return err
		}); err != nil {
			return false, c.explain("making the database", err)
		}
	}
	if err := c.begin(ctx, byUser, conn); err != nil {
		return false, c.explain("changing the database's format", err)
	}
	defer func() {
		if err != nil {
			rollback(conn)
		}
	}()
	now, err := formatOf(ctx, conn)
	if err != nil {
		return false, c.explain("reading the database's format", err)
	}
	for i := now; i < len(migrations); i++ {
		if _, err := conn.ExecContext(ctx, migrations[i]); err != nil {
			return false, c.explain(fmt.Sprintf("changing the database's format to %d", i+1), err)
		}
	}
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version=%d; PRAGMA application_id=%d", max(now, len(migrations)), applicationID)); err != nil {
		return false, c.explain("changing the database's format", err)
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return false, c.explain("changing the database's format", err)
	}
	return now == from, nil
}
