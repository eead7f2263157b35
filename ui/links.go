package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// untracked is where a link leads outside: without what only tells its publisher
// how the reader came, unless the user wants it kept.
func (m *model) untracked(url string) string {
	if m.opt.KeepTracking {
		return url
	}
	return feed.StripTracking(url)
}

// actLinks lists the story's links and notes; with a count it follows one.
func (m *model) actLinks(c call) tea.Cmd {
	if !m.art.hasLinks() {
		return m.say("This story has no links · " + m.keys.key(InArticle, "browse") + " opens its page")
	}
	choices := m.linkChoices()
	if c.count > 0 && c.count <= len(choices) {
		return choices[c.count-1].run(m)
	}
	return m.push(newChooser("Links", choices))
}

// linkChoices are the story's links by their numbers, then its notes.
func (m *model) linkChoices() []choice {
	a := m.art.body
	out := make([]choice, 0, len(a.Links)+len(a.Notes))
	for i, l := range a.Links {
		text := feed.Clean(l.Text, 300)
		if strings.HasPrefix(l.URL, "#") {
			out = append(out, choice{text: text, detail: "in this story", run: func(m *model) tea.Cmd { return m.followLink(i + 1) }})
			continue
		}
		url := m.untracked(l.URL)
		if text == "" {
			text = url
		}
		out = append(out, choice{text: text, detail: feed.Clean(url, 500), copies: url, run: func(m *model) tea.Cmd { return m.browse(url) }})
	}
	for i, n := range a.Notes {
		out = append(out, choice{text: n.Label + "  " + feed.Clean(n.Text(), 300), detail: "note", run: func(m *model) tea.Cmd { return m.followLink(-i - 1) }})
	}
	return out
}

// followLink goes where a link of the story leads: to a page in the browser, to a
// place in the story, or to the note -link.
func (m *model) followLink(link int) tea.Cmd {
	a := &m.art
	if a.set == nil || a.body == nil || link == 0 || link > len(a.body.Links) {
		return nil
	}
	id := ""
	if link > 0 {
		url := a.body.Links[link-1].URL
		if !strings.HasPrefix(url, "#") {
			return m.browse(url)
		}
		id = strings.TrimPrefix(url, "#")
	}
	set, gen := a.set, a.gen
	return m.command(func(ctx context.Context) tea.Msg {
		msg := jumpMsg{gen: gen}
		if msg.err = set.Finish(ctx); msg.err == nil && link < 0 {
			msg.line, msg.found = set.Note(-link)
		} else if msg.err == nil {
			msg.line, msg.found = set.Anchor(id)
		}
		return msg
	})
}

// jumpMsg brings the line that a link inside the story leads to.
type jumpMsg struct {
	gen   generation
	line  int
	found bool
	err   error
}

// maxJumps is how many places are kept to return to.
const maxJumps = 100

// jump goes to a place in the story and remembers where it was left.
func (m *model) jump(msg jumpMsg) tea.Cmd {
	a := &m.art
	switch {
	case msg.gen != a.gen:
		return nil
	case msg.err != nil:
		return m.fail("The place could not be found", msg.err)
	case !msg.found:
		return m.say("That place is not in this story")
	}
	if len(a.jumps) < maxJumps {
		a.jumps = append(a.jumps, a.position())
	}
	cmd := a.scrollTo(m, msg.line-min(1, a.place.h/4))
	return tea.Batch(cmd, m.say(m.keys.key(InArticle, "return")+" goes back to where you were"))
}

// actReturn goes back to where a link inside the story was followed.
func (m *model) actReturn(call) tea.Cmd {
	a := &m.art
	n := len(a.jumps) - 1
	if n < 0 || a.set == nil || !a.set.Done() {
		return m.say("You have followed no link within this story")
	}
	at := a.jumps[n]
	a.jumps = a.jumps[:n]
	line, err := a.set.LineAt(context.Background(), at) // looks only: the story is set to its end
	if err != nil {
		return m.fail("The place could not be found", err)
	}
	return a.scrollTo(m, line)
}

// linkAt is the link of the story at a place on the screen, as followLink takes it.
func (m *model) linkAt(x, y int) int {
	a := &m.art
	if a.set == nil {
		return 0
	}
	r := m.lay.article
	return a.set.LinkAt(a.top+y-r.y-airAbove(r.h), x-r.x-a.left(r.w))
}
