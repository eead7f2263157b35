package ui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lede/ui/theme"
)

// findState is a search within the article.
type findState struct {
	editing bool
	on      bool // matches are shown
	input   prompt
	matches []match
	at      int // the match that n and N go from
	from    int // the line from which the find began
}

// match is a place in the article as it is set: cells from to to of a line.
type match struct{ line, from, to int }

func (a *reader) finding() bool { return a.find.on && len(a.find.matches) > 0 }

func (m *model) actFind(c call) tea.Cmd {
	if m.art.set == nil {
		return nil
	}
	m.art.find = findState{editing: c.arg == "", on: true, input: newPrompt(c.arg), from: m.art.top}
	if c.arg != "" {
		return m.findNow()
	}
	return nil
}

func (m *model) findKey(msg tea.KeyPressMsg) tea.Cmd {
	f := &m.art.find
	switch msg.String() {
	case "enter":
		f.editing = false
		if f.input.value() == "" {
			*f = findState{}
			return nil
		}
		if len(f.matches) == 0 {
			text := f.input.value()
			*f = findState{}
			return m.say(fmt.Sprintf("%q is not in this story", text))
		}
		return nil
	case "esc", "ctrl+c":
		from := f.from
		*f = findState{}
		return m.art.scrollTo(m, from)
	}
	return m.findInput(msg)
}

func (m *model) findInput(msg tea.Msg) tea.Cmd {
	if !m.art.find.input.update(msg) {
		return nil
	}
	return m.findNow()
}

// findNow finds what is typed and shows the first match from where the find
// began.
func (m *model) findNow() tea.Cmd {
	a := &m.art
	a.find.matches = findIn(&m.paint, a.set.Lines(0, a.set.Len()), a.find.input.value())
	a.find.at = 0
	for i, x := range a.find.matches {
		if x.line >= a.find.from {
			a.find.at = i
			break
		}
	}
	return a.showMatch(m)
}

// findAgain finds anew in an article that was set anew.
func (a *reader) findAgain() tea.Cmd {
	if !a.find.on || a.set == nil {
		return nil
	}
	p := painter{method: ansi.GraphemeWidth}
	a.find.matches = findIn(&p, a.set.Lines(0, a.set.Len()), a.find.input.value())
	a.find.at = clamp(a.find.at, 0, max(0, len(a.find.matches)-1))
	return nil
}

func (a *reader) showMatch(m *model) tea.Cmd {
	if len(a.find.matches) == 0 {
		return nil
	}
	line := a.find.matches[a.find.at].line
	if line >= a.top+1 && line < a.top+a.place.h-1 {
		return nil
	}
	return a.scrollTo(m, line-a.place.h/3)
}

// nextMatch goes to the next or previous match, around the ends.
func (a *reader) nextMatch(m *model, step int) tea.Cmd {
	n := len(a.find.matches)
	a.find.at = (a.find.at + step + n) % n
	return tea.Batch(a.showMatch(m), m.say(fmt.Sprintf("Match %d of %d", a.find.at+1, n)))
}

// findIn finds text in set lines; letters match in either case where what is
// looked for has no capital.
func findIn(p *painter, lines []string, text string) []match {
	if text == "" {
		return nil
	}
	fold := strings.ToLower(text) == text
	var out []match
	for i, styled := range lines {
		line := ansi.Strip(styled)
		hay := line
		if fold {
			hay = strings.ToLower(line)
		}
		if len(hay) != len(line) { // lower case of another length: cells would be wrong
			hay = line
		}
		for at := 0; ; {
			k := strings.Index(hay[at:], text)
			if k < 0 {
				break
			}
			from := at + k
			to := from + len(text)
			if utf8.RuneStart(line[from]) {
				x := p.method.StringWidth(line[:from])
				out = append(out, match{i, x, x + p.method.StringWidth(line[from:to])})
			}
			at = to
		}
	}
	return out
}

// paint shows the matches of one line.
func (f *findState) paint(p *painter, line int, styled string) string {
	for i := len(f.matches) - 1; i >= 0; i-- {
		x := f.matches[i]
		if x.line != line {
			continue
		}
		role := theme.Match
		if i == f.at {
			role = theme.Current
		}
		w := p.method.StringWidth(styled)
		mid := ansi.Strip(p.method.Cut(styled, x.from, x.to))
		styled = p.method.Cut(styled, 0, x.from) + ansi.ResetStyle + p.theme.Paint(role, mid) + p.method.Cut(styled, x.to, w)
	}
	return styled
}
