package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"lede/feed"
)

// shelved is a library with saved searches, tags and labels, some with names
// that are wide.
func shelved() *fakeLibrary {
	l := mockLibrary()
	for _, v := range []feed.View{{ID: 1, Name: "天気と港 🌊", Path: "storm OR harbour"}, {ID: 2, Name: "Rates", Path: "title:rates"}, {ID: 3, Name: "Nothing yet", Path: "zeppelin"}} {
		v.Kind = feed.ViewSearch
		l.saved = append(l.saved, v)
	}
	l.feeds[4].Tags = []string{"code", "読書"}
	l.feeds[5].Tags = []string{"code"}
	l.find(999).Labels = []string{"peace 🕊️"}
	return l
}

func TestASearchIsSavedCountedRenamedMovedAndDeleted(t *testing.T) {
	s := wide(t).keys("/ text:storm wait:1s ctrl+s").has("Save the search", "storm")
	s.keys("ctrl+u text:Weather enter").has("Saved as Weather", "1 story")
	s.keys("esc wait:1s esc").has("SEARCHES")
	if l := s.line("Weather"); !strings.Contains(l, "1") {
		t.Errorf("the saved search has no count: %q", l)
	}
	s.keys("/ text:rates enter : text:save-search_Money enter").has("Saved as Money")
	s.keys("esc g f text:weath").has("Go to", "search  storm").keys("enter").has("Weather", "Storm Ines", "1 of 1")
	s.keys("tab").keys("J").keys("wait:1s")
	if s.lib.saved[1].Name != "Weather" {
		t.Errorf("J did not move it: %v", s.lib.saved)
	}
	s.keys(": text:rename-search_Winds enter").has("Weather is called Winds now", "Winds")
	s.keys(": text:delete-search enter").has("Winds is gone · U brings it back").lacks("  Winds ")
	s.keys("U").has("Undone: delete the search Winds", "▌ Winds")
	s.keys("D").has("Winds is gone").keys("U").has("▌ Winds").keys("c").has("Rename the search", "Winds")
	s.keys("esc")
	s.keys("U U").has("Undone: move the search Weather", "Weather")
	s.keys("ctrl+r").has("Redone: move the search Weather")
	s.keys("ctrl+r ctrl+r").has("Redone: delete the search Winds").lacks("  Winds ")
	s.keys("ctrl+r").has("There is nothing left to redo")
}

func TestANameThatAnotherSearchHasIsThereToBeMended(t *testing.T) {
	s := open(t, look{w: 120, h: 36, dark: true, lib: shelved()})
	s.keys("g f text:nothing_yet enter tab c ctrl+u text:Rates enter").has("> Rates", "Another saved search is called Rates")
	s.keys("ctrl+u enter").has("A saved search needs a name").keys("text:Airships enter").has("Nothing yet is called Airships now")
}

func TestAFilterIsSavedWithItsView(t *testing.T) {
	for keys, want := range map[string]string{
		"g f text:news enter ctrl+f text:storm ctrl+s enter":                 `in:"News" storm`,
		"] ctrl+f text:storm enter ctrl+s enter":                             "is:unread storm",
		"ctrl+f text:storm enter ctrl+s enter":                               "since:today storm",
		"g f text:ledger enter ctrl+f text:rates enter ctrl+s enter":         `feed:"https://feeds.example/4" rates`,
		"/ text:storm_OR_fog enter : text:save-search_Bad_weather enter":     "storm OR fog",
		"g f text:天気 enter ctrl+f text:-harbour enter ctrl+s enter":          "storm OR harbour -harbour",
		"g f text:code enter ctrl+f text:compiler enter ctrl+s text:! enter": `tag:"code" compiler`,
	} {
		s := open(t, look{w: 120, h: 36, lib: shelved()}).keys(keys)
		if n := len(s.lib.saved); n != 4 || s.lib.saved[3].Path != want {
			t.Errorf("%s saved %+v, want %q", keys, s.lib.saved, want)
		}
	}
	wide(t).keys("ctrl+s").has("/ searches; then ^s keeps the search")
}

func TestSavingThatFailsIsSaid(t *testing.T) {
	s := wide(t)
	s.lib.failMark = errors.New("the disk is full")
	s.keys("/ text:storm ctrl+s enter").has("The saved searches were not changed: the disk is full")
}

// The counts of saved searches are apart from the sidebar's, and made once for
// many changes.
func TestSavedSearchesAreCountedOnceForManyChanges(t *testing.T) {
	s := open(t, look{w: 120, h: 36, lib: shelved()}).wait(time.Second)
	count := func() string { f := strings.Fields(strings.Split(s.line("Rates"), "│")[0]); return f[len(f)-1] }
	if n := s.lib.countedSearches; n != 1 || count() != "1" {
		t.Errorf("counted %d times, Rates shows %q", n, count())
	}
	s.keys("j m m m m m s b m wait:900ms")
	if n := s.lib.countedSearches; n > 3 {
		t.Errorf("%d counts for one burst of marks", n)
	}
	if c := count(); c != "1" {
		t.Errorf("Rates shows %q", c)
	}
	s.keys("m wait:2s")
	if c := count(); c != "Rates" {
		t.Errorf("Rates shows %q after its story was read", c)
	}
	s.lib.slowSearches = true
	s.keys("m wait:2s")
	if c := count(); c != "?" {
		t.Errorf("Rates, which takes too long to count, shows %q", c)
	}
}

func TestGroupsOfTheSidebarFold(t *testing.T) {
	s := open(t, look{w: 120, h: 36, lib: shelved()}).has("SEARCHES", "天気と港", "TAGS", "code", "peace")
	s.keys("tab j j j j").has("▌ SEARCHES").keys("h").has("SEARCHES ▸").lacks("天気と港").has("TAGS")
	s.keys("j").has("▌ TAGS").keys("j j h").has("TAGS, LABELS ▸").lacks("読書")
	if f := s.m.sessionNow().Folded; !slices.Equal(f, []string{"//search", "//tag"}) {
		t.Errorf("the session has folded %q", f)
	}
	s.keys("enter").has("読書").keys("k l").has("天気と港")
	s.keys("g g j j j wait:1s").has("Read later").keys("]").has("天気と港 🌊", "1 of 2") // over the heading
	plain := wide(t)
	plain.lacks("SEARCHES", "TAGS")
}

func TestSidebarScreens(t *testing.T) {
	for _, sc := range []struct{ name, keys string }{
		{"shelved", "tab j j j j j wait:2s"},
		{"order", ": text:sort_feed enter esc"},
		{"offers", "/ text:storm_tag: wait:1s"},
		{"trouble", "/ text:is:blue_storm wait:1s"},
	} {
		for _, dark := range []bool{true, false} {
			for _, size := range [][2]int{{120, 36}, {80, 24}, {60, 20}, {40, 10}} {
				name := sc.name + map[bool]string{true: "", false: "-light"}[dark] + "-" + sizeName(size)
				t.Run(name, func(t *testing.T) {
					open(t, look{w: size[0], h: size[1], dark: dark, profile: colorprofile.TrueColor, lib: shelved()}).keys(sc.keys).wait(10 * time.Second).golden(name)
				})
			}
		}
	}
}

// TestASearchThatIsDeletedInTheSidebarLeavesTheKeysThere: as a feed does.
func TestASearchThatIsDeletedInTheSidebarLeavesTheKeysThere(t *testing.T) {
	s := wide(t)
	for _, name := range []string{"One", "Two"} {
		s.keys("/ text:the wait:1s ctrl+s ctrl+u text:" + name + " enter esc")
	}
	s.keys("tab g g j j j j j").wait(time.Second).has("┊  One", "▌ One").keys("D").wait(time.Second)
	s.has("One is gone · U brings it back", "▌ Two", "┊  Two")
	if s.m.context() != InSidebar {
		t.Error("the sidebar has lost the keys")
	}
	s.keys("U").wait(time.Second).has("▌ One", "┊  One")
	s.keys("D D").wait(time.Second).lacks("SEARCHES").has("Two is gone")
}
