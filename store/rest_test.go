package store

import (
	"os"
	"strings"
	"testing"

	"lede/feed"
)

// A panic in a write gives the writer back: the next write must not wait for ever.
func TestPanicInAWriteLeavesTheGate(t *testing.T) {
	s, _ := newStore(t, Options{})
	err := feed.Safely(s.opts.Logger, "a write", func() error {
		return s.write(t.Context(), byUser, func(*tx) error { panic("in the middle") })
	})
	if err == nil || !strings.Contains(err.Error(), "in the middle") {
		t.Fatal(err)
	}
	if s.gate.held {
		t.Fatal("the writer's turn was not given up")
	}
	subscribe(t, s, "https://a.example/")
}

func TestRestCutsTheLog(t *testing.T) {
	s, _ := newStore(t, Options{})
	err := s.write(t.Context(), background, func(t *tx) error {
		return t.exec("INSERT INTO setting (account_id, name, value) VALUES (1, 'long', ?)", strings.Repeat("x", 2*shortLog))
	})
	if err != nil {
		t.Fatal(err)
	}
	if size := logSize(t, s); size <= shortLog {
		t.Fatalf("the log has %d bytes: the test needs a long one", size)
	}
	for more := true; more; {
		if more, err = s.Idle(t.Context(), Retention{}); err != nil {
			t.Fatal(err)
		}
	}
	if size := logSize(t, s); size > shortLog {
		t.Errorf("the log still has %d bytes when there is nothing to do", size)
	}
}

func logSize(t *testing.T, s *Store) int64 {
	t.Helper()
	info, err := os.Stat(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
