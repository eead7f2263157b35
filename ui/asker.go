package ui

import (
	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// asker is an overlay that asks for one line of text.
type asker struct {
	name    string
	sign    string // before the text
	input   prompt
	about   []string // what stands below
	wrong   string   // what was wrong with what was entered; said in their place
	answers []string // given before, the newest first
	older   int      // the one shown; -1: none
	does    string   // what enter does
	// entered takes the text. It is done with where it returns no words, which
	// say what is wrong otherwise.
	entered func(m *model, text string) (cmd tea.Cmd, wrong string)
}

func newAsker(name, sign, text string) *asker {
	return &asker{name: name, sign: sign, input: newPrompt(text), older: -1}
}

func (o *asker) title() string { return o.name }

func (o *asker) hints() []hint {
	out := []hint{{"⏎", o.does}}
	if len(o.answers) > 0 {
		out = append(out, hint{"↑↓", "earlier ones"})
	}
	if o.input.value() != "" {
		out = append(out, hint{"^u", "clear"})
	}
	return append(out, hint{"esc", "back"})
}

func (o *asker) paste(_ *model, msg tea.PasteMsg) tea.Cmd {
	o.input.update(msg)
	o.wrong = ""
	return nil
}

func (o *asker) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch msg.String() {
	case "esc", "ctrl+c":
		return nil, true
	case "up", "ctrl+p":
		o.recall(1)
		return nil, false
	case "down", "ctrl+n":
		o.recall(-1)
		return nil, false
	case "enter":
		cmd, wrong := o.entered(m, o.input.value())
		o.wrong = wrong
		return cmd, wrong == ""
	}
	if o.input.update(msg) {
		o.wrong = ""
	}
	return nil, false
}

// recall brings back what was entered before.
func (o *asker) recall(by int) {
	if len(o.answers) == 0 {
		return
	}
	o.older = clamp(o.older+by, -1, len(o.answers)-1)
	text := ""
	if o.older >= 0 {
		text = o.answers[o.older]
	}
	o.input, o.wrong = newPrompt(text), ""
}

func (o *asker) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	sign := "   " + o.sign + " "
	margin := p.width(sign)
	text, at := o.input.spans(p, w-margin-3, theme.Bold)
	lines := []string{blank(w), p.line(w, false, append([]span{{theme.Accent, sign}}, text...), nil), blank(w)}
	say := func(role theme.Role, words string) {
		for _, l := range p.wrap([]span{{role, words}}, w-margin-3) {
			lines = append(lines, p.line(w, false, append([]span{{theme.Text, blank(margin)}}, l...), nil))
		}
	}
	if o.wrong != "" {
		say(theme.Warn, o.wrong)
	} else {
		for _, words := range o.about {
			say(theme.Dim, words)
		}
	}
	for len(lines) < h {
		lines = append(lines, blank(w))
	}
	return lines[:h], &tea.Position{X: min(margin+at, w-1), Y: min(1, h-1)}
}
