package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// TestNothingTouchesTheRightEdgeOfAList: at no width, in no density, however long the
// names are.
func TestNothingTouchesTheRightEdgeOfAList(t *testing.T) {
	lib := mockLibrary()
	for i := range lib.feeds {
		lib.feeds[i].Title = "The Quite Remarkably Long Name of a Paper That Nobody Reads and Everybody Quotes, Weekly"
	}
	for w := 40; w <= 100; w++ {
		for _, density := range []string{"two-line", "three-line", "compact"} {
			s := open(t, look{w: w, h: 30, dark: true, profile: colorprofile.ASCII, lib: lib, opt: func(o *Options) { o.Layout, o.Density = "1", density }})
			lines := strings.Split(s.text(), "\n")
			for _, l := range lines[2 : len(lines)-3] {
				if n := s.m.paint.width(l); n >= w {
					t.Fatalf("%d columns, %s: a line takes all of them: %q", w, density, l)
				}
			}
		}
	}
}
