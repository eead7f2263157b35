package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

const (
	// answersWithin is how long after a question its answer may still come.
	answersWithin = 2 * time.Second
	// lastAnswer is how long the last one is waited for.
	lastAnswer = 500 * time.Millisecond
	// howAsked is the question how it is, and wellAnswer what every terminal says.
	howAsked   = "\x1b[5n"
	wellAnswer = uv.UnknownCsiEvent("\x1b[0n")
)

// giving is what gives the terminal away as soon as it has answered.
type giving struct {
	then tea.Cmd // nil: nothing does
	gen  generation
}

// givenMsg says that the terminal's answers were waited for long enough.
type givenMsg struct{ gen generation }

// give runs what gives the terminal away: to the shell, or to another program.
// Whoever has it then would be typed the answers to what was asked before, so
// that one more question is asked, and its answer, the last, is waited for. Who
// asks again meanwhile does not wait.
func (m *model) give(then tea.Cmd) tea.Cmd {
	end := m.endTransmissions()
	if m.giving.then != nil || m.term.unanswered == nil || !m.term.unanswered(answersWithin) {
		m.giving.then = nil
		return tea.Sequence(end, then)
	}
	m.giving.then = then
	return tea.Sequence(end, tea.Batch(tea.Raw(howAsked), m.after(lastAnswer, givenMsg{m.giving.gen.next()})))
}

// lastAnswered gives the terminal away after its last answer.
func (m *model) lastAnswered(answer uv.UnknownCsiEvent) tea.Cmd {
	if answer != wellAnswer {
		return nil
	}
	return m.givenDue(givenMsg{m.giving.gen})
}

func (m *model) givenDue(msg givenMsg) tea.Cmd {
	then := m.giving.then
	if msg.gen != m.giving.gen {
		return nil
	}
	m.giving.then = nil
	return then
}
