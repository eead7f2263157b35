package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/cli/browser"

	"lede/feed"
)

// webURL lets through what may be handed to a browser: an absolute http or
// https URL without control characters. Parsing and printing it again makes
// sure that it is one argument that no program takes for an option.
func webURL(raw string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return "", fmt.Errorf("this link is not a URL: %s", feed.Clean(raw, 200))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("only web pages can be opened, and this is not one: %s", feed.Clean(raw, 200))
	}
	clean := u.String()
	if feed.Clean(clean, 0) != clean || strings.ContainsAny(clean, " \t") {
		return "", errors.New("this link has characters in it that no URL may have")
	}
	return clean, nil
}

// quietBrowser turns off what the browser library would print over the screen;
// its outputs are variables of its package.
var quietBrowser = sync.OnceFunc(func() { browser.Stdout, browser.Stderr = io.Discard, io.Discard })

// openSystemBrowser opens a web page in the system's browser.
func openSystemBrowser(page string) error {
	quietBrowser()
	if err := browser.OpenURL(page); err != nil {
		return fmt.Errorf("no browser could be started (%w): set open_with.browser in config.toml", err)
	}
	return nil
}

// startProgram starts a program of [open_with] on an address and lets it live on
// by itself; one that wants the terminal is returned for whoever has that. The
// address is one argument and begins with its scheme: it is no option.
func startProgram(ctx context.Context, command []string, address string) (terminal *exec.Cmd, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	vector, err := openVector(command)
	if err != nil {
		return nil, fmt.Errorf("open_with: %w", err)
	}
	name, own := strings.CutPrefix(vector[0], "!")
	args, placed := slices.Clone(vector[1:]), false
	for i := range args {
		placed = placed || strings.Contains(args[i], "{url}")
		args[i] = strings.ReplaceAll(args[i], "{url}", address)
	}
	if !placed {
		args = append(args, address)
	}
	cmd := exec.Command(name, args...)
	if err := checkBatch(runtime.GOOS, cmd.Path, []string{address}); err != nil {
		return nil, fmt.Errorf("open_with: %w", err)
	}
	if own {
		return cmd, nil
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s could not be started: %w", name, err)
	}
	go func() { _ = cmd.Wait() }() // only so that no zombie is left; how it ends is its own affair
	return nil, nil
}
