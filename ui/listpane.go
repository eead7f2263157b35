package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/list"
	"lede/ui/theme"
)

// listPane is the pane of headlines: a view's entries.
type listPane struct {
	list     *list.List
	ref      feed.ViewRef
	name     string      // of the view, as the sidebar has it
	heading  string      // what the header says, where that is another thing
	base     feed.Window // filter and order of the view
	viewing  generation  // of the readings of lists: the last that was asked for
	opened   generation  // the reading that base is of: viewing, unless another list is on its way
	query    string      // what the user filters this list by, if anything
	style    rowStyle
	fresh    int        // entries that arrived since the list was opened
	counting generation // of fresh and the list's length
	loading  bool       // another list than the one that is shown is on its way
	failed   string     // why the list could not be read; empty: it could
	// thenUnread is the reading of a list after which its first unread story opens; 0: none.
	thenUnread generation
	// reading is what the list's rows and counts are asked for in; stop ends it
	// when another list is asked for, since nobody waits for them any more.
	reading context.Context
	stop    context.CancelFunc
}

// stopSearch gives a search up that takes long, and says so in its place.
func (m *model) stopSearch() {
	m.list.stop()
	m.search.going, m.search.long = false, false
	if m.search.short {
		m.search.short, m.search.found = false, "stopped"
		return
	}
	m.list.loading, m.list.failed = false, "The search was stopped"
}

// listCommand is a command that asks for the list that is on its way or shown. It
// ends, and says nothing, when another list is asked for.
func (m *model) listCommand(work func(ctx context.Context) tea.Msg) tea.Cmd {
	ctx, work := m.list.reading, m.poll.underWay(work)
	return m.command(func(all context.Context) tea.Msg {
		if ctx == nil {
			return work(all)
		}
		msg := work(ctx)
		if ctx.Err() != nil && all.Err() == nil {
			return nil
		}
		return msg
	})
}

func newListPane(d density) listPane {
	p := listPane{style: rowStyle{density: d}}
	p.list = list.New(p.style.measure())
	return p
}

// resize gives the pane its room. Another width breaks headlines elsewhere.
func (p *listPane) resize(r rect) {
	if p.style.room.w != r.w || (p.style.room.h < secondLine) != (r.h < secondLine) {
		s := p.style
		s.room = r
		p.restyle(s)
	}
	p.list.Resize(max(1, r.h))
}

// restyle measures the rows anew where the style has changed.
func (p *listPane) restyle(s rowStyle) {
	p.style = s
	p.list.Restyle(s.measure())
}

// title is what the header calls the list. What was opened as Today is Yesterday
// after midnight.
func (p *listPane) title(now time.Time) string {
	opened := p.base.Filter.KeepSince
	switch {
	case p.heading != "":
		return p.heading
	case p.ref.Kind == feed.ViewToday && !opened.IsZero() && !sameDay(opened, now):
		return dayName(opened, now)
	}
	return p.name
}

// current is the entry under the cursor, or nil. Where a list could not be read
// there is none, though rows of the one before may still be held.
func (p *listPane) current() *feed.Row {
	if p.failed != "" {
		return nil
	}
	return p.list.Current()
}

// inHand says whether the list that the pane names is there. Where it could not be read,
// or is still on its way, base and the rows are those of the list before.
func (p *listPane) inHand() bool { return p.failed == "" && !p.loading && p.list.Loaded() }

// draw returns the pane's lines, each w cells wide.
func (p *listPane) draw(pt *painter, w, h int, focused bool) []string {
	lines := make([]string, 0, h)
	rows, cursor := p.list.Rows(), p.list.Cursor()
	for i := p.list.Top(); i < len(rows) && len(lines) < h; i++ {
		lines = append(lines, p.style.draw(pt, w, before(rows, i), &rows[i], i == cursor, focused)...)
	}
	return filled(lines, w, h)
}

// before is the row before another; nil: there is none.
func before(rows []feed.Row, i int) *feed.Row {
	if i == 0 {
		return nil
	}
	return &rows[i-1]
}

// openedMsg brings a view's first rows.
type openedMsg struct {
	gen     generation
	ref     feed.ViewRef
	heading string
	base    feed.Window
	reply   list.Reply
	missing int // entries that a search may miss
	took    time.Duration
	err     error
}

// readView asks the library what a view stands for, and for the rows of ask.
func readView(ctx context.Context, lib Library, o openedMsg, now time.Time, by feed.Filter, ask list.Ask) openedMsg {
	var f feed.Filter
	f, o.heading, o.err = lib.Filter(ctx, o.ref, now)
	if o.err != nil {
		return o
	}
	f = f.Narrow(by)
	f.KeepSince = now
	o.base.Filter = f
	o.reply = list.Fetch(ctx, lib, o.base, ask)
	o.err = o.reply.Err
	if o.err == nil && f.Match != nil {
		o.missing, o.err = lib.Unsearchable(ctx)
	}
	return o
}

// openView shows a view from its start.
func (m *model) openView(ref feed.ViewRef) tea.Cmd {
	m.list.query = ""
	return m.readList(ref, m.soon(ref, m.list.list.Open()))
}

// restartView shows a view from its start by another query or order, with what is
// shown kept until that has come.
func (m *model) restartView(ref feed.ViewRef) tea.Cmd {
	return m.readList(ref, m.soon(ref, m.list.list.Restart()))
}

// reopenView reads the view again as it is now: what ceased to match leaves
// it, what arrived comes in, the cursor stays on its entry.
func (m *model) reopenView() tea.Cmd {
	loading := m.list.loading
	cmd := m.readList(m.list.ref, m.list.list.Reload())
	m.list.loading = loading
	return cmd
}

// readList is the command behind these.
func (m *model) readList(ref feed.ViewRef, ask list.Ask) tea.Cmd {
	o := openedMsg{gen: m.list.viewing.next(), ref: ref}
	m.list.name = viewName(ref.Kind)
	if v := m.side.find(ref); v != nil {
		o.base.Sort = v.Sort
		m.list.name = v.Name
	} else if ref.Kind == feed.ViewSearch {
		o.base.Sort = m.chosen.searchOrder
	} else if ref == m.list.ref {
		o.base.Sort = m.list.base.Sort
	}
	if ref != m.list.ref {
		m.list.heading = ""
	}
	m.list.ref, m.list.loading = ref, true
	m.side.show(ref)
	m.list.fresh = 0
	if m.list.stop != nil {
		m.list.stop()
	}
	m.list.reading, m.list.stop = context.WithCancel(m.tasks.ctx)
	lib, now := m.opt.Library, m.now()
	by, _ := feed.ParseQuery(m.list.query, now) // the prompt says what is wrong with it
	clock := m.opt.Now
	return m.listCommand(func(ctx context.Context) tea.Msg {
		msg := readView(ctx, lib, o, now, by, ask)
		msg.took = clock().Sub(now)
		return msg
	})
}

// viewName is what a view is called that is not in the sidebar.
func viewName(k feed.ViewKind) string {
	switch k {
	case feed.ViewSearch:
		return "Search"
	case feed.ViewLater:
		return "Read later"
	case "":
		return ""
	}
	return strings.ToUpper(string(k)[:1]) + string(k)[1:]
}

// viewOpened takes in a view's first rows.
func (m *model) viewOpened(msg openedMsg) tea.Cmd {
	if msg.gen != m.list.viewing {
		return nil
	}
	if wait := m.emptyYet(msg); wait > 0 {
		return m.after(wait, msg)
	}
	m.list.failed, m.list.loading = "", false
	m.search.took, m.search.missing = msg.took, msg.missing
	if msg.err != nil {
		m.searchEnds()
		m.list.failed = feed.Clean(msg.err.Error(), 300)
		return m.fail("The list could not be read", msg.err)
	}
	p := &m.list
	p.heading, p.base, p.opened = msg.heading, msg.base, msg.gen
	p.restyle(m.rowStyle())
	m.overlayPending(msg.reply.Rows)
	if !p.list.Apply(msg.reply) { // something else was asked for since, of the list before
		return tea.Batch(m.fetch(p.list.Again()), m.saveSession())
	}
	return tea.Batch(m.rowsReplaced(msg.reply.Short), m.saveSession())
}

// rowsReplaced goes on after all rows were read anew, or as many of them as there
// was time for.
func (m *model) rowsReplaced(short bool) tea.Cmd {
	cmds := []tea.Cmd{m.goOn(short), m.followList()}
	if m.list.thenUnread == m.list.viewing {
		m.list.thenUnread = 0
		cmds = append(cmds, m.goUnread(1))
	}
	return tea.Batch(cmds...)
}

// rowStyle is how this list's rows are set.
func (m *model) rowStyle() rowStyle {
	s := m.list.style
	s.now, s.method, s.noEmoji = m.now(), m.term.method, m.dropsEmoji()
	s.density = m.opt.density
	s.snippets = m.list.ref.Kind == feed.ViewSearch || m.list.query != "" && m.list.base.Filter.Match != nil
	s.grouped = ungrouped
	switch m.list.base.Sort {
	case feed.Newest, feed.Oldest:
		if !s.snippets && m.list.ref.Kind != feed.ViewToday {
			s.grouped = byDay
		}
	case feed.ByFeed:
		if m.list.ref.Kind != feed.ViewFeed {
			s.grouped = byFeed
		}
	case feed.UnreadFirst:
		s.grouped = byUnread
	}
	s.feed = m.list.ref.Kind == feed.ViewFeed || s.grouped == byFeed
	return s
}

// rowsMsg brings a window of the list.
type rowsMsg struct {
	gen   generation // of the reading whose filter and order it was asked by
	reply list.Reply
}

// needRows asks for the rows beyond the edges of what is loaded.
func (m *model) needRows() tea.Cmd {
	var cmds []tea.Cmd
	for {
		ask, ok := m.list.list.Need()
		if !ok {
			return tea.Batch(cmds...)
		}
		cmds = append(cmds, m.fetch(ask))
	}
}

func (m *model) fetch(ask list.Ask) tea.Cmd {
	lib, base, gen := m.opt.Library, m.list.base, m.list.opened
	if base.Filter.Match != nil && ask.Kind == list.After {
		ask.Patience = nextPatience
	}
	return m.listCommand(func(ctx context.Context) tea.Msg {
		return rowsMsg{gen, list.Fetch(ctx, lib, base, ask)}
	})
}

// rowsRead takes in a window, unless it is of the list before this one.
func (m *model) rowsRead(msg rowsMsg) tea.Cmd {
	if msg.gen != m.list.viewing {
		return nil
	}
	m.overlayPending(msg.reply.Rows)
	if !m.list.list.Apply(msg.reply) {
		return nil
	}
	if msg.reply.Err != nil {
		m.search.short = false
		m.searchEnds()
		return m.fail("The list could not be read", msg.reply.Err)
	}
	switch k := msg.reply.Ask.Kind; {
	case k == list.After && m.search.short:
		return m.goOn(msg.reply.Short)
	case k == list.After || k == list.Before:
		return m.needRows()
	}
	return m.rowsReplaced(false)
}

// countMsg says how long the list is, where the cursor is in it, and how much
// has arrived since it was opened.
type countMsg struct {
	gen          generation
	key          feed.Key
	total, index int
	fresh        int
}

// count asks how long the list is and where in it the cursor's entry is.
func (m *model) count() tea.Cmd {
	row := m.list.current()
	lib, base, c := m.opt.Library, m.list.base, countMsg{gen: m.list.counting.next()}
	var before *feed.Key
	if row != nil {
		c.key = row.Key
		before = &c.key
	}
	return m.listCommand(func(ctx context.Context) tea.Msg {
		var err error
		if c.total, c.index, err = lib.Count(ctx, base, before, feed.CountLimit); err != nil {
			return failedMsg{"The list could not be counted", err}
		}
		if base.Filter.MaxID != 0 && c.total < feed.CountLimit {
			open := base
			open.Filter.MaxID = 0
			all, _, err := lib.Count(ctx, open, nil, feed.CountLimit)
			if err != nil {
				return failedMsg{"The list could not be counted", err}
			}
			c.fresh = max(0, all-c.total)
		}
		return c
	})
}

// counted takes a count in. A list with nothing on the screen takes arrivals
// in at once: they can move nothing.
func (m *model) counted(msg countMsg) tea.Cmd {
	if msg.gen != m.list.counting {
		return nil
	}
	m.list.list.SetCount(msg.key, msg.index, msg.total)
	m.searchEnds()
	m.list.fresh = msg.fresh
	if msg.fresh > 0 && m.list.list.Empty() {
		return m.openView(m.list.ref)
	}
	return nil
}

// drawEmpty says in an empty list what to do next.
func (m *model) drawEmpty(w, h int) []string {
	head, hint := m.emptyWords()
	lines := make([]string, 0, h)
	for range max(0, h/3) {
		lines = append(lines, blank(w))
	}
	say := func(role theme.Role, text string) {
		for _, l := range m.paint.wrap([]span{{role, text}}, w-4) {
			centred := ""
			for _, s := range l {
				centred += s.text
			}
			lines = append(lines, m.paint.centred(w, role, centred))
		}
	}
	say(theme.Bold, head)
	lines = append(lines, blank(w))
	for _, text := range hint {
		say(theme.Dim, text)
	}
	return filled(lines, w, h)
}

func (m *model) emptyWords() (string, []string) {
	key := func(name string) string { return m.keys.key(InList, name) }
	p := &m.list
	if p.failed != "" {
		return "This list could not be read", []string{p.failed, "", key("refresh") + " tries again · lede doctor says what is wrong"}
	}
	if p.query == "is:unread" {
		return "All read", []string{"esc shows the whole list again"}
	}
	if p.query != "" {
		return "Nothing here matches", []string{"esc shows the whole list again"}
	}
	switch p.ref.Kind {
	case feed.ViewUnread:
		return "All read", []string{key("refresh-all") + " refreshes all feeds · " + key("undo") + " undoes the last mark"}
	case feed.ViewStarred:
		return "No stars yet", []string{key("toggle-star") + " stars the story that you are reading"}
	case feed.ViewLater:
		return "Nothing saved for later", []string{key("toggle-later") + " saves a story to read later"}
	case feed.ViewSearch:
		return "Nothing found", []string{"Only whole words match, and all of them must.", "harb* finds words that begin like this", "harbour OR port finds either"}
	case feed.ViewTag:
		return "No stories here yet", []string{key("label") + " labels a story · " + key("refresh") + " refreshes these feeds"}
	}
	if len(m.side.views) == 0 || !m.hasFeeds() {
		return "No feeds yet", []string{
			key("catalogue") + " picks some from a catalogue",
			key("add") + " adds a site by its address, or the feeds in an OPML file",
		}
	}
	if r := &m.refresh; r.running {
		if r.shown.Total == 0 {
			return "The stories are on their way", []string{"esc stops"}
		}
		return "The stories are on their way", []string{fmt.Sprintf("%d of %s", r.shown.Done, plural(r.shown.Total, "feed", "feeds")), r.shown.Feed}
	}
	if m.refresh.offline {
		return "Offline", []string{"No publisher could be reached, so there is nothing to read yet.", key("refresh-all") + " tries again"}
	}
	return "No stories yet", []string{key("refresh-all") + " refreshes all feeds"}
}

func (m *model) hasFeeds() bool {
	for _, v := range m.side.views {
		if v.Kind == feed.ViewFeed {
			return true
		}
	}
	return false
}
