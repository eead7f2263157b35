package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/theme"
)

// actUnreadFeeds leaves feeds and folders without unread stories out of the
// sidebar, or shows them again.
func (m *model) actUnreadFeeds(call) tea.Cmd {
	s := &m.side
	s.onlyUnread = !s.onlyUnread
	s.show(m.list.ref)
	said := "All feeds are shown"
	if s.onlyUnread {
		said = "Only feeds with unread stories are shown · " + m.keys.key(InSidebar, "unread-feeds") + " shows all"
	}
	return tea.Batch(m.saveSession(), m.say(said))
}

// show takes in which view the list shows: what is left out of the sidebar
// leaves out neither that nor what the cursor is on.
func (s *sidebar) show(ref feed.ViewRef) {
	s.shown = ref
	if at, had := s.current(); s.onlyUnread || s.allRead() > 0 {
		s.rearrange(at, had)
	}
}

// allRead is how many feeds are left out.
func (s *sidebar) allRead() int {
	if n := len(s.rows); n > 0 {
		return s.rows[n-1].allRead
	}
	return 0
}

// quiet says whether a view is left out, since nothing in it is unread.
func (s *sidebar) quiet(v *feed.View, stay ...feed.ViewRef) bool {
	if !s.onlyUnread || v.Unread != 0 || v.Kind != feed.ViewFeed && v.Kind != feed.ViewFolder || slices.Contains(stay, v.Ref()) {
		return false
	}
	if v.Kind == feed.ViewFeed {
		return !s.picked[v.ID]
	}
	for _, ref := range stay {
		if in := s.find(ref); in != nil && strings.HasPrefix(in.Folder+in.Path+"/", v.Path+"/") {
			return false
		}
	}
	return true
}

// drawAllRead says how many feeds are left out.
func (s *sidebar) drawAllRead(p *painter, w, n int) string {
	return p.line(w, false, []span{{theme.Text, "  "}, {theme.Dim, fmt.Sprintf("%d more, all read", n)}}, nil)
}

// actUnreadOnly shows only what is unread of the list, or all of it again.
func (m *model) actUnreadOnly(call) tea.Cmd {
	const term = "is:unread"
	s := &m.search
	q := m.list.query
	if s.everything {
		q = strings.TrimSpace(s.input.value())
	}
	rest, was := strings.CutSuffix(q, term)
	rest = strings.TrimSpace(rest)
	switch {
	case was && rest == "" && !s.everything:
		return m.clearFilter()
	case was:
		q = rest
	default:
		q = strings.TrimSpace(q + " " + term)
	}
	if !s.everything && m.list.query == "" {
		m.markBack()
	}
	s.input, s.editing = newPrompt(q), false
	if s.everything {
		return tea.Batch(m.runSearch(), m.relayout())
	}
	m.list.query = q
	return tea.Batch(m.reopenView(), m.relayout())
}
