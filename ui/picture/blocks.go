package picture

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// HalfBlocks are rows of '▀' whose upper half is one pixel and whose lower half
// the next: img is columns wide and twice rows high. The colours are those that
// a terminal of the profile has.
func HalfBlocks(img image.Image, profile colorprofile.Profile) []string {
	b := img.Bounds()
	look := newPaints(img, profile)
	rows := make([]string, 0, (b.Dy()+1)/2)
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		var row strings.Builder
		var last [2]paint
		for x := b.Min.X; x < b.Max.X; x++ {
			now := [2]paint{look.at(x, y), look.at(x, min(y+1, b.Max.Y-1))}
			if x == b.Min.X || now != last {
				row.WriteString("\x1b[38;" + now[0].sgr() + ";48;" + now[1].sgr() + "m")
				last = now
			}
			row.WriteString("▀")
		}
		row.WriteString("\x1b[m")
		rows = append(rows, row.String())
	}
	return rows
}

// paint is a colour as the terminal is told it: one of 256, or mixed.
type paint struct {
	indexed bool
	r, g, b uint8 // r: the index
}

func (p paint) sgr() string {
	if p.indexed {
		return fmt.Sprintf("5;%d", p.r)
	}
	return fmt.Sprintf("2;%d;%d;%d", p.r, p.g, p.b)
}

// paints finds the paint of an image's pixels.
type paints struct {
	img     image.Image
	indexed bool
	known   map[[3]uint8]uint8 // the nearest of 256 colours
}

func newPaints(img image.Image, profile colorprofile.Profile) *paints {
	return &paints{img: img, indexed: profile < colorprofile.TrueColor, known: map[[3]uint8]uint8{}}
}

func (p *paints) at(x, y int) paint {
	c := rgb(p.img.At(x, y))
	if !p.indexed {
		return paint{r: c[0], g: c[1], b: c[2]}
	}
	// A little noise of a fixed pattern turns the edges between the few colours
	// of a sky into a shimmer.
	spread := [2][2]int{{-9, 3}, {6, -3}}[y/2&1][x&1]
	for i := range c {
		c[i] = uint8(min(max(int(c[i])+spread, 0), 255)) &^ 3
	}
	n, ok := p.known[c]
	if !ok {
		n = uint8(ansi.Convert256(color.RGBA{c[0], c[1], c[2], 255}))
		p.known[c] = n
	}
	return paint{indexed: true, r: n}
}

func rgb(c color.Color) [3]uint8 {
	r, g, b, _ := c.RGBA()
	return [3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}
}
