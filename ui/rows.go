package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/list"
	"lede/ui/theme"
	"lede/ui/typeset"
)

// density is how much a list shows of each story.
type density string

// The densities.
const (
	twoLine   density = "two-line"
	compact   density = "compact"
	threeLine density = "three-line"
)

// densities lists them in the order in which the action goes through them.
func densities() []density { return []density{twoLine, compact, threeLine} }

// rowStyle is how the rows of one list are set.
type rowStyle struct {
	density  density
	grouped  grouping
	snippets bool // a search: where it matched
	feed     bool // a row need not name its feed
	now      time.Time
	room     rect        // of the pane: a headline that is too long for it takes a second line
	method   ansi.Method // that widths are counted by
	noEmoji  bool        // they cost too much here
}

// grouping is what the headings of a list say.
type grouping int

const (
	ungrouped grouping = iota
	byDay
	byFeed
	byUnread // the stretch of what is unread, and that of what is read
)

// height is how many lines a story takes without its heading, and how many of
// them are air.
func (s rowStyle) height() (lines, air int) {
	switch {
	case s.snippets:
		return 4, 1
	case s.density == compact:
		return 1, 0
	case s.density == threeLine:
		return 4, 1
	}
	return 3, 1
}

// measure is the list.Lines of this style.
func (s rowStyle) measure() (list.Lines, int) {
	lines, air := s.height()
	return func(prev, row *feed.Row) int {
		row = s.readable(row)
		n := lines
		if _, rest := s.headline(row); s.ownLine(row, rest) {
			n++
		}
		return n + s.headingLines(prev, row)
	}, air
}

// headingLines is how many lines a row's heading takes, with the air below it.
func (s rowStyle) headingLines(prev, row *feed.Row) int {
	if s.heading(prev, row) == "" {
		return 0
	}
	_, air := s.height()
	return 1 + air
}

// readable is a row as it is drawn: TeX in its headline written as text, and without
// emoji where they would have its whole line written anew in each frame.
func (s rowStyle) readable(row *feed.Row) *feed.Row {
	if strings.ContainsAny(row.Title, `$\`) {
		r := *row
		r.Title = article.PlainTeX(row.Title)
		row = &r
	}
	if !s.noEmoji {
		return row
	}
	r := *row
	r.Title, r.FeedTitle, r.Summary = withoutEmoji(r.Title), withoutEmoji(r.FeedTitle), withoutEmoji(r.Summary)
	return &r
}

// withoutEmoji takes away what is neither a letter nor in the basic plane's
// narrow signs: pictures, and what joins or tints them. A text of nothing else
// stays.
func withoutEmoji(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < utf8.RuneSelf
	}
	if ascii {
		return s
	}
	dropped := false // the rune before was
	out := strings.Map(func(r rune) rune {
		joins := r == 0xFE0F || r == 0x200D && dropped // elsewhere a joiner is a part of the script
		dropped = joins || r >= 0x1F000 && r < 0x20000 || unicode.Is(unicode.So, r) && ansi.StringWidth(string(r)) > 1
		if dropped {
			return -1
		}
		return r
	}, s)
	if out = strings.Join(strings.Fields(out), " "); out == "" {
		return s
	}
	return out
}

// secondLine is the height of a pane from which on the rest of a headline may
// take a line of its own: in a lower one, more stories are worth more.
const secondLine = 24

// minSource is how many cells of its feed's name a story shows at least.
const minSource = 12

// ownLine says whether the rest of a headline gets a line of its own. A word or
// two do not: the facts follow them, where they have room.
func (s rowStyle) ownLine(row *feed.Row, rest string) bool {
	if rest == "" {
		return false
	}
	n := s.method.StringWidth(rest)
	if s.density == threeLine || s.feed {
		return s.room.h >= secondLine && n > s.room.w/3
	}
	facts := min(s.method.StringWidth(row.FeedTitle), minSource) + 1
	for _, sp := range sourcesOf(row) {
		facts += len(sp.text)
	}
	return s.room.h >= secondLine && n > s.room.w/3 || len(" *  ")+n+len("  ")+facts > s.room.w
}

// headline parts a row's headline into its first line and, where that has no
// room for all of it, the rest.
func (s rowStyle) headline(row *feed.Row) (first, rest string) {
	if s.snippets || s.density == compact {
		return row.Title, ""
	}
	room := s.room.w - len("  * ") - len(" ") - len(age(row.SortDate, s.now)) - len(" ")
	if room < 16 || s.method.StringWidth(row.Title) <= room {
		return row.Title, ""
	}
	wrapped := ansi.WrapWc(row.Title, room, "")
	if s.method == ansi.GraphemeWidth {
		wrapped = ansi.Wrap(row.Title, room, "")
	}
	first, _, _ = strings.Cut(wrapped, "\n")
	rest, ok := strings.CutPrefix(row.Title, first)
	if !ok {
		return row.Title, ""
	}
	return first, strings.TrimSpace(rest)
}

// heading is what stands above a row: its day or feed, where that differs from
// the row before.
func (s rowStyle) heading(prev, row *feed.Row) string {
	switch s.grouped {
	case ungrouped:
		return ""
	case byFeed:
		if prev != nil && prev.FeedID == row.FeedID {
			return ""
		}
		return row.FeedTitle
	case byUnread: // as they were when the list was opened
		if prev != nil && prev.Key.Text == row.Key.Text {
			return ""
		}
		if row.Key.Text == "0" {
			return "Unread"
		}
		return "Read"
	}
	day := row.SortDate.In(s.now.Location())
	if prev != nil && sameDay(prev.SortDate.In(s.now.Location()), day) {
		return ""
	}
	return dayName(day, s.now)
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ad == bd && am == bm && ay == by
}

// dayName names a day as people do.
func dayName(day, now time.Time) string {
	switch {
	case sameDay(day, now):
		return "Today"
	case sameDay(day, now.AddDate(0, 0, -1)):
		return "Yesterday"
	case day.Year() == now.Year():
		return day.Format("Monday 2 January")
	}
	return day.Format("Monday 2 January 2006")
}

// age writes how long ago something was: 'now', '14m', '3h', '2d', '14 Mar', 'Mar 2019'.
func age(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case t.IsZero():
		return ""
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	case d < 7*24*time.Hour:
		return fmt.Sprintf("%dd", int(d.Hours()/24))
	case t.Year() == now.Year():
		return t.In(now.Location()).Format("2 Jan")
	}
	return t.In(now.Location()).Format("Jan 2006")
}

// minutes writes a reading time, or nothing where there is little to read: that
// may be all that the feed gives of a long story.
func minutes(words int) string {
	if words < feed.LeastTimed {
		return ""
	}
	return fmt.Sprintf("%d min", feed.ReadingMinutes(words))
}

// draw sets one row in its lines, heading first, of w cells each.
func (s rowStyle) draw(p *painter, w int, prev, row *feed.Row, on, focused bool) []string {
	row = s.readable(row)
	var lines []string
	_, air := s.height()
	if h := s.heading(prev, row); h != "" {
		lines = append(lines, p.line(w, false, []span{{theme.Text, "    "}, {theme.Dim, strings.ToUpper(h)}}, nil))
		for range air {
			lines = append(lines, blank(w))
		}
	}
	bar := span{theme.Text, " "}
	if on {
		bar = span{theme.Accent, p.marks.bar}
		if !focused {
			bar.role = theme.Faint
		}
	}
	on = on && (focused || !p.reversed)
	if s.density == compact && !s.snippets {
		return append(lines, s.drawCompact(p, w, row, bar, on))
	}
	first, rest := s.headline(row)
	lines = append(lines,
		p.line(w, on, append([]span{bar, {theme.Text, " "}, dotOf(p, row), {theme.Text, " "}}, s.titleSpans(p, row, first)...),
			[]span{{theme.Dim, age(row.SortDate, s.now)}, {theme.Text, " "}}))
	if p.bare { // the headline has the bar; that will do
		bar = span{theme.Text, " "}
	}
	margin := []span{bar, {theme.Text, "   "}}
	lead, own := margin, s.ownLine(row, rest)
	switch {
	case own:
		lines = append(lines, p.line(w, on, append(slices.Clip(margin), titleOf(row, rest)), []span{{theme.Text, " "}}))
	case rest != "":
		lead = append(slices.Clip(margin), titleOf(row, rest), span{theme.Text, "  "})
	}
	factsAfter := func(lead []span) string {
		right := sourcesOf(row)
		room := w - p.spanWidth(lead) - p.spanWidth(right) - len(" ") // before it, or the last column
		return p.line(w, on, slices.Concat(lead, s.facts(p, row, room)), right)
	}
	switch {
	case s.snippets:
		lines = append(lines, factsAfter(lead),
			p.line(w, on, append(slices.Clip(margin), snippetSpans(p, w-6, row)...), []span{{theme.Text, " "}}))
	case s.density == threeLine: // the rest of a headline runs into the excerpt
		lines = append(lines,
			p.line(w, on, append(slices.Clip(lead), span{theme.Text, article.Excerpt(row.Summary)}), []span{{theme.Text, " "}}),
			factsAfter(margin))
	default:
		lines = append(lines, factsAfter(lead))
	}
	for range air {
		lines = append(lines, blank(w))
	}
	return lines
}

func dotOf(p *painter, row *feed.Row) span {
	if row.Read {
		return span{theme.Text, strings.Repeat(" ", p.width(p.marks.dot))}
	}
	return span{theme.Accent, p.marks.dot}
}

func titleOf(row *feed.Row, text string) span {
	if row.Read {
		return span{theme.Dim, text}
	}
	return span{theme.Bold, text}
}

// titleSpans are a headline's first line, with what a search found in it.
func (s rowStyle) titleSpans(p *painter, row *feed.Row, text string) []span {
	if !s.snippets || p.bare || row.Found == "" || feed.WithoutMarks(row.Found) != text {
		return []span{titleOf(row, text)}
	}
	return markedSpans(titleOf(row, "").role, row.Found)
}

// maxLabel is how many cells of a label a row shows.
const maxLabel = 20

// rowFact is a piece of the line below a headline.
type rowFact struct {
	span
	turn int // in which they are given room; the first is cut rather than left out
}

// facts is the dim line below a headline: what n cells have room for of its
// source and the story's marks.
func (s rowStyle) facts(p *painter, row *feed.Row, n int) []span {
	facts := s.allFacts(p, row)
	turns := make([]int, len(facts))
	for i := range turns {
		turns[i] = i
	}
	slices.SortStableFunc(turns, func(a, b int) int { return facts[a].turn - facts[b].turn })
	used, shown := 0, make([]bool, len(facts))
	for i, at := range turns {
		need := p.width(facts[at].text)
		if i == 0 && need > n {
			facts[at].text = p.cut(facts[at].text, n)
			need = p.width(facts[at].text)
		} else if i > 0 {
			need += len("  ")
		}
		if shown[at] = need > 0 && used+need <= n; shown[at] {
			used += need
		}
	}
	var out []span
	for i, f := range facts {
		if !shown[i] {
			continue
		}
		last := len(out) - 1
		switch {
		case last < 0:
		case out[last].role == f.role && !typeset.HasRTL(out[last].text): // one span is fewer bytes than two
			out[last].text += "  " + f.text
			continue
		default:
			out = append(out, span{theme.Text, "  "})
		}
		out = append(out, f.span)
	}
	return out
}

func (s rowStyle) allFacts(p *painter, row *feed.Row) []rowFact {
	var out []rowFact
	add := func(on bool, turn int, r theme.Role, text string) {
		if on {
			out = append(out, rowFact{span{r, text}, turn})
		}
	}
	m := minutes(row.Words)
	add(!s.feed, 0, theme.Dim, row.FeedTitle)
	add(m != "", 6, theme.Dim, m)
	for name := range strings.SplitSeq(row.Labels, ", ") {
		add(name != "", 2, theme.Text, "#"+p.cut(name, maxLabel))
	}
	add(!row.Revised.IsZero(), 3, theme.OK, p.marks.updated+" updated")
	add(row.HasMedia, 4, theme.Dim, p.marks.media)
	add(row.Ready, 5, theme.Dim, p.marks.ready)
	add(row.Later, 1, theme.Star, p.marks.later+" later")
	add(row.Starred, 1, theme.Star, p.marks.star)
	return out
}

func sourcesOf(row *feed.Row) []span {
	switch {
	case row.Sources <= 0:
		return nil
	case row.Sources == 1:
		return []span{{theme.Dim, "+1 source"}, {theme.Text, " "}}
	}
	return []span{{theme.Dim, fmt.Sprintf("+%d sources", row.Sources)}, {theme.Text, " "}}
}

func (s rowStyle) drawCompact(p *painter, w int, row *feed.Row, bar span, on bool) string {
	var right []span
	mark := func(yes bool, r theme.Role, g string) {
		if yes {
			right = append(right, span{r, " " + g})
		}
	}
	mark(!row.Revised.IsZero(), theme.OK, p.marks.updated)
	mark(row.Later, theme.Star, p.marks.later)
	mark(row.Starred, theme.Star, p.marks.star)
	if !s.feed && w >= 60 {
		right = append(right, span{theme.Dim, "  " + p.cut(row.FeedTitle, w/5)})
	}
	a := age(row.SortDate, s.now)
	right = append(right, span{theme.Dim, strings.Repeat(" ", max(1, 7-p.width(a))) + a}, span{theme.Text, " "})
	return p.line(w, on, []span{bar, {theme.Text, " "}, dotOf(p, row), {theme.Text, " "}, titleOf(row, row.Title)}, right)
}

// snippetSpans sets where a search matched in n cells, with the first match in
// sight.
func snippetSpans(p *painter, n int, row *feed.Row) []span {
	text := row.Snippet
	if text == "" {
		return []span{{theme.Dim, p.cut(article.Excerpt(row.Summary), n)}}
	}
	if before, _, ok := strings.Cut(text, feed.SnippetOpen); ok && p.width(before) > n/2 {
		text = p.marks.ellipsis + p.method.TruncateLeft(before, p.width(before)-n/3, "") + text[len(before):]
	}
	return markedSpans(theme.Dim, text)
}

// markedSpans are a text with what a search found in it.
func markedSpans(role theme.Role, text string) (out []span) {
	for text != "" {
		before, rest, ok := strings.Cut(text, feed.SnippetOpen)
		if before != "" {
			out = append(out, span{role, before})
		}
		if !ok {
			break
		}
		match, after, _ := strings.Cut(rest, feed.SnippetClose)
		out = append(out, span{theme.Match, match})
		text = after
	}
	return out
}
