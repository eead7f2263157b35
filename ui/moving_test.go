package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lede/feed"
)

func TestNextAndPreviousUnread(t *testing.T) {
	s := wide(t).keys("j j j j enter").has(tokyo, "5 of 10")
	s.keys("n").has(openData, "7 of 10")
	s.keys("K").has(slower)
	s.keys("J").has(openData)
	s.keys("N").has(compiler, "4 of 10")
	s.keys("A n").has("Nothing unread left here")
}

func TestEveryRowComesByInOrder(t *testing.T) {
	s := open(t, look{w: 60, h: 20, dark: true, lib: manyLibrary(700), opt: func(o *Options) { o.StartView.Kind = feed.ViewAll }})
	for i := range 700 {
		if row := s.m.list.current(); row == nil || row.Title != fmt.Sprintf("Story %d", i) {
			t.Fatalf("after %d steps down the cursor is on %v", i, row)
		}
		s.keys("j")
	}
	for i := 699; i >= 0; i-- {
		if row := s.m.list.current(); row.Title != fmt.Sprintf("Story %d", i) {
			t.Fatalf("on the way up the cursor is on %v, want %d", row.Title, i)
		}
		s.keys("k")
	}
}

// TestAWindowThatGrowsShowsTheStory beside the list: the pane stayed empty until the
// cursor moved.
func TestAWindowThatGrowsShowsTheStory(t *testing.T) {
	body := "Negotiators returned to the table"
	wide(t).resize(170, 36).wait(time.Second).has("KYIV WIRE  ·  NEWS", body)
	wide(t).resize(170, 36).resize(120, 36).wait(time.Second).lacks(body)
}

func TestResizingKeepsTheCursorAndTheLine(t *testing.T) {
	s := wide(t).keys("j j j j j j")
	for _, size := range [][2]int{{60, 20}, {40, 10}, {200, 50}, {81, 9}, {120, 36}} {
		s.resize(size[0], size[1]).has(openData)
		if id := s.m.list.current().EntryID; id != 993 {
			t.Fatalf("at %v the cursor is on %d", size, id)
		}
	}
	s.resize(80, 12).keys("enter space space")
	var top []string // the first words of the page
	for len(top) < 2 {
		top = strings.Fields(ansi.Strip(s.m.art.set.Lines(s.m.art.top, s.m.art.top+1)[0]))
		if len(top) < 2 {
			s.keys("j")
		}
	}
	s.resize(44, 12)
	shown := ansi.Strip(strings.Join(s.m.art.set.Lines(s.m.art.top, s.m.art.top+2), " "))
	if !strings.Contains(shown, top[0]+" "+top[1]) {
		t.Errorf("the article was at %q and is at %q", top, shown)
	}
}

func TestTinyAndHugeWindows(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {2, 2}, {3, 1}, {1, 40}, {10, 3}, {12, 5}, {19, 8}, {300, 2}, {500, 200}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			for _, keys := range []string{
				"j G g g", "tab j G", "enter space G n", "enter f", "?", "? / text:star", ": text:mark down", "/ text:the enter j",
				"enter / text:the enter n", "ctrl+f text:a enter", "v j v j v j", "g", "t text:a tab",
			} {
				s := open(t, look{w: size[0], h: size[1], dark: true, profile: colorprofile.TrueColor})
				for k := range strings.FieldsSeq(keys) {
					s.keys(k)
					s.text()
				}
				s.wait(time.Second).text()
				s.resize(80, 24).text()
				s.resize(size[0], size[1]).text()
			}
		})
	}
}

func TestGoingBackAndQuitting(t *testing.T) {
	s := wide(t)
	s.keys("enter q").has("1 of 10")
	s.keys("enter esc").has("1 of 10")
	s.keys("enter ctrl+c").has("1 of 10")
	s.keys("enter h").has("1 of 10")
	s.keys("/ text:harbour enter q").has("1 of 10", "Today")
	s.keys("ctrl+f text:harbour enter").lacks(ceasefire)
	s.keys("q").has(ceasefire)
	s.keys("esc esc esc ? esc : esc f esc")
	if s.quit() {
		t.Fatal("the reader quit where there was somewhere to go back to")
	}
	s.keys("q")
	if !s.quit() {
		t.Error("q in the list does not quit")
	}
	s = wide(t).keys("ctrl+c")
	if !s.quit() {
		t.Error("ctrl+c in the list does not quit")
	}
}

func TestReadingOnBySpaceGoesToTheNextUnread(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true}).keys("enter")
	for range 20 {
		if s.m.art.id != 999 {
			break
		}
		s.keys("space")
	}
	s.has(bank)
}

func TestTheSidebarOpensFeedsAndFoldsFolders(t *testing.T) {
	s := wide(t).keys("tab j j j j j")
	s.wait(time.Second).has("Kyiv Wire", ceasefire).lacks(bank)
	s.keys("h").lacks("Atlantic Desk")
	s.keys("enter").has(ceasefire, "Storm Ines").lacks(bank).keys("h h")
	if s.quit() {
		t.Error("h quit")
	}
}

// TestEscForgetsACount: and nothing else.
func TestEscForgetsACount(t *testing.T) {
	s := wide(t).keys("enter 5 esc")
	if !s.m.art.open || s.m.typed.count != 0 {
		t.Errorf("the story is open: %v, the count is %d", s.m.art.open, s.m.typed.count)
	}
}

// TestReadingModeIsOfTheStoryAtTheCursor: not of the one that was read before.
func TestReadingModeIsOfTheStoryAtTheCursor(t *testing.T) {
	s := wide(t).keys("enter q j z").has(bank)
	if s.m.art.id != 998 || !s.m.want.reading || !s.lib.isRead(998) {
		t.Errorf("the story %d is open; reading mode %v", s.m.art.id, s.m.want.reading)
	}
}

// TestReadingModeSaysWhatIsToBeSaid: a message and the phrase to find stand over
// the story's end, and leave.
func TestReadingModeSaysWhatIsToBeSaid(t *testing.T) {
	s := wide(t).keys("enter z e").has("No file is attached to this story")
	s.keys("j").lacks("No file is attached").lacks("all keys")
	s.keys("/ text:draft").has(" / draft", "match")
	s.keys("enter").lacks(" / draft")
	small := open(t, look{w: 40, h: 3, dark: true}).keys("enter e")
	small.has("No file is attached")
}

// TestAStoryThatWasChangedIsReadAnew: also where it is the one that was read last.
func TestAStoryThatWasChangedIsReadAnew(t *testing.T) {
	s := wide(t).keys("j enter").has("GENEVA").lacks("changes").keys("q")
	e := s.lib.entries[1]
	for _, text := range []string{"It was all different.", "It was quite different."} { // of as many words
		e.Content, e.Revised = "<p>"+text+"</p>", s.clock.now()
		s.lib.version++
		s.wait(2*pollEvery).keys("enter").has(text, "d changes").keys("q")
	}
}

// TestAStorysFooterTellsItsSources: as the list has them.
func TestAStorysFooterTellsItsSources(t *testing.T) {
	wide(t).keys("enter").has("+11 sources: D")
}

func TestOnFromAStoryThatIsGoneFromTheList(t *testing.T) {
	gone := func() *screen { // the second of the unread, read, is let go
		return wide(t).keys("] j enter").wait(time.Second).keys("r").has("Central bank").lacks(" of 8")
	}
	gone().keys("J").has("A 2,000-year-old harbour surfaces in the mud")
	gone().keys("2 J").has("Compiler team")
	gone().keys("n").has("A 2,000-year-old harbour")
	gone().keys("K").has("Ceasefire talks resume")

	last := wide(t).keys("] G enter").wait(time.Second).keys("r")
	last.keys("J").has("That was the last story here").keys("K").has("Storm Ines closes ports", "7 of 8")
}

func TestNoStoryFurtherThisWay(t *testing.T) {
	wide(t).keys("enter K").has("That was the first story here")
	wide(t).keys("G enter J").has("That was the last story here")
}
