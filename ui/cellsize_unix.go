//go:build unix

package ui

import (
	"image"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// windowSize is the terminal's size in cells and in pixels as the system has it,
// which ssh passes on too; zero where it is not known.
func windowSize(out io.Writer) (cells, pixels image.Point) {
	if out == nil {
		out = os.Stdout
	}
	f, ok := out.(*os.File)
	if !ok {
		return image.Point{}, image.Point{}
	}
	ws, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return image.Point{}, image.Point{}
	}
	return image.Pt(int(ws.Col), int(ws.Row)), image.Pt(int(ws.Xpixel), int(ws.Ypixel))
}
