package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// threePanes opens a screen with three panes.
func threePanes(t *testing.T, lib *fakeLibrary) *screen {
	t.Helper()
	return open(t, look{w: 180, h: 30, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) { o.Mouse = true }})
}

// drag takes what is in one column of the middle of the screen to another.
func (s *screen) drag(from, to int) *screen {
	s.press(from)
	s.send(tea.MouseMotionMsg{X: (from + to) / 2, Y: 12, Button: tea.MouseLeft})
	s.send(tea.MouseMotionMsg{X: to, Y: 13, Button: tea.MouseLeft})
	s.send(tea.MouseReleaseMsg{X: to, Y: 13, Button: tea.MouseLeft})
	return s
}

func (s *screen) press(x int) {
	s.send(tea.MouseClickMsg{X: x, Y: 12, Button: tea.MouseLeft})
}

// borders checks in which columns the two borders are; -1: there is none.
func (s *screen) borders(side, list int) *screen {
	s.t.Helper()
	at := func(r rect) int {
		if r.empty() {
			return -1
		}
		return r.x
	}
	if x, y := at(s.m.lay.sideBar), at(s.m.lay.listBar); x != side || y != list {
		s.t.Errorf("the borders are in columns %d and %d, not in %d and %d", x, y, side, list)
	}
	return s
}

func TestABorderIsDragged(t *testing.T) {
	lib := mockLibrary()
	s := threePanes(t, lib).borders(26, 91)
	s.keys("j j").has("3 of 10")
	s.drag(91, 111).borders(26, 111).drag(26, 36).borders(36, 121)
	s.drag(121, 20).borders(36, 36+1+minList).drag(67, 179).borders(36, 180-1-minPreview)
	s.drag(180-1-minPreview, 121).borders(36, 121)
	s.has("3 of 10")

	s.resize(130, 30).borders(36, -1).keys("v v v").borders(36, 130-1-minPreview)
	s.resize(180, 30).keys("v").borders(36, 121)

	s.wait(time.Second)
	if err := s.m.close(); err != nil {
		t.Fatal(err)
	}
	again := threePanes(t, lib).borders(36, 121)

	again.press(121)
	again.send(tea.MouseReleaseMsg{X: 121, Y: 12})
	again.wait(doubleClick / 2).press(121)
	again.send(tea.MouseReleaseMsg{X: 121, Y: 12})
	again.borders(36, 97).drag(36, 30).drag(30, 32).borders(32, 94)
}

// TestALostReleaseEndsADrag presses elsewhere after a drag whose end the
// terminal did not tell of.
func TestALostReleaseEndsADrag(t *testing.T) {
	s := threePanes(t, nil)
	s.press(91)
	s.press(60)
	s.send(tea.MouseMotionMsg{X: 70, Y: 12, Button: tea.MouseLeft})
	s.borders(26, 91)
}

func TestABorderIsMovedByKeys(t *testing.T) {
	s := threePanes(t, nil)
	s.keys("> >").borders(26, 95).has("A list of 68 columns, a preview of 84")
	s.keys("1 0 <").borders(26, 75)
	s.keys("9 9 <").borders(26, 57).keys(">").borders(26, 59)
	s.keys("shift+tab >").borders(28, 61).keys("<").borders(26, 59).has("A sidebar of 26 columns")
	s.keys("9 9 <").borders(10, 43)
	s.keys(": text:reset-borders enter").borders(26, 91)
	s.resize(60, 20).keys(">").has("no border")
}
