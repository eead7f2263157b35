package ui

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// wideOut is the way out to the terminal, on which stand-ins become the wide
// characters again. All cells but a character's last step to the right, so that
// the cursor is where the renderer takes it to be; the last one steps back and
// writes the character. Where they follow each other, that is the character alone.
type wideOut struct {
	to    io.Writer
	out   []byte
	kept  []byte // a character's beginning, whose end is not here yet
	steps int    // to the right, not written yet

	cell    rune // the stand-in whose selectors are read; 0: none
	numbers []byte
}

const (
	stepRight = "\x1b[C"
	stepBack  = "\b"
)

// newWideOut is the way out to a terminal. Bubble Tea asks a file for its size.
func newWideOut(to io.Writer) io.Writer {
	if f, ok := to.(*os.File); ok {
		return wideFile{&wideOut{to: f}, f}
	}
	return &wideOut{to: to}
}

// wideFile is what Bubble Tea needs of a terminal's file, and no other way to
// write to it.
type wideFile struct {
	*wideOut
	file *os.File
}

func (f wideFile) Read(p []byte) (int, error) { return f.file.Read(p) }
func (f wideFile) Close() error               { return f.file.Close() }
func (f wideFile) Fd() uintptr                { return f.file.Fd() }

// Write reports all of p as written, unless the terminal did not take it.
func (o *wideOut) Write(p []byte) (int, error) {
	b := p
	if len(o.kept) > 0 {
		b, o.kept = append(o.kept, p...), nil
	}
	o.out = o.out[:0]
	for len(b) > 0 {
		n := slices.IndexFunc(b, func(c byte) bool { return c >= 0xF3 }) // the first byte of planes 15 and 16
		if n < 0 {
			n = len(b)
		}
		switch {
		case n > 0:
			o.step(0)
			o.cell = 0
			o.out = append(o.out, b[:n]...)
		case !utf8.FullRune(b):
			o.kept = slices.Clone(b)
			n = len(b)
		default:
			var r rune
			r, n = utf8.DecodeRune(b)
			o.character(r, b[:n])
		}
		b = b[n:]
	}
	o.step(0)
	if len(o.out) == 0 {
		return len(p), nil
	}
	if _, err := o.to.Write(o.out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// character takes a character of the upper planes.
func (o *wideOut) character(r rune, raw []byte) {
	if o.cell != 0 && r >= selectorFrom && r < selectorFrom+selectors {
		o.numbers = append(o.numbers, byte(r-selectorFrom))
		o.close()
		return
	}
	o.cell = 0
	if _, _, _, ok := standin(r); !ok {
		o.step(0)
		o.out = append(o.out, raw...)
		return
	}
	o.cell, o.numbers = r, o.numbers[:0]
}

// close does what a stand-in is for once its numbers are here.
func (o *wideOut) close() {
	c, width, paint, _ := standin(o.cell)
	if width > 0 && len(o.numbers) < 3+2*int(o.numbers[0]) {
		return
	}
	o.cell = 0
	switch {
	case !paint:
		o.steps++
	case width > 0:
		o.step(width - 1)
		o.spelled(width)
	case o.steps > 0:
		o.step(1)
		o.out = utf8.AppendRune(o.out, c)
	default:
		o.out = utf8.AppendRune(append(o.out, stepBack...), c)
	}
}

// step writes the steps that are due, but for the last so many.
func (o *wideOut) step(but int) {
	for range o.steps - but {
		o.out = append(o.out, stepRight...)
	}
	o.steps = 0
}

// spelled writes a cluster into its cells, from the first column to the one after
// it.
func (o *wideOut) spelled(width int) {
	n := o.numbers
	column := 1 + int(n[1])*selectors + int(n[2])
	cluster := make([]byte, 0, n[0])
	for i := 3; i < len(n); i += 2 {
		cluster = append(cluster, n[i]<<4|n[i+1])
	}
	o.out = fmt.Appendf(o.out, "\x1b[%dG%s\x1b[%dG%s\x1b[%dG", column, strings.Repeat(" ", width), column, cluster, column+width)
}
