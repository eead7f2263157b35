package ui

import (
	"image/color"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// model is the whole screen. Bubble Tea calls its methods from one goroutine;
// commands capture what they need of it and never hold it.
type model struct {
	opt   Options
	keys  *Keymap
	tasks *tasks
	queue *queue

	// how it is drawn
	term  terminal
	line  line
	paint painter
	looks generation // of the themes that were asked for
	want  wanted
	lay   layout
	held  held // the screen before a story that is on its way
	drag  drag // the mouse's, of a border

	// what is on it
	side     sidebar
	list     listPane
	art      reader
	left     leftStory
	search   searchState
	overlays overlays
	said     said
	pics     pictureState
	// welcoming says that the list is of the compiled-in pages: nothing is
	// subscribed to yet.
	welcoming bool

	// what is being typed
	typed  typed
	ahead  []tea.KeyPressMsg // keys that wait for what they are about
	macro  *macro            // the one that is under way; nil: none
	follow generation        // of the debounced opening of what a cursor is on
	onward onward
	coded  offeredLink

	// what is under way
	refresh  refreshState
	poll     versionPoll
	marks    marks
	adding   *adding    // the search for an address; nil: none
	unadded  *unadded   // the address that last could not be added; nil: none, or it was shown again
	programs []*program // commands of the user's, the newest last

	// what is kept
	session        saver
	chosen         chosen
	history        history
	fullTextBefore map[int64]string // by feed: what the option was before X set it

	started bool // the first list is here
	leaving bool // quitting by the user's wish
	giving  giving
	// suspended says that ctrl-z was pressed, and that the program has not gone on since.
	suspended bool
	resume    func() // has the library go on then; nil: it does not pause
	crashed   any    // a panic of a goroutine of ours
}

// terminal is what is known of the terminal that the screen is on.
type terminal struct {
	w, h       int // cells
	dark       bool
	background color.Color // nil: not told
	// backgroundSettled says that the background was told, or had its time to be.
	backgroundSettled bool
	profile           colorprofile.Profile
	method            ansi.Method // that it counts cells by, and the renderer with it
	// unanswered says whether the terminal was asked something within a time; nil:
	// it is not known.
	unanswered func(within time.Duration) bool
}

// generation numbers requests of one kind, so that an old reply is known.
type generation int

func (g *generation) next() generation {
	*g++
	return *g
}

// Init asks the terminal for its colours and the library for the first screen.
func (m *model) Init() tea.Cmd {
	return tea.Batch(m.start(), m.watchConfig(), tea.RequestBackgroundColor, m.askAtStart(), m.after(pollEvery, pollMsg{}), m.after(backgroundPatience, backgroundDueMsg{}))
}

// after brings a message after a while.
func (m *model) after(d time.Duration, msg tea.Msg) tea.Cmd { return m.opt.after(d, msg) }

func (m *model) now() time.Time { return m.opt.Now() }

// resized takes in the terminal's size.
func (m *model) resized(msg tea.WindowSizeMsg) tea.Cmd {
	m.term.w, m.term.h = msg.Width, msg.Height
	m.release()
	if e := m.enlargedOnTop(); e != nil {
		return tea.Sequence(m.relayout(), e.show(m))
	}
	return tea.Batch(m.relayout(), m.followList()) // there may be room for the story now
}

// relayout places the panes anew after anything that the layout depends on.
func (m *model) relayout() tea.Cmd {
	m.want.open = m.art.open
	m.lay = place(m.term.w, m.term.h, m.want)
	list := m.lay.list
	list.h -= m.headLines()
	m.list.resize(list)
	m.side.resize(m.lay.side.h)
	return tea.Batch(m.art.resize(m), m.needRows())
}

// focus gives a pane the keys.
func (m *model) focus(p pane) tea.Cmd {
	m.want.focus = p
	return m.relayout()
}

// context is where keys are looked up while no overlay is up.
func (m *model) context() Context {
	switch {
	case m.want.focus == paneArticle:
		return InArticle
	case m.want.focus == paneSide:
		return InSidebar
	}
	return InList
}

// profileKnown takes in how many colours the terminal has.
func (m *model) profileKnown(msg tea.ColorProfileMsg) tea.Cmd {
	if m.term.profile == msg.Profile {
		return nil
	}
	m.term.profile = msg.Profile
	return tea.Batch(m.closePictures(), m.loadTheme())
}

// backgroundKnown takes in whether the terminal is dark or light.
func (m *model) backgroundKnown(msg tea.BackgroundColorMsg) tea.Cmd {
	if page, _ := m.page(); page != nil && m.term.background != nil {
		return nil // it is the theme's own page that is told of
	}
	m.term.background, m.term.backgroundSettled = msg.Color, true
	if m.term.dark == msg.IsDark() {
		return nil
	}
	m.term.dark = msg.IsDark()
	return m.loadTheme()
}

// modeReported learns that the terminal, and with it the renderer, counts a
// grapheme cluster as one.
func (m *model) modeReported(msg tea.ModeReportMsg) tea.Cmd {
	if msg.Mode == arrivedMode {
		return m.arrived()
	}
	if msg.Mode != ansi.ModeUnicodeCore || m.term.method == ansi.GraphemeWidth {
		return nil
	}
	if msg.Value != ansi.ModeReset && msg.Value != ansi.ModeSet && msg.Value != ansi.ModePermanentlySet {
		return nil
	}
	m.term.method = ansi.GraphemeWidth
	m.paint.method = m.term.method
	m.list.restyle(m.rowStyle())
	return m.art.reset(m)
}
