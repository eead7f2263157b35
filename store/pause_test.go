package store

import (
	"context"
	"database/sql"
	"runtime"
	"testing"

	"lede/feed"
)

// TestPause: a process that is to be stopped ends what it writes and reads before, and
// begins nothing; others write meanwhile, and cut the log.
func TestPause(t *testing.T) {
	s, c := newStore(t, Options{})
	id := subscribe(t, s, "https://a.example/feed")[0]
	other, err := Open(t.Context(), s.Path(), Options{Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()

	began, end := make(chan struct{}), make(chan struct{})
	written, read, paused := make(chan error, 2), make(chan error, 1), make(chan func(), 1)
	go func() {
		written <- s.write(t.Context(), background, func(tx *tx) error {
			close(began)
			<-end
			return tx.exec("UPDATE feed SET title = 'Written' WHERE id = ?", id)
		})
	}()
	<-began
	go func() {
		rows, err := s.readers.QueryContext(t.Context(), "SELECT id FROM feed")
		if err != nil {
			read <- err
			return
		}
		for !s.gate.wanted() { // until it is to pause
			runtime.Gosched()
		}
		select {
		case <-paused:
			t.Error("it is at rest while it reads")
		default:
		}
		close(end)
		read <- rows.Close()
	}()
	go func() { paused <- s.Pause(context.WithoutCancel(t.Context())) }()
	for _, of := range []chan error{read, written} {
		if err := <-of; err != nil {
			t.Fatal(err)
		}
	}
	resume := <-paused

	go func() {
		written <- s.write(t.Context(), background, func(tx *tx) error {
			return tx.exec("UPDATE feed SET title = 'Later' WHERE id = ?", id)
		})
	}()
	if _, err := other.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{1}}); err != nil {
		t.Error("another process does not come to writing: ", err)
	}
	var busy, log, copied int
	if err := other.watch.QueryRowContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &copied); err != nil || busy != 0 {
		t.Errorf("the log cannot be cut: busy %d, %v", busy, err)
	}
	if title := titleIn(t, other.readers, id); title != "Written" {
		t.Errorf("while it was at rest, it wrote %q", title)
	}
	resume()
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	if title := titleIn(t, other.readers, id); title != "Later" {
		t.Errorf("what waited is %q", title)
	}
}

func titleIn(t *testing.T, db *sql.DB, id int64) (title string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), "SELECT title FROM feed WHERE id = ?", id).Scan(&title); err != nil {
		t.Fatal(err)
	}
	return title
}

// TestPauseIsNotWaitedForTooLong: what does not end is left as it is, and a database that
// is closed is at rest.
func TestPauseIsNotWaitedForTooLong(t *testing.T) {
	s, _ := newStore(t, Options{})
	rows, err := s.readers.QueryContext(t.Context(), "SELECT 1 UNION SELECT 2")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Pause(ctx)()
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.Pause(t.Context())()
}
