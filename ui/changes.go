package ui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/theme"
	"lede/ui/typeset"
)

// version is one text of a story that was kept.
type version struct {
	when string // since when, as a person reads it
	text []string
}

// changes is the overlay that shows what the publisher changed: from one kept
// text to the next, or from the first to the present.
type changes struct {
	versions []version // the oldest first, the present last
	at       int       // the change shown: to versions[at+1]
	all      bool      // from the first to the present instead

	comparison
	asked int // how often a comparison was asked for
	lines [][]span
	marks []int // the lines where a change begins
	width int   // that lines were broken for
	pager pager
}

// comparison is what two texts differ in, and in how many words.
type comparison struct {
	shown      []article.Change
	gone, come int
}

// compared makes a comparison, which takes its time: a second for a megabyte.
func compared(from, to []string) comparison {
	c := comparison{shown: article.Compare(from, to)}
	for _, ch := range c.shown {
		for _, p := range ch.Pieces {
			switch p.Kind {
			case article.Removed:
				c.gone += len(strings.Fields(p.Text))
			case article.Added:
				c.come += len(strings.Fields(p.Text))
			}
		}
	}
	return c
}

// changesMsg brings the kept texts of a story, and what the last two differ in.
type changesMsg struct {
	versions []version
	last     comparison
}

// comparedMsg brings the comparison that an overlay asked for.
type comparedMsg struct {
	o     *changes
	asked int
	comparison
}

// actChanges shows what the publisher changed in the story.
func (m *model) actChanges(call) tea.Cmd {
	row := m.target()
	if row == nil {
		return nil
	}
	lib, id, now := m.opt.Library, row.EntryID, m.now()
	return m.request(func(ctx context.Context) tea.Msg {
		e, _, sub, err := lib.Entry(ctx, id)
		if err != nil {
			return failedMsg{"The story could not be read", err}
		}
		kept, err := lib.Revisions(ctx, id)
		if err != nil {
			return failedMsg{"What was changed could not be read", err}
		}
		var msg changesMsg
		for _, r := range append(kept, feed.Revision{At: e.Revised, Title: e.Title, Content: e.Body()}) {
			old := e
			old.Title = r.Title
			body := article.FromHTML(r.Content, article.OptionsFor(&old, &sub.Feed))
			msg.versions = append(msg.versions, version{typeset.Stamp(r.At, now), append([]string{r.Title}, body.Paragraphs()...)})
		}
		if n := len(msg.versions); n > 1 {
			msg.last = compared(msg.versions[n-2].text, msg.versions[n-1].text)
		}
		return msg
	})
}

// showChanges opens the overlay at the last change.
func (m *model) showChanges(msg changesMsg) tea.Cmd {
	if len(msg.versions) < 2 {
		return m.say("The publisher has changed nothing in this story")
	}
	return m.push(&changes{versions: msg.versions, at: len(msg.versions) - 2, comparison: msg.last})
}

// compare asks for the comparison to be shown.
func (o *changes) compare(m *model) tea.Cmd {
	from, to := o.at, o.at+1
	if o.all {
		from, to = 0, len(o.versions)-1
	}
	o.asked++
	a, b, msg := o.versions[from].text, o.versions[to].text, comparedMsg{o: o, asked: o.asked}
	return m.command(func(context.Context) tea.Msg {
		msg.comparison = compared(a, b)
		return msg
	})
}

// showCompared shows a comparison, unless another was asked for since.
func (m *model) showCompared(msg comparedMsg) tea.Cmd {
	if o := msg.o; msg.asked == o.asked {
		o.comparison = msg.comparison
		o.width, o.pager.top = 0, 0
	}
	return nil
}

func (o *changes) title() string { return "What changed" }

func (o *changes) hints() []hint {
	out := []hint{{"j/k", "scroll"}, {"n/N", "next change"}}
	if len(o.versions) > 2 {
		which := "all at once"
		if o.all {
			which = "one by one"
		}
		out = append(out, hint{"[/]", "older, newer"}, hint{"a", which})
	}
	return append(out, hint{"esc", "back"})
}

func (o *changes) paste(*model, tea.PasteMsg) tea.Cmd { return nil }

func (o *changes) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if o.pager.key(key) {
		return nil, false
	}
	if closes(key, "d") {
		return nil, true
	}
	switch key {
	case "n":
		o.nextMark(1)
	case "N":
		o.nextMark(-1)
	case "[":
		return o.step(m, -1), false
	case "]":
		return o.step(m, 1), false
	case "a":
		if len(o.versions) > 2 {
			o.all = !o.all
			return o.compare(m), false
		}
	}
	return nil, false
}

// step goes to an older or newer change.
func (o *changes) step(m *model, by int) tea.Cmd {
	at := o.at + by
	switch {
	case o.all:
		o.all = false
	case at < 0:
		return m.say("This is the first change on record")
	case at > len(o.versions)-2:
		return m.say("This is the last change")
	default:
		o.at = at
	}
	return o.compare(m)
}

// nextMark scrolls to the next or previous change.
func (o *changes) nextMark(step int) {
	air := min(2, o.pager.height/4)
	for i := range o.marks {
		at := o.marks[i]
		if step < 0 {
			at = o.marks[len(o.marks)-1-i]
		}
		if (at-air-o.pager.top)*step > 0 {
			o.pager.scrollTo(at - air)
			return
		}
	}
}

// summary is the line above the text: which versions, and how much changed.
func (o *changes) summary() (left, right string) {
	from, to := o.at, o.at+1
	which := fmt.Sprintf("change %d of %d", o.at+1, len(o.versions)-1)
	if o.all {
		from, to, which = 0, len(o.versions)-1, "all changes"
	}
	left = o.versions[from].when + " to " + o.versions[to].when
	return left, fmt.Sprintf("%s  −%d +%d words", which, o.gone, o.come)
}

// keptAround is how many unchanged paragraphs stand beside a change.
const keptAround = 1

// flow breaks the comparison into lines of w cells: changes with a little of
// what stands around them, the rest as a count.
func (o *changes) flow(p *painter, w int) {
	if o.width == w {
		return
	}
	o.width, o.lines, o.marks = w, nil, nil
	near := o.nearChange()
	for i := 0; i < len(o.shown); i++ {
		skipped := 0
		for ; i < len(o.shown) && !near[i]; i++ {
			skipped++
		}
		if skipped > 0 {
			text := p.marks.ellipsis + " " + plural(skipped, "paragraph", "paragraphs") + " unchanged"
			o.lines = append(o.lines, []span{{theme.Text, "  "}, {theme.Faint, text}}, nil)
		}
		if i < len(o.shown) {
			o.paragraph(p, &o.shown[i], w)
		}
	}
}

// nearChange says which paragraphs are shown.
func (o *changes) nearChange() []bool {
	near := make([]bool, len(o.shown))
	for i, c := range o.shown {
		if c.Kind == article.Same {
			continue
		}
		for j := max(0, i-keptAround); j <= min(len(o.shown)-1, i+keptAround); j++ {
			near[j] = true
		}
	}
	return near
}

// paragraph sets one paragraph: a sign at its left says what became of it, and
// signs around words what became of them.
func (o *changes) paragraph(p *painter, c *article.Change, w int) {
	sign := span{theme.Text, "  "}
	switch c.Kind {
	case article.Added:
		sign = span{theme.Inserted, "+ "}
	case article.Removed:
		sign = span{theme.Deleted, "- "}
	case article.Edited:
		sign = span{theme.Accent, p.marks.vrule + " "}
	}
	if c.Kind != article.Same {
		o.marks = append(o.marks, len(o.lines))
	}
	for _, l := range p.wrap(pieceSpans(c), w-2) {
		o.lines = append(o.lines, append([]span{{sign.role, sign.text}}, l...))
	}
	o.lines = append(o.lines, nil)
}

// pieceSpans writes a paragraph's pieces with the signs of wdiff.
func pieceSpans(c *article.Change) []span {
	var out []span
	for _, piece := range c.Pieces {
		role, open, shut := theme.Text, "", ""
		switch piece.Kind {
		case article.Added:
			role, open, shut = theme.Inserted, "{+", "+}"
		case article.Removed:
			role, open, shut = theme.Deleted, "[-", "-]"
		default:
			if c.Kind == article.Same {
				role = theme.Dim
			}
		}
		if c.Kind != article.Edited {
			open, shut = "", "" // the sign at the left says it of the whole
		}
		text := feed.CleanText(piece.Text, 0) // what was cut apart may hide or show otherwise
		bare := strings.TrimRight(text, " ")  // the space after is no part of what changed
		if bare == "" || open == "" {
			bare = text
		}
		out = append(out, span{role, open + bare + shut})
		if rest := text[len(bare):]; rest != "" {
			out = append(out, span{theme.Text, rest})
		}
	}
	return out
}

func (o *changes) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	measure := min(m.opt.measure, w-4)
	margin := max(1, (w-measure)/2)
	o.flow(p, measure)
	left, right := o.summary()
	pad := span{theme.Text, blank(margin)}
	lines := []string{blank(w), p.line(w, false, []span{pad, {theme.Bold, left}}, []span{{theme.Dim, right}, pad}), blank(w)}
	o.pager.fit(len(o.lines), h-len(lines))
	for _, l := range o.lines[o.pager.top:o.pager.end()] {
		lines = append(lines, p.line(w, false, append([]span{pad}, l...), nil))
	}
	return filled(lines, w, h), nil
}
