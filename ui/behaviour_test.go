package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"lede/feed"
)

func front(t *testing.T, w, h int) *screen {
	t.Helper()
	return open(t, look{w: w, h: h, dark: true, profile: colorprofile.TrueColor})
}

// row is the screen's line that holds a text.
func (s *screen) row(text string) string {
	for l := range strings.SplitSeq(s.text(), "\n") {
		if strings.Contains(l, text) {
			return l
		}
	}
	return ""
}

func TestOpeningMarksReadAtOnce(t *testing.T) {
	s := front(t, 120, 36)
	s.hold = true // nothing comes back from the library
	s.keys("enter")
	if e := s.m.list.current(); !e.Read {
		t.Error("the screen does not show it as read before the library has answered")
	}
	s.release()
	m := s.lib.marks
	if len(m) != 1 || m[0].Flag != feed.Read || !m[0].On || !m[0].Quiet || m[0].EntryIDs[0] != 999 {
		t.Fatalf("the library was told %+v", m)
	}
	s.keys("q").has("Ceasefire").lacks("● Ceasefire")
	if v := s.m.side.find(feed.ViewRef{Kind: feed.ViewToday}); v.Unread != 7 {
		t.Errorf("Today counts %d unread, not 7", v.Unread)
	}
}

func TestAFailedMarkIsPutBack(t *testing.T) {
	s := front(t, 120, 36)
	s.lib.failMark = errors.New("the disk is full")
	s.keys("s").has("The mark was not kept: the disk is full")
	if s.m.list.current().Starred {
		t.Error("the star that was not kept is still shown")
	}
	s.keys("A")
	if s.m.list.current().Read {
		t.Error("the marks that were not kept are still shown")
	}
	s.keys(": text:messages enter").has("the disk is full")
}

func TestRowsReadMeanwhileKeepTheMark(t *testing.T) {
	s := front(t, 120, 36)
	s.hold = true
	s.keys("m")
	rows, err := s.lib.Rows(t.Context(), feed.Window{Limit: 1}) // as it was before the mark
	if err != nil {
		t.Fatal(err)
	}
	rows[0].Read = false
	s.m.overlayPending(rows)
	if !rows[0].Read {
		t.Error("a row read before the mark was committed shows its old state")
	}
	s.release()
	if n := len(s.m.pending); n != 0 {
		t.Errorf("%d marks are still pending", n)
	}
}

func TestMarksReachTheLibraryInOrder(t *testing.T) {
	s := front(t, 120, 36)
	s.hold = true
	s.keys("m m s j b k m")
	s.release()
	var got []string
	for _, m := range s.lib.marks {
		got = append(got, fmt.Sprintf("%s %v %v", m.Flag, m.On, m.EntryIDs))
	}
	want := []string{"read true [999]", "read false [999]", "starred true [999]", "later true [998]", "read true [999]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the library was told otherwise (-want +got):\n%s", diff)
	}
}

func TestReadEntriesStayUntilTheViewIsLeft(t *testing.T) {
	s := front(t, 120, 36)
	s.keys("] m j m").has("Ceasefire", "Central bank")
	s.wait(3*time.Second).has("Ceasefire", "Central bank") // the poll read the rows again
	s.keys("] [").lacks("Ceasefire", "Central bank")
}

func TestRefreshByKeyLetsThemGo(t *testing.T) {
	s := front(t, 120, 36)
	s.keys("] m j").wait(time.Second).keys("r").lacks("Ceasefire").has("▌ ● Central bank")
}

func TestArrivalsMoveNothing(t *testing.T) {
	s := front(t, 120, 36)
	s.keys("j j")
	s.wait(2 * time.Second)
	before := s.text()
	e := &fakeEntry{Entry: feed.Entry{ID: 2000, FeedID: 1, Title: "Breaking", Published: s.now, Arrived: s.now, Content: "<p>x</p>"}}
	s.lib.add(e)
	s.wait(2*time.Second).has("1 new", "3 of 10").lacks("Breaking")
	list := func(text string) string { // the list alone: the counts beside it may change
		var out []string
		for l := range strings.SplitSeq(text, "\n") {
			if _, right, ok := strings.Cut(l, "│"); ok {
				out = append(out, right)
			}
		}
		return strings.Join(out, "\n")
	}
	if got := list(s.text()); got != list(before) {
		t.Errorf("the list moved:\n%s", got)
	}
	s.keys("r").has("Breaking", "▌ ● A 2,000-year-old", "4 of 11").lacks("1 new")
}

func TestUndo(t *testing.T) {
	s := front(t, 120, 36)
	s.keys("A").has("Marked 8 read · U undoes it").lacks("●")
	s.keys("U").has("Undone: mark 8 read", "● Ceasefire")
	s.keys("U").has("There is nothing left to undo")
}

func TestNextUnread(t *testing.T) {
	s := front(t, 120, 36)
	s.keys("n").has("KYIV WIRE")
	s.keys("n n n n").has("朝のニュース")
	s.keys("n").has("Parliament passes")        // over the one that is read
	s.keys("N").has("Nothing unread left here") // going back does not wrap
	s.keys("q k k m j j N").has("朝のニュース")
}

func TestNextUnreadBeyondWhatIsLoaded(t *testing.T) {
	lib := manyLibrary(3000)
	for i, e := range lib.entries {
		e.Read = i != 0 && i != 2500
	}
	s := open(t, look{w: 100, h: 30, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) { o.StartView.Kind = feed.ViewAll }})
	s.keys("n n").has("Story 2500")
	if r := s.m.list.current(); r == nil || r.Title != "Story 2500" {
		t.Errorf("the cursor is on %+v", r)
	}
	s.keys("n").has("Nothing unread left here")
}

func TestLongList(t *testing.T) {
	s := open(t, look{w: 100, h: 30, dark: true, profile: colorprofile.TrueColor, lib: manyLibrary(5000), opt: func(o *Options) { o.StartView.Kind = feed.ViewAll }})
	s.has("1 of 999+")
	s.keys("G").has("Story 4999").lacks("1 of")
	s.keys("g g").has("Story 0", "1 of 999+")
	s.keys("5 j").has("6 of 999+")
	s.keys("2 0 0 j").has("Story 205", "206 of 999+")
	for _, w := range s.lib.asked {
		if w.Limit == 0 || w.Limit > 1000 {
			t.Errorf("a window of %d rows was asked for", w.Limit)
		}
	}
}

func TestResume(t *testing.T) {
	s := front(t, 100, 20)
	s.keys("] j j enter space").wait(time.Second)
	at := s.m.art.position()
	if s.lib.session.Clean || s.lib.session.EntryID != 997 || !s.lib.session.Open || at.Offset == 0 || s.lib.session.Position != at {
		t.Fatalf("the session is %+v at %+v", s.lib.session, at)
	}
	// killed: another reader starts
	again := open(t, look{w: 60, h: 20, dark: true, profile: colorprofile.TrueColor, lib: s.lib})
	if again.m.list.ref.Kind != feed.ViewUnread || again.m.art.id != 997 || !again.m.art.open {
		t.Fatalf("it resumed in %+v at %d", again.m.list.ref, again.m.art.id)
	}
	if got := again.m.art.position(); got.Offset > at.Offset || again.m.art.top == 0 {
		t.Errorf("it resumed at %+v, not %+v", got, at)
	}
}

func TestQuitStartsAfresh(t *testing.T) {
	s := front(t, 100, 20)
	s.keys("] j q")
	if err := s.m.close(); err != nil {
		t.Fatal(err)
	}
	if !s.lib.session.Clean {
		t.Error("quitting by q is not kept as such")
	}
	again := open(t, look{w: 100, h: 20, dark: true, profile: colorprofile.TrueColor, lib: s.lib})
	if again.m.list.ref.Kind != feed.ViewToday || again.m.list.list.Cursor() != 0 {
		t.Errorf("after q it starts in %+v", again.m.list.ref)
	}
}

func TestResizeKeepsThePlace(t *testing.T) {
	s := front(t, 120, 20)
	s.keys("enter space")
	first := s.m.art.position()
	for _, w := range []int{40, 200, 61, 120} {
		s.resize(w, 20)
		line := s.m.art.set.Lines(s.m.art.top, s.m.art.top+1)
		if got := s.m.art.position(); len(line) == 0 || got.Offset > first.Offset {
			t.Errorf("at %d columns the text is at %+v, not at %+v", w, got, first)
		}
	}
}

func TestAnySize(t *testing.T) {
	s := front(t, 120, 36)
	for _, keys := range []string{"", "enter", "f", "esc q ?", "esc :", "esc tab", "tab / text:prisoners", "enter"} {
		s.keys(keys)
		for _, size := range [][2]int{{10, 3}, {1, 1}, {500, 200}, {11, 40}, {200, 5}, {2, 100}, {40, 10}, {120, 36}} {
			s.resize(size[0], size[1]).text()
		}
	}
}

func TestSequencesAndHints(t *testing.T) {
	s := front(t, 120, 36)
	s.keys("j j g").has("3 of 10").lacks("go to the top")
	s.wait(600 * time.Millisecond).has("gg  go to the top")
	s.keys("esc").lacks("go to the top")
	s.keys("g g").has("1 of 10")
	s.keys("g x").has("gx means nothing here")
	s.keys("4 j").has("5 of 10")
}

func TestEscNeverQuits(t *testing.T) {
	s := front(t, 120, 36)
	s.keys("esc esc esc")
	if s.m.leaving || len(s.seen) > 0 && fmt.Sprintf("%T", s.seen[len(s.seen)-1]) == "tea.QuitMsg" {
		t.Error("esc quits")
	}
}

func TestAListThatCannotBeRead(t *testing.T) {
	s := front(t, 120, 36)
	s.lib.failRows = errors.New("disk I/O error")
	s.keys("]").has("This list could not be read", "disk I/O error")
	s.lib.failRows = nil
	s.keys("r").has("Ceasefire")
}

// fakeRefresher answers at once.
type fakeRefresher struct {
	sum   Summary
	err   error
	due   bool
	asked [][]int64
}

func (r *fakeRefresher) Due(context.Context) (bool, error) { return r.due, nil }

func (r *fakeRefresher) Refresh(_ context.Context, ids []int64, _ bool, report func(Progress)) (Summary, error) {
	r.asked = append(r.asked, ids)
	report(Progress{Done: 1, Total: 2})
	return r.sum, r.err
}

func TestRefreshing(t *testing.T) {
	r := &fakeRefresher{sum: Summary{Feeds: 9, New: 3, Failed: 1}, due: true}
	s := open(t, look{w: 120, h: 36, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.Refresher, o.AutoRefresh = r, true }})
	if len(r.asked) != 1 {
		t.Fatalf("at the start it refreshed %d times", len(r.asked))
	}
	s.lacks("3 new stories")
	s.keys("R").has("3 new stories from 9 feeds · 1 feed failed")
	s.keys("] ] ] ] r") // the folder News
	if got := fmt.Sprint(r.asked[len(r.asked)-1]); got != "[1 2 3]" {
		t.Errorf("the folder's refresh asked %s", got)
	}
	r.sum = Summary{Feeds: 9, Offline: true}
	s.keys("R").has("everything cached is here to read").keys("j").has("offline")
	r.sum = Summary{Feeds: 9}
	s.keys("R j").lacks("offline")
}

func TestNothingIsLeftRunning(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	m, err := newModel(t.Context(), Options{Library: mockLibrary()})
	if err != nil {
		t.Fatal(err)
	}
	m.queue = newQueue(t.Context(), func(any) {})
	done := 0
	for range 100 {
		m.write(func(context.Context) tea.Msg { done++; return nil })
	}
	if err := m.close(); err != nil {
		t.Fatal(err)
	}
	if done != 100 {
		t.Errorf("%d of 100 writes were done", done)
	}
}

func TestAPanicInAWriteIsTold(t *testing.T) {
	var told any
	q := newQueue(t.Context(), func(reason any) { told = reason })
	done := false
	q.push(func(context.Context) { panic("boom") })
	q.push(func(context.Context) { done = true })
	q.close()
	if told != "boom" || !done {
		t.Errorf("told %v; the job behind it was done: %v", told, done)
	}
}

// manyLibrary holds n entries of one feed, a minute apart.
func manyLibrary(n int) *fakeLibrary {
	l := &fakeLibrary{now: testNow}
	l.feeds = []feed.Subscription{{Feed: feed.Feed{ID: 1, Title: "Ledger"}}}
	for i := range n {
		at := testNow().Add(-time.Duration(i) * time.Minute)
		l.entries = append(l.entries, &fakeEntry{Entry: feed.Entry{ID: int64(n - i), FeedID: 1, Title: fmt.Sprintf("Story %d", i), Published: at, Arrived: at, Words: 900, Content: mockBody}})
	}
	return l
}
