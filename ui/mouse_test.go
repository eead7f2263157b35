package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// click clicks in a column of the line that has a text.
func (s *screen) click(x int, text string) *screen {
	s.t.Helper()
	for y, line := range strings.Split(s.text(), "\n") {
		if strings.Contains(line, text) {
			s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
			s.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
			return s
		}
	}
	s.t.Fatalf("the screen does not show %q", text)
	return s
}

func mousing(t *testing.T, on bool) *screen {
	t.Helper()
	return open(t, look{w: 120, h: 36, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.Mouse = on }})
}

func TestTheMouse(t *testing.T) {
	s := mousing(t, true)
	if s.m.View().MouseMode == tea.MouseModeNone {
		t.Error("the terminal is not asked for the mouse")
	}
	s.click(60, harbour).has("3 of 10")
	s.click(60, harbour).has("ARCHAEOLOGY TODAY").keys("q")
	s.click(5, "Starred").has("1 of 2", harbour).lacks(ceasefire)
	s.click(5, "Today").has(ceasefire)
	s.send(tea.MouseWheelMsg{X: 60, Y: 10, Button: tea.MouseWheelDown})
	s.send(tea.MouseWheelMsg{X: 60, Y: 10, Button: tea.MouseWheelUp})
	s.has("of 10")

	edge := s.m.lay.sideBar.x
	s.send(tea.MouseClickMsg{X: edge, Y: 5, Button: tea.MouseLeft})
	s.send(tea.MouseMotionMsg{X: edge + 9, Y: 5, Button: tea.MouseLeft})
	s.send(tea.MouseReleaseMsg{X: edge + 9, Y: 5})
	if got := s.m.lay.sideBar.x; got != edge+9 {
		t.Errorf("the sidebar's edge was dragged from %d to %d, not to %d", edge, got, edge+9)
	}
}

func TestTheMouseIsTheTerminalsUnlessAskedFor(t *testing.T) {
	s := mousing(t, false)
	if s.m.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse is taken from the terminal unasked")
	}
	s.click(60, harbour).has("1 of 10")
}

// TestAPromptIsClicked: a click on a prompt gives it the keys, one on what it found
// takes them away from it.
func TestAPromptIsClicked(t *testing.T) {
	for _, key := range []string{"/", "ctrl+f"} {
		s := mousing(t, true).keys(key + " text:prisoners wait:1s")
		x := s.m.lay.list.x + 10
		if s.click(x, bank).click(x, bank); !s.m.art.open || s.m.search.editing {
			t.Errorf("%s: the story is open: %v; the keys are the prompt's: %v", key, s.m.art.open, s.m.search.editing)
		}
		s.keys("q").click(x, "prisoners")
		if s.keys("text:_exchanged wait:1s"); s.m.art.open || s.m.search.input.value() != "prisoners exchanged" {
			t.Errorf("%s: the prompt has %q", key, s.m.search.input.value())
		}
	}
}

// TestTheSidebarIsClickedWhileSomethingIsFound: the keys go where the click was.
func TestTheSidebarIsClickedWhileSomethingIsFound(t *testing.T) {
	s := open(t, look{w: 160, h: 36, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.Mouse = true }})
	if s.keys("enter / text:the").click(5, "Starred").keys("j"); s.m.list.list.Cursor() != 1 {
		t.Error("j does not move in the list that was clicked for")
	}
}

// TestAClickOnWhatIsShownKeepsThePlace: it is not read anew from its start.
func TestAClickOnWhatIsShownKeepsThePlace(t *testing.T) {
	s := mousing(t, true).click(5, "Unread    ").keys("j j m").wait(time.Second).click(5, "Unread               8").has("3 of 9", harbour)
	s.keys("ctrl+f text:compiler enter").lacks(bank).click(5, "Unread               8").has(bank)
}

// TestAClickEndsWhatWasTyped: a count or a begun sequence is not of the key after it.
func TestAClickEndsWhatWasTyped(t *testing.T) {
	s := mousing(t, true).keys("3").click(60, bank).keys("m")
	if !s.unread(harbour) || s.unread(bank) {
		t.Error("the count before the click was taken for the key after it")
	}
	s.keys("U").has("Undone").click(60, tokyo).lacks("Undone")
}

// TestWhatCouldNotBeReadIsNotClicked: rows that are not shown are not opened.
func TestWhatCouldNotBeReadIsNotClicked(t *testing.T) {
	s := mousing(t, true).keys("/ text:prisoners wait:1s")
	s.lib.failRows = errors.New("the disk is gone")
	s.keys("text:_exchanged enter").has("the disk is gone")
	s.send(tea.MouseClickMsg{X: 40, Y: 8, Button: tea.MouseLeft})
	s.send(tea.MouseClickMsg{X: 40, Y: 8, Button: tea.MouseLeft})
	if s.keys("enter"); s.m.art.open {
		t.Error("a story is open that is not on the screen")
	}
}
