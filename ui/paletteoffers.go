package ui

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// offer is what a command's argument could become.
type offer struct{ text, fact, about string }

// offersOf returns what says, for what is typed of an action's argument, what it
// could become; nil: that is not known.
func (m *model) offersOf(a *Action) func(arg string) []offer {
	switch a.Name {
	case "set":
		return m.offerSettings
	case "theme":
		names := m.opt.Themes
		return func(string) []offer { return offersFrom(names()) }
	case "move":
		return one(m.folders())
	case "go-to":
		return one(m.viewNames())
	case "unsubscribe":
		return one(m.viewNames(feed.ViewFeed))
	case "tag", "label":
		names := m.viewNames(feed.ViewTag)
		return func(arg string) []offer { return offerList(names, arg) }
	}
	if strings.Contains(a.Arg, "|") {
		return one(strings.Split(a.Arg, "|"))
	}
	return nil
}

func one(names []string) func(string) []offer {
	offers := offersFrom(names)
	return func(string) []offer { return offers }
}

func offersFrom(names []string) []offer {
	out := make([]offer, len(names))
	for i, n := range names {
		out[i].text = n
	}
	return out
}

// viewNames are the names of the sidebar's views, or of those of some kinds.
func (m *model) viewNames(kinds ...feed.ViewKind) (names []string) {
	for _, v := range m.side.views {
		if len(kinds) == 0 || slices.Contains(kinds, v.Kind) {
			names = append(names, v.Name)
		}
	}
	return names
}

// offerList offers what may come last in a list parted by commas.
func offerList(names []string, arg string) (out []offer) {
	i := strings.LastIndexByte(arg, ',') + 1
	before := strings.TrimSpace(arg[:i])
	if before != "" {
		before += " "
	}
	taken := splitLabels(arg[:i])
	for _, n := range names {
		if !slices.Contains(taken, n) {
			out = append(out, offer{text: before + n})
		}
	}
	return out
}

// offerSettings offers a setting's name, and after that its values.
func (m *model) offerSettings(arg string) (out []offer) {
	name, _, valued := strings.Cut(arg, " ")
	for _, o := range m.settings() {
		switch {
		case !valued:
			out = append(out, offer{o.Name + " ", o.Holds, o.Help})
		case o.Name == name:
			for _, c := range o.Choices {
				fact := ""
				if c == o.Holds {
					fact = "current"
				}
				out = append(out, offer{text: name + " " + c, fact: fact})
			}
		}
	}
	return out
}

// settingEntries are the settings as lines of the palette.
func (m *model) settingEntries() (out []paletteEntry) {
	if m.opt.Settings == nil {
		return nil
	}
	for _, o := range m.settings() {
		out = append(out, paletteEntry{name: "set " + o.Name, about: asPhrase(o.Help), key: o.Holds, dim: true, run: func(m *model, _ string) tea.Cmd {
			return m.actSet(call{arg: o.Name})
		}})
	}
	return out
}

// asPhrase is a help of whole sentences as that of an action stands beside it: it
// begins small, unless with a name in capitals, and has no full stop.
func asPhrase(help string) string {
	first, n := utf8.DecodeRuneInString(help)
	if second, _ := utf8.DecodeRuneInString(help[n:]); !unicode.IsUpper(second) {
		help = string(unicode.ToLower(first)) + help[n:]
	}
	return strings.TrimSuffix(help, ".")
}
