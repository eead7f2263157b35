package theme

import (
	"io"
	"strings"

	"github.com/charmbracelet/colorprofile"
)

// Profile is how many colours the terminal has that is written to. environ is
// the environment as os.Environ has it.
func Profile(w io.Writer, environ []string) colorprofile.Profile {
	p := colorprofile.Detect(w, environ)
	if p > colorprofile.ASCII && Colourless(environ) {
		return colorprofile.ASCII
	}
	return p
}

// Colourless says whether the terminal is one of DEC's (vt100, vt220, ...), none
// of which has a colour, unless something in the environment speaks of colours.
func Colourless(environ []string) bool {
	var term string
	for _, e := range environ {
		switch name, value, _ := strings.Cut(e, "="); name {
		case "TERM":
			term = value
		case "COLORTERM", "CLICOLOR_FORCE":
			if value != "" {
				return false
			}
		}
	}
	model, ok := strings.CutPrefix(term, "vt")
	return ok && model != "" && model[0] >= '0' && model[0] <= '9' && !strings.Contains(model, "color")
}
