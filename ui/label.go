package ui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

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
	return m.request(func(ctx context.Context) tea.Msg {
		_, s, _, err := lib.Entry(ctx, id)
		if err != nil {
			return failedMsg{"The story's labels could not be read", err}
		}
		return labelsMsg{id, s.Labels}
	})
}

// labelsRead opens the overlay.
func (m *model) labelsRead(msg labelsMsg) tea.Cmd {
	o := newAsk("Labels", "Your own words for the story, separated by commas.", listed(msg.labels), m.words(), func(m *model, text string) tea.Cmd {
		return m.setLabels(msg.id, splitLabels(text))
	})
	o.many, o.sign = true, "#"
	return m.push(o)
}

// words are the user's labels and tags that there are.
func (m *model) words() (words []string) {
	for _, v := range m.side.views {
		if v.Kind == feed.ViewTag {
			words = append(words, v.Path)
		}
	}
	return words
}

// listed writes labels as they are typed: parted by commas, and ready for one
// more.
func listed(labels []string) string {
	var b strings.Builder
	for _, l := range labels {
		b.WriteString(l + ", ")
	}
	return b.String()
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
		return m.fail("The labels were not saved", msg.err)
	}
	cmds := []tea.Cmd{m.say(msg.said), m.readViews()}
	if m.list.list.Loaded() && !m.list.list.Empty() {
		cmds = append(cmds, m.fetch(m.list.list.Reload()))
	}
	return tea.Batch(cmds...)
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
