package ui

import (
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// choice is a line of a chooser.
type choice struct {
	text, detail string
	run          func(*model) tea.Cmd
	copies       string // what y copies; empty: nothing
}

// chooser is an overlay of numbered choices: the digits of one choose it, as
// soon as no longer number could be meant.
type chooser struct {
	name    string
	verb    string // what choosing does, for the footer
	choices []choice
	digits  string
	at      scroller
	height  int
}

func newChooser(name string, choices []choice) *chooser {
	return &chooser{name: name, verb: "open", choices: choices, height: 20}
}

func (c *chooser) title() string { return c.name }

func (c *chooser) hints() []hint {
	out := []hint{{"1-9", c.verb}, {"⏎", c.verb}}
	if slices.ContainsFunc(c.choices, func(ch choice) bool { return ch.copies != "" }) {
		out = append(out, hint{"y", "copy"})
	}
	return append(out, hint{"esc", "back"})
}

func (c *chooser) paste(*model, tea.PasteMsg) tea.Cmd { return nil }

func (c *chooser) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if c.at.key(key, len(c.choices), c.height) {
		c.digits = ""
		return nil, false
	}
	if closes(key, "f") {
		return nil, true
	}
	switch key {
	case "backspace":
		c.digits = c.digits[:max(0, len(c.digits)-1)]
	case "enter", "l", "right", "o":
		return c.choose(m)
	case "y":
		if text := c.choices[c.at.cursor].copies; text != "" {
			return m.copyLink(text), true
		}
	default:
		return c.digit(m, key)
	}
	return nil, false
}

// digit takes one digit of a choice's number.
func (c *chooser) digit(m *model, key string) (tea.Cmd, bool) {
	if len(key) != 1 || key[0] < '0' || key[0] > '9' {
		return nil, false
	}
	n, err := strconv.Atoi(c.digits + key)
	if err != nil || n < 1 || n > len(c.choices) {
		c.digits = ""
		return nil, false
	}
	c.digits += key
	c.at.cursor = n - 1
	c.at.settle(len(c.choices), c.height)
	if n*10 > len(c.choices) {
		return c.choose(m)
	}
	return nil, false
}

func (c *chooser) choose(m *model) (tea.Cmd, bool) {
	return c.choices[c.at.cursor].run(m), true
}

func (c *chooser) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	var whole []string
	if all := c.shortened(p, w); h >= 12 && len(all) > 0 {
		whole = p.footnote(w, h/3, all, c.choices[clamp(c.at.cursor, 0, len(c.choices)-1)].words())
	}
	c.height = max(1, h-1-len(whole))
	c.at.settle(len(c.choices), c.height)
	lines := []string{blank(w)}
	for i := c.at.top; i < len(c.choices) && i < c.at.top+c.height; i++ {
		left, right := c.spans(p, w, i)
		lines = append(lines, p.line(w, i == c.at.cursor, left, right))
	}
	return append(filled(lines, w, h-len(whole)), whole...), nil
}

// spans are choice i at the line's left, and its detail at the right.
func (c *chooser) spans(p *painter, w, i int) (left, right []span) {
	ch := &c.choices[i]
	left = []span{p.choiceBar(i == c.at.cursor), {theme.Dim, fmt.Sprintf(" %*d  ", len(strconv.Itoa(len(c.choices))), i+1)}, {theme.Text, ch.text}}
	room := max(w*2/5, w-p.spanWidth(left)-3) // a long detail beside a short text
	return left, []span{{theme.Dim, p.cut(ch.detail, min(room, w*2/3-1))}, {theme.Text, " "}}
}

// words are all that is said of a choice.
func (ch *choice) words() string { return ch.text + "\n" + ch.detail }

// shortened are the words of the choices of which w cells have no room for all.
func (c *chooser) shortened(p *painter, w int) (all []string) {
	for i := range c.choices {
		ch := &c.choices[i]
		left, right := c.spans(p, w, i)
		if right[0].text != ch.detail || p.spanWidth(left)+p.spanWidth(right) >= w {
			all = append(all, ch.words())
		}
	}
	return all
}
