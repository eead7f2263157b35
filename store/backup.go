package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// Backup writes a copy of the database to a new file, while it is in use.
func (s *Store) Backup(ctx context.Context, path string) error {
	return s.explain("writing a copy of the database", s.backup(ctx, path))
}

func (s *Store) backup(ctx context.Context, path string) (err error) {
	if err := refuseExisting(path); err != nil {
		return err
	}
	db := open(s.dsn(false, false))
	defer func() { err = errors.Join(err, db.Close()) }()
	tmp := path + ".part"
	if err := removeAll(tmp, tmp+"-journal"); err != nil {
		return err
	}
	if err := vacuumInto(ctx, db, tmp); err != nil {
		return err
	}
	return renameNew(tmp, path)
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// vacuumInto writes a copy of the database of a connection, or of some, to a new
// file. One that can't be written leaves nothing behind.
func vacuumInto(ctx context.Context, of execer, path string) error {
	if err := createPrivate(path); err != nil {
		return err
	}
	_, err := of.ExecContext(ctx, "VACUUM INTO ?", path)
	if err != nil {
		err = errors.Join(err, removeAll(path, path+"-journal"))
	}
	return err
}

// createPrivate makes an empty file, unless there is one, which SQLite takes for a new
// database. SQLite itself would make one that others can read, and feeds' addresses may
// have passwords in them.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func refuseExisting(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists already", path)
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// removeAll removes files, as far as they are there.
func removeAll(paths ...string) error {
	var errs []error
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// renameNew gives a file its name unless there is one of that name by now; where it
// can't be given, the file is removed.
func renameNew(from, to string) error {
	err := refuseExisting(to)
	if err == nil {
		err = os.Rename(from, to)
	}
	if err != nil {
		err = errors.Join(err, removeAll(from))
	}
	return err
}
