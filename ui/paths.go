package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// pathsMsg brings what a path that is being typed could become.
type pathsMsg struct {
	o     *ask
	text  string // what was typed when it was asked
	names []string
}

// looksLikePath says whether what is typed where an address may stand too is the
// path of a file.
func looksLikePath(text string) bool {
	for _, begin := range []string{"/", "./", "../", "~/"} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return false
}

// readPaths asks what the path in the prompt could become.
func (o *ask) readPaths(m *model) tea.Cmd {
	if !o.paths || m.opt.Paths == nil {
		return nil
	}
	text, paths := o.input.value(), m.opt.Paths
	if !looksLikePath(text) {
		o.known = nil
		return nil
	}
	return m.command(func(ctx context.Context) tea.Msg { return pathsMsg{o, text, paths(ctx, text)} })
}

// pathsRead shows them, unless something else was typed meanwhile.
func (m *model) pathsRead(msg pathsMsg) tea.Cmd {
	if msg.o.input.value() == msg.text {
		msg.o.known = msg.names
	}
	return nil
}
