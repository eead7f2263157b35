package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"lede/feed"
)

// SomeRows is Rows that stops before the window is full where that takes long: when
// patience is over and a row was found, or soon after the first is found later, it
// returns the rows that it has. more says that it stopped, and that the window goes on
// behind the last row: asked again from that row's Key, it finds none twice.
func (s *Store) SomeRows(ctx context.Context, w feed.Window, patience time.Duration) (rows []feed.Row, more bool, err error) {
	h := newHurry(ctx, patience)
	defer h.end()
	q := s.read(ctx)
	p, err := s.planOf(q, w)
	if err != nil {
		return nil, false, s.explain("reading a list", err)
	}
	rows, err = s.rowsOf(hasty{q, h}, p, w)
	switch more = errors.Is(err, errShort); {
	case more && len(rows) > 0:
		err = nil
	case more: // what was found is not the first
		more = false
		rows, err = s.rowsOf(q, p, w)
	}
	return rows, more, s.explain("reading a list", err)
}

// errShort says that a window is read as far as there was time.
var errShort = errors.New("there was no time for more")

// hurry cancels ctx, in which a list is read, when its time is over and something was
// found. Where the first is found only then, it waits for grace, a quarter of that time,
// since more may stand right behind it.
type hurry struct {
	ctx   context.Context
	outer context.Context
	stop  context.CancelFunc
	timer *time.Timer
	grace time.Duration

	mu         sync.Mutex
	some, over bool // something was found; the time is over
}

func newHurry(ctx context.Context, patience time.Duration) *hurry {
	h := &hurry{outer: ctx, grace: patience / 4}
	h.ctx, h.stop = context.WithCancel(ctx)
	h.timer = time.AfterFunc(patience, h.due)
	return h
}

// due is called when the time is over.
func (h *hurry) due() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over = true; h.some {
		h.stop()
	}
}

// found says that there is something to show.
func (h *hurry) found() {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.some || !h.over:
	case h.grace == 0:
		h.stop()
	default:
		h.timer.Reset(h.grace)
	}
	h.some = true
}

// stopped says whether a read failed because its time was over.
func (h *hurry) stopped(err error) bool {
	return err != nil && h != nil && h.ctx.Err() != nil && h.outer.Err() == nil
}

// end frees what a hurry uses.
func (h *hurry) end() {
	h.timer.Stop()
	h.stop()
}

// hasty reads places in a hurry, and the rest as always.
type hasty struct {
	reading
	hurry *hurry
}

// placesBy is what places are read by, and the hurry that they are read in, if any.
func placesBy(q querier) (querier, *hurry) {
	if r, ok := q.(hasty); ok {
		return r.core.read(r.hurry.ctx), r.hurry
	}
	return q, nil
}
