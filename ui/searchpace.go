package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/list"
)

// How a search keeps pace with typing.
const (
	// Typing rests so long before the library is asked: as long as the search
	// before took, within these. The first key, and each that comes later after
	// the one before, is searched for at once.
	restLeast = 15 * time.Millisecond
	restMost  = 80 * time.Millisecond

	// A search shows what it has found after firstPatience, and what comes after
	// that each time nextPatience has passed.
	firstPatience = 12 * time.Millisecond
	nextPatience  = 150 * time.Millisecond

	// searchLong is from when on a search says that it goes on.
	searchLong = 300 * time.Millisecond
)

// rest is how long typing rests before the library is asked. On a slow line what
// is typed over is not worth its bytes.
func (m *model) rest() time.Duration {
	if m.line.low {
		return restMost
	}
	return max(restLeast, min(m.search.took, restMost))
}

// searchSoon asks the library: at once where it is a while since the last key,
// else once the typing rests.
func (m *model) searchSoon() tea.Cmd {
	s := &m.search
	due, rest, since := searchDueMsg{s.gen.next()}, m.rest(), m.now().Sub(s.typed)
	s.typed = m.now()
	if since > rest && !m.line.low {
		return m.searchDue(due)
	}
	return m.after(rest, due)
}

// searchDueMsg says that the typing rests.
type searchDueMsg struct{ gen generation }

func (m *model) searchDue(msg searchDueMsg) tea.Cmd {
	if msg.gen != m.search.gen || !m.search.editing {
		return nil
	}
	return m.runSearch()
}

// soon is what to ask for first to show a search from its start: a screenful,
// and what is found of that at once.
func (m *model) soon(ref feed.ViewRef, ask list.Ask) list.Ask {
	if ref.Kind == feed.ViewSearch || m.list.query != "" {
		ask.Limit, ask.Patience = min(ask.Limit, 2+max(8, m.list.style.room.h/3)), firstPatience
	}
	return ask
}

// searchLongMsg says that a search has taken long.
type searchLongMsg struct{ gen generation }

// awaitSearch waits for a search that was asked for just now.
func (m *model) awaitSearch(read tea.Cmd) tea.Cmd {
	m.search.going, m.search.short, m.search.long = true, false, false
	return tea.Batch(read, m.after(searchLong, searchLongMsg{m.list.viewing}))
}

func (m *model) searchTakesLong(msg searchLongMsg) tea.Cmd {
	m.search.long = m.search.going && msg.gen == m.list.viewing
	return nil
}

// emptyYet is for how long it is not shown that nothing was found, since the word
// that is typed may go on: the list does not flicker from letter to letter.
func (m *model) emptyYet(msg openedMsg) time.Duration {
	if !m.search.editing || msg.err != nil || len(msg.reply.Rows) > 0 {
		return 0
	}
	return max(0, restMost-m.now().Sub(m.search.typed))
}

// goOn asks for what the list needs beyond its rows, and once the rows are there
// that can be had soon, how many there are. What shows is not counted before: both
// would take twice as long.
func (m *model) goOn(short bool) tea.Cmd {
	more := m.needRows()
	if m.search.short = short && more != nil; m.search.short {
		return more
	}
	return tea.Batch(more, m.count())
}

// searchEnds takes in that all is known of a search.
func (m *model) searchEnds() {
	m.search.going, m.search.long = false, false
	m.search.found = m.foundWords()
}
