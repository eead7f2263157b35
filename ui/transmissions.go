package ui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lede/ui/picture"
)

// A picture takes hundreds of kilobytes of kitty's protocol. Sent at once over a slow
// line, they would be ahead of the answer to the next key for seconds. They are sent
// in pieces, each after the terminal has said that it got the one before.
const (
	// minPiece and maxPiece bound a piece, in bytes; the first has firstPiece.
	minPiece   = 8 << 10
	firstPiece = 32 << 10
	maxPiece   = 1 << 20
	// Pieces grow while one takes less than quickPiece, and shrink while one takes more
	// than slowPiece, beyond the round trip of an answer with nothing before it.
	quickPiece = 50 * time.Millisecond
	slowPiece  = 150 * time.Millisecond

	// haveArrived asks the terminal whether it wraps lines, which every one that shows
	// pictures answers. What it says does not matter, but that it says it.
	haveArrived = ansi.RequestModeAutoWrap // (DECRQM 7)
	arrivedMode = ansi.ModeAutoWrap
)

// transmission is something that goes to the terminal by kitty's protocol, of
// which nothing else may go between its parts.
type transmission struct {
	id    int      // of a picture; 0: it is about one that the terminal has
	parts []string // sequences that are still to be sent
	begun bool
	then  tea.Cmd // once all are; nil: nothing
}

// transmissions are those that are on their way, in order.
type transmissions struct {
	queue []transmission
	busy  bool          // a piece is being sent, or its answer waited for
	asked time.Time     // when its answer was asked for; zero: it was not
	gen   generation    // of the piece
	size  int           // of the next, in bytes; 0: none was sent yet
	trip  time.Duration // the shortest time that an answer took: the line's round trip
	heard bool          // an answer came
	deaf  bool          // none did: pieces are whole pictures
}

// transmit sends something after what is on its way.
func (m *model) transmit(t transmission) tea.Cmd {
	q := &m.pics.out
	q.queue = append(q.queue, t)
	return m.sendPiece()
}

// transmitFirst sends something before what has not begun.
func (m *model) transmitFirst(t transmission) tea.Cmd {
	q := &m.pics.out
	at := 0
	if len(q.queue) > 0 && q.queue[0].begun {
		at = 1
	}
	q.queue = slices.Insert(q.queue, at, t)
	return m.sendPiece()
}

// recall has the terminal forget a picture, and what is not sent of it stay here. Its
// number is free for those that follow.
func (m *model) recall(id int) tea.Cmd {
	q, tmux := &m.pics.out, m.pics.answers.Tmux()
	m.pics.ids.free(id)
	i := slices.IndexFunc(q.queue, func(t transmission) bool { return t.id == id })
	switch {
	case i < 0:
		return m.transmit(transmission{parts: []string{picture.KittyDelete(id, tmux)}})
	case q.queue[i].begun:
		q.queue[i] = transmission{parts: []string{picture.KittyEnd(tmux), picture.KittyDelete(id, tmux)}, begun: true}
		return m.sendPiece()
	}
	q.queue = slices.Delete(q.queue, i, i+1)
	return nil
}

// sendPiece sends the next piece, unless one is on its way.
func (m *model) sendPiece() tea.Cmd {
	q := &m.pics.out
	if q.busy || len(q.queue) == 0 {
		return nil
	}
	if q.size == 0 {
		q.size = firstPiece
	}
	limit := q.size
	whole := q.deaf || m.pics.answers.Tmux() // which answers itself, before the terminal that it is in
	if whole {
		limit = 0
	}
	piece, then := q.take(limit)
	q.busy, q.asked = true, time.Time{}
	sent := sentPieceMsg{gen: q.gen.next()}
	if len(q.queue) == 0 || whole {
		return tea.Sequence(tea.Raw(piece), tea.Batch(append(then, func() tea.Msg { return sent })...))
	}
	q.asked, sent.late = m.now(), true
	return tea.Sequence(tea.Raw(piece+haveArrived), tea.Batch(append(then, m.after(answersWithin, sent))...))
}

// take takes from the queue the parts that fit in limit bytes, one at least, or with 0
// all of the first transmission's, and the commands of those that are complete then.
func (q *transmissions) take(limit int) (piece string, then []tea.Cmd) {
	var b strings.Builder
	for len(q.queue) > 0 {
		t := &q.queue[0]
		for len(t.parts) > 0 {
			if limit > 0 && b.Len() > 0 && b.Len()+len(t.parts[0]) > limit {
				return b.String(), then
			}
			b.WriteString(t.parts[0])
			t.parts, t.begun = t.parts[1:], true
		}
		if t.then != nil {
			then = append(then, t.then)
		}
		q.queue = q.queue[1:]
		if limit == 0 {
			break
		}
	}
	return b.String(), then
}

// sentPieceMsg says that a piece was sent and nothing was asked, or that the answer is
// late.
type sentPieceMsg struct {
	gen  generation
	late bool
}

func (m *model) pieceSent(msg sentPieceMsg) tea.Cmd {
	q := &m.pics.out
	if !q.busy || msg.gen != q.gen {
		return nil
	}
	q.busy = false
	if msg.late {
		q.deaf, q.size = !q.heard, minPiece
	}
	return m.sendPiece()
}

// arrived takes in that the terminal has got a piece.
func (m *model) arrived() tea.Cmd {
	q := &m.pics.out
	if !q.busy || q.asked.IsZero() {
		return nil
	}
	q.heard, q.busy = true, false
	q.gen.next()
	took := m.now().Sub(q.asked)
	q.trip = min(q.trip, took)
	switch {
	case took < q.trip+quickPiece:
		q.size = min(2*q.size, maxPiece)
	case took > q.trip+slowPiece:
		q.size = max(q.size/2, minPiece)
	}
	return m.sendPiece()
}

// endTransmissions sends all that is left at once, before another program has the
// terminal.
func (m *model) endTransmissions() tea.Cmd {
	q := &m.pics.out
	var cmds []tea.Cmd
	for len(q.queue) > 0 {
		piece, then := q.take(0)
		cmds = append(append(cmds, tea.Raw(piece)), then...)
	}
	q.busy = false
	q.gen.next()
	return tea.Sequence(cmds...)
}
