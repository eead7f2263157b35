package ui

import (
	"slices"
	"strings"
	"testing"
)

func TestThePaletteCompletesArguments(t *testing.T) {
	s, f := setting(t)
	s.keys(": text:dens tab").has("density two-line|compact|three-line", "three-line")
	s.keys("text:com tab enter").has("Density: compact")
	s.keys(": text:set_ tab").has("density compact", "current") // the first setting is completed, its values are offered
	s.keys("esc : text:set_mouse_ down down enter").has("mouse is false")
	if f.kept["mouse"] != "false" {
		t.Error("the value that was chosen was not set")
	}
	s.keys(": text:set_mouse").has("Take clicks.", "set mouse")
}

// TestThePaletteFindsWhatDoesNotHaveTheName: by words in any order, by words of what
// things do, and by what other programs call them; names go first.
func TestThePaletteFindsWhatDoesNotHaveTheName(t *testing.T) {
	wide(t).keys(": text:read_mark").has("▌ mark-all-read", "toggle-read").lacks("catalogue")
	wide(t).keys(": text:subscribe_ text:opml").has("▌ import FILE").lacks("toggle-star")
	wide(t).keys(": text:wire_news").has("▌ Kyiv Wire")
	wide(t).keys(": text:zz").has("Nothing matches")
	for typed, want := range map[string]string{"exit": "▌ quit", "unfollow": "▌ unsubscribe", "catchup": "▌ mark-all-read", "reload": "refresh-all", "urls": "import FILE"} {
		wide(t).keys(": text:" + typed).has(want) // which others call it
	}
}

// TestAViewIsOpenedByItsName: so that a macro's key may be a view's.
func TestAViewIsOpenedByItsName(t *testing.T) {
	wide(t).keys(": text:go-to_kyi").has("Kyiv Wire").lacks("Ledger").keys("tab enter").has("Kyiv Wire  ").lacks(bank)
	wide(t).keys(": text:go-to_le tab enter").has("┊  Ledger") // which begins so; Read later has both letters
	wide(t).keys(": text:go-to_nowhere enter").has("No view or feed is called nowhere")
	s, _ := custom(t, 120, 36, Extra{Name: "macro 1", Key: "alt+1", Steps: []string{"go-to Starred", "open"}})
	s.keys("alt+1").has("2,000-year-old harbour").lacks("COMPUTING")
}

func TestThePaletteCompletesFeedsFoldersAndLabels(t *testing.T) {
	s, k, _ := keeping(t, 120, 36, false)
	s.keys(": text:move_").has("Computing", "Slow").keys("text:slo tab enter").has("changed 1")
	if k.lib.feed(1).Folder != "Slow" {
		t.Errorf("the first story's feed stands in %q", k.lib.feed(1).Folder)
	}
	s.keys("enter : text:tag_war enter") // from the story itself
	if !slices.Equal(k.lib.feed(1).Tags, []string{"war"}) {
		t.Errorf("its tags are %q", k.lib.feed(1).Tags)
	}
	s.keys("q : text:unsubscribe_nobody enter").has("No feed is called nobody")
	s.keys(": text:unsubscribe_ledg tab enter").has("Unsubscribed from 1").lacks("Ledger")
}

func TestThePaletteRemembersAndGuesses(t *testing.T) {
	s, _ := setting(t)
	s.keys(": text:density_compact enter : text:toglge-star").has("did you mean toggle-star?").keys("enter").has(": toglge-star", "did you mean toggle-star?")
	s.keys("esc : text:go-to_nowhere enter : up up").has("density compact").keys("esc wait:2s")
	if got := s.lib.session.Commands; !slices.Equal(got, []string{"go-to nowhere", "density compact"}) {
		t.Errorf("kept are %q", got)
	}
	again := open(t, look{w: 100, h: 24, dark: true, lib: s.lib})
	again.keys(": up").has("go-to nowhere")
}

// TestThePaletteStaysWhileItsCursorMoves: at the end of a list that is longer than
// the screen the cursor goes up, and not the list down.
func TestThePaletteStaysWhileItsCursorMoves(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true})
	s.keys(":")
	p, ok := s.m.top().(*palette)
	if !ok {
		t.Fatal("no palette is shown")
	}
	for range len(p.shown) {
		s.keys("pgdown")
		if p.at.cursor == len(p.shown)-1 {
			break
		}
	}
	s.text()
	top := p.at.top
	s.keys("up up")
	s.text()
	if p.at.top != top || p.at.cursor != len(p.shown)-3 {
		t.Errorf("the first line is that of %d and the cursor is at %d, before %d of %d", p.at.top, p.at.cursor, top, len(p.shown))
	}
}

// TestThePaletteKeepsSettingsInTheirOrder: which word is longer is no order to look
// for a setting in, once 'set' is typed.
func TestThePaletteKeepsSettingsInTheirOrder(t *testing.T) {
	s, settings := setting(t)
	var want []string
	for _, o := range settings.All() {
		want = append(want, "set "+o.Name)
	}
	s.keys(": text:set")
	p, ok := s.m.top().(*palette)
	if !ok {
		t.Fatal("no palette is shown")
	}
	var got []string
	for _, e := range p.shown {
		if strings.HasPrefix(e.name, "set ") {
			got = append(got, e.name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("settings stand as %q, want %q", got, want)
	}
}

// TestAWordGoesBeforeScatteredLetters: what a thing does, by a word that is typed, goes
// before a name that has the letters here and there; a name that begins with the first
// of them, in any of its words, goes before both.
func TestAWordGoesBeforeScatteredLetters(t *testing.T) {
	entries := []paletteEntry{
		{name: "browse-and-mark", about: "open the page in the browser and mark the story read"},
		{name: "set background", about: "the terminal's background: auto, dark, light"},
		{name: "define-a-rank", about: "nothing that there is"},
		{name: "catalogue", about: "pick feeds from a catalogue"},
	}
	for q, want := range map[string][]string{
		"dark": {"define-a-rank", "set background", "browse-and-mark"},
		"bam":  {"browse-and-mark"},
		"mark": {"browse-and-mark"},
	} {
		p := palette{input: newPrompt(q), all: entries}
		p.narrow()
		var got []string
		for _, e := range p.shown {
			got = append(got, e.name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s finds %q, want %q", q, got, want)
		}
	}
}
