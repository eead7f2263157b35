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
	"testing"

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
		img, err := picture.Decode(t.Context(), data, picture.DefaultLimits())
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
		"long":      {make([]byte, picture.DefaultLimits().Bytes+1), picture.ErrTooLarge},
		"empty":     {nil, picture.ErrBroken},
		"HTML":      {[]byte("<!DOCTYPE html>"), picture.ErrBroken},
		"cut":       {whole[:len(whole)/2], picture.ErrBroken},
		"a script":  {[]byte("\x1b]52;c;aGk=\x07"), picture.ErrBroken},
	} {
		if _, err := picture.Decode(t.Context(), c.data, picture.DefaultLimits()); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := picture.Decode(ctx, pngOf(t, gradient(4000, 2000)), picture.DefaultLimits()); !errors.Is(err, context.Canceled) {
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
