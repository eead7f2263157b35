package ui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// savePosition tells the library how far the story was read, if that changed.
func (m *model) savePosition() tea.Cmd {
	if m.art.set == nil {
		return nil
	}
	return m.savePositionAt(m.art.position())
}

func (m *model) savePositionAt(at feed.Position) tea.Cmd {
	a := &m.art
	if a.id == 0 {
		return nil
	}
	if at.Offset == a.saved.Offset {
		return nil
	}
	a.saved = at
	lib, id := m.opt.Library, a.id
	return m.write(func(ctx context.Context) tea.Msg {
		if err := lib.SetPosition(ctx, id, at); err != nil {
			return failedMsg{"Your place in the story was not saved", err}
		}
		return nil
	})
}

// leavePosition is savePosition for a story that is left: one that was read to
// its end opens at its beginning the next time.
func (m *model) leavePosition() tea.Cmd {
	if m.art.set == nil || !m.art.atEnd() {
		return m.savePosition()
	}
	return m.savePositionAt(feed.Position{})
}

// leftStory is the story that was open before the one that is.
type leftStory struct {
	id int64         // 0: none
	at feed.Position // where it was left
}

// placeIn is where a story was left, where that is known here: the library may not have
// been told yet when the story is read again.
func (m *model) placeIn(id int64) (at feed.Position, known bool) {
	switch {
	case m.art.id == id && m.art.body != nil:
		return m.art.saved, true
	case m.left.id == id:
		return m.left.at, true
	}
	return feed.Position{}, false
}

// positionMsg says that the text has rested for a while.
type positionMsg struct{ gen generation }

func (m *model) positionDue(msg positionMsg) tea.Cmd {
	if msg.gen != m.art.saving {
		return nil
	}
	return tea.Batch(m.savePosition(), m.saveSession())
}

// statusMsg brings an entry's flags as the library has them.
type statusMsg struct{ status feed.Status }

// readStatus asks for an entry's flags.
func (m *model) readStatus(id int64) tea.Cmd {
	lib := m.opt.Library
	return m.command(func(ctx context.Context) tea.Msg {
		_, s, _, err := lib.Entry(ctx, id)
		if err != nil {
			return failedMsg{"The story could not be read", err}
		}
		return statusMsg{s}
	})
}

// statusRead shows an entry's flags on the open story and in the list.
func (m *model) statusRead(msg statusMsg) tea.Cmd {
	s := msg.status
	show := func(r *feed.Row) {
		r.Read, r.Starred, r.Later = s.Read, s.Starred, s.Later
		m.overlayRow(r)
	}
	if s.EntryID == m.art.id {
		show(&m.art.row)
	}
	if i := m.list.list.Index(s.EntryID); i >= 0 {
		show(&m.list.list.Rows()[i])
	}
	return nil
}

// leaveArticle keeps the place in the story and gives the keys to the list.
func (m *model) leaveArticle() tea.Cmd {
	save := m.leavePosition()
	m.art.open, m.art.find.editing = false, false
	m.want.reading = false
	if m.want.focus == paneArticle {
		m.want.focus = paneList
	}
	return save
}

// closeArticle goes back to the list.
func (m *model) closeArticle() tea.Cmd {
	return tea.Batch(m.leaveArticle(), m.relayout(), m.writeSession(), m.leaveRemoved())
}

// actReadingMode shows the article alone, or everything again; from the list it
// opens the story at the cursor so.
func (m *model) actReadingMode(call) tea.Cmd {
	var opened tea.Cmd
	if row := m.list.current(); row != nil && m.context() == InList {
		opened = m.openEntry(row.EntryID, true)
	}
	if m.art.id == 0 {
		return m.say("Open a story first")
	}
	m.want.reading = !m.want.reading
	m.art.open = true
	m.want.focus = paneArticle
	return tea.Batch(opened, m.relayout())
}

// measureStep is by how much + and - change the measure.
const measureStep = 4

func (m *model) actWider(c call) tea.Cmd { return m.setMeasure(m.measure() + measureStep*c.times()) }

func (m *model) actNarrower(c call) tea.Cmd { return m.setMeasure(m.measure() - measureStep*c.times()) }

func (m *model) setMeasure(n int) tea.Cmd {
	m.opt.measure = clamp(n, MinMeasure, MaxMeasure)
	m.chosen.measure = m.opt.measure
	return tea.Batch(m.art.resize(m), m.saveSession(), m.say(fmt.Sprintf("Lines of %d columns", m.measure())))
}

// actBrowse opens the story's page in the browser.
func (m *model) actBrowse(call) tea.Cmd {
	row := m.target()
	if row == nil {
		return nil
	}
	return m.browse(row.URL)
}

func (m *model) actBrowseAndMark(call) tea.Cmd {
	row := m.target()
	if row == nil {
		return nil
	}
	cmd := m.browse(row.URL)
	if !row.Read {
		cmd = tea.Batch(cmd, m.setFlag(feed.Read, true, false, row.EntryID))
	}
	return cmd
}

// browsedMsg brings what became of opening a page.
type browsedMsg struct {
	url string
	err error
}

// browse opens a page in the browser; where there is none, the link goes to the
// clipboard instead.
func (m *model) browse(url string) tea.Cmd { return m.openTarget(Target{URL: url}) }

// openTarget opens something in the program that is for it.
func (m *model) openTarget(t Target) tea.Cmd {
	if t.URL == "" {
		return m.say("This story has no page")
	}
	t.URL = m.untracked(t.URL)
	open := m.opt.Browser
	if open == nil {
		return m.noBrowser(t.URL)
	}
	return tea.Batch(m.say("Opening "+t.URL), m.command(func(ctx context.Context) tea.Msg {
		terminal, err := open(ctx, t)
		if err == nil && terminal != nil {
			return handOverMsg{terminal.Path, terminal, nil}
		}
		return browsedMsg{t.URL, err}
	}))
}

func (m *model) browsed(msg browsedMsg) tea.Cmd {
	switch {
	case msg.err == nil:
		return nil
	case errors.Is(msg.err, ErrNoBrowser):
		return m.noBrowser(msg.url)
	}
	return tea.Batch(m.fail("The browser did not open; the link is copied", msg.err), m.copy(msg.url))
}

// actCopyLink copies the story's link.
func (m *model) actCopyLink(call) tea.Cmd { return m.withLink(m.copyLink) }

// withLink does something with the story's link, if it has one.
func (m *model) withLink(do func(url string) tea.Cmd) tea.Cmd {
	row := m.target()
	switch {
	case row == nil:
		return nil
	case row.URL == "":
		return m.say("This story has no link")
	}
	return do(m.untracked(row.URL))
}
