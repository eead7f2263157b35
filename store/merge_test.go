package store

import (
	"testing"
	"time"

	"lede/feed"
)

// TestMergesAreWideForMany: while much is to be indexed many segments are merged
// into one, and few again once nothing is left.
func TestMergesAreWideForMany(t *testing.T) {
	oneByOne(t)
	s, _ := newStore(t, Options{})
	id := subscribe(t, s, "https://coast.example/feed")[0]
	a := fetched(id, noon)
	for n := range recentBacklog {
		a.Document.Entries = append(a.Document.Entries, story(n, n))
	}
	put(t, s, a)
	by := func() int {
		t.Helper()
		return must[int](t)(mergedBy(s.read(t.Context())))
	}
	if n := by(); n != fewSegments {
		t.Fatal("at first", n)
	}
	if more, err := s.indexSome(t.Context()); err != nil || !more {
		t.Fatal(more, err)
	}
	if n := by(); n != manySegments {
		t.Error("with a backlog", n)
	}
	if err := idle(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if n := by(); n != fewSegments {
		t.Error("when all is indexed", n)
	}
	f, _ := feed.ParseQuery("story", noon)
	if n := len(list(t, s, feed.Window{Filter: f, Limit: recentBacklog})); n != recentBacklog {
		t.Error("found", n)
	}
}

// FTS5 never merges a whole level at once, which holds the writer for seconds: our
// own steps come long before.
func TestNoCrisis(t *testing.T) {
	s, _ := newStore(t, Options{})
	for _, index := range []string{"search", "recent"} {
		var crisis int
		if _, err := s.read(t.Context()).get("SELECT v FROM "+index+"_config WHERE k = 'crisismerge'", nil, &crisis); err != nil || crisis < 4*manySegments {
			t.Errorf("%s merges all at once where %d segments are of one size (%v)", index, crisis, err)
		}
	}
}

// A work begins with a little, does more while that is quick, and less where it is
// not, within its bounds.
func TestPace(t *testing.T) {
	p := pace{least: 2, most: 12}
	for i, step := range []struct {
		took time.Duration
		then int64
	}{{0, 4}, {0, 8}, {0, 12}, {0, 12}, {longestBatch / 3, 12}, {longestBatch, 6}, {longestBatch, 3}, {longestBatch, 2}, {longestBatch, 2}, {0, 4}} {
		p.took(p.step(), step.took)
		if n := p.step(); n != step.then {
			t.Error(i, n, step)
		}
	}
	if p.again(); p.step() != 2 {
		t.Error("again", p.step())
	}
}

// A merge that finds nothing to do says nothing of how quick one is.
func TestNothingIsNotQuick(t *testing.T) {
	s, _ := newStore(t, Options{})
	for range 3 {
		if more := must[bool](t)(s.mergeSome(t.Context())); more {
			t.Fatal("there is something to merge")
		}
	}
	if n := s.merging.step(); n != s.merging.least {
		t.Error("the first step is of", n)
	}
}
