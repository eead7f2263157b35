package picture_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lede/ui/picture"
)

// photo is something like a photograph: soft shapes with a grain.
func photo(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := float64(x)/float64(w), float64(y)/float64(h)
			soft := 20 * math.Sin(fx*40) * math.Cos(fy*31)
			grain := float64((x*7919 + y*104729) % 17)
			img.SetRGBA(x, y, color.RGBA{uint8(100 + 100*fx + soft + grain), uint8(90 + 80*fy + soft), uint8(160 - 100*fy + grain), 255})
		}
	}
	return img
}

func TestHalfBlocks(t *testing.T) {
	img := gradient(40, 20)
	for profile, want := range map[colorprofile.Profile]string{
		colorprofile.TrueColor: `^(\x1b\[38;2;\d+;\d+;\d+;48;2;\d+;\d+;\d+m▀+)+\x1b\[m$`,
		colorprofile.ANSI256:   `^(\x1b\[38;5;\d+;48;5;\d+m▀+)+\x1b\[m$`,
	} {
		rows := picture.HalfBlocks(img, profile)
		if len(rows) != 10 {
			t.Fatalf("%d rows of half blocks, want 10", len(rows))
		}
		for _, row := range rows {
			if w := ansi.StringWidth(row); w != 40 || !regexp.MustCompile(want).MatchString(row) {
				t.Errorf("%s: %d cells: %.80q", profile, w, row)
			}
		}
	}
	if rows := picture.HalfBlocks(gradient(4, 3), colorprofile.TrueColor); len(rows) != 2 {
		t.Errorf("an odd number of pixels makes %d rows", len(rows))
	}
}

func TestKitty(t *testing.T) {
	img := photo(400, 200)
	for _, row := range picture.KittyCells(20, 40, 10) {
		for _, method := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
			if w := method.StringWidth(row); w != 40 {
				t.Errorf("a row of %d cells, want 40", w)
			}
		}
	}
	sent, err := picture.KittyTransmit(img, 20, 40, 10, false)
	if err != nil {
		t.Fatal(err)
	}
	got := received(t, strings.Join(sent, ""), "a=T", "f=100", "i=20", "U=1", "c=40", "r=10", "q=2")
	if got.Bounds().Size() != image.Pt(400, 200) || got.At(7, 9) != color.Color(img.RGBAAt(7, 9)) {
		t.Errorf("what comes out is not what went in: %v", got.Bounds())
	}
	placed, err := picture.KittyPlace(img, 20, 40, 10)
	if err != nil {
		t.Fatal(err)
	}
	received(t, placed, "a=T", "f=100", "i=20", "C=1", "c=40", "r=10", "q=2")
	if _, err := picture.KittyTransmit(img, 3, 40, 10, false); err == nil {
		t.Error("an id that a reduction of colours would change is taken")
	}
	if s := picture.KittyDelete(20, false); s != "\x1b_Ga=d,d=I,i=20,q=2\x1b\\" {
		t.Errorf("deleted by %q", s)
	}
	if s := picture.KittyDelete(20, true); s != "\x1bPtmux;\x1b\x1b_Ga=d,d=I,i=20,q=2\x1b\x1b\\\x1b\\" {
		t.Errorf("deleted in tmux by %q", s)
	}
	passed, err := picture.KittyTransmit(img, 20, 40, 10, true)
	if err != nil || len(passed) != len(sent) || !strings.HasPrefix(passed[0], "\x1bPtmux;\x1b\x1b_G") {
		t.Errorf("in tmux: %v %.40q", err, passed)
	}
}

// received puts together what kitty would: pieces of at most 4096 bytes, the
// options on the first.
func received(t *testing.T, sent string, options ...string) image.Image {
	t.Helper()
	var data strings.Builder
	pieces := strings.Split(strings.TrimSuffix(sent, "\x1b\\"), "\x1b\\")
	for i, piece := range pieces {
		control, payload, ok := strings.Cut(strings.TrimPrefix(piece, "\x1b_G"), ";")
		last := i == len(pieces)-1
		if !ok || len(payload) > 4096 || strings.Contains(control, "m=1") == last || !last && len(payload)%4 != 0 {
			t.Fatalf("piece %d of %d: %q with %d bytes", i+1, len(pieces), control, len(payload))
		}
		for _, want := range options {
			if i == 0 && !strings.Contains(","+control+",", ","+want+",") {
				t.Errorf("no %s in %q", want, control)
			}
		}
		data.WriteString(payload)
	}
	decoded, err := base64.StdEncoding.DecodeString(data.String())
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(decoded))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestSixelAndITerm2(t *testing.T) {
	img := gradient(40, 20)
	if s, err := picture.SixelData(img); err != nil || !strings.HasPrefix(s, "\x1bP0;1q\"1;1;40;20") || !strings.HasSuffix(s, "\x1b\\") {
		t.Errorf("sixel: %v %.40q", err, s)
	}
	if s, err := picture.ITerm2Data(img, 40, 10); err != nil || !strings.HasPrefix(s, "\x1b]1337;File=") || !strings.Contains(s, "inline=1") {
		t.Errorf("iTerm2: %v %.60q", err, s)
	}
}

func TestChoose(t *testing.T) {
	const kitty, old, ghostty = "kitty(0.39.1)", "kitty(0.26.5)", "ghostty 1.1"
	sixel := []int{63, 1, 4, 22}
	for name, c := range map[string]struct {
		answers      picture.Answers
		want, larger picture.Protocol
	}{
		"kitty":               {picture.Answers{Graphics: true, Placeholders: true, Version: kitty, Colors: true}, picture.Kitty, picture.Kitty},
		"ghostty":             {picture.Answers{Graphics: true, Placeholders: true, Version: ghostty, Colors: true}, picture.Kitty, picture.Kitty},
		"kitty of old":        {picture.Answers{Graphics: true, Version: old, Colors: true}, picture.Blocks, picture.KittyPlaced},
		"kitty, NO_COLOR":     {picture.Answers{Graphics: true, Placeholders: true, Version: kitty}, picture.None, picture.KittyPlaced},
		"kitty behind tmux":   {picture.Answers{Graphics: true, Placeholders: true, Version: "tmux 3.4", Colors: true}, picture.Kitty, picture.Kitty},
		"old kitty in tmux":   {picture.Answers{Graphics: true, Version: "tmux 3.4", Colors: true}, picture.Blocks, picture.Blocks},
		"Konsole":             {picture.Answers{Graphics: true, Placeholders: true, Version: "Konsole 23.08", Colors: true, Attributes: sixel}, picture.Blocks, picture.KittyPlaced},
		"xterm -ti vt340":     {picture.Answers{Attributes: sixel, Version: "XTerm(390)", Colors: true}, picture.Blocks, picture.Sixel},
		"the same in ASCII":   {picture.Answers{Attributes: sixel, Version: "XTerm(390)", Colors: true, ASCII: true}, picture.None, picture.Sixel},
		"sixel, 16 colours":   {picture.Answers{Attributes: sixel}, picture.None, picture.Sixel},
		"class 4 is no sixel": {picture.Answers{Attributes: []int{4}, Colors: true}, picture.Blocks, picture.Blocks},
		"WezTerm":             {picture.Answers{Graphics: true, Placeholders: true, Version: "WezTerm 2024", Colors: true}, picture.Blocks, picture.ITerm2},
		"silent":              {picture.Answers{}, picture.None, picture.None},
	} {
		if got := picture.Choose(c.answers); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := picture.Enlarged(c.answers); got != c.larger {
			t.Errorf("%s, enlarged: %s, want %s", name, got, c.larger)
		}
	}
}

func TestAskGraphics(t *testing.T) {
	if s := (picture.Answers{}).AskGraphics(); s != "" {
		t.Errorf("a terminal without a name is asked %q", s)
	}
	direct := picture.Answers{Version: "kitty(0.39)"}.AskGraphics()
	want := "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b_Gi=32,s=1,v=1,a=q,t=d,f=24,U=1;AAAA\x1b\\\x1b[c"
	if direct != want {
		t.Errorf("asked %q", direct)
	}
	behind := picture.Answers{Version: "tmux 3.4"}.AskGraphics()
	if !strings.HasPrefix(behind, "\x1bPtmux;\x1b\x1b_Gi=31") || !strings.HasSuffix(behind, "\x1b\\\x1b[c") {
		t.Errorf("through tmux %q", behind)
	}
	var a picture.Answers
	a.Answered(31, "OK")
	a.Answered(32, "EINVAL:no such key")
	if !a.Graphics || a.Placeholders {
		t.Errorf("understood %+v", a)
	}
}

func TestPixels(t *testing.T) {
	for name, c := range map[string]struct {
		size          image.Point
		columns, rows int
		most          int
		w, h          int
	}{
		"fills its width":      {image.Pt(1600, 800), 40, 20, 5000, 400, 200},
		"fills its height":     {image.Pt(800, 1600), 40, 20, 5000, 200, 400},
		"no more than is good": {image.Pt(1600, 800), 400, 200, 1000, 1000, 500},
		"a line":               {image.Pt(5000, 1), 40, 20, 5000, 400, 1},
		"nothing":              {image.Pt(0, 10), 40, 20, 5000, 0, 0},
	} {
		if w, h := picture.Pixels(c.size, c.columns, c.rows, picture.Cell{Width: 10, Height: 20}, c.most); w != c.w || h != c.h {
			t.Errorf("%s: %d × %d, want %d × %d", name, w, h, c.w, c.h)
		}
	}
}

func TestBackdrop(t *testing.T) {
	ink := image.NewRGBA(image.Rect(0, 0, 40, 40)) // a black stroke on nothing
	for y := range 40 {
		ink.SetRGBA(20, y, color.RGBA{0, 0, 0, 255})
		ink.SetRGBA(21, y, color.RGBA{0, 0, 0, 255})
	}
	dark, light := color.RGBA{26, 27, 38, 255}, color.RGBA{251, 251, 248, 255}
	if got := picture.Backdrop(ink, dark); got != color.White {
		t.Errorf("black ink in a dark terminal stands on %v", got)
	}
	if got := picture.Backdrop(ink, light); got != color.Color(light) {
		t.Errorf("black ink in a light terminal stands on %v", got)
	}
	if got := picture.Backdrop(photo(40, 40), dark); got != color.Color(dark) {
		t.Errorf("a photograph stands on %v", got)
	}
}

func TestDots(t *testing.T) {
	for size, want := range map[image.Point]bool{{1, 1}: true, {1, 400}: true, {3, 3}: true, {16, 16}: false, {600, 400}: false} {
		if picture.IsTrackingPixel(size) != want {
			t.Errorf("%v is a dot: %v", size, !want)
		}
	}
	if got := picture.Shrunk(photo(900, 300), 300).Bounds().Size(); got != image.Pt(300, 100) {
		t.Errorf("shrunk to %v", got)
	}
}
