package wire

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// BenchmarkFrame is the writing of a list that moves by a line beside one that
// stays, so that each row is another.
func BenchmarkFrame(b *testing.B) {
	const w, h = 120, 40
	o := New(io.Discard, "xterm", 0)
	o.on, o.tried = true, true
	var frames [h]Frame
	for i := range frames {
		var lines [h]string
		for y := range lines {
			lines[y] = fmt.Sprintf("\x1b[38;2;90;90;100m feed %-20d \x1b[m│ \x1b[1mheadline %d, which says %d\x1b[m", y, y+i, (y+i)*(y+i)*7919)
		}
		frames[i] = Frame{Content: strings.Join(lines[:], "\n"), W: w, H: h, Profile: colorprofile.TrueColor}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := io.WriteString(o, o.Show(frames[i%h], Cursor{})); err != nil {
			b.Fatal(err)
		}
	}
}
