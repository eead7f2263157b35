package ui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// viewOf finds a view by its reference.
func viewOf(views []feed.View, ref feed.ViewRef) *feed.View {
	for i := range views {
		if views[i].Ref() == ref {
			return &views[i]
		}
	}
	return nil
}

// viewsMsg brings the sidebar.
type viewsMsg struct {
	gen   generation
	views []feed.View
	first bool
}

// readViews asks for the sidebar with its counts.
func (m *model) readViews() tea.Cmd {
	lib, gen, welcoming := m.opt.Library, m.side.reading.next(), m.welcomed()
	return m.command(m.poll.underWay(func(ctx context.Context) tea.Msg {
		views, err := lib.Views(ctx)
		if err != nil {
			return failedMsg{"The feeds could not be read", err}
		}
		return viewsMsg{gen, views, welcoming()}
	}))
}

// viewsRead takes the sidebar in, unless marks are on their way that its
// counts do not know of: their replies ask again.
func (m *model) viewsRead(msg viewsMsg) tea.Cmd {
	if msg.gen != m.side.reading || len(m.marks.pending) > 0 {
		return nil
	}
	m.side.setViews(msg.views)
	if m.want.focus != paneSide {
		m.side.selectRef(m.list.ref)
	}
	if back := m.side.gone; m.side.find(back) != nil {
		m.side.gone = feed.ViewRef{}
		if m.want.focus == paneSide && m.side.selectRef(back) {
			return tea.Batch(m.openView(back), m.countSearchesSoon())
		}
	}
	if m.welcoming != msg.first {
		m.welcoming = msg.first
		if m.context() == InArticle {
			return tea.Batch(m.relayout(), m.reopenView())
		}
		return tea.Batch(m.relayout(), m.goView(feed.ViewRef{Kind: feed.ViewToday}))
	}
	return tea.Batch(m.leaveRemoved(), m.countSearchesSoon())
}

// removable are the kinds of views that may go while they are shown.
func removable() []feed.ViewKind {
	return []feed.ViewKind{feed.ViewSearch, feed.ViewTag, feed.ViewFeed, feed.ViewFolder}
}

// leaveRemoved opens the start view where what is shown has gone from the sidebar, by
// another reader or a command. A story that is being read stays until it is left.
func (m *model) leaveRemoved() tea.Cmd {
	ref := m.list.ref
	if v := m.side.find(ref); v != nil {
		m.list.name = v.Name
		return nil
	}
	if m.searching() || m.context() == InArticle || !slices.Contains(removable(), ref.Kind) || m.side.find(m.opt.StartView) == nil {
		return nil
	}
	if ref.Kind == feed.ViewSearch || ref.Kind == feed.ViewTag {
		if at, ok := m.side.current(); ok && m.want.focus == paneSide { // it goes on from there
			m.side.gone = ref
			return m.openView(at)
		}
		return m.goView(m.opt.StartView)
	}
	name := m.list.title(m.now())
	if m.want.focus == paneSide { // which keeps the keys
		m.side.selectRef(m.opt.StartView)
		return tea.Batch(m.openView(m.opt.StartView), m.sayMore(name+" is gone"))
	}
	return tea.Batch(m.goView(m.opt.StartView), m.sayMore(name+" is gone"))
}
