package ui

import (
	"context"
	"image"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"lede/feed"
	"lede/ui/picture"
	"lede/ui/theme"
)

// Pictures has the pictures of articles, fetched where they are not kept. Both
// methods may be called from any goroutine; none is ever called on the program's
// own loop.
type Pictures interface {
	// Size returns the size in pixels of a picture that is kept. It asks nobody.
	Size(url string) (size image.Point, ok bool)
	// Picture returns a picture, decoded under limits and no larger than a screen
	// can use. It is fetched on behalf of a subscription if it is not kept. Its
	// errors are worded for people.
	Picture(ctx context.Context, url string, sub feed.Subscription) (image.Image, error)
}

// PictureChoices are the words that Options.PicturesBy may be.
func PictureChoices() []string { return []string{"off", "auto", "kitty", "sixel", "iterm2", "blocks"} }

const (
	// slowLine is how long the terminal's answer may take on a line that is fast
	// enough for pictures nobody asked for one by one.
	slowLine = 400 * time.Millisecond
	// answerTimeout is how long an answer is waited for at all, and answerTimeoutTmux for
	// one from behind tmux, where nothing says that none will come.
	answerTimeout     = 2 * time.Second
	answerTimeoutTmux = 500 * time.Millisecond
)

// asking is how far the terminal was asked what pictures it can show.
type asking int

const (
	notAsked asking = iota
	askedName
	askedGraphics
	answered // or it won't
)

// pictureState is what is known of showing pictures on this terminal.
type pictureState struct {
	on       bool // in the text: by the configuration, or by the palette for this session
	insisted bool // by the palette: on a slow line too
	slow     bool // the terminal was slow to answer

	asking  asking
	askedAt time.Time
	wait    generation
	answers picture.Answers
	cell    picture.Cell // zero: not told

	gen generation
	ids pictureIDs
	out transmissions
}

// askAtStart asks the terminal where the configuration has pictures shown.
func (m *model) askAtStart() tea.Cmd {
	m.pics.on = m.opt.Pictures != nil && m.opt.PicturesBy != "off" && m.opt.PicturesBy != ""
	if !m.pics.on {
		return nil
	}
	return m.askPictures()
}

// askPictures asks the terminal what pictures it can show, once.
func (m *model) askPictures() tea.Cmd {
	p := &m.pics
	if p.asking != notAsked {
		return nil
	}
	p.asking, p.askedAt = askedName, m.now()
	out := m.opt.Output
	measure := m.command(func(context.Context) tea.Msg {
		cells, pixels := windowSize(out)
		if cells.X <= 0 || cells.Y <= 0 {
			return nil
		}
		return cellMsg{image.Pt(pixels.X/cells.X, pixels.Y/cells.Y)}
	})
	var colours tea.Cmd
	if !theme.Colourless(m.opt.environ()) { // over SSH nothing tells that the terminal has all of them, unless it is asked
		colours = tea.RequestCapability("RGB")
	}
	return tea.Batch(measure, colours, tea.Raw(picture.Ask()), m.after(answerTimeout, answerTimeoutMsg{p.wait.next()}))
}

// cellMsg brings the size of a cell in pixels as the system has it.
type cellMsg struct{ size image.Point }

// answerTimeoutMsg says that the terminal has not answered for long enough.
type answerTimeoutMsg struct{ wait generation }

func (m *model) answerTimedOut(msg answerTimeoutMsg) tea.Cmd {
	p := &m.pics
	if msg.wait != p.wait || p.asking == answered {
		return nil
	}
	p.slow = p.slow || p.asking == askedName
	return m.picturesKnown()
}

// attributesTold takes in the answer that ends a question.
func (m *model) attributesTold(attributes []int) tea.Cmd {
	p := &m.pics
	switch p.asking {
	case askedName:
		p.answers.Attributes = attributes
		p.out.trip = m.now().Sub(p.askedAt)
		p.slow = p.out.trip > slowLine
		next := p.answers.AskGraphics()
		if next == "" {
			return m.picturesKnown()
		}
		p.asking = askedGraphics
		most := answerTimeout
		if p.answers.Tmux() {
			most = answerTimeoutTmux
		}
		return tea.Batch(tea.Raw(next), m.after(most, answerTimeoutMsg{p.wait.next()}))
	case askedGraphics:
		if !p.answers.Tmux() { // tmux itself answers, before whoever is behind it
			return m.picturesKnown()
		}
	}
	return nil
}

// graphicsTold takes in an answer to the question for kitty's protocol.
func (m *model) graphicsTold(msg uv.KittyGraphicsEvent) tea.Cmd {
	if m.pics.asking == askedGraphics {
		m.pics.answers.Answered(msg.Options.ID, string(msg.Payload))
		if m.pics.answers.Graphics && m.pics.answers.Placeholders {
			return m.picturesKnown()
		}
	}
	return nil
}

// cellTold takes in the size of the terminal's cells in pixels.
func (m *model) cellTold(size image.Point, direct bool) tea.Cmd {
	sane := size.X >= 2 && size.Y >= 4 && size.X <= 200 && size.Y <= 400
	if sane && (direct || m.pics.cell == picture.Cell{}) {
		m.pics.cell = picture.Cell{Width: size.X, Height: size.Y}
	}
	return nil
}

// picturesKnown goes on once the terminal has answered, or won't.
func (m *model) picturesKnown() tea.Cmd {
	m.pics.asking = answered
	m.opt.Logger.Info("what the terminal says of pictures", "answers", m.pics.answers, "cell", m.pics.cell, "slow", m.pics.slow, "after", m.now().Sub(m.pics.askedAt))
	var cmds []tea.Cmd
	if m.inlinePictures() != picture.None {
		cmds = append(cmds, m.art.reset(m))
	}
	if e := m.enlargedOnTop(); e != nil {
		cmds = append(cmds, e.show(m))
	}
	return tea.Batch(cmds...)
}

// lineIsSlow says whether the line is too slow for pictures that nobody asked
// for one by one.
func (m *model) lineIsSlow() bool { return m.pics.slow || m.line.low }

// terminalAnswers are the terminal's answers with what is known of it besides.
func (m *model) terminalAnswers() picture.Answers {
	a := m.pics.answers
	a.Colors, a.ASCII = m.term.profile >= colorprofile.ANSI256, m.opt.ASCII
	return a
}

// inlinePictures is the protocol by which pictures are shown in the text now.
func (m *model) inlinePictures() picture.Protocol {
	p := &m.pics
	if m.opt.Pictures == nil || !p.on || p.asking != answered {
		return picture.None
	}
	told := m.terminalAnswers()
	blocks := picture.Choose(picture.Answers{Colors: told.Colors, ASCII: told.ASCII})
	switch m.opt.PicturesBy {
	case "kitty":
		if told.Colors {
			return picture.Kitty
		}
		return picture.None
	case "sixel", "iterm2", "blocks":
		return blocks
	}
	if m.lineIsSlow() && !p.insisted {
		return picture.None
	}
	return picture.Choose(told)
}

// enlargedBy is the protocol by which a picture is shown that has the screen to
// itself.
func (m *model) enlargedBy() picture.Protocol {
	told := m.terminalAnswers()
	switch by := picture.Protocol(m.opt.PicturesBy); by {
	case picture.Kitty:
		if !told.Colors {
			return picture.KittyPlaced
		}
		return by
	case picture.Sixel, picture.ITerm2:
		return by
	case picture.Blocks:
		return picture.Choose(picture.Answers{Colors: told.Colors, ASCII: told.ASCII})
	}
	return picture.Enlarged(told)
}

// actPictures shows pictures in the text for this session, or not.
func (m *model) actPictures(c call) tea.Cmd {
	p := &m.pics
	shown := m.inlinePictures() != picture.None || p.on && p.asking != answered
	want := !shown
	switch c.arg {
	case "", "on", "off":
		want = c.arg == "on" || c.arg == "" && want
	default:
		return m.say("Pictures are on or off")
	}
	switch {
	case m.opt.Pictures == nil:
		return m.say("Pictures are not available here")
	case !want:
		p.on = false
		return tea.Batch(m.closePictures(), m.art.reset(m), m.say("Pictures: off · "+m.keys.key(InArticle, "picture")+" shows one"))
	}
	p.on, p.insisted = true, true
	if p.asking == answered && m.inlinePictures() == picture.None {
		return m.say("This terminal cannot show pictures in the text · " + m.keys.key(InArticle, "picture") + " shows one, if it can")
	}
	return tea.Batch(m.askPictures(), m.art.reset(m), m.say("Pictures: on"))
}

// picturesSet shows pictures as a setting now has it.
func (m *model) picturesSet(by string) tea.Cmd {
	m.opt.PicturesBy, m.pics.insisted = by, false
	left := m.closePictures()
	ask := m.askAtStart()
	return tea.Batch(left, ask, m.art.reset(m))
}

// pictureIDs are kitty's numbers for pictures, which are few.
type pictureIDs struct {
	last int
	used [picture.LastID + 1]bool
}

// firstPicture is where a process begins to number pictures.
func firstPicture(process int) int { return process * 61 % picture.IDs }

// take returns a number that is free; 0: none is.
func (p *pictureIDs) take() int {
	const n = picture.IDs
	for i := range n {
		id := picture.FirstID + (p.last+i)%n
		if !p.used[id] {
			p.used[id] = true
			p.last = id - picture.FirstID + 1
			return id
		}
	}
	return 0
}

func (p *pictureIDs) free(id int) { p.used[id] = false }
