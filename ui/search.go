package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/list"
	"lede/ui/theme"
)

// searchEvery is how long typing rests before the library is asked.
const searchEvery = 80 * time.Millisecond

// searchState is the prompt above the list: of a search of everything, or of a
// filter of the list shown.
type searchState struct {
	everything bool // a search; else a filter
	editing    bool // the prompt has the keys
	input      prompt
	back       feed.ViewRef // the view to go back to
	backKey    *feed.Key    // and its entry
	gen        generation
	asked      time.Time
	took       time.Duration
	trouble    string // what of the query was not understood
}

// searching says whether the list shows a search of everything.
func (m *model) searching() bool { return m.search.everything }

// prompting says whether the prompt stands above the list.
func (m *model) prompting() bool {
	return m.search.everything || m.search.editing || m.list.query != ""
}

func (m *model) actSearch(c call) tea.Cmd {
	s := &m.search
	if !s.everything {
		back := searchState{everything: true, back: m.list.ref, gen: s.gen}
		if row := m.list.current(); row != nil {
			key := row.Key
			back.backKey = &key
		}
		*s = back
		s.input = newPrompt(c.arg)
		m.list.query = ""
	}
	s.editing = c.arg == ""
	m.want.searching = true
	cmds := []tea.Cmd{m.leaveArticle(), m.focus(paneList)}
	if c.arg != "" {
		s.input = newPrompt(c.arg)
	}
	return tea.Batch(append(cmds, m.runSearch())...)
}

// actFilter opens the prompt that narrows the list.
func (m *model) actFilter(c call) tea.Cmd {
	s := &m.search
	if s.everything {
		s.editing = true
		return nil
	}
	s.input, s.editing = newPrompt(m.list.query), true
	cmd := m.focus(paneList)
	if c.arg != "" {
		s.input, s.editing = newPrompt(c.arg), false
		return tea.Batch(cmd, m.runSearch())
	}
	return cmd
}

// searchKey takes a key of the prompt.
func (m *model) searchKey(msg tea.KeyPressMsg) tea.Cmd {
	s := &m.search
	switch msg.String() {
	case "enter":
		s.editing = false
		return tea.Batch(m.runSearch(), m.relayout())
	case "esc", "ctrl+c":
		s.editing = false
		if s.everything {
			return m.leaveSearch()
		}
		return m.clearFilter()
	case "down", "tab", "ctrl+n":
		s.editing = false
		return m.relayout()
	}
	return m.searchInput(msg)
}

// searchInput takes typed or pasted text; the library is asked once the typing
// rests.
func (m *model) searchInput(msg tea.Msg) tea.Cmd {
	if !m.search.input.update(msg) {
		return nil
	}
	return m.after(searchEvery, searchDueMsg{m.search.gen.next()})
}

// searchDueMsg says that the typing rests.
type searchDueMsg struct{ gen generation }

func (m *model) searchDue(msg searchDueMsg) tea.Cmd {
	if msg.gen != m.search.gen || !m.search.editing {
		return nil
	}
	return m.runSearch()
}

// runSearch reads the list that the prompt asks for.
func (m *model) runSearch() tea.Cmd {
	s := &m.search
	q := strings.TrimSpace(s.input.value())
	s.gen.next()
	s.trouble = ""
	if _, problems := feed.ParseQuery(q, m.now()); len(problems) > 0 {
		s.trouble = problems[0].Message
	}
	s.asked = m.now()
	if !s.everything {
		if q == m.list.query {
			return nil
		}
		m.list.query = q
		return m.readList(m.list.ref, m.list.list.Open())
	}
	ref := feed.ViewRef{Kind: feed.ViewSearch, Path: q}
	if ref == m.list.ref && m.list.list.Loaded() {
		return nil
	}
	m.list.name = "Search"
	return m.readList(ref, m.list.list.Open())
}

// leaveSearch goes back to the list that was there before.
func (m *model) leaveSearch() tea.Cmd {
	s := m.search
	m.search = searchState{gen: s.gen + 1}
	m.want.searching = false
	m.side.selectRef(s.back)
	var ask list.Ask
	if s.backKey != nil {
		ask = m.list.list.OpenAt(*s.backKey)
	} else {
		ask = m.list.list.Open()
	}
	return tea.Batch(m.readList(s.back, ask), m.relayout())
}

// clearFilter shows the whole list again, with the cursor on its entry.
func (m *model) clearFilter() tea.Cmd {
	m.search = searchState{gen: m.search.gen + 1}
	if m.list.query == "" {
		return m.relayout()
	}
	m.list.query = ""
	return tea.Batch(m.reopenView(), m.relayout())
}

// narrow joins a view's filter and what the user filters it by.
func narrow(f, by feed.Filter) feed.Filter {
	if by.Read != nil {
		f.Read = by.Read
	}
	if by.Starred != nil {
		f.Starred = by.Starred
	}
	if by.Later != nil {
		f.Later = by.Later
	}
	if by.Folder != nil {
		f.Folder = by.Folder
	}
	if by.Tag != "" {
		f.Tag = by.Tag
	}
	if len(by.FeedIDs) > 0 {
		f.FeedIDs = by.FeedIDs
	}
	if by.Since.After(f.Since) {
		f.Since = by.Since
	}
	if !by.Until.IsZero() && (f.Until.IsZero() || by.Until.Before(f.Until)) {
		f.Until = by.Until
	}
	f.Match = and(f.Match, by.Match)
	return f
}

// promptLines is how many lines the prompt takes above the list.
func promptLines(h int) int {
	if h < 8 {
		return 1
	}
	return 3
}

// drawPrompt draws the prompt above the list.
func (m *model) drawPrompt(w, h int) ([]string, *tea.Position) {
	p, s := &m.paint, &m.search
	sign := "/ "
	if !s.everything {
		sign = "^f "
	}
	role := theme.Dim
	if s.editing {
		role = theme.Bold
	}
	left := []span{{theme.Text, "   "}, {theme.Accent, sign}}
	indent := p.spanWidth(left)
	text, at := s.input.spans(p, w-indent-4, role)
	right := []span{{theme.Dim, m.searchFacts()}, {theme.Text, "  "}}
	if s.trouble != "" {
		right = []span{{theme.Warn, p.cut(s.trouble, w/2)}, {theme.Text, "  "}}
	}
	line := p.line(w, false, append(left, text...), right)
	var cursor *tea.Position
	y := 0
	lines := []string{line}
	if h == 3 {
		lines, y = []string{blank(w), line, blank(w)}, 1
	}
	if s.editing {
		cursor = &tea.Position{X: min(indent+at, w-1), Y: y}
	}
	return lines, cursor
}

// searchFacts is how many stories were found.
func (m *model) searchFacts() string {
	if m.search.everything && m.list.ref.Path == "" {
		return ""
	}
	_, total := m.list.list.Place()
	if !m.list.list.Loaded() {
		return ""
	}
	text := countText(total) + " stories"
	if total == 1 {
		text = "1 story"
	}
	if m.list.list.Empty() {
		text = "nothing found"
	}
	if ms := m.search.took.Milliseconds(); ms > 0 {
		text += fmt.Sprintf(" in %d ms", ms)
	}
	return text
}
