package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"lede/feed"
	"lede/ui"
)

// config reads a configuration that must be well.
func config(t *testing.T, text string) *Config {
	t.Helper()
	c, err := parseConfig([]byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return c
}

func TestOpener(t *testing.T) {
	c := config(t, `
[open_with]
browser = ["firefox", "--new-tab"]
audio = "mpv --no-video"
image = ["!timg"]
download = ["wget", "--", "{url}"]
"application/pdf" = "zathura"
"video.example" = "mpv"
"magnet:" = ["add", "--magnet={url}"]
`)
	for _, x := range []struct {
		target ui.Target
		want   string // the program; empty: the browser of the system, "!": an error
	}{
		{ui.Target{URL: "https://example.org/a"}, "firefox"},
		{ui.Target{URL: "https://www.video.example/watch?v=1"}, "mpv"},
		{ui.Target{URL: "https://notvideo.example/"}, "firefox"},
		{ui.Target{URL: "https://example.org/a", MIMEType: "audio/mpeg; x=y"}, "mpv --no-video"},
		{ui.Target{URL: "https://example.org/a.PNG"}, "!timg"},
		{ui.Target{URL: "https://example.org/a.pdf"}, "zathura"},
		{ui.Target{URL: "https://example.org/a.pdf", Download: true}, "wget"},
		{ui.Target{URL: "magnet:?xt=urn:btih:abc"}, "add"},
		{ui.Target{URL: "magnet:?xt=a b"}, "!"},
		{ui.Target{URL: "file:///etc/passwd"}, "!"},
		{ui.Target{URL: "javascript:alert(1)"}, "!"},
		{ui.Target{URL: "--version"}, "!"},
		{ui.Target{URL: "mailto:x@example.org"}, "!"},
	} {
		command, address, err := c.opener(x.target)
		switch {
		case x.want == "!" && err == nil:
			t.Errorf("%+v: opened with %q", x.target, command)
		case x.want == "!":
		case err != nil || strings.HasPrefix(address, "-"):
			t.Errorf("%+v: %q %v", x.target, address, err)
		case len(command) == 0 && x.want != "" || len(command) > 0 && command[0] != x.want:
			t.Errorf("%+v: %q", x.target, command)
		}
	}
	if cmd, err := startProgram(t.Context(), []string{"!add", "--magnet={url}"}, "magnet:?x"); err != nil || !slices.Equal(cmd.Args, []string{"add", "--magnet=magnet:?x"}) {
		t.Error(cmd, err)
	}
}

func TestExtrasAreChecked(t *testing.T) {
	for text, want := range map[string]string{
		"[macros]\n\"ctrl-x\" = [\"frobnicate\"]":                          `line 2: macros.ctrl-x: "frobnicate" is not an action`,
		"[macros]\n\n\"ctrl-x\" = []":                                      "line 3: macros.ctrl-x: it is empty",
		"[macros]\n\"ctrl-x\" = [\"macro ctrl-y\"]\n\"ctrl-y\" = \"down\"": `line 2: macros.ctrl-x: "macro ctrl-y" is not an action`,
		"[macros]\n\"ctrl-x\" = [\"down 5\"]":                              `line 2: macros.ctrl-x: "down 5" down takes no argument`,
		"[macros]\n\"ctrl-x\" = [\"command z\"]":                           `line 2: macros.ctrl-x: "command z" is not in [commands]`,
		"[macros]\n\"frob-x\" = [\"down\"]":                                `line 2: macros.frob-x: "frob-x" is not a key`,
		"[keys]\ndown = \"Z\"\n[macros]\nZ = [\"up\"]":                     `line 4: macros.Z: "Z" is already down`,
		"[keys]\ndown = \",\"\n[commands]\np = { run = \"x\" }":            `line 2: keys.down: "," is also the beginning of other keys in the list: , p`,
		"[commands]\np = { run = [] }":                                     "line 2: commands.p: run: it names no program",
		"[commands.p]\nhelp = \"x\"":                                       "line 1: commands.p: run: it names no program",
		"[commands]\np = { run = [\"{url}\"] }":                            `line 2: commands.p: run: "{url}" is not a program`,
		"[commands]\np = { exec = \"x\" }":                                 `line 2: there is no setting "commands.`,
		"[open_with]\nbrwoser = \"firefox\"":                               `line 2: open_with.brwoser: there is no kind "brwoser"`,
		"[open_with]\nbrowser = \"firefox 'x\"":                            "line 2: open_with.browser: a ' in the command is not closed",
		"[commands]\np = { run = \"save {url}\" }\n[macros]\nX = [\"toggle-star\", \"command p\", \"label ad\"]": "",
	} {
		_, err := parseConfig([]byte(text))
		switch {
		case want == "" && err != nil, want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)):
			t.Errorf("%s\n  got  %v\n  want %s", text, err, want)
		}
	}
}

// What [commands] runs gets the fields in its arguments and its environment.
func TestCommandFields(t *testing.T) {
	e := feed.Entry{ID: 3, Title: "A 'title'; rm", URL: "https://example.org/?q=$(x)"}
	vector, err := commandVector([]string{"save --title {title} {url}"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := fillVector(vector, storyFields(&e, &feed.Subscription{OwnTitle: "Mine"}, nil))
	if err != nil || !slices.Equal(got, []string{"save", "--title", "A 'title'; rm", "https://example.org/?q=$(x)"}) {
		t.Errorf("%q %v", got, err)
	}
}

// A command that leaves something running behind ends when it does itself, not
// when that lets go of its output: else the reader could not quit.
func TestACommandMayLeaveSomethingBehind(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no sh")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c := CommandConfig{Run: OneOrMore{"sh", "-c", "echo done; sleep 60 & echo $!"}}
	cmd, err := c.program(ctx, os.Environ(), map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	cmd.Stdout = struct{ io.Writer }{&out}
	err = cmd.Run()
	if !errors.Is(err, exec.ErrWaitDelay) || !strings.HasPrefix(out.String(), "done\n") {
		t.Fatal(err, out.String())
	}
	if err := cmd.Cancel(); err != nil { // what it left
		t.Error(err)
	}
}
