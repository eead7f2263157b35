package ui

import (
	"context"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestTheLibraryPausesWhileStopped: a program that ctrl-z stops is not in the middle of a
// write, which would lock all others out, and goes on with it after fg.
func TestTheLibraryPausesWhileStopped(t *testing.T) {
	var did []string
	s := open(t, look{w: 100, h: 24, dark: true, opt: func(o *Options) {
		o.Pause = func(context.Context) func() {
			did = append(did, "pause")
			return func() { did = append(did, "resume") }
		}
	}})
	s.keys("ctrl+z")
	if stops := slices.Contains(s.seen, tea.Msg(tea.SuspendMsg{})); !stops || !slices.Equal(did, []string{"pause"}) {
		t.Errorf("it stops: %v, after %q", stops, did)
	}
	s.send(continuedMsg{}) // Bubble Tea takes the terminal back by itself
	s.send(tea.ResumeMsg{})
	if !slices.Equal(did, []string{"pause", "resume"}) {
		t.Errorf("it went on after %q", did)
	}
}

// TestNothingStopsAlone: nobody could have the program go on, which waits for that.
func TestNothingStopsAlone(t *testing.T) {
	s := open(t, look{w: 100, h: 24, dark: true, opt: func(o *Options) { o.Alone = true }})
	if s.keys("ctrl+z").has("no shell here"); slices.Contains(s.seen, tea.Msg(tea.SuspendMsg{})) {
		t.Error("it stops")
	}
}
