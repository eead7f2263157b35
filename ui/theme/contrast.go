package theme

import "math"

// Contrast is the contrast ratio of two "#rrggbb" colours by WCAG 2: from 1
// (the same) to 21 (black on white). It is 0 where one is not such a colour.
func Contrast(a, b string) float64 {
	la, ok := luminance(a)
	if !ok {
		return 0
	}
	lb, ok := luminance(b)
	if !ok {
		return 0
	}
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is WCAG's relative luminance, from 0 (black) to 1 (white).
func luminance(hex string) (float64, bool) {
	r, g, b, ok := parseHex(hex)
	if !ok {
		return 0, false
	}
	linear := func(v uint8) float64 {
		c := float64(v) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b), true
}
