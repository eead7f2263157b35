package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os/exec"
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
		return "", fmt.Errorf("this link is no URL: %s", feed.Clean(raw, 200))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("only web pages are opened, and this is none: %s", feed.Clean(raw, 200))
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

// openBrowser opens a web page in the user's browser: the one that the
// configuration names, else the system's. It is an argument vector either way.
func openBrowser(ctx context.Context, command []string, raw string) error {
	page, err := webURL(raw)
	if err != nil {
		return err
	}
	if len(command) == 0 {
		quietBrowser()
		if err := browser.OpenURL(page); err != nil {
			return fmt.Errorf("no browser could be started (%w): name yours in config.toml as open_with.browser", err)
		}
		return nil
	}
	return startProgram(ctx, command, page)
}

// startProgram starts a program and lets it live on by itself.
func startProgram(ctx context.Context, command []string, argument string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	vector := command
	if len(vector) == 1 {
		vector = strings.Fields(vector[0]) // "firefox --new-tab" as one string
	}
	if len(vector) == 0 {
		return errors.New("open_with names no program")
	}
	cmd := exec.Command(vector[0], append(vector[1:len(vector):len(vector)], argument)...)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s could not be started: %w", vector[0], err)
	}
	go func() { _ = cmd.Wait() }() // only so that no zombie is left; how it ends is its own affair
	return nil
}
