package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"lede/feed"
	"lede/ui/typeset"
)

func TestResultsStayUntilTheNextHaveCome(t *testing.T) {
	s := wide(t).keys("/ text:storm wait:1s").has("Storm Ines", "1 story")
	s.hold = true
	s.keys("backspace backspace backspace backspace text:tea wait:1s").has("Storm Ines")
	s.release(false)
	s.keys("esc").has(ceasefire, "1 of 10")
}

func TestSearchesAreRememberedAcrossStarts(t *testing.T) {
	s := wide(t).keys("/ text:storm enter esc / text:rates enter esc / text:fog_title: esc / up").has("/ rates")
	s.keys("up").has("/ storm").keys("up").has("/ storm").keys("down").has("/ rates").keys("down").lacks("/ rates")
	s.keys("text:harbour enter esc wait:1s")
	again := open(t, look{w: 120, h: 36, lib: s.lib})
	again.keys("/ up").has("/ harbour", "A 2,000-year-old harbour").keys("up up wait:1s").has("/ storm", "Storm Ines")
	again.keys("down down down down").has("⏎ read") // beyond the newest the keys are the stories'
}

func TestTabCompletes(t *testing.T) {
	for keys, want := range map[string]string{
		"text:storm_fe tab":        "storm feed:",
		"text:feed:atl tab":        `feed:"Atlantic Desk" `,
		"text:feed:no tab text:x":  `feed:"Embedded Notes" x`,
		"text:in:sl tab":           "in:Slow ",
		"text:in: tab tab":         "in:Money ",
		"text:tag:co tab":          "tag:code ",
		"text:tag:読 tab":           "tag:読書 ",
		"text:tag:pe tab":          `tag:"peace 🕊️" `,
		"text:-is:st tab":          "-is:starred ",
		"text:has:a tab":           "has:audio ",
		"text:(since:1 tab tab":    "(since:1m ",
		`text:"in_a_phrase_fe tab`: `"in a phrase fe`,
		"text:t tab tab":           "title:",
		"text:x left tab":          "x",
		"text:is:_storm left left left left left left tab": "is:unread storm",
	} {
		s := open(t, look{w: 120, h: 36, lib: shelved()}).keys("/ " + keys)
		if got := s.m.search.input.value(); got != want {
			t.Errorf("%s makes %q, want %q", keys, got, want)
		}
	}
	s := open(t, look{w: 120, h: 36, lib: shelved()}).keys("/ text:tag:").has("tag:code  tag:読書", "tab complete")
	s.keys("ctrl+u text:storm_ tab").has("⏎ read") // nothing to complete: to the stories
}

func TestASearchIsRankedByAKey(t *testing.T) {
	s := wide(t).keys("/ text:prisoners wait:1s").lacks("best match first").keys("ctrl+o wait:6s").has("best match first", "^o by date")
	if got := s.m.list.base.Sort; got != feed.Relevance {
		t.Errorf("the order is %q", got)
	}
	s.keys("enter esc wait:1s / text:storm wait:1s").has("best match first") // and stays so
	s.keys("ctrl+o").lacks("best match first")
	s.keys("enter S").has("6  best match first")
}

func TestWhatIsWrongIsSaidBelowTheLine(t *testing.T) {
	s := wide(t).keys("/ text:storm_is:blue wait:1s").has("is: knows unread", "Storm Ines", "1 story")
	if strings.Contains(s.line("/ storm"), "knows") {
		t.Error("what is wrong stands in the line itself")
	}
	s.keys("backspace backspace backspace backspace wait:1s").has("is:unread  is:read", "Storm Ines")
	// what more typing may mend is said once it is over
	for _, q := range []string{`"storm_in`, "(storm", "storm_lang:", "storm_OR", "storm_-"} {
		s := wide(t).keys("/ text:"+q+" wait:1s").lacks("never closed", "needs", "follows here").keys("enter")
		if s.m.search.trouble == "" {
			t.Errorf("nothing is said of %s", q)
		}
	}
}

func TestEscAfterAFilterComesBackToWhereTheCursorWas(t *testing.T) {
	s := wide(t).keys("j j j ctrl+f text:storm wait:1s").has("Storm Ines").lacks(ceasefire)
	s.keys("esc").has("▌ ● Compiler team", ceasefire)
	s.keys("ctrl+f text:e enter j j j j j").keys("esc") // it went on to another
	if row := s.m.list.current(); row == nil || row.EntryID == 996 {
		t.Errorf("the cursor is on %+v", row)
	}
	s.keys("g g ctrl+f text:storm enter enter").has("Storm Ines")
	s.keys("esc esc").has(ceasefire)
	if row := s.m.list.current(); row == nil || !strings.HasPrefix(row.Title, "Storm") {
		t.Errorf("the cursor is on %+v, not on the story that was read", row)
	}
}

func TestAStoryOpensAtTheFirstMatch(t *testing.T) {
	lib := mockLibrary()
	var long strings.Builder
	for range 80 {
		long.WriteString("<p>Nothing of it is here, nor in the instormation next to it.</p>")
	}
	lib.find(991).Content = long.String() + "<p>At last the storm, and the Storms.</p><p>Then a storm again.</p>" + long.String()
	lib.find(991).Title = "A long one"
	lib.find(991).Summary = ""
	s := open(t, look{w: 100, h: 24, dark: true, profile: colorprofile.TrueColor, lib: lib})
	s.keys("/ text:storm enter enter").has("At last the storm")
	if n := s.m.art.find.count; n != 2 {
		t.Errorf("%d matches are marked, want 2", n)
	}
	s.keys("n").has("Match 2 of 2").keys("J").keys("K").has("At last the storm")
	s.keys("esc").has("/ storm") // goes back at once
	s.keys("esc enter").lacks("At last the storm")
	if s.m.art.find.on {
		t.Error("a story that was opened from a view has marks")
	}
}

func TestWordsAreMarkedAsWords(t *testing.T) {
	lib := mockLibrary()
	lib.find(999).Content = "<p>Storm, brainstorm and STORMS; 地下鉄の駅 and storm-proof.</p>"
	s := open(t, look{w: 100, h: 24, lib: lib}).keys("enter")
	for _, c := range []struct {
		words []typeset.Words
		want  int
	}{
		{[]typeset.Words{{Text: "storm"}}, 2},
		{[]typeset.Words{{Text: "storm", Prefix: true}}, 3},
		{[]typeset.Words{{Text: "下鉄"}}, 1},
		{[]typeset.Words{{Text: "storm proof"}, {Text: "storm-proof"}, {Text: "proof"}}, 1},
		{[]typeset.Words{{Text: ""}}, 0},
	} {
		got := s.m.art.set.FindWords(c.words)
		n := 0
		if len(got) > 0 {
			n = got[len(got)-1].Number + 1
		}
		if n != c.want {
			t.Errorf("%+v: %d matches, want %d: %+v", c.words, n, c.want, got)
		}
	}
}

// TestNextFeedLeavesASearch: another feed's list has its room again.
func TestNextFeedLeavesASearch(t *testing.T) {
	s := open(t, look{w: 120, h: 36, dark: true})
	s.keys("/ text:bank enter ]").lacks("/ bank")
	if s.m.want.searching || s.m.lay.side.empty() {
		t.Error("the list is laid out as of a search")
	}
}

func TestASearchSaysWhatIsNotIndexedYet(t *testing.T) {
	s := open(t, look{w: 120, h: 36, lib: shelved()})
	s.lib.unsearchable = 4321
	s.keys("/ text:storm wait:1s").has("4321 older stories are still being indexed")
	s.keys("text:_tag:").has("tag:code").lacks("4321") // what tab offers is of more use
	s.lib.unsearchable = 0
	s.keys("ctrl+u text:fog wait:1s").lacks("being indexed")
}

// What a search reads ends as soon as another is typed, or it is left: nothing
// waits behind it.
func TestTypingOnEndsTheSearchBefore(t *testing.T) {
	s := wide(t).keys("/ text:storm wait:1s")
	first := s.m.list.reading
	if first.Err() != nil {
		t.Fatal("the search that is shown has ended")
	}
	s.keys("text:_tea wait:1s")
	second := s.m.list.reading
	if first.Err() == nil || second.Err() != nil {
		t.Error("typing on ended", first.Err(), second.Err())
	}
	s.keys("esc").has(ceasefire)
	if second.Err() == nil {
		t.Error("leaving the search did not end it")
	}
}

func TestASearchIsStopped(t *testing.T) {
	s := wide(t).keys("/ text:storm wait:1s")
	s.keys("text:_tea")
	s.hold = true
	s.wait(time.Second)
	if !s.m.list.loading {
		t.Fatal("no search is running")
	}
	s.keys("ctrl+g").has("The search was stopped")
	if s.m.list.reading.Err() == nil {
		t.Error("it goes on")
	}
	s.release(false)
	s.keys("backspace backspace backspace backspace wait:1s").has("Storm Ines").lacks("stopped")
}
