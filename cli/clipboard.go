package cli

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"lede/feed/fetch"
)

// clipboardProgram is what puts its input into the desktop's clipboard; nil: nothing
// here does. Apple's terminal and GNOME's have no way to it of their own (OSC 52).
func clipboardProgram(system string, getenv func(string) string, have func(program string) bool) []string {
	switch {
	case system == "darwin":
		return []string{"env", "LC_CTYPE=UTF-8", "pbcopy"} // which without a locale takes the text for Mac Roman
	case getenv("WAYLAND_DISPLAY") != "" && have("wl-copy"):
		return []string{"wl-copy"}
	case getenv("DISPLAY") != "" && have("xclip"):
		return []string{"xclip", "-in", "-selection", "clipboard"}
	case getenv("DISPLAY") != "" && have("xsel"):
		return []string{"xsel", "--input", "--clipboard"}
	}
	return nil
}

// clipboardWithin is how long such a program may take.
const clipboardWithin = 5 * time.Second

// copyHere puts a text into the clipboard of the machine that lede runs on, where the
// user sits at that and a program is there that does so.
func (a *app) copyHere(ctx context.Context, text string) error {
	if a.remote() {
		return nil
	}
	program := clipboardProgram(runtime.GOOS, a.sys.Getenv, haveProgram)
	if program == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, clipboardWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, program[0], program[1:]...)
	cmd.Stdin = strings.NewReader(text)
	cmd.Env = a.sys.Environ
	fetch.OwnGroup(cmd)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", program[0], err)
	}
	return nil
}
