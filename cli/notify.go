package cli

import (
	"context"
	"fmt"
	"html"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lede/feed"
)

// The ways to tell the user of news.
const (
	notifyAuto = "auto"
	notifyOff  = "off"
	notifyOSC9 = "osc9"
	notifyKey  = "osc99"
	notifyVTE  = "osc777"
	notifyBell = "bell"
	notifySend = "notify-send"
)

// notifyChoices are what the configuration's notify may be.
func notifyChoices() []string {
	return []string{notifyAuto, notifyOSC9, notifyKey, notifyVTE, notifySend, notifyBell, notifyOff}
}

// notifyWay says how the user is told in this terminal: as configured, else by
// the sequence that the terminal is known to show, else by the desktop where
// this is one, else by the bell, which every terminal has.
func notifyWay(c *Config, getenv func(string) string, have func(program string) bool) string {
	if c.Notify != notifyAuto {
		return c.Notify
	}
	term, program := getenv("TERM"), getenv("TERM_PROGRAM")
	switch {
	case getenv("TMUX") != "" || strings.HasPrefix(term, "screen") || strings.HasPrefix(term, "tmux"):
		// these pass no sequence on unless they are told to, but ring
	case strings.Contains(term, "kitty"):
		return notifyKey
	case slices.Contains([]string{"iTerm.app", "WezTerm", "ghostty"}, program), strings.Contains(term, "ghostty"):
		return notifyOSC9
	case strings.HasPrefix(term, "foot"), strings.HasPrefix(term, "rxvt"), strings.HasPrefix(term, "contour"):
		return notifyVTE
	}
	remote := getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != ""
	if !remote && (getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != "") && have(notifySend) {
		return notifySend
	}
	return notifyBell
}

// notifySequence is what the terminal is sent; empty where it is not the
// terminal that tells. The texts end a sequence with nothing of their own: they
// have no control characters, and what parts the fields of one is taken out.
func notifySequence(way, title, body string) string {
	title, body = feed.Clean(title, 100), feed.Clean(body, 200)
	flat := strings.NewReplacer(";", ",")
	switch way {
	case notifyOSC9:
		return ansi.Notify(flat.Replace(title + ": " + body))
	case notifyKey: // kitty's: title and body are two parts of one notification
		return "\x1b]99;i=lede:d=0;" + title + "\x1b\\\x1b]99;i=lede:p=body;" + body + "\x1b\\"
	case notifyVTE:
		return "\x1b]777;notify;" + flat.Replace(title) + ";" + flat.Replace(body) + "\x07"
	case notifyBell:
		return "\a"
	}
	return ""
}

// sendNotification has the desktop tell the user.
func sendNotification(ctx context.Context, title, body string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	// its body may have markup, which a publisher is not to write
	cmd := exec.CommandContext(ctx, notifySend, "--app-name=lede", "--", feed.Clean(title, 100), html.EscapeString(feed.Clean(body, 200)))
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("notify-send: %w", err)
	}
	return nil
}

// haveProgram says whether a program is to be found.
func haveProgram(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

// notify tells the user of news while the reader is open: it returns what the
// terminal is to be sent, or has the desktop do it.
func (a *app) notify(ctx context.Context, title, body string) (sequence string) {
	way := notifyWay(a.currentConfig(), a.sys.Getenv, haveProgram)
	if way == notifySend {
		if err := sendNotification(ctx, title, body); err != nil {
			a.log.Warn("the desktop could not be told of news", "error", err)
			way = notifyBell
		}
	}
	sequence = notifySequence(way, title, body)
	if a.sys.Getenv("TMUX") != "" {
		sequence = throughTmux(sequence)
	}
	return sequence
}

// throughTmux has tmux hand a sequence on to its terminal, which it does where
// allow-passthrough is set; it drops one that it does not know itself. The bell
// it knows.
func throughTmux(sequence string) string {
	if !strings.HasPrefix(sequence, "\x1b") {
		return sequence
	}
	return ansi.TmuxPassthrough(sequence)
}
