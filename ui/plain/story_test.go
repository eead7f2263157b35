package plain

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

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

// TestAKeptTextIsReadInsteadOfTheFeeds: what was taken from a story's page is read,
// with the author that the feed did not name.
func TestAKeptTextIsReadInsteadOfTheFeeds(t *testing.T) {
	g := &growing{}
	g.add("First")
	kept := feed.Page{HTML: "<p>The whole of it.</p>", Authors: []feed.Person{{Name: "Ann Lee"}}}
	var out strings.Builder
	err := Run(t.Context(), Options{
		Library: g, Now: time.Now, In: strings.NewReader("1\n" + strings.Repeat("x", 1<<16) + "\nlinks\n"), Out: &out, StartView: feed.ViewRef{Kind: feed.ViewToday},
		FullText: func(_ context.Context, id int64) (feed.Page, bool, error) { return kept, id == 1, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"The whole of it.", "by Ann Lee", "This story has no links."} { // the last after a line that is too long
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not read:\n%.500s", want, out.String())
		}
	}
}
