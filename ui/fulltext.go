package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/feed/article"
)

// FullTexts takes stories whole from their pages, where a feed gives only their
// beginning, and keeps them beside the feed's own text.
type FullTexts interface {
	// FullText returns the text that was taken before.
	FullText(ctx context.Context, entryID int64) (html string, found bool, err error)
	// FetchFullText takes a story from its page and keeps it. Its errors are
	// worded for people.
	FetchFullText(ctx context.Context, e feed.Entry, sub feed.Subscription) error
}

// wholeMsg says that a story was taken from its page, or why not.
type wholeMsg struct {
	id  int64
	err error
}

// actFullText shows a story whole, or what the feed gave of it.
func (m *model) actFullText(call) tea.Cmd {
	a := &m.art
	switch {
	case a.id == 0 || a.body == nil:
		return nil
	case m.opt.FullTexts == nil:
		return m.say("Nothing can be fetched here")
	case a.whole:
		return tea.Batch(m.savePosition(), m.loadText(a.id, true))
	case a.entry.URL == "":
		return m.say("This story names no page to take it from")
	}
	return tea.Batch(m.say("Fetching the whole story …"), m.fetchWhole())
}

// fetchWhole takes the open story from its page, unless that was done before.
func (m *model) fetchWhole() tea.Cmd {
	texts, e, sub := m.opt.FullTexts, m.art.entry, m.art.sub
	return m.command(func(ctx context.Context) tea.Msg {
		_, found, err := texts.FullText(ctx, e.ID)
		if err == nil && !found {
			err = texts.FetchFullText(ctx, e, sub)
		}
		return wholeMsg{e.ID, err}
	})
}

// wholeFetched shows a story that was taken from its page, if it is still the
// one that is read.
func (m *model) wholeFetched(msg wholeMsg) tea.Cmd {
	switch {
	case msg.id != m.art.id:
		return nil
	case msg.err != nil:
		return m.fail("The whole story could not be had", msg.err)
	}
	return m.loadText(msg.id, false)
}

// wantsWhole says whether a story that was just opened is to be fetched whole
// without being asked for, as the settings have it.
func (m *model) wantsWhole(msg *entryMsg) bool {
	if m.opt.FullTexts == nil || !m.art.open || msg.whole || msg.own || msg.entry.URL == "" {
		return false
	}
	switch msg.sub.Options.FullText {
	case feed.FullTextAlways:
		return true
	case feed.FullTextAuto:
		return msg.teaser
	}
	return false
}

// text chooses what is shown of an entry: its whole text, where there is one
// and the feed's own was not asked for.
func (msg *entryMsg) text(ctx context.Context, texts FullTexts) string {
	own := bodyOf(&msg.entry)
	if texts == nil {
		return own
	}
	if !msg.own {
		html, found, err := texts.FullText(ctx, msg.entry.ID)
		if err != nil {
			msg.err = err
			return own
		}
		if found {
			msg.whole = true
			return html
		}
	}
	msg.teaser = msg.sub.Options.FullText == feed.FullTextAuto && article.Teaser(own)
	return own
}
