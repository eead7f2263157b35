package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lede/feed"
	"lede/ui/theme"
)

// ThemeSample shows a theme in lines of w cells: two stories in a list, the
// first chosen, and what an article is made of.
func ThemeSample(t *theme.Theme, w int, ascii bool) []string {
	p := newPainter(t, ansi.WcWidth, ascii)
	return sample(&p, w)
}

func sample(p *painter, w int) []string {
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	style := rowStyle{density: twoLine, now: now}
	unread := feed.Row{Headline: feed.Headline{
		Title: "The tide tables were a minute out", FeedTitle: "Harbour Weekly", Words: 900, Revised: now, SortDate: now.Add(-14 * time.Minute), Sources: 2,
	}}
	read := feed.Row{Headline: feed.Headline{
		Title: "What the lighthouse keeper wrote down", FeedTitle: "Long Reads", Words: 2400, Read: true, Starred: true, Later: true, SortDate: now.Add(-3 * time.Hour),
	}}
	lines := append(style.draw(p, w, nil, &unread, true, true), style.draw(p, w, &unread, &read, false, true)...)
	text := func(spans ...span) {
		for _, l := range p.wrap(spans, w-5) {
			lines = append(lines, p.line(w, false, append([]span{{theme.Text, "    "}}, l...), nil))
		}
	}
	text(span{theme.Heading, "A heading"}, span{theme.Dim, "   dim  "}, span{theme.Faint, strings.Repeat(p.marks.rule, 3)}, span{theme.Accent, "  accent"},
		span{theme.OK, "  new"}, span{theme.Warn, "  failed"})
	text(span{theme.Text, "Text with a "}, span{theme.Link, "link"}, span{theme.Text, ", some "}, span{theme.Code, "code()"}, span{theme.Text, ", a "},
		span{theme.Match, "found"}, span{theme.Text, " word, the "}, span{theme.Current, "current"}, span{theme.Text, " one."})
	text(span{theme.Quote, "A quoted line. "}, span{theme.Inserted, "Put in"}, span{theme.Text, " and "}, span{theme.Deleted, "taken away"})
	text(span{theme.Keyword, "for"}, span{theme.Text, " i := "}, span{theme.Number, "1"}, span{theme.Text, "; "}, span{theme.Function, "more"},
		span{theme.Text, "("}, span{theme.Literal, `"tide"`}, span{theme.Text, ") "}, span{theme.Comment, "// a comment"})
	return append(lines, blank(w))
}
