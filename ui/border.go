package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"
)

// border is a rule between two panes, which the user may move.
type border int

// The borders that a screen may have.
const (
	noBorder   border = iota
	sideBorder        // between sidebar and list
	listBorder        // between list and preview
)

const (
	// borderStep is how many columns a key moves a border.
	borderStep = 2
	// doubleClick is how soon a second click makes a double one.
	doubleClick = 400 * time.Millisecond
)

// drag is the mouse's hold on a border.
type drag struct {
	border border    // that the mouse has now
	last   border    // that it had before
	at     time.Time // when it took that
}

// borderAt is the border in a cell.
func (l *layout) borderAt(x, y int) border {
	switch {
	case l.sideBar.has(x, y):
		return sideBorder
	case l.listBar.has(x, y):
		return listBorder
	}
	return noBorder
}

// startDrag takes hold of a border; a double click puts it back where it stands by
// itself.
func (m *model) startDrag(b border) tea.Cmd {
	now := m.now()
	if m.drag.last == b && now.Sub(m.drag.at) < doubleClick {
		m.drag = drag{}
		return m.resetBorders(b)
	}
	m.drag = drag{b, b, now}
	return nil
}

// moveBorder puts a border into column x, or as near to it as the panes beside
// it leave.
func (m *model) moveBorder(b border, x int) tea.Cmd {
	switch b {
	case sideBorder:
		m.want.side = max(1, x-m.lay.side.x)
	case listBorder:
		m.want.list = max(1, x-m.lay.list.x)
	}
	cmd := m.relayout()
	switch b { // from here it moves on, not from beyond its end
	case sideBorder:
		m.want.side = m.lay.side.w
	case listBorder:
		m.want.list = m.lay.list.w
	}
	return cmd
}

// resetBorders puts borders back to where they stand by themselves.
func (m *model) resetBorders(which ...border) tea.Cmd {
	for _, b := range which {
		switch b {
		case sideBorder:
			m.want.side = 0
		case listBorder:
			m.want.list = 0
		}
	}
	return tea.Batch(m.relayout(), m.saveSession())
}

// nearBorder is the border that keys move: beside the sidebar while that has
// them, else the one before the preview, where there is one.
func (m *model) nearBorder() border {
	switch {
	case !m.lay.listBar.empty() && m.want.focus != paneSide:
		return listBorder
	case !m.lay.sideBar.empty():
		return sideBorder
	}
	return noBorder
}

func (m *model) actBorderRight(c call) tea.Cmd { return m.stepBorder(borderStep * c.times()) }

func (m *model) actBorderLeft(c call) tea.Cmd { return m.stepBorder(-borderStep * c.times()) }

// stepBorder moves the nearest border by n columns.
func (m *model) stepBorder(n int) tea.Cmd {
	var cmd tea.Cmd
	var word string
	switch b := m.nearBorder(); b {
	case sideBorder:
		cmd = m.moveBorder(b, m.lay.sideBar.x+n)
		word = fmt.Sprintf("A sidebar of %d columns", m.lay.side.w)
	case listBorder:
		cmd = m.moveBorder(b, m.lay.listBar.x+n)
		word = fmt.Sprintf("A list of %d columns, a preview of %d", m.lay.list.w, m.lay.article.w)
	default:
		return m.say("There is one pane here, and no border")
	}
	return tea.Batch(cmd, m.saveSession(), m.say(word))
}

func (m *model) actResetBorders(call) tea.Cmd {
	return tea.Batch(m.resetBorders(sideBorder, listBorder), m.say("The panes have their default widths"))
}
