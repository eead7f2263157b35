package ui

import (
	tea "charm.land/bubbletea/v2"
)

// wheeled is an overlay that the wheel moves by n lines, up where n is less
// than 0.
type wheeled interface {
	wheel(m *model, n int) tea.Cmd
}

// pointed is an overlay with lines to choose from. click puts the cursor on what
// is drawn in line y of the overlay, if that is to be chosen, and says whether
// the cursor was there already: a click on what is chosen takes it.
type pointed interface {
	click(m *model, y int) (cmd tea.Cmd, take bool)
}

// mouseOverlay takes the wheel and clicks for the overlay that is up.
func (m *model) mouseOverlay(msg tea.MouseMsg) tea.Cmd {
	m.drag = drag{} // its end went by unseen
	top, at := m.top(), msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		o, ok := top.(wheeled)
		switch {
		case ok && at.Button == tea.MouseWheelUp:
			return o.wheel(m, -wheelStep)
		case ok && at.Button == tea.MouseWheelDown:
			return o.wheel(m, wheelStep)
		}
	case tea.MouseClickMsg:
		o, ok := top.(pointed)
		if !ok || at.Button != tea.MouseLeft {
			return nil
		}
		cmd, take := o.click(m, at.Y-m.lay.header.h-m.lay.headAir.h)
		if take {
			return tea.Batch(cmd, m.overlayKey(tea.KeyPressMsg{Code: tea.KeyEnter}))
		}
		return cmd
	}
	return nil
}

// point puts the cursor on line y of those that are shown, of n in a viewport of
// h lines, and says whether there is one and whether the cursor was there.
func (s *scroller) point(y, n, h int) (on, again bool) {
	i := s.top + y
	if y < 0 || y >= h || i >= n {
		return false, false
	}
	again = i == s.cursor
	s.cursor = i
	return true, again
}

func (v *pager) wheel(n int) tea.Cmd {
	v.scrollTo(v.top + n)
	return nil
}

func (h *help) wheel(_ *model, n int) tea.Cmd     { return h.pager.wheel(n) }
func (o *messages) wheel(_ *model, n int) tea.Cmd { return o.pager.wheel(n) }
func (o *output) wheel(_ *model, n int) tea.Cmd   { return o.pager.wheel(n) }
func (o *changes) wheel(_ *model, n int) tea.Cmd  { return o.pager.wheel(n) }
func (o *feedPage) wheel(_ *model, n int) tea.Cmd { return o.pager.wheel(n) }

func (p *palette) wheel(_ *model, n int) tea.Cmd {
	p.at.move(n, len(p.shown), p.height)
	return nil
}

func (p *palette) click(_ *model, y int) (tea.Cmd, bool) {
	_, again := p.at.point(y-paletteHead, len(p.shown), p.height)
	return nil, again
}

func (c *chooser) wheel(_ *model, n int) tea.Cmd {
	c.digits = ""
	c.at.move(n, len(c.choices), c.height)
	return nil
}

func (c *chooser) click(_ *model, y int) (tea.Cmd, bool) {
	c.digits = ""
	_, again := c.at.point(y-1, len(c.choices), c.height)
	return nil, again
}

func (c *themeChooser) wheel(m *model, n int) tea.Cmd {
	c.at.move(n, len(c.names), c.height)
	m.opt.ThemeName = c.names[c.at.cursor]
	return m.loadTheme()
}

func (c *themeChooser) click(m *model, y int) (tea.Cmd, bool) {
	on, again := c.at.point(y-1, len(c.names), c.height)
	if !on || again {
		return nil, again
	}
	m.opt.ThemeName = c.names[c.at.cursor]
	return m.loadTheme(), false
}

func (o *optionList) wheel(_ *model, n int) tea.Cmd {
	o.at.move(n, len(o.options), o.height)
	return nil
}

func (o *optionList) click(_ *model, y int) (tea.Cmd, bool) {
	_, again := o.at.point(y-1, len(o.options), o.height)
	return nil, again
}

// wheel goes through what is known; it does not bring back what was entered
// before, as the arrows do.
func (o *ask) wheel(_ *model, n int) tea.Cmd {
	if names := o.offered(); len(names) > 0 {
		o.at.move(n, len(names), o.height)
		o.chosen = true
	}
	return nil
}

func (o *ask) click(_ *model, y int) (tea.Cmd, bool) {
	was := o.chosen
	on, again := o.at.point(y-o.listed, len(o.offered()), o.height)
	if on {
		o.chosen = true
	}
	return nil, again && was
}

func (p *picker) wheel(_ *model, n int) tea.Cmd {
	p.move(n)
	return nil
}

// click picks what is clicked on, or lets go of it.
func (p *picker) click(_ *model, y int) (tea.Cmd, bool) {
	i := p.top + y - p.listed
	if y < p.listed || i >= min(len(p.rows), p.top+p.height) || p.rows[i].item < 0 {
		return nil, false
	}
	p.cursor = i
	if it := p.current(); !it.had {
		it.picked = !it.picked
	}
	return nil, false
}
