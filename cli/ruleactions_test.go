package cli

import (
	"testing"

	"lede/feed"
	"lede/feed/fetch"
)

// TestAStoryIsNewsOnce, however many rules tell of it.
func TestAStoryIsNewsOnce(t *testing.T) {
	notify := feed.Effect{Kind: feed.EffectNotify}
	var e fetch.Event
	e.Stored.Hits = []feed.Hit{
		{Entry: feed.Entry{Title: "Harbour closed"}, Effects: []feed.Effect{notify, {Kind: feed.EffectRun, Arg: "true"}, notify}},
		{Entry: feed.Entry{Title: "Harbour open"}, Effects: []feed.Effect{notify}},
	}
	var r ruleActions
	r.collect(e)
	if n := r.notification(); n.Title != "2 stories" || n.Body != "Harbour closed · Harbour open" {
		t.Errorf("told is %q, %q", n.Title, n.Body)
	}
	if len(r.runs) != 1 {
		t.Errorf("%d programs are run", len(r.runs))
	}
}
