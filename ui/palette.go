package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/theme"
)

// Command is something that the palette can do besides the table of actions:
// what the command line's rooms know how to do. Run is called in a command and
// returns what to say.
type Command struct {
	Name string
	Arg  string // what it takes after the name, if anything: "URL"
	Help string
	Run  func(ctx context.Context, arg string) (string, error)
}

// palette is the overlay that finds actions, commands, views and feeds by a
// few of their letters, and runs commands with arguments.
type palette struct {
	input  prompt
	all    []paletteEntry
	shown  []paletteEntry
	at     scroller
	height int
	recent []string // of commands, newest first
	name   string   // what the header calls it
	views  bool     // of views alone
	older  int      // how far back in recent the input is; -1: not
	paths  []string // that the path being typed could become
	asked  string   // the path that they were asked for
}

// paletteEntry is a line of the palette.
type paletteEntry struct {
	name, about, key string
	also             string // other words that it is looked for by
	rank             int    // the lower, the nearer to the top while nothing is typed
	arg              string
	run              func(m *model, arg string) tea.Cmd
	offers           func(arg string) []offer // what the argument could become; nil: not known
	whole            string                   // of an offer: what the prompt becomes by it
	dim              bool                     // the key is a fact, no key
	by               fitting                  // how what is typed fits, and how well
	score            int
}

// keyRole tells a key from a count.
func (e *paletteEntry) keyRole() theme.Role {
	if e.dim {
		return theme.Dim
	}
	return theme.Text
}

// shownKey is the key as it is shown, or the fact in its place.
func (e *paletteEntry) shownKey(pt *painter) string {
	if e.dim {
		return e.key
	}
	return pt.key(e.key)
}

func (m *model) actPalette(call) tea.Cmd {
	p := &palette{name: "Palette", input: newPrompt(""), all: m.paletteEntries(), height: 20, recent: m.history.commands, older: -1}
	p.narrow()
	return m.push(p)
}

// actGoTo opens a view or feed by its name, as macros give it, or has it chosen by
// a few of its letters.
func (m *model) actGoTo(c call) tea.Cmd {
	if c.arg != "" {
		return m.goNamed(c.arg)
	}
	p := &palette{name: "Go to", views: true, input: newPrompt(""), all: m.viewEntries(), height: 20, older: -1}
	p.narrow()
	return m.push(p)
}

// paletteEntries are all that can be run or opened here.
func (m *model) paletteEntries() []paletteEntry {
	var out []paletteEntry
	ctx, also := m.context(), otherNames()
	for _, a := range m.keys.Describe() {
		if a.Contexts&ctx == 0 && a.Group != groupFeeds || a.Name == "palette" {
			continue
		}
		run := a.run
		out = append(out, paletteEntry{
			name: a.Name, about: a.Help, also: also[a.Name], key: m.keys.key(ctx, a.Name), rank: paletteRank(ctx, a.Group), arg: a.Arg, offers: m.offersOf(&a),
			run: func(m *model, arg string) tea.Cmd { return run(m, call{arg: arg}) },
		})
	}
	for _, c := range m.opt.Commands {
		out = append(out, paletteEntry{name: c.Name, about: c.Help, arg: c.Arg, run: func(m *model, arg string) tea.Cmd { return m.runCommand(c, arg) }})
	}
	return slices.Concat(out, m.viewEntries(), m.settingEntries())
}

// paletteRank orders the groups of actions: first those that one looks for by
// name, last those that the fingers know.
func paletteRank(ctx Context, group string) int {
	order := []string{groupFind, groupFeeds, groupMark, groupRefresh, groupScreen, groupRead}
	if ctx == InArticle {
		order = []string{groupRead, groupMark, groupFind, groupScreen, groupFeeds, groupRefresh}
	}
	if i := slices.Index(order, group); i >= 0 {
		return i - len(order)
	}
	return 1
}

// viewEntries are the views and feeds of the sidebar.
func (m *model) viewEntries() (out []paletteEntry) {
	for _, v := range m.side.views {
		e := paletteEntry{name: v.Name, about: viewAbout(&v), run: func(m *model, _ string) tea.Cmd { return m.goView(v.Ref()) }}
		if v.Unread != 0 {
			e.key, e.dim = feed.CountText(v.Unread), true
		}
		out = append(out, e)
	}
	return out
}

// goNamed opens the view or feed of a name; a folder may be named by its path.
func (m *model) goNamed(name string) tea.Cmd {
	var found []feed.View
	for _, v := range m.side.views {
		if strings.EqualFold(v.Name, name) || v.Kind == feed.ViewFolder && strings.EqualFold(v.Path, name) {
			found = append(found, v)
		}
	}
	switch len(found) {
	case 0:
		return m.say("No view or feed is called " + name)
	case 1:
		return m.goView(found[0].Ref())
	}
	return m.say(fmt.Sprintf("%d views and feeds are called %s; go to the one you mean in the sidebar", len(found), name))
}

// viewAbout says which kind of view one is.
func viewAbout(v *feed.View) string {
	switch {
	case v.Kind == feed.ViewSearch:
		return "search  " + v.Path
	case v.Folder != "":
		return string(v.Kind) + " in " + v.Folder
	case v.Kind == feed.ViewFolder || v.Kind == feed.ViewFeed || v.Kind == feed.ViewTag:
		return string(v.Kind)
	}
	return "view"
}

// goView opens a view from wherever the keys are.
func (m *model) goView(ref feed.ViewRef) tea.Cmd {
	m.search = searchState{gen: m.search.gen + 1}
	m.want.searching = false
	m.side.show(ref)
	m.side.selectRef(ref)
	return tea.Batch(m.leaveArticle(), m.openView(ref), m.focus(paneList))
}

// ranMsg brings what a command says.
type ranMsg struct {
	name, say string
	err       error
}

func (m *model) runCommand(c Command, arg string) tea.Cmd {
	if c.Arg != "" && arg == "" {
		return m.say(":" + c.Name + " " + c.Arg)
	}
	return tea.Batch(m.say(c.Name+" …"), m.command(func(ctx context.Context) tea.Msg {
		text, err := c.Run(ctx, arg)
		return ranMsg{c.Name, text, err}
	}))
}

func (m *model) ran(msg ranMsg) tea.Cmd {
	if msg.err != nil {
		return m.fail(msg.name+" failed", msg.err)
	}
	cmds := []tea.Cmd{m.readViews(), m.reopenView()}
	if msg.say != "" {
		cmds = append(cmds, m.say(msg.say))
	}
	return tea.Batch(cmds...)
}

func (p *palette) title() string { return p.name }

func (p *palette) hints() []hint {
	if p.views {
		return []hint{{"⏎", "open"}, {"↑↓", "choose"}, {"esc", "back"}}
	}
	return []hint{{"⏎", "run"}, {"tab", "complete"}, {"↑↓", "choose"}, {"esc", "back"}}
}

func (p *palette) paste(m *model, msg tea.PasteMsg) tea.Cmd {
	if p.input.update(msg) {
		return p.typed(m)
	}
	return nil
}

func (p *palette) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if key == "up" && p.at.cursor == 0 || p.older >= 0 && (key == "up" || key == "down") {
		p.recall(key)
		return nil, false
	}
	if by, ok := movement(key, p.height); ok && key != "ctrl+u" && key != "ctrl+d" {
		p.at.move(by, len(p.shown), p.height)
		return nil, false
	}
	switch key {
	case "esc", "ctrl+c":
		return nil, true
	case "backspace":
		if p.input.value() == "" {
			return nil, true
		}
	case "enter":
		if cmd, ok := p.intoFolder(m); ok {
			return cmd, false
		}
		if len(p.shown) == 0 {
			return nil, false // it says so already
		}
		return p.run(m), true
	case "tab":
		if !p.completePath() {
			p.complete()
		}
		return p.typed(m), false
	}
	if p.input.update(msg) {
		return p.typed(m), false
	}
	return nil, false
}

// recall brings back what was run before.
func (p *palette) recall(key string) {
	if key == "up" {
		p.older = min(p.older+1, len(p.recent)-1)
	} else {
		p.older--
	}
	text := ""
	if p.older >= 0 && p.older < len(p.recent) {
		text = p.recent[p.older]
	}
	p.input = newPrompt(text)
	p.narrow()
}

// run runs the line at the cursor, or the command that was typed with its
// argument.
func (p *palette) run(m *model) tea.Cmd {
	text := strings.TrimSpace(p.input.value())
	e, arg, typed := p.withArg(text)
	if !typed || p.at.cursor > 0 {
		e, arg = p.shown[p.at.cursor], ""
	}
	if p.views {
		return e.run(m, arg)
	}
	m.history.commands = remembered(m.history.commands, p.ran(text))
	return tea.Batch(e.run(m, arg), m.saveSession())
}

// ran is what is remembered of a line: the whole name of what it runs, and the
// argument.
func (p *palette) ran(text string) string {
	e := &p.shown[p.at.cursor]
	if e.whole != "" {
		return e.whole
	}
	if _, _, ok := p.withArg(text); ok {
		return text
	}
	return e.name
}

// guess is what was meant by a name that nothing has.
func (p *palette) guess() string {
	name, _, _ := strings.Cut(strings.TrimSpace(p.input.value()), " ")
	var names []string
	for _, e := range p.all {
		names = append(names, e.name)
	}
	if near := Closest(name, names); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// complete puts into the prompt what the cursor is on: of an argument that is
// being typed the first that it could become.
func (p *palette) complete() {
	if len(p.shown) == 0 {
		return
	}
	e := p.shown[p.at.cursor]
	if e.offers != nil && p.at.cursor == 0 && len(p.shown) > 1 && p.shown[1].whole != "" {
		e = p.shown[1]
	}
	text := e.name
	switch {
	case e.whole != "":
		text = e.whole
	case e.arg != "" && !strings.HasPrefix(p.input.value(), e.name+" "):
		text += " "
	case e.arg != "":
		return
	}
	p.input = newPrompt(text)
	p.narrow()
}

// offer shows a command with what its argument could become.
func (p *palette) offer(e paletteEntry, arg string) {
	p.shown = append(p.shown, e)
	if takesPath(e.arg) {
		e.offers = p.pathOffers
	}
	if e.offers == nil {
		return
	}
	offers := slices.DeleteFunc(slices.Clone(e.offers(arg)), func(o offer) bool { return fuzzy(o.text, arg) == 0 })
	slices.SortStableFunc(offers, func(a, b offer) int { return likeness(b.text, arg) - likeness(a.text, arg) })
	for _, o := range offers {
		run, text := e.run, o.text
		p.shown = append(p.shown, paletteEntry{name: text, about: o.about, key: o.fact, dim: true, whole: e.name + " " + text, run: func(m *model, _ string) tea.Cmd { return run(m, text) }})
	}
}

// withArg reads a command that is followed by its argument.
func (p *palette) withArg(text string) (paletteEntry, string, bool) {
	name, arg, ok := strings.Cut(text, " ")
	if !ok {
		return paletteEntry{}, "", false
	}
	for _, e := range p.all {
		if e.arg != "" && e.name == name {
			return e, strings.TrimSpace(arg), true
		}
	}
	return paletteEntry{}, "", false
}

// narrow shows the entries that what is typed fits, the best first.
func (p *palette) narrow() {
	p.at = scroller{}
	q := strings.TrimSpace(p.input.value())
	p.shown = p.shown[:0:0]
	if e, _, ok := p.withArg(p.input.value()); ok {
		_, arg, _ := strings.Cut(p.input.value(), " ")
		p.offer(e, strings.TrimLeft(arg, " "))
		return
	}
	if q == "" {
		p.shown = p.unasked()
		return
	}
	for _, e := range p.all {
		if e.by, e.score = e.fit(q); e.score > 0 {
			p.shown = append(p.shown, e)
		}
	}
	slices.SortStableFunc(p.shown, func(a, b paletteEntry) int { return b.score - a.score })
}

// maxRecent is how many of the commands run last stand on top.
const maxRecent = 5

// unasked are all entries while nothing is typed: what was run last, then the
// actions in the order of their groups, then everything else.
func (p *palette) unasked() []paletteEntry {
	out := slices.Clone(p.all)
	for i, used := range p.recent[:min(len(p.recent), maxRecent)] {
		name, _, _ := strings.Cut(used, " ")
		if at := slices.IndexFunc(out, func(e paletteEntry) bool { return e.name == name }); at >= 0 && out[at].rank > i-100 {
			out[at].rank = i - 100
		}
	}
	slices.SortStableFunc(out, func(a, b paletteEntry) int { return a.rank - b.rank })
	return out
}

// minAbout is from how many bytes on what is typed is looked for in what
// entries do; fewer begin too many words.
const minAbout = 3

// fitting is how what is typed fits an entry, the worst first: one need not know
// what a thing is called here.
type fitting int

const (
	byNothing fitting = iota
	byChance          // the name has the letters in their order, the first within a word
	byDoing           // words of what it does begin so
	byWords           // the name has all the words
	byLetters         // the name has the letters in their order, or side by side
)

// fit says how what is typed fits, and how well; 0: not at all.
func (e *paletteEntry) fit(q string) (by fitting, score int) {
	score = fuzzy(e.name, q)
	_, first := utf8.DecodeRuneInString(q)
	if score > 0 && (hasWordPrefix(e.name, q[:first]) || likeness(e.name, q) > 0) {
		return byLetters, int(byLetters) + score
	}
	words := strings.Fields(q)
	told := e.name + " " + e.about + " " + e.also
	switch {
	case hasWords(e.name, words):
		return byWords, int(byWords)
	case len(q) >= minAbout && !slices.ContainsFunc(words, func(w string) bool { return !hasWordPrefix(told, w) }):
		return byDoing, int(byDoing)
	case score > 0:
		return byChance, int(byChance)
	}
	return byNothing, 0
}

// fuzzy scores how well text has the letters of q in their order: at word
// beginnings and side by side is better, a short text better than a long one,
// unless its first words are typed whole, as in 'set'. 0: it has not.
func fuzzy(text, q string) int {
	if q == "" {
		return 1
	}
	score, run, prev := 1000, 0, ' '
	scored, typed := strings.ToLower(text), strings.ToLower(q)
	if strings.HasPrefix(scored, typed+" ") {
		scored = typed
	}
	want := []rune(typed)
	for _, r := range scored {
		if len(want) > 0 && r == want[0] {
			want = want[1:]
			run++
			score += 10 * run
			if !unicode.IsLetter(prev) && !unicode.IsDigit(prev) {
				score += 40
			}
		} else {
			run = 0
			score--
		}
		prev = r
	}
	if len(want) > 0 {
		return 0
	}
	return max(1, score+200*likeness(text, q))
}

// likeness is 2 where a word of text begins with q, 1 where q is in it, else 0.
func likeness(text, q string) int {
	switch {
	case hasWordPrefix(text, q):
		return 2
	case strings.Contains(strings.ToLower(text), strings.ToLower(q)):
		return 1
	}
	return 0
}

// sign stands before what is typed.
func (p *palette) sign() string {
	if p.views {
		return "   > "
	}
	return "   : "
}
