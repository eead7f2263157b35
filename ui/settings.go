package ui

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// Settings are the keys of config.toml that can be set while the reader runs.
type Settings interface {
	// All returns them as they stand; it reads nothing.
	All() []Option
	// Set checks and keeps a value and says what became of it; an empty one takes
	// back what was set. holds is the value that holds from now on.
	Set(ctx context.Context, name, value string) (holds, said string, err error)
}

// settingActions are the settings that an action changes, which keeps them.
func settingActions() map[string]func(*model, string) tea.Cmd {
	by := func(run func(*model, call) tea.Cmd) func(*model, string) tea.Cmd {
		return func(m *model, value string) tea.Cmd { return run(m, call{arg: value}) }
	}
	return map[string]func(*model, string) tea.Cmd{
		"theme":   by((*model).actTheme),
		"layout":  by((*model).actLayout),
		"density": by((*model).actDensity),
		"measure": func(m *model, value string) tea.Cmd {
			n, err := strconv.Atoi(value)
			if err != nil {
				return m.say("measure: " + strconv.Quote(value) + " is not a number")
			}
			return tea.Batch(m.setMeasure(n), m.say("Measure: "+value))
		},
	}
}

// actSet sets a setting, or lists them all.
func (m *model) actSet(c call) tea.Cmd {
	s := m.opt.Settings
	if s == nil {
		return m.say("Settings cannot be changed here")
	}
	name, text, given := strings.Cut(strings.TrimSpace(c.arg), " ")
	if name == "" {
		return m.push(&optionList{name: "Settings", options: m.settings(), set: (*model).set, height: 20})
	}
	names := m.settingNames()
	if !slices.Contains(names, name) {
		none := "There is no setting " + name
		if guess := Closest(name, names); guess != "" {
			none += "; did you mean " + guess + "?"
		}
		return m.say(none)
	}
	if !given {
		return m.push(newOptionAsk(m.setting(name), (*model).set))
	}
	o, value := m.setting(name), strings.TrimSpace(text)
	if wrong := o.wrong(value); wrong != "" {
		again := newOptionAsk(o, (*model).set)
		again.input, again.wrong = newPrompt(value), wrong
		return m.push(again)
	}
	return m.set(name, o.taken(value))
}

// setting is one of the settings as it stands.
func (m *model) setting(name string) Option {
	for _, o := range m.settings() {
		if o.Name == name {
			return o
		}
	}
	return Option{}
}

// untilQuit begins the words for where a value comes from that differs from the
// file's.
const untilQuit = "until you quit, then "

// fromFile says whether the words for where a value comes from name config.toml.
func fromFile(from string) bool { return strings.HasPrefix(from, "config.toml") }

// settings are the settings as they stand, with what the screen knows better.
func (m *model) settings() []Option {
	all := m.opt.Settings.All()
	for i := range all {
		held := all[i].Holds
		switch all[i].Name {
		case "layout":
			all[i].Holds = string(m.want.panes)
			if m.want.panes == panesAuto {
				all[i].Holds = "auto"
			}
		case "density":
			all[i].Holds = string(m.opt.density)
		case "measure":
			all[i].Holds = strconv.Itoa(m.opt.measure)
		case "theme":
			all[i].Holds, all[i].Choices = m.paint.theme.Name(), m.opt.Themes()
		}
		if all[i].Holds != held && fromFile(all[i].From) {
			all[i].From = untilQuit + all[i].From
		}
	}
	return all
}

func (m *model) settingNames() []string {
	if m.opt.Settings == nil {
		return nil
	}
	var names []string
	for _, o := range m.opt.Settings.All() {
		names = append(names, o.Name)
	}
	return names
}

// settingMsg brings what became of setting a setting.
type settingMsg struct {
	name, holds, said string
	err               error
}

func (m *model) set(name, value string) tea.Cmd {
	if run := settingActions()[name]; run != nil && value != "" {
		before := m.setting(name).Holds
		cmds := []tea.Cmd{run(m, value)}
		if o := m.setting(name); o.Holds != before && strings.HasPrefix(o.From, untilQuit) {
			cmds = append(cmds, m.sayMore(o.From))
		}
		return tea.Sequence(append(cmds, func() tea.Msg { return settingMsg{name: name} })...)
	}
	s := m.opt.Settings
	return m.write(func(ctx context.Context) tea.Msg {
		holds, said, err := s.Set(ctx, name, value)
		return settingMsg{name, holds, said, err}
	})
}

// settingDone applies a setting to the screen.
func (m *model) settingDone(msg settingMsg) tea.Cmd {
	if msg.err != nil {
		return m.fail("The setting was not changed", msg.err)
	}
	for _, o := range m.overlays.stack {
		if l, ok := o.(*optionList); ok && l.feedID == 0 {
			l.options = m.settings()
		}
	}
	if msg.said == "" {
		return nil
	}
	cmds := []tea.Cmd{m.say(msg.said)}
	if run := settingActions()[msg.name]; run != nil { // taken back
		cmds = append(cmds, run(m, msg.holds))
	}
	return tea.Batch(append(cmds, m.applySetting(msg.name, msg.holds))...)
}

// applySetting shows a setting that no action changes.
func (m *model) applySetting(name, holds string) tea.Cmd {
	on := holds == "true"
	switch name {
	case "mouse":
		m.opt.Mouse = on
	case "auto_refresh":
		m.opt.AutoRefresh = on
		return m.autoRefresh()
	case "hyperlinks":
		m.opt.Hyperlinks = on
		return m.art.reset(m)
	case "justify":
		m.opt.Justify = on
		return m.art.reset(m)
	case "hyphenate":
		m.opt.Hyphenate = on
		return m.art.reset(m)
	case "bidi":
		m.opt.Bidi = holds
		m.paint.leaveOrder(&m.opt)
		return m.art.reset(m)
	case "show_cursor":
		m.opt.ShowCursor = on
	case "strip_tracking":
		m.opt.KeepTracking = !on
	case "low_bandwidth":
		return m.lineSet(holds)
	case "ascii":
		m.opt.ASCII = on
		return m.loadTheme()
	case "pictures":
		return m.picturesSet(holds)
	case "background":
		m.opt.Background = ""
		switch holds {
		case "dark", "light":
			m.opt.Background, m.term.dark = holds, holds == "dark"
			return m.loadTheme()
		}
		if m.term.background != nil { // a question now would be answered with the theme's own page
			m.term.dark = tea.BackgroundColorMsg{Color: m.term.background}.IsDark()
			return m.loadTheme()
		}
		return tea.Batch(tea.RequestBackgroundColor, m.loadTheme())
	}
	return nil
}

// newOptionAsk asks for another value of an option.
func newOptionAsk(o Option, set func(m *model, name, value string) tea.Cmd) *ask {
	out := newAsk(o.Name, o.Help+" Empty: not set here.", o.Value, o.Choices, func(m *model, value string) tea.Cmd { return set(m, o.Name, o.taken(value)) })
	out.check = o.wrong
	return out
}

// optionList is the overlay of options, of a feed or of the reader, to be
// changed.
type optionList struct {
	name    string
	options []Option
	feedID  int64 // whose they are; 0: the reader's
	set     func(m *model, name, value string) tea.Cmd
	at      scroller
	height  int
}

func (o *optionList) title() string { return o.name }

func (o *optionList) hints() []hint {
	return []hint{{"⏎", "change"}, {"del", "reset"}, {"j/k", "move"}, {"esc", "back"}}
}

func (o *optionList) paste(*model, tea.PasteMsg) tea.Cmd { return nil }

func (o *optionList) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if o.at.key(key, len(o.options), o.height) {
		return nil, false
	}
	if closes(key) {
		return nil, true
	}
	switch key {
	case "enter", "l", "right", "space":
		return o.edit(m), false
	case "backspace", "delete":
		return o.set(m, o.options[o.at.cursor].Name, ""), false
	}
	return nil, false
}

// edit turns a switch, or asks for another value of the option at the cursor.
func (o *optionList) edit(m *model) tea.Cmd {
	opt := o.options[o.at.cursor]
	switch {
	case opt.Fixed:
		return m.say(opt.From + " sets this, and takes precedence")
	case slices.Equal(opt.Choices, []string{"true", "false"}):
		return o.set(m, opt.Name, strconv.FormatBool(opt.Holds != "true"))
	}
	return m.push(newOptionAsk(opt, o.set))
}

func (o *optionList) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	var about []string
	if h >= 12 {
		var all []string
		for i := range o.options {
			all = append(all, o.options[i].Help)
		}
		about = p.footnote(w, h/2, all, all[o.at.cursor])
	}
	lines := []string{blank(w)}
	o.height = max(1, h-len(lines)-len(about))
	o.at.settle(len(o.options), o.height)
	for i := o.at.top; i < len(o.options) && i < o.at.top+o.height; i++ {
		lines = append(lines, drawOption(p, w, &o.options[i], i == o.at.cursor))
	}
	lines = append(lines, about...)
	return filled(lines, w, h), nil
}

// drawOption sets an option: its name, what holds, and where that comes from.
func drawOption(p *painter, w int, o *Option, on bool) string {
	bar := p.choiceBar(on)
	holds := span{theme.Bold, o.Holds}
	if o.Holds == "" {
		holds = span{theme.Faint, "not set"}
	}
	col, name := 20, " "+o.Name
	if w < 36 { // what holds is needed more than the whole name
		name = p.cut(name, max(w/2-4, w-4-p.width(holds.text)))
		return p.line(w, on, []span{bar, {theme.Text, name + " "}, holds}, nil)
	}
	left := []span{bar, {theme.Text, name + blank(max(1, col-p.width(name)))}, holds}
	from, role := o.From, theme.Dim
	switch {
	case w < 70 && (o.Fixed || fromFile(from)):
		from = "config.toml"
	case w < 70:
		from = ""
	case o.Fixed && o.Value != "":
		from, role = fmt.Sprintf("%s overrides %s", from, o.Value), theme.Star
	}
	return p.line(w, on, left, []span{{role, from}, {theme.Text, "  "}})
}
