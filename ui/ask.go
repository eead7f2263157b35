package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// ask is the overlay in which one line is typed. What is known already stands
// below, for completing.
type ask struct {
	name  string
	about string // what is wanted, in a line
	verb  string // what enter does; empty: keep
	many  bool   // several words are wanted, parted by commas
	known []string
	done  func(m *model, text string) tea.Cmd

	input  prompt
	at     scroller
	chosen bool // the cursor is on a known one
	height int
}

func newAsk(name, about, value string, known []string, done func(*model, string) tea.Cmd) *ask {
	return &ask{name: name, about: about, known: known, done: done, input: newPrompt(value), height: 1}
}

func (o *ask) title() string { return o.name }

func (o *ask) hints() []hint {
	out := []hint{{"⏎", cmp.Or(o.verb, "keep")}}
	if len(o.known) > 0 {
		out = append(out, hint{"↑↓", "choose"}, hint{"tab", "complete"})
	}
	if o.input.value() != "" {
		out = append(out, hint{"^u", "clear"})
	}
	return append(out, hint{"esc", "back"})
}

func (o *ask) paste(_ *model, msg tea.PasteMsg) tea.Cmd {
	if o.input.update(msg) {
		o.at, o.chosen = scroller{}, false
	}
	return nil
}

func (o *ask) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if by, ok := movement(key, o.height); ok && key != "ctrl+u" && key != "ctrl+d" {
		switch n := len(o.offered()); {
		case n == 0:
		case !o.chosen && by > 0:
			o.chosen = true
		case o.chosen && by < 0 && o.at.cursor == 0:
			o.chosen = false
		case o.chosen:
			o.at.move(by, n, o.height)
		}
		return nil, false
	}
	switch key {
	case "esc", "ctrl+c":
		return nil, true
	case "enter":
		if o.chosen {
			o.complete()
			if o.many {
				return nil, false
			}
		}
		return o.done(m, strings.TrimSpace(o.input.value())), true
	case "tab":
		o.complete()
		return nil, false
	}
	if o.input.update(msg) {
		o.at, o.chosen = scroller{}, false
	}
	return nil, false
}

// parts are what stands before the word being typed, and that word.
func (o *ask) parts() (before, typing string) {
	text := o.input.value()
	if !o.many {
		return "", strings.TrimSpace(text)
	}
	i := strings.LastIndexByte(text, ',') + 1
	return text[:i], strings.TrimSpace(text[i:])
}

// offered are the known ones that what is typed could become.
func (o *ask) offered() (names []string) {
	before, typing := o.parts()
	taken := splitLabels(before)
	for _, name := range o.known {
		if !slices.Contains(taken, name) && fuzzy(name, typing) > 0 {
			names = append(names, name)
		}
	}
	return names
}

// complete puts the chosen one in the place of what is typed.
func (o *ask) complete() {
	names := o.offered()
	if len(names) == 0 {
		return
	}
	before, _ := o.parts()
	if before != "" {
		before += " "
	}
	text := before + names[min(o.at.cursor, len(names)-1)]
	if o.many {
		text += ", "
	}
	o.input = newPrompt(text)
	o.at, o.chosen = scroller{}, false
}

func (o *ask) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	text, at := o.input.spans(p, w-8, theme.Bold)
	var lines []string
	if h >= 6 {
		lines = append(lines, blank(w))
		for l := range strings.SplitSeq(p.method.Wordwrap(o.about, max(8, w-6), ""), "\n") {
			lines = append(lines, p.line(w, false, []span{{theme.Dim, "   " + l}}, nil))
		}
		lines = append(lines, blank(w))
	}
	y := len(lines)
	sign := ">"
	if o.many {
		sign = "#"
	}
	lines = append(lines, p.line(w, false, append([]span{{theme.Accent, "   " + sign + " "}}, text...), nil), blank(w))
	names := o.offered()
	o.height = max(1, h-len(lines))
	o.at.settle(len(names), o.height)
	for i := o.at.top; i < len(names) && len(lines) < h; i++ {
		on := o.chosen && i == o.at.cursor
		bar := span{theme.Text, "   "}
		if on {
			bar = span{theme.Accent, "  " + p.marks.bar}
		}
		lines = append(lines, p.line(w, on, []span{bar, {theme.Text, "  " + names[i]}}, nil))
	}
	for len(lines) < h {
		lines = append(lines, blank(w))
	}
	return lines[:h], &tea.Position{X: min(5+at, w-1), Y: min(y, h-1)}
}
