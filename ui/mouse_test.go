package ui

import (
	"strings"
	"testing"

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
