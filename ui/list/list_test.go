package list

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lede/feed"
)

// source is a list of entries in memory, newest first, that answers windows.
type source struct{ ids []int64 }

func newSource(n int) *source {
	s := &source{}
	for i := range n {
		s.ids = append(s.ids, int64(10*(n-i)))
	}
	return s
}

func (s *source) row(id int64) feed.Row {
	return feed.Row{Headline: feed.Headline{EntryID: id}, Key: feed.Key{EntryID: id, Sort: id}}
}

func (s *source) Rows(_ context.Context, w feed.Window) ([]feed.Row, error) {
	var rows []feed.Row
	ids := slices.Clone(s.ids)
	if w.Backward {
		slices.Reverse(ids)
	}
	for _, id := range ids {
		if w.From != nil {
			beyond := id < w.From.Sort
			if w.Backward {
				beyond = id > w.From.Sort
			}
			if !beyond && !(w.Inclusive && id == w.From.Sort) {
				continue
			}
		}
		if rows = append(rows, s.row(id)); len(rows) == w.Limit {
			break
		}
	}
	if w.Backward {
		slices.Reverse(rows)
	}
	return rows, nil
}

// SomeRows has patience for two rows.
func (s *source) SomeRows(ctx context.Context, w feed.Window, _ time.Duration) (rows []feed.Row, more bool, err error) {
	rows, err = s.Rows(ctx, w)
	if len(rows) > 2 {
		return rows[:2], true, err
	}
	return rows, false, err
}

// answer gives a list all that it asks for.
func (s *source) answer(l *List, a Ask, ok bool) {
	for ok {
		l.Apply(Fetch(context.Background(), s, feed.Window{}, a))
		a, ok = l.Need()
	}
}

func threeLines(_, _ *feed.Row) int { return 3 }

func opened(s *source, height int) *List {
	l := New(threeLines, 1)
	l.Resize(height)
	s.answer(l, l.Open(), true)
	return l
}

func current(t interface{ Fatalf(string, ...any) }, l *List) int64 {
	r := l.Current()
	if r == nil {
		t.Fatalf("no row is under the cursor")
	}
	return r.EntryID
}

func TestWalkToTheEnd(t *testing.T) {
	s := newSource(1500)
	l := opened(s, 30)
	for i := range 1499 {
		l.Move(1)
		a, ok := l.Need()
		s.answer(l, a, ok)
		if got := current(t, l); got != s.ids[i+1] {
			t.Fatalf("after %d steps the cursor is on %d, not %d", i+1, got, s.ids[i+1])
		}
		if len(l.Rows()) > keep+l.chunk() {
			t.Fatalf("%d rows are held", len(l.Rows()))
		}
	}
	for i := range 1499 {
		l.Move(-1)
		a, ok := l.Need()
		s.answer(l, a, ok)
		if got, want := current(t, l), s.ids[1498-i]; got != want {
			t.Fatalf("going up, the cursor is on %d, not %d", got, want)
		}
	}
}

func TestEndReadsBackward(t *testing.T) {
	s := newSource(100_000)
	l := opened(s, 30)
	a, ok := l.GoEnd()
	if !ok || a.Kind != Last {
		t.Fatalf("the end is asked for as %+v, %v", a, ok)
	}
	s.answer(l, a, ok)
	if got := current(t, l); got != s.ids[len(s.ids)-1] {
		t.Errorf("the end is %d, not %d", got, s.ids[len(s.ids)-1])
	}
	a, ok = l.GoTop(0)
	s.answer(l, a, ok)
	if got := current(t, l); got != s.ids[0] {
		t.Errorf("the top is %d, not %d", got, s.ids[0])
	}
}

func TestOldRepliesAreDropped(t *testing.T) {
	s := newSource(200)
	l := opened(s, 30)
	old := Fetch(t.Context(), s, feed.Window{}, l.Reload())
	s.answer(l, l.Open(), true)
	if l.Apply(old) {
		t.Error("a reply to a list that was left was taken in")
	}
}

func TestErrorLeavesTheRows(t *testing.T) {
	s := newSource(200)
	l := opened(s, 30)
	l.Move(5)
	before := len(l.Rows())
	l.Apply(Reply{Ask: l.Reload(), Err: context.DeadlineExceeded})
	if len(l.Rows()) != before || current(t, l) != s.ids[5] {
		t.Error("a failed reload changed what is on the screen")
	}
}

// TestCursorStays has entries come and go while the cursor moves: after every
// reload it is on its entry, or where that is gone on a neighbour, at the same
// height of the screen as far as the list's ends allow; and never out of sight.
func TestCursorStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSource(rapid.IntRange(1, 400).Draw(t, "entries"))
		l := opened(s, rapid.IntRange(1, 60).Draw(t, "height"))
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"move", "page", "arrive", "leave", "resize", "end", "top", "scroll"}).Draw(t, "step") {
			case "move":
				l.Move(rapid.IntRange(-30, 30).Draw(t, "by"))
			case "page":
				l.Page(rapid.SampledFrom([]float64{-1, -0.5, 0.5, 1}).Draw(t, "part"))
			case "scroll":
				l.Scroll(rapid.IntRange(-5, 5).Draw(t, "rows"))
			case "resize":
				l.Resize(rapid.IntRange(1, 60).Draw(t, "height"))
			case "end":
				a, ok := l.GoEnd()
				s.answer(l, a, ok)
			case "top":
				a, ok := l.GoTop(0)
				s.answer(l, a, ok)
			case "arrive":
				was := current(t, l)
				s.ids = slices.Insert(s.ids, 0, s.ids[0]+10)
				s.answer(l, l.Reload(), true)
				if got := current(t, l); got != was {
					t.Fatalf("an arrival took the cursor from %d to %d", was, got)
				}
			case "leave":
				if len(s.ids) < 2 {
					continue
				}
				was := current(t, l)
				i := slices.Index(s.ids, was)
				s.ids = slices.Delete(s.ids, i, i+1)
				s.answer(l, l.Reload(), true)
				want := s.ids[min(i, len(s.ids)-1)]
				if got := current(t, l); got != want {
					t.Fatalf("%d is gone; the cursor went to %d, not %d", was, got, want)
				}
			}
			a, ok := l.Need()
			s.answer(l, a, ok)
			inSight(t, l)
		}
	})
}

func inSight(t *rapid.T, l *List) {
	if l.Cursor() < l.Top() {
		t.Fatalf("the cursor (%d) is above the screen (%d)", l.Cursor(), l.Top())
	}
	if above := l.linesBetween(l.Top(), l.Cursor()-1); above > 0 && above >= l.height {
		t.Fatalf("the cursor is %d lines down a screen of %d", above, l.height)
	}
}

func TestMarginKeepsRowsStill(t *testing.T) {
	l := opened(newSource(200), 30) // ten rows of three lines
	for l.Top() == 0 {
		l.Move(1)
	}
	if l.Cursor() < 6 {
		t.Errorf("the rows move when the cursor is on row %d of ten", l.Cursor())
	}
	top := l.Top()
	l.Move(-1)
	l.Move(-1)
	if l.Top() != top {
		t.Error("turning round in the middle moves the rows")
	}
}

// TestTheWheelScrollsFromTheEnds: the margin does not hold the viewport where the
// cursor is on the list's first row, or its last.
func TestTheWheelScrollsFromTheEnds(t *testing.T) {
	for _, height := range []int{3, 9, 30, 45} {
		l := opened(newSource(50), height)
		for i := range 5 {
			if l.Scroll(1); l.Top() != i+1 {
				t.Fatalf("%d lines: after %d notches down the list begins with row %d", height, i+1, l.Top())
			}
		}
		l.Move(50)
		end := l.Top()
		for i := range 5 {
			if l.Scroll(-1); l.Top() != end-i-1 {
				t.Fatalf("%d lines: after %d notches up from row %d the list begins with row %d", height, i+1, end, l.Top())
			}
		}
	}
}

func TestPlaceFollowsTheCursor(t *testing.T) {
	l := opened(newSource(200), 30)
	l.Move(7)
	l.SetCount(l.Current().Key, 7, 200)
	l.Move(5)
	if n, total := l.Place(); n != 13 || total != 200 {
		t.Errorf("the place is %d of %d, not 13 of 200", n, total)
	}
	l.SetCount(l.Current().Key, feed.CountLimit, feed.CountLimit)
	if n, _ := l.Place(); n != 0 {
		t.Errorf("a place beyond what is counted is shown as %d", n)
	}
}

func TestALongStepGoesOnWhenRowsCome(t *testing.T) {
	s := newSource(5000)
	l := opened(s, 30)
	l.Move(3000)
	a, ok := l.Need()
	s.answer(l, a, ok)
	if got := current(t, l); got != s.ids[3000] {
		t.Errorf("3000 rows on is %d, not %d", got, s.ids[3000])
	}
	l.Move(-2999)
	a, ok = l.Need()
	s.answer(l, a, ok)
	if got := current(t, l); got != s.ids[1] {
		t.Errorf("2999 rows back is %d, not %d", got, s.ids[1])
	}
	l.Move(-10)
	a, ok = l.Need()
	s.answer(l, a, ok)
	if got := current(t, l); got != s.ids[0] {
		t.Errorf("beyond the top is %d, not %d", got, s.ids[0])
	}
}

// TestAReloadOnTheWay: rows that are read again while a long movement waits for
// rows do not end it.
func TestAReloadOnTheWay(t *testing.T) {
	s := newSource(1500)
	l := opened(s, 30)
	l.Move(999)
	s.answer(l, l.Reload(), true)
	if got := current(t, l); got != s.ids[999] {
		t.Errorf("the cursor is on %d, not %d", got, s.ids[999])
	}
}

// TestReloadKeepsWhatIsOnItsWay: a reload while the list is opened at a place, or
// taken to its end, asks for just that again.
func TestReloadKeepsWhatIsOnItsWay(t *testing.T) {
	s := newSource(1500)
	l := New(threeLines, 1)
	l.Resize(30)
	l.OpenAt(s.row(s.ids[700]).Key)
	s.answer(l, l.Reload(), true)
	if got := current(t, l); got != s.ids[700] {
		t.Errorf("the list opened at %d, not %d", got, s.ids[700])
	}
	l.GoEnd()
	s.answer(l, l.Reload(), true)
	if got := current(t, l); got != s.ids[1499] {
		t.Errorf("the end is %d, not %d", got, s.ids[1499])
	}
}

// TestTopByNumber goes to a row that is not loaded yet.
func TestTopByNumber(t *testing.T) {
	s := newSource(1500)
	l := opened(s, 30)
	a, ok := l.GoEnd()
	s.answer(l, a, ok)
	a, ok = l.GoTop(199)
	s.answer(l, a, ok)
	if got := current(t, l); got != s.ids[199] {
		t.Errorf("the cursor is on %d, not %d", got, s.ids[199])
	}
}
