package ui

import (
	tea "charm.land/bubbletea/v2"
)

// wheelStep is how many rows or lines a notch of the wheel moves.
const wheelStep = 3

// mouse takes clicks, the wheel, and the dragging of a border. It is
// asked of the terminal only by option.
func (m *model) mouse(msg tea.MouseMsg) tea.Cmd {
	switch {
	case !m.opt.Mouse:
		return nil
	case m.onFooter(msg):
		return m.clickHint(msg.Mouse().X)
	}
	if _, ok := msg.(tea.MouseClickMsg); ok { // as a key would
		m.clearSaid()
		m.macro, m.typed = nil, typed{gen: m.typed.gen + 1}
	}
	if m.top() != nil {
		return m.mouseOverlay(msg)
	}
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		return m.wheel(at)
	case tea.MouseClickMsg:
		if at.Button == tea.MouseLeft {
			return m.click(at)
		}
	case tea.MouseMotionMsg:
		if m.drag.border != noBorder && at.Button == tea.MouseLeft {
			m.drag.last = noBorder // a drag is no click
			return m.moveBorder(m.drag.border, at.X)
		}
	case tea.MouseReleaseMsg:
		if m.drag.border != noBorder {
			m.drag.border = noBorder
			return m.saveSession()
		}
	}
	return nil
}

func (r rect) has(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

func (m *model) wheel(at tea.Mouse) tea.Cmd {
	n := wheelStep
	if at.Button == tea.MouseWheelUp {
		n = -n
	} else if at.Button != tea.MouseWheelDown {
		return nil
	}
	switch {
	case m.lay.article.has(at.X, at.Y):
		return m.art.scroll(m, n)
	case m.lay.list.has(at.X, at.Y):
		m.list.list.Scroll(n / wheelStep)
		return m.moved()
	case m.lay.side.has(at.X, at.Y):
		m.side.top = clamp(m.side.top+n, 0, max(0, len(m.side.rows)-m.side.height))
	}
	return nil
}

// click gives a pane the keys and chooses what was clicked on; a click on what
// is chosen already opens it.
func (m *model) click(at tea.Mouse) tea.Cmd {
	if b := m.lay.borderAt(at.X, at.Y); b != noBorder {
		return m.startDrag(b)
	}
	m.drag = drag{} // should the end of a drag have gone by unseen
	y := at.Y - m.lay.list.y - m.headLines()
	if m.prompting() && y < 0 && m.lay.list.has(at.X, at.Y) {
		m.search.editing = true
		return m.focus(paneList)
	}
	return tea.Batch(m.leavePrompt(), m.clickPane(at, y))
}

// clickPane is a click within a pane; y is the line of the list's rows.
func (m *model) clickPane(at tea.Mouse, y int) tea.Cmd {
	switch {
	case m.lay.side.has(at.X, at.Y):
		i := m.side.top + at.Y - m.lay.side.y
		if i < len(m.side.rows) && m.side.rows[i].group != "" {
			m.side.cursor = i
			m.side.toggleFold()
			return m.saveSession()
		}
		if i < len(m.side.rows) && m.side.rows[i].allRead > 0 {
			return m.actUnreadFeeds(call{})
		}
		if i < len(m.side.rows) && m.side.rows[i].view >= 0 {
			m.side.cursor = i
			ref := m.side.views[m.side.rows[i].view].Ref()
			if ref == m.list.ref && m.list.query == "" && m.list.failed == "" {
				return m.focus(paneList) // it is there
			}
			return m.goView(ref)
		}
	case m.lay.list.has(at.X, at.Y):
		i := m.list.list.AtLine(y)
		if i < 0 || m.list.current() == nil {
			return m.focus(paneList)
		}
		again := i == m.list.list.Cursor()
		m.list.list.MoveTo(i)
		cmd := tea.Batch(m.focus(paneList), m.moved())
		if again {
			return tea.Batch(cmd, m.openEntry(m.list.current().EntryID, true))
		}
		return cmd
	case m.lay.article.has(at.X, at.Y) && m.art.open && m.linkAt(at.X, at.Y) != 0:
		return m.followLink(m.linkAt(at.X, at.Y))
	case m.lay.article.has(at.X, at.Y) && m.art.id != 0:
		return m.openEntry(m.art.id, true)
	}
	return nil
}
