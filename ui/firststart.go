package ui

import (
	"lede/ui/theme"
)

// welcomed asks whether the library in hand is the compiled-in one.
func (m *model) welcomed() func() bool {
	if subs := m.opt.Subscriptions; subs != nil {
		return subs.Welcoming
	}
	return func() bool { return false }
}

// headLines is how many lines stand above the list: of the prompt, or of what
// is said at the first start.
func (m *model) headLines() int {
	switch {
	case m.prompting():
		return promptLines(m.lay.h)
	case !m.welcoming:
		return 0
	case m.lay.h < 16:
		return 1
	}
	return 6
}

// drawFirst says at the first start what lede is and how to get feeds, in as
// many lines as it is given and in the longest words that fit.
func (m *model) drawFirst(w, h int) []string {
	p := &m.paint
	line := func(spans ...span) string {
		return p.line(w, false, append([]span{{theme.Text, "   "}}, spans...), nil)
	}
	fits := func(spans []span) bool { return len("   ")+p.spanWidth(spans) < w }
	longest := func(of [][]span) []span {
		for _, spans := range of {
			if fits(spans) {
				return spans
			}
		}
		return of[len(of)-1]
	}
	c, a := m.keys.key(InList, "catalogue"), m.keys.key(InList, "add")
	keys := func(pick, add string) []span {
		return []span{{theme.Bold, c}, {theme.Text, " " + pick}, {theme.Faint, "  " + p.marks.gap + "  "}, {theme.Bold, a}, {theme.Text, " " + add}}
	}
	howTo := line(longest([][]span{
		keys("pick from a catalogue", "add a site by its address, or an OPML file"),
		keys("catalogue", "add a site, a feed or OPML"),
		keys("catalogue", "add a site"),
	})...)
	if h < 6 {
		return []string{howTo}
	}
	about := longest([][]span{
		{{theme.Bold, "lede brings you the news from the sites you choose, in the terminal."}},
		{{theme.Bold, "lede: the news from the sites you choose."}},
		{{theme.Bold, "The news from sites you choose."}},
		{{theme.Bold, "The news from your sites."}},
	})
	return []string{blank(w), line(about...), howTo, blank(w), line(span{theme.Dim, "Until then, a short tour:"}), blank(w)}
}
