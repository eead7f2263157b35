package ui

import (
	"context"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// marks are those on their way to the library.
type marks struct {
	pending []pendingMark // the oldest first
	seq     int           // of the newest
}

// pendingMark is a mark that the screen shows and the library has not yet
// confirmed. Rows read meanwhile get it laid over them.
type pendingMark struct {
	seq  int
	view generation // of the list that it was made in
	mark feed.Mark
	was  map[int64]bool // the flag's value before, of what it changed on the screen
	// scope says which rows of the list a mark of many is about; nil: all that
	// were there when the list was opened.
	scope  func(*feed.Row) bool
	reload bool // rows are read again when it is done, for the screen may not know all
}

// markedMsg brings what became of a mark.
type markedMsg struct {
	seq    int
	marked feed.Marked
	words  markWords
	err    error
}

// markWords is what is said of a mark that went well, by how many stories it
// changed; nil: nothing.
type markWords func(changed int) string

// readWords is what is said of many stories marked read, which are named: "above".
func (m *model) readWords(which string) markWords { return m.manyWords("read", which) }

// manyWords is what is said of many stories that are marked: as what, and which
// they are.
func (m *model) manyWords(as, which string) markWords {
	tail := " " + as
	if key := m.keys.key(InList, "undo"); key != "" {
		tail += " · " + key + " undoes it"
	}
	if which != "" {
		which = " " + which
	}
	return func(changed int) string { return "Marked " + strconv.Itoa(changed) + which + tail }
}

// setFlag marks entries on the screen at once and has the library told.
func (m *model) setFlag(flag feed.Flag, on, quiet bool, ids ...int64) tea.Cmd {
	return m.sendMark(pendingMark{mark: feed.Mark{Flag: flag, On: on, Quiet: quiet, EntryIDs: ids}}, nil)
}

// markScope marks many read, of which those rows of the list are that are in scope.
// which names them.
func (m *model) markScope(all *feed.Filter, scope func(*feed.Row) bool, which string) tea.Cmd {
	return m.sendMark(pendingMark{mark: feed.Mark{Flag: feed.Read, On: true, All: all}, scope: scope, reload: true}, m.readWords(which))
}

// sendMark shows a mark and has the library told, and then the user.
func (m *model) sendMark(p pendingMark, words markWords) tea.Cmd {
	lib, mark := m.opt.Library, p.mark
	return m.sendMarkBy(p, words, func(ctx context.Context) (feed.Marked, error) { return lib.Mark(ctx, mark) })
}

// sendMarkBy is sendMark where work tells the library.
func (m *model) sendMarkBy(p pendingMark, words markWords, work func(context.Context) (feed.Marked, error)) tea.Cmd {
	m.marks.seq++
	seq := m.marks.seq
	p.seq, p.view, p.was = seq, m.list.viewing, map[int64]bool{}
	m.showMark(&p)
	m.marks.pending = append(m.marks.pending, p)
	return m.write(func(ctx context.Context) tea.Msg {
		done, err := work(ctx)
		return markedMsg{seq, done, words, err}
	})
}

// showMark shows a new mark: in the list, on the open article, in the counts.
func (m *model) showMark(p *pendingMark) {
	rows := m.list.list.Rows()
	for i := range rows {
		r := &rows[i]
		if !p.touches(r) || *flagOf(r, p.mark.Flag) == p.mark.On {
			continue
		}
		p.was[r.EntryID] = !p.mark.On
		*flagOf(r, p.mark.Flag) = p.mark.On
		m.countMark(r, p.mark.Flag, p.mark.On)
	}
	if row := &m.art.row; m.art.id != 0 && p.touches(row) && *flagOf(row, p.mark.Flag) != p.mark.On && (p.mark.All == nil || p.scope != nil || m.list.list.Index(m.art.id) >= 0) {
		p.was[m.art.id] = !p.mark.On
		*flagOf(row, p.mark.Flag) = p.mark.On
	}
	if p.mark.All != nil && p.scope == nil && p.mark.Flag == feed.Read {
		if v := m.side.find(m.list.ref); v != nil {
			v.Unread = 0
		}
	}
}

// countMark keeps the sidebar's counts in step with what the screen shows.
func (m *model) countMark(r *feed.Row, flag feed.Flag, on bool) {
	if flag != feed.Read {
		return
	}
	by := 1
	if on {
		by = -1
	}
	now := m.now()
	m.side.adjust(r.FeedID, sameDay(r.SortDate.In(now.Location()), now), by)
}

func (p *pendingMark) touches(r *feed.Row) bool {
	switch {
	case p.scope != nil:
		return p.scope(r)
	case p.mark.All != nil:
		return p.mark.All.MaxID == 0 || r.EntryID <= p.mark.All.MaxID
	}
	return slices.Contains(p.mark.EntryIDs, r.EntryID)
}

func flagOf(r *feed.Row, f feed.Flag) *bool {
	switch f {
	case feed.Starred:
		return &r.Starred
	case feed.Later:
		return &r.Later
	}
	return &r.Read
}

// overlayPending lays the marks that are on their way over rows that were read
// before the library knew of them.
func (m *model) overlayPending(rows []feed.Row) {
	for i := range rows {
		m.overlayRow(&rows[i])
	}
}

// overlayRow is overlayPending for one row.
func (m *model) overlayRow(r *feed.Row) {
	for _, p := range m.marks.pending {
		if (p.mark.All != nil || p.scope != nil) && p.view != m.list.viewing {
			continue // all of another list
		}
		if p.touches(r) {
			*flagOf(r, p.mark.Flag) = p.mark.On
		}
	}
}

// pendingRead are the entries whose mark as read is on its way.
func (m *model) pendingRead() map[int64]bool {
	ids := map[int64]bool{}
	for _, p := range m.marks.pending {
		if p.mark.Flag == feed.Read && p.mark.On {
			for _, id := range p.mark.EntryIDs {
				ids[id] = true
			}
		}
	}
	return ids
}

// marked takes in what became of a mark. One that failed is taken off the
// screen again.
func (m *model) marked(msg markedMsg) tea.Cmd {
	i := slices.IndexFunc(m.marks.pending, func(p pendingMark) bool { return p.seq == msg.seq })
	if i < 0 {
		return nil
	}
	p := m.marks.pending[i]
	m.marks.pending = slices.Delete(m.marks.pending, i, i+1)
	if msg.err != nil {
		m.putBack(p)
		return tea.Batch(m.fail("The mark was not saved", msg.err), m.readViews())
	}
	var cmds []tea.Cmd
	if len(m.marks.pending) == 0 {
		cmds = append(cmds, m.readViews())
	}
	if msg.words != nil {
		cmds = append(cmds, m.say(msg.words(msg.marked.Changed)))
	}
	if p.reload || m.linkedElsewhere(p, msg.marked) {
		cmds = append(cmds, m.fetch(m.list.list.Reload()))
	}
	return tea.Batch(cmds...)
}

// linkedElsewhere says whether a mark also changed other loaded entries (those
// of the same story).
func (m *model) linkedElsewhere(p pendingMark, done feed.Marked) bool {
	for _, id := range done.EntryIDs {
		if slices.ContainsFunc(m.list.list.Rows(), func(r feed.Row) bool { return r.EntryID == id && !p.touches(&r) }) {
			return true
		}
	}
	return false
}

// putBack takes a mark off the screen that the library has not kept. Those that were
// made after it stay.
func (m *model) putBack(p pendingMark) {
	rows := m.list.list.Rows()
	for i := range rows {
		if was, ok := p.was[rows[i].EntryID]; ok {
			*flagOf(&rows[i], p.mark.Flag) = was
			m.countMark(&rows[i], p.mark.Flag, was)
		}
	}
	m.overlayPending(rows)
	if was, ok := p.was[m.art.id]; ok {
		*flagOf(&m.art.row, p.mark.Flag) = was
		m.overlayRow(&m.art.row)
	}
}

// target is the entry that a mark is for: the article's where it has the keys,
// else the one at the list's cursor.
func (m *model) target() *feed.Row {
	row := m.list.current()
	if m.context() == InArticle && m.art.id != 0 && (row == nil || row.EntryID != m.art.id) {
		return &m.art.row
	}
	return row
}

// toggle inverts a flag of the story, or with a count sets it on that many
// from the cursor on to what the first becomes.
func (m *model) toggle(flag feed.Flag, c call) tea.Cmd {
	row := m.target()
	if row == nil {
		return nil
	}
	on := !*flagOf(row, flag)
	if c.count > 1 && m.context() == InList {
		return m.setFlagFrom(flag, on, c.count)
	}
	return m.setFlag(flag, on, false, row.EntryID)
}

// setFlagFrom sets a flag of n stories from the cursor on. Those of them that are
// not loaded are asked for.
func (m *model) setFlagFrom(flag feed.Flag, on bool, n int) tea.Cmd {
	rows := m.list.list.Rows()[m.list.list.Cursor():]
	mark := feed.Mark{Flag: flag, On: on}
	for _, r := range rows[:min(n, len(rows))] {
		mark.EntryIDs = append(mark.EntryIDs, r.EntryID)
	}
	if n <= len(rows) {
		return m.sendMark(pendingMark{mark: mark}, nil)
	}
	lib, w, last := m.opt.Library, m.list.base, rows[len(rows)-1].Key
	return m.sendMarkBy(pendingMark{mark: mark, reload: true}, m.manyWords(flagWords(flag, on), ""), func(ctx context.Context) (feed.Marked, error) {
		more, err := rowsAfter(ctx, lib, w, last, n-len(rows))
		if err != nil {
			return feed.Marked{}, err
		}
		mark.EntryIDs = slices.Concat(mark.EntryIDs, more)
		return lib.Mark(ctx, mark)
	})
}

// flagWords are what stories are called of which a flag was set, or taken off.
func flagWords(flag feed.Flag, on bool) string {
	switch {
	case flag == feed.Later && on:
		return "to read later"
	case flag == feed.Later:
		return "not to read later"
	case on:
		return string(flag)
	}
	return "un" + string(flag)
}

// rowsAfter reads which entries the n after a place in a list are; fewer, where it
// ends.
func rowsAfter(ctx context.Context, lib Library, w feed.Window, from feed.Key, n int) (ids []int64, err error) {
	const most = 500 // rows in memory at a time
	for n > len(ids) {
		w.From, w.Limit = &from, min(most, n-len(ids))
		rows, err := lib.Rows(ctx, w)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			ids = append(ids, rows[i].EntryID)
		}
		if len(rows) < w.Limit {
			break
		}
		from = rows[len(rows)-1].Key
	}
	return ids, nil
}

func (m *model) actToggleRead(c call) tea.Cmd  { return m.toggle(feed.Read, c) }
func (m *model) actToggleStar(c call) tea.Cmd  { return m.toggle(feed.Starred, c) }
func (m *model) actToggleLater(c call) tea.Cmd { return m.toggle(feed.Later, c) }

// actMarkAll marks read what this list held when it was opened, or what the view
// at the sidebar's cursor holds.
func (m *model) actMarkAll(call) tea.Cmd {
	if v := m.side.currentView(); m.context() == InSidebar && v != nil && (v.Ref() != m.list.ref || !m.list.inHand()) {
		return m.markView(v)
	}
	if !m.list.inHand() || m.list.list.Empty() {
		return m.say("There is nothing here to mark")
	}
	f := m.list.base.Filter
	f.KeepSince = time.Time{}
	return m.sendMark(pendingMark{mark: feed.Mark{Flag: feed.Read, On: true, All: &f}}, m.readWords(""))
}

// undoneMsg brings what an undo put back.
type undoneMsg struct {
	undone feed.Undone
	again  bool // it was done again
	err    error
}

// actUndo puts the last mark back, behind all marks that are on their way.
func (m *model) actUndo(call) tea.Cmd {
	lib := m.opt.Library
	return m.write(func(ctx context.Context) tea.Msg {
		u, err := lib.Undo(ctx)
		return undoneMsg{u, false, err}
	})
}

// actRedo does again what was undone last.
func (m *model) actRedo(call) tea.Cmd {
	lib := m.opt.Library
	return m.write(func(ctx context.Context) tea.Msg {
		u, err := lib.Redo(ctx)
		return undoneMsg{u, true, err}
	})
}

// undone shows what an undo put back, or what was done again.
func (m *model) undone(msg undoneMsg) tea.Cmd {
	word, verb, failed := "Undone: ", "undo", "Could not undo"
	if msg.again {
		word, verb, failed = "Redone: ", "redo", "Could not redo"
	}
	if msg.err != nil {
		return m.fail(failed, msg.err)
	}
	if msg.undone.Action == "" {
		return m.say("There is nothing left to " + verb)
	}
	text := word + msg.undone.Action
	if msg.undone.Changed == 0 {
		text += " (it had been changed since)"
	}
	return tea.Batch(m.say(text), m.rereadMarked(msg.undone.EntryIDs), m.readViews(), m.art.reread(m))
}

// rereadMarked shows what became of entries that an undo changed: the list is read again,
// or where that was stopped, as a search is that takes long, those of its rows alone.
func (m *model) rereadMarked(ids []int64) tea.Cmd {
	if m.list.reading == nil || m.list.reading.Err() == nil {
		return m.fetch(m.list.list.Reload())
	}
	var cmds []tea.Cmd
	for _, id := range ids {
		if m.list.list.Index(id) >= 0 {
			cmds = append(cmds, m.readStatus(id))
		}
	}
	return tea.Batch(cmds...)
}
