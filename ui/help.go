package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// help is the overlay of all keys: those of the focused pane first, then the
// others, then actions without a key. / narrows it.
type help struct {
	context Context
	also    map[string]string // other names of actions, by which they are found too
	input   prompt
	typing  bool
	pager   pager
}

func (m *model) actHelp(call) tea.Cmd {
	return m.push(&help{context: m.context(), also: otherNames(), input: newPrompt("")})
}

func (h *help) title() string { return "All keys" }

func (h *help) hints() []hint {
	if h.typing {
		return []hint{{"⏎", "done"}, {"esc", "all"}}
	}
	return []hint{{"j/k", "scroll"}, {"/", "find a key"}, {"esc", "back"}}
}

func (h *help) paste(_ *model, msg tea.PasteMsg) tea.Cmd {
	if h.typing {
		h.input.update(msg)
	}
	return nil
}

func (h *help) key(_ *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if h.typing {
		switch key {
		case "enter":
			h.typing = false
		case "esc", "ctrl+c":
			h.typing, h.input = false, newPrompt("")
		default:
			h.input.update(msg)
			h.pager.top = 0
		}
		return nil, false
	}
	if h.pager.key(key) {
		return nil, false
	}
	switch key {
	case "/":
		h.typing = true
	case "esc":
		if h.input.value() != "" {
			h.input = newPrompt("")
			return nil, false
		}
		return nil, true
	default:
		return nil, closes(key, "?", "f1")
	}
	return nil, false
}

// words are those that are looked for.
func (h *help) words() []string { return strings.Fields(h.input.value()) }

// said is all that stands in an action's line, and its keys as config.toml has them.
func (h *help) said(a *Action) string {
	out := []string{a.Name, a.Help}
	for _, k := range a.Keys {
		out = append(out, k, showKeys(k))
	}
	return strings.Join(out, " ")
}

// helpPart is a heading with its actions.
type helpPart struct {
	name    string
	actions []Action
}

// parts sorts the actions: those of this pane, by group; those of the others;
// those that have no key.
func (h *help) parts(km *Keymap) []helpPart {
	var here, elsewhere, unbound []helpPart
	add := func(to *[]helpPart, name string, a Action) {
		if n := len(*to); n > 0 && (*to)[n-1].name == name {
			(*to)[n-1].actions = append((*to)[n-1].actions, a)
			return
		}
		*to = append(*to, helpPart{name, []Action{a}})
	}
	words := h.words()
	for _, a := range km.Describe() {
		if !hasWords(h.said(&a)+" "+h.also[a.Name], words) {
			continue
		}
		switch {
		case len(a.Keys) == 0:
			add(&unbound, "Without a key: use the palette or config.toml", a)
		case a.Contexts&h.context != 0:
			add(&here, a.Group, a)
		default:
			add(&elsewhere, "In other panes", a)
		}
	}
	return slices.Concat(here, elsewhere, unbound)
}

func (h *help) draw(m *model, w, height int) ([]string, *tea.Position) {
	p := &m.paint
	var cursor *tea.Position
	var head []string
	if h.typing || h.input.value() != "" {
		text, at := h.input.spans(p, w-8, theme.Bold)
		head = []string{blank(w), p.line(w, false, append([]span{{theme.Accent, "   / "}}, text...), nil)}
		if h.typing {
			cursor = &tea.Position{X: min(5+at, w-1), Y: 1}
		}
	}
	var body []string
	for _, part := range h.parts(m.keys) {
		body = append(body, blank(w), p.line(w, false, []span{{theme.Dim, "   " + strings.ToUpper(part.name)}}, nil))
		for _, a := range part.actions {
			body = append(body, h.drawAction(p, w, &a)...)
		}
	}
	body = append(body, h.drawSigns(p, w)...)
	if len(body) == 0 {
		body = []string{blank(w), p.line(w, false, []span{{theme.Dim, "   No key or action matches."}}, nil)}
	}
	h.pager.fit(len(body), height-len(head))
	lines := append(head, body[h.pager.top:h.pager.end()]...)
	return filled(lines, w, height), cursor
}

// drawAction sets an action: its keys, what it does, what it is called, which a
// narrow screen shows of those alone that have no key.
func (h *help) drawAction(p *painter, w int, a *Action) []string {
	var keys []string
	for _, k := range a.Keys {
		keys = append(keys, p.key(showKeys(k)))
	}
	name := ""
	switch {
	case w >= 90:
		name = a.Name
	case len(keys) == 0:
		keys = []string{a.Name}
	}
	return h.drawLine(p, w, strings.Join(keys, " "), a.Help, name)
}

// drawLine sets what a key or a sign means, on as many lines as it takes.
func (h *help) drawLine(p *painter, w int, key, means, name string) []string {
	col := 16
	if w < 60 {
		col = 10
	}
	if p.width(key) >= col {
		col = min(16, w/2)
	}
	words := h.words()
	right := append(p.marked(theme.Dim, name, wordsIn(name, words...)), span{theme.Text, "  "})
	return p.beside(w, col, p.marked(theme.Bold, key, wordsIn(key, words...)), p.marked(theme.Text, means, wordsIn(means, words...)), right)
}

// drawSigns tells what the signs in the lists mean.
func (h *help) drawSigns(p *painter, w int) (lines []string) {
	for _, s := range p.signs() {
		if hasWords("signs "+s.does, h.words()) {
			lines = append(lines, h.drawLine(p, w, s.key, s.does, "")...)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]string{blank(w), p.line(w, false, []span{{theme.Dim, "   SIGNS"}}, nil)}, lines...)
}
