package ui

import (
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// pausesFor is how long the library pauses at most where the program is not stopped after
// all.
const pausesFor = 2 * time.Second

// pausedMsg says that the library pauses.
type pausedMsg struct{ resume func() }

// suspend pauses the library and then stops the program, for ctrl-z: stopped in the middle
// of a write it would lock all others out until fg.
func (m *model) suspend() tea.Cmd {
	pause, t := m.opt.Pause, m.tasks
	if pause == nil {
		return tea.Suspend
	}
	return func() tea.Msg {
		resume := sync.OnceFunc(pause(t.ctx))
		time.AfterFunc(pausesFor, resume)
		return pausedMsg{resume}
	}
}

// paused stops the program.
func (m *model) paused(msg pausedMsg) tea.Cmd {
	m.resume = msg.resume
	return tea.Suspend
}

// resumed goes on after the program was stopped.
func (m *model) resumed() tea.Cmd {
	if m.resume != nil {
		m.resume()
		m.resume = nil
	}
	return tea.Batch(m.askVersion(), m.retakePictures())
}

// continuedMsg says that the program was stopped and goes on (SIGCONT).
type continuedMsg struct{}

// continued takes the terminal back after somebody else has stopped the program, as kill
// -STOP does: Bubble Tea did not release the terminal for that, and the shell has left it
// in its own mode, with echo and input by lines.
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
