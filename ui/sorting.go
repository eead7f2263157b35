package ui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// sortOrder is an order of lists with what people call it.
type sortOrder struct {
	sort        feed.Sort
	name, words string // as it is typed; as the screen says it
}

// orders are the orders of a list; that by relevance is a search's alone.
func (m *model) orders() []sortOrder {
	out := []sortOrder{
		{feed.Newest, "newest", "newest first"},
		{feed.Oldest, "oldest", "oldest first"},
		{feed.ByFeed, "feed", "by feed"},
		{feed.Shortest, "shortest", "shortest first"},
		{feed.UnreadFirst, "unread", "unread first"},
	}
	if m.list.ref.Kind == feed.ViewSearch {
		out = append(out, sortOrder{feed.Relevance, "relevance", "best match first"})
	}
	return out
}

// orderWords is the order of the list in hand where it is not the usual one.
func (m *model) orderWords() string {
	if m.list.base.Sort == feed.Newest {
		return ""
	}
	for _, o := range m.orders() {
		if o.sort == m.list.base.Sort {
			return o.words
		}
	}
	return ""
}

// actSort sets the order of the list in hand, or lists the orders that there
// are. The order is remembered for the view.
func (m *model) actSort(c call) tea.Cmd {
	all := m.orders()
	if c.arg != "" {
		i := slices.IndexFunc(all, func(o sortOrder) bool { return strings.HasPrefix(o.name, c.arg) || strings.HasPrefix(o.words, c.arg) })
		if i < 0 {
			var names []string
			for _, o := range all {
				names = append(names, o.name)
			}
			return m.say("The orders are " + strings.Join(names, ", "))
		}
		return m.sortBy(all[i])
	}
	var choices []choice
	at := 0
	for i, o := range all {
		detail := ""
		if o.sort == m.list.base.Sort {
			at, detail = i, "current"
		}
		choices = append(choices, choice{text: o.words, detail: detail, run: func(m *model) tea.Cmd { return m.sortBy(o) }})
	}
	chooser := newChooser("Order of "+m.list.title(m.now()), choices)
	chooser.at.cursor, chooser.verb = at, "choose"
	return m.push(chooser)
}

// sortBy shows the list from its start in another order.
func (m *model) sortBy(o sortOrder) tea.Cmd {
	said := m.say("Order: " + o.words)
	if o.sort == m.list.base.Sort {
		return said
	}
	ref := m.list.ref
	if ref.Kind == feed.ViewSearch && ref.ID == 0 {
		m.chosen.searchOrder = o.sort
		return tea.Batch(said, m.restartView(ref), m.saveSession())
	}
	m.list.base.Sort = o.sort
	if v := m.side.find(ref); v != nil {
		v.Sort = o.sort
	}
	lib := m.opt.Library
	keep := m.write(func(ctx context.Context) tea.Msg {
		if err := lib.SetSort(ctx, ref, o.sort); err != nil {
			return failedMsg{"The order was not saved", err}
		}
		return nil
	})
	return tea.Batch(said, m.restartView(ref), keep)
}
