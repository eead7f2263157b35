package typeset

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lede/feed/article"
	"lede/ui/theme"
)

// TestALineOfCodeOfAMegabyte: is set whole, in a time that grows with its length
// alone, which was ten seconds when the rest was measured anew for each line.
func TestALineOfCodeOfAMegabyte(t *testing.T) {
	th, err := theme.New("", true, 0)
	if err != nil {
		t.Fatal(err)
	}
	setter, err := New(Options{Theme: th, Measure: 76})
	if err != nil {
		t.Fatal(err)
	}
	const n = 1 << 20
	setting := setter.Begin(article.FromHTML("<pre>"+strings.Repeat("a", n)+"</pre>", article.Options{}), Head{})
	if err := setting.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, l := range setting.Lines(0, n) {
		l = ansi.Strip(l)
		if w := ansi.StringWidth(l); w > 76 {
			t.Fatalf("a line of %d cells", w)
		}
		count += strings.Count(l, "a")
	}
	if count != n {
		t.Errorf("%d signs of %d", count, n)
	}
}
