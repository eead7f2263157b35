package ui

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// actSaveSearch keeps the search, or what the filter shows, as a view. Without a
// name one is asked for.
func (m *model) actSaveSearch(c call) tea.Cmd {
	text := strings.TrimSpace(m.search.input.value())
	if !m.prompting() || text == "" {
		return m.say(m.keys.key(InList, "search") + " searches; then " + m.keys.key(InList, "save-search") + " keeps the search as a view")
	}
	ref := m.list.ref
	if m.searching() {
		ref = feed.ViewRef{}
	}
	if c.arg != "" {
		return m.saveSearch(c.arg, ref, text)
	}
	name := text
	if !m.searching() {
		name = m.list.name + ": " + text
	}
	return m.push(newAsk("Save the search", "Its name in the sidebar. One of the same name is replaced.", name, nil, func(m *model, name string) tea.Cmd {
		return m.saveSearch(name, ref, text)
	}))
}

// searchSavedMsg brings what became of a change to the saved searches.
type searchSavedMsg struct {
	say string
	err error
}

// saveSearch keeps a search, within a view's stories where one is given.
func (m *model) saveSearch(name string, within feed.ViewRef, text string) tea.Cmd {
	lib := m.opt.Library
	kept := ""
	if v := m.side.find(within); v != nil && within.Kind == feed.ViewSearch {
		kept = v.Path
	}
	undo := m.keys.key(InList, "undo")
	return m.write(func(ctx context.Context) tea.Msg {
		condition, err := viewCondition(ctx, lib, within, kept)
		if err != nil {
			return searchSavedMsg{err: err}
		}
		v, err := lib.SaveSearch(ctx, name, strings.TrimSpace(condition+" "+text))
		return searchSavedMsg{say: "Saved as " + v.Name + " · it is in the sidebar, and " + undo + " undoes it", err: err}
	})
}

// viewCondition is a view in the search language, to stand before other
// conditions. kept is the query of a saved search.
func viewCondition(ctx context.Context, lib Library, v feed.ViewRef, kept string) (string, error) {
	of := func(field feed.Field, text string) string {
		return (&feed.Expr{Term: feed.Term{Field: field, Text: text, Phrase: true}}).String()
	}
	switch v.Kind {
	case feed.ViewToday:
		return "since:today", nil
	case feed.ViewUnread:
		return "is:unread", nil
	case feed.ViewStarred:
		return "is:starred", nil
	case feed.ViewLater:
		return "is:later", nil
	case feed.ViewFolder:
		return of(feed.FieldIn, v.Path), nil
	case feed.ViewTag:
		return of(feed.FieldTag, v.Path), nil
	case feed.ViewFeed:
		sub, err := lib.Subscription(ctx, v.ID)
		return of(feed.FieldFeed, feed.URLTitle(sub.URL)), err
	case feed.ViewSearch:
		return kept, nil
	}
	return "", nil
}

func (m *model) searchSaved(msg searchSavedMsg) tea.Cmd {
	if msg.err != nil {
		return m.fail("The saved searches were not changed", msg.err)
	}
	if msg.say == "" {
		return m.readViews()
	}
	return tea.Batch(m.say(msg.say), m.readViews())
}

// savedAt is the saved search under the sidebar's cursor, or the one that is
// open where the sidebar does not have the keys.
func (m *model) savedAt() *feed.View {
	v := m.side.currentView()
	if m.context() != InSidebar {
		v = m.side.find(m.list.ref)
	}
	if v == nil || v.Kind != feed.ViewSearch {
		return nil
	}
	return v
}

// onSaved says whether the sidebar's cursor is on a saved search, and no feeds
// are picked for what a key does.
func (m *model) onSaved() bool {
	v := m.side.currentView()
	return m.context() == InSidebar && len(m.side.picked) == 0 && v != nil && v.Kind == feed.ViewSearch
}

func (m *model) noSaved() tea.Cmd {
	return m.say("That is for saved searches · " + m.keys.key(InList, "save-search") + " in a search saves one")
}

func (m *model) actRenameSearch(c call) tea.Cmd {
	v := m.savedAt()
	if v == nil {
		return m.noSaved()
	}
	if c.arg != "" {
		return m.renameSearch(*v, c.arg)
	}
	was := *v
	o := newAsk("Rename the search", v.Path, v.Name, nil, func(m *model, name string) tea.Cmd { return m.renameSearch(was, name) })
	others := m.viewNames(feed.ViewSearch)
	o.check = func(name string) string {
		switch {
		case name == "":
			return "A saved search needs a name"
		case name != was.Name && slices.Contains(others, name):
			return "Another saved search is called " + name
		}
		return ""
	}
	return m.push(o)
}

func (m *model) renameSearch(v feed.View, name string) tea.Cmd {
	if name == "" || name == v.Name {
		return nil
	}
	lib := m.opt.Library
	return m.write(func(ctx context.Context) tea.Msg {
		return searchSavedMsg{say: v.Name + " is called " + name + " now", err: lib.RenameSearch(ctx, v.ID, name)}
	})
}

func (m *model) actDeleteSearch(call) tea.Cmd {
	v := m.savedAt()
	if v == nil {
		return m.noSaved()
	}
	lib, id, said := m.opt.Library, v.ID, v.Name+" is gone · "+m.keys.key(InList, "undo")+" brings it back"
	return m.write(func(ctx context.Context) tea.Msg {
		return searchSavedMsg{say: said, err: lib.DeleteSearch(ctx, id)}
	})
}

func (m *model) actSearchDown(c call) tea.Cmd { return m.moveSearch(c.times()) }
func (m *model) actSearchUp(c call) tea.Cmd   { return m.moveSearch(-c.times()) }

// moveSearch moves the saved search under the cursor among the others.
func (m *model) moveSearch(n int) tea.Cmd {
	v := m.savedAt()
	if v == nil {
		return m.noSaved()
	}
	lib, id := m.opt.Library, v.ID
	return m.write(func(ctx context.Context) tea.Msg {
		return searchSavedMsg{err: lib.MoveSearch(ctx, id, n)}
	})
}

// searchCounts is the counting of the saved searches, which the sidebar does not
// wait for.
type searchCounts struct {
	known   map[int64]int
	gen     generation
	running bool
	again   bool // something has changed since it began
	took    time.Duration
}

const (
	countSearchesAfter = 300 * time.Millisecond
	countSearchesShare = 10 // of its own time it rests so many times as long
)

// countDueMsg says that it is time to count the saved searches.
type countDueMsg struct{ gen generation }

// searchCountMsg brings the counts of the saved searches.
type searchCountMsg struct {
	counts map[int64]int
	took   time.Duration
	err    error
}

// countSearchesSoon has the saved searches counted once what changes them rests.
func (m *model) countSearchesSoon() tea.Cmd {
	if !m.side.hasSearch() {
		return nil
	}
	c := &m.side.searches
	if c.running {
		c.again = true
		return nil
	}
	return m.after(max(countSearchesAfter, countSearchesShare*c.took), countDueMsg{c.gen.next()})
}

func (m *model) countSearches(msg countDueMsg) tea.Cmd {
	c := &m.side.searches
	if msg.gen != c.gen || c.running {
		return nil
	}
	c.running = true
	lib, clock := m.opt.Library, m.opt.Now
	return m.command(func(ctx context.Context) tea.Msg {
		start := clock()
		counts, err := lib.SearchUnread(ctx)
		return searchCountMsg{counts, clock().Sub(start), err}
	})
}

func (m *model) searchesCounted(msg searchCountMsg) tea.Cmd {
	c := &m.side.searches
	again := c.again
	c.running, c.again, c.took = false, false, msg.took
	if msg.err != nil {
		return m.fail("The saved searches could not be counted", msg.err)
	}
	c.known = maps.Clone(msg.counts)
	m.side.countSearches()
	if again {
		return m.countSearchesSoon()
	}
	return nil
}

// hasSearch says whether any search is saved.
func (s *sidebar) hasSearch() bool {
	for _, v := range s.views {
		if v.Kind == feed.ViewSearch {
			return true
		}
	}
	return false
}

// countSearches gives the saved searches the counts that are known.
func (s *sidebar) countSearches() {
	for i := range s.views {
		if v := &s.views[i]; v.Kind == feed.ViewSearch {
			v.Unread = s.searches.known[v.ID]
		}
	}
}
