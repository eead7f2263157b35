package picture_test

import (
	"bytes"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"lede/ui/picture"
)

// What a picture costs from the bytes that came to what the terminal is told.
func BenchmarkPicture(b *testing.B) {
	var data bytes.Buffer
	if err := jpeg.Encode(&data, photo(2400, 1600), nil); err != nil {
		b.Fatal(err)
	}
	large, err := picture.Decode(b.Context(), data.Bytes(), picture.DefaultLimits())
	if err != nil {
		b.Fatal(err)
	}
	kept := picture.Shrunk(large, picture.KeptSide)
	for _, step := range []struct {
		name string
		do   func() (int, error) // the bytes that it makes
	}{
		{"decode", func() (int, error) {
			_, err := picture.Decode(b.Context(), data.Bytes(), picture.DefaultLimits())
			return 0, err
		}},
		{"shrink", func() (int, error) { picture.Shrunk(large, picture.KeptSide); return 0, nil }},
		{"blocks", func() (n int, err error) {
			for _, row := range picture.HalfBlocks(picture.Scale(kept, 76, 50, nil), colorprofile.TrueColor) {
				n += len(row)
			}
			return n, nil
		}},
		{"blocks256", func() (n int, err error) {
			for _, row := range picture.HalfBlocks(picture.Scale(kept, 76, 50, nil), colorprofile.ANSI256) {
				n += len(row)
			}
			return n, nil
		}},
		{"kitty", func() (int, error) {
			parts, err := picture.KittyTransmit(picture.Scale(kept, 760, 507, nil), 20, 76, 25, false)
			return len(strings.Join(parts, "")), err
		}},
		{"sixel", func() (int, error) {
			s, err := picture.SixelData(picture.Scale(kept, 1000, 667, nil))
			return len(s), err
		}},
	} {
		b.Run(step.name, func(b *testing.B) {
			made := 0
			for b.Loop() {
				n, err := step.do()
				if err != nil {
					b.Fatal(err)
				}
				made = n
			}
			b.ReportMetric(float64(made), "sent-bytes")
		})
	}
}
