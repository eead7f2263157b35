package ui

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"
)

// overlay is what may lie over the panes and takes all keys while it does.
type overlay interface {
	// key takes a key and says whether the overlay is done with.
	key(m *model, msg tea.KeyPressMsg) (cmd tea.Cmd, done bool)
	paste(m *model, msg tea.PasteMsg) tea.Cmd
	// title stands in the header, hints in the footer.
	title() string
	hints() []hint
	// draw returns h lines of w cells each, and where the text cursor is.
	draw(m *model, w, h int) ([]string, *tea.Position)
}

// overlays are those that lie over the panes, the last one on top.
type overlays struct {
	stack     []overlay
	pushed    generation // how many came up so far
	requested *request   // what is to come up next; nil: nothing
}

// placed is an overlay of which there may be more than is shown.
type placed interface {
	// place is where in all of it one is: '3 of 28', '40 %'; empty where all is shown.
	place() string
}

// hint is a key with what it does, for the footer.
type hint struct{ key, does string }

// closes says whether a key leaves an overlay that is read rather than written
// in; own are the keys that brought it up.
func closes(key string, own ...string) bool {
	switch key {
	case "esc", "q", "ctrl+c", "h", "left":
		return true
	}
	return slices.Contains(own, key)
}

func (m *model) push(o overlay) tea.Cmd {
	m.overlays.stack = append(m.overlays.stack, o)
	m.overlays.pushed.next()
	return nil
}

// maxTable is how wide lines get that have something at both ends: the eye has to
// find from the one to the other.
const maxTable = 120

// overlayWidth is how much of w cells an overlay takes.
func overlayWidth(o overlay, w int) int {
	switch o.(type) {
	case *help, *messages, *palette, *picker, *chooser, *optionList, *feedPage:
		return min(w, maxTable)
	}
	return w
}

func (h *help) place() string         { return h.pager.place() }
func (o *messages) place() string     { return o.pager.place() }
func (o *output) place() string       { return o.pager.place() }
func (c *chooser) place() string      { return c.at.place(len(c.choices), c.height) }
func (c *themeChooser) place() string { return c.at.place(len(c.names), c.height) }
func (o *optionList) place() string   { return o.at.place(len(o.options), o.height) }

// top is the overlay that has the keys, or nil.
func (m *model) top() overlay {
	if n := len(m.overlays.stack); n > 0 {
		return m.overlays.stack[n-1]
	}
	return nil
}

// promptOpen says whether an overlay or a prompt has the keys, rather than a pane.
func (m *model) promptOpen() bool {
	return m.top() != nil || m.search.editing || m.art.find.editing
}

// pushLate shows what comes when something else may have come up: below that,
// so that it takes no keys that are meant for another. words tell of it then.
func (m *model) pushLate(o overlay, words string) tea.Cmd {
	if !m.promptOpen() {
		return m.push(o)
	}
	m.overlays.stack = slices.Insert(m.overlays.stack, 0, o)
	m.overlays.pushed.next()
	return m.say(words)
}

// request is a question whose answer an overlay shows. Keys wait for that, as they
// are meant for it.
type request struct {
	pushed generation // of the overlays that were up
}

// requestedMsg brings the answer to a request.
type requestedMsg struct {
	request *request
	answer  tea.Msg
}

// request has work find what an overlay is to show.
func (m *model) request(work func(ctx context.Context) tea.Msg) tea.Cmd {
	r := &request{m.overlays.pushed}
	m.overlays.requested = r
	return m.command(func(ctx context.Context) tea.Msg { return requestedMsg{r, work(ctx)} })
}

// requestDone shows what was asked for and gives it the keys that waited, unless it
// was given up or something else came up.
func (m *model) requestDone(msg requestedMsg) tea.Cmd {
	if msg.request != m.overlays.requested {
		return nil
	}
	m.overlays.requested = nil
	if msg.request.pushed != m.overlays.pushed {
		return nil
	}
	return m.pressAhead(m.route(msg.answer))
}

func (m *model) overlayKey(msg tea.KeyPressMsg) tea.Cmd {
	top := m.top()
	if msg.String() == "ctrl+z" {
		return m.actSuspend(call{})
	}
	cmd, done := top.key(m, msg)
	if done { // what it ran may have pushed another over it
		m.overlays.stack = slices.DeleteFunc(m.overlays.stack, func(o overlay) bool { return o == top })
	}
	return cmd
}

// scroller is a cursor and a viewport over n lines.
type scroller struct{ cursor, top int }

func (s *scroller) move(by, n, h int) {
	s.cursor = clamp(s.cursor+by, 0, max(0, n-1))
	s.settle(n, h)
}

func (s *scroller) settle(n, h int) {
	s.cursor = clamp(s.cursor, 0, max(0, n-1))
	s.top = min(s.top, s.cursor)
	s.top = max(s.top, s.cursor-h+1)
	s.top = clamp(s.top, 0, max(0, n-h))
}

// place is where the cursor is in n lines of which h are shown.
func (s *scroller) place(n, h int) string {
	if n <= h {
		return ""
	}
	return fmt.Sprintf("%d of %d", s.cursor+1, n)
}

// movement reads the keys that every overlay moves by.
func movement(key string, page int) (by int, ok bool) {
	switch key {
	case "down", "ctrl+n":
		return 1, true
	case "up", "ctrl+p":
		return -1, true
	case "pgdown", "ctrl+d":
		return page, true
	case "pgup", "ctrl+u":
		return -page, true
	}
	return 0, false
}

// travel is movement over n lines where nothing is typed, so that letters move,
// too.
func travel(key string, page, n int) (by int, ok bool) {
	switch key {
	case "j":
		return 1, true
	case "k":
		return -1, true
	case "g", "home":
		return -n, true
	case "G", "end":
		return n, true
	}
	return movement(key, page)
}

// key moves over a list in which nothing is typed, and says whether it did.
func (s *scroller) key(key string, n, h int) bool {
	by, ok := travel(key, h, n)
	if ok {
		s.move(by, n, h)
	}
	return ok
}

// pager is a viewport of height lines over n lines to be read.
type pager struct{ top, height, n int }

// fit takes in how many lines there are and how many are shown.
func (v *pager) fit(n, height int) {
	v.n, v.height = n, max(1, height)
	v.scrollTo(v.top)
}

// place is how much of all is above the lower end.
func (v *pager) place() string {
	if v.n <= v.height {
		return ""
	}
	return fmt.Sprintf("%d %%", 100*v.end()/v.n)
}

// end is the line below the last that is shown.
func (v *pager) end() int { return min(v.n, v.top+v.height) }

func (v *pager) scrollTo(line int) { v.top = clamp(line, 0, max(0, v.n-v.height)) }

// key scrolls, and says whether it did.
func (v *pager) key(key string) bool {
	page := max(1, v.height-overlap)
	by, ok := travel(key, page, v.n)
	if key == "space" {
		by, ok = page, true
	}
	if ok {
		v.scrollTo(v.top + by)
	}
	return ok
}
