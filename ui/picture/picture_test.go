package picture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lede/ui/picture"
)

// gradient is a picture whose left is dark and whose right is light.
func gradient(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 80, 255})
		}
	}
	return img
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDecode(t *testing.T) {
	var j, g bytes.Buffer
	if err := jpeg.Encode(&j, gradient(30, 20), nil); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&g, gradient(30, 20), nil); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"png": pngOf(t, gradient(30, 20)), "jpeg": j.Bytes(), "gif": g.Bytes()} {
		img, err := picture.Decode(t.Context(), data, picture.DefaultLimits)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := img.Bounds().Size(); got != image.Pt(30, 20) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// bomb is a PNG that says it is w by h pixels large, in a few bytes.
func bomb(w, h uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	header = append(binary.BigEndian.AppendUint32(header, h), 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, header...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(header))
}

func TestDecodeRefuses(t *testing.T) {
	whole := pngOf(t, gradient(64, 64))
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"a bomb":    {bomb(19_000, 19_000), picture.ErrTooLarge},
		"too wide":  {bomb(1<<30, 1), picture.ErrTooLarge},
		"no pixels": {bomb(0, 5), picture.ErrBroken},
		"long":      {make([]byte, picture.DefaultLimits.Bytes+1), picture.ErrTooLarge},
		"empty":     {nil, picture.ErrBroken},
		"HTML":      {[]byte("<!DOCTYPE html>"), picture.ErrBroken},
		"cut":       {whole[:len(whole)/2], picture.ErrBroken},
		"a script":  {[]byte("\x1b]52;c;aGk=\x07"), picture.ErrBroken},
	} {
		if _, err := picture.Decode(t.Context(), c.data, picture.DefaultLimits); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := picture.Decode(ctx, pngOf(t, gradient(4000, 2000)), picture.DefaultLimits); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("GIF89a"))
	f.Add(bomb(3, 3))
	limits := picture.Limits{Bytes: 1 << 16, Pixels: 1 << 16, Side: 1 << 12}
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := picture.Decode(t.Context(), data, limits)
		if err == nil && img.Bounds().Dx()*img.Bounds().Dy() > limits.Pixels {
			t.Fatalf("%v is over the limit", img.Bounds())
		}
	})
}

func TestFit(t *testing.T) {
	for _, c := range []struct{ w, h, columns, rows, wantW, wantH int }{
		{800, 400, 40, 40, 40, 10}, // wide: the columns decide
		{400, 800, 40, 10, 10, 10}, // high: the rows decide
		{50, 40, 40, 40, 5, 2},     // small: its own size
		{10_000, 10, 40, 40, 40, 1},
		{0, 10, 40, 40, 0, 0},
	} {
		w, h := picture.Fit(c.w, c.h, c.columns, c.rows, picture.DefaultCell)
		if w != c.wantW || h != c.wantH {
			t.Errorf("%d × %d in %d × %d: %d × %d, want %d × %d", c.w, c.h, c.columns, c.rows, w, h, c.wantW, c.wantH)
		}
	}
}

func TestScale(t *testing.T) {
	for _, size := range []int{20, 400, 3000} {
		small := picture.Scale(gradient(size, size/2), 10, 5, nil)
		if small.Bounds().Size() != image.Pt(10, 5) {
			t.Fatalf("scaled to %v", small.Bounds())
		}
		if l, r := small.RGBAAt(0, 2).R, small.RGBAAt(9, 2).R; l > 60 || r < 200 {
			t.Errorf("from %d: left %d, right %d; it was dark at the left", size, l, r)
		}
	}
	clear := picture.Scale(image.NewRGBA(image.Rect(0, 0, 4, 4)), 2, 2, color.White)
	if got := clear.RGBAAt(1, 1); got != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("a clear picture on white is %v", got)
	}
}

func TestEncoders(t *testing.T) {
	img := gradient(40, 20)
	rows := picture.HalfBlocks(img)
	if len(rows) != 10 {
		t.Fatalf("%d rows of half blocks, want 10", len(rows))
	}
	for _, row := range append(rows, picture.KittyCells(20, 40, 10)...) {
		if w := ansi.StringWidth(row); w != 40 {
			t.Errorf("a row of %d cells, want 40", w)
		}
	}
	sent, err := picture.KittyTransmit(img, 20, 40, 10, false)
	if err != nil || !strings.HasPrefix(sent, "\x1b_G") || !strings.HasSuffix(sent, "\x1b\\") {
		t.Errorf("kitty: %v %.40q", err, sent)
	}
	for _, want := range []string{"i=20", "U=1", "c=40", "r=10", "q=2"} {
		if !strings.Contains(sent, want) {
			t.Errorf("kitty: no %s in %.60q", want, sent)
		}
	}
	if _, err := picture.KittyTransmit(img, 3, 40, 10, false); err == nil {
		t.Error("an id that a reduction of colours would change is taken")
	}
	if s, err := picture.SixelData(img); err != nil || !strings.HasPrefix(s, "\x1bP") {
		t.Errorf("sixel: %v %.20q", err, s)
	}
	if s, err := picture.ITerm2Data(img, 40, 10); err != nil || !strings.HasPrefix(s, "\x1b]1337;File=") {
		t.Errorf("iTerm2: %v %.20q", err, s)
	}
}

func TestChoose(t *testing.T) {
	for name, c := range map[string]struct {
		answers      picture.Answers
		want, larger picture.Protocol
	}{
		"kitty":               {picture.Answers{Graphics: true, Version: "kitty(0.39)", Colors: true}, picture.Kitty, picture.Kitty},
		"xterm -ti vt340":     {picture.Answers{Attributes: []int{63, 1, 4, 22}, Version: "XTerm(390)", Colors: true}, picture.Blocks, picture.Sixel},
		"class 4 is no sixel": {picture.Answers{Attributes: []int{4}, Colors: true}, picture.Blocks, picture.Blocks},
		"WezTerm":             {picture.Answers{Graphics: true, Version: "WezTerm 2024", Colors: true}, picture.Blocks, picture.ITerm2},
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

func TestCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pictures")
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	cache := picture.NewCache(dir, 1<<30, func() time.Time { now = now.Add(time.Second); return now })
	if _, err := cache.Get("https://example.org/a", 10, 5); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("an empty cache: %v", err)
	}
	put := func(c *picture.Cache, url string) {
		t.Helper()
		if err := c.Put(url, 10, 5, gradient(10, 5)); err != nil {
			t.Fatal(err)
		}
	}
	put(cache, "a")
	put(cache, "b")
	if _, err := cache.Get("a", 10, 5); err != nil { // now b is the longest unused
		t.Fatal(err)
	}
	if _, err := cache.Get("a", 11, 5); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another size is another picture: %v", err)
	}
	count, bytes, err := cache.Size()
	if err != nil || count != 2 || bytes == 0 {
		t.Fatalf("%d pictures of %d bytes, %v", count, bytes, err)
	}
	tight := picture.NewCache(dir, bytes+bytes/4, func() time.Time { now = now.Add(time.Second); return now })
	put(tight, "c")
	if _, err := tight.Get("b", 10, 5); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the longest unused is still there: %v", err)
	}
	if _, err := tight.Get("a", 10, 5); err != nil {
		t.Errorf("the one in use is gone: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(f, []byte("not a picture"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tight.Get("a", 10, 5); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a damaged file: %v", err)
	}
}
