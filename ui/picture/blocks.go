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
// a terminal of the profile has; of 256 the right ones are mixed.
func HalfBlocks(img image.Image, profile colorprofile.Profile) []string {
	paint := mixed(img)
	if profile < colorprofile.TrueColor {
		paint = indexed(img)
	}
	b := img.Bounds()
	rows := make([]string, 0, (b.Dy()+1)/2)
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		var row strings.Builder
		last := ""
		for x := b.Min.X; x < b.Max.X; x++ {
			now := "\x1b[38;" + paint(x, y) + ";48;" + paint(x, min(y+1, b.Max.Y-1)) + "m"
			if now != last {
				row.WriteString(now)
				last = now
			}
			row.WriteString("▀")
		}
		row.WriteString("\x1b[m")
		rows = append(rows, row.String())
	}
	return rows
}

// mixed gives each pixel its own colour.
func mixed(img image.Image) func(x, y int) string {
	return func(x, y int) string {
		r, g, b, _ := img.At(x, y).RGBA()
		return fmt.Sprintf("2;%d;%d;%d", r>>8, g>>8, b>>8)
	}
}

// firstFixed is the first of the 256 colours that every terminal has alike; those
// before it are the user's.
const firstFixed = 16

// indexed gives each pixel one of 256 colours. Half of what is lost is passed on
// to the pixels around it (Floyd and Steinberg pass on all): enough to mix a sky
// from few colours, too little to make a grain of it, as large as pixels are here.
func indexed(img image.Image) func(x, y int) string {
	var palette color.Palette
	for i := firstFixed; i < 256; i++ {
		palette = append(palette, color.RGBAModel.Convert(ansi.IndexedColor(i)))
	}
	b := img.Bounds()
	out := image.NewPaletted(b, palette)
	lost := make([][3]float64, b.Dx()+2)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		next := make([][3]float64, b.Dx()+2)
		var right [3]float64
		for x := b.Min.X; x < b.Max.X; x++ {
			i := x - b.Min.X + 1
			r, g, bl, _ := img.At(x, y).RGBA()
			var want [3]float64
			for k, v := range [3]uint32{r, g, bl} {
				want[k] = min(max(float64(v>>8)+lost[i][k]+right[k], 0), 255)
			}
			n := palette.Index(color.RGBA{uint8(want[0]), uint8(want[1]), uint8(want[2]), 255})
			out.SetColorIndex(x, y, uint8(n))
			got := palette[n].(color.RGBA)
			for k, v := range [3]uint8{got.R, got.G, got.B} {
				e := (want[k] - float64(v)) / 2
				right[k] = e * 7 / 16
				next[i-1][k] += e * 3 / 16
				next[i][k] += e * 5 / 16
				next[i+1][k] += e / 16
			}
		}
		lost = next
	}
	return func(x, y int) string { return fmt.Sprintf("5;%d", int(out.ColorIndexAt(x, y))+firstFixed) }
}
