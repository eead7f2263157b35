package ui

import (
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"lede/feed"
)

// TestAReloadDuringAnotherListsOpening: rows of the list before that are read
// again while another opens are not taken for the other's, nor does the other go
// without its own.
func TestAReloadDuringAnotherListsOpening(t *testing.T) {
	for name, reload := range map[string]func(*screen){
		"undo":            func(s *screen) { s.keys("U") },
		"another process": func(s *screen) { s.send(versionMsg{version: s.m.poll.version + 1}) },
	} {
		for _, backwards := range []bool{false, true} {
			s := wide(t).keys("s wait:2s")
			s.hold = true
			reload(s)
			s.run(s.m.goView(feed.ViewRef{Kind: feed.ViewFeed, ID: 3}))
			s.release(backwards)
			if rows := s.m.list.list.Rows(); len(rows) != 1 || rows[0].FeedID != 3 {
				t.Errorf("%s, backwards %v: %+v", name, backwards, rows)
			}
		}
	}
}

// TestAReloadDuringASearch: a search asked for while another process writes shows
// what it finds.
func TestAReloadDuringASearch(t *testing.T) {
	s := wide(t).keys("/ text:storm wait:1s").has("Storm Ines").keys("ctrl+u text:team")
	s.hold = true
	s.wait(100 * time.Millisecond)
	s.send(versionMsg{version: s.m.poll.version + 1})
	s.release(true)
	s.has(compiler, "1 story").lacks("Storm Ines")
}

// meanwhile has what keys ask for come only after then was done.
func (s *screen) meanwhile(keys string, then func()) *screen {
	s.hold = true
	s.keys(keys)
	held := s.held
	s.held, s.hold = nil, false
	then()
	for _, cmd := range held {
		s.run(cmd)
	}
	return s
}

// TestAStoryIsReadAnewBelowItsPicture: a picture that is enlarged stays, when the
// story's whole text, which has no pictures, comes below it.
func TestAStoryIsReadAnewBelowItsPicture(t *testing.T) {
	lib, pictures := illustrated(true)
	pages := &fakePages{kept: map[int64]string{}}
	s := open(t, look{w: 120, h: 36, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) { o.Pictures, o.FullTexts = pictures, pages }})
	s.keys("enter").meanwhile("x", func() { s.keys("i").has("Picture 1 of 4", "The outer harbour at dusk") })
	s.has("Picture 1 of 4", "The outer harbour at dusk").keys("j").has("Picture 2 of 4")
	if s.keys("y"); !s.copied(pictureHost + "tall.jpg") {
		t.Error("y does not copy the second picture's link")
	}
	s.keys("esc").has("All of it, down to the last paragraph.")
}

// TestAStoryIsReadAnewWhileSomethingIsFound: what is typed to be found is typed on
// when the whole text comes, and found in that.
func TestAStoryIsReadAnewWhileSomethingIsFound(t *testing.T) {
	s := open(t, withPages(&fakePages{kept: map[int64]string{}})).keys("enter")
	s.meanwhile("x", func() { s.keys("/ text:last").has("0 matches") })
	s.has("All of it", "/ last", "1 match").keys("text:_para").has("/ last para", "1 match").keys("enter").has("n next match")
}

// requesting is a wide screen on which all can be asked for.
func requesting(t *testing.T) *screen {
	t.Helper()
	l := withSubscriptions(&fakePages{})
	l.w, l.h = 120, 36
	return open(t, l)
}

// TestKeysAreForWhatComesUp: keys that are typed while the labels of a story are
// read are typed into the line that asks for them; esc gives that up.
func TestKeysAreForWhatComesUp(t *testing.T) {
	s := requesting(t)
	s.meanwhile("t", func() { s.keys("text:of enter j") })
	if got := s.lib.find(999).Labels; !slices.Equal(got, []string{"of"}) || s.m.list.list.Cursor() != 1 {
		t.Errorf("the labels are %q, the cursor is on row %d", got, s.m.list.list.Cursor())
	}
	s.meanwhile("t", func() { s.keys("text:of esc") })
	if s.m.top() != nil || s.m.list.list.Cursor() != 1 {
		t.Errorf("%T came up in spite of esc; the cursor is on row %d", s.m.top(), s.m.list.list.Cursor())
	}
	s.keys("shift+tab")
	s.m.side.selectRef(feed.ViewRef{Kind: feed.ViewFeed, ID: 1})
	s.meanwhile("t", func() { s.keys("text:of enter") }).has("changed 1") // a feed's tags
	s.keys("tab enter").meanwhile("t", func() { s.keys("esc") })
	if !s.m.art.open {
		t.Error("esc left the story, too")
	}
}

// TestWhatIsAskedForGivesWay: an overlay whose answer is late does not come over
// one that came up by itself.
func TestWhatIsAskedForGivesWay(t *testing.T) {
	for _, keys := range []string{"t", "D", "C", "I", "d", "e"} {
		s := requesting(t)
		s.meanwhile(keys, func() { s.send(ranProgramMsg{program: &program{name: "wc"}, text: "one\ntwo"}) })
		if _, ok := s.m.top().(*output); !ok || len(s.m.overlays.stack) != 1 {
			t.Errorf("%s: %T came up over what a command printed", keys, s.m.top())
		}
	}
}

// TestAPageThatWasLeftStaysSo: a feed's page that is read anew after a refresh does
// not come up again when it was left meanwhile.
func TestAPageThatWasLeftStaysSo(t *testing.T) {
	s := requesting(t).keys("I")
	reread := s.m.reopenPages()
	s.keys("esc")
	for _, cmd := range reread {
		s.run(cmd)
	}
	if s.m.top() != nil {
		t.Errorf("%T came up again", s.m.top())
	}
}

// TestThePaletteAsksForTags: what asks comes up where the palette was.
func TestThePaletteAsksForTags(t *testing.T) {
	s := requesting(t).keys("shift+tab")
	s.m.side.selectRef(feed.ViewRef{Kind: feed.ViewFeed, ID: 1})
	s.keys(": text:tag enter").has("Tags of Kyiv Wire")
}

// TestAFeedIsAddedWhileOneReads: what was added does not take the reader away from
// what was gone on with meanwhile.
func TestAFeedIsAddedWhileOneReads(t *testing.T) {
	for _, keys := range []string{"enter j", "/ text:st", "?"} {
		s, _, _ := keeping(t, 120, 36, false)
		add := s.m.add("https://new.example/feed")
		s.keys(keys)
		title := s.m.headTitle()
		s.run(add)
		if got := s.m.headTitle(); got != title || s.m.side.find(feed.ViewRef{Kind: feed.ViewFeed, ID: 109}) == nil {
			t.Errorf("%s: from %s to %s", keys, title, got)
		}
	}
}

// TestMidnight: what was opened as Today is not called so on the next day, until it
// is opened anew.
func TestMidnight(t *testing.T) {
	s := wide(t).has("lede  ┊  Today", "Sunday 22 November").wait(5*time.Hour).has("lede  ┊  Yesterday", ceasefire).lacks("Monday 23 November")
	s.lib.add(&fakeEntry{Entry: feed.Entry{ID: 2000, FeedID: 1, Title: "Frost", Published: s.clock.now(), Arrived: s.clock.now()}})
	s.wait(2*time.Second).has("1 new: r").keys("r").has("lede  ┊  Today", "Monday 23 November", "Frost").lacks(ceasefire)
}
