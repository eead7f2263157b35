package ui

import (
	"testing"

	"pgregory.net/rapid"
)

// TestPanesFillTheScreen draws every pane's box: each cell belongs to exactly
// one of them, at any size and in any state.
func TestPanesFillTheScreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 300).Draw(t, "w"), rapid.IntRange(1, 100).Draw(t, "h")
		want := wanted{
			panes:     rapid.SampledFrom([]panes{panesAuto, panesOne, panesTwo, panesThree}).Draw(t, "panes"),
			focus:     rapid.SampledFrom([]pane{paneList, paneSide, paneArticle}).Draw(t, "focus"),
			open:      rapid.Bool().Draw(t, "open"),
			reading:   rapid.Bool().Draw(t, "reading"),
			searching: rapid.Bool().Draw(t, "searching"),
			side:      rapid.SampledFrom([]int{0, -3, 5, 30, 500}).Draw(t, "side"),
			list:      rapid.SampledFrom([]int{0, -3, 5, 60, 500}).Draw(t, "list"),
		}
		l := place(w, h, want)
		cells := make([]int, w*h)
		for _, r := range []rect{l.header, l.headAir, l.side, l.sideBar, l.list, l.listBar, l.article, l.footAir, l.footer} {
			if r.empty() {
				continue
			}
			for y := r.y; y < r.y+r.h; y++ {
				for x := r.x; x < r.x+r.w; x++ {
					if x >= w || y >= h {
						t.Fatalf("%+v stands beyond %dx%d in %+v", r, w, h, l)
					}
					cells[y*w+x]++
				}
			}
		}
		for i, n := range cells {
			if n != 1 {
				t.Fatalf("cell %d,%d of %dx%d belongs to %d panes: %+v", i%w, i/w, w, h, n, l)
			}
		}
	})
}

func TestPanesByWidth(t *testing.T) {
	for _, c := range []struct {
		w                   int
		want                wanted
		side, list, article bool
	}{
		{60, wanted{}, false, true, false},
		{60, wanted{focus: paneSide}, true, false, false},
		{60, wanted{focus: paneArticle, open: true}, false, false, true},
		{80, wanted{}, true, true, false},
		{120, wanted{focus: paneArticle, open: true}, false, false, true},
		{150, wanted{}, true, true, true},
		{150, wanted{focus: paneArticle, open: true}, true, true, true},
		{150, wanted{panes: panesTwo}, true, true, false},
		{150, wanted{focus: paneArticle, open: true, reading: true}, false, false, true},
		{150, wanted{searching: true}, false, true, false},
		{40, wanted{panes: panesThree}, false, true, false},
	} {
		l := place(c.w, 30, c.want)
		if !l.side.empty() != c.side || !l.list.empty() != c.list || !l.article.empty() != c.article {
			t.Errorf("at %d columns %+v shows side %v, list %v, article %v", c.w, c.want, !l.side.empty(), !l.list.empty(), !l.article.empty())
		}
	}
}
