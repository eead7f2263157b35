package ui

import (
	"io"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// handOverMsg brings a command that wants the terminal.
type handOverMsg struct {
	name string
	cmd  *exec.Cmd
	err  error
}

// handOver gives the terminal to a command until it ends.
func (m *model) handOver(msg handOverMsg) tea.Cmd {
	if m.leaving { // once the terminal has answered
		return nil
	}
	if msg.err != nil {
		return m.fail(feed.Clean(msg.name, 200)+" did not start", msg.err)
	}
	name := msg.name
	if msg.cmd.Stdout == nil {
		msg.cmd.Stdout = m.opt.terminal() // itself, not the way on which screens are written
	}
	return m.give(tea.Exec(handed{msg.cmd, m.opt.Lend}, func(err error) tea.Msg {
		if err != nil {
			return failedMsg{name, err}
		}
		return nil
	}))
}

// handed is a command that has the terminal.
type handed struct {
	*exec.Cmd
	lend func() (back func())
}

// handedFor is how long a command has the terminal at least: Bubble Tea stops its
// ticker for it behind its own back, and where it was started again before that,
// nothing would ever be drawn any more.
const handedFor = 100 * time.Millisecond

// Run runs the command.
func (h handed) Run() error {
	defer h.lend()()
	least := time.After(handedFor)
	err := h.Cmd.Run()
	<-least
	return err
}

// SetStdin gives the command the terminal's keys, if it reads nothing else.
func (h handed) SetStdin(r io.Reader) {
	if h.Stdin == nil {
		h.Stdin = r
	}
}

// SetStdout has the command print to the terminal, if it does nowhere else.
func (h handed) SetStdout(w io.Writer) {
	if h.Stdout == nil {
		h.Stdout = w
	}
}

// SetStderr is SetStdout for what goes wrong.
func (h handed) SetStderr(w io.Writer) {
	if h.Stderr == nil {
		h.Stderr = w
	}
}
