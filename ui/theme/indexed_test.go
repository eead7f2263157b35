package theme

import (
	"slices"
	"strconv"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func TestNearest256(t *testing.T) {
	for hex, want := range map[string]string{
		"#282a3a": "236", // a tint of the page: a grey, not navy
		"#e9eaf1": "255",
		"#000000": "16",  // as it is, not nearly so
		"#ffffff": "231", // likewise
		"#83a598": "246", // a grey with a shade to it
		"#ff0000": "196",
		"#e0af68": "179",
		"11":      "11",
		"":        "",
	} {
		if got := nearest256(hex, false); got != want {
			t.Errorf("nearest256(%q) = %q, want %q", hex, got, want)
		}
	}
}

// Links are told by their hue on 256 colours too: Gruvbox's are as pale as some greys.
func TestLinksAreNotGreyOn256Colours(t *testing.T) {
	for _, name := range Names() {
		for _, dark := range []bool{true, false} {
			th, err := New(name, dark, colorprofile.ANSI256)
			if err != nil {
				t.Fatal(err)
			}
			link := th.Look(Link).Fg
			if n, err := strconv.Atoi(link); link != "" && (err != nil || slices.Max(channels(n)) == slices.Min(channels(n))) {
				t.Errorf("%s, dark %t: links are in %s, a grey: %v", name, dark, link, err)
			}
		}
	}
}

func channels(n int) []int {
	c := xterm(n)
	return c[:]
}
