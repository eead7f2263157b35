package cli

import "testing"

// The clock goes on while the machine sleeps: a time that has the other clock's as
// well is compared by that.
func TestTheClockIsTheWalls(t *testing.T) {
	if now := Process().Now(); now != now.Round(0) {
		t.Errorf("%v is reckoned from when the machine was started", now)
	}
}
