package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"lede/feed"
	"lede/ui/theme"
)

// changedLibrary holds a story that its publisher has changed twice.
func changedLibrary() *fakeLibrary {
	l := mockLibrary()
	e := l.entries[0]
	was := strings.ReplaceAll(e.Content, "eleven pages, of which four are agreed", "nine pages, of which three are agreed")
	first := strings.ReplaceAll(strings.ReplaceAll(was, "until Saturday", "until Friday"), "<li>One corridor for grain, watched from the sea.</li>", "<li>The depots stay closed.</li>")
	e.Arrived = testNow().Add(-90 * time.Minute)
	e.Revised = testNow().Add(-14 * time.Minute)
	e.revisions = []feed.Revision{
		{At: e.Arrived, Title: "Ceasefire talks resume in Geneva", Content: first},
		{At: testNow().Add(-time.Hour), Title: e.Title, Content: was},
	}
	return l
}

func TestWhatThePublisherChanged(t *testing.T) {
	s := open(t, look{w: 100, h: 44, dark: true, profile: colorprofile.TrueColor, lib: changedLibrary()})
	s.keys("enter").has("updated 19:46 (d shows what changed)")
	s.keys("d").has("19:00 to 19:46", "change 2 of 2", "[-nine-]{+eleven+} pages, of which [-three-]{+four+} are agreed", "paragraphs unchanged").lacks("Friday")
	s.keys("[").has("18:30 to 19:00", "change 1 of 2", "{+ as the front line hardens+}", "until [-Friday-]{+Saturday+}", "The depots stay closed.", "+ One corridor for grain")
	s.keys("[").has("first change on record")
	s.keys("a").has("18:30 to 19:46", "all changes", "[-nine-]{+eleven+}", "[-Friday-]{+Saturday+}")
	s.keys("esc").has("updated 19:46")
	s.keys("d d").has("updated 19:46")
}

func TestAStoryThatNobodyChanged(t *testing.T) {
	s := wide(t)
	s.keys("j d").has("has changed nothing in this story")
}

func TestTheChangesAreWalked(t *testing.T) {
	s := open(t, look{w: 60, h: 14, dark: true, profile: colorprofile.TrueColor, lib: changedLibrary()})
	s.keys("enter d a").has("What changed", "hardens+}")
	s.keys("n n").has("The depots stay closed")
	s.keys("N N N").has("hardens+}")
}

func TestWrap(t *testing.T) {
	p := &wide(t).m.paint
	tests := []struct {
		name string
		in   []span
		w    int
		want string
	}{
		{"words", []span{{theme.Text, "one two three four"}}, 9, "one two|three|four"},
		{"a word of two looks", []span{{theme.Text, "un"}, {theme.Bold, "likely"}, {theme.Text, " end"}}, 8, "unlikely|end"},
		{"too long", []span{{theme.Text, "a incomprehensible b"}}, 6, "a|incomp|rehens|ible b"},
		{"lines", []span{{theme.Text, "one\n\n  two"}}, 20, "one||two"},
		{"no spaces", []span{{theme.Text, "東京の地下鉄、深夜"}}, 6, "東京の|地下|鉄、深|夜"},
		{"empty", nil, 10, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var lines []string
			for _, l := range p.wrap(tt.in, tt.w) {
				var b strings.Builder
				for _, s := range l {
					b.WriteString(s.text)
				}
				lines = append(lines, b.String())
			}
			if got := strings.Join(lines, "|"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
