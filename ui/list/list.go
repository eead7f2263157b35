// Package list is a virtual list: it knows the part of a long, ordered list
// that is near the screen, says which part it needs next, and keeps the cursor
// on its entry whatever arrives. It does no I/O of its own; Fetch answers what
// it asks, in a command.
package list

import (
	"slices"

	"lede/feed"
)

// Margin is how many rows are kept in view above and below the cursor, where
// the screen is tall enough for it.
const Margin = 3

// keep bounds the rows held in memory; what is far from the cursor is dropped
// and read again when it is needed.
const keep = 600

// Lines says how many screen lines a row takes, its heading and the air below
// it included. prev is the row above, nil at the start of what is loaded.
type Lines func(prev, row *feed.Row) int

// List is a cursor and a viewport over the loaded part of an ordered list.
// The zero value is not usable; see New.
type List struct {
	lines  Lines
	air    int // empty lines at the end of each row, which may fall below the viewport
	height int // of the viewport, in screen lines

	rows        []feed.Row
	first, last bool // rows reach the list's start, its end
	loaded      bool
	cursor, top int // indices in rows

	rank  int // place of rows[0] in the whole list; -1: not known
	total int // of the whole list, counted up to feed.CountLimit; -1: not known

	owed    int // rows that the cursor has yet to go once they have come
	slipped int // the cursor's entry is gone, and it is on the one after it (1) or before it (-1)
	gen     int
	waiting [kinds]bool
	asked   Ask  // the last for rows that take the place of all
	wish    wish // what the rows that are on their way are wanted for
}

// wish is a movement that waits for rows.
type wish int

const (
	stay wish = iota
	wantTop
	wantEnd
	wantEntry
)

// New makes an empty list. lines measures its rows; the last air lines of each row are
// empty, and may fall below the viewport.
func New(lines Lines, air int) *List {
	return &List{lines: lines, air: air, height: 1, rank: -1, total: -1}
}

// Restyle changes how rows are measured (another density).
func (l *List) Restyle(lines Lines, air int) {
	l.lines, l.air = lines, air
	l.settle()
}

// Open forgets everything and returns what to ask for to show the list from
// its start.
func (l *List) Open() Ask {
	l.reset()
	l.wish = wantTop
	return l.askAll(Ask{Kind: First, Limit: l.chunk()})
}

// Restart is Open with what is shown kept on the screen until the start of the
// list has come, which is another list perhaps: nothing flickers.
func (l *List) Restart() Ask {
	if len(l.rows) == 0 {
		return l.Open()
	}
	l.wish, l.owed = wantTop, 0
	return l.askAll(Ask{Kind: First, Limit: l.chunk()})
}

// OpenAt is Open at a place in the middle, with the cursor on that entry.
func (l *List) OpenAt(k feed.Key) Ask {
	l.reset()
	l.wish = wantEntry
	return l.askAll(Ask{Kind: Around, Key: k, Limit: l.chunk(), Back: l.chunk() / 2})
}

func (l *List) reset() {
	*l = List{lines: l.lines, air: l.air, height: l.height, gen: l.gen, rank: -1, total: -1}
}

// Goto moves to an entry that may not be loaded, keeping what is shown until
// its surroundings have come. No ask is returned where it is loaded.
func (l *List) Goto(k feed.Key) (Ask, bool) {
	if l.Select(k.EntryID) {
		return Ask{}, false
	}
	l.wish, l.owed = wantEntry, 0
	return l.askAll(Ask{Kind: Around, Key: k, Limit: l.chunk(), Back: l.chunk() / 2}), true
}

// Reload returns what to ask for to read again what is near the screen; where
// rows that take the place of all are on their way, these again.
func (l *List) Reload() Ask {
	switch {
	case l.replacing():
		return l.Again()
	case len(l.rows) == 0:
		return l.Open()
	}
	if l.first && l.cursor < l.chunk()/2 {
		return l.askAll(Ask{Kind: First, Limit: max(l.chunk(), l.cursor+l.chunk()/2)})
	}
	return l.askAll(Ask{Kind: Around, Key: l.rows[l.cursor].Key, Limit: l.chunk(), Back: l.chunk()})
}

// Again returns the last ask for rows that take the place of all, to be asked of
// a list whose filter or order is another now.
func (l *List) Again() Ask { return l.askAll(l.asked) }

// replacing says whether rows that take the place of all are on their way.
func (l *List) replacing() bool {
	return l.waiting[First] || l.waiting[Last] || l.waiting[Around]
}

// ReloadAt is Reload around another entry, which the cursor goes to.
func (l *List) ReloadAt(k feed.Key) Ask {
	l.wish, l.owed = wantEntry, 0
	return l.askAll(Ask{Kind: Around, Key: k, Limit: l.chunk(), Back: l.chunk()})
}

// Resize gives the viewport another height in lines. The cursor's entry stays
// where it is as far as it fits.
func (l *List) Resize(height int) {
	l.height = max(1, height)
	l.settle()
}

// Loaded says whether the first rows have come (there may be none).
func (l *List) Loaded() bool { return l.loaded }

// Empty says whether the list is known to have no entry.
func (l *List) Empty() bool { return l.loaded && len(l.rows) == 0 }

// Current is the row under the cursor; nil: there is none.
func (l *List) Current() *feed.Row {
	if l.cursor < 0 || l.cursor >= len(l.rows) {
		return nil
	}
	return &l.rows[l.cursor]
}

// Rows are the loaded rows, for changing what is shown of them in place.
func (l *List) Rows() []feed.Row { return l.rows }

// Cursor is the index of the cursor in Rows.
func (l *List) Cursor() int { return l.cursor }

// Top is the index in Rows of the first row in the viewport.
func (l *List) Top() int { return l.top }

// Place says where the cursor is in the whole list, from 1, and how long it
// is; 0: not known.
func (l *List) Place() (n, total int) {
	if l.rank >= 0 && len(l.rows) > 0 {
		n = l.rank + l.cursor + 1
	}
	return n, max(0, l.total)
}

// SetCount takes in a count of the whole list, in which the entry at k has
// the given index.
func (l *List) SetCount(k feed.Key, index, total int) {
	l.total = total
	l.rank = -1
	if index >= feed.CountLimit {
		return
	}
	if i := l.Index(k.EntryID); i >= 0 {
		l.rank = index - i
	}
}

// Index is where an entry is in Rows; -1: it is not loaded.
func (l *List) Index(entryID int64) int {
	return slices.IndexFunc(l.rows, func(r feed.Row) bool { return r.EntryID == entryID })
}

// Select puts the cursor on a loaded entry and reports whether it is one.
func (l *List) Select(entryID int64) bool {
	i := l.Index(entryID)
	if i < 0 {
		return false
	}
	l.cursor, l.owed, l.slipped = i, 0, 0
	l.settle()
	return true
}

// Slipped says that the entry which the cursor was put on is gone from the list:
// 1 where the cursor is on the one after it now, -1 on the one before it; 0: it is
// where it was put.
func (l *List) Slipped() int { return l.slipped }

// Move moves the cursor by n rows, as far as there are rows. Where the list
// goes on beyond what is loaded, the rest of the way is made when it has come.
func (l *List) Move(n int) {
	to := l.cursor + n
	l.cursor = clamp(to, 0, len(l.rows)-1)
	l.owed, l.slipped = 0, 0
	if to > l.cursor && !l.last || to < l.cursor && !l.first {
		l.owed = to - l.cursor
	}
	l.settle()
}

// Page moves the cursor and the viewport by part of a screen: 1 is a page
// down, less one row so that the eye finds its place; -1 a page up.
func (l *List) Page(part float64) {
	rows := max(1, l.visible()-1)
	n := int(part * float64(rows))
	if n == 0 {
		n = sign(part)
	}
	l.top = clamp(l.top+n, 0, max(0, len(l.rows)-1))
	l.Move(n)
}

// GoTop moves to the list's first row, or the n-th after it, asking for it where it
// is not loaded.
func (l *List) GoTop(n int) (Ask, bool) {
	l.cursor, l.owed, l.slipped = 0, 0, 0
	l.settle()
	if l.first || !l.loaded {
		l.Move(n)
		return Ask{}, false
	}
	l.wish, l.owed = wantTop, n
	return l.askAll(Ask{Kind: First, Limit: l.chunk()}), true
}

// GoEnd moves to the list's last row by a backward window from its end.
func (l *List) GoEnd() (Ask, bool) {
	l.cursor, l.owed, l.slipped = max(0, len(l.rows)-1), 0, 0
	l.settle()
	if l.last || !l.loaded {
		return Ask{}, false
	}
	l.wish = wantEnd
	return l.askAll(Ask{Kind: Last, Limit: l.chunk()}), true
}

// Find returns the index in Rows of the nearest row that is wanted, going from
// the cursor in the direction of step (1 or -1), or -1.
func (l *List) Find(step int, wanted func(*feed.Row) bool) int {
	for i := l.cursor + step; i >= 0 && i < len(l.rows); i += step {
		if wanted(&l.rows[i]) {
			return i
		}
	}
	return -1
}

// MoveTo puts the cursor on the i-th loaded row.
func (l *List) MoveTo(i int) { l.Move(i - l.cursor) }

// AtLine returns the index in Rows of the row drawn at a line of the viewport,
// or -1.
func (l *List) AtLine(line int) int {
	if line < 0 {
		return -1
	}
	for i := l.top; i < len(l.rows); i++ {
		n := l.measure(i)
		if line < n {
			return i
		}
		line -= n
	}
	return -1
}

// CursorLine is the line of the viewport at which the cursor's row begins.
func (l *List) CursorLine() (line int) {
	for i := l.top; i < l.cursor; i++ {
		line += l.measure(i)
	}
	return line
}

// Scroll moves the viewport by n rows and takes the cursor along where it
// would leave the screen, or come into its margin (the mouse wheel's movement).
func (l *List) Scroll(n int) {
	l.top = clamp(l.top+n, 0, max(0, len(l.rows)-1))
	l.fillBottom()
	first, last, was := l.top, min(l.top+l.visible(), len(l.rows))-1, l.cursor
	if first > 0 {
		first += l.margin()
	}
	if last < len(l.rows)-1 {
		last -= l.margin()
	}
	l.cursor = clamp(l.cursor, first, max(first, last))
	if l.cursor != was {
		l.slipped = 0
	}
	l.settle()
}

func (l *List) measure(i int) int {
	var prev *feed.Row
	if i > 0 {
		prev = &l.rows[i-1]
	}
	return max(1, l.lines(prev, &l.rows[i]))
}

// visible counts the whole rows that the viewport shows from top on.
func (l *List) visible() int {
	used, n := 0, 0
	for i := l.top; i < len(l.rows); i++ {
		used += l.measure(i)
		if used > l.height+l.air && n > 0 {
			break
		}
		n++
	}
	return max(1, n)
}

// margin is how many rows are kept in sight beyond the cursor.
func (l *List) margin() int { return min(Margin, max(0, (l.visible()-1)/3)) }

// settle puts the viewport so that the cursor and its margin are in it, moving
// no row that need not move.
func (l *List) settle() {
	if len(l.rows) == 0 {
		l.cursor, l.top = 0, 0
		return
	}
	l.cursor = clamp(l.cursor, 0, len(l.rows)-1)
	l.top = clamp(l.top, 0, len(l.rows)-1)
	margin := l.margin()
	l.top = min(l.top, max(0, l.cursor-margin))
	for l.top < l.cursor && l.linesBetween(l.top, min(l.cursor+margin, len(l.rows)-1)) > l.height+l.air {
		l.top++
	}
	l.fillBottom()
}

// linesBetween counts the lines of rows from a to b, both included.
func (l *List) linesBetween(a, b int) int {
	n := 0
	for i := a; i <= b; i++ {
		n += l.measure(i)
	}
	return n
}

// fillBottom leaves no empty lines below the last row while rows above could
// fill them.
func (l *List) fillBottom() {
	used := 0
	for i := l.top; i < len(l.rows); i++ {
		if used += l.measure(i); used >= l.height {
			return
		}
	}
	for l.top > 0 && used+l.measure(l.top-1) <= l.height+l.air {
		l.top--
		used += l.measure(l.top)
	}
}

// chunk is how many rows are read at a time.
func (l *List) chunk() int { return max(60, 2*l.height) }

func clamp(n, lo, hi int) int { return max(lo, min(n, hi)) }

func sign(f float64) int {
	if f < 0 {
		return -1
	}
	return 1
}
