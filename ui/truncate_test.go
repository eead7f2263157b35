package ui

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestTruncate: what is cut has room, however emoji of several characters are counted.
func TestTruncate(t *testing.T) {
	const s = "Emoji 👨‍👩‍👧‍👦 🇫🇷 and text"
	for _, by := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
		p := &painter{method: by}
		for n := range by.StringWidth(s) {
			if got := p.cut(s, n); by.StringWidth(got) > n {
				t.Errorf("%q takes %d cells, has room in %d", got, by.StringWidth(got), n)
			}
			if got := p.fit(s, n); by.StringWidth(got) > n {
				t.Errorf("%q takes %d cells, fits %d", got, by.StringWidth(got), n)
			}
		}
	}
}
