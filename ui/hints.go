package ui

import (
	"cmp"
	"slices"
	"strings"

	"lede/feed"
)

// footerHints are the actions that the footer of a context shows, the most
// useful first.
func footerHints(c Context) []string {
	switch c {
	case InArticle:
		return []string{"page", "next-unread", "full-text", "changes", "enclosure", "picture", "links", "browse", "copy-link", "toggle-star", "help", "quit"}
	case InSidebar:
		return []string{"open", "add", "feed", "refresh", "mark-all-read", "search", "help"}
	}
	return []string{"open", "toggle-read", "search", "next-pane", "toggle-star", "help"}
}

// needsStory says whether an action does nothing in a list without a story.
func needsStory(action string) bool {
	return action == "open" || action == "toggle-read" || action == "toggle-star"
}

// hints are the keys that the footer shows.
func (m *model) hints() []hint {
	c := m.context()
	switch top := m.top(); {
	case top != nil:
		return top.hints()
	case m.search.editing:
		return m.promptHints()
	case c == InSidebar && len(m.side.picked) > 0:
		return m.pickedHints()
	}
	return m.paneHints(c)
}

// promptHints are the keys while a search or a filter is typed.
func (m *model) promptHints() []hint {
	out := []hint{{"⏎", "to the stories"}}
	if offers, _ := m.offered(); len(offers) > 0 {
		out = append(out, hint{"tab", "complete"})
	}
	if len(m.history.searches) > 0 {
		out = append(out, hint{"↑", "earlier"})
	}
	if strings.TrimSpace(m.search.input.value()) != "" {
		out = append(out, hint{"^s", "save"})
		if m.searching() {
			does := "best first"
			if m.list.base.Sort == feed.Relevance {
				does = "by date"
			}
			out = append(out, hint{"^o", does})
		}
	}
	return append(out, hint{"esc", "back"})
}

// pickedHints are the keys for what is picked in the sidebar.
func (m *model) pickedHints() (out []hint) {
	for _, name := range []string{"pick", "move", "tag", "unsubscribe"} {
		out = append(out, hint{m.keys.key(InSidebar, name), name})
	}
	return append(out, hint{"esc", "none"})
}

// paneHints are the keys of the pane that has them.
func (m *model) paneHints(c Context) (out []hint) {
	if down, up := m.keys.key(c, "down"), m.keys.key(c, "up"); c != InArticle && m.term.w >= 80 && (c != InList || m.target() != nil) && down != "" && up != "" {
		out = append(out, hint{down + "/" + up, "move"})
	}
	if c == InList && m.term.w < sidebarFrom && !m.searching() && m.list.query == "" {
		if k := m.keys.key(c, "next-pane"); k != "" && m.target() != nil {
			return append(out, hint{m.keys.key(c, "open"), "read"}, hint{m.keys.key(c, "toggle-read"), "mark"}, hint{k, "feeds"}, hint{m.keys.key(c, "help"), "keys"})
		}
	}
	for _, name := range footerHints(c) {
		if k := m.keys.key(c, name); k != "" && m.canDo(c, name) {
			out = append(out, hint{k, m.doesHere(c, name)})
		}
	}
	if c != InArticle && (m.searching() || m.list.query != "") {
		if k := m.keys.key(InList, "save-search"); k != "" {
			out = append(out, hint{k, "save"})
		}
		out = append(out, hint{"esc", "back"})
	} else if c != InArticle && (m.adding != nil || len(m.programs) > 0 || m.refresh.running && m.refresh.byHand) {
		out = slices.Insert(out, 0, hint{"esc", "stop"})
	}
	return out
}

// canDo says whether an action of the footer would do anything now.
func (m *model) canDo(c Context, action string) bool {
	switch action {
	case "links":
		return m.art.hasLinks()
	case "picture":
		return m.hasPictures()
	case "changes":
		return !m.art.row.Revised.IsZero()
	case "full-text":
		return m.art.teaser && m.opt.FullTexts != nil
	case "enclosure":
		return m.art.entry.HasRecording()
	}
	return c != InList || m.target() != nil || !needsStory(action)
}

// doesHere is what the footer says that an action does now.
func (m *model) doesHere(c Context, action string) string {
	switch {
	case action == "next-unread" && c == InArticle && m.art.finding():
		return "next match"
	case action == "open" && c == InSidebar:
		return "open"
	case action == "page" && c == InArticle && m.art.atEnd():
		return "next"
	}
	return cmp.Or(m.keys.byName[action].Short, action)
}
