package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// holdFor is how long the screen may stay as it was while a story is read from
// the library: mostly it is there within a few milliseconds, and an empty page
// in between would be drawn, sent, and gone again.
const holdFor = 80 * time.Millisecond

// held is the screen as it was when a story was asked for; off, the screen is
// as it is.
type held struct {
	view tea.View
	on   bool
	gen  generation
}

// heldMsg says that the story was waited for long enough.
type heldMsg struct{ gen generation }

// hold keeps the screen as it is until the story comes, something else
// happens on the screen, or the time is up.
func (m *model) hold() tea.Cmd {
	if !m.held.on {
		m.held.view, m.held.on = m.View(), true
	}
	return m.after(holdFor, heldMsg{m.held.gen.next()})
}

// release shows the screen as it is.
func (m *model) release() { m.held.view, m.held.on = tea.View{}, false }

// releaseUnlessHeldAnew shows the screen as it is, unless it has been held since.
func (m *model) releaseUnlessHeldAnew(since generation) {
	if m.held.gen == since {
		m.release()
	}
}

func (m *model) heldLongEnough(msg heldMsg) tea.Cmd {
	if msg.gen == m.held.gen {
		m.release()
	}
	return nil
}
