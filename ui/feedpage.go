package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/theme"
	"lede/ui/typeset"
)

// feedPage is the overlay of all that is known of a feed. The sidebar's keys
// for changing a feed work on it.
type feedPage struct {
	facts FeedFacts
	pager pager
}

// feedPageMsg brings what a feed's page shows, feedOptionsMsg what the list of its
// options does, to open them.
type (
	feedPageMsg    struct{ facts FeedFacts }
	feedOptionsMsg struct{ facts FeedFacts }
)

// factsMsg brings what is known of a feed, for what shows it already.
type factsMsg struct{ facts FeedFacts }

func (m *model) actFeedPage(call) tea.Cmd {
	feeds := m.feedsAtHand()
	if len(feeds) == 0 {
		return m.say("Which feed? Go to one in the sidebar, or to a story of it")
	}
	return m.openFeedPage(feeds[0].ID)
}

// openFeedPage opens a feed's page.
func (m *model) openFeedPage(id int64) tea.Cmd {
	return m.requestFacts(id, func(f FeedFacts) tea.Msg { return feedPageMsg{f} })
}

// requestFacts has what is known of a feed brought, to be shown.
func (m *model) requestFacts(id int64, as func(FeedFacts) tea.Msg) tea.Cmd {
	if m.opt.Subscriptions == nil {
		return m.say("Feed pages are not available here")
	}
	return m.request(readFacts(m.opt.Subscriptions, id, as))
}

// rereadFacts reads anew what is shown of a feed.
func (m *model) rereadFacts(id int64) tea.Cmd {
	return m.command(readFacts(m.opt.Subscriptions, id, func(f FeedFacts) tea.Msg { return factsMsg{f} }))
}

// readFacts is a command's work: it reads what is known of a feed.
func readFacts(subs Subscriptions, id int64, as func(FeedFacts) tea.Msg) func(context.Context) tea.Msg {
	return func(ctx context.Context) tea.Msg {
		facts, err := subs.Facts(ctx, id)
		if err != nil {
			return failedMsg{"The feed could not be read", err}
		}
		return as(facts)
	}
}

// factsRead shows them in the place of what was shown of the feed.
func (m *model) factsRead(msg factsMsg) tea.Cmd {
	for _, o := range m.overlays.stack {
		switch o := o.(type) {
		case *feedPage:
			if o.facts.Feed.ID == msg.facts.Feed.ID {
				o.facts = msg.facts
			}
		case *optionList:
			if o.feedID == msg.facts.Feed.ID {
				o.name, o.options = m.newFeedOptions(msg.facts).name, msg.facts.Options
			}
		}
	}
	return nil
}

// pageOpen is the feed's page that is open, or nil.
func (m *model) pageOpen() *feedPage {
	for _, o := range m.overlays.stack {
		if p, ok := o.(*feedPage); ok {
			return p
		}
	}
	return nil
}

func (o *feedPage) title() string { return o.facts.Feed.DisplayTitle() }

func (o *feedPage) hints() []hint {
	return []hint{{"r", "refresh"}, {"c", "rename"}, {"M", "move"}, {"t", "tags"}, {"e", "options"}, {"o", "home page"}, {"D", "unsubscribe"}, {"esc", "back"}}
}

func (o *feedPage) paste(*model, tea.PasteMsg) tea.Cmd { return nil }

func (o *feedPage) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	s := &o.facts.Feed
	if closes(key, "I") {
		return nil, true
	}
	switch key {
	case "enter":
		return m.goView(feed.ViewRef{Kind: feed.ViewFeed, ID: s.ID}), true
	case "o":
		return m.browse(cmp.Or(s.HomePageURL, s.URL)), false
	case "y":
		return m.copyLink(s.URL), false
	case "r":
		return tea.Batch(m.startRefresh([]int64{s.ID}, true, true), m.say("Asking "+s.DisplayTitle()+" "+m.paint.marks.ellipsis)), false
	}
	a, _ := m.keys.lookup(InSidebar, key)
	if a == nil || !slices.Contains([]string{"rename", "move", "tag", "options", "unsubscribe", "undo"}, a.Name) {
		o.pager.key(key)
		return nil, false
	}
	return a.run(m, call{}), a.Name == "unsubscribe"
}

// fact is a line of the page: what it is, and what it comes to.
type fact struct {
	name string
	role theme.Role
	text string
}

// lineFacts are the page's facts in order, with drawings of at most n cells. Where
// one has no name it goes on from the one before.
func (o *feedPage) lineFacts(p *painter, now time.Time, n int) []fact {
	s, h := &o.facts.Feed, &o.facts.Feed.Health
	out := []fact{{"Address", theme.Text, s.URL}}
	add := func(name string, role theme.Role, text string) {
		if text != "" {
			out = append(out, fact{name, role, text})
		}
	}
	add("Home page", theme.Text, s.HomePageURL)
	if s.OwnTitle != "" && s.Title != "" {
		add("Title", theme.Text, s.Title+", by its publisher")
	}
	add("Folder", theme.Text, s.Folder)
	add("Tags", theme.Text, strings.Join(s.Tags, ", "))
	stories := fmt.Sprintf("%s, %d unread", plural(s.Total, "story", "stories"), s.Unread)
	add("Stories", theme.Text, stories)
	add("Rhythm", theme.Accent, sparkline(o.facts.Weeks, p, n))
	add("", theme.Dim, rhythmWords(o.facts.Weeks))
	switch {
	case h.Gone:
		add("State", theme.Warn, "gone: its publisher says that it will not come back, so it is no longer checked")
	case h.Error != "":
		add("State", theme.Warn, h.Error)
		if h.ErrorCount > 1 {
			add("", theme.Dim, fmt.Sprintf("%d times in a row, since %s", h.ErrorCount, typeset.Stamp(h.ErrorSince, now)))
		}
	case h.LastChecked.IsZero():
		add("State", theme.Dim, "never checked yet")
	default:
		add("State", theme.OK, "working")
	}
	add("", theme.Star, h.Notice)
	if !h.LastChecked.IsZero() {
		add("Checked", theme.Text, pastWords(h.LastChecked, now))
		add("Succeeded", theme.Text, pastWords(h.LastSuccess, now))
	}
	if !h.Gone {
		add("Next check", theme.Text, nextWords(h.NextCheck, now))
	}
	every := "by its own rhythm"
	for _, opt := range o.facts.Options {
		if opt.Name == "refresh_every" && opt.Holds != "" {
			every = "every " + opt.Holds
		}
	}
	add("Schedule", theme.Text, every)
	return out
}

// pastWords is how long ago something was.
func pastWords(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return inWords(now.Sub(t), "just now", "%s ago")
}

// nextWords is when a feed is asked again.
func nextWords(t, now time.Time) string {
	return inWords(t.Sub(now), "when feeds are refreshed next", "in %s")
}

// inWords words a length of time in the unit that fits it.
func inWords(d time.Duration, none, format string) string {
	switch {
	case d < time.Minute:
		return none
	case d < time.Hour:
		return fmt.Sprintf(format, fmt.Sprintf("%d min", int(d.Minutes())))
	case d < 48*time.Hour:
		return fmt.Sprintf(format, fmt.Sprintf("%d h", int(d.Hours())))
	}
	return fmt.Sprintf(format, fmt.Sprintf("%d days", int(d.Hours()/24)))
}

// sparkline draws numbers as a row of bars, the largest at full height. What is
// nothing has the lowest sign to itself. Where there are more than room for n bars,
// several numbers make one.
func sparkline(numbers []int, p *painter, n int) string {
	for len(numbers) > max(n, 8) {
		numbers = inPairs(numbers)
	}
	most := 0
	for _, n := range numbers {
		most = max(most, n)
	}
	if most == 0 {
		return ""
	}
	var b strings.Builder
	for _, n := range numbers {
		i := 0
		if n > 0 {
			i = 1 + (n*(len(p.marks.bars)-1)-1)/most
		}
		b.WriteRune(p.marks.bars[min(i, len(p.marks.bars)-1)])
	}
	return b.String()
}

// inPairs adds up every two numbers, from the last on.
func inPairs(numbers []int) []int {
	sums := make([]int, (len(numbers)+1)/2)
	for i, n := range numbers {
		sums[len(sums)-1-(len(numbers)-1-i)/2] += n
	}
	return sums
}

// rhythmWords says how often a feed writes, since the first story that is kept of
// these weeks: most feeds give no more than their last days when they are new here.
func rhythmWords(weeks []int) string {
	sum, since := 0, 0
	for i, n := range weeks {
		if sum += n; sum == 0 {
			since = i + 1
		}
	}
	if sum == 0 {
		return fmt.Sprintf("nothing in the last %d weeks", len(weeks))
	}
	n := len(weeks) - since
	switch perWeek := float64(sum) / float64(n); {
	case n == 1:
		return plural(sum, "story", "stories") + " in the last week"
	case perWeek >= 1:
		return fmt.Sprintf("about %.0f a week, over the last %d weeks", perWeek, n)
	}
	return fmt.Sprintf("%s in the last %d weeks", plural(sum, "story", "stories"), n)
}

func (o *feedPage) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	col := 14
	if w < 60 {
		col = 11
	}
	body := []string{blank(w)}
	for _, f := range o.lineFacts(p, m.now(), w-col-5) {
		body = append(body, p.beside(w, col, []span{{theme.Dim, f.name}}, []span{{f.role, f.text}}, []span{{theme.Text, " "}})...)
	}
	body = append(body, blank(w), p.line(w, false, []span{{theme.Dim, "   OPTIONS"}}, nil))
	some := false
	for _, opt := range o.facts.Options {
		if opt.Holds != "" {
			body = append(body, drawOption(p, w, &opt, false))
			some = true
		}
	}
	if !some {
		body = append(body, p.line(w, false, []span{{theme.Text, "   as for all feeds"}}, nil))
	}
	o.pager.fit(len(body), h)
	lines := body[o.pager.top:o.pager.end()]
	return filled(lines, w, h), nil
}

// actFeedOptions shows the feed's options.
func (m *model) actFeedOptions(call) tea.Cmd {
	feeds, no := m.feedsToChange()
	if feeds == nil {
		return no
	}
	return m.requestFacts(feeds[0].ID, func(f FeedFacts) tea.Msg { return feedOptionsMsg{f} })
}

func (m *model) newFeedOptions(f FeedFacts) *optionList {
	return &optionList{
		name: "Options of " + f.Feed.DisplayTitle(), options: f.Options, feedID: f.Feed.ID, height: 20,
		set: func(m *model, name, value string) tea.Cmd {
			return m.change([]int64{f.Feed.ID}, FeedChange{Option: name, Value: value})
		},
	}
}

// optionsOpen are the options of a feed that are open, or nil.
func (m *model) optionsOpen() *optionList {
	for _, o := range m.overlays.stack {
		if l, ok := o.(*optionList); ok && l.feedID != 0 {
			return l
		}
	}
	return nil
}
