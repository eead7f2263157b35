package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// core is what all accounts of one database share: one connection that writes,
// several that read, and one that only watches for others' commits.
type core struct {
	path     string
	opts     Options
	readOnly bool
	fresh    bool
	notices  []string

	// what of the options may change meanwhile
	newFeedUnread atomic.Int64
	storiesApart  atomic.Bool

	gate   gate
	writer writer

	readers *sql.DB
	stmts   stmts
	watch   *sql.DB

	codec codec

	undoing sync.Mutex // one Undo at a time
	showing sync.Mutex // held by who hides or shows a feed's statuses: see setVisible

	rankedAmong int64 // rankedAmong, but for tests

	merging  pace // of the search index, in pages
	indexing pace // in bytes of text

	background sync.WaitGroup // checkpoints
	copying    sync.Mutex     // one of them at a time
	copied     atomic.Int64   // bytes that the write-ahead log had when it was last copied back

	listDue atomic.Bool // the list of feeds changed, and whoever keeps a copy of it was not told
}

const readerConns = 4

func openCore(ctx context.Context, path string, o Options) (*core, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("finding the database: %w", err)
	}
	if err := withFunctions(); err != nil {
		return nil, fmt.Errorf("preparing the database: %w", err)
	}
	c := &core{path: path, opts: o, readOnly: o.ReadOnly, rankedAmong: rankedAmong}
	c.merging.least, c.merging.most = 1, mergePages
	c.indexing.least, c.indexing.most = firstPortion, portionBytes
	if fs, remote := networkFS(filepath.Dir(path)); remote {
		c.notices = append(c.notices, fmt.Sprintf("the database lies on a network disk (%s), where only one lede may use it at a time: better move it with --data", fs))
	}
	if err := c.prepare(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// prepare brings the file to where it can be used: made, migrated, set aside.
func (c *core) prepare(ctx context.Context) error {
	found, err := os.Stat(c.path)
	switch {
	case errors.Is(err, os.ErrNotExist) && c.readOnly:
		return fmt.Errorf("there is no database at %s", c.path)
	case errors.Is(err, os.ErrNotExist):
		return c.create(ctx)
	case err != nil:
		return fmt.Errorf("opening the database: %w", err)
	case !found.Mode().IsRegular():
		return fmt.Errorf("%s is not a file, so it can't be the database: move it away, or choose another folder with --data", c.path)
	}
	if f, err := os.Open(c.path); err != nil {
		return fmt.Errorf("the database can't be read: %w (make it readable for you, or choose another folder with --data)", err)
	} else if err := f.Close(); err != nil {
		return fmt.Errorf("opening the database: %w", err)
	}
	if !c.readOnly && !writable(c.path) {
		c.readOnly = true
		c.notices = append(c.notices, "the database can't be written to and is open for reading only: "+c.path)
	}
	if !c.readOnly {
		if err := c.setStrangeLogAside(); err != nil {
			return err
		}
	}
	if err = c.connect(ctx); Damaged(err) && !c.readOnly {
		return c.startAgain(ctx, found, err)
	}
	return err
}

// create makes a new database.
func (c *core) create(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
		return fmt.Errorf("the data folder can't be made: %w (choose another with --data)", err)
	}
	if err := createPrivate(c.path); err != nil {
		return fmt.Errorf("the database can't be made: %w (choose another folder with --data)", err)
	}
	c.fresh = true
	return c.connect(ctx)
}

// connect opens the readers and looks at the schema, and migrates it if it must.
func (c *core) connect(ctx context.Context) error {
	c.openReaders(false)
	version, err := c.schemaVersion(ctx)
	if c.readOnly && hasCode(err, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) {
		// WAL wants files beside the database that can't be made here. With
		// nothing in the log the file is whole by itself.
		c.closeReaders()
		c.openReaders(true)
		version, err = c.schemaVersion(ctx)
	}
	if full(err) && c.nothingLogged() {
		c.readOnly = true
		c.notices = append(c.notices, "the disk is full: the database is open for reading only; make some room and start again")
		c.closeReaders()
		c.openReaders(true)
		version, err = c.schemaVersion(ctx)
	}
	if err != nil {
		return c.explain("opening the database "+c.path, err)
	}
	migrations, err := embeddedMigrations()
	if err != nil {
		return err
	}
	switch latest := len(migrations); {
	case version > latest:
		return fmt.Errorf("%w (its format is %d, this lede knows %d)", ErrNewer, version, latest)
	case version < latest && c.readOnly:
		return fmt.Errorf("the database has an older format and can't be brought up to date: %w", ErrReadOnly)
	case version < latest:
		if err := c.migrate(ctx, migrations); err != nil {
			return err
		}
	}
	return c.logAhead(ctx)
}

// logAhead gives a database its write-ahead log back, without which a write
// holds up all that read: a copy that VACUUM INTO made, as a backup is, has none.
// Where another process uses it, it stays so until it is opened again.
func (c *core) logAhead(ctx context.Context) error {
	if _, remote := networkFS(c.path); remote || c.readOnly {
		return nil
	}
	var mode string
	err := c.readers.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode)
	if Damaged(err) {
		return nil // it reads the schema; whoever needs more of the database tells of the damage
	}
	if err != nil || mode == "wal" {
		return err
	}
	if err := c.gate.enter(ctx, byUser); err != nil {
		return err
	}
	defer c.gate.leave()
	conn, err := c.writer.connect(ctx, c)
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "PRAGMA journal_mode=WAL")
	if hasCode(err, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) {
		return nil
	}
	if err != nil {
		return err
	}
	// A connection sees that there is a log now when it next reads.
	var tables int
	return c.readers.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables)
}

func (c *core) openReaders(immutable bool) {
	c.readers = open(c.dsn(true, immutable))
	c.readers.SetMaxOpenConns(readerConns)
	c.readers.SetMaxIdleConns(readerConns)
	c.watch = open(c.dsn(true, immutable))
	c.watch.SetMaxOpenConns(1)
	c.stmts.db = c.readers
}

func (c *core) closeReaders() error {
	return errors.Join(c.stmts.close(), c.readers.Close(), c.watch.Close())
}

func (c *core) schemaVersion(ctx context.Context) (version int, err error) {
	err = c.readers.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// startAgain sets a damaged database, the file that was found, aside, never over
// another file, and begins a new one. Where another lede has done so meanwhile it uses
// that.
func (c *core) startAgain(ctx context.Context, found os.FileInfo, cause error) error {
	if err := errors.Join(c.closeReaders(), c.writer.close()); err != nil {
		c.opts.Logger.Warn("closing a damaged database", "err", err)
	}
	switch now, err := os.Stat(c.path); {
	case errors.Is(err, os.ErrNotExist):
		return c.create(ctx)
	case err == nil && !os.SameFile(found, now):
		return c.connect(ctx)
	}
	name := c.path + ".damaged-" + c.opts.Now().UTC().Format(copyStamp)
	aside := name
	for n := 2; ; n++ {
		if _, err := os.Stat(aside); errors.Is(err, os.ErrNotExist) {
			break
		}
		aside = fmt.Sprintf("%s-%d", name, n)
	}
	for _, suffix := range []string{"-wal", "-shm", "-journal", ""} { // the database last: its absence begins a new one
		if err := os.Rename(c.path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("the database is damaged (%w) and can't be set aside: %w", cause, err)
		}
	}
	c.opts.Logger.Error("the database is damaged and was set aside", "cause", cause, "to", aside)
	c.notices = append(c.notices, fmt.Sprintf("the database is damaged; it was set aside as %s and a new one was started. 'lede doctor --repair' recovers what can be read", aside))
	return c.create(ctx)
}

// Close waits for what is under way and closes the database. Nothing is kept
// for it: every method has committed what it did when it returned.
func (c *core) Close() error {
	c.background.Wait()
	err := c.writer.close()
	if c.readers != nil {
		err = errors.Join(err, c.closeReaders())
	}
	c.codec.close()
	if err != nil {
		return fmt.Errorf("closing the database: %w", err)
	}
	return nil
}

// Version changes whenever any process has committed to the database.
func (c *core) Version(ctx context.Context) (int64, error) {
	var version, schema int64
	for _, header := range []struct {
		pragma string // neither has the schema read
		value  *int64
	}{{"PRAGMA data_version", &version}, {"PRAGMA user_version", &schema}} {
		if err := c.watch.QueryRowContext(ctx, header.pragma).Scan(header.value); err != nil {
			return 0, c.explain("watching the database", err)
		}
	}
	if schema > latestSchema {
		return version, errOvertaken
	}
	return version, nil
}

// errOvertaken is ErrNewer for a lede that was running when it came to be so.
var errOvertaken = &worded{"a newer lede has changed the database: quit this one and start that", ErrNewer}

// fileURI names a file by its absolute path as SQLite takes it. That may hold any
// character, and begins with a drive on Windows.
func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return "file://" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

// dsn is the data source name of a connection.
func (c *core) dsn(reading, immutable bool) string {
	var b strings.Builder
	b.WriteString(fileURI(c.path))
	b.WriteString("?_busy_timeout=5000&_dqs=0&_error_rc=1")
	// A page of the cache, given in kB, takes twice its size: the library's
	// allocator knows powers of two alone. What it lacks the system's cache has.
	switch {
	case immutable:
		b.WriteString("&mode=ro&immutable=1")
	case c.readOnly:
		b.WriteString("&mode=ro")
	case reading:
		b.WriteString("&mode=rw&_query_only=1&_pragma=cache_size(-1000)")
	default:
		b.WriteString("&mode=rw&_pragma=cache_size(-4000)&_pragma=wal_autocheckpoint(0)&_pragma=journal_size_limit(1048576)")
		if runtime.GOOS == "darwin" {
			b.WriteString("&_pragma=fullfsync(1)") // fsync leaves it to the drive when to write
		}
		if info, err := os.Stat(c.path); err == nil && info.Size() == 0 {
			b.WriteString("&_auto_vacuum=2") // kept in the file; to say it again takes a turn to write
		}
	}
	return b.String()
}

func open(dsn string) *sql.DB {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		// sql.Open fails only where the driver is not registered, and the
		// import above registers it.
		panic(err)
	}
	return db
}

// Damaged says whether an error means that SQLite can't read the database's file:
// Repair won't help it, Salvage may.
func Damaged(err error) bool {
	return hasCode(err, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
}

// full says whether an error means that the disk is full: that there is no room
// for what a database is opened with is another code of SQLite's.
func full(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_FULL || e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE)
}

// nothingLogged says whether the database's file has all that was committed.
func (c *core) nothingLogged() bool {
	info, err := os.Stat(c.path + "-wal")
	return errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0
}

func hasCode(err error, codes ...int) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	for _, code := range codes {
		if e.Code()&0xff == code {
			return true
		}
	}
	return false
}

// worded is an error in words for people; what SQLite said of it, statement and
// all, is for the log.
type worded struct {
	words string
	cause error
}

func (e *worded) Error() string { return e.words }
func (e *worded) Unwrap() error { return e.cause }

// explain words an error for people.
func (c *core) explain(doing string, err error) error {
	if doing != "" {
		doing += ": "
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNewer):
		return err
	case Damaged(err):
		c.opts.Logger.Error("the database is damaged", "doing", doing, "error", err)
		return &worded{doing + "the database is damaged; 'lede doctor --repair' recovers what can be read", err}
	case full(err):
		return &worded{doing + "the disk is full; make some room and try again", err}
	case hasCode(err, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
		return fmt.Errorf("%s%w", doing, ErrBusy)
	case hasCode(err, sqlite3.SQLITE_READONLY):
		return fmt.Errorf("%s%w", doing, ErrReadOnly)
	}
	return fmt.Errorf("%s%w", doing, err)
}

func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	return f.Close() == nil
}

// millis and fromMillis turn times into the database's integers and back; the
// zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
