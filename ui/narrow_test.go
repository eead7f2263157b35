package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"lede/ui/theme"
)

// narrow is a reader in a window that has little room, which can change feeds and
// run programs.
func narrow(t *testing.T, w, h int) *screen {
	lib := mockLibrary()
	return open(t, look{w: w, h: h, dark: true, lib: lib, opt: func(o *Options) {
		o.Files = &fakeFiles{kept: map[string]string{}}
		o.Subscriptions = &fakeSubscriptions{lib: lib}
		o.Settings = &fakeSettings{kept: map[string]string{}}
	}})
}

// says fails unless the screen shows a text, broken into lines or not.
func (s *screen) says(text string) *screen {
	s.t.Helper()
	if all := strings.Join(strings.Fields(s.text()), " "); !strings.Contains(all, text) {
		s.t.Errorf("the screen does not say %q:\n%s", text, s.text())
	}
	return s
}

// typesAt fails unless the cursor is where a text is being typed.
func (s *screen) typesAt(text string) *screen {
	s.t.Helper()
	lines, at := s.m.screen()
	if at == nil || at.Y >= len(lines) || !strings.Contains(s.line(text), text) {
		s.t.Fatalf("no cursor is shown, or not %q:\n%s", text, s.text())
	}
	if line := strings.Split(s.text(), "\n")[at.Y]; !strings.Contains(line, text) {
		s.t.Errorf("the cursor is in %q, not where %q is typed:\n%s", line, text, s.text())
	}
	return s
}

func TestWhatIsTypedIsSeenInAShortWindow(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {20, 10}, {20, 6}, {10, 3}} {
		narrow(t, size[0], size[1]).keys("| text:wc").typesAt("wc")
		narrow(t, size[0], size[1]).keys("a text:ab").typesAt("ab")
		narrow(t, size[0], size[1]).keys("t text:ab").typesAt("ab")
	}
}

func TestWhatWasWrongIsSeenInAShortWindow(t *testing.T) {
	narrow(t, 40, 16).keys("| enter").says("Type a command, such as wc -w").says("The command gets the story as Markdown on its standard input")
	narrow(t, 40, 8).keys("| enter").says("Type a command, such as wc -w").lacks("The command gets")
}

func TestKeysThatMayFollowAreSaidWhole(t *testing.T) {
	const older = "mark everything older than a week as read; with a count, that many days"
	narrow(t, 60, 30).keys("M wait:1s").says(older)
	narrow(t, 40, 20).keys("M wait:1s").says(older)
	narrow(t, 20, 10).keys("M wait:1s").has("Mf", "Mo") // all of them, cut
}

func TestTheHelpIsReadInANarrowWindow(t *testing.T) {
	narrow(t, 20, 20).keys("?").says("j ↓ move down; in a story, scroll one line")
}

func TestThePaletteSaysWholeWhatTheChosenDoes(t *testing.T) {
	for _, w := range []int{40, 60, 80, 100} {
		narrow(t, w, 24).keys(": text:unread-only").says("show only the unread stories of this list; again: all of them")
	}
}

func TestALinkIsShownWholeBeforeItIsOpened(t *testing.T) {
	const url = "https://a-publisher-with-a-long-name.example.org/2026/11/22/story"
	s := narrow(t, 60, 24)
	s.m.push(newChooser("Links", []choice{{text: "short", detail: "a.example"}, {text: "the text of a link that goes on and on", detail: url}}))
	s.keys("j").says("the text of a link that goes on and on")
	if all := strings.Join(strings.Fields(s.text()), ""); !strings.Contains(all, url) {
		t.Errorf("the address is not shown whole:\n%s", s.text())
	}
}

func TestALongWordInAMessageIsNotCut(t *testing.T) {
	s := narrow(t, 40, 20)
	url := "http://127.0.0.1:18390/recordings/a-long-name.mp3"
	s.run(s.m.say("Opening " + url))
	s.keys(": text:messages enter")
	if all := strings.Join(strings.Fields(s.text()), ""); !strings.Contains(all, url) {
		t.Errorf("the address is not shown whole:\n%s", s.text())
	}
}

func TestAFeedsRhythmFitsANarrowWindow(t *testing.T) {
	p := &narrow(t, 40, 24).m.paint
	weeks := []int{8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3}
	if got, want := sparkline(weeks, p, 26), "█▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▄"; got != want {
		t.Errorf("26 weeks are %s, not %s", got, want)
	}
	if got, want := sparkline(weeks, p, 24), "█▁▁▁▁▁▁▁▁▁▁▁▅"; got != want {
		t.Errorf("in pairs they are %s, not %s", got, want)
	}
}

func TestSettingsSayWhatHoldsInANarrowWindow(t *testing.T) {
	narrow(t, 20, 14).keys(": text:set enter").has("density two-line", "mouse true")
}

func TestTheThemesSampleIsWhole(t *testing.T) {
	narrow(t, 60, 30).keys(": text:theme enter").says("the current one.")
	narrow(t, 40, 40).keys(": text:theme enter").says("the current one.")
}

func TestAVeryWideWindowKeepsTogetherWhatBelongsTogether(t *testing.T) {
	s := narrow(t, 300, 40)
	for _, keys := range []string{"?", ":", "C", "I", "S", ": text:set enter"} {
		s.keys(keys)
		top := s.m.top()
		if top == nil {
			t.Fatalf("%s: nothing came up", keys)
		}
		for i, l := range strings.Split(s.text(), "\n")[2:38] {
			if n := len([]rune(strings.TrimRight(l, " "))); n > maxTable {
				t.Errorf("%s: line %d has %d columns: %s", keys, i, n, l)
			}
		}
		s.send(tea.KeyPressMsg{Code: tea.KeyEscape})
	}
}

// A list that goes on below the window says so; one that is seen whole does not.
func TestWhatGoesOnBelowSaysSo(t *testing.T) {
	s := narrow(t, 80, 24).keys("?")
	if line := strings.Split(s.text(), "\n")[23]; !strings.HasSuffix(strings.TrimRight(line, " "), " %") {
		t.Errorf("the help's footer does not say how far it is read: %q", line)
	}
	s.keys("G").has("100 %")
	s = narrow(t, 80, 24)
	s.m.push(newChooser("Links", make([]choice, 40)))
	s.keys("j j").has("3 of 40")
	narrow(t, 80, 24).keys(": text:set enter").lacks("1 of 3")
	narrow(t, 80, 4).keys(": text:set enter").has("1 of 3")
}

// Where the selection is told by swapped colours, the bar keeps its own: swapped, the
// left half of a cell is a notch in the row.
func TestTheBarIsNoNotch(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.ANSI, colorprofile.ASCII} {
		p := &open(t, look{w: 80, h: 24, dark: true, profile: profile}).m.paint
		bar := p.line(10, true, []span{{theme.Accent, "  " + p.marks.bar}, {theme.Text, " x"}}, nil)
		before, after, _ := strings.Cut(bar, p.marks.bar)
		if strings.Contains(before, "7m") || !strings.Contains(after, "7m") {
			t.Errorf("%s: %q", profile, bar)
		}
	}
}

func TestAnEmptyListIsReadInANarrowWindow(t *testing.T) {
	lib := brokenLibrary()
	open(t, look{w: 20, h: 24, dark: true, lib: lib}).says("This list could not be read").says("the database is damaged; lede doctor can mend it")
}
