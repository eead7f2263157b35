package theme

import (
	"slices"
	"strconv"
)

// tinted is the difference of a colour's strongest and weakest part from which
// on it is seen as a colour; below, as a grey with a shade to it.
const tinted = 40

// byHue says whether a role is told from text by its hue, so that a pale one is not
// taken for a grey with a shade to it.
func byHue(r Role) bool {
	switch r {
	case Accent, Link, Star, OK, Warn, Code, Inserted, Deleted, Keyword, Function, Literal, Number:
		return true
	}
	return false
}

// nearest256 is the number of the colour of the xterm palette (the 6x6x6 cube
// from 16 and the greys from 232) that looks most like "#rrggbb". Anything else
// is returned as it is. The nearest by distance alone makes a navy band of a
// faint blue tint, as the cube has no dark colours but strong ones: a shade of
// grey stays a grey, of which the cube has some too, unless its hue is needed.
func nearest256(hex string, hue bool) string {
	r, g, b, ok := parseHex(hex)
	if !ok {
		return hex
	}
	want := [3]int{int(r), int(g), int(b)}
	grey := !hue && slices.Max(want[:])-slices.Min(want[:]) < tinted
	best, least := 0, -1
	for n := 16; n < 256; n++ {
		c := xterm(n)
		if grey && slices.Max(c[:]) != slices.Min(c[:]) {
			continue
		}
		if d := distance(want, c); least < 0 || d < least {
			best, least = n, d
		}
	}
	return strconv.Itoa(best)
}

// xterm is colour n, of 16 to 255, of the xterm palette.
func xterm(n int) [3]int {
	if n >= 232 {
		v := 8 + 10*(n-232)
		return [3]int{v, v, v}
	}
	level := func(i int) int {
		if i == 0 {
			return 0
		}
		return 55 + 40*i
	}
	n -= 16
	return [3]int{level(n / 36), level(n / 6 % 6), level(n % 6)}
}

// distance weighs the parts of a colour about as the eye does.
func distance(a, b [3]int) int {
	dr, dg, db := a[0]-b[0], a[1]-b[1], a[2]-b[2]
	return 3*dr*dr + 4*dg*dg + 2*db*db
}
