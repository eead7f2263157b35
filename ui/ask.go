package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// ask is the overlay in which one line is typed. What is known already stands
// below, for completing; so do the files that a path could become.
type ask struct {
	name    string
	about   []string // what is wanted, a paragraph each
	sign    string   // stands before the text; empty: ">"
	verb    string   // what enter does; empty: keep
	many    bool     // several words are wanted, parted by commas
	paths   bool     // a path is wanted, or what looks like one is completed as such
	known   []string
	answers []string // given before, the newest first
	// check says what is wrong with a text; nil: nothing ever is.
	check func(text string) (wrong string)
	done  func(m *model, text string) tea.Cmd

	input  prompt
	first  string // the text that it began with: all that is known stands below it
	wrong  string // what was wrong with what was entered
	older  int    // the one of the answers that is shown; -1: none
	at     scroller
	chosen bool // the cursor is on a known one
	height int
	listed int // the line on which what is known begins
}

func newAsk(name, about, value string, known []string, done func(*model, string) tea.Cmd) *ask {
	return &ask{name: name, about: []string{about}, known: known, done: done, input: newPrompt(value), first: value, older: -1, height: 1}
}

func (o *ask) title() string { return o.name }

func (o *ask) hints() []hint {
	out := []hint{{"⏎", cmp.Or(o.verb, "keep")}}
	switch {
	case len(o.known) > 0:
		out = append(out, hint{"↑↓", "choose"}, hint{"tab", "complete"})
	case len(o.answers) > 0:
		out = append(out, hint{"↑↓", "earlier ones"})
	}
	if o.input.value() != "" {
		out = append(out, hint{"^u", "clear"})
	}
	return append(out, hint{"esc", "back"})
}

func (o *ask) paste(m *model, msg tea.PasteMsg) tea.Cmd { return o.typing(m, msg) }

// typing takes a key or a paste into the text.
func (o *ask) typing(m *model, msg tea.Msg) tea.Cmd {
	if !o.input.update(msg) {
		return nil
	}
	return o.changed(m)
}

// changed begins anew below the text after it changed.
func (o *ask) changed(m *model) tea.Cmd {
	o.at, o.chosen, o.wrong, o.older = scroller{}, false, "", -1
	return o.readPaths(m)
}

func (o *ask) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if by, ok := movement(key, o.height); ok && key != "ctrl+u" && key != "ctrl+d" {
		o.move(by)
		return nil, false
	}
	switch key {
	case "esc", "ctrl+c":
		return nil, true
	case "enter":
		return o.enter(m)
	case "tab":
		return o.complete(m), false
	}
	return o.typing(m, msg), false
}

// enter takes the text, or what the cursor is on into it where more may follow.
func (o *ask) enter(m *model) (tea.Cmd, bool) {
	if o.chosen {
		cmd := o.complete(m)
		if o.many || o.paths {
			return cmd, false
		}
	}
	text := strings.TrimSpace(o.input.value())
	if o.check != nil {
		if o.wrong = o.check(text); o.wrong != "" {
			return nil, false
		}
	}
	return o.done(m, text), true
}

// move goes through what is known, or brings back what was entered before.
func (o *ask) move(by int) {
	n := len(o.offered())
	switch {
	case !o.chosen && len(o.answers) > 0 && (by < 0 || o.older >= 0):
		o.recall(-by)
	case n == 0:
	case !o.chosen && by > 0:
		o.chosen = true
	case o.chosen && by < 0 && o.at.cursor == 0:
		o.chosen = false
	case o.chosen:
		o.at.move(by, n, o.height)
	}
}

// recall brings back what was entered before.
func (o *ask) recall(by int) {
	o.older = clamp(o.older+by, -1, len(o.answers)-1)
	text := ""
	if o.older >= 0 {
		text = o.answers[o.older]
	}
	o.input, o.wrong = newPrompt(text), ""
}

// parts are what stands before the word being typed, and that word.
func (o *ask) parts() (before, typing string) {
	text := o.input.value()
	if !o.many {
		return "", strings.TrimSpace(text)
	}
	i := strings.LastIndexByte(text, ',') + 1
	return text[:i], strings.TrimSpace(text[i:])
}

// offered are the known ones that what is typed could become.
func (o *ask) offered() (names []string) {
	before, typing := o.parts()
	if !o.many && !o.paths && o.input.value() == o.first {
		return o.known
	}
	taken := splitLabels(before)
	for _, name := range o.known {
		fits := fuzzy(name, typing) > 0
		if o.paths {
			fits = strings.HasPrefix(name, typing)
		}
		if fits && !slices.Contains(taken, name) {
			names = append(names, name)
		}
	}
	return names
}

// found are the letters of a known one that what is typed was found in. All paths
// begin with it, and all that is known is there before something is typed.
func (o *ask) found(name string) matched {
	_, typing := o.parts()
	if o.paths || !o.many && o.input.value() == o.first {
		return nil
	}
	return letters(name, typing)
}

// complete puts what the cursor is on in the place of what is typed; of paths,
// where it is on none, as much as all have in common.
func (o *ask) complete(m *model) tea.Cmd {
	names := o.offered()
	if len(names) == 0 {
		return nil
	}
	before, typing := o.parts()
	if before != "" {
		before += " "
	}
	text := names[min(o.at.cursor, len(names)-1)]
	if shared := commonPrefix(names); o.paths && !o.chosen && len(names) > 1 {
		if shared == typing {
			o.chosen = true // the next tab takes it
			return nil
		}
		text = shared
	}
	text = before + text
	if o.many {
		text += ", "
	}
	o.input = newPrompt(text)
	return o.changed(m)
}

// commonPrefix is what all of some names begin with, in whole characters.
func commonPrefix(names []string) string {
	shared := names[0]
	for _, name := range names[1:] {
		for !strings.HasPrefix(name, shared) {
			r := []rune(shared)
			shared = string(r[:len(r)-1])
		}
	}
	return shared
}

func (o *ask) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	sign := "   " + cmp.Or(o.sign, ">") + " "
	margin := p.width(sign)
	text, at := o.input.spans(p, w-margin-3, theme.Bold)
	typed := p.line(w, false, append([]span{{theme.Accent, sign}}, text...), nil)
	var below []string
	if o.wrong != "" {
		below = append(p.beside(w, 0, nil, []span{{theme.Warn, o.wrong}}, nil), blank(w))
	}
	lines := o.drawAbout(p, w, h-2-len(below)-min(len(o.offered()), 1))
	y := len(lines)
	lines = slices.Concat(lines, []string{typed, blank(w)}, below)
	o.listed = len(lines)
	lines = append(lines, o.drawOffered(p, w, h-len(lines))...)
	return filled(lines, w, h), &tea.Position{X: min(margin+at, w-1), Y: min(y, h-1)}
}

// drawAbout says what is wanted in at most h lines: as many of the paragraphs as
// have room whole, with air around them where there is some.
func (o *ask) drawAbout(p *painter, w, h int) (lines []string) {
	for _, words := range o.about {
		paragraph := p.beside(w, 0, nil, []span{{theme.Dim, words}}, nil)
		if len(lines)+len(paragraph) > h {
			break
		}
		lines = append(lines, paragraph...)
	}
	if len(lines) < h {
		lines = append(lines, blank(w))
	}
	if len(lines) < h {
		lines = slices.Insert(lines, 0, blank(w))
	}
	return lines
}

// drawOffered draws what the text could become, in at most h lines.
func (o *ask) drawOffered(p *painter, w, h int) (lines []string) {
	names := o.offered()
	o.height = max(1, h)
	o.at.settle(len(names), o.height)
	for i := o.at.top; i < len(names) && len(lines) < h; i++ {
		on := o.chosen && i == o.at.cursor
		bar := p.choiceBar(on)
		lines = append(lines, p.line(w, on, append([]span{bar, {theme.Text, "  "}}, p.marked(theme.Text, names[i], o.found(names[i]))...), nil))
	}
	return lines
}
