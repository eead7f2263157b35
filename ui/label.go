package ui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/theme"
)

// labels is the overlay in which a story's labels are typed, parted by commas.
// The labels that there are stand below, for completing.
type labels struct {
	id     int64
	input  prompt
	known  []string
	at     scroller
	height int
}

// labelsMsg brings the labels that a story has.
type labelsMsg struct {
	id     int64
	labels []string
}

// actLabel asks for the story's labels, or sets those named.
func (m *model) actLabel(c call) tea.Cmd {
	row := m.target()
	if row == nil {
		return nil
	}
	id := row.EntryID
	if c.arg != "" {
		return m.setLabels(id, splitLabels(c.arg))
	}
	lib := m.opt.Library
	return m.command(func(ctx context.Context) tea.Msg {
		_, s, _, err := lib.Entry(ctx, id)
		if err != nil {
			return failedMsg{"The story's labels could not be read", err}
		}
		return labelsMsg{id, s.Labels}
	})
}

// labelsRead opens the overlay, unless another came up meanwhile.
func (m *model) labelsRead(msg labelsMsg) tea.Cmd {
	if row := m.target(); len(m.overlays) > 0 || row == nil || row.EntryID != msg.id {
		return nil
	}
	text := strings.Join(msg.labels, ", ")
	if text != "" {
		text += ", "
	}
	o := &labels{id: msg.id, input: newPrompt(text), height: 1}
	for _, v := range m.side.views {
		if v.Kind == feed.ViewTag {
			o.known = append(o.known, v.Path)
		}
	}
	return m.push(o)
}

// setLabels gives a story these labels and no others.
func (m *model) setLabels(id int64, names []string) tea.Cmd {
	lib := m.opt.Library
	said := "Labels: " + strings.Join(names, ", ")
	if len(names) == 0 {
		said = "No labels"
	}
	return m.write(func(ctx context.Context) tea.Msg {
		return labelledMsg{said, lib.SetLabels(ctx, id, names)}
	})
}

// labelledMsg brings what became of setting labels.
type labelledMsg struct {
	said string
	err  error
}

func (m *model) labelled(msg labelledMsg) tea.Cmd {
	if msg.err != nil {
		return m.fail("The labels were not kept", msg.err)
	}
	return tea.Batch(m.say(msg.said), m.readViews())
}

// splitLabels reads labels parted by commas, each once.
func splitLabels(text string) []string {
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (o *labels) title() string { return "Labels" }

func (o *labels) hints() []hint {
	return []hint{{"⏎", "keep"}, {"tab", "complete"}, {"↑↓", "choose"}, {"esc", "back"}}
}

func (o *labels) paste(_ *model, msg tea.PasteMsg) tea.Cmd {
	o.input.update(msg)
	return nil
}

func (o *labels) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if by, ok := movement(key, o.height); ok && key != "ctrl+u" && key != "ctrl+d" {
		o.at.move(by, len(o.offered()), o.height)
		return nil, false
	}
	switch key {
	case "esc", "ctrl+c":
		return nil, true
	case "enter":
		return m.setLabels(o.id, splitLabels(o.input.value())), true
	case "tab":
		o.complete()
		return nil, false
	}
	if o.input.update(msg) {
		o.at = scroller{}
	}
	return nil, false
}

// parts are the labels before the one being typed, with their last comma, and
// what is typed of it.
func (o *labels) parts() (before, typing string) {
	text := o.input.value()
	i := strings.LastIndexByte(text, ',') + 1
	return text[:i], strings.TrimSpace(text[i:])
}

// offered are the known labels that what is typed could become.
func (o *labels) offered() (names []string) {
	before, typing := o.parts()
	taken := splitLabels(before)
	for _, name := range o.known {
		if !slices.Contains(taken, name) && fuzzy(name, typing) > 0 {
			names = append(names, name)
		}
	}
	return names
}

// complete puts the chosen label in the place of what is typed.
func (o *labels) complete() {
	names := o.offered()
	if len(names) == 0 {
		return
	}
	before, _ := o.parts()
	if before != "" {
		before += " "
	}
	o.input = newPrompt(before + names[min(o.at.cursor, len(names)-1)] + ", ")
	o.at = scroller{}
}

func (o *labels) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	text, at := o.input.spans(p, w-8, theme.Bold)
	lines := []string{blank(w), p.line(w, false, append([]span{{theme.Accent, "   # "}}, text...), nil), blank(w)}
	names := o.offered()
	o.height = max(1, h-len(lines))
	o.at.settle(len(names), o.height)
	if len(names) == 0 {
		lines = append(lines, p.line(w, false, []span{{theme.Dim, "   Labels are parted by commas."}}, nil))
	}
	for i := o.at.top; i < len(names) && len(lines) < h; i++ {
		bar := span{theme.Text, "   "}
		if i == o.at.cursor {
			bar = span{theme.Accent, "  " + p.marks.bar}
		}
		lines = append(lines, p.line(w, i == o.at.cursor, []span{bar, {theme.Text, "  " + names[i]}}, nil))
	}
	for len(lines) < h {
		lines = append(lines, blank(w))
	}
	return lines[:h], &tea.Position{X: min(5+at, w-1), Y: min(1, h-1)}
}
