package theme

import (
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func TestOldTerminalsHaveNoColours(t *testing.T) {
	for env, want := range map[[2]string]bool{
		{"TERM=vt100", ""}: true, {"TERM=vt220", "COLORTERM="}: true, {"TERM=vt102-w", ""}: true,
		{"TERM=vt100", "COLORTERM=truecolor"}: false, {"TERM=vte-256color", ""}: false,
		{"TERM=vt", ""}: false, {"TERM=linux", ""}: false, {"TERM=xterm", ""}: false, {"", ""}: false,
	} {
		if got := Colourless(env[:]); got != want {
			t.Errorf("%v: %t", env, got)
		}
	}
}

// NO_COLOR holds whatever its value is, which Bubble Tea's own reading of it does not say.
func TestColoursAreForbidden(t *testing.T) {
	for _, no := range []string{"1", "true", "yes", "please", "0", "false"} {
		for _, also := range []string{"TERM=xterm-256color", "COLORTERM=truecolor", "CLICOLOR_FORCE=1"} {
			if environ := []string{"TERM=xterm-256color", "NO_COLOR=" + no, also}; !Colourless(environ) {
				t.Errorf("%v: colours", environ)
			}
		}
	}
	for env, want := range map[[2]string]bool{
		{"NO_COLOR=", "TERM=xterm"}: false, {"CLICOLOR=0", "TERM=xterm"}: true, {"CLICOLOR=0", "COLORTERM=truecolor"}: true,
		{"CLICOLOR=0", "CLICOLOR_FORCE=1"}: false, {"CLICOLOR=1", "TERM=xterm"}: false, {"CLICOLOR=", "TERM=xterm"}: false,
	} {
		if got := Colourless(env[:]); got != want {
			t.Errorf("%v: %t", env, got)
		}
	}
}

func TestDark(t *testing.T) {
	for _, c := range []struct {
		word, environ string
		want          bool
	}{
		{"", "TERM=xterm", true},
		{"auto", "COLORFGBG=0;15", false},
		{"", "COLORFGBG=0;default;7", false},
		{"", "COLORFGBG=15;0", true},
		{"", "COLORFGBG=default;default", true},
		{"", "COLORFGBG=", true},
		{"dark", "COLORFGBG=0;15", true},
		{"light", "COLORFGBG=15;0", false},
	} {
		if got := Dark(c.word, []string{c.environ}); got != c.want {
			t.Errorf("%q, %s: %t", c.word, c.environ, got)
		}
	}
}

// What is dim on a dark terminal of sixteen colours is its own faint text, never
// bright black, which is the background of some palettes.
func TestDimIsReadableInSixteenColours(t *testing.T) {
	for _, name := range Names() {
		th, err := New(name, true, colorprofile.ANSI)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range Roles() {
			if l := th.Look(r); l.Fg == "8" || l.Fg == "0" && l.Bg == "" {
				t.Errorf("%s: %s is in colour %s", name, r, l.Fg)
			}
		}
		if l := th.Look(Dim); !l.Faint {
			t.Errorf("%s: dim is %+v", name, l)
		}
	}
}
