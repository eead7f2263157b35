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

// Dark says whether the background is: by word where that is "dark" or "light",
// else by what the terminal has put into COLORFGBG, else it is dark. (The reader
// asks the terminal itself too.)
func Dark(word string, environ []string) bool {
	if word == "dark" || word == "light" {
		return word == "dark"
	}
	for _, e := range environ {
		// 'foreground;background', in the 16 colours: 7 and 15 are the white ones.
		if colours, ok := strings.CutPrefix(e, "COLORFGBG="); ok {
			bg := colours[strings.LastIndex(colours, ";")+1:]
			return bg != "7" && bg != "15"
		}
	}
	return true
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
