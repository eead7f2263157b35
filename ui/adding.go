package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// offerChoices lists the feeds of a page that has several.
func (m *model) offerChoices(choices []Offer) tea.Cmd {
	items := make([]pickItem, len(choices))
	for i, c := range choices {
		items[i] = pickItem{title: c.Title, detail: strings.Trim(c.About+" "+m.paint.marks.gap+" "+c.URL, " "+m.paint.marks.gap), value: c.URL}
		if c.Title == "" {
			items[i].title, items[i].detail = c.URL, c.About
		}
	}
	return m.pushLate(newPicker("Its feeds", "This page has several feeds. Which do you want?", "subscribe", items, (*model).subscribePicked), "The page has several feeds; you can choose when this is closed")
}

// subscribePicked subscribes to what was picked, and fetches it.
func (m *model) subscribePicked(picked []pickItem) tea.Cmd {
	subs := make([]feed.Subscription, len(picked))
	for i, it := range picked {
		subs[i] = feed.Subscription{Feed: feed.Feed{URL: it.value, Title: it.title}, Folder: it.group}
	}
	return m.changeSubscriptions("Could not subscribe", func(ctx context.Context, to Subscriptions) (Added, error) { return to.Subscribe(ctx, subs) })
}

// actAdd asks for an address, or adds the one named.
func (m *model) actAdd(c call) tea.Cmd {
	if c.arg == "" {
		return m.push(m.askAddress())
	}
	return m.add(c.arg)
}

// askAddress asks what to add. An address that did not do is there again, to be
// mended.
func (m *model) askAddress() *ask {
	was := m.unadded
	if was == nil {
		was = &unadded{}
	} else {
		m.said.text = "" // the prompt says it
	}
	m.unadded = nil
	o := newAsk("Add a feed", "The address of a site or of a feed; or a file with a list of feeds: OPML, or newsboat's urls.", was.address, nil, (*model).add)
	o.verb, o.paths, o.wrong = "add", true, was.why
	return o
}

// unadded is an address that could not be added.
type unadded struct{ address, why string }

// notAdded asks for the address again with what is wrong with it: at once, if
// nothing was done meanwhile, else when the next is to be added.
func (m *model) notAdded(a *adding, err error) tea.Cmd {
	m.unadded = &unadded{withoutPassword(a.address), feed.Clean(err.Error(), 500)}
	if m.busySince(a) {
		return m.fail("It was not added", err)
	}
	return tea.Batch(m.fail("It was not added", err), m.push(m.askAddress()))
}

// withoutPassword is an address as it may be shown again: with room for the
// password that was typed in it.
func withoutPassword(address string) string {
	start := 0
	if i := strings.Index(address, "://"); i >= 0 {
		start = i + len("://")
	}
	end := start + strings.IndexAny(address[start:]+"/", "/?#")
	at := start + strings.LastIndexByte(address[start:end], '@')
	if at < start {
		return address
	}
	if i := strings.IndexByte(address[start:at], ':'); i >= 0 {
		return address[:start+i+1] + address[at:]
	}
	return address
}

// actImport adds the feeds of a file.
func (m *model) actImport(c call) tea.Cmd {
	switch path := c.arg; {
	case path == "":
		return m.actAdd(c)
	case LooksLikePath(path), strings.HasPrefix(path, "."):
		return m.add(path)
	default:
		return m.add("./" + path)
	}
}

func (m *model) add(address string) tea.Cmd {
	if address == "" {
		return nil
	}
	if isName(address) {
		return m.openCatalogue(address)
	}
	if m.adding != nil {
		m.adding.cancel() // the last address is the one that is wanted
	}
	ctx, cancel := context.WithCancel(m.tasks.ctx)
	m.adding = &adding{address, cancel, m.typed.gen}
	mine := m.adding
	return m.changeSubscriptions("It was not added", func(_ context.Context, subs Subscriptions) (Added, error) {
		defer cancel()
		added, err := subs.Add(ctx, address)
		added.search = mine
		return added, err
	})
}

// isName says whether what was typed as an address is a site's name.
func isName(s string) bool {
	words := strings.Fields(s)
	return len(words) > 1 && !strings.ContainsAny(s, "./:~@?#")
}

// adding is a search for the feeds of an address.
type adding struct {
	address string
	cancel  context.CancelFunc
	keys    generation // of what was typed when it began
}

// busySince says whether the user did something else since a search for an address
// began, and is not to be taken away from it. nil: there was no search.
func (m *model) busySince(a *adding) bool {
	return a != nil && (m.typed.gen != a.keys || m.promptOpen())
}

// searched ends the search for an address, when its answer is here.
func (m *model) searched(a *adding) {
	if a != nil && a == m.adding {
		m.adding = nil
	}
}

// catalogueMsg brings what is needed to show the catalogue.
type catalogueMsg struct {
	have  []string
	query string // what is looked for in it
	err   error
}

func (m *model) actCatalogue(call) tea.Cmd { return m.openCatalogue("") }

// openCatalogue shows what the catalogue has of a name; all of it, where that is
// empty.
func (m *model) openCatalogue(query string) tea.Cmd {
	subs := m.opt.Subscriptions
	if subs == nil {
		return m.say("Feeds cannot be changed here")
	}
	return m.request(func(ctx context.Context) tea.Msg {
		have, err := subs.Subscribed(ctx)
		return catalogueMsg{have, query, err}
	})
}

// showCatalogue opens the catalogue.
func (m *model) showCatalogue(msg catalogueMsg) tea.Cmd {
	if msg.err != nil {
		return m.fail("The feeds could not be read", msg.err)
	}
	var items []pickItem
	for _, section := range m.opt.Subscriptions.Catalogue() {
		for _, f := range section.Feeds {
			items = append(items, pickItem{
				group: section.Name, title: f.Title, detail: f.About, value: f.URL,
				had: slices.Contains(msg.have, feed.CanonicalURL(f.URL)),
			})
		}
	}
	about := fmt.Sprintf("%d feeds by interest and by country. Pick as many as you like.", len(items))
	if msg.query != "" {
		about = "That is not an address; these are matches in the catalogue."
	}
	p := newPicker("Catalogue", about, "subscribe", items, (*model).subscribePicked)
	p.none = "No feed in the catalogue matches; press esc, then " + m.keys.key(InList, "add") + " to add any site by its address."
	p.input = newPrompt(msg.query)
	p.narrow()
	return m.push(p)
}
