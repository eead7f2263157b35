package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/theme"
	"lede/ui/typeset"
)

// reader is the pane in which a story is read.
type reader struct {
	open     bool // by the user, as against previewed beside the list
	id       int64
	row      feed.Row // what the list knew of it
	entry    feed.Entry
	sub      feed.Subscription
	body     *article.Article
	set      *typeset.Setting // nil until the first screen is set
	failed   string
	fullText bool // the text was taken from the story's page
	teaser   bool // the text reads like the beginning of a longer one

	section  string // the publisher's, where the page says
	fetching bool   // the whole text is on its way

	gen      generation
	place    rect
	measure  int // that set was made with
	top      int // first line on the screen
	find     findState
	jumps    []feed.Position // where links inside the story were followed, the last one last
	saving   generation
	saved    feed.Position // as the library has it, or will when it has done what it was told
	pictures articlePictures
}

// overlap is how many lines a page down repeats, so that the eye finds its
// place.
const overlap = 2

// entryMsg brings an entry, made readable, with its first screen set.
type entryMsg struct {
	gen      generation
	entry    feed.Entry
	status   feed.Status
	sub      feed.Subscription
	body     *article.Article
	page     typesetMsg
	own      bool // the feed's own text was asked for
	fullText bool // the text is the page's
	teaser   bool // it reads like the beginning of a longer one

	section string // the publisher's, where its page says
	err     error
}

// typesetMsg brings an article set anew, or set to its end.
type typesetMsg struct {
	gen      generation
	measure  int
	theme    *theme.Theme // that set was made in
	widths   ansi.Method  // and counted by
	set      *typeset.Setting
	top      int
	finished bool
	err      error
}

// openEntry opens a story: it takes the keys, and counts as read at once.
func (m *model) openEntry(id int64, read bool) tea.Cmd {
	var cmds []tea.Cmd
	row := m.list.current()
	if m.art.id != id || m.art.failed != "" || row != nil && row.EntryID == id && m.art.outdated(row) {
		cmds = append(cmds, m.hold(), m.leavePosition(), m.load(id))
	}
	m.art.open = true
	m.want.focus = paneArticle
	cmds = append(cmds, m.relayout(), m.writeSession())
	if read && (row == nil || row.EntryID != id || !row.Read) {
		cmds = append(cmds, m.setFlag(feed.Read, true, true, id))
	}
	return tea.Batch(cmds...)
}

// outdated says whether the story was changed since it was read, as the list tells.
func (a *reader) outdated(row *feed.Row) bool {
	return a.body != nil && (row.Title != a.row.Title || row.Words != a.row.Words || !row.Revised.Equal(a.row.Revised))
}

// preview shows a story beside the list without opening it.
func (m *model) preview(id int64) tea.Cmd {
	m.art.open = false
	return tea.Batch(m.leavePosition(), m.load(id))
}

// load reads an entry and sets its first screen.
func (m *model) load(id int64) tea.Cmd { return m.loadText(id, false) }

// loadText is load, with the feed's own text where that is asked for.
func (m *model) loadText(id int64, own bool) tea.Cmd {
	left := m.closePictures()
	gen := m.art.gen.next()
	a := reader{open: m.art.open, id: id, gen: gen, place: m.art.place, saving: m.art.saving}
	if row := m.list.current(); row != nil && row.EntryID == id {
		a.row = *row
	}
	a.row.EntryID = id
	switch words := m.searchWords(); {
	case m.art.id == id && m.art.find.typed(): // another text of the same story
		a.find = findState{editing: m.art.find.editing, on: true, input: m.art.find.input}
	case words != nil:
		a.find = findState{on: true, words: words}
	}
	at, known := m.placeIn(id)
	if m.art.id != id && m.art.body != nil {
		m.left = leftStory{m.art.id, m.art.saved}
	}
	m.art = a
	lib, texts, job := m.opt.Library, m.opt.FullTexts, m.settingJob()
	return tea.Batch(left, m.command(func(ctx context.Context) tea.Msg {
		msg := entryMsg{gen: gen, own: own}
		if msg.entry, msg.status, msg.sub, msg.err = lib.Entry(ctx, id); msg.err != nil {
			return msg
		}
		text := msg.text(ctx, texts)
		if msg.err != nil {
			return msg
		}
		msg.body = article.FromHTML(text, article.OptionsFor(&msg.entry, &msg.sub.Feed))
		job.body, job.head = msg.body, job.headOf(&msg.entry, &msg.sub, msg.body, msg.fullText, msg.section)
		if msg.teaser = msg.isTeaser(text); msg.teaser {
			job.head.More = job.more
		}
		msg.body.AddLead(article.Image(msg.entry.Image))
		msg.body.AddFiles(msg.entry.Enclosures)
		if known {
			msg.status.Position = at
		}
		job.at = msg.status.Position
		msg.page = job.run(ctx)
		return msg
	}))
}

// settingJob is what setting an article needs, captured for a command.
type settingJob struct {
	opts   typeset.Options
	body   *article.Article
	head   typeset.Head
	at     feed.Position // where to open it
	anchor anchor        // and where its text has no place for that
	height int
	gen    generation
	now    time.Time

	more    string // what a teaser ends with
	changes string // the key that shows what the publisher changed
}

func (m *model) settingJob() settingJob {
	return settingJob{
		opts: typeset.Options{
			Theme: m.paint.theme, Measure: m.measure(), Widths: m.term.method, ASCII: m.opt.ASCII, Hyperlinks: m.opt.Hyperlinks && !m.line.low,
			Justify: m.opt.Justify, Hyphenate: m.opt.Hyphenate, NoReorder: m.paint.asWritten, Picture: m.placer(),
		},
		height: max(m.term.h, 24),
		gen:    m.art.gen,
		now:    m.now(),
		body:   m.art.body,

		more:    m.moreWords(),
		changes: m.keys.key(InArticle, "changes"),
	}
}

// run sets the article as far as it takes to show the place it opens at.
func (j settingJob) run(ctx context.Context) typesetMsg {
	msg := typesetMsg{gen: j.gen, measure: j.opts.Measure, theme: j.opts.Theme, widths: j.opts.Widths}
	setter, err := typeset.New(j.opts)
	if err != nil {
		msg.err = err
		return msg
	}
	msg.set = setter.Begin(j.body, j.head)
	if j.at.Offset > 0 {
		if msg.top, msg.err = msg.set.LineAt(ctx, j.at); msg.err != nil {
			return msg
		}
	}
	msg.top = j.anchor.find(msg.set, msg.top)
	msg.err = msg.set.Ensure(ctx, msg.top+j.height)
	msg.finished = msg.set.Done()
	return msg
}

// entryRead shows an entry that was read.
func (m *model) entryRead(msg entryMsg) tea.Cmd {
	a := &m.art
	if msg.gen != a.gen {
		return nil
	}
	m.release()
	if msg.err != nil {
		a.failed = "This story could not be read"
		return m.fail(a.failed, msg.err)
	}
	a.entry, a.sub, a.body, a.fullText = msg.entry, msg.sub, msg.body, msg.fullText
	a.teaser, a.section = msg.teaser, msg.section
	a.saved = msg.status.Position
	sources := a.row.Sources // which the list knows alone
	a.row = rowOf(&msg.entry, &msg.status, &msg.sub)
	a.row.Sources = sources
	m.overlayRow(&a.row)
	if m.wantsFullText(&msg) {
		return tea.Batch(m.typesetDone(msg.page), m.fetchFullText(fullTextMsg{}))
	}
	return m.typesetDone(msg.page)
}

// rowOf is the row that a list would have of an entry.
func rowOf(e *feed.Entry, s *feed.Status, sub *feed.Subscription) feed.Row {
	return feed.Row{Headline: feed.Headline{
		EntryID: e.ID, FeedID: e.FeedID, FeedTitle: sub.DisplayTitle(), Title: e.Title, URL: e.URL,
		SortDate: e.SortDate(), Words: e.Words, Read: s.Read, Starred: s.Starred, Later: s.Later, Revised: e.Revised,
	}}
}

// typesetDone takes in an article as far as it is set, and has the rest set.
func (m *model) typesetDone(msg typesetMsg) tea.Cmd {
	a := &m.art
	if msg.gen != a.gen {
		return nil
	}
	if msg.err != nil {
		a.failed = "This story could not be set"
		return m.fail(a.failed, msg.err)
	}
	if msg.set != nil {
		first := a.set == nil
		a.set, a.measure, a.top = msg.set, msg.measure, msg.top
		if first {
			a.find.from = a.top
		}
		if msg.theme != m.paint.theme || msg.widths != m.term.method {
			return a.reset(m) // it became another while the story was read
		}
	}
	a.scrollInto()
	found := m.findSearched()
	if msg.finished {
		return tea.Batch(found, m.art.resize(m))
	}
	set, gen, measure := a.set, a.gen, a.measure
	return tea.Batch(found, m.art.resize(m), m.command(func(ctx context.Context) tea.Msg {
		err := set.Finish(ctx)
		return typesetMsg{gen: gen, measure: measure, finished: true, err: err}
	}))
}

// measure is the column's width for the pane as it is.
func (m *model) measure() int {
	w := m.lay.article.w
	if w == 0 { // folded away; it will open over the list
		w = m.lay.w
	}
	margin := 2
	if w < 50 {
		margin = 1
	}
	return clamp(m.opt.measure, 8, max(8, w-2*margin-1))
}

// resize follows the layout: another measure sets the article anew, at the
// place in the text where it is.
func (a *reader) resize(m *model) tea.Cmd {
	a.place = m.lay.article
	a.place.h -= airAbove(a.place.h)
	if a.set == nil || a.body == nil {
		return nil
	}
	if a.place.empty() {
		return m.closePictures()
	}
	if a.measure == m.measure() {
		a.scrollInto()
		return m.showPictures()
	}
	return a.reset(m)
}

// reset sets the article anew (another measure or theme).
func (a *reader) reset(m *model) tea.Cmd {
	if a.body == nil {
		return nil
	}
	at := a.position()
	a.gen.next()
	a.measure = m.measure() // asked for: not again until it is another
	job := m.settingJob()
	job.head, job.at, job.anchor = job.headOf(&a.entry, &a.sub, a.body, a.fullText, a.section), at, a.anchor()
	if a.teaser {
		job.head.More = job.more
	}
	return m.command(func(ctx context.Context) tea.Msg { return job.run(ctx) })
}

// reread asks for the open entry's flags again.
func (a *reader) reread(m *model) tea.Cmd {
	if a.id == 0 {
		return nil
	}
	if m.list.list.Index(a.id) >= 0 {
		return nil // the list's rows are read again anyway; target prefers them
	}
	return m.readStatus(a.id)
}

// airAbove is how many lines part the text from the rule above it.
func airAbove(h int) int {
	if h < 16 {
		return 0
	}
	return 1
}

// position is the place in the text that the first line on the screen has.
func (a *reader) position() feed.Position {
	if a.set == nil || a.top == 0 {
		return feed.Position{}
	}
	return a.set.PositionAt(a.top)
}

func (a *reader) hasLinks() bool { return a.body != nil && len(a.body.Links)+len(a.body.Notes) > 0 }

// page is how many lines a page moves.
func (a *reader) page() int { return max(1, a.place.h-overlap) }

func (a *reader) bottom() int {
	if a.set == nil {
		return 0
	}
	return max(0, a.set.Len()-a.place.h)
}

func (a *reader) atEnd() bool { return a.set == nil || a.set.Done() && a.top >= a.bottom() }

func (a *reader) scrollInto() {
	if a.set != nil && a.set.Done() {
		a.top = clamp(a.top, 0, a.bottom())
	}
}

// scroll moves the text by n lines.
func (a *reader) scroll(m *model, n int) tea.Cmd { return a.scrollTo(m, a.top+n) }

// scrollTo shows the text from a line on.
func (a *reader) scrollTo(m *model, line int) tea.Cmd {
	top := clamp(line, 0, a.bottom())
	if top == a.top {
		return nil
	}
	a.top = top
	return tea.Batch(m.showPictures(), m.after(saveEvery, positionMsg{a.saving.next()}))
}

func (a *reader) scrollEnd(m *model) tea.Cmd { return a.scrollTo(m, a.bottom()) }

// percent is how far the text has been shown; -1: not known yet.
func (a *reader) percent() int {
	if a.set == nil || !a.set.Done() || a.place.h == 0 {
		return -1
	}
	n := a.set.Len()
	if n <= a.place.h {
		return 100
	}
	return min(100, (a.top+a.place.h)*100/n)
}

// draw returns the pane's lines, each w cells wide.
func (a *reader) draw(p *painter, w, h int) []string {
	lines := make([]string, 0, h)
	if a.set == nil {
		if a.failed != "" {
			lines = append(lines, blank(w), p.centred(w, theme.Dim, a.failed))
		}
		return filled(lines, w, h)
	}
	left, air := a.left(w), airAbove(h)
	from, to := a.thumb(h - air)
	for range air {
		lines = append(lines, blank(w))
	}
	figures := a.set.Figures()
	for i, text := range a.set.Lines(a.top, a.top+h-air) {
		if a.find.on {
			text = a.set.Marked(a.top+i, a.find.matches, a.find.at)
		}
		text = p.fit(blank(left)+a.pictured(p, figures, a.top+i, text), w-1)
		lines = append(lines, text+a.edge(p, i, from, to))
	}
	for i := len(lines); i < h; i++ {
		lines = append(lines, blank(w-1)+a.edge(p, i-air, from, to))
	}
	return lines
}

// left is how many cells stand before the text in a pane of w cells.
func (a *reader) left(w int) int { return max(1, (w-1-a.measure+1)/2) }

// maxThumb bounds the thumb, in lines: it says where, the header says how
// much.
const maxThumb = 3

// thumb is the part of the right edge that stands for what is on the screen; none
// where all of the text is.
func (a *reader) thumb(h int) (from, to int) {
	n := a.set.Len()
	if n <= h || h < 3 {
		return 0, 0
	}
	size := clamp(h*h/n, 1, maxThumb)
	from = (h - size) * a.top / max(1, n-h)
	return from, min(h, from+size)
}

// edge is a line's last cell: the thumb, or nothing. A rule for it to slide on
// would tell no more and cost a third of the bytes of a page.
func (a *reader) edge(p *painter, i, from, to int) string {
	if p.bare || i < from || i >= to { // how far it is stands in the header, too
		return " "
	}
	return p.theme.Paint(theme.Accent, p.marks.thumb)
}
