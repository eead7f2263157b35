package ui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// prompt is a line of text being typed. Bubbles edits it; it is drawn here, so
// that it is measured as all else is.
type prompt struct{ input textinput.Model }

func newPrompt(value string) prompt {
	in := textinput.New()
	in.SetVirtualCursor(false)
	in.CharLimit = 2000
	in.SetValue(value)
	in.Focus()
	return prompt{in}
}

func (p *prompt) value() string { return p.input.Value() }

// update takes a key or a paste and reports whether the text changed.
func (p *prompt) update(msg tea.Msg) (changed bool) {
	before := p.input.Value()
	p.input, _ = p.input.Update(msg) // its only command blinks a cursor that is not drawn
	return p.input.Value() != before
}

// spans are the text before and after the cursor, cut so that the cursor is
// within n cells, of which there are a few in the narrowest window, and the cells
// before it.
func (p *prompt) spans(pt *painter, n int, role theme.Role) (out []span, cursor int) {
	n = max(n, 5)
	runes := []rune(p.input.Value())
	at := min(p.input.Position(), len(runes))
	before, after := string(runes[:at]), string(runes[at:])
	if over := pt.width(before) - (n - 1); over > 0 {
		before = pt.method.TruncateLeft(before, over+1, pt.marks.ellipsis)
	}
	return []span{{role, before + after}}, pt.width(before)
}
