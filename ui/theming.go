package ui

import (
	"image/color"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// backgroundPatience is how long the terminal has to tell its background before a
// theme's page is laid over it.
const backgroundPatience = time.Second

// backgroundDueMsg says that the time is over.
type backgroundDueMsg struct{}

// page is what the terminal's default colours are to be; nil: its own. While its
// own background is asked for it keeps that, as it would answer with the page.
func (m *model) page() (background, foreground color.Color) {
	if !m.term.backgroundSettled && m.opt.Background == "" {
		return nil, nil
	}
	return m.paint.theme.Page()
}

// themeMsg brings a theme.
type themeMsg struct {
	gen   generation
	theme *theme.Theme
	name  string
	err   error
}

// loadTheme makes the theme anew for what is known of the terminal.
func (m *model) loadTheme() tea.Cmd {
	load, gen, name, dark, profile := m.opt.Theme, m.looks.next(), m.opt.ThemeName, m.term.dark, m.colors()
	return func() tea.Msg {
		t, err := load(name, dark, profile)
		return themeMsg{gen, t, name, err}
	}
}

// themeLoaded shows everything in the new theme.
func (m *model) themeLoaded(msg themeMsg) tea.Cmd {
	if msg.gen != m.looks {
		return nil // another was asked for since, or the same for what the terminal proved to be
	}
	if msg.err != nil {
		m.opt.ThemeName = m.paint.theme.Name()
		return m.fail("The theme could not be used", msg.err)
	}
	m.setTheme(msg.theme)
	return m.art.reset(m)
}

// setTheme has everything painted in a theme.
func (m *model) setTheme(t *theme.Theme) {
	m.paint = newPainter(t, m.term.method, m.opt.ASCII)
	m.paint.leaveOrder(&m.opt)
	m.paint.bare = m.line.low
	m.paint.noEmoji = m.dropsEmoji()
}

// actTheme changes to the theme that is named, or has one chosen.
func (m *model) actTheme(c call) tea.Cmd {
	if c.arg == "" {
		return m.push(m.newThemeChooser())
	}
	if !slices.Contains(m.opt.Themes(), c.arg) {
		return tea.Batch(m.say("No theme is called "+c.arg), m.push(m.newThemeChooser()))
	}
	m.opt.ThemeName = c.arg
	return m.keepTheme()
}

// keepTheme loads the theme that is chosen and keeps it for the next start.
func (m *model) keepTheme() tea.Cmd {
	name := m.opt.ThemeName
	m.chosen.theme = name
	words := "Theme: " + name
	if m.opt.themeGiven {
		words += " until you quit · config.toml sets the theme at startup"
	}
	return tea.Batch(m.loadTheme(), m.saveSession(), m.say(words))
}

// themeChooser is an overlay of themes that shows each as the cursor comes to
// it, on a sample of what there is on the screen.
type themeChooser struct {
	names  []string
	before string // what esc goes back to
	at     scroller
	height int
}

func (m *model) newThemeChooser() *themeChooser {
	c := &themeChooser{names: m.opt.Themes(), before: m.opt.ThemeName, height: 20}
	c.at.cursor = max(0, slices.Index(c.names, m.paint.theme.Name()))
	return c
}

func (c *themeChooser) title() string { return "Themes" }

func (c *themeChooser) hints() []hint {
	return []hint{{"j/k", "look"}, {"⏎", "use"}, {"esc", "back"}}
}

func (c *themeChooser) paste(*model, tea.PasteMsg) tea.Cmd { return nil }

func (c *themeChooser) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if closes(key) {
		m.opt.ThemeName = c.before
		return m.loadTheme(), true
	}
	switch key {
	case "enter", "l", "right":
		m.opt.ThemeName = c.names[c.at.cursor]
		return m.keepTheme(), true
	}
	if !c.at.key(key, len(c.names), c.height) {
		return nil, false
	}
	m.opt.ThemeName = c.names[c.at.cursor]
	return m.loadTheme(), false
}

func (c *themeChooser) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	lines := []string{blank(w)}
	c.height = max(1, h-1)
	if h > 2*len(c.names) { // room for a sample below
		c.height = len(c.names)
	}
	c.at.settle(len(c.names), c.height)
	for i := c.at.top; i < len(c.names) && i < c.at.top+c.height; i++ {
		bar, on := span{theme.Text, "    "}, i == c.at.cursor
		if on {
			bar = span{theme.Accent, "  " + p.marks.bar + " "}
		}
		lines = append(lines, p.line(w, on, []span{bar, {theme.Bold, c.names[i]}}, nil))
	}
	if rest := h - len(lines); rest > 8 {
		lines = append(lines, blank(w), p.rule(w), blank(w))
		for _, s := range sample(p, min(w, 76)) {
			lines = append(lines, p.fit(s, w))
		}
	}
	return filled(lines, w, h), nil
}
