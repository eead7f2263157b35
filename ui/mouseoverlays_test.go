package ui

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// wheels turns the wheel by notches, up where they are less than 0.
func (s *screen) wheels(notches int) *screen {
	button := tea.MouseWheelDown
	if notches < 0 {
		button, notches = tea.MouseWheelUp, -notches
	}
	for range notches {
		s.send(tea.MouseWheelMsg{X: 60, Y: 10, Button: button})
	}
	return s
}

// TestTheWheelMovesWhatLiesOver: it scrolls what is read and moves through what
// is chosen from, and the panes below stay as they are.
func TestTheWheelMovesWhatLiesOver(t *testing.T) {
	s := mousing(t, true)
	before := s.m.list.list.Cursor()
	help := s.keys("?").text()
	if s.wheels(2).text() == help {
		t.Error("the help does not scroll")
	}
	if s.wheels(-2).text() != help {
		t.Error("the help does not scroll back")
	}
	s.keys("esc :").wheels(1)
	if p := s.m.top().(*palette); p.at.cursor != wheelStep {
		t.Errorf("the palette's cursor is on %d", p.at.cursor)
	}
	s.wheels(-3)
	if p := s.m.top().(*palette); p.at.cursor != 0 || p.older >= 0 {
		t.Errorf("the wheel goes to %d, %d commands back", p.at.cursor, p.older)
	}
	s.keys("esc")
	if got := s.m.list.list.Cursor(); got != before {
		t.Errorf("the list moved from %d to %d below the overlay", before, got)
	}
}

// TestAClickChoosesInWhatLiesOver: the first puts the cursor there, the second
// takes it.
func TestAClickChoosesInWhatLiesOver(t *testing.T) {
	s := mousing(t, true).keys(": text:theme enter")
	last := theme.Names()[len(theme.Names())-1]
	s.click(5, last)
	if got := s.m.paint.theme.Name(); got != last {
		t.Errorf("a click on %s shows %s", last, got)
	}
	s.click(5, last)
	if s.m.top() != nil || s.m.opt.ThemeName != last {
		t.Errorf("a second click leaves %s and %T", s.m.opt.ThemeName, s.m.top())
	}
}

// TestEveryOverlayTakesTheMouse: wherever the wheel turns or a click lands in
// any of them, nothing breaks and no line below is opened.
func TestEveryOverlayTakesTheMouse(t *testing.T) {
	for _, keys := range []string{"?", ":", "f", "t", "a", "w", "|", "g o", ": text:messages enter", ": text:set enter", ": text:theme enter", ": text:qr enter", "D", "e"} {
		s := mousing(t, true).keys(keys)
		id, open := s.m.art.id, s.m.art.open
		s.wheels(3).wheels(-5)
		for y := range s.h {
			s.send(tea.MouseClickMsg{X: 60, Y: y, Button: tea.MouseRight})
		}
		if s.m.art.id != id || s.m.art.open != open {
			t.Errorf("%s: the mouse went through to the panes", keys)
		}
		for y := range s.h {
			if s.m.top() != nil {
				s.send(tea.MouseClickMsg{X: 60, Y: y, Button: tea.MouseLeft})
			}
		}
	}
}

// TestThePickerIsClicked: a click picks, another lets go.
func TestThePickerIsClicked(t *testing.T) {
	var got []string
	s := mousing(t, true)
	s.m.push(newPicker("Pick", "about", "add", []pickItem{{group: "One", title: "Harbour"}, {group: "One", title: "Meadow"}, {group: "Two", title: "Summit"}}, func(_ *model, picked []pickItem) tea.Cmd {
		for _, it := range picked {
			got = append(got, it.title)
		}
		return nil
	}))
	s.click(5, "Meadow").click(5, "Summit").click(5, "Meadow").click(5, "TWO").keys("enter")
	if !slices.Equal(got, []string{"Summit"}) {
		t.Errorf("picked %q", got)
	}
}
