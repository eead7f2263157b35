package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"lede/ui/typeset"
)

// findState is a search within the article.
type findState struct {
	editing bool
	on      bool // matches are shown
	input   prompt
	matches []typeset.Match // stretches: one match over a line's end is several
	count   int             // of matches
	at      int             // the match that n and N go from
	from    int             // the line from which the find began
	// words are what a search found the story by; with them nothing is typed.
	words []typeset.Words
}

// typed says whether what is found was typed, rather than searched for in the list.
func (f *findState) typed() bool { return f.on && f.words == nil }

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
	a.find.look(a.set)
	a.find.at = 0
	for _, x := range a.find.matches {
		if x.Line >= a.find.from {
			a.find.at = x.Number
			break
		}
	}
	return a.showMatch(m)
}

// searchWords are what the list in hand was searched or filtered by.
func (m *model) searchWords() (out []typeset.Words) {
	for _, t := range m.list.base.Filter.Match.Words() {
		out = append(out, typeset.Words{Text: t.Text, Prefix: t.Prefix})
	}
	return out
}

// findSearched marks what the story was found by and shows the first of it,
// unless it was opened elsewhere or scrolled meanwhile.
func (m *model) findSearched() tea.Cmd {
	a := &m.art
	if a.find.words == nil || a.find.count > 0 || a.set == nil {
		return a.findAgain()
	}
	a.find.look(a.set)
	if a.find.count == 0 || a.top != a.find.from {
		return nil
	}
	return a.showMatch(m)
}

// findAgain finds anew in an article that was set anew.
func (a *reader) findAgain() tea.Cmd {
	if !a.find.on || a.set == nil {
		return nil
	}
	a.find.look(a.set)
	a.find.at = clamp(a.find.at, 0, max(0, a.find.count-1))
	return nil
}

func (a *reader) showMatch(m *model) tea.Cmd {
	i := slices.IndexFunc(a.find.matches, func(x typeset.Match) bool { return x.Number == a.find.at })
	if i < 0 {
		return nil
	}
	line := a.find.matches[i].Line
	if line >= a.top+1 && line < a.top+a.place.h-1 {
		return nil
	}
	return a.scrollTo(m, line-a.place.h/3)
}

// nextMatch goes to the next or previous match, around the ends.
func (a *reader) nextMatch(m *model, step int) tea.Cmd {
	n := a.find.count
	a.find.at = (a.find.at + step + n) % n
	return tea.Batch(a.showMatch(m), m.say(fmt.Sprintf("Match %d of %d", a.find.at+1, n)))
}

// look finds what is typed in the article as far as it is set; nil: not at all yet.
func (f *findState) look(set *typeset.Setting) {
	switch {
	case set == nil:
		f.matches = nil
	case f.words != nil:
		f.matches = set.FindWords(f.words)
	default:
		f.matches = set.Find(f.input.value())
	}
	f.count = 0
	if n := len(f.matches); n > 0 {
		f.count = f.matches[n-1].Number + 1
	}
}
