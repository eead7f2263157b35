package ui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// onFooter says whether a click is on the footer while that shows keys.
func (m *model) onFooter(msg tea.MouseMsg) bool {
	click, ok := msg.(tea.MouseClickMsg)
	return ok && click.Button == tea.MouseLeft && m.lay.footer.has(click.X, click.Y) && !m.art.find.editing && m.saidLines(m.lay.w) == nil
}

// clickHint presses the key that the footer shows in a column.
func (m *model) clickHint(x int) tea.Cmd {
	p, from := &m.paint, 0
	for i, h := range m.shownHints(m.lay.w) {
		from += p.width(m.hintGap(i, m.lay.w))
		to := from + p.width(p.key(h.key)+" "+h.does)
		if x >= from && x < to {
			var cmds []tea.Cmd
			for _, key := range pressed(h.key) {
				cmds = append(cmds, m.keyPressed(key))
			}
			return tea.Batch(cmds...)
		}
		from = to
	}
	return nil
}

// pressed are the keys that a hint shows, as the terminal would send them; none
// where it shows several to choose from.
func pressed(shown string) (keys []tea.KeyPressMsg) {
	named := map[string]rune{
		"⏎": tea.KeyEnter, "enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "del": tea.KeyDelete, "space": tea.KeySpace, "↑": tea.KeyUp,
	}
	for _, k := range strings.Fields(shown) {
		code, known := named[k]
		ctrl, isCtrl := strings.CutPrefix(k, "^")
		r, n := utf8.DecodeRuneInString(k)
		switch {
		case k == "space":
			keys = append(keys, tea.KeyPressMsg{Code: code, Text: " "})
		case known:
			keys = append(keys, tea.KeyPressMsg{Code: code})
		case isCtrl && len(ctrl) == 1:
			keys = append(keys, tea.KeyPressMsg{Code: rune(ctrl[0]), Mod: tea.ModCtrl})
		case n == len(k):
			keys = append(keys, tea.KeyPressMsg{Code: r, Text: k})
		default:
			return nil
		}
	}
	return keys
}
