package ui

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// TestScreens looks at every screen at every size.
func TestScreens(t *testing.T) {
	screens := []struct {
		name string
		keys string
	}{
		{"front", ""},
		{"story", "enter"},
		{"help", "?"},
		{"feeds", "tab tab"},
		{"links", "enter f"},
		{"palette", ": text:mark"},
		{"search", "/ text:prisoners enter"},
	}
	for _, sc := range screens {
		for _, size := range [][2]int{{120, 36}, {80, 24}, {60, 20}, {40, 10}} {
			name := fmt.Sprintf("%s-%dx%d", sc.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				s := open(t, look{w: size[0], h: size[1], dark: true, profile: colorprofile.TrueColor})
				s.keys(sc.keys).golden(name)
			})
		}
	}
}
