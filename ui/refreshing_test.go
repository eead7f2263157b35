package ui

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"lede/feed"
)

// fakeRefresher runs a function of the test's in place of a refresh.
type fakeRefresher struct {
	due  bool
	ids  [][]int64
	all  []bool
	work func(ctx context.Context, report func(Progress)) (Summary, error)
}

func (r *fakeRefresher) Due(context.Context) (bool, error) { return r.due, nil }

func (r *fakeRefresher) Refresh(ctx context.Context, ids []int64, all bool, report func(Progress)) (Summary, error) {
	r.due = false
	r.ids, r.all = append(r.ids, ids), append(r.all, all)
	if r.work == nil {
		return Summary{Feeds: 9}, nil
	}
	return r.work(ctx, report)
}

func withRefresher(t *testing.T, r *fakeRefresher, auto bool) *screen {
	t.Helper()
	return open(t, look{w: 120, h: 36, dark: true, opt: func(o *Options) { o.Refresher, o.AutoRefresh = r, auto }})
}

// arrive stores a story as another process would.
func arrive(s *screen, id int64, title string) {
	s.lib.mu.Lock()
	defer s.lib.mu.Unlock()
	s.lib.add(&fakeEntry{
		Entry:  feed.Entry{ID: id, FeedID: 1, Title: title, URL: "https://news.example/new", Published: s.clock.now(), Arrived: s.clock.now(), Content: mockBody},
		Status: feed.Status{EntryID: id},
	})
}

func TestArrivalsMoveNothing(t *testing.T) {
	s := wide(t).keys("j")
	rows := func() (out []string) {
		for _, title := range []string{ceasefire, bank, harbour, compiler} {
			out = append(out, fmt.Sprint(slices.Index(strings.Split(s.text(), "\n"), s.line(title)), strings.SplitN(s.line(title), "│", 2)[1]))
		}
		return out
	}
	before := rows()
	arrive(s, 2000, "A ferry sank in the night")
	s.wait(2*pollEvery).lacks("A ferry sank").has("1 new", "2 of 10", "10 unread")
	if diff := cmp.Diff(before, rows()); diff != "" {
		t.Errorf("rows moved (-before +after):\n%s", diff)
	}
	if id := s.m.list.current().EntryID; id != 998 {
		t.Errorf("the cursor is on %d", id)
	}
	s.keys("r").has("A ferry sank", "3 of 11").lacks("1 new")
	if id := s.m.list.current().EntryID; id != 998 {
		t.Errorf("after r the cursor is on %d", id)
	}
}

func TestAnotherProcessesMarksShowWithinTwoSeconds(t *testing.T) {
	s := wide(t)
	if _, err := s.lib.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, EntryIDs: []int64{998}}); err != nil {
		t.Fatal(err)
	}
	if s.wait(2 * time.Second); s.unread(bank) {
		t.Error("the poll did not read the rows again")
	}
	s.has("8 unread")
}

func TestARefreshBlocksNoKeyAndEscStopsIt(t *testing.T) {
	r := &fakeRefresher{}
	s := withRefresher(t, r, false)
	r.work = func(ctx context.Context, report func(Progress)) (Summary, error) {
		s.has("refreshing").keys("j").has("2 of 10")
		report(Progress{Done: 3, Total: 9})
		s.wait(2 * progressEvery).has("3/9 feeds")
		s.keys("enter").has(bank).keys("q")
		s.keys("R").has("A refresh is under way")
		if ctx.Err() != nil {
			t.Error("the refresh was stopped before esc")
		}
		s.keys("esc")
		if ctx.Err() == nil {
			t.Error("esc did not stop the refresh")
		}
		return Summary{}, ctx.Err()
	}
	s.keys("R").has("The refresh was stopped; what had arrived is kept").lacks("refreshing", "3/9 feeds")
	if len(r.ids) != 1 || r.ids[0] != nil || !r.all[0] {
		t.Errorf("R refreshed %v, %v", r.ids, r.all)
	}
}

func TestWhatIsRefreshedIsWhatIsShown(t *testing.T) {
	r := &fakeRefresher{}
	s := withRefresher(t, r, false).keys("tab j j j j r")
	if len(r.ids) != 1 || len(r.ids[0]) != 3 {
		t.Errorf("r on a folder of three refreshed %v", r.ids)
	}
	s.keys("j r")
	if len(r.ids) != 2 || len(r.ids[1]) != 1 || r.ids[1][0] != 1 {
		t.Errorf("r on a feed refreshed %v", r.ids)
	}
	s.has("Nothing new in 9 feeds")
}

func TestOfflineIsSaidInTheFooter(t *testing.T) {
	r := &fakeRefresher{due: true}
	r.work = func(context.Context, func(Progress)) (Summary, error) {
		return Summary{Feeds: 9, Failed: 9, Offline: true}, nil
	}
	s := withRefresher(t, r, true)
	if len(r.ids) != 1 || r.all[0] {
		t.Fatalf("the start refreshed %v, %v", r.ids, r.all)
	}
	s.has("offline", ceasefire).lacks("failed")
	s.keys("R").has("Offline: no publisher could be reached")
	s.wait(time.Minute).has("offline").keys("enter").has(ceasefire, "offline").keys("q")
	r.work = nil
	s.keys("R").wait(time.Minute).lacks("offline")
}

func TestTheScheduleRefreshesWhatIsDue(t *testing.T) {
	r := &fakeRefresher{}
	s := withRefresher(t, r, true).wait(3 * time.Minute)
	if len(r.ids) != 0 {
		t.Fatalf("refreshed %v though nothing was due", r.ids)
	}
	r.due = true
	s.wait(2 * time.Minute)
	if len(r.ids) != 1 || r.all[0] {
		t.Errorf("the schedule refreshed %v, %v", r.ids, r.all)
	}
}

func TestAFailedRefreshIsSaid(t *testing.T) {
	r := &fakeRefresher{}
	s := withRefresher(t, r, false)
	r.work = func(context.Context, func(Progress)) (Summary, error) {
		return Summary{}, errors.New("the disk is full")
	}
	s.keys("R").has("The refresh failed: the disk is full", ceasefire)
	r.work = func(context.Context, func(Progress)) (Summary, error) {
		return Summary{Feeds: 9, Failed: 2, New: 3}, nil
	}
	s.wait(time.Minute).keys("R").has("3 new stories from 9 feeds · 2 feeds failed")
}

func TestOldRepliesAreDropped(t *testing.T) {
	s := wide(t)
	s.hold = true
	s.keys("] ]")
	s.release(true)
	s.has("Starred", harbour).lacks(ceasefire, bank)

	s = wide(t)
	s.hold = true
	s.keys("enter J J")
	s.release(true)
	s.has(harbour).lacks(ceasefire, bank)
}

func TestALibraryThatCannotBeReadIsSaidOnce(t *testing.T) {
	s := open(t, look{w: 100, h: 24, dark: true, lib: brokenLibrary()})
	s.has("This list could not be read", "the database is damaged")
	s.lib.mu.Lock()
	s.lib.failRows = nil
	s.lib.mu.Unlock()
	s.wait(2 * time.Second).keys("r").has(ceasefire).lacks("could not be read")
}

// TestAnotherProcessIsOnline: what the reader could not ask for, as the line was down,
// is due until cron's refresh had it; it is not offline then for as long as nothing is.
func TestAnotherProcessIsOnline(t *testing.T) {
	r := &fakeRefresher{due: true}
	r.work = func(context.Context, func(Progress)) (Summary, error) {
		r.due = true
		return Summary{Feeds: 9, Offline: true}, nil
	}
	s := withRefresher(t, r, true).has("offline")
	s.wait(2 * dueEvery).has("offline")
	r.due = false
	s.wait(2 * dueEvery).lacks("offline")
	if len(r.ids) < 3 {
		t.Errorf("what is due was asked for %d times", len(r.ids))
	}
}

// TestWhatFailsByItselfIsSaidOnce: a refresh that cannot begin, as on a full disk, is
// tried each minute, and said and logged once until another came through.
func TestWhatFailsByItselfIsSaidOnce(t *testing.T) {
	full := errors.New("the disk is full")
	err, tried := full, 0
	r := &fakeRefresher{due: true}
	r.work = func(context.Context, func(Progress)) (Summary, error) {
		tried++
		r.due = true
		return Summary{}, err
	}
	said := func(s *screen) (n int) {
		for _, l := range s.m.said.log {
			if strings.Contains(l.text, full.Error()) {
				n++
			}
		}
		return n
	}
	s := withRefresher(t, r, true).has("The refresh failed: the disk is full")
	s.wait(5 * dueEvery)
	if tried < 5 || said(s) != 1 {
		t.Errorf("it was tried %d times, and said %d times", tried, said(s))
	}
	s.keys("R").has("The refresh failed: the disk is full")
	err = nil
	s.wait(dueEvery)
	err = full
	s.wait(2 * dueEvery)
	if n := said(s); n != 3 {
		t.Errorf("it was said %d times, want once more for R, and once since there was room", n)
	}
}

// TestALibraryThatCannotBeReadIsNotRefreshed: a newer lede has changed the database,
// which each refresh of this one would say again.
func TestALibraryThatCannotBeReadIsNotRefreshed(t *testing.T) {
	r := &fakeRefresher{}
	s := withRefresher(t, r, true)
	s.send(versionMsg{err: errors.New("a newer lede has changed the database")})
	s.m.poll.asking = true // as a library says so each second
	r.due = true
	s.wait(3 * dueEvery)
	if len(r.ids) > 0 {
		t.Errorf("it was refreshed %d times", len(r.ids))
	}
}

// slowLibrary counts once it is let to.
type slowLibrary struct {
	Library
	asked   atomic.Int32
	counted chan struct{}
}

func (l *slowLibrary) Count(ctx context.Context, w feed.Window, before *feed.Key, limit int) (total, index int, err error) {
	if before != nil { // else it is what arrived since
		l.asked.Add(1)
	}
	<-l.counted
	return l.Library.Count(ctx, w, before, limit)
}

// TestReadingsDoNotPileUp: a library that is written to each second, and takes longer
// to be read, is read again when that is done.
func TestReadingsDoNotPileUp(t *testing.T) {
	s := wide(t)
	slow := &slowLibrary{Library: s.m.opt.Library, counted: make(chan struct{})}
	s.m.opt.Library = slow
	write := func() tea.Cmd {
		_, cmd := s.m.Update(versionMsg{version: s.m.poll.version + 1})
		return cmd
	}
	count, done := s.m.count(), make(chan tea.Msg)
	go func() { done <- count() }()
	for slow.asked.Load() == 0 {
		runtime.Gosched()
	}
	if write() != nil {
		t.Error("what is being read is read once more")
	}
	close(slow.counted)
	<-done
	slow.asked.Store(0)
	s.run(write())
	if n := slow.asked.Load(); n != 1 {
		t.Errorf("the list was counted %d times for what was written", n)
	}
}

// TestSuspendingAddsNoPolls: coming back from the background asks at once, and does
// not ask twice as often from then on.
func TestSuspendingAddsNoPolls(t *testing.T) {
	s := wide(t)
	for range 3 {
		s.send(tea.ResumeMsg{})
	}
	n := 0
	for _, timer := range s.timers {
		if _, ok := timer.msg.(pollMsg); ok {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d polls are due", n)
	}
}

// TestAutoRefreshIsSetInside: what is due is refreshed as long as the setting says so.
func TestAutoRefreshIsSetInside(t *testing.T) {
	r := &fakeRefresher{}
	s := withRefresher(t, r, false)
	for _, c := range []struct {
		values []string
		want   int
	}{{nil, 0}, {[]string{"true", "false", "true"}, 3}, {[]string{"false"}, 0}} {
		for _, value := range c.values {
			s.run(s.m.applySetting("auto_refresh", value))
		}
		r.ids = nil
		for range 3 {
			r.due = true
			s.wait(dueEvery)
		}
		if len(r.ids) != c.want {
			t.Errorf("set to %v, three minutes bring %d refreshes", c.values, len(r.ids))
		}
	}
}
