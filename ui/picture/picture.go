// Package picture shows the pictures of articles in a terminal: decoded under
// limits, scaled down, and encoded anew for whichever way of showing pictures
// the terminal has said that it knows. Bytes from outside are never passed on.
package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"

	// The formats that are decoded.
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// Limits bound what is decoded.
type Limits struct {
	Bytes  int // of the encoded picture
	Pixels int // of the decoded one
	Side   int // pixels in its width or height
}

// DefaultLimits let a photograph of a good camera through and no bomb: a
// progressive JPEG, the worst of them, takes 190 MB while it is decoded.
func DefaultLimits() Limits { return Limits{Bytes: 12 << 20, Pixels: 25_000_000, Side: 20_000} }

// Errors of Decode, to be shown as the picture's description instead.
var (
	ErrTooLarge = errors.New("the picture is too large")
	ErrBroken   = errors.New("the picture can't be read")
)

// Decode reads a GIF (its first frame), PNG, JPEG or WebP picture. A decoder
// can't be stopped: when ctx ends first, Decode returns its error and the
// decoder ends by itself soon after, bounded by limits. A decoder's panic is an
// error.
func Decode(ctx context.Context, data []byte, limits Limits) (image.Image, error) {
	if len(data) > limits.Bytes {
		return nil, ErrTooLarge
	}
	config, format, err := config(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	w, h := config.Width, config.Height
	if w <= 0 || h <= 0 {
		return nil, fmt.Errorf("%w: it has no pixels", ErrBroken)
	}
	if w > limits.Side || h > limits.Side || w > limits.Pixels/h {
		return nil, fmt.Errorf("%w: %s of %d × %d", ErrTooLarge, format, w, h)
	}
	type answer struct {
		img image.Image
		err error
	}
	done := make(chan answer, 1)
	go func() {
		img, err := decode(data)
		done <- answer{img, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case a := <-done:
		if a.err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBroken, a.err)
		}
		return a.img, nil
	}
}

func config(data []byte) (c image.Config, format string, err error) {
	defer recovered(&err)
	return image.DecodeConfig(bytes.NewReader(data))
}

func decode(data []byte) (img image.Image, err error) {
	defer recovered(&err)
	img, _, err = image.Decode(bytes.NewReader(data))
	return img, err
}

func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("decoder: %v", r)
	}
}

// dot is the side in pixels up to which a picture is there to count readers.
const dot = 3

// IsTrackingPixel says whether a picture is too small to be one: a pixel that counts who
// opens a story.
func IsTrackingPixel(size image.Point) bool { return size.X <= dot || size.Y <= dot }

// Shrunk is a picture at no more than side pixels in width and height; as it is
// where it is no larger.
func Shrunk(img image.Image, side int) image.Image {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if w <= side && h <= side {
		return img
	}
	scale := float64(side) / float64(max(w, h))
	return Scale(img, int(float64(w)*scale+0.5), int(float64(h)*scale+0.5), nil)
}

// Cell is the size of the terminal's cell in pixels.
type Cell struct{ Width, Height int }

// DefaultCell stands in where the terminal does not tell.
var DefaultCell = Cell{10, 20}

// Fit is the size in cells at which a picture of w by h pixels is shown whole
// within columns and rows, never larger than its own pixels; zero where there
// is nothing to show.
func Fit(w, h, columns, rows int, cell Cell) (width, height int) {
	if w <= 0 || h <= 0 || columns <= 0 || rows <= 0 || cell.Width <= 0 || cell.Height <= 0 {
		return 0, 0
	}
	fw, fh := float64(w)/float64(cell.Width), float64(h)/float64(cell.Height)
	scale := min(float64(columns)/fw, float64(rows)/fh, 1)
	width = min(max(int(fw*scale+0.5), 1), columns)
	height = min(max(int(fh*scale+0.5), 1), rows)
	return width, height
}

// Pixels is the size in pixels at which a picture of size is shown in columns by
// rows cells: whole, its shape kept, no larger than the cells and than most in
// either direction.
func Pixels(size image.Point, columns, rows int, cell Cell, most int) (w, h int) {
	if size.X <= 0 || size.Y <= 0 {
		return 0, 0
	}
	scale := min(
		float64(columns*cell.Width)/float64(size.X), float64(rows*cell.Height)/float64(size.Y),
		float64(most)/float64(max(size.X, size.Y)))
	return max(int(float64(size.X)*scale+0.5), 1), max(int(float64(size.Y)*scale+0.5), 1)
}

// Scale is img at w by h pixels, over a background where it is transparent (nil:
// its transparency stays).
func Scale(img image.Image, w, h int, background color.Color) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, max(w, 1), max(h, 1)))
	op := draw.Src
	if background != nil {
		draw.Draw(out, out.Bounds(), image.NewUniform(background), image.Point{}, draw.Src)
		op = draw.Over
	}
	var scaler draw.Scaler = draw.CatmullRom
	if img.Bounds().Dx() > 8*out.Bounds().Dx() {
		scaler = draw.ApproxBiLinear // far down the kernel would be wide and slow
		img = subsampled(img, 4*out.Bounds().Dx())
	}
	scaler.Scale(out, out.Bounds(), img, img.Bounds(), op, nil)
	return out
}

// subsampled takes every k-th pixel of img so that about width remain in a row.
func subsampled(img image.Image, width int) image.Image {
	b := img.Bounds()
	k := max(b.Dx()/max(width, 1), 1)
	out := image.NewRGBA(image.Rect(0, 0, (b.Dx()+k-1)/k, (b.Dy()+k-1)/k))
	draw.NearestNeighbor.Scale(out, out.Bounds(), img, b, draw.Src, nil)
	return out
}

// Backdrop is what a picture that is transparent in places is best seen on: the
// terminal's background, or where the picture's own colours would drown in that,
// its opposite. A drawing in black ink was made for white paper.
func Backdrop(img image.Image, background color.Color) color.Color {
	if opaque(img) {
		return background
	}
	b := img.Bounds()
	var light, weight float64
	for y := b.Min.Y; y < b.Max.Y; y += max(b.Dy()/64, 1) {
		for x := b.Min.X; x < b.Max.X; x += max(b.Dx()/64, 1) {
			_, _, _, a := img.At(x, y).RGBA()
			light += lightness(img.At(x, y))
			weight += float64(a) / 0xffff
		}
	}
	ground := lightness(background)
	if weight == 0 || abs(light/weight-ground) > 0.35 {
		return background
	}
	if ground > 0.5 {
		return color.Black
	}
	return color.White
}

// lightness is how light a colour is, from 0 to 1, times how opaque it is.
func lightness(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	return (0.299*float64(r) + 0.587*float64(g) + 0.114*float64(b)) / 0xffff
}

func abs(x float64) float64 { return max(x, -x) }
