package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lede/ui/theme"
)

// TestAWordOfAMegabyteIsWrapped: in a time that grows with its length alone.
// With each line's share of it measured from the start it took minutes, which
// the test's own time limit would tell.
func TestAWordOfAMegabyteIsWrapped(t *testing.T) {
	th, err := theme.New("", true, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := newPainter(th, ansi.WcWidth, false)
	for _, text := range []string{strings.Repeat("a", 1<<20), strings.Repeat("é", 1<<19), "ab " + strings.Repeat("x\u0301", 1<<18)} {
		var all strings.Builder
		for _, l := range p.wrap([]span{{theme.Text, text}}, 74) {
			if n := p.spanWidth(l); n > 74 {
				t.Fatalf("a line of %d cells", n)
			}
			for _, s := range l {
				all.WriteString(s.text)
			}
		}
		if got := all.String(); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%d bytes of %d", len(got), len(text))
		}
	}
}
