package store

import (
	"context"
	"os"
	"testing"
	"time"
)

// A long transaction of one process ends when another wants to write, and lets it.
func TestAnotherProcessGetsItsTurn(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	a, _ := newStore(t, Options{})
	b, err := Open(ctx, a.Path(), a.opts)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()

	began, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- a.write(ctx, background, func(*tx) error {
			started := time.Now().Add(time.Hour) // so that its own time is never up
			close(began)
			for !a.filled(started) {
				if !sleep(ctx, time.Millisecond) {
					return context.Cause(ctx)
				}
			}
			return nil
		})
	}()
	<-began
	if err := b.write(ctx, byUser, func(*tx) error { return nil }); err != nil {
		t.Errorf("the one that waits: %v", err)
	}
	if err := <-done; err != nil {
		t.Errorf("the one that has it: %v", err)
	}
	if a.turnAsked() {
		t.Error("the wish for a turn outlives its end")
	}
}

// The wish of a process that was killed is believed once more at most.
func TestAWishIsForgotten(t *testing.T) {
	s, _ := newStore(t, Options{})
	s.askTurn()
	for range 2 {
		if !s.turnAsked() {
			t.Error("a wish is not seen")
		}
	}
	long := time.Now().Add(-time.Hour)
	if err := os.Chtimes(s.Path()+turnSuffix, long, long); err != nil {
		t.Fatal(err)
	}
	s.turnAsked()
	if s.turnAsked() {
		t.Error("an old wish is believed for ever")
	}
	if err := os.MkdirAll(s.Path()+turnSuffix+"/not removed", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(s.Path()+turnSuffix, long, long); err != nil {
		t.Fatal(err)
	}
	if s.turnAsked() {
		t.Error("what can't be removed is believed for ever")
	}
}
