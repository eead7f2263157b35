package ui

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"lede/ui/theme"
)

// themesPicture is docs/themes.svg, which TestThemesPicture makes from the themes
// themselves: -update writes it.
const themesPicture = "../docs/themes.svg"

// The picture's cells, in pixels, and its samples, in cells.
const (
	cellWidth, cellHeight = 8, 17
	sampleWidth           = 80
	sampleAir             = 2 // cells around a sample
)

// TestThemesPicture draws each theme's sample, dark and light, and holds
// docs/themes.svg to it.
func TestThemesPicture(t *testing.T) {
	var body strings.Builder
	w, h, y := (sampleWidth+2*sampleAir)*cellWidth, 0, 0
	for _, name := range theme.Names() {
		for column, dark := range []bool{true, false} {
			th, err := theme.New(name, dark, colorprofile.TrueColor)
			if err != nil {
				t.Fatal(err)
			}
			lines := append([]string{"", "  " + th.Paint(theme.Heading, name) + th.Paint(theme.Dim, "  "+th.About()), ""}, ThemeSample(th, sampleWidth, false)...)
			h = len(lines) * cellHeight
			drawn := drawnSVG(th, lines)
			fmt.Fprintf(&body, "<g transform=\"translate(%d %d)\">\n%s</g>\n", column*w, y, drawn)
		}
		y += h
	}
	got := fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%[1]d\" height=\"%[2]d\" viewBox=\"0 0 %[1]d %[2]d\" "+
		"font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"13\">\n"+
		"<title>The themes of lede, dark and light</title>\n%[3]s</svg>\n", 2*w, y, body.String())
	golden(t, themesPicture, got)
}

// drawnSVG draws lines in a theme's colours: a rectangle for each run of cells
// with a background of its own, a text for each run of one look.
func drawnSVG(th *theme.Theme, lines []string) string {
	page, ink := th.Page()
	if page == nil { // the terminal's own
		page, ink = color.RGBA{0x1a, 0x1b, 0x26, 0xff}, color.RGBA{0xd5, 0xd6, 0xdb, 0xff}
		if !th.Dark() {
			page, ink = color.RGBA{0xfb, 0xfb, 0xf8, 0xff}, color.RGBA{0x24, 0x24, 0x2a, 0xff}
		}
	}
	cells := uv.NewScreenBuffer(sampleWidth, len(lines))
	uv.NewStyledString(strings.Join(lines, "\n")).Draw(cells, cells.Bounds())
	var out strings.Builder
	rect := func(x, y, w, h int, c color.Color) {
		fmt.Fprintf(&out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n", x*cellWidth, y*cellHeight, w*cellWidth, h*cellHeight, hex(c))
	}
	rect(0, 0, sampleWidth+2*sampleAir, len(lines), page)
	for y := range lines {
		for x := 0; x < sampleWidth; {
			from, run := x, strings.Builder{}
			style := cells.CellAt(x, y).Style
			for ; x < sampleWidth && cells.CellAt(x, y).Style.Equal(&style); x++ {
				run.WriteString(cells.CellAt(x, y).Content)
			}
			fg, bg := style.Fg, style.Bg
			if fg == nil {
				fg = ink
			}
			if style.Attrs&uv.AttrReverse != 0 {
				fg, bg = page, fg
			}
			if bg != nil {
				rect(from+sampleAir, y, x-from, 1, bg)
			}
			writeSVGText(&out, from+sampleAir, y, x-from, run.String(), hex(fg), &style)
		}
	}
	return out.String()
}

// writeSVGText writes a run of cells, if there is anything to be seen in it.
func writeSVGText(out *strings.Builder, x, y, w int, text, fill string, style *uv.Style) {
	if strings.TrimSpace(text) == "" && style.Underline == 0 {
		return
	}
	look := ""
	for _, a := range []struct {
		on   bool
		look string
	}{
		{style.Attrs&uv.AttrBold != 0, ` font-weight="bold"`},
		{style.Attrs&uv.AttrItalic != 0, ` font-style="italic"`},
		{style.Attrs&uv.AttrFaint != 0, ` opacity="0.6"`},
		{style.Underline != 0, ` text-decoration="underline"`},
		{style.Attrs&uv.AttrStrikethrough != 0, ` text-decoration="line-through"`},
	} {
		if a.on {
			look += a.look
		}
	}
	fmt.Fprintf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" xml:space=\"preserve\" fill=\"%s\"%s>", x*cellWidth, (y+1)*cellHeight-4, w*cellWidth, fill, look)
	_ = xml.EscapeText(out, []byte(text)) // a strings.Builder takes everything
	out.WriteString("</text>\n")
}

// hex is a colour as the web has it.
func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
