package plain

import (
	"slices"
	"testing"

	"lede/feed"
)

// A story that was left goes on where it was, by the share of its text that was
// read; one that is read to its end, or of which nothing is known, begins anew.
func TestAStoryGoesOnWhereItWas(t *testing.T) {
	for _, c := range []struct {
		at      feed.Position
		rest    []string
		percent int
	}{
		{feed.Position{}, []string{"aaaa", "bb bb", "cc"}, 0},
		{feed.Position{Offset: 4, Length: 10}, []string{"bb bb", "cc"}, 40},
		{feed.Position{Offset: 70, Length: 100}, []string{"bb bb", "cc"}, 40},
		{feed.Position{Offset: 80, Length: 100}, []string{"cc"}, 80},
		{feed.Position{Offset: 100, Length: 100}, []string{"cc"}, 80},
		{feed.Position{Offset: 1 << 30, Length: 1}, []string{"cc"}, 80},
	} {
		st := &story{rest: []string{"aaaa", "bb bb", "cc"}, of: 10}
		if got := st.resume(c.at); got != c.percent || !slices.Equal(st.rest, c.rest) {
			t.Errorf("%+v: %d percent in, %q", c.at, got, st.rest)
		}
	}
}
