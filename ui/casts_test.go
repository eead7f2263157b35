package ui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lede/feed"
	"lede/ui/theme"
)

// castsPage is docs/screens.md, which TestCasts makes from the program itself:
// -update writes it.
const castsPage = "../docs/screens.md"

// cast writes down keys and the screens that they lead to.
type cast struct {
	out strings.Builder
	s   *screen
	n   int // keys pressed
}

// on goes on with another reader.
func (c *cast) on(s *screen) *cast {
	c.s, c.n = s, 0
	return c
}

func (c *cast) words(format string, args ...any) *cast {
	fmt.Fprintf(&c.out, format+"\n\n", args...)
	return c
}

// press presses keys and shows the screen after them.
func (c *cast) press(keys, words string) *cast {
	var shown []string
	for k := range strings.FieldsSeq(keys) {
		text, typed := strings.CutPrefix(k, "text:")
		switch {
		case strings.HasPrefix(k, "wait:"):
		case typed:
			shown = append(shown, "`"+strings.ReplaceAll(text, "_", " ")+"`")
			c.n += len(text)
		default:
			shown = append(shown, "`"+showKeys(k)+"`")
			c.n++
		}
	}
	c.s.keys(keys)
	c.words("%s — %s", strings.Join(shown, " "), words)
	return c.screen()
}

func (c *cast) screen() *cast {
	fmt.Fprintf(&c.out, "```text\n%s```\n\n", c.s.text())
	return c
}

// TestCasts plays what people do, and holds docs/screens.md to what the program
// shows.
func TestCasts(t *testing.T) {
	c := &cast{}
	c.words("# Screens\n\nKeys and the screens they lead to, at 80 by 24 cells, without bold and colour. A test plays the keys on the program and fails\n" +
		"if it shows something else (`go test ./ui -run TestCasts -update` rewrites this page).")
	castFirst(t, c)
	castMorning(t, c)
	castFeeds(t, c)
	castKeys(t, c)
	castThemes(t, c)
	golden(t, castsPage, strings.TrimRight(c.out.String(), "\n")+"\n")
}

// TestReadmeShowsTheReader holds the screen at the top of README.md to what the
// program shows.
func TestReadmeShowsTheReader(t *testing.T) {
	const page, fence = "../README.md", "```\n"
	body, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(body), fence)
	_, after, _ := strings.Cut(rest, fence)
	golden(t, page, before+fence+open(t, look{w: 112, h: 24, dark: true}).text()+fence+after)
}

// welcomeLibrary holds the built-in feed, which a first start shows.
func welcomeLibrary(t *testing.T) *fakeLibrary {
	t.Helper()
	body, err := os.ReadFile("../cli/welcome/welcome.xml")
	if err != nil {
		t.Fatal(err)
	}
	const url = "lede:welcome"
	doc, err := feed.Parse(body, feed.ParseOptions{URL: url, Now: testNow()})
	if err != nil {
		t.Fatal(err)
	}
	l := &fakeLibrary{now: testNow, feeds: []feed.Subscription{{Feed: feed.Feed{ID: 1, Title: doc.Title, URL: url}}}}
	for i, e := range doc.Entries {
		e.ID, e.FeedID, e.Arrived = int64(len(doc.Entries)-i), 1, testNow()
		l.add(&fakeEntry{Entry: e, Status: feed.Status{EntryID: e.ID}})
	}
	return l
}

func castFirst(t *testing.T, c *cast) {
	lib := welcomeLibrary(t)
	press := &fakeRefresher{work: func(context.Context, func(Progress)) (Summary, error) { return lib.firstIssues(), nil }}
	s := open(t, look{w: 80, h: 24, dark: true, lib: lib, opt: func(o *Options) { o.Subscriptions, o.Refresher = &fakeSubscriptions{lib: lib, first: true}, press }})
	c.on(s).words("## From the first start to the first story").screen()
	c.press("C", "the catalogue")
	c.press("space down space", "two feeds picked")
	c.press("enter wait:1s", "subscribed, and today's news is here")
	c.press("enter wait:1s", "the first story")
	c.words("%d keys.", c.n)
	s.has("Lighthouse keepers")
}

// firstIssues brings the first stories of all feeds.
func (l *fakeLibrary) firstIssues() Summary {
	l.mu.Lock()
	defer l.mu.Unlock()
	titles := []string{"Lighthouse keepers vote to stay", "The night train is back", "A moon in the first quarter", "Tides of the week", "What the harbour master saw"}
	for i, title := range titles {
		at, id := l.now().Add(time.Duration(-20*i)*time.Minute), int64(3000+i)
		l.add(&fakeEntry{
			Entry: feed.Entry{
				ID: id, FeedID: l.feeds[i%len(l.feeds)].ID, Title: title, URL: "https://news.example/" + fmt.Sprint(id),
				Published: at, Arrived: at, Content: mockBody, Words: 400 + 90*i,
			},
			Status: feed.Status{EntryID: id},
		})
	}
	return Summary{Feeds: len(l.feeds), New: len(titles)}
}

func castMorning(t *testing.T, c *cast) {
	const stories = 60
	s := open(t, look{w: 80, h: 24, dark: true, profile: colorprofile.TrueColor, lib: manyLibrary(stories)})
	c.on(s).words("## A morning's reading: %d unread stories", stories).screen()
	c.press("n", "opens the first unread story and marks it as read; `space` pages through it and, at its end, opens the next")
	for range stories - 1 {
		s.keys("n")
		c.n++
	}
	c.words("`n`, %d times more:", stories-1).screen()
	s.keys("q wait:1s")
	if left := s.m.side.unread(); left > 0 {
		t.Errorf("%d stories are unread after all", left)
	}
	c.words("%d keys for %d stories. A single `A` would have marked them all as read, and `U` undone that.", c.n, stories)
}

func castFeeds(t *testing.T, c *cast) {
	s, _, _ := keeping(t, 80, 24, false)
	c.on(s).words("## Managing feeds").screen()
	c.press("tab j j j j j j", "to the sidebar, and down to a feed")
	c.press("I", "the feed's page: health, rhythm, the next check")
	c.press("esc a", "adding another by address")
	c.press("esc : text:unsub", "any action by name")
}

func castKeys(t *testing.T, c *cast) {
	keys, err := NewKeymap("", map[string][]string{"toggle-star": {"*"}, "next-unread": {"ctrl+n"}})
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, look{w: 80, h: 24, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.Keys = keys }})
	c.on(s).words("## Other keys").words("With this in config.toml,")
	c.words("```toml\n[keys]\ntoggle-star = \"*\"\nnext-unread = \"ctrl+n\"\n```")
	c.words("the footer, the help and the palette show the new keys:")
	c.press("*", "stars the story")
	c.press("? / text:star", "the help, searched")
}

func castThemes(t *testing.T, c *cast) {
	c.words("## Themes").words("The built-in themes are %s.\n`lede themes` shows a sample of each, and `:theme` previews them. Dark and light:", strings.Join(theme.Names(), ", "))
	c.words("![samples of all themes](%s)", filepath.Base(themesPicture)).words("A sample as plain text:")
	th, err := theme.New(theme.DefaultName, true, colorprofile.ASCII)
	if err != nil {
		t.Fatal(err)
	}
	c.out.WriteString("```text\n")
	for _, l := range ThemeSample(th, 72, false) {
		c.out.WriteString(strings.TrimRight(ansi.Strip(l), " ") + "\n")
	}
	c.out.WriteString("```\n")
}
