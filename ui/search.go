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

// searchState is the prompt above the list: of a search of everything, or of a
// filter of the list shown.
type searchState struct {
	everything bool // a search; else a filter
	editing    bool // the prompt has the keys
	input      prompt
	back       feed.ViewRef // the view to go back to
	backKey    *feed.Key    // and its entry
	gen        generation
	typed      time.Time     // the last key
	took       time.Duration // until the first rows came
	going      bool          // not all is known of what is searched for
	short      bool          // there are rows, but there was no time for all that fit
	long       bool          // it has taken so long that it is said
	found      string        // what is said of what was found
	missing    int           // entries that it may miss: they are still to be indexed
	trouble    string        // what of the query was not understood
	comp       completion
	older      int // how far back in what was searched for the input is, from 1; 0: not
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
	if m.list.query == "" {
		m.markBack()
	}
	s.input, s.editing = newPrompt(m.list.query), true
	cmd := m.focus(paneList)
	if c.arg != "" {
		s.input, s.editing = newPrompt(c.arg), false
		return tea.Batch(cmd, m.runSearch())
	}
	return cmd
}

// markBack keeps where the cursor is, for when the filter ends.
func (m *model) markBack() {
	m.search.backKey = nil
	if row := m.list.current(); row != nil {
		key := row.Key
		m.search.backKey = &key
	}
}

// searchKey takes a key of the prompt.
func (m *model) searchKey(msg tea.KeyPressMsg) tea.Cmd {
	s := &m.search
	switch key := msg.String(); key {
	case "enter":
		s.editing = false
		m.rememberSearch()
		return tea.Batch(m.runSearch(), m.relayout(), m.saveSession())
	case "esc", "ctrl+c":
		s.editing = false
		if s.everything {
			return m.leaveSearch()
		}
		return m.clearFilter()
	case "tab":
		if m.complete() {
			return m.searchSoon()
		}
		return m.toStories()
	case "up", "ctrl+p", "down", "ctrl+n":
		return m.recallSearch(key == "up" || key == "ctrl+p")
	case "ctrl+s":
		return m.actSaveSearch(call{})
	case "ctrl+o":
		return m.toggleOrder()
	case "ctrl+g":
		return m.actStop(call{})
	}
	return m.searchInput(msg)
}

// toStories gives the keys to the list that is found by what was typed, down to
// the last letter.
func (m *model) toStories() tea.Cmd {
	m.search.editing = false
	return tea.Batch(m.runSearch(), m.relayout())
}

// leavePrompt takes the keys away from the prompt that has them. What was typed
// stays.
func (m *model) leavePrompt() tea.Cmd {
	m.art.find.editing = false
	if !m.search.editing {
		return nil
	}
	return m.toStories()
}

// rememberSearch puts what is searched for before all that was.
func (m *model) rememberSearch() {
	q := strings.TrimSpace(m.search.input.value())
	m.search.older = 0
	if q == "" {
		return
	}
	m.history.searches = remembered(m.history.searches, q)
}

// recallSearch brings back what was searched for before, or after that; beyond
// the newest, down goes to the stories.
func (m *model) recallSearch(back bool) tea.Cmd {
	s := &m.search
	switch {
	case back && s.older >= len(m.history.searches):
		return nil
	case back:
		s.older++
	case s.older == 0:
		return m.toStories()
	default:
		s.older--
	}
	text := ""
	if s.older > 0 {
		text = m.history.searches[s.older-1]
	}
	s.input, s.comp = newPrompt(text), completion{}
	return m.searchSoon()
}

// toggleOrder ranks what a search finds, or sorts it by date again.
func (m *model) toggleOrder() tea.Cmd {
	if !m.searching() {
		return m.say("A filter keeps the list's order")
	}
	want := feed.Relevance
	if m.list.base.Sort == feed.Relevance {
		want = feed.Newest
	}
	for _, o := range m.orders() {
		if o.sort == want {
			return m.sortBy(o)
		}
	}
	return nil
}

// searchInput takes typed or pasted text; the library is asked once the typing
// rests.
func (m *model) searchInput(msg tea.Msg) tea.Cmd {
	s := &m.search
	at := s.input.input.Position()
	if !s.input.update(msg) {
		if s.input.input.Position() != at {
			s.comp = completion{}
		}
		return nil
	}
	s.comp, s.older = completion{}, 0
	return m.searchSoon()
}

// runSearch reads the list that the prompt asks for.
func (m *model) runSearch() tea.Cmd {
	s := &m.search
	q := strings.TrimSpace(s.input.value())
	s.gen.next()
	s.trouble = ""
	_, problems := feed.ParseQuery(q, m.now())
	for _, p := range problems {
		if !p.Unfinished || !s.editing {
			s.trouble = p.Message
			break
		}
	}
	if !s.everything {
		if q == m.list.query {
			return nil
		}
		m.list.query = q
		return m.awaitSearch(m.restartView(m.list.ref))
	}
	ref := feed.ViewRef{Kind: feed.ViewSearch, Path: q}
	if ref == m.list.ref && m.list.list.Loaded() {
		return nil
	}
	return m.awaitSearch(m.restartView(ref))
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

// clearFilter shows the whole list again, with the cursor where it was before;
// or, if it went further within what was filtered, on the entry that it is on.
func (m *model) clearFilter() tea.Cmd {
	back := m.search.backKey
	m.search = searchState{gen: m.search.gen + 1}
	if m.list.query == "" {
		return m.relayout()
	}
	m.list.query = ""
	if row := m.list.current(); row != nil && (m.list.list.Cursor() > 0 || row.EntryID == m.art.id) {
		key := row.Key
		back = &key
	}
	if back == nil {
		return tea.Batch(m.reopenView(), m.relayout())
	}
	return tea.Batch(m.readList(m.list.ref, m.list.list.ReloadAt(*back)), m.relayout())
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
	right := []span{{theme.Dim, m.searchFacts()}, {theme.Text, " "}}
	if s.trouble != "" && h < 3 {
		right = []span{{theme.Warn, p.cut(s.trouble, w/2)}, {theme.Text, " "}}
	}
	line := p.line(w, false, append(left, text...), right)
	var cursor *tea.Position
	y := 0
	lines := []string{line}
	if h == 3 {
		lines, y = []string{blank(w), line, m.drawBelowPrompt(w, indent)}, 1
	}
	if s.editing {
		cursor = &tea.Position{X: min(indent+at, w-1), Y: y}
	}
	return lines, cursor
}

// drawBelowPrompt says what was not understood, or what tab would complete.
func (m *model) drawBelowPrompt(w, indent int) string {
	p := &m.paint
	var offers []string
	at := -1
	if m.search.editing {
		offers, at = m.offered()
	}
	if len(offers) == 0 {
		said := span{theme.Warn, m.search.trouble}
		if n := m.search.missing; n > 0 && said.text == "" {
			said = span{theme.Dim, p.cut(fmt.Sprintf("%d older stories are still being indexed and are not found yet", n), w-indent-1)}
		}
		return p.line(w, false, []span{{theme.Text, strings.Repeat(" ", indent)}, said}, nil)
	}
	line := []span{{theme.Text, strings.Repeat(" ", indent)}}
	for i, o := range offers[max(0, at-2):] {
		role := theme.Dim
		if i+max(0, at-2) == at {
			role = theme.Bold
		}
		line = append(line, span{role, o}, span{theme.Text, "  "})
	}
	return p.line(w, false, line, nil)
}

// searchFacts is how many stories were found, or that it is not known yet.
func (m *model) searchFacts() string {
	switch {
	case m.search.everything && m.list.ref.Path == "":
		return ""
	case m.search.long:
		return "still searching"
	}
	return m.search.found
}

// foundWords is how many stories were found, and how soon.
func (m *model) foundWords() string {
	_, total := m.list.list.Place()
	text := feed.CountText(total) + " stories"
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
