package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// maxAhead bounds how many keys wait.
const maxAhead = 200

// keepAhead keeps a key for when there is what it is about: the first list, the
// list of a view that was just gone to or of a search, a story's text, what an
// overlay is to show. Keys that
// are typed faster than those come do what they would have done a moment later, in
// their order. What leaves, stops or asks waits for nothing but keys before it;
// esc, ctrl-c and ctrl-z drop those, and with them what was to come up.
func (m *model) keepAhead(msg tea.KeyPressMsg) bool {
	if key := msg.String(); key == "esc" || key == "ctrl+c" || key == "ctrl+z" {
		asked := m.overlays.requested != nil
		m.ahead, m.overlays.requested = nil, nil
		return asked && key != "ctrl+z"
	}
	if len(m.ahead) == 0 && !m.mustWait(msg) {
		return false
	}
	if len(m.ahead) < maxAhead {
		m.ahead = append(m.ahead, msg)
	}
	return true
}

// catchUp presses the keys that were kept, as far as there is what they are about.
// They are not for what came up over that by itself, and are dropped then.
func (m *model) catchUp(cmd tea.Cmd) tea.Cmd {
	if m.top() != nil && m.overlays.requested == nil {
		m.ahead = nil
	}
	return m.pressAhead(cmd)
}

// pressAhead is catchUp for what came up because it was asked for.
func (m *model) pressAhead(cmd tea.Cmd) tea.Cmd {
	for len(m.ahead) > 0 && !m.mustWait(m.ahead[0]) {
		key := m.ahead[0]
		m.ahead = m.ahead[1:]
		cmd = tea.Batch(cmd, m.press(key))
	}
	return cmd
}

// mustWait says whether a key comes before what it is about.
func (m *model) mustWait(msg tea.KeyPressMsg) bool {
	if m.overlays.requested != nil {
		return true
	}
	if m.promptOpen() {
		return false
	}
	if !m.started {
		return true
	}
	a, _ := m.keys.lookup(m.context(), msg.String())
	switch {
	case m.awaitingList():
		return a == nil || !slices.Contains(actionsWithoutList[:], a.Name)
	case m.context() == InArticle && m.art.failed == "" && m.art.set == nil:
		return a == nil || slices.Contains(textActions[:], a.Name)
	case m.context() == InArticle && m.art.failed == "" && a != nil && a.Name == "bottom":
		return !m.art.set.Done() // where that is
	}
	return false
}

// awaitingList says whether the list that has the keys is on its way.
func (m *model) awaitingList() bool {
	return m.context() == InList && m.list.failed == "" && !m.list.inHand()
}

// actionsWithoutList are the actions that need no story of the list, textActions those that
// need the open one's text.
var (
	actionsWithoutList = [...]string{
		"next-pane", "previous-pane", "next-feed", "previous-feed", "back", "palette", "help", "search", "go-to", "messages", "add", "catalogue",
		"refresh", "refresh-all", "layout", "density", "redraw", "stop", "quit", "quit-now",
	}
	textActions = [...]string{
		"down", "up", "top", "bottom", "half-page-down", "half-page-up", "page-down", "page-up", "page", "find", "links", "picture",
	}
)
