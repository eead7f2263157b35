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

// Colourless says whether there are to be no colours: NO_COLOR or CLICOLOR=0 forbids
// them, or the terminal is one of DEC's (vt100, vt220, ...), none of which has any,
// and nothing in the environment speaks of colours.
func Colourless(environ []string) bool {
	get := func(name string) (value string) {
		for _, e := range environ {
			if v, ok := strings.CutPrefix(e, name+"="); ok {
				value = v
			}
		}
		return value
	}
	switch {
	case get("NO_COLOR") != "": // whatever it says
		return true
	case get("CLICOLOR_FORCE") != "":
		return false
	case get("CLICOLOR") == "0":
		return true
	case get("COLORTERM") != "":
		return false
	}
	model, ok := strings.CutPrefix(get("TERM"), "vt")
	return ok && model != "" && model[0] >= '0' && model[0] <= '9' && !strings.Contains(model, "color")
}
