package ui

import (
	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// onward is the view that the next key goes on in, if it asks for unread
// stories once more.
type onward struct {
	ref  feed.ViewRef
	from feed.ViewRef // the view that had no more
	gen  generation   // of the keys that were typed when it was offered
}

// nothingUnread says that a list is read to its end, and offers the view that
// has more.
func (m *model) nothingUnread() string {
	m.onward = onward{}
	if m.side.unread() == 0 {
		return "Everything is read"
	}
	said := "Nothing unread left here"
	if v := m.side.onward(m.list.ref); v != nil {
		m.onward = onward{v.Ref(), m.list.ref, m.typed.gen}
		said += " · " + m.keys.key(InList, "next-unread") + " goes on with " + v.Name
	}
	return said
}

// goOnward opens the view that was offered by the key before this one, and then
// its first unread story; false: there is none.
func (m *model) goOnward() (tea.Cmd, bool) {
	o := m.onward
	m.onward = onward{}
	if o.ref.Kind == "" || o.from != m.list.ref || o.gen+1 != m.typed.gen {
		return nil, false
	}
	cmd := m.goView(o.ref)
	m.list.thenUnread = m.list.viewing
	return cmd, true
}

// onward is the view with unread stories that comes after one that has none
// left: the next feed or folder, around the end, and after Today all that is
// unread. nil: there is none.
func (s *sidebar) onward(from feed.ViewRef) *feed.View {
	kind := from.Kind
	switch kind {
	case feed.ViewToday:
		kind = feed.ViewUnread
	case feed.ViewFeed, feed.ViewFolder:
	default:
		return nil
	}
	at, n := 0, len(s.views)
	for i := range s.views {
		if s.views[i].Ref() == from {
			at = i
		}
	}
	for i := 1; i < n; i++ {
		if v := &s.views[(at+i)%n]; v.Kind == kind && v.Unread > 0 {
			return v
		}
	}
	return nil
}
