package ui

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/ui/theme"
)

// picker is an overlay of things in groups, of which any number is picked with
// space. Typing narrows it.
type picker struct {
	name  string
	about string // what it is for, in a line
	verb  string // what enter does with what is picked
	none  string // what is said where nothing has what was typed
	items []pickItem
	done  func(m *model, picked []pickItem) tea.Cmd

	input  prompt
	rows   []pickRow
	cursor int // in rows; never on a heading
	top    int
	height int
	listed int // the line on which the rows begin
}

// pickItem is a thing to pick.
type pickItem struct {
	group, title, detail string
	value                string
	had                  bool // it is there already, and cannot be picked
	picked               bool
}

// pickRow is a line: an item's index, or a group's heading.
type pickRow struct {
	item  int // -1: a heading
	group string
}

func newPicker(name, about, verb string, items []pickItem, done func(*model, []pickItem) tea.Cmd) *picker {
	p := &picker{name: name, about: about, verb: verb, items: items, done: done, input: newPrompt(""), height: 20}
	p.narrow()
	return p
}

// typed is what is looked for.
func (p *picker) typed() string { return strings.TrimSpace(p.input.value()) }

// narrow shows the items that have what is typed, or whose group has.
func (p *picker) narrow() {
	q := strings.ToLower(p.typed())
	p.rows = p.rows[:0]
	last := ""
	for i, it := range p.items {
		if !strings.Contains(strings.ToLower(it.title+" "+it.group+" "+it.detail), q) {
			continue
		}
		if it.group != last && it.group != "" {
			if last != "" {
				p.rows = append(p.rows, pickRow{-1, ""}) // air
			}
			p.rows = append(p.rows, pickRow{-1, it.group})
			last = it.group
		}
		p.rows = append(p.rows, pickRow{i, it.group})
	}
	p.top, p.cursor = 0, -1
	p.move(1)
}

// move moves the cursor by n items, over headings.
func (p *picker) move(n int) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for ; n > 0; n-- {
		i := p.cursor + step
		for i >= 0 && i < len(p.rows) && p.rows[i].item < 0 {
			i += step
		}
		if i < 0 || i >= len(p.rows) {
			break
		}
		p.cursor = i
	}
}

// group goes to the first item of the next group, or of the one before.
func (p *picker) group(step int) {
	if p.current() == nil {
		return
	}
	i, from := p.cursor, p.rows[p.cursor].group
	if step > 0 {
		for i < len(p.rows) && (p.rows[i].group == from || p.rows[i].group == "") {
			i++
		}
	} else {
		for i >= 0 && (p.rows[i].group == from || p.rows[i].group == "") {
			i--
		}
		for i > 0 && p.rows[i-1].group == p.rows[i].group {
			i--
		}
	}
	if i < 0 || i >= len(p.rows) {
		return
	}
	p.cursor = i
	if p.rows[i].item < 0 {
		p.move(1)
	}
}

func (p *picker) current() *pickItem {
	if p.cursor < 0 || p.cursor >= len(p.rows) || p.rows[p.cursor].item < 0 {
		return nil
	}
	return &p.items[p.rows[p.cursor].item]
}

func (p *picker) picked() (out []pickItem) {
	for _, it := range p.items {
		if it.picked {
			out = append(out, it)
		}
	}
	return out
}

func (p *picker) title() string { return p.name }

func (p *picker) hints() []hint {
	verb := p.verb
	if n := len(p.picked()); n > 0 {
		verb = fmt.Sprintf("%s %d", verb, n)
	}
	if len(p.rows) == 0 {
		return []hint{{"esc", "clear"}}
	}
	out := []hint{{"space", "pick"}, {"⏎", verb}, {"↑↓", "move"}}
	if len(p.rows) > 0 && p.rows[0].item < 0 {
		out = append(out, hint{"tab", "next group"})
	}
	return append(out, hint{"esc", "back"})
}

func (p *picker) paste(_ *model, msg tea.PasteMsg) tea.Cmd {
	if p.input.update(msg) {
		p.narrow()
	}
	return nil
}

func (p *picker) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if by, ok := movement(key, p.height); ok && (key != "ctrl+u" || p.input.value() == "") {
		p.move(by)
		return nil, false
	}
	switch key {
	case "esc", "ctrl+c":
		if p.input.value() != "" && key == "esc" {
			p.input = newPrompt("")
			p.narrow()
			return nil, false
		}
		return nil, true
	case "space":
		if it := p.current(); it != nil && !it.had {
			it.picked = !it.picked
			p.move(1)
		}
	case "tab":
		p.group(1)
	case "shift+tab":
		p.group(-1)
	case "home":
		p.move(-len(p.rows))
	case "end":
		p.move(len(p.rows))
	case "enter":
		return p.choose(m)
	default:
		if key == "/" && p.input.value() == "" {
			break // it stands there already
		}
		if p.input.update(msg) {
			p.narrow()
		}
	}
	return nil, false
}

// choose hands on what is picked, or where nothing is what the cursor is on.
func (p *picker) choose(m *model) (tea.Cmd, bool) {
	picked := p.picked()
	if it := p.current(); len(picked) == 0 && it != nil && !it.had {
		picked = []pickItem{*it}
	}
	if len(picked) == 0 {
		return nil, false
	}
	return p.done(m, picked), true
}

func (p *picker) draw(m *model, w, h int) ([]string, *tea.Position) {
	pt := &m.paint
	text, at := p.input.spans(pt, w-24, theme.Bold)
	if p.input.value() == "" {
		text = []span{{theme.Faint, "type to search"}}
	}
	count := ""
	if n := len(p.picked()); n > 0 {
		count = fmt.Sprintf("%d picked", n)
	}
	var lines []string
	if h >= 12 {
		lines = append(lines, blank(w))
		for _, l := range pt.wrap([]span{{theme.Dim, p.about}}, max(8, w-4)) {
			lines = append(lines, pt.line(w, false, append([]span{{theme.Dim, "   "}}, l...), nil))
		}
		lines = append(lines, blank(w))
	}
	y := len(lines)
	lines = append(lines, pt.line(w, false, append([]span{{theme.Accent, "   / "}}, text...), []span{{theme.Accent, count}, {theme.Text, "  "}}))
	if h >= 12 {
		lines = append(lines, blank(w))
	}
	p.height, p.listed = max(1, h-len(lines)), len(lines)
	p.settle()
	for i := p.top; i < len(p.rows) && len(lines) < h; i++ {
		lines = append(lines, p.drawRow(pt, w, i))
	}
	if len(p.rows) == 0 {
		lines = append(lines, pt.line(w, false, []span{{theme.Dim, "   " + cmp.Or(p.none, "No name here matches.")}}, nil))
	}
	return filled(lines, w, h), &tea.Position{X: min(5+at, w-1), Y: min(y, h-1)}
}

// settle scrolls so that the cursor is seen, and a group's heading above its
// first item.
func (p *picker) settle() {
	first := p.cursor
	if first > 0 && p.rows[first-1].item < 0 {
		first--
	}
	p.top = max(min(p.top, first), p.cursor-p.height+1)
	p.top = clamp(p.top, 0, max(0, len(p.rows)-p.height))
}

func (p *picker) drawRow(pt *painter, w, i int) string {
	r := p.rows[i]
	if r.item < 0 && r.group == "" {
		return blank(w)
	}
	if r.item < 0 {
		n := 0
		for _, it := range p.items {
			if it.group == r.group && it.picked {
				n++
			}
		}
		right := []span{{theme.Text, "  "}}
		if n > 0 {
			right = []span{{theme.Dim, fmt.Sprintf("%d picked", n)}, {theme.Text, "  "}}
		}
		heading := pt.marked(theme.Dim, strings.ToUpper(r.group), wordsIn(r.group, p.typed()))
		return pt.line(w, false, append([]span{{theme.Dim, "   "}}, heading...), right)
	}
	it, on := &p.items[r.item], i == p.cursor
	bar := pt.choiceBar(on)
	box, boxRole, role := "[ ] ", theme.Faint, theme.Text
	switch {
	case it.had:
		box, role = "    ", theme.Dim
	case it.picked:
		box, boxRole, role = "[x] ", theme.Accent, theme.Bold
	}
	q := p.typed()
	right := []span{{theme.Text, "  "}}
	switch {
	case it.had:
		right = append([]span{{theme.Dim, pt.cut("subscribed", w/2)}}, right...)
	case w >= 70:
		detail := pt.cut(it.detail, w/2)
		right = append(pt.marked(theme.Dim, detail, wordsIn(detail, q)), right...)
	}
	left := append([]span{bar, {theme.Text, " "}, {boxRole, box}}, pt.marked(role, it.title, wordsIn(it.title, q))...)
	return pt.line(w, on, left, right)
}
