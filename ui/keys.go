package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// hintsAfter is how long a begun key sequence waits before the screen shows
// what may follow.
const hintsAfter = 500 * time.Millisecond

// maxPaste bounds pasted text, in bytes.
const maxPaste = 8000

// maxCount bounds a typed count.
const maxCount = 99999

// typed is what was typed of a key sequence so far.
type typed struct {
	seq   string
	count int
	hints bool // what may follow is shown
	gen   generation
}

// lineFeed is what an enter becomes that is typed before the terminal gives keys as
// they are, as by those who type ahead of the start.
const lineFeed = "ctrl+j"

// keyPressed takes a key, or keeps it until there is what it is about.
func (m *model) keyPressed(msg tea.KeyPressMsg) tea.Cmd {
	if msg.String() == lineFeed {
		if a, more := m.keys.lookup(m.context(), lineFeed); a == nil && !more {
			msg = tea.KeyPressMsg{Code: tea.KeyEnter}
		}
	}
	if m.opt.Touched != nil {
		m.opt.Touched()
	}
	if m.keepAhead(msg) {
		return nil
	}
	return m.press(msg)
}

// press gives a key to the top overlay, else to the prompt that is open,
// else to the keymap of the pane that has the focus.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	defer m.releaseUnlessHeldAnew(m.held.gen)
	m.clearSaid()
	m.macro = nil
	if m.top() != nil {
		return m.overlayKey(msg)
	}
	if m.search.editing {
		return m.searchKey(msg)
	}
	if m.art.find.editing {
		return m.findKey(msg)
	}
	key := msg.String()
	if m.countDigit(key) {
		return nil
	}
	if cmd, ok := m.sequence(key); ok {
		return cmd
	}
	// on another keyboard layout, the key that is in this place on a Latin one
	if base := msg.Keystroke(); msg.BaseCode != 0 && base != key {
		if cmd, ok := m.sequence(base); ok {
			return cmd
		}
	}
	was := m.typed
	m.typed = typed{gen: was.gen + 1}
	if was.seq != "" && key != "esc" {
		return m.say(showKeys(was.seq+" "+key) + " does nothing here · " + m.keys.key(m.context(), "help") + " shows all keys")
	}
	return nil
}

// countDigit takes a digit of a count.
func (m *model) countDigit(key string) bool {
	if m.typed.seq != "" || len(key) != 1 || key[0] < '0' || key[0] > '9' || key == "0" && m.typed.count == 0 {
		return false
	}
	if a, more := m.keys.lookup(m.context(), key); a != nil || more {
		return false
	}
	m.typed.count = min(m.typed.count*10+int(key[0]-'0'), maxCount)
	return true
}

// sequence adds a key to what was typed and runs the action that it completes.
func (m *model) sequence(key string) (tea.Cmd, bool) {
	seq := strings.TrimPrefix(m.typed.seq+" "+key, " ")
	a, more := m.keys.lookup(m.context(), seq)
	switch {
	case a != nil:
		c := call{count: m.typed.count}
		m.typed = typed{gen: m.typed.gen + 1}
		return a.run(m, c), true
	case more:
		m.typed.seq = seq
		m.typed.gen++
		return m.after(hintsAfter, hintMsg{m.typed.gen}), true
	}
	return nil, false
}

// hintMsg says that a begun sequence has waited.
type hintMsg struct{ gen generation }

func (m *model) hintsDue(msg hintMsg) tea.Cmd {
	if msg.gen == m.typed.gen && m.typed.seq != "" {
		m.typed.hints = true
	}
	return nil
}

// pasted gives pasted text to the prompt that is open; elsewhere it does
// nothing, rather than run as keys. What comes from elsewhere is cleaned, and
// becomes one line.
func (m *model) pasted(msg tea.PasteMsg) tea.Cmd {
	text := strings.Trim(feed.CleanText(msg.Content, maxPaste), "\n")
	msg.Content = strings.ReplaceAll(text, "\n", " ")
	switch {
	case m.top() != nil:
		return m.top().paste(m, msg)
	case m.search.editing:
		return m.searchInput(msg)
	case m.art.find.editing:
		return m.findInput(msg)
	}
	return nil
}

// actCancel is esc: it undoes the innermost state and never quits.
func (m *model) actCancel(c call) tea.Cmd {
	switch {
	case c.count > 0: // which is forgotten
		return nil
	case len(m.side.picked) > 0 && m.context() == InSidebar:
		m.side.picked = nil
		return nil
	case m.art.find.typed() && m.context() == InArticle:
		m.art.find = findState{}
		return nil
	}
	if cmd, ok := m.goBack(); ok {
		return cmd
	}
	switch {
	case m.stop():
		return nil
	case m.context() == InSidebar:
		return m.focus(paneList)
	}
	m.said.text = ""
	return nil
}

// actStop stops what is running, from wherever the keys are.
func (m *model) actStop(call) tea.Cmd {
	if !m.stop() {
		return m.say("Nothing is running")
	}
	return nil
}

// stop stops what is running, the user's own works first. false: nothing is.
func (m *model) stop() bool {
	switch n := len(m.programs); {
	case n > 0:
		m.programs[n-1].stop()
	case m.adding != nil:
		m.adding.cancel()
	case (m.list.loading || m.search.short) && m.searching():
		m.stopSearch()
	case m.refresh.running:
		m.refresh.cancel()
	default:
		return false
	}
	return true
}

// actQuit goes back where there is somewhere to go back to, else quits.
func (m *model) actQuit(c call) tea.Cmd {
	if cmd, ok := m.goBack(); ok {
		return cmd
	}
	return m.actQuitNow(c)
}

// goBack leaves the innermost place, if there is one to leave.
func (m *model) goBack() (cmd tea.Cmd, ok bool) {
	switch {
	case m.want.reading:
		m.want.reading = false
		return m.relayout(), true
	case m.context() == InArticle:
		return m.closeArticle(), true
	case m.searching():
		return m.leaveSearch(), true
	case m.list.query != "":
		return m.clearFilter(), true
	}
	return nil, false
}

// actQuitNow leaves; the next start opens the start view.
func (m *model) actQuitNow(call) tea.Cmd {
	m.leaving = true
	return tea.Sequence(m.savePosition(), m.closePictures(), m.give(tea.Quit))
}

func (m *model) actSuspend(call) tea.Cmd {
	if m.leaving { // once the terminal has answered
		return nil
	}
	if m.opt.Alone {
		return m.say("There is no shell here to bring lede back")
	}
	m.suspended = true
	return tea.Batch(m.savePosition(), m.give(m.suspend()))
}

func (m *model) actRedraw(call) tea.Cmd { return tea.ClearScreen }

// actLayout goes to the next layout, or to the one named.
func (m *model) actLayout(c call) tea.Cmd {
	order := []panes{panesAuto, panesOne, panesTwo, panesThree}
	next := order[(slices.Index(order, m.want.panes)+1)%len(order)]
	if c.arg != "" {
		if next = panesNamed(c.arg); !slices.Contains(order, next) {
			return m.say("The layouts are auto, 1, 2 and 3")
		}
	}
	m.want.panes = next
	if m.want.focus == paneArticle && !m.art.open {
		m.want.focus = paneList
	}
	word := map[panes]string{panesAuto: "as many panes as fit", panesOne: "one pane", panesTwo: "two panes", panesThree: "three panes"}[next]
	if asked, err := strconv.Atoi(string(next)); err == nil && columns(m.term.w, m.want) < asked {
		word += ", if the window is wide enough"
	}
	return tea.Batch(m.relayout(), m.followList(), m.saveSession(), m.say("Layout: "+word))
}

// actDensity goes to the next density, or to the one named.
func (m *model) actDensity(c call) tea.Cmd {
	all := densities()
	next := all[(slices.Index(all, m.opt.density)+1)%len(all)]
	if c.arg != "" {
		i := slices.IndexFunc(all, func(d density) bool { return strings.HasPrefix(string(d), c.arg) })
		if i < 0 {
			return m.say("The densities are two-line, compact and three-line")
		}
		next = all[i]
	}
	m.opt.density = next
	m.chosen.density = string(next)
	m.list.restyle(m.rowStyle())
	return tea.Batch(m.needRows(), m.saveSession(), m.say("Density: "+string(next)))
}
