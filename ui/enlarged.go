package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/picture"
	"lede/ui/theme"
	"lede/ui/typeset"
)

const (
	// overAfter is how long a picture that is drawn over the screen's cells waits
	// for these to be drawn.
	overAfter = 60 * time.Millisecond
	// maxGrowth is how many times its own size a picture is enlarged.
	maxGrowth = 3
	// captionLines is how much of a caption is shown under an enlarged picture.
	captionLines = 4
)

// enlarged is an overlay of one picture of the article after the other. It has
// them for itself, for the article may be read anew below it.
type enlarged struct {
	images []article.Image
	sub    feed.Subscription // on whose behalf they are fetched
	at     int
	gen    generation

	drawn drawn
	ready bool
	words string // said in the picture's place
	id    int    // kitty's; 0: none
	over  bool   // something is drawn over the cells
}

// actPicture enlarges the picture nearest the screen's top.
func (m *model) actPicture(call) tea.Cmd {
	a := &m.art
	switch {
	case m.opt.Pictures == nil:
		return m.say("Pictures are not available here")
	case a.set == nil || a.body == nil:
		return nil
	}
	e := &enlarged{sub: a.sub}
	nearest, line := 0, -1
	had := map[int]bool{}
	for _, f := range a.set.Figures() {
		img := a.image(f)
		if a.pictures.sizes[f.Image] == trackingPixel || img.URL == "" || had[f.Image] {
			continue
		}
		had[f.Image] = true
		if away := a.fromTop(f); line < 0 || away < line {
			nearest, line = len(e.images), away
		}
		e.images = append(e.images, img)
	}
	if len(e.images) == 0 {
		return m.say("This story has no pictures")
	}
	e.at = nearest
	return tea.Batch(m.push(e), e.show(m))
}

// fromTop is how far a picture is from the screen's top; those that begin above
// it count as at it while any of them is seen.
func (a *reader) fromTop(f typeset.FigurePlace) int {
	if end := f.Line + max(f.Height, 1); end <= a.top {
		return a.top - end + 1
	}
	return max(f.Line-a.top, 0)
}

// enlargedOnTop is the enlarged picture, where one has the screen.
func (m *model) enlargedOnTop() *enlarged {
	e, _ := m.top().(*enlarged)
	return e
}

// show has the picture made for the screen as it is.
func (e *enlarged) show(m *model) tea.Cmd {
	cleared := e.clear(m)
	e.gen = m.pics.gen.next()
	e.words = "Fetching the picture …"
	if m.pics.asking != answered {
		return tea.Batch(cleared, m.askPictures()) // and picturesKnown goes on
	}
	by := m.enlargedBy()
	if by == picture.None {
		e.words = "This terminal cannot show pictures"
		return cleared
	}
	room := e.room(m)
	if room.empty() {
		e.words = "The window is too small for it"
		return cleared
	}
	if by == picture.Kitty || by == picture.KittyPlaced {
		e.id = m.pics.ids.take()
	}
	job := m.pictureJob(e.images[e.at].URL, e.sub, by, room.w, room.h)
	job.id, job.most, job.grow = e.id, picture.KeptSide, maxGrowth
	if by == picture.Sixel && m.pics.cell == (picture.Cell{}) {
		job.cell = picture.Cell{Width: 8, Height: 16} // rather too small than over the text
	}
	msg := enlargedMsg{gen: e.gen, over: !by.Cells(), id: e.id}
	return tea.Batch(cleared, m.command(func(ctx context.Context) tea.Msg {
		img, err := job.lib.Picture(ctx, job.url, job.sub)
		if err == nil {
			msg.drawn, err = job.draw(img)
		}
		msg.err = err
		return msg
	}))
}

// enlargedMsg brings a picture for the whole screen.
type enlargedMsg struct {
	gen   generation
	drawn drawn
	over  bool
	id    int
	err   error
}

func (m *model) enlargedTaken(msg enlargedMsg) tea.Cmd {
	e := m.enlargedOnTop()
	if e == nil || e.gen != msg.gen {
		return nil // its number was freed when it was left
	}
	if msg.err != nil {
		e.words = "It can't be shown: " + feed.Clean(msg.err.Error(), 300)
		return nil
	}
	e.drawn = msg.drawn
	if msg.over {
		e.words, e.over = "", true
		return m.after(overAfter, overMsg{e.gen})
	}
	gen := e.gen
	shown := func() tea.Msg { return overMsg{gen} }
	if e.drawn.send == nil {
		return m.drawOver(overMsg{gen})
	}
	return m.transmitFirst(transmission{id: e.id, parts: e.drawn.send, then: shown})
}

// overMsg says that the screen is ready for a picture.
type overMsg struct{ gen generation }

// drawOver shows the picture: in the cells, or drawn over them.
func (m *model) drawOver(msg overMsg) tea.Cmd {
	e := m.enlargedOnTop()
	if e == nil || e.gen != msg.gen {
		return nil
	}
	e.words, e.ready = "", true
	if !e.over {
		e.drawn.send = nil
		return nil
	}
	room := e.room(m)
	x, y := room.x+(room.w-e.drawn.w)/2, room.y+(room.h-e.drawn.h)/2
	return tea.Raw(ansi.SaveCursor + ansi.CursorPosition(x+1, y+1) + strings.Join(e.drawn.send, "") + ansi.RestoreCursor)
}

// clear takes the picture off the screen and out of the terminal.
func (e *enlarged) clear(m *model) tea.Cmd {
	var cmds []tea.Cmd
	if e.id != 0 {
		cmds = append(cmds, m.recall(e.id))
	}
	if e.over {
		cmds = append(cmds, tea.ClearScreen)
	}
	e.id, e.over, e.ready, e.drawn = 0, false, false, drawn{}
	e.gen = m.pics.gen.next()
	return tea.Sequence(cmds...)
}

// room is the part of the screen that the picture may take, above its caption.
func (e *enlarged) room(m *model) rect {
	above, below := count(m.lay.header, m.lay.headAir), count(m.lay.footer, m.lay.footAir)
	body := rect{0, above, m.lay.w, m.lay.h - above - below}
	caption := len(e.caption(&m.paint, body.w))
	if caption > 0 && body.h > 12 {
		caption++ // air above it
	}
	body.h -= caption
	if body.h > 12 {
		body.y, body.h = body.y+1, body.h-1
	}
	return rect{body.x + 1, body.y, body.w - 2, body.h}
}

// caption is what is said of the picture, in lines.
func (e *enlarged) caption(p *painter, w int) []string {
	img := e.images[e.at]
	text := img.Caption
	if text == "" {
		text = img.Alt
	}
	s := feed.Clean(text, 600)
	if credit := feed.Clean(img.Credit, 300); credit != "" {
		before, after := typeset.CreditMarks(s)
		s += before + credit + after
	}
	var lines []string
	if s != "" {
		lines = strings.Split(p.method.Wrap(s, clamp(w-6, 10, typeset.DefaultMeasure), ""), "\n")
	}
	if len(lines) > captionLines {
		lines = lines[:captionLines]
		lines[captionLines-1] += p.marks.ellipsis
	}
	return lines
}

func (e *enlarged) title() string {
	if len(e.images) == 1 {
		return "Picture"
	}
	return fmt.Sprintf("Picture %d of %d", e.at+1, len(e.images))
}

func (e *enlarged) hints() []hint {
	out := []hint{{"o", "open in the browser"}, {"y", "copy its link"}, {"esc", "back"}}
	if len(e.images) > 1 {
		out = append([]hint{{"j/k", "next, previous"}}, out...)
	}
	return out
}

func (e *enlarged) paste(*model, tea.PasteMsg) tea.Cmd { return nil }

func (e *enlarged) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	url := e.images[e.at].URL
	key := msg.String()
	if closes(key) {
		return e.clear(m), true
	}
	switch key {
	case "down", "j", "n", "]", "i", "space", "J":
		return e.turn(m, 1), false
	case "up", "k", "N", "[", "K":
		return e.turn(m, -1), false
	case "o", "enter":
		return m.browse(url), false
	case "y":
		return m.copyLink(url), false
	case "ctrl+l":
		return tea.Sequence(tea.ClearScreen, e.show(m)), false
	}
	return nil, false
}

// turn goes to another picture, around the ends.
func (e *enlarged) turn(m *model, step int) tea.Cmd {
	if len(e.images) == 1 {
		return nil
	}
	e.at = (e.at + step + len(e.images)) % len(e.images)
	return e.show(m)
}

func (e *enlarged) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	lines := filled(nil, w, h)
	room := e.room(m)
	room.y -= count(m.lay.header, m.lay.headAir) // from the screen's lines to the body's
	set := func(y int, line string) {
		if y >= 0 && y < h {
			lines[y] = line
		}
	}
	switch {
	case e.words != "":
		for i, s := range strings.Split(p.method.Wrap(e.words, max(w-4, 10), ""), "\n") {
			set(room.y+room.h/2+i, p.centred(w, theme.Dim, s))
		}
	case e.ready:
		left, top := room.x+(room.w-e.drawn.w)/2, room.y+(room.h-e.drawn.h)/2
		for i, row := range e.drawn.rows {
			set(top+i, blank(left)+row+blank(w-left-e.drawn.w))
		}
	}
	caption := e.caption(p, w)
	under := h - len(caption)
	if e.drawn.h > 0 { // close under the picture
		under = min(under, room.y+(room.h+e.drawn.h)/2+1)
	}
	for i, s := range caption {
		set(under+i, p.centred(w, theme.Dim, s))
	}
	return lines, nil
}

// count is how many of some parts of the screen are drawn.
func count(parts ...rect) (n int) {
	for _, r := range parts {
		if !r.empty() {
			n++
		}
	}
	return n
}
