package ui

import (
	"testing"
	"time"
)

// The list stays on the screen until the story is there, or for a moment.
func TestScreenIsHeldForAStory(t *testing.T) {
	s := front(t, 120, 36)
	before := s.text()
	s.hold = true
	s.keys("enter")
	if s.text() != before {
		t.Error("the screen changed before the story was there")
	}
	s.release(false)
	s.has("By ", "min read").lacks("Central bank holds rates")

	s.keys("q")
	before = s.text()
	s.hold = true
	s.keys("j enter")
	s.send(heldMsg{s.m.held.gen - 1})
	if !s.m.held.on {
		t.Error("an old timer let the screen go")
	}
	s.send(heldMsg{s.m.held.gen})
	if s.m.held.on || s.text() == before {
		t.Error("a story that does not come holds the screen for ever")
	}
	s.release(false)
	s.has("Central bank holds rates")

	s.hold = true
	s.keys("J ?").has("All keys") // any other key shows what it does at once
	s.release(false)
	s.wait(time.Second)
}
