package ui

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// pathsMsg brings what a path that is being typed could become.
type pathsMsg struct {
	o     completer
	text  string // what was typed when it was asked
	names []string
}

// LooksLikePath says whether what is typed where an address may stand too is the
// path of a file, there or not.
func LooksLikePath(text string) bool {
	slashed := filepath.ToSlash(text)
	for _, begin := range []string{"/", "./", "../", "~/"} {
		if strings.HasPrefix(slashed, begin) {
			return true
		}
	}
	return filepath.IsAbs(text) // from a drive on
}

// readPaths asks what the path in the prompt could become.
func (o *ask) readPaths(m *model) tea.Cmd {
	if !o.paths || m.opt.Paths == nil {
		return nil
	}
	text, paths := o.input.value(), m.opt.Paths
	if !LooksLikePath(text) {
		o.known = nil
		return nil
	}
	return m.command(func(ctx context.Context) tea.Msg { return pathsMsg{o, text, paths(ctx, text)} })
}

// completer is what a path is typed in.
type completer interface {
	// offerPaths takes in what the text could become, unless it is another by now.
	offerPaths(text string, names []string)
}

// pathsRead shows them.
func (m *model) pathsRead(msg pathsMsg) tea.Cmd {
	msg.o.offerPaths(msg.text, msg.names)
	return nil
}

func (o *ask) offerPaths(text string, names []string) {
	if o.input.value() == text {
		o.known = names
	}
}

// takesPath says whether a command's argument is the path of a file, or may be.
func takesPath(arg string) bool {
	return slices.Contains(strings.FieldsFunc(arg, func(r rune) bool { return r < 'A' || r > 'Z' }), "FILE")
}

// typed narrows the palette to what is typed, and asks what the path that is
// typed after a command could become.
func (p *palette) typed(m *model) tea.Cmd {
	p.narrow()
	_, arg, ok := p.withPath()
	if !ok || m.opt.Paths == nil || arg == p.asked {
		return nil
	}
	p.asked = arg
	paths := m.opt.Paths
	return m.command(func(ctx context.Context) tea.Msg { return pathsMsg{p, arg, paths(ctx, arg)} })
}

// withPath is the command that is typed, with the path after it.
func (p *palette) withPath() (e paletteEntry, arg string, ok bool) {
	e, _, ok = p.withArg(p.input.value())
	if !ok || !takesPath(e.arg) {
		return e, "", false
	}
	_, arg, _ = strings.Cut(p.input.value(), " ")
	arg = strings.TrimLeft(arg, " ")
	return e, arg, LooksLikePath(arg)
}

func (p *palette) offerPaths(text string, names []string) {
	if _, arg, ok := p.withPath(); ok && arg == text {
		p.paths = names
		p.narrow()
	}
}

// pathOffers are the paths that what is typed could become.
func (p *palette) pathOffers(arg string) (out []offer) {
	for _, name := range p.paths {
		if name != arg && strings.HasPrefix(name, arg) {
			out = append(out, offer{text: name})
		}
	}
	return out
}

// intoFolder goes on in the folder that the cursor is on.
func (p *palette) intoFolder(m *model) (cmd tea.Cmd, ok bool) {
	if _, _, ok := p.withPath(); !ok || p.at.cursor == 0 || !strings.HasSuffix(p.shown[p.at.cursor].whole, "/") {
		return nil, false
	}
	p.input = newPrompt(p.shown[p.at.cursor].whole)
	return p.typed(m), true
}

// completePath completes as a shell does: by what all of the paths have in
// common, else by the first of them. It says whether there was anything to.
func (p *palette) completePath() bool {
	e, arg, ok := p.withPath()
	offers := p.pathOffers(arg)
	if !ok || len(offers) == 0 || p.at.cursor > 0 {
		return false
	}
	names := make([]string, len(offers))
	for i, o := range offers {
		names[i] = o.text
	}
	text := commonPrefix(names)
	if text == arg {
		text = names[0]
	}
	p.input = newPrompt(e.name + " " + text)
	return true
}
