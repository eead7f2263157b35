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
	// statusRequest asks for the terminal's status (DSR 5); every terminal answers
	// statusOK.
	statusRequest = "\x1b[5n"
	statusOK      = uv.UnknownCsiEvent("\x1b[0n")
)

// giving is the handing of the terminal to somebody else, which waits until the terminal
// has answered all that it was asked.
type giving struct {
	then tea.Cmd // what hands it over; nil: nothing waits
	gen  generation
}

// givenMsg says that the terminal's answers were waited for long enough.
type givenMsg struct{ gen generation }

// give runs a command that hands the terminal over: to the shell, or to another program.
// Answers that are still on their way would reach whoever has it then as if they were
// typed. So one more question is asked, and its answer, which comes last, is waited for,
// for lastAnswer at most. A second call meanwhile does not wait, and takes the place of
// the first.
func (m *model) give(then tea.Cmd) tea.Cmd {
	end := m.endTransmissions()
	if m.giving.then != nil || m.term.unanswered == nil || !m.term.unanswered(answersWithin) {
		m.giving.then = nil
		return tea.Sequence(end, then)
	}
	m.giving.then = then
	return tea.Sequence(end, tea.Batch(tea.Raw(statusRequest), m.after(lastAnswer, givenMsg{m.giving.gen.next()})))
}

// lastAnswered gives the terminal away after its last answer.
func (m *model) lastAnswered(answer uv.UnknownCsiEvent) tea.Cmd {
	if answer != statusOK {
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
