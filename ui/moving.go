package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/list"
)

// followEvery is how long a cursor rests before what it is on is shown beside
// it: long enough that holding a key down costs nothing.
const followEvery = 150 * time.Millisecond

func (m *model) actDown(c call) tea.Cmd { return m.step(c.times()) }
func (m *model) actUp(c call) tea.Cmd   { return m.step(-c.times()) }

// step moves whatever has the focus by n.
func (m *model) step(n int) tea.Cmd {
	switch m.context() {
	case InArticle:
		return m.art.scroll(m, n)
	case InSidebar:
		m.side.move(n)
		return m.followSoon()
	}
	m.list.list.Move(n)
	return m.moved()
}

// moved follows a movement of the list's cursor.
func (m *model) moved() tea.Cmd {
	return tea.Batch(m.needRows(), m.followList(), m.saveSession())
}

// pageBy moves by a part of a page.
func (m *model) pageBy(part float64, times int) tea.Cmd {
	part *= float64(times)
	switch m.context() {
	case InArticle:
		return m.art.scroll(m, int(part*float64(m.art.page())))
	case InSidebar:
		m.side.move(int(part * float64(max(1, m.side.height-1))))
		return m.followSoon()
	}
	m.list.list.Page(part)
	return m.moved()
}

func (m *model) actHalfDown(c call) tea.Cmd { return m.pageBy(0.5, c.times()) }
func (m *model) actHalfUp(c call) tea.Cmd   { return m.pageBy(-0.5, c.times()) }
func (m *model) actPageDown(c call) tea.Cmd { return m.pageBy(1, c.times()) }
func (m *model) actPageUp(c call) tea.Cmd   { return m.pageBy(-1, c.times()) }

// actTop goes to the first row or line, or with a count to that one.
func (m *model) actTop(c call) tea.Cmd {
	switch m.context() {
	case InArticle:
		return m.art.scrollTo(m, c.count-1)
	case InSidebar:
		m.side.cursor = 0
		m.side.settle()
		return m.followSoon()
	}
	if ask, ok := m.list.list.GoTop(c.times() - 1); ok {
		return m.fetch(ask)
	}
	return m.moved()
}

func (m *model) actBottom(c call) tea.Cmd {
	switch m.context() {
	case InArticle:
		return m.art.scrollEnd(m)
	case InSidebar:
		m.side.cursor = len(m.side.rows) - 1
		m.side.settle()
		return m.followSoon()
	}
	if c.count > 0 {
		return m.actTop(c)
	}
	if ask, ok := m.list.list.GoEnd(); ok {
		return m.fetch(ask)
	}
	return m.moved()
}

// actOpen opens the story at the list's cursor, or in the sidebar the view,
// with the keys going to its list.
func (m *model) actOpen(call) tea.Cmd {
	if m.context() == InSidebar {
		ref, ok := m.side.current()
		if !ok {
			if m.side.toggleFold() {
				return m.saveSession()
			}
			return nil
		}
		if ref == m.list.ref {
			return m.focus(paneList)
		}
		return tea.Batch(m.openView(ref), m.focus(paneList))
	}
	row := m.list.current()
	if row == nil {
		return nil
	}
	return m.openEntry(row.EntryID, true)
}

// actBack goes one step towards the sidebar; there it collapses a folder.
func (m *model) actBack(call) tea.Cmd {
	switch m.context() {
	case InArticle:
		return m.closeArticle()
	case InList:
		if m.searching() {
			return m.leaveSearch()
		}
		return m.focus(paneSide)
	}
	if m.side.toggleFold() || m.side.fold(true) {
		return m.saveSession()
	}
	return nil
}

func (m *model) actNextPane(call) tea.Cmd     { return m.cyclePane(1) }
func (m *model) actPreviousPane(call) tea.Cmd { return m.cyclePane(-1) }

// cyclePane gives the next pane in reading order the keys; one that is folded
// away comes up.
func (m *model) cyclePane(step int) tea.Cmd {
	order := []pane{paneSide, paneList}
	if m.art.open {
		order = append(order, paneArticle)
	}
	at := 0
	for i, p := range order {
		if p == m.want.focus {
			at = i
		}
	}
	return m.focus(order[(at+step+len(order))%len(order)])
}

func (m *model) actNextFeed(c call) tea.Cmd     { return m.nextView(c.times()) }
func (m *model) actPreviousFeed(c call) tea.Cmd { return m.nextView(-c.times()) }

// nextView opens the view n further down the sidebar.
func (m *model) nextView(n int) tea.Cmd {
	if !m.searching() {
		m.side.selectRef(m.list.ref)
	}
	ref, ok := m.side.next(n)
	if !ok || ref == m.list.ref {
		return m.say("No more feeds in this direction")
	}
	return m.goView(ref)
}

// followMsg opens what a cursor has rested on.
type followMsg struct{ gen generation }

func (m *model) followSoon() tea.Cmd { return m.after(followEvery, followMsg{m.follow.next()}) }

// followList shows the story at the cursor in the preview, if there is one.
func (m *model) followList() tea.Cmd {
	row := m.list.current()
	if row == nil || m.line.low || m.lay.article.empty() || m.lay.list.empty() || m.art.id == row.EntryID || m.want.focus == paneArticle {
		return nil
	}
	return m.followSoon()
}

func (m *model) followDue(msg followMsg) tea.Cmd {
	if msg.gen != m.follow {
		return nil
	}
	if m.want.focus == paneSide {
		if ref, ok := m.side.current(); ok && ref != m.list.ref {
			return m.openView(ref)
		}
		return nil
	}
	if row := m.list.current(); row != nil && m.want.focus == paneList && !m.lay.article.empty() && m.art.id != row.EntryID {
		return m.preview(row.EntryID)
	}
	return nil
}

// actPage reads on: a page further, and at the end the next unread story.
func (m *model) actPage(c call) tea.Cmd {
	if m.context() == InArticle {
		if !m.art.atEnd() {
			return m.art.scroll(m, m.art.page())
		}
		return m.goUnread(1)
	}
	return m.pageBy(1, c.times())
}

func (m *model) actNextUnread(call) tea.Cmd {
	if m.art.finding() && m.context() == InArticle {
		return m.art.nextMatch(m, 1)
	}
	return m.goUnread(1)
}

func (m *model) actPreviousUnread(call) tea.Cmd {
	if m.art.finding() && m.context() == InArticle {
		return m.art.nextMatch(m, -1)
	}
	return m.goUnread(-1)
}

func (m *model) actNextEntry(c call) tea.Cmd     { return m.goEntry(c.times()) }
func (m *model) actPreviousEntry(c call) tea.Cmd { return m.goEntry(-c.times()) }

// goEntry opens the story n further down the list; from the list itself it
// only goes there.
func (m *model) goEntry(n int) tea.Cmd {
	l, before := m.list.list, m.list.list.Cursor()
	step, end := 1, "last"
	if n < 0 {
		step, end = -1, "first"
	}
	there := m.besideGone(step)
	if there { // the first step is made
		n -= step
	}
	l.Move(n)
	if l.Cursor() == before && !there {
		return m.say("That was the " + end + " story here")
	}
	if m.context() != InArticle {
		return m.moved()
	}
	return tea.Batch(m.moved(), m.openEntry(m.list.current().EntryID, true))
}

// besideGone says whether the cursor is on what came next, in the direction of
// step, to the story that is read and is gone from the list.
func (m *model) besideGone(step int) bool {
	return m.context() == InArticle && m.list.list.Slipped() == step && m.list.current() != nil && m.list.list.Index(m.art.id) < 0
}

// goUnread opens the nearest unread story in a direction: among the loaded
// rows, else by asking for it.
func (m *model) goUnread(step int) tea.Cmd {
	if cmd, ok := m.goOnward(); ok && step > 0 {
		return cmd
	}
	unread := func(r *feed.Row) bool { return !r.Read }
	l := m.list.list
	if row := l.Current(); row != nil && unread(row) && (step > 0 && m.want.focus != paneArticle || m.besideGone(step)) {
		return m.openEntry(row.EntryID, true)
	}
	if i := l.Find(step, unread); i >= 0 {
		l.MoveTo(i)
		return tea.Batch(m.moved(), m.openEntry(l.Current().EntryID, true))
	}
	return m.askUnread(step)
}

// foundMsg brings the place of an entry to go to and open.
type foundMsg struct {
	gen     generation
	row     *feed.Row
	wrapped bool
}

// askUnread asks the library for the nearest unread entry in a direction, and
// going down, from the start of the list if there is none.
func (m *model) askUnread(step int) tea.Cmd {
	row := m.list.current()
	if row == nil {
		return m.say(m.nothingUnread())
	}
	lib, w, gen := m.opt.Library, m.list.base, m.list.viewing
	no := false
	w.Filter.Read, w.Filter.KeepSince, w.Limit = &no, time.Time{}, 1
	from := row.Key
	pending := m.pendingRead()
	return m.command(func(ctx context.Context) tea.Msg {
		starts := []*feed.Key{&from, nil}
		if step < 0 {
			starts = starts[:1] // who goes back does not mean the end
		}
		for wrapped, start := range starts {
			w.From, w.Backward = start, step < 0
			// rows whose mark is still on its way are read already
			w.Limit = 1 + len(pending)
			rows, err := lib.Rows(ctx, w)
			if err != nil {
				return failedMsg{"The next unread story could not be found", err}
			}
			if step < 0 {
				slices.Reverse(rows)
			}
			for i := range rows {
				if !pending[rows[i].EntryID] {
					return foundMsg{gen, &rows[i], wrapped == 1}
				}
			}
		}
		return foundMsg{gen: gen}
	})
}

// entryFound goes to an entry that was asked for, and opens it.
func (m *model) entryFound(msg foundMsg) tea.Cmd {
	if msg.gen != m.list.viewing {
		return nil
	}
	if msg.row == nil {
		return m.say(m.nothingUnread())
	}
	var cmds []tea.Cmd
	if ask, ok := m.list.list.Goto(msg.row.Key); ok {
		cmds = append(cmds, m.fetch(ask))
	}
	if msg.wrapped {
		cmds = append(cmds, m.say("From the other end of the list"))
	}
	return tea.Batch(append(cmds, m.openEntry(msg.row.EntryID, true), m.moved())...)
}

var _ list.Source = Library(nil)
