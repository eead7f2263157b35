package picture

import (
	"encoding/binary"
	"errors"
	"testing"
)

// webpOf is a WebP file whose extended header says one size and whose lossless
// frame, of a single colour and a few bytes, says another.
func webpOf(canvas, frame int) []byte {
	chunk := func(name string, body []byte) []byte {
		out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
		out = append(out, body...)
		return append(out, make([]byte, len(body)%2)...)
	}
	c := uint32(canvas - 1)
	vp8x := []byte{0, 0, 0, 0, byte(c), byte(c >> 8), byte(c >> 16), byte(c), byte(c >> 8), byte(c >> 16)}
	size := uint32(frame-1) | uint32(frame-1)<<14
	// no transform, no cache, one group of codes; five codes of the one symbol 0
	vp8l := binary.LittleEndian.AppendUint32([]byte{0x2f}, size)
	vp8l = append(vp8l, 0b10001000, 0b10001000, 0b10001000, 0, 0, 0, 0, 0)
	body := append(append([]byte("WEBP"), chunk("VP8X", vp8x)...), chunk("VP8L", vp8l)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// TestWebPWithTwoSizes: no gigabyte is decoded behind the header of a small one.
func TestWebPWithTwoSizes(t *testing.T) {
	img, err := Decode(t.Context(), webpOf(40, 40), DefaultLimits())
	if err != nil || img.Bounds().Dx() != 40 {
		t.Fatalf("a small one: %v", err)
	}
	if _, err := Decode(t.Context(), webpOf(40, 16384), DefaultLimits()); !errors.Is(err, ErrBroken) {
		t.Errorf("a gigabyte behind a small header: %v", err)
	}
}
