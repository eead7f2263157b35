package ui

import tea "charm.land/bubbletea/v2"

// macro is one that is under way: its steps are done one after the other, as
// keys would.
type macro struct {
	steps  []step
	at     int // the step that is next
	rounds int // how often all are still to be done, this time included
}

// maxMacro bounds how often a count repeats a macro.
const maxMacro = 100

// runMacro begins a macro. A count is how often the whole is done.
func (m *model) runMacro(steps []step, c call) tea.Cmd {
	m.macro = &macro{steps: steps, rounds: min(c.times(), maxMacro)}
	return m.goOnMacro()
}

// goOnMacro does the steps that are left. It waits where the list that a step went
// to, the story that one opened, or its whole text, is on its way; it ends at a
// step that is of another pane, that asks something, or that quits, and at the
// next key.
func (m *model) goOnMacro() tea.Cmd {
	var cmds []tea.Cmd
	for r := m.macro; r != nil && m.macro == r && !m.awaitingStory() && !m.awaitingList(); {
		s := r.steps[r.at]
		if s.action.Contexts&m.context() == 0 {
			m.macro = nil
			return tea.Batch(append(cmds, m.say("The macro stopped: "+s.action.Name+" does not work in this pane"))...)
		}
		if r.at++; r.at == len(r.steps) {
			r.at = 0
			r.rounds--
		}
		cmds = append(cmds, s.action.run(m, call{arg: s.arg}))
		if asked := m.overlays.requested != nil || m.promptOpen(); asked || m.leaving || r.rounds == 0 {
			m.macro = nil
		}
	}
	return tea.Batch(cmds...)
}

// awaitingStory says whether the story that has the keys is on its way, or its
// whole text is.
func (m *model) awaitingStory() bool {
	a := &m.art
	return m.context() == InArticle && a.failed == "" && (a.body == nil || a.fetching)
}
