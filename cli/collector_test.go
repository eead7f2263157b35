package cli

import (
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"
)

// The collector is off until the first screen may be up, then as the reader wants it or
// the user has said, and as it was when the reader ends, also before that.
func TestCollectorIsAsItWas(t *testing.T) {
	percent := func() int {
		p := debug.SetGCPercent(-1)
		debug.SetGCPercent(p)
		return p
	}
	before := percent()
	for _, c := range []struct {
		name, gogc string
		open       time.Duration
		within     int
	}{
		{"closed at once", "", 0, -1},
		{"open", "", time.Minute, readerGarbage},
		{"the user has said", "77", time.Minute, before},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &app{sys: System{Environ: []string{"GOGC=" + c.gogc}}}
				garbage := a.holdCollector()
				time.Sleep(c.open)
				garbage.touched()
				if got := percent(); got != c.within {
					t.Errorf("while it is open: %d, want %d", got, c.within)
				}
				garbage.giveBack()
				if got := percent(); got != before {
					t.Errorf("after it: %d, want %d", got, before)
				}
			})
		})
	}
}
