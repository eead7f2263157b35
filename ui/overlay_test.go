package ui

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"lede/feed"
)

// browsing opens a reader over a library with a browser that notes what it
// was asked to open.
func browsing(t *testing.T, lib *fakeLibrary) (*screen, *[]string) {
	t.Helper()
	var opened []string
	s := open(t, look{w: 120, h: 36, dark: true, lib: lib, opt: func(o *Options) {
		o.Browser = func(_ context.Context, t Target) (*exec.Cmd, error) {
			opened = append(opened, t.URL)
			return nil, nil
		}
	}})
	return s, &opened
}

func TestLinksAreOpenedByTheirNumber(t *testing.T) {
	lib := mockLibrary()
	var body strings.Builder
	for i := range 23 {
		fmt.Fprintf(&body, `<p>See <a href="https://links.example/%d">the page of %d</a>.</p>`, i+1, i+1)
	}
	lib.entries[0].Content = body.String()
	s, opened := browsing(t, lib)
	s.keys("enter f").has("Links", "the page of 7", "https://links.example/7")
	s.keys("7 f 1 2 f 2 enter f j j o").lacks("the page of 23\n")
	want := []string{"7", "12", "2", "3"}
	for i := range want {
		want[i] = "https://links.example/" + want[i]
	}
	if !slices.Equal(*opened, want) {
		t.Errorf("opened %v, want %v", *opened, want)
	}
	if s.keys("f y"); !s.copied("https://links.example/1") {
		t.Error("y in the list of links does not copy")
	}
}

func TestCopyingAndBrowsing(t *testing.T) {
	s, opened := browsing(t, nil)
	if s.keys("y").has("Copied https://news.example/999"); !s.copied("https://news.example/999") {
		t.Error("y does not send the link to the clipboard")
	}
	s.keys("o").has("Opening https://news.example/999")
	if !s.unread(ceasefire) {
		t.Error("o marked the story")
	}
	if s.keys("O"); s.unread(ceasefire) {
		t.Error("O did not mark the story")
	}
	if len(*opened) != 2 {
		t.Errorf("opened %v", *opened)
	}
}

// TestCopyingHere: a terminal may have no way to the clipboard.
func TestCopyingHere(t *testing.T) {
	var texts []string
	s := open(t, look{w: 120, h: 36, opt: func(o *Options) {
		o.Copy = func(_ context.Context, text string) error {
			texts = append(texts, text)
			return errors.New("no display")
		}
	}})
	s.keys("y").has("Copied https://news.example/999")
	if !s.copied("https://news.example/999") || !slices.Equal(texts, []string{"https://news.example/999"}) {
		t.Errorf("%q", texts)
	}
}

func TestWithoutABrowserTheLinkIsCopied(t *testing.T) {
	s := wide(t).keys("o").has("No browser here")
	if !s.copied("https://news.example/999") {
		t.Error("the link was not copied")
	}
	s.keys("Q").has("https://news.example/999").keys("esc")
	s.keys("enter f 1").has("Q shows it as a QR code", "https://talks.example/draft").keys("Q").has("┊  Link", "https://talks.example/draft")
	s.keys("esc Q").has("https://news.example/999") // asked for by itself it is the story's again

	s = open(t, look{w: 120, h: 36, opt: func(o *Options) {
		o.Browser = func(context.Context, Target) (*exec.Cmd, error) { return nil, errors.New("xdg-open: not found") }
	}})
	s.keys("o").has("The browser did not open; the link is copied: xdg-open: not found")
	if !s.copied("https://news.example/999") {
		t.Error("the link was not copied")
	}
}

func TestHelpIsSearched(t *testing.T) {
	s := wide(t).keys("?").has("All keys", "half a page down")
	s.keys("/ text:star").has("star the story").lacks("half a page down")
	s.keys("esc").has("half a page down").keys("esc").has(ceasefire)
}

// TestHelpIsSearchedByWords: in any order, of the name or of what the action does, by a
// key as it is shown or written, and by what others call it.
func TestHelpIsSearchedByWords(t *testing.T) {
	for typed, want := range map[string]string{
		"next_feed": " next-feed", "feed_mark": " mark-feed-read", "^d": " half-page-down", "ctrl+d": " half-page-down", "gg": " top",
		"catch_up": " mark-all-read", "reload": " refresh-all",
	} {
		wide(t).keys("? / text:" + typed).has(want + "\n").lacks(" page-up")
	}
}

// TestOtherNamesAreOfActions that there are.
func TestOtherNamesAreOfActions(t *testing.T) {
	km, err := NewKeymap("", nil)
	if err != nil {
		t.Fatal(err)
	}
	for name := range otherNames() {
		if km.byName[name] == nil {
			t.Errorf("there is no action %s", name)
		}
	}
}

// No help is cut where it can take another line.
func TestHelpIsWholeAtAnyWidth(t *testing.T) {
	for w := 58; w < 64; w++ {
		open(t, look{w: w, h: 200, dark: true}).keys("?").has("All keys").lacks("…")
	}
}

func TestHelpShowsEveryAction(t *testing.T) {
	var helps []string
	for _, a := range Actions() {
		helps = append(helps, a.Help)
	}
	open(t, look{w: 140, h: 200, dark: true}).keys("?").has(helps...)
}

func TestThePaletteRunsActionsViewsAndCommands(t *testing.T) {
	var arg string
	s := open(t, look{w: 120, h: 36, dark: true, opt: func(o *Options) {
		o.Commands = []Command{{Name: "fetch", Arg: "URL", Help: "subscribe", Run: func(_ context.Context, a string) (string, error) {
			arg = a
			return "Subscribed", nil
		}}}
	}})
	s.keys(": text:toggle-star enter")
	if !s.lib.find(999).Starred {
		t.Error("the palette did not star")
	}
	s.keys(": text:ledg enter").has(bank).lacks(ceasefire)
	s.keys(": text:fetch_https://x.example enter").has("Subscribed")
	if arg != "https://x.example" {
		t.Errorf("the command got %q", arg)
	}
	s.keys(": text:fetch enter").has(":fetch URL")
	s.keys(": text:zzzz enter").has("Nothing matches", ": zzzz")
}

func TestEnclosuresAndSources(t *testing.T) {
	lib := mockLibrary()
	lib.entries[1].Enclosures = []feed.Enclosure{{URL: "https://audio.example/a.mp3", MIMEType: "audio/mpeg", Title: "Episode"}, {URL: "https://audio.example/b.mp3"}}
	lib.entries[2].Enclosures = lib.entries[1].Enclosures[1:]
	lib.entries[3].StoryID, lib.entries[4].StoryID = 42, 42
	s, opened := browsing(t, lib)
	s.keys("e").has("No file is attached to this story")
	s.keys("j e").has("Files", "Episode", "audio/mpeg").keys("2 j e")
	if !slices.Equal(*opened, []string{"https://audio.example/b.mp3", "https://audio.example/b.mp3"}) {
		t.Errorf("opened %v", *opened)
	}
	s.keys("D").has("No other source has this story")
	s.keys("j D").has("Sources", tokyo).keys("1").has(tokyo)
	if !lib.isRead(995) {
		t.Error("the source that was opened is unread")
	}
}

func TestFindingInAnArticle(t *testing.T) {
	s := wide(t).keys("enter / text:the").has("matches")
	s.keys("enter n").has("Match 2 of")
	s.keys("N N").has("Match").keys("esc n").has(bank)
	s.keys("/ text:zzzz enter").has(`"zzzz" is not in this story`)
}

func TestSearchGoesBackToWhereItBegan(t *testing.T) {
	s := wide(t).keys("j j / text:ferryman enter").has("What the ferryman knew", "1 story").lacks(ceasefire)
	s.keys("esc").has("3 of 10", harbour)
	s.keys("/ text:zzzz enter").has("Nothing found").keys("esc").has("3 of 10")
}

func TestWhatIsReadScrollsAlike(t *testing.T) {
	s := open(t, look{w: 60, h: 12, dark: true})
	for i := range 20 {
		s.m.say(fmt.Sprintf("Said %02d.", i))
	}
	s.keys(": text:messages enter").has("Said 19.").lacks("Said 00.")
	s.keys("G").has("Said 00.").lacks("Said 19.")
	s.keys("g").has("Said 19.").keys("space").lacks("Said 19.")
}

// TestTheHelpNamesWhatHasNoKey: without its name it could not be run.
func TestTheHelpNamesWhatHasNoKey(t *testing.T) {
	for _, w := range []int{40, 60, 80, 120} {
		open(t, look{w: w, h: 24, dark: true}).keys("? / text:default_widths").has("reset-borders")
	}
}
