package picture

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/iterm2"
	"github.com/charmbracelet/x/ansi/kitty"
	"github.com/charmbracelet/x/ansi/sixel"
)

// Kitty's picture ids that survive a reduction of colours: each is the number
// of a colour that is passed on as it is.
const (
	FirstID = 16
	LastID  = 255
	IDs     = LastID - FirstID + 1
)

// KittyTransmit are the sequences that hand a picture to the terminal under an
// id from FirstID to LastID, for a place of columns by rows cells. They go to
// the terminal raw, in order; anything but other sequences of the protocol may go
// between them. tmux passes them on if it may.
func KittyTransmit(img image.Image, id, columns, rows int, tmux bool) ([]string, error) {
	if id < FirstID || id > LastID {
		return nil, fmt.Errorf("picture id %d is not from %d to %d", id, FirstID, LastID)
	}
	return kittySend(img, tmux, "i="+strconv.Itoa(id), "c="+strconv.Itoa(columns), "r="+strconv.Itoa(rows), "U=1")
}

// KittyPlace is the sequence that draws a picture in columns by rows cells where
// the cursor is, which stays there.
func KittyPlace(img image.Image, id, columns, rows int) (string, error) {
	parts, err := kittySend(img, false, "i="+strconv.Itoa(id), "c="+strconv.Itoa(columns), "r="+strconv.Itoa(rows), "C=1")
	return strings.Join(parts, ""), err
}

// kittySend transmits a picture as PNG in pieces. The terminal is to say nothing
// about it (q=2).
func kittySend(img image.Image, tmux bool, options ...string) ([]string, error) {
	data, err := pngOf(img)
	if err != nil {
		return nil, err
	}
	encoded := []byte(base64.StdEncoding.EncodeToString(data))
	options = append([]string{"a=T", "t=d", "f=100", "q=2"}, options...)
	parts := make([]string, 0, len(encoded)/kitty.MaxChunkSize+1)
	for len(encoded) > 0 {
		n := min(len(encoded), kitty.MaxChunkSize)
		more := "m=1"
		if n == len(encoded) {
			more = "m=0"
		}
		parts = append(parts, passed(ansi.KittyGraphics(encoded[:n], append(options, more)...), tmux))
		encoded, options = encoded[n:], []string{"q=2"}
	}
	return parts, nil
}

// passed is a sequence for the terminal that tmux may be in.
func passed(s string, tmux bool) string {
	if tmux {
		return ansi.TmuxPassthrough(s)
	}
	return s
}

// KittyEnd is the sequence that ends a picture of which the terminal has got a part
// alone. It shows nothing of it.
func KittyEnd(tmux bool) string { return passed(ansi.KittyGraphics(nil, "q=2", "m=0"), tmux) }

// pngOf encodes for a line rather than for keeping: quickly.
func pngOf(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	return b.Bytes(), err
}

// KittyCells are the rows of placeholders in whose place the terminal shows the
// picture id. Each row takes columns cells.
func KittyCells(id, columns, rows int) []string {
	const most = 297 // as many diacritics as kitty numbers rows and columns by
	columns, rows = min(columns, most), min(rows, most)
	out := make([]string, rows)
	for y := range rows {
		var b strings.Builder
		fmt.Fprintf(&b, "\x1b[38;5;%dm", id)
		for x := range columns {
			b.WriteRune(kitty.Placeholder)
			b.WriteRune(kitty.Diacritic(y))
			b.WriteRune(kitty.Diacritic(x))
		}
		b.WriteString("\x1b[m")
		out[y] = b.String()
	}
	return out
}

// KittyDelete is the sequence that frees a picture in the terminal.
func KittyDelete(id int, tmux bool) string {
	return passed(ansi.KittyGraphics(nil, "a=d", "d=I", "i="+strconv.Itoa(id), "q=2"), tmux)
}

// SixelSide is the largest side of a picture in pixels that terminals draw whole:
// xterm cuts off what is beyond.
const SixelSide = 1000

// SixelData is the sequence that draws img where the cursor is.
func SixelData(img image.Image) (string, error) {
	var b bytes.Buffer
	if err := new(sixel.Encoder).Encode(&b, img); err != nil {
		return "", err
	}
	return ansi.SixelGraphics(0, 1, 0, b.Bytes()), nil
}

// ITerm2Data is the sequence that draws img in columns by rows cells where the
// cursor is.
func ITerm2Data(img image.Image, columns, rows int) (string, error) {
	data, err := pngOf(img)
	if err != nil {
		return "", err
	}
	return ansi.ITerm2(iterm2.File{
		Inline: true, Width: iterm2.Cells(columns), Height: iterm2.Cells(rows), DoNotMoveCursor: true,
		Size: int64(len(data)), Content: []byte(base64.StdEncoding.EncodeToString(data)),
	}), nil
}
