package cli

import (
	"strings"
	"testing"
)

// environment is an environment of such words as 'TERM=xterm'.
func environment(words string) func(string) string {
	return System{Environ: strings.Fields(words)}.Getenv
}

// Windows has no variables for it, and was drawn in ASCII.
func TestLocaleIsUTF8(t *testing.T) {
	for _, c := range []struct {
		system, env string
		want        bool
	}{
		{"linux", "", false},
		{"linux", "LANG=C", false},
		{"linux", "LANG=de_DE.UTF-8", true},
		{"linux", "LANG=de_DE.UTF-8 LC_ALL=C", false},
		{"darwin", "LC_CTYPE=UTF-8", true},
		{"freebsd", "LANG=C.UTF-8 LC_CTYPE=de_DE.ISO8859-1", false},
		{"windows", "", true},
		{"windows", "LC_ALL=C", false},
	} {
		if got := utf8Locale(c.system, environment(c.env)); got != c.want {
			t.Errorf("%s %q: %v", c.system, c.env, got)
		}
	}
}
