package ui

import (
	"testing"
	"time"

	"lede/feed"
)

// TestAReloadDuringAnotherListsOpening: rows of the list before that are read
// again while another opens are not taken for the other's, nor does the other go
// without its own.
func TestAReloadDuringAnotherListsOpening(t *testing.T) {
	for name, reload := range map[string]func(*screen){
		"undo":            func(s *screen) { s.keys("U") },
		"another process": func(s *screen) { s.send(versionMsg{version: s.m.version + 1}) },
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
	s.send(versionMsg{version: s.m.version + 1})
	s.release(true)
	s.has(compiler, "1 story").lacks("Storm Ines")
}
