package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/theme"
)

// View draws the screen. It reads nothing but the model.
func (m *model) View() tea.View {
	v := tea.View{AltScreen: true, WindowTitle: "lede"}
	if m.opt.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.BackgroundColor, v.ForegroundColor = m.page()
	if m.term.w <= 0 || m.term.h <= 0 || !m.started {
		return v
	}
	if m.held.on {
		return m.held.view
	}
	lines, cursor := m.screen()
	v.Content = strings.Join(lines, "\n")
	if cursor != nil {
		v.Cursor = tea.NewCursor(cursor.X, cursor.Y)
		v.Cursor.Shape, v.Cursor.Blink = tea.CursorBar, false
	}
	return v
}

// screen is all lines from top to bottom.
func (m *model) screen() (lines []string, cursor *tea.Position) {
	l := &m.lay
	if !l.header.empty() {
		lines = append(lines, m.drawHeader(l.w))
	}
	if !l.headAir.empty() {
		lines = append(lines, m.drawProgress(l.w))
	}
	top := len(lines)
	h := l.h - top
	for _, r := range []rect{l.footAir, l.footer} {
		if !r.empty() {
			h--
		}
	}
	body, at := m.drawBody(l.w, h)
	lines = append(lines, body...)
	if at != nil {
		cursor = &tea.Position{X: at.X, Y: at.Y + top}
	}
	foot, x := m.drawFoot()
	if over := len(lines) + len(foot) - l.h; over > 0 { // a message over the body's end
		lines = lines[:max(0, len(lines)-over)]
	}
	lines = append(lines, foot...)
	if x != nil {
		cursor = &tea.Position{X: *x, Y: len(lines) - 1}
	}
	if cursor == nil {
		cursor = m.followed(top)
	}
	return lines, cursor
}

// drawFoot draws the footer with the rule above it. Where there is none, as in
// reading mode, a message or a prompt stands over the end of the body.
func (m *model) drawFoot() (lines []string, cursor *int) {
	l, said := &m.lay, m.saidLines(m.lay.w)
	over := l.footer.empty() && (said != nil || m.finding())
	air := !l.footAir.empty() || over && l.h >= footAirFrom
	if air {
		lines = append(lines, m.drawFootAir(l.w, said))
	}
	if !l.footer.empty() || over {
		footer, at := m.drawFooter(l.w, said, air)
		lines, cursor = append(lines, footer), at
	}
	return lines, cursor
}

// finding says whether a phrase is being typed that is looked for in the story.
func (m *model) finding() bool { return m.art.find.editing && m.top() == nil }

// drawBody draws what stands between header and footer.
func (m *model) drawBody(w, h int) ([]string, *tea.Position) {
	if top := m.top(); top != nil {
		return top.draw(m, overlayWidth(top, w), h)
	}
	l := &m.lay
	var columns [][]string
	var cursor *tea.Position
	rule := func(r rect, b border) {
		if r.empty() {
			return
		}
		role := theme.Faint
		if m.drag.border == b {
			role = theme.Accent
		}
		bar := m.paint.theme.Paint(role, m.paint.marks.vrule)
		col := make([]string, h)
		for i := range col {
			col[i] = bar
		}
		columns = append(columns, col)
	}
	if !l.side.empty() {
		columns = append(columns, m.side.draw(&m.paint, l.side.w, h, m.list.ref, m.want.focus == paneSide))
	}
	rule(l.sideBar, sideBorder)
	if !l.list.empty() {
		col, at := m.drawList(l.list.w, h)
		columns = append(columns, col)
		if at != nil {
			cursor = &tea.Position{X: l.list.x + at.X, Y: at.Y}
		}
	}
	rule(l.listBar, listBorder)
	if !l.article.empty() {
		columns = append(columns, m.art.draw(&m.paint, l.article.w, h))
	}
	lines := make([]string, h)
	var b strings.Builder
	for y := range lines {
		b.Reset()
		for _, col := range columns {
			b.WriteString(col[y])
		}
		lines[y] = b.String()
	}
	return m.drawHints(lines, w), cursor
}

// drawList draws the list's pane with its prompt.
func (m *model) drawList(w, h int) ([]string, *tea.Position) {
	var lines []string
	var cursor *tea.Position
	if m.prompting() {
		lines, cursor = m.drawPrompt(w, min(h, promptLines(m.lay.h)))
	} else if m.welcoming {
		lines = m.drawFirst(w, m.headLines())
	}
	rest := max(0, h-len(lines))
	if m.list.list.Empty() && !(m.searching() && m.list.ref.Path == "") || m.list.failed != "" {
		return append(lines, m.drawEmpty(w, rest)...), cursor
	}
	return append(lines, m.list.draw(&m.paint, w, rest, m.want.focus == paneList && !m.search.editing)...), cursor
}

// drawHints lays over the body's last lines what may follow a begun sequence.
func (m *model) drawHints(lines []string, w int) []string {
	if !m.typed.hints {
		return lines
	}
	p := &m.paint
	actions := m.keys.hints(m.context(), m.typed.seq)
	keys, widest := make([][]span, len(actions)), 0
	for i, a := range actions {
		for _, k := range a.Keys {
			if rest, ok := strings.CutPrefix(k, m.typed.seq+" "); ok {
				keys[i] = append(keys[i], span{theme.Dim, p.key(showKeys(m.typed.seq))}, span{theme.Bold, p.key(showKeys(rest))}, span{theme.Text, " "})
			}
		}
		widest = max(widest, p.spanWidth(keys[i]))
	}
	var rows, whole []string
	for i, a := range actions {
		does := span{theme.Text, a.Help}
		air := span{theme.Text, strings.Repeat(" ", widest-p.spanWidth(keys[i])+1)}
		rows = append(rows, p.line(w, false, slices.Concat([]span{{theme.Text, "   "}}, keys[i], []span{air, does}), nil))
		whole = append(whole, p.beside(w, widest+1, keys[i], []span{does}, nil)...)
	}
	if len(whole) < len(lines) { // else each is cut, so that all are there
		rows = whole
	}
	n := min(len(rows), len(lines)-1)
	if n <= 0 {
		return lines
	}
	copy(lines[len(lines)-n:], rows)
	lines[len(lines)-n-1] = p.rule(w)
	return lines
}

// drawHeader draws the name, what is shown, and how things stand.
func (m *model) drawHeader(w int) string {
	p := &m.paint
	gap := "  "
	if w < 80 {
		gap = " "
	}
	left := []span{{theme.Text, " "}, {accentBold, "lede"}, {theme.Faint, gap + p.marks.part + gap}, {theme.Bold, m.headTitle()}}
	sep := "  " + p.marks.gap + "  "
	parts := m.headFacts()
	for len(parts) > 0 {
		var right []span
		for i, s := range parts {
			if i > 0 {
				right = append(right, span{theme.Dim, sep})
			}
			right = append(right, s)
		}
		right = append(right, span{theme.Text, " "})
		if p.spanWidth(left)+p.spanWidth(right)+1 <= w && p.spanWidth(right) <= w*2/3 || len(parts) == 1 {
			return p.line(w, false, left, right)
		}
		parts = parts[1:] // what stands first is needed least
	}
	return p.line(w, false, left, nil)
}

// drawProgress draws the rule under the header, which during a refresh is the
// bar that says how far it is.
func (m *model) drawProgress(w int) string {
	p, r := &m.paint, &m.refresh
	if !r.running || r.shown.Total == 0 {
		return p.rule(w)
	}
	done := clamp(r.shown.Done*w/r.shown.Total, 0, w)
	return p.line(w, false, []span{{theme.Accent, strings.Repeat(p.marks.bold, done)}, {theme.Faint, strings.Repeat(p.marks.rule, w-done)}}, nil)
}

func (m *model) headTitle() string {
	switch top := m.top(); {
	case top != nil:
		return top.title()
	case m.lay.list.empty() && m.lay.article.empty() && m.want.focus == paneSide:
		return "Feeds"
	}
	return m.list.title(m.now())
}

// headFacts are the facts at the header's right, what is needed least first.
func (m *model) headFacts() []span {
	p := &m.paint
	if m.art.open && m.lay.list.empty() && !m.lay.article.empty() && m.top() == nil {
		return m.articleFacts()
	}
	var parts []span
	switch {
	case m.searching() && !m.refresh.running:
		if words := m.orderWords(); words != "" {
			return []span{{theme.Dim, "all feeds, all time"}, {theme.Dim, words}}
		}
		return []span{{theme.Dim, "all feeds, all time"}}
	case m.list.ref.Kind == feed.ViewToday && m.list.title(m.now()) == m.list.name:
		parts = append(parts, span{theme.Dim, m.now().Format("Monday 2 January")})
	}
	if words := m.orderWords(); words != "" {
		parts = append(parts, span{theme.Dim, words})
	}
	if n := m.side.unread(); n > 0 {
		parts = append(parts, span{theme.Dim, feed.CountText(n) + " unread"})
	}
	if m.adding != nil {
		parts = append(parts, span{theme.Dim, p.marks.refresh + " looking for " + p.cut(withoutPassword(m.adding.address), 30)})
	}
	if n := len(m.programs); n > 0 {
		parts = append(parts, span{theme.Dim, p.marks.refresh + " " + p.cut(m.programs[n-1].name, 30)})
	}
	if r := &m.refresh; r.running {
		text := p.marks.refresh + " refreshing"
		if r.shown.Total > 0 {
			text = fmt.Sprintf("%s %d/%d feeds", p.marks.refresh, r.shown.Done, r.shown.Total)
			if name := r.shown.Feed; name != "" {
				parts = slices.Insert(parts, max(0, len(parts)-1), span{theme.Dim, p.cut(name, 24)})
			}
		}
		parts = append(parts, span{theme.Dim, text})
	}
	return parts
}

// articleFacts are those of a story that has the screen to itself.
func (m *model) articleFacts() []span {
	p := &m.paint
	var parts []span
	add := func(r theme.Role, text string) { parts = append(parts, span{r, text}) }
	if m.refresh.running {
		add(theme.Dim, p.marks.refresh)
	}
	if m.art.row.Later {
		add(theme.Star, p.marks.later)
	}
	if m.art.row.Starred {
		add(theme.Star, p.marks.star)
	}
	row := m.list.current()
	if s := m.place(); s != "" && row != nil && row.EntryID == m.art.id { // else it is of another story
		add(theme.Dim, s)
	}
	if pc := m.art.percent(); pc >= 0 {
		add(theme.Dim, fmt.Sprintf("%d %%", pc))
		if left := m.art.entry.Words * (100 - pc) / 100; left > feed.WordsPerMinute/4 {
			add(theme.Dim, fmt.Sprintf("%d min left", feed.ReadingMinutes(left)))
		}
	}
	return parts
}

// place is where in the list the cursor is: '12 of 64'.
func (m *model) place() string {
	n, total := m.list.list.Place()
	if total == 0 {
		return ""
	}
	if n == 0 {
		return feed.CountText(total) + " stories"
	}
	return fmt.Sprintf("%d of %s", n, feed.CountText(total))
}

// saidLines is the message of the moment, broken into as many lines as it takes.
func (m *model) saidLines(w int) [][]span {
	if m.said.text == "" {
		return nil
	}
	return m.paint.wrap([]span{{m.said.role, m.said.text}}, w-2)
}

// drawFootAir draws the rule above the footer, or the first line of a message
// that is too long for one.
func (m *model) drawFootAir(w int, said [][]span) string {
	if len(said) > 1 && !m.finding() {
		return m.paint.line(w, false, append([]span{{theme.Text, " "}}, said[0]...), nil)
	}
	return m.paint.rule(w)
}

// drawFooter draws the message of the moment, else the keys, and at the right
// how things stand. air says whether a line above it has a message's first;
// cursor is where a prompt in it has its cursor.
func (m *model) drawFooter(w int, said [][]span, air bool) (line string, cursor *int) {
	p := &m.paint
	right := m.footFacts()
	if m.finding() {
		text, at := m.art.find.input.spans(p, w/2, theme.Bold)
		x := 3 + at
		found := "type to find"
		if m.art.find.input.value() != "" {
			found = plural(m.art.find.count, "match", "matches")
		}
		return p.line(w, false, append([]span{{theme.Accent, " / "}}, text...), []span{{theme.Dim, found + " "}}), &x
	}
	if said != nil {
		last := said[min(len(said), 2)-1]
		if len(said) > 2 {
			last = append(last, span{m.said.role, p.marks.ellipsis})
		}
		if len(said) > 1 && !air {
			last = []span{{m.said.role, m.said.text}} // it is cut
		}
		return p.line(w, false, append([]span{{theme.Text, " "}}, last...), nil), nil
	}
	return p.line(w, false, m.hintSpans(m.shownHints(w), w), right), nil
}

// shownHints are the keys for which the footer has room.
func (m *model) shownHints(w int) []hint {
	p := &m.paint
	hints, room := m.hints(), w-p.spanWidth(m.footFacts())-2
	for p.spanWidth(m.hintSpans(hints, w)) > room {
		if len(hints) <= 1 {
			return nil
		}
		hints = dropHint(hints)
	}
	return hints
}

// dropHint leaves one hint out where there is no room for all: the last, but
// for the way back and that to all keys, which go last.
func dropHint(hints []hint) []hint {
	at := len(hints) - 2
	if at > 0 && hints[at].does == allKeys {
		at--
	}
	return slices.Delete(slices.Clone(hints), at, at+1)
}

// allKeys is what the footer says of the help.
const allKeys = "all keys"

// hintSpans sets hints side by side.
func (m *model) hintSpans(hints []hint, w int) (out []span) {
	for i, h := range hints {
		sep := m.hintGap(i, w)
		if m.line.low {
			out = append(out, span{theme.Dim, sep + m.paint.key(h.key) + " " + h.does})
			continue
		}
		out = append(out, span{theme.Dim, sep}, span{theme.Bold, m.paint.key(h.key)}, span{theme.Dim, " " + h.does})
	}
	return out
}

// hintGap stands before hint i.
func (m *model) hintGap(i, w int) string {
	switch {
	case i == 0:
		return " "
	case w < 80:
		return "  "
	}
	return " " + m.paint.marks.gap + " "
}

// placeFrom is the width from which the footer says where in an overlay one is: in a
// narrower one its keys are needed more.
const placeFrom = 60

// footFacts are the facts at the footer's right.
func (m *model) footFacts() []span {
	var parts []string
	if m.typed.count > 0 || m.typed.seq != "" {
		text := m.paint.key(showKeys(m.typed.seq))
		if m.typed.count > 0 {
			text = fmt.Sprintf("%d%s", m.typed.count, text)
		}
		parts = append(parts, text)
	}
	if m.refresh.offline {
		parts = append(parts, "offline")
	}
	if top, ok := m.top().(placed); ok && top.place() != "" && m.term.w >= placeFrom {
		parts = append(parts, top.place())
	}
	if m.top() == nil {
		if m.list.fresh > 0 {
			parts = append(parts, feed.CountText(m.list.fresh)+" new: "+m.keys.key(m.context(), "refresh"))
		}
		if m.context() == InArticle {
			if m.art.row.Sources > 0 && m.term.w >= sidebarFrom { // where it leaves room for the keys
				parts = append(parts, sourcesOf(&m.art.row)[0].text+": "+m.keys.key(InArticle, "sources"))
			}
		} else if n := len(m.side.picked); n > 0 && m.context() == InSidebar {
			parts = append(parts, fmt.Sprintf("%d picked", n))
		} else if s := m.place(); s != "" && !m.searching() {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []span{{theme.Dim, strings.Join(parts, " "+m.paint.marks.gap+" ")}, {theme.Text, " "}}
}
