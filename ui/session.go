package ui

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// saveEvery is how long the screen rests before where it is gets written down.
const saveEvery = 400 * time.Millisecond

// saver writes down where the reader is, debounced.
type saver struct {
	gen  generation
	last feed.Session
}

// sessionMsg says that the screen has rested for a while.
type sessionMsg struct{ gen generation }

// saveSession has the session written soon. A movement that follows within
// the time puts it off, so that a held key writes once.
func (m *model) saveSession() tea.Cmd {
	if !m.started {
		return nil
	}
	return m.after(saveEvery, sessionMsg{m.session.gen.next()})
}

func (m *model) sessionDue(msg sessionMsg) tea.Cmd {
	if msg.gen != m.session.gen {
		return nil
	}
	return m.writeSession()
}

// writeSession has the session written at once, as when a story is opened or
// left: a kill a moment later resumes there.
func (m *model) writeSession() tea.Cmd {
	if !m.started {
		return nil
	}
	m.session.gen.next()
	s := m.sessionNow()
	if reflect.DeepEqual(s, m.session.last) {
		return nil
	}
	m.session.last = s
	lib := m.opt.Library
	return m.write(func(ctx context.Context) tea.Msg {
		if err := lib.SetSession(ctx, s); err != nil {
			return failedMsg{"Your place was not saved", err}
		}
		return nil
	})
}

// sessionNow is where the reader is.
func (m *model) sessionNow() feed.Session {
	s := feed.Session{
		View: m.list.ref, Clean: m.leaving,
		Layout: string(m.want.panes), Density: m.chosen.density, Measure: m.chosen.measure, Sidebar: m.want.side, List: m.want.list, UnreadFeeds: m.side.onlyUnread, Theme: m.chosen.theme,
		Folded: slices.Sorted(maps.Keys(m.side.folded)), Pipes: m.history.pipes, Commands: m.history.commands,
		Searches: m.history.searches, SearchSort: m.chosen.searchOrder,
	}
	var at *feed.Key
	if row := m.list.current(); row != nil {
		key := row.Key
		at = &key
	}
	if m.searching() {
		s.View, s.Key, s.Search, s.Found = m.search.back, m.search.backKey, m.list.ref.Path, at
	} else {
		s.Key, s.Filter = at, m.list.query
	}
	if s.Key != nil {
		s.EntryID = s.Key.EntryID
	}
	if m.art.open && m.art.id != 0 {
		s.Open, s.Position = true, m.art.position()
		if m.art.id != s.EntryID {
			s.Story = m.art.id
		}
	}
	return s
}

// takePreferences arranges the screen as it was left, where the configuration
// does not say otherwise.
func (m *model) takePreferences(s feed.Session) {
	if m.opt.Layout == "" {
		m.want.panes = panes(s.Layout)
	}
	if m.opt.Density == "" && slices.Contains(densities(), density(s.Density)) {
		m.chosen.density = s.Density
		m.opt.density = density(s.Density)
	}
	if m.opt.Measure == 0 && s.Measure > 0 {
		m.chosen.measure = s.Measure
		m.opt.measure = s.Measure
	}
	m.want.side, m.want.list = s.Sidebar, s.List
	m.side.onlyUnread = s.UnreadFeeds
	m.chosen.theme = s.Theme
	m.chosen.searchOrder = s.SearchSort
	m.history = history{s.Commands, s.Pipes, s.Searches}
	for _, path := range s.Folded {
		m.side.setFolded(path, true)
	}
}

// chosen is what the user changed on the screen of what else the configuration
// says; it is kept with the session.
type chosen struct {
	density     string
	measure     int
	theme       string
	searchOrder feed.Sort // of searches that are not saved
}

// history is what was typed before, the newest first. It is kept with the session.
type history struct {
	commands []string // of the palette
	pipes    []string // what stories were given to
	searches []string
}

// maxHistory bounds what is remembered of each kind.
const maxHistory = 50

// remembered is a part of the history after a text was typed again, which stands in
// it once.
func remembered(texts []string, text string) []string {
	out := slices.Insert(slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == text }), 0, text)
	return out[:min(len(out), maxHistory)]
}
