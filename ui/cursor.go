package ui

import tea "charm.land/bubbletea/v2"

// selecting is an overlay in which a line is selected.
type selecting interface {
	// selected is the selected line, of those that the overlay draws.
	selected() int
}

func (c *chooser) selected() int      { return c.at.selected() }
func (c *themeChooser) selected() int { return c.at.selected() }
func (o *optionList) selected() int   { return o.at.selected() }

// selected is the cursor's line, under the empty one that such an overlay begins with.
func (s *scroller) selected() int { return 1 + s.cursor - s.top }

// followed is where the terminal's cursor stands while nothing is typed, so that a
// braille display or a magnifier follows what is selected, or begins with what is
// read; nil: nowhere. body is the first line between header and footer.
func (m *model) followed(body int) *tea.Position {
	if !m.opt.ShowCursor {
		return nil
	}
	if top := m.top(); top != nil {
		at := tea.Position{Y: body}
		if s, ok := top.(selecting); ok {
			at.Y += s.selected()
		}
		return &at
	}
	switch l := &m.lay; m.context() {
	case InSidebar:
		return &tea.Position{X: l.side.x, Y: l.side.y + max(0, m.side.cursor-m.side.top)}
	case InArticle:
		return &tea.Position{X: l.article.x + m.art.left(l.article.w), Y: l.article.y + airAbove(l.article.h)}
	}
	return &tea.Position{X: m.lay.list.x, Y: m.lay.list.y + m.headLines() + m.list.selected()}
}

// selected is the line of the selected row's headline.
func (p *listPane) selected() int {
	row := p.current()
	if row == nil {
		return 0
	}
	return p.list.CursorLine() + p.style.headingLines(before(p.list.Rows(), p.list.Cursor()), row)
}
