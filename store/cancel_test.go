package store

import (
	"context"
	"runtime"
	"testing"
)

// A write that is cancelled at any moment has done what it says: all of it
// without an error, nothing with one. The next write is none the worse for it.
func TestACancelledWriteSaysWhatItDid(t *testing.T) {
	s, _ := newStore(t, Options{})
	if err := s.write(t.Context(), byUser, func(x *tx) error { return x.exec("CREATE TABLE probe (n INTEGER PRIMARY KEY)") }); err != nil {
		t.Fatal(err)
	}
	for n := range 400 {
		ctx, cancel := context.WithCancel(t.Context())
		written := make(chan error)
		began := make(chan struct{})
		go func() {
			close(began)
			written <- s.write(ctx, byUser, func(x *tx) error { return x.exec("INSERT INTO probe VALUES (?)", n) })
		}()
		<-began
		for range n % 40 {
			runtime.Gosched()
		}
		cancel()
		err := <-written
		there, rerr := s.read(t.Context()).get("SELECT 1 FROM probe WHERE n = ?", []any{n}, new(int))
		if rerr != nil || there != (err == nil) {
			t.Fatal(n, "is there:", there, rerr, "though the write says", err)
		}
		if err := s.write(t.Context(), background, func(*tx) error { return nil }); err != nil {
			t.Fatal("the write after", n, err)
		}
	}
}
