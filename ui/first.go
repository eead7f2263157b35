package ui

import (
	"lede/ui/theme"
)

// welcomed asks whether the library in hand is the compiled-in one.
func (m *model) welcomed() func() bool {
	if k := m.opt.Keeper; k != nil {
		return k.Welcoming
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
// many lines as it is given.
func (m *model) drawFirst(w, h int) []string {
	p := &m.paint
	c, a := m.keys.key(InList, "catalogue"), m.keys.key(InList, "add")
	keys := func(pick, add string) string {
		return p.line(w, false, []span{{theme.Accent, "   "}, {theme.Bold, c}, {theme.Text, " " + pick}, {theme.Faint, "  " + p.marks.gap + "  "}, {theme.Bold, a}, {theme.Text, " " + add}}, nil)
	}
	pick, add := "pick from a catalogue", "add a site's address or an OPML file"
	if w < 69 {
		pick, add = "catalogue", "add a site, a feed or OPML"
	}
	if h < 6 {
		return []string{keys(pick, add)}
	}
	about := "lede sets the news of the sites that you choose, here in the terminal."
	if w < 74 {
		about = "lede: the news of the sites that you choose."
	}
	return []string{
		blank(w),
		p.line(w, false, []span{{theme.Text, "   "}, {theme.Bold, about}}, nil),
		keys(pick, add),
		blank(w),
		p.line(w, false, []span{{theme.Text, "   "}, {theme.Dim, "Until then, this is Welcome:"}}, nil),
		blank(w),
	}
}
