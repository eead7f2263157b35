package store

import (
	"context"
	"database/sql"
)

// Pause waits until nothing of this process uses the database, and keeps it so until
// resume is called: a process that is stopped while it writes locks all others out, and
// one that is stopped while it reads has the log grow, for as long as it is stopped.
// What is not at rest when ctx ends is left as it is.
func (c *core) Pause(ctx context.Context) (resume func()) {
	var held []func()
	if c.gate.enter(ctx, byUser) == nil {
		held = append(held, c.gate.leave)
	}
	for _, use := range []struct {
		db    *sql.DB
		conns int
	}{{c.readers, readerConns}, {c.watch, 1}} {
		for range use.conns {
			if conn, err := use.db.Conn(ctx); err == nil {
				held = append(held, func() { _ = conn.Close() }) // which gives it back
			}
		}
	}
	return func() {
		for _, giveBack := range held {
			giveBack()
		}
	}
}
