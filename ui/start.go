package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/list"
)

// startMsg is all that the first screen needs, read at once.
type startMsg struct {
	session feed.Session
	resumed bool // the last session did not end by quitting
	views   []feed.View
	opened  openedMsg
	theme   *themeMsg // the one that was chosen on the screen; nil: as configured
	version int64
	first   bool // nothing is subscribed to
	err     error
}

// start reads where the reader was and the list to open.
func (m *model) start() tea.Cmd {
	lib, now, startView, welcoming := m.opt.Library, m.now(), m.opt.StartView, m.welcomed()
	gen := m.list.viewing.next()
	load, look, named, dark, profile := m.opt.Theme, m.looks.next(), m.opt.themeGiven, m.term.dark, m.colors()
	return m.command(func(ctx context.Context) tea.Msg {
		var s startMsg
		if s.session, s.err = lib.Session(ctx); s.err != nil {
			return s
		}
		if name := s.session.Theme; name != "" && !named {
			t, err := load(name, dark, profile)
			s.theme = &themeMsg{look, t, name, err}
		}
		if s.version, s.err = lib.Version(ctx); s.err != nil {
			return s
		}
		if s.views, s.err = lib.Views(ctx); s.err != nil {
			return s
		}
		s.first = welcoming()
		s.opened = openedMsg{gen: gen, ref: startView}
		ask := list.New(nil, 0).Open()
		if v := viewOf(s.views, startView); v != nil {
			s.opened.base.Sort = v.Sort
		}
		if was := s.session; !was.Clean && was.View.Kind != "" && viewOf(s.views, was.View) != nil {
			s.resumed = true
			s.opened.ref = was.View
			s.opened.base.Sort = viewOf(s.views, was.View).Sort
			if was.Key != nil {
				ask = list.New(nil, 0).OpenAt(*was.Key)
			}
		}
		s.opened = readView(ctx, lib, s.opened, now, feed.Filter{}, ask)
		return s
	})
}

// startRead shows the first screen.
func (m *model) startRead(msg startMsg) tea.Cmd {
	m.started = true
	if msg.err != nil {
		m.list.ref = m.opt.StartView // which a refresh, or a search's end, tries again
		m.list.failed = feed.Clean(msg.err.Error(), 300)
		return m.fail("The library could not be read", msg.err)
	}
	m.poll.version, m.welcoming = msg.version, msg.first
	m.takePreferences(msg.session)
	var cmds []tea.Cmd
	if msg.theme != nil {
		m.opt.ThemeName = msg.theme.name
		if msg.theme.gen == m.looks {
			cmds = append(cmds, m.themeLoaded(*msg.theme))
		} else { // the terminal has told what it is meanwhile
			cmds = append(cmds, m.loadTheme())
		}
	}
	m.side.shown = msg.opened.ref
	m.side.setViews(msg.views)
	m.side.selectRef(msg.opened.ref)
	m.list.ref = msg.opened.ref
	m.list.name = viewName(msg.opened.ref.Kind)
	if v := m.side.find(msg.opened.ref); v != nil {
		m.list.name = v.Name
	}
	// the list is told what was asked in its name
	var ask list.Ask
	if msg.opened.reply.Ask.Kind == list.Around {
		ask = m.list.list.OpenAt(msg.opened.reply.Ask.Key)
	} else {
		ask = m.list.list.Open()
	}
	msg.opened.reply.Ask.Gen = ask.Gen
	cmds = append(cmds, m.relayout(), m.viewOpened(msg.opened), m.askLine(), m.countSearchesSoon())
	if slices.ContainsFunc(msg.views, func(v feed.View) bool { return v.Unread == feed.Uncounted }) {
		cmds = append(cmds, m.after(recountAfter, recountMsg{}))
	}
	if msg.resumed {
		cmds = append(cmds, m.resumeSearch(msg.session))
	}
	cmds = append(cmds, m.resumeStory(msg))
	if m.opt.Notice != "" {
		cmds = append(cmds, m.say(m.opt.Notice))
	}
	return tea.Batch(append(cmds, m.autoRefresh())...)
}

// resumeStory opens the story that was open when the reader ended without quitting. It
// stays unread where it had been marked so.
func (m *model) resumeStory(msg startMsg) tea.Cmd {
	s := msg.session
	switch row := m.list.current(); {
	case !msg.resumed || !s.Open:
		return nil
	case s.Story != 0: // found by a search, or another source of the one in the list
		return m.openEntry(s.Story, false)
	case s.Search != "":
		return m.openEntry(s.EntryID, false)
	case row != nil && row.EntryID == s.EntryID:
		return m.openEntry(s.EntryID, false)
	}
	return nil
}

// resumeSearch goes on with the search or the filter in which the reader ended without
// quitting; the list from which it was made is there first.
func (m *model) resumeSearch(s feed.Session) tea.Cmd {
	if s.Search == "" && s.Filter == "" || m.list.ref != s.View {
		return nil
	}
	m.search = searchState{gen: m.search.gen + 1, everything: s.Search != "", back: s.View, backKey: s.Key, input: newPrompt(s.Search + s.Filter)}
	m.want.searching, m.list.query = m.searching(), s.Filter
	ref, at := s.View, s.Key
	if m.searching() {
		ref, at = feed.ViewRef{Kind: feed.ViewSearch, Path: s.Search}, s.Found
	} else {
		m.search.backKey = nil
	}
	ask := m.list.list.Restart()
	if at != nil {
		ask = m.list.list.ReloadAt(*at)
	}
	return tea.Batch(m.relayout(), m.awaitSearch(m.readList(ref, ask)))
}

// recountAfter is when what the first screen did not wait for is counted.
const recountAfter = 50 * time.Millisecond

// recountMsg says that the first screen is up.
type recountMsg struct{}
