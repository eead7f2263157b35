package list

import (
	"context"
	"slices"
	"time"

	"lede/feed"
)

// Kind says which part of the list an Ask is for.
type Kind int

// The kinds of Ask.
const (
	First  Kind = iota // the list's start
	Last               // its end
	After              // what follows Key
	Before             // what comes before Key
	Around             // what is on both sides of Key
	kinds
)

// Ask names the rows that a List needs.
type Ask struct {
	Gen   int
	Kind  Kind
	Key   feed.Key
	Limit int // rows, of Around those from Key on
	Back  int // of Around: rows before Key
	// Patience is after how long those rows will do that were found until then, of
	// First and After; 0: all that were asked for are wanted.
	Patience time.Duration
}

// Reply is the answer to an Ask.
type Reply struct {
	Ask         Ask
	Rows        []feed.Row
	First, Last bool // Rows reach the list's start, its end
	Short       bool // there was patience for these Rows, of which there is one at least, and for no more
	Err         error
}

// Source reads windows of a list.
type Source interface {
	Rows(ctx context.Context, w feed.Window) ([]feed.Row, error)
	// SomeRows is Rows, but for what is not found within patience, if anything
	// is. more says that the window goes on.
	SomeRows(ctx context.Context, w feed.Window, patience time.Duration) (rows []feed.Row, more bool, err error)
}

// Fetch answers an Ask from src. base holds the list's filter and order.
func Fetch(ctx context.Context, src Source, base feed.Window, a Ask) Reply {
	w, r := base, Reply{Ask: a}
	w.From, w.Backward, w.Inclusive, w.Limit = nil, false, false, a.Limit
	read := func(w feed.Window) []feed.Row {
		if r.Err != nil {
			return nil
		}
		var rows []feed.Row
		if a.Patience > 0 {
			rows, r.Short, r.Err = src.SomeRows(ctx, w, a.Patience)
		} else {
			rows, r.Err = src.Rows(ctx, w)
		}
		return rows
	}
	switch a.Kind {
	case First:
		r.Rows = read(w)
		r.First, r.Last = true, len(r.Rows) < a.Limit && !r.Short
	case Last:
		w.Backward = true
		r.Rows = read(w)
		r.First, r.Last = len(r.Rows) < a.Limit, true
	case After:
		w.From = &a.Key
		r.Rows = read(w)
		r.Last = len(r.Rows) < a.Limit && !r.Short
	case Before:
		w.From, w.Backward = &a.Key, true
		r.Rows = read(w)
		r.First = len(r.Rows) < a.Limit
	case Around:
		before, after := w, w
		before.From, before.Backward, before.Limit = &a.Key, true, a.Back
		after.From, after.Inclusive = &a.Key, true
		above, below := read(before), read(after)
		r.Rows = append(above, below...)
		r.First, r.Last = len(above) < a.Back, len(below) < a.Limit
	}
	return r
}

func (l *List) ask(a Ask) Ask {
	a.Gen = l.gen
	l.waiting[a.Kind] = true
	return a
}

// askAll asks for rows that take the place of all, and of whatever else is on its
// way.
func (l *List) askAll(a Ask) Ask {
	l.gen++
	l.waiting = [kinds]bool{}
	l.asked = l.ask(a)
	return l.asked
}

// Need returns the rows to ask for next so that the cursor finds rows wherever
// it goes: a screen of them beyond each edge. Call it after each movement and
// each reply until it has nothing to ask.
func (l *List) Need() (Ask, bool) {
	if !l.loaded || len(l.rows) == 0 || l.replacing() {
		return Ask{}, false
	}
	ahead := max(20, l.height)
	if !l.last && !l.waiting[After] && len(l.rows)-l.cursor <= ahead {
		return l.ask(Ask{Kind: After, Key: l.rows[len(l.rows)-1].Key, Limit: l.chunk()}), true
	}
	if !l.first && !l.waiting[Before] && l.cursor < ahead {
		return l.ask(Ask{Kind: Before, Key: l.rows[0].Key, Limit: l.chunk()}), true
	}
	return Ask{}, false
}

// Apply takes in a reply and reports whether it was still wanted.
func (l *List) Apply(r Reply) bool {
	if r.Ask.Gen != l.gen || !l.waiting[r.Ask.Kind] {
		return false
	}
	l.waiting[r.Ask.Kind] = false
	if r.Err != nil {
		l.wish = stay
		return true
	}
	switch r.Ask.Kind {
	case After:
		l.extend(r)
	case Before:
		l.extendUp(r)
	default:
		l.replace(r)
	}
	l.loaded = true
	l.settle()
	if l.owed != 0 {
		l.Move(l.owed)
	}
	return true
}

func (l *List) extend(r Reply) {
	if n := len(l.rows); n == 0 || l.rows[n-1].Key != r.Ask.Key {
		return
	}
	l.rows = append(l.rows, r.Rows...)
	l.last = r.Last
	if over := len(l.rows) - keep; over > 0 && l.cursor-over > keep/3 {
		l.rows = slices.Clone(l.rows[over:])
		l.first = false
		l.shift(-over)
	}
}

func (l *List) extendUp(r Reply) {
	if len(l.rows) == 0 || l.rows[0].Key != r.Ask.Key {
		return
	}
	l.rows = slices.Concat(r.Rows, l.rows)
	l.first = r.First
	l.shift(len(r.Rows))
	if len(l.rows) > keep && l.cursor < keep*2/3 {
		l.rows = slices.Clone(l.rows[:keep])
		l.last = false
	}
}

// shift moves every index by n, after rows were put before or taken from the
// front.
func (l *List) shift(n int) {
	l.cursor += n
	l.top = max(0, l.top+n)
	if l.rank >= 0 {
		l.rank = max(-1, l.rank-n)
	}
}

// replace puts other rows in the place of all, with the cursor where it is
// wished: on the entry that it was on, at the height of the screen where that
// was, unless a movement waited for these rows.
func (l *List) replace(r Reply) {
	old, oldCursor := l.rows, l.cursor
	above := 0
	if len(old) > 0 {
		above = l.linesBetween(l.top, oldCursor-1)
	}
	l.rows, l.first, l.last = r.Rows, r.First, r.Last
	l.rank = -1
	if r.First {
		l.rank = 0
	}
	w := l.wish
	l.wish = stay
	switch w {
	case wantTop:
		l.cursor, l.top, l.slipped = 0, 0, 0
		return
	case wantEnd:
		l.cursor, l.slipped = max(0, len(l.rows)-1), 0
		l.top = l.cursor
		return
	case wantEntry:
		l.cursor, l.slipped = l.indexNear(r.Ask.Key, r.Ask.Back), 0
		above = l.height / 3
	default:
		var slipped int
		l.cursor, slipped = follow(old, oldCursor, l.rows)
		if slipped != 0 {
			l.slipped = slipped
		}
	}
	l.top = l.cursor
	for l.top > 0 && l.linesBetween(l.top-1, l.cursor-1) <= above {
		l.top--
	}
}

// indexNear finds an entry among the rows read around it; where it is gone,
// what stands in its place.
func (l *List) indexNear(k feed.Key, back int) int {
	if i := l.Index(k.EntryID); i >= 0 {
		return i
	}
	return clamp(back, 0, max(0, len(l.rows)-1))
}

// follow finds where the cursor's entry went; where it is gone, the nearest
// that followed it (slipped is 1), or came before it (-1).
func follow(old []feed.Row, cursor int, rows []feed.Row) (to, slipped int) {
	at := make(map[int64]int, len(rows))
	for i := range rows {
		at[rows[i].EntryID] = i
	}
	for i := cursor; i < len(old); i++ {
		if n, ok := at[old[i].EntryID]; ok {
			return n, min(i-cursor, 1)
		}
	}
	for i := cursor - 1; i >= 0 && i < len(old); i-- {
		if n, ok := at[old[i].EntryID]; ok {
			return n, -1
		}
	}
	return 0, 0
}
