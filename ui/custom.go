package ui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// Extra is something of the user's own that a key runs: a macro, which is
// several actions, or a command, which is a program run on a story.
type Extra struct {
	Name  string // as the palette calls it
	Key   string
	Place string // its key in the configuration, for errors: "macros.ctrl-x"
	Help  string
	Steps []string // of a macro: actions as the palette takes them, "label ad"; or "command NAME"

	Command  string // of a command: what Options.UserCommand calls it
	Terminal bool   // the command gets the terminal
}

// Target is what is to be opened.
type Target struct {
	URL      string
	MIMEType string // empty: a page, or not known
	Download bool   // it is to be fetched into a file
}

// ErrNoBrowser says that a page cannot be opened here.
var ErrNoBrowser = errors.New("there is no browser here")

// groupYours is the help's heading over macros and commands.
const groupYours = "Yours"

// commandStep begins a macro's step that runs a command.
const commandStep = "command "

// action makes an extra one of the table of actions.
func (e Extra) action(km *Keymap, commands map[string]Extra) (Action, error) {
	a := Action{Name: e.Name, Keys: []string{e.Key}, Contexts: InList | InArticle, Group: groupYours, Help: e.Help}
	if e.Command != "" {
		a.run = func(m *model, _ call) tea.Cmd { return m.runProgram(e) }
		return a, nil
	}
	steps, err := e.steps(km, commands)
	if err != nil {
		return a, err
	}
	a.Contexts = steps[0].action.Contexts
	if a.Help == "" {
		a.Help = strings.Join(e.Steps, ", ")
	}
	a.run = func(m *model, c call) tea.Cmd { return m.runMacro(steps, c) }
	return a, nil
}

// step is one action of a macro with its argument.
type step struct {
	action Action
	arg    string
}

// steps reads a macro. Its steps are actions of the table and commands, never
// macros, so that none can run itself.
func (e Extra) steps(km *Keymap, commands map[string]Extra) ([]step, error) {
	if len(e.Steps) == 0 {
		return nil, &KeyError{Place: e.Place, Reason: "it is empty"}
	}
	var out []step
	for _, text := range e.Steps {
		text = strings.TrimSpace(text)
		if name, ok := strings.CutPrefix(text, commandStep); ok {
			c, known := commands[strings.TrimSpace(name)]
			if !known {
				return nil, &KeyError{Place: e.Place, Key: text, Reason: "is not in [commands]"}
			}
			a, err := c.action(km, nil)
			if err != nil {
				return nil, err
			}
			out = append(out, step{action: a})
			continue
		}
		name, arg, given := strings.Cut(text, " ")
		a := km.byName[name]
		switch {
		case a == nil:
			return nil, &KeyError{Place: e.Place, Key: text, Reason: "is not an action" + km.suggest(name, nil)}
		case given && a.Arg == "":
			return nil, &KeyError{Place: e.Place, Key: text, Reason: name + " takes no argument"}
		}
		out = append(out, step{*a, strings.TrimSpace(arg)})
	}
	return out, nil
}

// runProgram runs a command of the user's on the story.
func (m *model) runProgram(e Extra) tea.Cmd {
	row := m.target()
	switch {
	case row == nil:
		return nil
	case m.opt.UserCommand == nil:
		return m.say("No program can be run here")
	}
	ready, id := m.opt.UserCommand, row.EntryID
	title := e.Help
	if title == "" {
		title = e.Name
	}
	if e.Terminal {
		return m.command(func(ctx context.Context) tea.Msg {
			cmd, err := ready(ctx, e.Command, id)
			return handOverMsg{title, cmd, err}
		})
	}
	ctx, cancel := context.WithCancel(m.tasks.ctx)
	p := &program{title, cancel}
	m.programs = append(m.programs, p)
	return tea.Batch(m.say(title+" "+m.paint.marks.ellipsis+m.stopHint()), m.command(func(context.Context) tea.Msg {
		defer cancel()
		cmd, err := ready(ctx, e.Command, id)
		if err != nil {
			return ranProgramMsg{program: p, err: err}
		}
		out := &bounded{left: maxOutput}
		cmd.Stdout, cmd.Stderr = out, out
		if err = ended(cmd.Run()); ctx.Err() != nil {
			err = ctx.Err()
		}
		return ranProgramMsg{p, out.String(), err}
	}))
}

// stopHint names the key that stops what is running.
func (m *model) stopHint() string {
	if k := m.keys.key(m.context(), "stop"); k != "" {
		return " " + m.paint.marks.gap + " " + k + " stops it"
	}
	return ""
}

// program is a command of the user's that is running.
type program struct {
	name string
	stop context.CancelFunc
}

// ranProgramMsg brings what became of a command of the user's.
type ranProgramMsg struct {
	program *program
	text    string
	err     error
}

// ranProgram says what a command printed: a line in the footer, more in an
// overlay.
func (m *model) ranProgram(msg ranProgramMsg) tea.Cmd {
	text, name := strings.TrimSpace(feed.CleanText(msg.text, 0)), msg.program.name
	m.programs = slices.DeleteFunc(m.programs, func(p *program) bool { return p == msg.program })
	lines := strings.Count(text, "\n") + 1
	switch {
	case errors.Is(msg.err, context.Canceled):
		return m.say(name + " was stopped")
	case lines > 1 || len(text) > 200:
		m.said.text = "" // that it was running
		o := &output{heading: name, name: name, text: text, ended: true, cancel: func() {}}
		if msg.err != nil {
			o.failed = feed.Clean(msg.err.Error(), 500)
		}
		return m.pushLate(o, name+" is done; its output appears when this is closed")
	case msg.err != nil && text != "":
		return m.fail(name+" failed: "+text, msg.err)
	case msg.err != nil:
		return m.fail(name+" failed", msg.err)
	case text == "":
		return m.say(name + ": done")
	}
	return m.say(name + ": " + text)
}

// noBrowser copies a link that cannot be opened here, and offers its code.
func (m *model) noBrowser(url string) tea.Cmd {
	words := "No browser here; the link is copied"
	if k := m.keys.key(m.context(), "qr-code"); k != "" {
		words += " · " + k + " shows it as a QR code"
		m.coded = offeredLink{url, m.typed.gen}
	}
	return tea.Batch(m.copy(url), m.say(words+" · "+url))
}
