package ui

import (
	"cmp"
	"context"
	"image"
	"image/color"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/picture"
	"lede/ui/theme"
	"lede/ui/typeset"
)

const (
	// picturesAtOnce is how many pictures of an article are on their way at once,
	// and picturesHeld how many are held ready.
	picturesAtOnce = 2
	picturesHeld   = 24
	// settleAfter is how long the article waits for more pictures of unknown size
	// before it is set anew.
	settleAfter = 150 * time.Millisecond
	// inlineSide bounds the pixels of a picture in the text.
	inlineSide = 1000
)

// What is known of the size of a picture that has none.
var (
	noPicture     = image.Point{}             // it can't be had: its caption stands for it
	trackingPixel = image.Point{X: -1, Y: -1} // it is there to count readers: not even that
)

// articlePictures are the pictures of the article that is open.
type articlePictures struct {
	gen    generation
	ctx    context.Context // ends when the article is left; nil: nothing was asked for
	stop   context.CancelFunc
	sizes  map[int]image.Point     // as they turned out, by their number in the article
	held   map[int]*articlePicture // those that are there or on their way
	busy   int
	settle generation
}

// articlePicture is one of them, at the size at which it is shown.
type articlePicture struct {
	w, h  int // the cells of its place; 0: its size is yet to be learned
	drawn drawn
	ready bool
	done  bool // nothing more is to be done for it
	id    int  // kitty's; 0: none
}

// drawn is a picture as the terminal is told it.
type drawn struct {
	w, h int      // cells
	rows []string // of cells; nil: it is drawn over them
	send []string // sequences that go to the terminal once, raw, in order
}

// sent has a picture be one sequence.
func (d *drawn) sent(sequence string, err error) error {
	d.send = []string{sequence}
	return err
}

// pictureJob is what drawing a picture needs, captured for a command.
type pictureJob struct {
	lib      Pictures
	url      string
	sub      feed.Subscription
	by       picture.Protocol
	w, h     int // cells that it may take
	most     int // pixels of its longer side
	grow     float64
	id       int
	cell     picture.Cell
	profile  colorprofile.Profile
	backdrop color.Color
	tmux     bool
}

func (m *model) pictureJob(url string, sub feed.Subscription, by picture.Protocol, w, h int) pictureJob {
	return pictureJob{
		lib: m.opt.Pictures, url: url, sub: sub, by: by, w: w, h: h, most: inlineSide, grow: 1 << 10,
		cell: m.cell(), profile: m.colors(), backdrop: m.backdrop(), tmux: m.pics.answers.Tmux(),
	}
}

// cell is the size of the terminal's cells, or what it most often is.
func (m *model) cell() picture.Cell {
	if (m.pics.cell == picture.Cell{}) {
		return picture.DefaultCell
	}
	return m.pics.cell
}

// backdrop is what transparent pictures stand on.
func (m *model) backdrop() color.Color {
	page, _ := m.paint.theme.Page()
	switch {
	case page != nil:
		return page
	case m.term.background != nil:
		return m.term.background
	case m.term.dark:
		return color.Black
	}
	return color.White
}

// draw makes of a picture what the terminal is told: as large as its cells
// allow, whole, its shape kept.
func (j pictureJob) draw(img image.Image) (drawn, error) {
	size := img.Bounds().Size()
	pw, ph := picture.Pixels(size, j.w, j.h, j.cell, int(j.grow*float64(max(size.X, size.Y))))
	d := drawn{w: cellsOf(pw, j.cell.Width, j.w), h: cellsOf(ph, j.cell.Height, j.h)}
	if j.by.Cells() && j.h-d.h <= 1 && j.w-d.w <= 1+j.w/24 { // only rounding parts it from its place
		d.w, d.h = j.w, j.h
	}
	if j.by == picture.Blocks {
		d.rows = picture.HalfBlocks(picture.Scale(img, d.w, 2*d.h, picture.Backdrop(img, j.backdrop)), j.profile)
		return d, nil
	}
	most := min(j.most, max(size.X, size.Y)) // the terminal itself makes it larger
	if j.by == picture.Sixel {
		most = picture.SixelSide
	}
	back := picture.Backdrop(img, j.backdrop)
	if back == j.backdrop && j.by != picture.Sixel {
		back = nil // it stays transparent
	}
	pw, ph = picture.Pixels(image.Pt(pw, ph), d.w, d.h, j.cell, min(most, max(pw, ph)))
	small := picture.Scale(img, pw, ph, back)
	var err error
	switch j.by {
	case picture.Kitty:
		d.rows = picture.KittyCells(j.id, d.w, d.h)
		d.send, err = picture.KittyTransmit(small, j.id, d.w, d.h, j.tmux)
	case picture.KittyPlaced:
		err = d.sent(picture.KittyPlace(small, j.id, d.w, d.h))
	case picture.Sixel:
		d.w, d.h = cellsOf(pw, j.cell.Width, j.w), cellsOf(ph, j.cell.Height, j.h)
		err = d.sent(picture.SixelData(small))
	case picture.ITerm2:
		err = d.sent(picture.ITerm2Data(small, d.w, d.h))
	}
	return d, err
}

// cellsOf is how many cells some pixels take, rounded.
func cellsOf(pixels, cell, most int) int { return clamp((2*pixels+cell)/(2*cell), 1, max(most, 1)) }

// placer says what room an article's pictures take where it is set; nil: none
// are shown. It is used in commands.
func (m *model) placer() func(int, article.Image, int) (int, int) {
	if m.inlinePictures() == picture.None {
		return nil
	}
	sizes, lib, cell := maps.Clone(m.art.pictures.sizes), m.opt.Pictures, m.cell()
	// A picture's pixels are those of a web page, whatever the terminal's are.
	const pagePixels = 8 // to a column of text
	most := clamp(m.term.h*55/100, 4, 30)
	return func(n int, img article.Image, columns int) (width, height int) {
		size, known := sizes[n]
		switch {
		case known:
		case img.Width > 0 && img.Height > 0:
			size = image.Pt(img.Width, img.Height)
		default:
			if size, known = lib.Size(img.URL); !known {
				return 0, 0
			}
		}
		if size != noPicture && picture.IsTrackingPixel(size) {
			return -1, 0
		}
		return picture.Fit(size.X*cell.Width/pagePixels, size.Y*cell.Width/pagePixels, columns, most, cell)
	}
}

// showPictures has the pictures taken that are on the screen or near it, as far
// as not too many are on their way.
func (m *model) showPictures() tea.Cmd {
	a := &m.art
	by := m.inlinePictures()
	if by == picture.None || a.set == nil || a.body == nil || a.place.empty() {
		return nil
	}
	figures := slices.DeleteFunc(a.set.Figures(), func(f typeset.FigurePlace) bool { return a.far(f) > a.place.h || a.pictures.has(f) })
	slices.SortStableFunc(figures, func(f, g typeset.FigurePlace) int { return cmp.Compare(a.far(f), a.far(g)) })
	var cmds []tea.Cmd
	for _, f := range figures {
		if a.pictures.busy >= picturesAtOnce {
			break
		}
		cmds = append(cmds, m.takePicture(f, by))
	}
	return tea.Batch(cmds...)
}

// image is the picture of a place in the article; the zero value where it names
// none.
func (a *reader) image(f typeset.FigurePlace) article.Image {
	if f.Image < 1 || f.Image > len(a.body.Images) {
		return article.Image{}
	}
	return a.body.Images[f.Image-1]
}

// far is how many lines a picture is from the screen; 0: it is on it.
func (a *reader) far(f typeset.FigurePlace) int {
	return max(a.top-(f.Line+max(f.Height, 1)-1), f.Line-(a.top+a.place.h-1), 0)
}

// has says whether nothing is to be done for a place now.
func (ps *articlePictures) has(f typeset.FigurePlace) bool {
	if size, known := ps.sizes[f.Image]; known && size.X <= 0 {
		return true
	}
	s := ps.held[f.Image]
	return s != nil && s.w == f.Width && s.h == f.Height
}

// takePicture has a picture made for its place; where that is empty, only its
// size is learned.
func (m *model) takePicture(f typeset.FigurePlace, by picture.Protocol) tea.Cmd {
	ps := &m.art.pictures
	if ps.ctx == nil {
		ps.gen = m.pics.gen.next()
		ps.ctx, ps.stop = context.WithCancel(m.tasks.ctx)
		ps.held = map[int]*articlePicture{}
	}
	cleared := tea.Batch(m.dropPicture(f.Image), m.dropFarthest())
	s := &articlePicture{w: f.Width, h: f.Height}
	if by == picture.Kitty && f.Width > 0 {
		if s.id = m.pics.ids.take(); s.id == 0 {
			return cleared
		}
	}
	ps.held[f.Image] = s
	ps.busy++
	job := m.pictureJob(m.art.image(f).URL, m.art.sub, by, f.Width, f.Height)
	job.id = s.id
	msg, ctx := pictureMsg{gen: ps.gen, n: f.Image, picture: s}, ps.ctx
	return tea.Batch(cleared, m.command(func(context.Context) tea.Msg {
		img, err := job.lib.Picture(ctx, job.url, job.sub)
		if msg.err = err; err != nil {
			return msg
		}
		if msg.size = img.Bounds().Size(); job.w > 0 && !picture.IsTrackingPixel(msg.size) {
			msg.drawn, msg.err = job.draw(img)
		}
		return msg
	}))
}

// pictureMsg brings a picture, or why there is none.
type pictureMsg struct {
	gen     generation
	n       int
	picture *articlePicture
	size    image.Point
	drawn   drawn
	err     error
}

func (m *model) pictureTaken(msg pictureMsg) tea.Cmd {
	ps, s := &m.art.pictures, msg.picture
	if msg.gen != ps.gen || ps.held[msg.n] != s {
		m.pics.ids.free(s.id) // the terminal has not heard of it
		if msg.gen == ps.gen {
			ps.busy--
		}
		return m.showPictures()
	}
	ps.busy--
	s.done = true
	if ps.sizes == nil {
		ps.sizes = map[int]image.Point{}
	}
	if msg.drawn.rows == nil {
		m.pics.ids.free(s.id)
		s.id = 0
	}
	switch {
	case msg.err != nil:
		m.opt.Logger.Info("a picture can't be shown", "entry", m.art.id, "reason", msg.err)
		ps.sizes[msg.n] = noPicture
		return tea.Batch(m.settleSoon(), m.showPictures())
	case picture.IsTrackingPixel(msg.size):
		ps.sizes[msg.n] = trackingPixel
		return tea.Batch(m.settleSoon(), m.showPictures())
	case s.w == 0:
		ps.sizes[msg.n] = msg.size
		return tea.Batch(m.settleSoon(), m.showPictures())
	}
	s.drawn = msg.drawn
	if s.drawn.send == nil {
		s.ready = true
		return m.showPictures()
	}
	send := transmission{id: s.id, parts: s.drawn.send, then: func() tea.Msg { return sentMsg{s} }}
	s.drawn.send = nil
	return tea.Batch(m.transmit(send), m.showPictures())
}

// sentMsg says that the terminal has a picture, whose cells may now be shown.
type sentMsg struct{ picture *articlePicture }

func (m *model) pictureSent(msg sentMsg) tea.Cmd {
	msg.picture.ready = true
	return nil
}

// settleMsg says that pictures have come whose size was not known.
type settleMsg struct {
	pictures, settle generation
}

func (m *model) settleSoon() tea.Cmd {
	ps := &m.art.pictures
	return m.after(settleAfter, settleMsg{ps.gen, ps.settle.next()})
}

// settleDue sets the article anew with the sizes that were learned.
func (m *model) settleDue(msg settleMsg) tea.Cmd {
	if msg.pictures != m.art.pictures.gen || msg.settle != m.art.pictures.settle {
		return nil
	}
	return m.art.reset(m)
}

// dropPicture lets go of a picture.
func (m *model) dropPicture(n int) tea.Cmd {
	ps := &m.art.pictures
	s := ps.held[n]
	if s == nil {
		return nil
	}
	delete(ps.held, n)
	if s.id == 0 || !s.done { // what is on its way frees its number itself
		return nil
	}
	return m.recall(s.id)
}

// dropFarthest makes room where many pictures are held: the one farthest from
// the screen goes.
func (m *model) dropFarthest() tea.Cmd {
	ps := &m.art.pictures
	if len(ps.held) < picturesHeld {
		return nil
	}
	worst, far := 0, 0
	for _, f := range m.art.set.Figures() {
		if s := ps.held[f.Image]; s != nil && s.done && m.art.far(f) > far {
			worst, far = f.Image, m.art.far(f)
		}
	}
	return m.dropPicture(worst)
}

// closePictures ends what is on its way and frees the terminal of the pictures.
// Their sizes stay known.
func (m *model) closePictures() tea.Cmd {
	ps := &m.art.pictures
	if ps.ctx == nil {
		return nil
	}
	ps.stop()
	var cmds []tea.Cmd
	for n := range ps.held {
		cmds = append(cmds, m.dropPicture(n))
	}
	m.art.pictures = articlePictures{gen: m.pics.gen.next(), sizes: ps.sizes}
	return tea.Batch(cmds...)
}

// pictured lays the pictures that a line crosses over it.
func (a *reader) pictured(p *painter, figures []typeset.FigurePlace, line int, text string) string {
	for _, f := range figures {
		if f.Width == 0 || line < f.Line || line >= f.Line+f.Height {
			continue
		}
		rest := ""
		if end := f.Column + f.Width; p.method.StringWidth(text) > end {
			rest = p.method.TruncateLeft(text, end, "")
		}
		text = p.fit(text, f.Column) + a.pictureRow(p, f, line-f.Line) + rest
	}
	return text
}

// pictureRow is one row of a picture's place; before the picture is there, a
// sign in the middle of it.
func (a *reader) pictureRow(p *painter, f typeset.FigurePlace, row int) string {
	s := a.pictures.held[f.Image]
	if s == nil || !s.ready || s.w != f.Width || s.h != f.Height {
		if row == f.Height/2 {
			return p.centred(f.Width, theme.Faint, p.marks.picture)
		}
		return blank(f.Width)
	}
	left, top := (f.Width-s.drawn.w)/2, (f.Height-s.drawn.h)/2
	if row -= top; row < 0 || row >= len(s.drawn.rows) {
		return blank(f.Width)
	}
	return blank(left) + s.drawn.rows[row] + strings.Repeat(" ", max(f.Width-left-s.drawn.w, 0))
}

// anchor is a place in an article that its text can't name: within a picture, or
// above the text.
type anchor struct {
	image int // 0: in none
	part  float64
	line  int
}

func (a *reader) anchor() anchor {
	at := anchor{line: a.top}
	if a.set == nil {
		return at
	}
	for _, f := range a.set.Figures() {
		if f.Height > 0 && a.top >= f.Line-1 && a.top < f.Line+f.Height { // the air above it belongs to it
			at.image, at.part = f.Image, float64(a.top-f.Line)/float64(f.Height)
		}
	}
	return at
}

// find returns the line of an anchor in an article set anew, where its text
// is at a line.
func (at anchor) find(set *typeset.Setting, line int) int {
	if at.image == 0 {
		if line == 0 {
			return at.line
		}
		return line
	}
	for _, f := range set.Figures() {
		if f.Image == at.image {
			return f.Line + int(math.Floor(at.part*float64(f.Height)))
		}
	}
	return line
}

// retakePictures gives the terminal the pictures again, which it has lost.
func (m *model) retakePictures() tea.Cmd {
	cmds := []tea.Cmd{m.closePictures(), m.showPictures()}
	if e := m.enlargedOnTop(); e != nil {
		cmds = append(cmds, e.show(m))
	}
	return tea.Sequence(cmds...)
}

// hasPictures says whether the open story has any that could be enlarged.
func (m *model) hasPictures() bool {
	return m.opt.Pictures != nil && m.art.body != nil && len(m.art.body.Images) > 0
}
