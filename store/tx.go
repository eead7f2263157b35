package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"lede/feed"
)

// writer is the one connection that writes. It is opened by the first write: a
// list on the screen needs none. Whoever uses it has passed the gate.
type writer struct {
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	sync  class // whose durability the connection is set to
}

func (w *writer) connect(ctx context.Context, c *core) (*sql.Conn, error) {
	if w.conn != nil {
		return w.conn, nil
	}
	if w.db == nil {
		w.db = open(c.dsn(false, false))
		w.db.SetMaxOpenConns(1)
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	// From here on retry waits for other processes, in smaller steps than
	// SQLite's own.
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout=0; PRAGMA foreign_keys=1; PRAGMA synchronous=FULL"); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	w.conn, w.sync, w.stmts = conn, byUser, make(map[string]*sql.Stmt)
	return conn, nil
}

func (w *writer) close() error {
	if w.db == nil {
		return nil
	}
	var err error
	for _, s := range w.stmts {
		err = errors.Join(err, s.Close())
	}
	if w.conn != nil {
		err = errors.Join(err, w.conn.Close())
	}
	err = errors.Join(err, w.db.Close())
	*w = writer{}
	return err
}

// tx is a write transaction: what it does is done together or not at all, and
// at one time, now.
type tx struct {
	ctx  context.Context
	core *core
	conn *sql.Conn
	now  int64 // Unix ms

	bodies bodies // what it does to texts
}

// write runs fn in a transaction of the given class. It waits for its turn
// among the writers of this process, then for other processes.
func (c *core) write(ctx context.Context, k class, fn func(*tx) error) error {
	if c.readOnly {
		return ErrReadOnly
	}
	for {
		if err := c.gate.enter(ctx, k); err != nil {
			return err
		}
		err := c.writeHeld(ctx, k, fn)
		if err == nil {
			break
		}
		if !errors.Is(err, errYield) {
			return err
		}
	}
	c.checkpointIfLong(ctx, k)
	if k == background {
		c.giveTurn()
	}
	return nil
}

// errYield says that a background write that waits for another process has let
// the user's writes of this one go first.
var errYield = errors.New("the user's writes go first")

// writeHeld writes when its turn has come, and gives it up, whatever fn does. What
// begins and ends the transaction is not cancelled with ctx: the driver says so of
// a statement that was done, too, and nobody would know where the writer stands.
func (c *core) writeHeld(ctx context.Context, k class, fn func(*tx) error) error {
	defer c.gate.leave()
	conn, err := c.writer.connect(ctx, c)
	if err != nil {
		return err
	}
	if err := c.writer.setDurability(ctx, k); err != nil {
		return err
	}
	if err := c.begin(ctx, k, conn); err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed { // an error, or a panic on its way up
			rollback(conn)
		}
	}()
	if err := c.refuseNewer(ctx); err != nil {
		return err
	}
	t := tx{ctx: ctx, core: c, conn: conn, now: c.opts.Now().UnixMilli()}
	if err := fn(&t); err != nil {
		return err
	}
	if err := t.writeBodies(); err != nil {
		return err
	}
	if err := c.retry(ctx, k, func() error { return c.exec(context.WithoutCancel(ctx), "COMMIT") }); err != nil {
		return err
	}
	committed = true
	return nil
}

// refuseNewer keeps this lede from writing to a database that a newer one has
// migrated while it ran.
func (c *core) refuseNewer(ctx context.Context) error {
	s, err := c.writer.prepare(ctx, "PRAGMA user_version")
	if err != nil {
		return err
	}
	var version int
	if err := s.QueryRowContext(ctx).Scan(&version); err != nil {
		return err
	}
	if version > latestSchema {
		return errOvertaken
	}
	return nil
}

// setDurability chooses whether commits wait for the disk. It can be changed
// between transactions only.
func (w *writer) setDurability(ctx context.Context, k class) error {
	if w.sync == k {
		return nil
	}
	pragma := "PRAGMA synchronous=NORMAL"
	if k == byUser {
		pragma = "PRAGMA synchronous=FULL"
	}
	if _, err := w.conn.ExecContext(context.WithoutCancel(ctx), pragma); err != nil {
		return err
	}
	w.sync = k
	return nil
}

func (c *core) begin(ctx context.Context, k class, conn *sql.Conn) error {
	return c.retry(ctx, k, func() error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		_, err := conn.ExecContext(context.WithoutCancel(ctx), "BEGIN IMMEDIATE")
		if k == background && err != nil && c.gate.wanted() && hasCode(err, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) {
			return errYield
		}
		return err
	})
}

// rollback gives a transaction up. Its context may be done already, and SQLite
// may have rolled back by itself, so that an error here says nothing new.
func rollback(conn *sql.Conn) {
	_, _ = conn.ExecContext(context.Background(), "ROLLBACK")
}

// How long a write waits for other processes, by class.
var patience = [...]time.Duration{background: time.Minute, byUser: 10 * time.Second}

// retry runs fn until no other process is in the way. It asks every
// millisecond at first: batches are short, and the gap between two of another
// process's must be met. A user's write has them end theirs at once.
func (c *core) retry(ctx context.Context, k class, fn func() error) error {
	start, asked := time.Now(), false
	defer func() {
		if asked {
			c.endTurn()
		}
	}()
	for {
		err := fn()
		if !hasCode(err, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) {
			return err
		}
		waited := time.Since(start)
		if waited > patience[k] {
			return errors.Join(ErrBusy, err)
		}
		if k == byUser || waited > longestBatch {
			c.askTurn()
			asked = true
		}
		pause := time.Millisecond
		if waited > time.Second || k == background {
			pause = 10 * time.Millisecond
		}
		if !sleep(ctx, pause) {
			return context.Cause(ctx)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Bytes by which the write-ahead log grows until it is copied back into the
// database. A user's write leaves it to background ones while it can.
var longLog = [...]int64{background: 8 << 20, byUser: 24 << 20}

// longestLog is the length at which a background write waits for the copying:
// only where it has come to the end does the log begin anew.
const longestLog = 32 << 20

// checkpointIfLong copies the log back, beside what goes on: passive checkpoints
// hold up neither readers nor writers and need no turn at the gate.
func (c *core) checkpointIfLong(ctx context.Context, k class) {
	info, err := os.Stat(c.path + "-wal")
	if err != nil {
		return
	}
	size, had := info.Size(), c.copied.Load()
	if had > size { // it has begun again since, and so does the count
		c.copied.CompareAndSwap(had, 0)
		had = 0
	}
	if size-had < longLog[k] || !c.copied.CompareAndSwap(had, size) {
		return
	}
	if k == background && size >= longestLog {
		c.copying.Lock()
		c.checkpoint(ctx)
		// What came meanwhile is little, and nothing comes after it: the next
		// write begins the log anew.
		if c.gate.enter(ctx, background) == nil {
			c.checkpoint(ctx)
			c.gate.leave()
		}
		c.copying.Unlock()
	} else if c.copying.TryLock() {
		c.background.Go(func() {
			defer c.copying.Unlock()
			c.checkpoint(ctx)
		})
	}
}

func (c *core) checkpoint(ctx context.Context) {
	err := feed.Safely(c.opts.Logger, "copying the log back", func() error {
		_, err := c.watch.ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(PASSIVE)")
		return err
	})
	if err != nil {
		c.opts.Logger.Warn("copying the log back", "err", err)
	}
}

// exec runs one statement in the writer's connection; those of the writer are
// prepared once.
func (c *core) exec(ctx context.Context, query string, args ...any) error {
	s, err := c.writer.prepare(ctx, query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx, args...)
	return err
}

// prepare keeps statements. All texts come from this package and few are made
// at run time, so that the map stays small.
func (w *writer) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := w.stmts[query]; s != nil {
		return s, nil
	}
	s, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w in %q", err, query)
	}
	w.stmts[query] = s
	return s, nil
}

func (t *tx) exec(query string, args ...any) error {
	return t.core.exec(t.ctx, query, args...)
}

// changed runs a statement and says how many rows it changed.
func (t *tx) changed(query string, args ...any) (int, error) {
	s, err := t.core.writer.prepare(t.ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := s.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// insert runs an INSERT and returns the new row's number.
func (t *tx) insert(query string, args ...any) (int64, error) {
	s, err := t.core.writer.prepare(t.ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := s.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (t *tx) query(query string, args ...any) (*sql.Rows, error) {
	s, err := t.core.writer.prepare(t.ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(t.ctx, args...)
}

// get reads one row; found is false where there is none.
func (t *tx) get(query string, args []any, into ...any) (found bool, err error) {
	s, err := t.core.writer.prepare(t.ctx, query)
	if err != nil {
		return false, err
	}
	err = s.QueryRowContext(t.ctx, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// querier is what reads: the readers, or a write transaction that must see its
// own changes.
type querier interface {
	query(query string, args ...any) (*sql.Rows, error)
	get(query string, args []any, into ...any) (found bool, err error)
}

// stmts keeps the readers' prepared statements.
type stmts struct {
	db *sql.DB
	mu sync.Mutex
	m  map[string]*sql.Stmt
}

// maxStmts bounds what is kept: searches make texts of their own, and those
// that come when it is full are run as they are.
const maxStmts = 200

func (s *stmts) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.m[query]; p != nil || len(s.m) >= maxStmts {
		return p, nil
	}
	p, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w in %q", err, query)
	}
	if s.m == nil {
		s.m = make(map[string]*sql.Stmt)
	}
	s.m[query] = p
	return p, nil
}

func (s *stmts) close() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.m {
		err = errors.Join(err, p.Close())
	}
	s.m = nil
	return err
}

// reading reads with a context.
type reading struct {
	ctx  context.Context
	core *core
}

func (c *core) read(ctx context.Context) reading { return reading{ctx: ctx, core: c} }

func (r reading) query(query string, args ...any) (*sql.Rows, error) {
	s, err := r.core.stmts.prepare(r.ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return r.core.readers.QueryContext(r.ctx, query, args...)
	}
	return s.QueryContext(r.ctx, args...)
}

func (r reading) get(query string, args []any, into ...any) (found bool, err error) {
	rows, err := r.query(query, args...)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return false, rows.Err()
	}
	return true, rows.Scan(into...)
}

// all runs a query and hands each row to scan.
func all(q querier, query string, args []any, scan func(*sql.Rows) error) (err error) {
	rows, err := q.query(query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// idsFrom runs a query for one column of numbers.
func idsFrom(q querier, query string, args ...any) (ids []int64, err error) {
	err = all(q, query, args, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}
