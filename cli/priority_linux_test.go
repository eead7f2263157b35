package cli

import (
	"log/slog"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// TestLowPriority: work beside the screen gives way, and nothing else of the program.
func TestLowPriority(t *testing.T) {
	nice := func() int {
		raw, err := unix.Getpriority(unix.PRIO_PROCESS, unix.Gettid())
		if err != nil {
			t.Error(err)
		}
		return 20 - raw
	}
	before, within := nice(), 0
	var work sync.WaitGroup
	work.Go(func() { lowPriority(slog.New(slog.DiscardHandler))(func() { within = nice() }) })
	work.Wait()
	if want := min(before+niceness, 19); within != want {
		t.Errorf("work beside the screen is at %d, want %d", within, want)
	}
	for range 20 {
		work.Go(func() {
			if n := nice(); n != before {
				t.Errorf("other work is at %d, want %d", n, before)
			}
		})
	}
	work.Wait()
}
