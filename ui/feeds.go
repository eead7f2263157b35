package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// managing are the actions on the list of feeds. Their keys hold where they
// say; the palette runs them from anywhere, on the feed at hand.
func managing() []Action {
	return []Action{
		{"add", []string{"a"}, Everywhere, groupFeeds, "add a feed, a site's feed, or a list of feeds", "add feed", "URL or FILE", (*model).actAdd},
		{"catalogue", []string{"C"}, Everywhere, groupFeeds, "pick feeds from a catalogue", "", "", (*model).actCatalogue},
		{"feed", []string{"I"}, Everywhere, groupFeeds, "show the feed's page: its health, rhythm and options", "about", "", (*model).actFeedPage},
		{"pick", []string{"space"}, InSidebar, groupFeeds, "pick the feed; the next change applies to all that are picked", "", "", (*model).actPick},
		{"rename", []string{"c"}, InSidebar, groupFeeds, "rename the feed, folder or saved search", "rename", "NAME", (*model).actRename},
		{"move", []string{"M"}, InSidebar, groupFeeds, "move the feed into a folder", "move", "FOLDER", (*model).actMove},
		{"tag", []string{"t"}, InSidebar, groupFeeds, "change the feed's tags", "", "TAG, TAG...", (*model).actTag},
		{"options", []string{"e"}, InSidebar, groupFeeds, "change the feed's options", "", "", (*model).actFeedOptions},
		{"unsubscribe", []string{"D", "delete"}, InSidebar, groupFeeds, "unsubscribe from the feed, or delete the saved search; undo brings it back", "", "FEED", (*model).actUnsubscribe},
		{"broken", nil, Everywhere, groupFeeds, "list the feeds that failed, and why", "", "", (*model).actBroken},
		{"import", nil, Everywhere, groupFeeds, "subscribe to the feeds in an OPML file, or in newsboat's urls file", "", "FILE", (*model).actImport},
		{"export", nil, Everywhere, groupFeeds, "write the list of feeds as OPML", "", "FILE", (*model).actExport},
	}
}

// subscriptionsMsg brings the sidebar after a change of the list of feeds.
type subscriptionsMsg struct {
	said  string
	views []feed.View
	added Added
	first bool // the library was the compiled-in one until now
	err   error
	what  string // what did not work, where err is set
}

// changeSubscriptions does work on the list of feeds and reads the sidebar after it.
func (m *model) changeSubscriptions(what string, work func(context.Context, Subscriptions) (Added, error)) tea.Cmd {
	subs, lib := m.opt.Subscriptions, m.opt.Library
	if subs == nil {
		return m.say("Feeds cannot be changed here")
	}
	first := subs.Welcoming()
	return m.command(func(ctx context.Context) tea.Msg {
		msg := subscriptionsMsg{what: what, first: first}
		if msg.added, msg.err = work(ctx, subs); msg.err != nil {
			return msg
		}
		msg.said = msg.added.Said
		if len(msg.added.Choices) == 0 {
			msg.views, msg.err = lib.Views(ctx)
		}
		return msg
	})
}

// subscriptionsChanged shows what became of a change of the list.
func (m *model) subscriptionsChanged(msg subscriptionsMsg) tea.Cmd {
	m.searched(msg.added.search)
	if errors.Is(msg.err, context.Canceled) {
		if msg.added.search != nil && m.adding != nil {
			return nil // another address took its place
		}
		return m.say("Stopped; nothing was added")
	}
	if msg.err != nil && msg.added.search != nil {
		return m.notAdded(msg.added.search, msg.err)
	}
	if msg.err != nil {
		return m.fail(msg.what, msg.err)
	}
	if a := &msg.added; a.search != nil && (len(a.Choices) > 0 || len(a.FeedIDs) == 1 && !a.Unasked) {
		m.refresh.offline = false // a publisher has answered
	}
	if len(msg.added.Choices) > 0 {
		return m.offerChoices(msg.added.Choices)
	}
	m.side.reading.next()
	was, _ := m.side.current()
	m.side.renameFolder(msg.added.renamed)
	if m.list.ref.Kind == feed.ViewFolder {
		m.list.ref.Path = msg.added.renamed.of(m.list.ref.Path)
	}
	m.side.setViews(msg.views)
	if m.side.find(was) == nil {
		m.side.gone = was
	}
	m.side.picked = nil
	m.welcoming = m.opt.Subscriptions.Welcoming()
	cmds := []tea.Cmd{m.relayout()}
	if msg.said != "" {
		cmds = append(cmds, m.say(msg.said))
	}
	switch n := len(msg.added.FeedIDs); {
	case n > 0 && !msg.first && m.busySince(msg.added.search):
		cmds = append(cmds, append(m.reopenPages(), m.reopenView())...)
	case n == 1 && !msg.first:
		cmds = append(cmds, m.goView(feed.ViewRef{Kind: feed.ViewFeed, ID: msg.added.FeedIDs[0]}))
	case m.top() != nil:
		cmds = append(cmds, m.reopenPages()...)
	case n == 0 && m.want.focus == paneSide && !m.welcoming && !msg.first:
		if ref, ok := m.side.current(); ok && m.side.find(m.list.ref) == nil {
			cmds = append(cmds, m.openView(ref))
		} else {
			cmds = append(cmds, m.reopenView())
		}
	case n > 0 || m.side.find(m.list.ref) == nil && m.list.ref.Kind != feed.ViewSearch:
		cmds = append(cmds, m.goView(feed.ViewRef{Kind: feed.ViewToday}))
	default:
		if v := m.side.find(m.list.ref); v != nil {
			m.list.name = v.Name
		}
		cmds = append(cmds, m.reopenView())
	}
	if msg.added.Unasked {
		cmds = append(cmds, m.startRefresh(msg.added.FeedIDs, true, true))
	}
	return tea.Batch(cmds...)
}

// reopenPages reads anew what the open pages of a feed show.
func (m *model) reopenPages() (cmds []tea.Cmd) {
	if p := m.pageOpen(); p != nil {
		cmds = append(cmds, m.rereadFacts(p.facts.Feed.ID))
	} else if o := m.optionsOpen(); o != nil {
		cmds = append(cmds, m.rereadFacts(o.feedID))
	}
	return cmds
}

func (m *model) actExport(c call) tea.Cmd {
	subs := m.opt.Subscriptions
	if subs == nil || c.arg == "" {
		return m.say(":export FILE")
	}
	return m.command(func(ctx context.Context) tea.Msg {
		said, err := subs.Export(ctx, c.arg)
		return ranMsg{"export", said, err}
	})
}

// feedsAtHand are the feeds that an action is about: those picked, else what the
// cursor is on in the sidebar (a folder's feeds), else the list's feed, else
// the story's.
func (m *model) feedsAtHand() (feeds []feed.View) {
	var v *feed.View
	page, options := m.pageOpen(), m.optionsOpen()
	switch ctx := m.context(); {
	case page != nil:
		v = m.side.find(feed.ViewRef{Kind: feed.ViewFeed, ID: page.facts.Feed.ID})
	case options != nil:
		v = m.side.find(feed.ViewRef{Kind: feed.ViewFeed, ID: options.feedID})
	case len(m.side.picked) > 0:
		for _, v := range m.side.views {
			if v.Kind == feed.ViewFeed && m.side.picked[v.ID] {
				feeds = append(feeds, v)
			}
		}
		return feeds
	case ctx == InSidebar:
		v = m.side.currentView()
	case ctx == InList && m.list.ref.Kind == feed.ViewFeed:
		v = m.side.find(m.list.ref)
	default:
		if row := m.target(); row != nil {
			v = m.side.find(feed.ViewRef{Kind: feed.ViewFeed, ID: row.FeedID})
		}
	}
	switch {
	case v == nil:
	case v.Kind == feed.ViewFeed:
		feeds = append(feeds, *v)
	case v.Kind == feed.ViewFolder:
		for _, f := range m.side.views {
			if f.Kind == feed.ViewFeed && within(f.Folder, v.Path) {
				feeds = append(feeds, f)
			}
		}
	}
	return feeds
}

// sideAtHand is the sidebar's view that an action is about as a whole, or nil.
func (m *model) sideAtHand() *feed.View {
	if m.context() != InSidebar || len(m.side.picked) > 0 || m.pageOpen() != nil || m.optionsOpen() != nil {
		return nil
	}
	return m.side.currentView()
}

// within says whether a folder is another, or stands below it.
func within(folder, path string) bool {
	return folder == path || strings.HasPrefix(folder, path+"/")
}

// feedsToChange are the feeds at hand, or nil with a word to say.
func (m *model) feedsToChange() ([]feed.View, tea.Cmd) {
	feeds := m.feedsAtHand()
	switch {
	case m.welcoming:
		return nil, m.say("These pages are part of lede · " + m.keys.key(m.context(), "add") + " adds a feed of yours")
	case len(feeds) == 0:
		return nil, m.say("Which feed? Go to one in the sidebar")
	}
	return feeds, nil
}

func feedIDs(feeds []feed.View) []int64 {
	ids := make([]int64, len(feeds))
	for i, f := range feeds {
		ids[i] = f.ID
	}
	return ids
}

// feedsWords names feeds: one by its title, several by their number.
func feedsWords(feeds []feed.View) string {
	if len(feeds) == 1 {
		return feeds[0].Name
	}
	return plural(len(feeds), "feed", "feeds")
}

func (m *model) change(ids []int64, c FeedChange) tea.Cmd {
	return m.changeSubscriptions("It was not changed", func(ctx context.Context, subs Subscriptions) (Added, error) {
		said, err := subs.Change(ctx, ids, c)
		added := Added{Said: said}
		if c.RenameFolder != "" {
			added.renamed = folderRename{c.RenameFolder, *c.Folder}
		}
		return added, err
	})
}

// folderRename is a folder's path before and after it got another name.
type folderRename struct{ from, to string }

// of is a folder's path afterwards, that of another folder as it was.
func (r folderRename) of(path string) string {
	if r.from == "" || !within(path, r.from) {
		return path
	}
	return r.to + strings.TrimPrefix(path, r.from)
}

// actPick picks the feed at the sidebar's cursor, or puts it back; a folder
// stands for all its feeds.
func (m *model) actPick(call) tea.Cmd {
	v := m.side.currentView()
	if v == nil || v.Kind != feed.ViewFeed && v.Kind != feed.ViewFolder || m.welcoming {
		return nil
	}
	var ids []int64
	all := true
	for _, f := range m.side.views {
		if f.Kind == feed.ViewFeed && (f.Ref() == v.Ref() || v.Kind == feed.ViewFolder && within(f.Folder, v.Path)) {
			ids = append(ids, f.ID)
			all = all && m.side.picked[f.ID]
		}
	}
	if m.side.picked == nil {
		m.side.picked = map[int64]bool{}
	}
	for _, id := range ids {
		if all {
			delete(m.side.picked, id)
		} else {
			m.side.picked[id] = true
		}
	}
	m.side.move(1)
	return m.followSoon()
}

// actRename asks for another name of the feed or the folder, or gives it.
func (m *model) actRename(c call) tea.Cmd {
	if m.onSaved() {
		return m.actRenameSearch(c)
	}
	if v := m.sideAtHand(); v != nil {
		switch v.Kind {
		case feed.ViewFolder:
			return m.renameFolder(*v, c.arg)
		case feed.ViewSearch:
			return m.actRenameSearch(c)
		}
	}
	feeds, no := m.feedsToChange()
	switch {
	case feeds == nil:
		return no
	case len(feeds) > 1:
		return m.say("A name is for one feed; " + feedsWords(feeds) + " are picked")
	}
	ids := feedIDs(feeds)
	rename := func(m *model, name string) tea.Cmd { return m.change(ids, FeedChange{Title: &name}) }
	if c.arg != "" {
		return rename(m, c.arg)
	}
	return m.push(newAsk("Rename", "Your own name for "+feeds[0].Name+". Empty: the publisher's name.", feeds[0].Name, nil, rename))
}

func (m *model) renameFolder(v feed.View, name string) tea.Cmd {
	ids := feedIDs(m.feedsAtHand())
	rename := func(m *model, name string) tea.Cmd {
		return m.change(ids, FeedChange{RenameFolder: v.Path, Folder: &name})
	}
	if name != "" {
		return rename(m, name)
	}
	o := newAsk("Rename a folder", "The folder's path, with / between levels.", v.Path, m.folders(), rename)
	o.check = func(name string) string {
		if strings.Trim(name, "/ ") == "" {
			return "A folder needs a name"
		}
		return ""
	}
	return m.push(o)
}

// folders are the paths of all folders.
func (m *model) folders() (paths []string) {
	for _, v := range m.side.views {
		if v.Kind == feed.ViewFolder {
			paths = append(paths, v.Path)
		}
	}
	return paths
}

// actMove asks for a folder, or moves the feeds into the one named.
func (m *model) actMove(c call) tea.Cmd {
	feeds, no := m.feedsToChange()
	if feeds == nil {
		return no
	}
	ids := feedIDs(feeds)
	move := func(m *model, folder string) tea.Cmd { return m.change(ids, FeedChange{Folder: &folder}) }
	if c.arg != "" {
		return move(m, c.arg)
	}
	return m.push(newAsk("Move "+feedsWords(feeds), "A folder, with / between levels; a new name makes a new folder. Empty: none.", "", m.folders(), move))
}

// tagsMsg brings a feed's tags, to be changed.
type tagsMsg struct {
	ids  []int64
	what string
	tags []string
}

// actTag asks for the feeds' tags, or sets those named.
func (m *model) actTag(c call) tea.Cmd {
	feeds, no := m.feedsToChange()
	if feeds == nil {
		return no
	}
	ids := feedIDs(feeds)
	if c.arg != "" {
		tags := splitLabels(c.arg)
		return m.change(ids, FeedChange{Tags: &tags})
	}
	subs, what := m.opt.Subscriptions, feedsWords(feeds)
	return m.request(func(ctx context.Context) tea.Msg {
		facts, err := subs.Facts(ctx, ids[0])
		if err != nil {
			return failedMsg{"The feed could not be read", err}
		}
		return tagsMsg{ids, what, facts.Feed.Tags}
	})
}

// askTags opens the overlay.
func (m *model) askTags(msg tagsMsg) tea.Cmd {
	o := newAsk("Tags of "+msg.what, "Your own words, separated by commas. Each is a view in the sidebar.", listed(msg.tags), m.words(), func(m *model, text string) tea.Cmd {
		tags := splitLabels(text)
		return m.change(msg.ids, FeedChange{Tags: &tags})
	})
	o.many, o.sign = true, "#"
	return m.push(o)
}

// actUnsubscribe unsubscribes from the feeds at hand, or the one named.
func (m *model) actUnsubscribe(c call) tea.Cmd {
	if m.onSaved() && c.arg == "" {
		return m.actDeleteSearch(c)
	}
	if v := m.sideAtHand(); c.arg == "" && v != nil && v.Kind == feed.ViewSearch {
		return m.actDeleteSearch(c)
	}
	var feeds []feed.View
	if c.arg != "" && !m.welcoming {
		for _, v := range m.side.views {
			if v.Kind == feed.ViewFeed && strings.EqualFold(v.Name, c.arg) {
				feeds = append(feeds, v)
			}
		}
		if len(feeds) == 0 {
			return m.say("No feed is called " + c.arg)
		}
		if len(feeds) > 1 {
			return m.say(fmt.Sprintf("%d feeds are called %s; go to the one you mean in the sidebar", len(feeds), c.arg))
		}
	} else {
		var no tea.Cmd
		if feeds, no = m.feedsToChange(); feeds == nil {
			return no
		}
	}
	ids, tail := feedIDs(feeds), " "+m.paint.marks.gap+" "+m.keys.key(m.context(), "undo")+" brings it back"
	return m.changeSubscriptions("Could not unsubscribe", func(ctx context.Context, subs Subscriptions) (Added, error) {
		said, err := subs.Unsubscribe(ctx, ids)
		return Added{Said: said + tail}, err
	})
}

// maxReasons bounds the feeds of which it is told why they failed.
const maxReasons = 200

// actBroken lists the feeds that failed, and why; each leads to its page.
func (m *model) actBroken(call) tea.Cmd {
	var choices []choice
	var ids []int64 // of the feeds, in the same order
	for _, v := range m.side.views {
		if v.Kind == feed.ViewFeed && v.Broken {
			choices = append(choices, choice{text: v.Name, run: func(m *model) tea.Cmd { return m.openFeedPage(v.ID) }})
			ids = append(ids, v.ID)
		}
	}
	if len(choices) == 0 {
		return m.say("No feed failed when last checked")
	}
	subs := m.opt.Subscriptions
	if subs == nil {
		return m.push(newChooser("Feeds that failed", choices))
	}
	return m.request(func(ctx context.Context) tea.Msg {
		why, err := subs.Failures(ctx)
		if err != nil {
			return failedMsg{"The feeds could not be read", err}
		}
		for i, id := range ids[:min(len(ids), maxReasons)] {
			choices[i].detail = why[id]
		}
		return brokenMsg{choices}
	})
}

// brokenMsg brings the feeds that failed.
type brokenMsg struct{ choices []choice }

func (m *model) showBroken(msg brokenMsg) tea.Cmd {
	return m.push(newChooser("Feeds that failed", msg.choices))
}
