package ui

import (
	"context"
	"testing"
)

func TestAnAddressIsShownAgainWithoutItsPassword(t *testing.T) {
	for address, want := range map[string]string{
		"https://bob:secret@x.example/feed":            "https://bob:@x.example/feed",
		"bob:secret@x.example":                         "bob:@x.example",
		"https://bob:se@cret@x.example/feed":           "https://bob:@x.example/feed",
		"https://bob@x.example/feed":                   "https://bob@x.example/feed",
		"https://x.example:8080/@bob:me":               "https://x.example:8080/@bob:me",
		"x.example/a?b=c:d@e":                          "x.example/a?b=c:d@e",
		"filter:trim:https://bob:secret@x.example/rss": "filter:trim:https://bob:@x.example/rss",
		"": "",
	} {
		if got := withoutPassword(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	s, _, _ := keeping(t, 80, 24, false)
	s.keys("a text:bob:secret@nowhere.example enter").has("> bob:@nowhere.example").lacks("> bob:secret")
}

func TestANameTypedAsAnAddressIsLookedForInTheCatalogue(t *testing.T) {
	s, _, _ := keeping(t, 80, 24, false)
	s.keys("a text:morning space text:paper enter").has("Catalogue", "/ morning paper", "The Morning Paper").lacks("夕刊")
	s.keys("esc / text:morning").has("/ morning", "The Morning Paper") // its sign stands there already
	s.keys("ctrl+u text:nothing space text:such").has("No feed in the catalogue matches").lacks("pick ·")
}

func TestNamesThatBeginAlikeKeepTheirEnds(t *testing.T) {
	p := painter{marks: unicodeGlyphs()}
	for _, c := range []struct {
		name string
		n    int
		want string
	}{
		{"Bay City Times – Comments", 16, "Bay Cit…Comments"},
		{"BBC News: Science & Environment", 18, "BBC Ne…Environment"},
		{"Donaudampfschifffahrtsgesellschaft", 12, "Donaudampfs…"},
		{"short", 12, "short"},
	} {
		got := p.cutMiddle(c.name, c.n)
		if got != c.want || p.width(got) > c.n {
			t.Errorf("%q in %d cells: %q, want %q", c.name, c.n, got, c.want)
		}
	}
}

// TestAnAddressInThePlaceOfAnother: the search for the first is stopped without a word,
// for the second is under way.
func TestAnAddressInThePlaceOfAnother(t *testing.T) {
	s, _, _ := keeping(t, 120, 36, false)
	s.hold = true
	s.run(s.m.add("https://one.example/feed"))
	first := s.m.adding
	s.run(s.m.add("https://two.example/feed"))
	s.hold = false
	s.send(subscriptionsMsg{added: Added{search: first}, err: context.Canceled})
	if s.lacks("Stopped"); s.m.adding == nil {
		t.Error("the second search is taken for ended")
	}
	for _, cmd := range s.held {
		s.run(cmd)
	}
}
