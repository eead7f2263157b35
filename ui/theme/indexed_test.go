package theme

import "testing"

func TestNearest256(t *testing.T) {
	for hex, want := range map[string]string{
		"#282a3a": "236", // a tint of the page: a grey, not navy
		"#e9eaf1": "255",
		"#000000": "232",
		"#ff0000": "196",
		"#e0af68": "179",
		"11":      "11",
		"":        "",
	} {
		if got := nearest256(hex); got != want {
			t.Errorf("nearest256(%q) = %q, want %q", hex, got, want)
		}
	}
}
