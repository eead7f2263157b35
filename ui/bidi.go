package ui

import (
	"slices"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"lede/ui/typeset"
)

// The words of the bidi option.
const (
	bidiAuto     = "auto"
	bidiLede     = "lede"
	bidiTerminal = "terminal"
)

// BidiChoices are the words that Options.Bidi may be: who puts right-to-left text in
// the order in which it is seen.
func BidiChoices() []string { return []string{bidiAuto, bidiLede, bidiTerminal} }

// TerminalReorders reports whether right-to-left text goes to the terminal as it
// is written (in logical order): where word, one of BidiChoices, says so, or where by
// environ the terminal is one of those that put such text in visual order themselves
// and can't be told not to.
func TerminalReorders(word string, environ []string) bool {
	if word == bidiLede || word == bidiTerminal {
		return word == bidiTerminal
	}
	env := uv.Environ(environ)
	term := env.Getenv("TERM")
	switch {
	case strings.HasPrefix(term, "xterm-kitty"), strings.HasPrefix(term, "mlterm"):
		return true
	case env.Getenv("KITTY_WINDOW_ID") != "", env.Getenv("KONSOLE_VERSION") != "", env.Getenv("MLTERM") != "":
		return true
	case appleTerminal(env):
		return true
	}
	return env.Getenv("TMUX") != "" && knowsBidi(env) // tmux does not pass on who it is that orders
}

// appleTerminal says whether the terminal is macOS's own.
func appleTerminal(env uv.Environ) bool { return env.Getenv("TERM_PROGRAM") == "Apple_Terminal" }

// knowsBidi says whether a terminal reorders text, but can be told not to: VTE's
// (GNOME Terminal and many others) and mintty.
func knowsBidi(env uv.Environ) bool {
	vte, _ := strconv.Atoi(env.Getenv("VTE_VERSION")) // none, or nonsense, is 0
	return vte >= 5700 || env.Getenv("TERM_PROGRAM") == "mintty"
}

// The BiDi support mode (ECMA-48's BDSM): explicit shows text in the order in
// which it comes, implicit is what such terminals begin with.
const (
	bidiExplicit = ansi.ResetModeBiDirectionalSupport
	bidiImplicit = ansi.SetModeBiDirectionalSupport
)

// holdsBidi says whether the terminal is to be told that lede orders text.
func (o *Options) holdsBidi() bool {
	env := uv.Environ(o.environ())
	return !TerminalReorders(o.Bidi, o.environ()) && env.Getenv("TMUX") == "" && knowsBidi(env)
}

// leaveOrder decides whether right-to-left text is sent in logical order. mlterm gets no
// marks where such text ends: it draws nothing in some cells behind one.
func (p *painter) leaveOrder(o *Options) {
	env := uv.Environ(o.environ())
	p.asWritten = TerminalReorders(o.Bidi, o.environ())
	p.ended = p.asWritten && env.Getenv("MLTERM") == "" && !strings.HasPrefix(env.Getenv("TERM"), "mlterm")
}

// reordered are spans with their right-to-left text in visual order, the order in which
// its letters are seen from left to right. Neighbours that both have such text are of
// one text: a match and what is around it.
func (p *painter) reordered(spans []span) []span {
	if !hasRTL(spans) {
		return spans
	}
	switch {
	case p.ended:
		return apart(spans)
	case p.asWritten:
		return spans
	}
	out := make([]span, 0, len(spans))
	for i := 0; i < len(spans); {
		end := i + 1
		for typeset.HasRTL(spans[i].text) && end < len(spans) && typeset.HasRTL(spans[end].text) {
			end++
		}
		texts := make([]string, 0, end-i)
		for _, s := range spans[i:end] {
			texts = append(texts, s.text)
		}
		for _, piece := range typeset.VisualOrder(texts, p.method) {
			out = append(out, span{spans[i+piece.Of].role, piece.Text})
		}
		i = end
	}
	return out
}

func hasRTL(spans []span) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return typeset.HasRTL(s.text) })
}

const (
	// leftToRight ends the reach of right-to-left text. A terminal that reorders
	// takes a line to be one text, and shows a number behind such text before it.
	leftToRight = "\u200e"
	// between stands between the parts of a line that are not of one text.
	between = "  "
)

// apart are spans of which what stands apart from right-to-left text stays so
// where the terminal reorders.
func apart(spans []span) []span {
	out := slices.Clone(spans)
	for i := 1; i < len(out); i++ {
		rest, ok := strings.CutPrefix(out[i].text, between)
		if ok && hasRTL(spans[:i]) {
			out[i].text = between + leftToRight + rest
		}
	}
	return out
}
