package ui

import (
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
)

// continuedMsg says that the program was stopped and goes on.
type continuedMsg struct{}

// continued takes the terminal back when somebody else has stopped the program, as kill
// -STOP does: the shell has the terminal then, and leaves it to fg as it needs it
// itself, with keys that are shown and come by lines.
func (m *model) continued() tea.Cmd {
	if m.suspended { // by Bubble Tea, which does so itself
		m.suspended = false
		return nil
	}
	return tea.Exec(nobody{}, func(err error) tea.Msg {
		if err != nil {
			return failedMsg{"The terminal was not taken back", err}
		}
		return tea.ResumeMsg{}
	})
}

// nobody is a command that has the terminal and does nothing with it.
type nobody struct{}

// Run lets some time pass: see handedFor.
func (nobody) Run() error {
	time.Sleep(handedFor)
	return nil
}

// SetStdin, SetStdout and SetStderr take what it needs none of.
func (nobody) SetStdin(io.Reader)  {}
func (nobody) SetStdout(io.Writer) {}
func (nobody) SetStderr(io.Writer) {}
