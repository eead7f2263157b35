package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// copyLink copies a link and says so.
func (m *model) copyLink(url string) tea.Cmd {
	return tea.Batch(m.copy(url), m.say("Copied "+url))
}

// copy puts a text into the clipboard: by the terminal, so that it is the one of the
// computer that the user sits at, and where that is this one by itself too.
func (m *model) copy(text string) tea.Cmd {
	byTerminal := tea.SetClipboard(text)
	if m.opt.Copy == nil {
		return byTerminal
	}
	byItself, log := m.opt.Copy, m.opt.Logger
	return tea.Batch(byTerminal, m.command(func(ctx context.Context) tea.Msg {
		if err := byItself(ctx, text); err != nil {
			log.Warn("the desktop's clipboard took nothing", "error", err)
		}
		return nil
	}))
}
