package ui

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"
)

// Reload is a configuration that has been read anew: what of it is different now
// and the screen's own affair.
type Reload struct {
	Keys   *Keymap
	Set    []NewSetting
	Said   string // what to tell the user; empty: nothing of config.toml is different
	Themes bool   // a file of a theme may be different too, though all else is not
}

// NewSetting is a setting with the value that holds from now on.
type NewSetting struct{ Name, Holds string }

// Reloader takes in a configuration that was changed while the reader runs.
type Reloader interface {
	// Changed returns when the file may have changed, or ctx has ended.
	Changed(ctx context.Context) error
	// Reload reads it and puts it into force. On an error, which names the line,
	// nothing is different.
	Reload(ctx context.Context) (Reload, error)
}

// changedMsg says that the configuration may have changed.
type changedMsg struct{}

// reloadedMsg brings a configuration that was read anew.
type reloadedMsg struct {
	reload Reload
	byHand bool
	err    error
}

// watchConfig waits for the configuration to change.
func (m *model) watchConfig() tea.Cmd {
	r := m.opt.Reloader
	if r == nil {
		return nil
	}
	return m.command(func(ctx context.Context) tea.Msg {
		if r.Changed(ctx) != nil {
			return nil
		}
		return changedMsg{}
	})
}

func (m *model) configChanged() tea.Cmd {
	return tea.Sequence(m.readConfig(false), m.watchConfig())
}

// actReload takes the configuration in, whether or not it has changed.
func (m *model) actReload(call) tea.Cmd {
	if m.opt.Reloader == nil {
		return m.say("There is no configuration here to reload")
	}
	return m.readConfig(true)
}

func (m *model) readConfig(byHand bool) tea.Cmd {
	r := m.opt.Reloader
	return m.command(func(ctx context.Context) tea.Msg {
		reload, err := r.Reload(ctx)
		return reloadedMsg{reload, byHand, err}
	})
}

// reloaded puts a changed configuration into force. What is not different stays
// as the user left it, and nothing that need not be is drawn again.
func (m *model) reloaded(msg reloadedMsg) tea.Cmd {
	if msg.reload.Themes {
		msg.reload.Themes = false
		return tea.Batch(m.loadTheme(), m.reloaded(msg))
	}
	switch {
	case msg.err != nil:
		return m.fail("config.toml was not reloaded", msg.err)
	case msg.reload.Said == "" && msg.byHand:
		return m.say("The configuration has not changed")
	case msg.reload.Said == "":
		return nil
	}
	if msg.reload.Keys != nil {
		m.keys, m.opt.Keys = msg.reload.Keys, msg.reload.Keys
		m.typed = typed{gen: m.typed.gen + 1}
	}
	cmds := []tea.Cmd{m.say(msg.reload.Said)}
	for _, s := range msg.reload.Set {
		cmds = append(cmds, m.takeSetting(s.Name, s.Holds))
	}
	return tea.Batch(cmds...)
}

// takeSetting shows a setting of the configuration. It is not kept as the user's
// own choice.
func (m *model) takeSetting(name, holds string) tea.Cmd {
	switch name {
	case "theme":
		m.opt.ThemeName = holds
		return m.loadTheme()
	case "layout":
		m.want.panes = panesNamed(holds)
		if m.want.focus == paneArticle && !m.art.open {
			m.want.focus = paneList
		}
		return m.relayout()
	case "density":
		m.opt.density = density(holds)
		m.list.restyle(m.rowStyle())
		return m.needRows()
	case "measure":
		n, err := strconv.Atoi(holds)
		if err != nil {
			return m.fail("measure", err)
		}
		m.opt.measure = n
		return m.art.resize(m)
	}
	return m.applySetting(name, holds)
}
