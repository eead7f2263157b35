package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// FullTexts takes stories whole from their pages, where a feed gives only their
// beginning, and keeps them beside the feed's own text.
type FullTexts interface {
	// FullText returns the text that was taken before.
	FullText(ctx context.Context, entryID int64) (p feed.Page, found bool, err error)
	// FetchFullText takes a story from its page and keeps it. Its errors are
	// worded for people.
	FetchFullText(ctx context.Context, e feed.Entry, sub feed.Subscription) error
}

// fullTextMsg says that a story was taken from its page, or why not.
type fullTextMsg struct {
	id    int64
	asked bool // by a key
	err   error
}

// actFullText shows a story whole, or what the feed gave of it.
func (m *model) actFullText(call) tea.Cmd {
	a := &m.art
	switch {
	case a.id == 0 || a.body == nil:
		return nil
	case m.opt.FullTexts == nil:
		return m.say("Nothing can be fetched here")
	case a.fullText:
		return tea.Batch(m.savePosition(), m.loadText(a.id, true))
	case a.entry.URL == "":
		return m.say("This story has no web page")
	}
	return tea.Batch(m.say("Fetching the whole story "+m.paint.marks.ellipsis), m.fetchFullText(fullTextMsg{asked: true}))
}

// fetchFullText takes the open story from its page, unless that was done before.
func (m *model) fetchFullText(msg fullTextMsg) tea.Cmd {
	texts, e, sub := m.opt.FullTexts, m.art.entry, m.art.sub
	m.art.fetching, msg.id = true, e.ID
	return m.command(func(ctx context.Context) tea.Msg {
		var found bool
		if _, found, msg.err = texts.FullText(ctx, e.ID); msg.err == nil && !found {
			msg.err = texts.FetchFullText(ctx, e, sub)
		}
		return msg
	})
}

// fullTextFetched shows a story that was taken from its page, if it is still the
// one that is read.
func (m *model) fullTextFetched(msg fullTextMsg) tea.Cmd {
	switch {
	case msg.id != m.art.id:
		return nil
	case msg.err != nil:
		m.art.fetching = false
		return m.fail("Could not fetch the whole story", msg.err)
	}
	place := m.savePosition()
	if !msg.asked {
		return tea.Batch(place, m.loadText(msg.id, false))
	}
	return tea.Batch(place, m.loadText(msg.id, false), m.say("The whole story, from its page "+m.paint.marks.gap+" "+m.keys.key(InArticle, "full-text")+" shows the feed's own text"))
}

// wantsFullText says whether a story that was just opened is to be fetched whole
// without being asked for, as the settings have it.
func (m *model) wantsFullText(msg *entryMsg) bool {
	if m.opt.FullTexts == nil || !m.art.open || msg.fullText || msg.own || msg.entry.URL == "" {
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
	own := msg.entry.Body()
	if texts == nil {
		return own
	}
	if !msg.own {
		page, found, err := texts.FullText(ctx, msg.entry.ID)
		if err != nil {
			msg.err = err
			return own
		}
		if found {
			msg.fullText, msg.section = true, page.Section
			page.Fill(&msg.entry)
			return page.HTML
		}
	}
	return own
}

// isTeaser says whether a text reads like the beginning of a longer one, which its
// page has.
func (msg *entryMsg) isTeaser(text string) bool {
	if msg.fullText || msg.entry.HasRecording() {
		return false
	}
	return msg.sub.Options.FullText != feed.FullTextAlways && msg.entry.URL != "" && msg.body.TeaserOf(text)
}

// moreWords are what a teaser ends with.
func (m *model) moreWords() string {
	if key := m.keys.key(InArticle, "full-text"); key != "" && m.opt.FullTexts != nil {
		return "This may be only the beginning " + m.paint.marks.gap + " " + key + " fetches the whole story"
	}
	return ""
}

// actFullTextAlways has the stories of this feed fetched whole, always, or no
// longer.
func (m *model) actFullTextAlways(call) tea.Cmd {
	row, subs := m.target(), m.opt.Subscriptions
	switch {
	case row == nil:
		return nil
	case m.opt.FullTexts == nil || subs == nil || subs.Welcoming():
		return m.say("Nothing can be fetched here")
	}
	id := row.FeedID
	before := m.fullTextBefore[id]
	return m.command(func(ctx context.Context) tea.Msg { return toggleFullText(ctx, subs, id, before) })
}

// alwaysMsg says whether a feed's stories are fetched whole from now on.
type alwaysMsg struct {
	feedID int64
	on     bool
	before string // the option's value that this took the place of
	said   string
	err    error
}

// toggleFullText sets the option to always, or back to before, unless
// config.toml has it.
func toggleFullText(ctx context.Context, subs Subscriptions, feedID int64, before string) alwaysMsg {
	msg := alwaysMsg{feedID: feedID}
	o, name, err := fullTextOption(ctx, subs, feedID)
	if err != nil {
		msg.err = err
		return msg
	}
	if o.Fixed {
		msg.said = fmt.Sprintf("%s sets full_text = %q for %s, and takes precedence over this key", o.From, o.Holds, name)
		return msg
	}
	const always = string(feed.FullTextAlways)
	change := func(value string) {
		_, msg.err = subs.Change(ctx, []int64{feedID}, FeedChange{Option: "full_text", Value: value})
	}
	if o.Holds != always {
		msg.on, msg.before, msg.said = true, o.Value, "Stories of "+name+" are fetched whole from now on"
		change(always)
		return msg
	}
	if change(before); msg.err != nil {
		return msg
	}
	if o, _, msg.err = fullTextOption(ctx, subs, feedID); msg.err == nil && o.Holds == always {
		change(string(feed.FullTextNever)) // it is so for all feeds
	}
	msg.said = "Stories of " + name + " are shown as the feed gives them"
	if o.Holds == string(feed.FullTextAuto) {
		msg.said = "Whole stories of " + name + " only where the feed gives a beginning"
	}
	return msg
}

// fullTextOption is a feed's option as it stands, and the feed's title.
func fullTextOption(ctx context.Context, subs Subscriptions, feedID int64) (o Option, title string, err error) {
	facts, err := subs.Facts(ctx, feedID)
	if err != nil {
		return o, "", err
	}
	i := slices.IndexFunc(facts.Options, func(o Option) bool { return o.Name == "full_text" })
	if i < 0 {
		return o, "", errors.New("it has no such option")
	}
	return facts.Options[i], facts.Feed.DisplayTitle(), nil
}

// alwaysSet says so, and shows the open story accordingly.
func (m *model) alwaysSet(msg alwaysMsg) tea.Cmd {
	if msg.err == nil && msg.on {
		m.fullTextBefore[msg.feedID] = msg.before
	}
	switch {
	case msg.err != nil:
		return m.fail("That could not be changed", msg.err)
	case msg.on && m.art.open && m.art.sub.ID == msg.feedID && !m.art.fullText && m.art.entry.URL != "":
		return tea.Batch(m.say(msg.said), m.fetchFullText(fullTextMsg{}))
	}
	return m.say(msg.said)
}
