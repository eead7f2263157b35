package ui

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

const (
	pollEvery     = time.Second            // between two looks whether the library has changed
	dueEvery      = time.Minute            // between two looks whether feeds are due
	progressEvery = 250 * time.Millisecond // between two looks how far a refresh is
)

// refreshState is the state of asking the publishers.
type refreshState struct {
	running bool
	byHand  bool // the user asked for it
	gen     generation
	cancel  context.CancelFunc
	cell    *progressCell // how far it is
	shown   Progress      // of that, what the screen shows
	offline bool          // the last one reached nobody
	// owed says that what is due could not be asked for, and so stays due.
	owed bool
	// failed is why a refresh that began by itself did last, which was said.
	failed string
	// schedule is that by which what is due is asked for; another begins when
	// auto_refresh is set on.
	schedule generation
}

// versionPoll is the looking whether any process has written to the library.
type versionPoll struct {
	version int64 // when what it has was last read
	asking  bool
	failed  bool         // the last time, which was said
	reading atomic.Int32 // readings of the list and the sidebar that are under way
}

// underWay has a reading known to be under way while it is.
func (p *versionPoll) underWay(work func(ctx context.Context) tea.Msg) func(ctx context.Context) tea.Msg {
	return func(ctx context.Context) tea.Msg {
		p.reading.Add(1)
		defer p.reading.Add(-1)
		return work(ctx)
	}
}

// progressCell holds the newest progress; the screen looks at it now and then,
// so that a thousand feeds are not a thousand redraws.
type progressCell struct {
	mu sync.Mutex
	p  Progress
}

func (c *progressCell) set(p Progress) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.p = p
}

func (c *progressCell) get() Progress {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.p
}

// pollMsg says that it is time to look whether the library has changed.
type pollMsg struct{}

// agesEvery is how often the ages in the list follow the clock: a list of the
// last hour's news changes a line for each story then.
const agesEvery = 2 * time.Minute

// updateAges has the ages in the list follow the clock. At midnight the days get
// other names.
func (m *model) updateAges() {
	was, now := m.list.style.now, m.now()
	if now.Sub(was) >= agesEvery || !sameDay(was, now) {
		m.list.restyle(m.rowStyle())
	}
}

// versionMsg brings the library's version.
type versionMsg struct {
	version int64
	err     error
}

// pollVersion asks for the library's version, each second.
func (m *model) pollVersion() tea.Cmd {
	return tea.Batch(m.after(pollEvery, pollMsg{}), m.askVersion())
}

// askVersion asks for the library's version.
func (m *model) askVersion() tea.Cmd {
	m.updateAges()
	if m.poll.asking || !m.started {
		return nil
	}
	m.poll.asking = true
	lib := m.opt.Library
	return m.command(func(ctx context.Context) tea.Msg {
		v, err := lib.Version(ctx)
		return versionMsg{v, err}
	})
}

// versionRead reads the counts and what is on the screen again where any
// process has written. The rows stay where they are; what is new is counted. What is
// being read yet comes first: during a refresh each second has something new, and
// where reading takes longer, readings would pile up, each for the one before in vain.
func (m *model) versionRead(msg versionMsg) tea.Cmd {
	m.poll.asking = false
	if msg.err != nil {
		if m.poll.failed {
			return nil // said once
		}
		m.poll.failed = true
		return m.fail("The library cannot be read", msg.err)
	}
	m.poll.failed = false
	if msg.version == m.poll.version || m.poll.reading.Load() > 0 {
		return nil
	}
	m.poll.version = msg.version
	if !m.list.list.Loaded() || m.list.list.Empty() {
		return tea.Batch(m.readViews(), m.count())
	}
	return tea.Batch(m.readViews(), m.fetch(m.list.list.Reload())) // which counts, too
}

// dueMsg says whether any feed is due.
type dueMsg struct {
	schedule generation
	due      bool
	err      error
}

// autoRefresh has what is due refreshed now and from now on, where the user wants
// it so.
func (m *model) autoRefresh() tea.Cmd {
	if !m.opt.AutoRefresh || m.opt.Refresher == nil {
		return nil
	}
	return m.askDue(m.refresh.schedule.next())
}

// askDue asks whether any feed is due.
func (m *model) askDue(schedule generation) tea.Cmd {
	r := m.opt.Refresher
	return m.command(func(ctx context.Context) tea.Msg {
		due, err := r.Due(ctx)
		return dueMsg{schedule, due, err}
	})
}

// refreshDue refreshes what is due, and asks again later.
func (m *model) refreshDue(msg dueMsg) tea.Cmd {
	if msg.schedule != m.refresh.schedule || !m.opt.AutoRefresh {
		return nil
	}
	next := m.after(dueEvery, dueAgainMsg{msg.schedule})
	if m.poll.failed { // which was said, and holds for a refresh too
		return next
	}
	if msg.err != nil {
		return tea.Batch(m.failByItself("The feeds that are due could not be determined", msg.err), next)
	}
	if r := &m.refresh; !msg.due && r.owed { // another process has asked, and was answered
		r.offline, r.owed = false, false
	}
	if !msg.due || m.refresh.running {
		return next
	}
	return tea.Batch(next, m.startRefresh(nil, false, false))
}

// dueAgainMsg says that it is time to ask again what is due.
type dueAgainMsg struct{ schedule generation }

// actRefresh asks the publishers of what the list shows.
func (m *model) actRefresh(call) tea.Cmd {
	ref := m.list.ref
	if m.want.focus == paneSide {
		if r, ok := m.side.current(); ok {
			ref = r
		}
	}
	var ids []int64
	switch ref.Kind {
	case feed.ViewFeed:
		ids = []int64{ref.ID}
	case feed.ViewFolder:
		for _, v := range m.side.views {
			if v.Kind == feed.ViewFeed && within(v.Folder, ref.Path) {
				ids = append(ids, v.ID)
			}
		}
	}
	return tea.Batch(m.reopenView(), m.startRefresh(ids, true, true))
}

func (m *model) actRefreshAll(call) tea.Cmd {
	return tea.Batch(m.reopenView(), m.startRefresh(nil, true, true))
}

// startRefresh asks publishers without ever waiting for them.
func (m *model) startRefresh(ids []int64, all, byHand bool) tea.Cmd {
	refresher := m.opt.Refresher
	if refresher == nil {
		return nil
	}
	r := &m.refresh
	if r.running {
		r.byHand = r.byHand || byHand
		return m.say("A refresh is under way · esc stops it")
	}
	ctx, cancel := context.WithCancel(m.tasks.ctx)
	cell := &progressCell{}
	r.running, r.byHand, r.cancel, r.cell, r.shown = true, byHand, cancel, cell, Progress{}
	gen := r.gen.next()
	run := m.command(func(context.Context) tea.Msg {
		defer cancel()
		sum, err := refresher.Refresh(ctx, ids, all, cell.set)
		return refreshedMsg{gen, sum, err}
	})
	return tea.Batch(m.after(m.progressPause(), progressMsg{gen}), run)
}

// progressMsg says that it is time to look how far the refresh is.
type progressMsg struct{ gen generation }

func (m *model) progressDue(msg progressMsg) tea.Cmd {
	if msg.gen != m.refresh.gen || !m.refresh.running {
		return nil
	}
	m.refresh.shown = m.refresh.cell.get()
	return m.after(m.progressPause(), progressMsg{msg.gen})
}

// refreshedMsg brings what a refresh did.
type refreshedMsg struct {
	gen generation
	sum Summary
	err error
}

// refreshed ends a refresh. One that the user asked for brings its stories
// into the list; any other leaves the list as it is.
func (m *model) refreshed(msg refreshedMsg) tea.Cmd {
	r := &m.refresh
	if msg.gen != r.gen {
		return nil
	}
	byHand := r.byHand
	r.running, r.byHand, r.cell = false, false, nil
	cmds := append(m.reopenPages(), m.readViews())
	if byHand {
		cmds = append(cmds, m.reopenView())
	} else {
		cmds = append(cmds, m.count())
	}
	switch {
	case errors.Is(msg.err, context.Canceled):
		return tea.Batch(append(cmds, m.say("The refresh was stopped; what had arrived is kept"))...)
	case msg.err != nil && byHand:
		return tea.Batch(append(cmds, m.fail("The refresh failed", msg.err))...)
	case msg.err != nil:
		return tea.Batch(append(cmds, m.failByItself("The refresh failed", msg.err))...)
	}
	r.failed = ""
	r.offline, r.owed = msg.sum.Offline, msg.sum.Offline && !byHand
	if msg.sum.Notification != "" {
		cmds = append(cmds, tea.Raw(msg.sum.Notification))
	}
	if msg.sum.News != "" {
		cmds = append(cmds, m.say(msg.sum.News))
	}
	if byHand || msg.sum.Failed > 0 && !msg.sum.Offline {
		cmds = append(cmds, m.sayRefreshed(msg.sum, byHand))
	}
	return tea.Batch(cmds...)
}

// failByItself says of what nobody asked for why it failed, once until it does not or
// does for another reason: it is tried each minute, for weeks where a disk is full.
func (m *model) failByItself(what string, err error) tea.Cmd {
	was := m.refresh.failed
	if m.refresh.failed = what + err.Error(); m.refresh.failed == was {
		return nil
	}
	return m.fail(what, err)
}

// sayRefreshed sums a refresh up. One that ran by itself speaks only of what
// it was that failed, in the log.
func (m *model) sayRefreshed(s Summary, byHand bool) tea.Cmd {
	var text string
	switch {
	case s.Offline:
		return m.say("Offline: no publisher could be reached; everything stored can be read")
	case s.New > 0:
		text = plural(s.New, "new story", "new stories")
		if s.Archive > 0 {
			text += fmt.Sprintf(" (%d unread)", s.New-s.Archive)
		}
		text += " from " + plural(s.Feeds, "feed", "feeds")
	default:
		text = fmt.Sprintf("Nothing new in %s", plural(s.Feeds, "feed", "feeds"))
	}
	if s.Updated > 0 {
		text += fmt.Sprintf(" · %s updated", plural(s.Updated, "story", "stories"))
	}
	if s.Failed > 0 {
		text += fmt.Sprintf(" · %s failed, marked %s · :broken says why", plural(s.Failed, "feed", "feeds"), m.paint.marks.broken)
	}
	if !byHand {
		m.said.keep(logged{m.now(), text, s.Failed > 0})
		return nil
	}
	return m.say(text)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
