package ui

import (
	"errors"
	"slices"
	"testing"

	"lede/feed"
)

const (
	ceasefire = "Ceasefire talks resume"
	bank      = "Central bank holds rates"
	harbour   = "A 2,000-year-old harbour"
	compiler  = "Compiler team drops"
	tokyo     = "東京の地下鉄"
	slower    = "Why your terminal is slower"
	openData  = "Parliament passes"
)

func TestOpeningMarksReadAtOnceAndTheStoryStaysUntilTheViewIsLeft(t *testing.T) {
	s := wide(t).keys("]")
	s.has("Unread", ceasefire, "1 of 9")
	s.keys("enter")
	if !s.lib.isRead(999) {
		t.Error("the library does not have the opened story as read")
	}
	if m := s.lib.marks[0]; !m.Quiet || m.Flag != feed.Read || !m.On {
		t.Errorf("opening made the mark %+v", m)
	}
	s.keys("q").has(ceasefire, "8 unread")
	if s.unread(ceasefire) {
		t.Error("a story that was opened still has its dot")
	}
	s.wait(5*pollEvery).has(ceasefire, "1 of 9")
	s.keys("] [").lacks(ceasefire).has(bank, "1 of 8")
}

func TestAMarkShowsBeforeTheLibraryAnswers(t *testing.T) {
	s := wide(t)
	s.lib.gate = make(chan struct{})
	s.hold = true
	s.keys("m j s")
	if s.unread(ceasefire) {
		t.Error("m did not show at once")
	}
	s.has("8 unread")
	if s.lib.isRead(999) {
		t.Error("the gate is open")
	}
	close(s.lib.gate)
	s.release(false)
	if !s.lib.isRead(999) || s.unread(ceasefire) {
		t.Error("the mark did not arrive")
	}
}

func TestAMarkThatFailsIsPutBackAndSaid(t *testing.T) {
	s := wide(t)
	s.lib.failMark = errors.New("the disk is full")
	s.hold = true
	s.keys("m")
	if s.unread(ceasefire) {
		t.Error("m did not show at once")
	}
	s.release(false)
	if !s.unread(ceasefire) {
		t.Error("a mark that was not kept still shows")
	}
	s.has("The mark was not saved: the disk is full", "9 unread")
	s.keys("A")
	if !s.unread(ceasefire) || !s.unread(bank) {
		t.Error("the marks of A that were not kept still show")
	}
	s.keys(": text:messages enter").has("the disk is full")
}

func TestMarksArriveInTheOrderOfTheKeys(t *testing.T) {
	s := wide(t)
	s.lib.gate = make(chan struct{})
	s.hold = true
	s.keys("m m s j b m")
	close(s.lib.gate)
	if err := s.m.close(); err != nil { // leaving finishes what is on its way
		t.Fatal(err)
	}
	type mark struct {
		id   int64
		flag feed.Flag
		on   bool
	}
	var got []mark
	for _, m := range s.lib.marks {
		got = append(got, mark{m.EntryIDs[0], m.Flag, m.On})
	}
	want := []mark{{999, feed.Read, true}, {999, feed.Read, false}, {999, feed.Starred, true}, {998, feed.Later, true}, {998, feed.Read, true}}
	if !slices.Equal(got, want) {
		t.Errorf("marks came as %v, want %v", got, want)
	}
}

func TestAllReadAndUndo(t *testing.T) {
	s := wide(t).keys("A")
	s.has("Marked 8 read · U undoes it", "1 unread")
	if s.unread(ceasefire) || s.unread(openData) {
		t.Error("A left a dot")
	}
	s.keys("s U").has("Undone: mark 1 starred", "1 unread")
	s.keys("U").has("Undone: mark 8 read", "9 unread")
	if !s.unread(ceasefire) || !s.unread(openData) {
		t.Error("the undo left stories read")
	}
	s.keys("U").has("There is nothing left to undo")
}

func TestACountMarksThatManyStories(t *testing.T) {
	s := wide(t).keys("3 m")
	for _, title := range []string{ceasefire, bank, harbour} {
		if s.unread(title) {
			t.Errorf("%s is unread after 3m", title)
		}
	}
	if !s.unread(compiler) {
		t.Error("3m marked four")
	}
}

func TestACountMarksWhatIsNotLoadedToo(t *testing.T) {
	s := open(t, look{w: 100, h: 30, dark: true, lib: manyLibrary(2000), opt: func(o *Options) { o.StartView.Kind = feed.ViewAll }})
	read := func() (n int) {
		for _, e := range s.lib.entries {
			if e.Read {
				n++
			}
		}
		return n
	}
	before := read()
	s.keys("j 1 2 0 0 m").has("Marked 1200 read · U undoes it")
	if n := read() - before; n != 1200 || s.lib.isRead(s.lib.entries[0].Entry.ID) || !s.lib.isRead(s.lib.entries[1200].Entry.ID) {
		t.Errorf("1200m from the second story on has marked %d", n)
	}
	if s.keys("U"); read() != before {
		t.Errorf("%d are read after the undo", read())
	}
	s.keys("G 5 0 b").has("Marked 1 to read later")
	for _, w := range s.lib.asked {
		if w.Limit > 1000 {
			t.Errorf("a window of %d rows was asked for", w.Limit)
		}
	}
}

func TestMarkingWhatTheArticleShows(t *testing.T) {
	s := wide(t).keys("enter s")
	s.has("★")
	if !s.lib.find(999).Starred {
		t.Error("the star did not arrive")
	}
	s.keys("m q")
	if !s.unread(ceasefire) {
		t.Error("m in the article did not mark it unread again")
	}
}

// TestAMarkThatFailsLeavesTheOpenStory: what was read before a mark of all stays so
// when that fails.
func TestAMarkThatFailsLeavesTheOpenStory(t *testing.T) {
	s := wide(t).keys("enter q")
	s.lib.failMark = errors.New("the disk is full")
	if s.keys("A"); !s.m.art.row.Read {
		t.Error("the story that was read is unread")
	}
}

// TestNothingIsMarkedOfAListThatIsNotThere: where the list that the screen names could
// not be read, or is still on its way, what marks all of it does not mark the one before,
// nor everything.
func TestNothingIsMarkedOfAListThatIsNotThere(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, keys := range []string{"A", ": text:mark-older-read_0 enter"} {
		s := wide(t)
		s.lib.failRows = broken
		s.keys("/ text:storm enter wait:1s").has("This list could not be read").keys(keys).has("There is nothing here to mark")
		lib := mockLibrary()
		lib.failRows = broken
		atStart := open(t, look{w: 120, h: 36, dark: true, lib: lib}).keys(keys).has("There is nothing here to mark")
		if marks := slices.Concat(s.lib.marks, atStart.lib.marks); len(marks) > 0 {
			t.Errorf("%s has made the marks %+v", keys, marks)
		}
	}
	s := wide(t).keys("shift+tab")
	s.m.side.selectRef(feed.ViewRef{Kind: feed.ViewFeed, ID: 8})
	s.m.followSoon()
	s.hold = true
	s.send(followMsg{s.m.follow}) // another list is asked for
	s.hold = false
	s.keys("A")
	if len(s.lib.marks) != 1 || s.lib.marks[0].All == nil || !slices.Equal(s.lib.marks[0].All.FeedIDs, []int64{8}) {
		t.Errorf("A on another feed of the sidebar has made the marks %+v", s.lib.marks)
	}
}

// TestAMarkThatFailsBeforeOthers: one that was not kept is taken off the screen from
// under those that came after it, which stay.
func TestAMarkThatFailsBeforeOthers(t *testing.T) {
	s := wide(t)
	s.hold = true
	s.keys("m m m") // read, unread, read
	held := s.held
	s.held, s.hold = nil, false
	s.send(markedMsg{seq: 1, err: errors.New("the disk is full")})
	if s.unread(ceasefire) {
		t.Error("the third mark, which is on its way, does not show any more")
	}
	for _, cmd := range held {
		s.run(cmd)
	}
}
