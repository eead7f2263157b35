package cli

import (
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"slices"
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

func TestClipboardProgram(t *testing.T) {
	for _, c := range []struct{ system, env, have, want string }{
		{"darwin", "TERM_PROGRAM=Apple_Terminal", "", "env LC_CTYPE=UTF-8 pbcopy"},
		{"linux", "", "wl-copy xclip xsel", ""},
		{"linux", "WAYLAND_DISPLAY=wayland-0 DISPLAY=:0", "wl-copy xclip", "wl-copy"},
		{"linux", "WAYLAND_DISPLAY=wayland-0 DISPLAY=:0", "xsel xclip", "xclip -in -selection clipboard"},
		{"freebsd", "DISPLAY=:0", "xsel", "xsel --input --clipboard"},
		{"linux", "DISPLAY=:0", "", ""},
		{"windows", "", "", ""},
	} {
		have := func(program string) bool { return slices.Contains(strings.Fields(c.have), program) }
		if got := strings.Join(clipboardProgram(c.system, environment(c.env), have), " "); got != c.want {
			t.Errorf("%s %q with %q: %q", c.system, c.env, c.have, got)
		}
	}
}

// TestHomeThatNobodyTold: a service's environment has none, and the database was
// looked for beneath /.
func TestHomeThatNobodyTold(t *testing.T) {
	u, err := user.Current()
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("this system does not say where the user's home is", err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "config")
	cmd.Env = []string{"LEDE_TEST_COMMAND=1", "NOW=" + frozen}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), u.HomeDir+"/") {
		t.Errorf("%s%v", out, err)
	}
}
