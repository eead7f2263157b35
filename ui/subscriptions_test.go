package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lede/feed"
)

// fakeSubscriptions keeps the feeds of a fakeLibrary.
type fakeSubscriptions struct {
	lib     *fakeLibrary
	first   bool
	found   []Offer // what an address that is added turns out to have
	removed []feed.Subscription
}

func (k *fakeSubscriptions) Welcoming() bool { return k.first }

func (k *fakeSubscriptions) Catalogue() []CatalogueSection {
	return []CatalogueSection{
		{"World news", []Offer{{"The Morning Paper", "https://morning.example/rss", "morning.example"}, {"夕刊", "https://yukan.example/feed", "yukan.example"}}},
		{"Science", []Offer{{"Phases of the Moon 🌖", "https://moon.example/atom", "moon.example"}, {"Kyiv Wire", "https://feeds.example/1", "feeds.example"}}},
	}
}

func (k *fakeSubscriptions) Subscribed(context.Context) (out []string, err error) {
	k.lib.mu.Lock()
	defer k.lib.mu.Unlock()
	for _, f := range k.lib.feeds {
		out = append(out, feed.CanonicalURL(f.URL))
	}
	return out, nil
}

func (k *fakeSubscriptions) Add(ctx context.Context, address string) (Added, error) {
	if err := ctx.Err(); err != nil {
		return Added{}, err
	}
	if strings.Contains(address, "nowhere") {
		return Added{}, errors.New(address + ": there is no such host")
	}
	if len(k.found) > 0 {
		return Added{Choices: k.found}, nil
	}
	return k.Subscribe(ctx, []feed.Subscription{{Feed: feed.Feed{URL: address, Title: "The feed of " + address}}})
}

func (k *fakeSubscriptions) Subscribe(_ context.Context, subs []feed.Subscription) (a Added, err error) {
	k.lib.mu.Lock()
	defer k.lib.mu.Unlock()
	if k.first {
		k.lib.feeds, k.lib.entries = nil, nil
	}
	for _, s := range subs {
		s.ID = int64(100 + len(k.lib.feeds))
		k.lib.feeds = append(k.lib.feeds, s)
		a.FeedIDs = append(a.FeedIDs, s.ID)
	}
	k.first = false
	a.Unasked, a.Said = true, fmt.Sprintf("Subscribed to %d", len(subs))
	return a, nil
}

func (k *fakeSubscriptions) Export(_ context.Context, path string) (string, error) {
	return "written to " + path, nil
}

func (k *fakeSubscriptions) Facts(_ context.Context, id int64) (FeedFacts, error) {
	k.lib.mu.Lock()
	defer k.lib.mu.Unlock()
	s := *k.lib.feed(id)
	s.HomePageURL, s.Total, s.Unread = "https://home.example/", 40, 3
	if s.Health.Error != "" {
		s.Health.ErrorCount, s.Health.ErrorSince = 4, testNow().Add(-50*time.Hour)
	}
	s.Health.LastChecked, s.Health.LastSuccess, s.Health.NextCheck = testNow().Add(-4*time.Minute), testNow().Add(-3*time.Hour), testNow().Add(26*time.Minute)
	options := []Option{
		{Name: "full_text", Value: string(s.Options.FullText), Holds: "never", From: "as for all feeds", Choices: []string{"never", "auto", "always"}, Help: "When a story's web page is fetched."},
		{Name: "refresh_every", Value: "1h", Holds: "30m", From: "config.toml, line 12", Fixed: true, Help: "How often it is asked."},
		{Name: "user_agent", Help: "The User-Agent to send."},
		{Name: "proxy", Help: "The proxy's URL.", Check: func(value string) error { return errors.New("proxy: write it as http://host:port") }},
	}
	if s.Options.FullText != "" {
		options[0].Holds, options[0].From = options[0].Value, ""
	}
	return FeedFacts{s, options, []int{0, 3, 5, 2, 0, 7, 4, 4, 5, 6, 3, 2, 8, 4, 5, 3, 4, 4, 6, 2, 0, 1, 4, 5, 3, 2}}, nil
}

func (k *fakeSubscriptions) Failures(context.Context) (map[int64]string, error) {
	k.lib.mu.Lock()
	defer k.lib.mu.Unlock()
	why := map[int64]string{}
	for _, s := range k.lib.feeds {
		why[s.ID] = s.Health.Error
	}
	return why, nil
}

func (k *fakeSubscriptions) Change(_ context.Context, ids []int64, c FeedChange) (string, error) {
	k.lib.mu.Lock()
	defer k.lib.mu.Unlock()
	for _, id := range ids {
		s := k.lib.feed(id)
		switch {
		case c.RenameFolder != "":
			s.Folder = *c.Folder + strings.TrimPrefix(s.Folder, c.RenameFolder)
		case c.Folder != nil:
			s.Folder = *c.Folder
		case c.Title != nil:
			s.OwnTitle = *c.Title
		case c.Tags != nil:
			s.Tags = *c.Tags
		case c.Option == "full_text":
			s.Options.FullText = feed.FullText(c.Value)
		}
	}
	return fmt.Sprintf("changed %d", len(ids)), nil
}

func (k *fakeSubscriptions) Unsubscribe(_ context.Context, ids []int64) (string, error) {
	k.lib.mu.Lock()
	defer k.lib.mu.Unlock()
	k.lib.feeds = slices.DeleteFunc(k.lib.feeds, func(s feed.Subscription) bool {
		gone := slices.Contains(ids, s.ID)
		if gone {
			k.removed = append(k.removed, s)
		}
		return gone
	})
	return fmt.Sprintf("Unsubscribed from %d", len(ids)), nil
}

// notingRefresher notes what is asked for.
type notingRefresher struct{ asked [][]int64 }

func (r *notingRefresher) Refresh(_ context.Context, ids []int64, _ bool, report func(Progress)) (Summary, error) {
	r.asked = append(r.asked, ids)
	for i := range ids {
		report(Progress{Done: i + 1, Total: len(ids), Feed: "A feed"})
	}
	return Summary{Feeds: len(ids), New: 5}, nil
}

func (r *notingRefresher) Due(context.Context) (bool, error) { return false, nil }

// keeping opens a reader whose feeds can be changed.
func keeping(t *testing.T, w, h int, first bool) (*screen, *fakeSubscriptions, *notingRefresher) {
	t.Helper()
	lib := mockLibrary()
	k, r := &fakeSubscriptions{lib: lib, first: first}, &notingRefresher{}
	s := open(t, look{w: w, h: h, dark: true, lib: lib, opt: func(o *Options) { o.Subscriptions, o.Refresher = k, r }})
	return s, k, r
}

func TestTheFirstStartLeadsFromTheCatalogueToToday(t *testing.T) {
	s, k, r := keeping(t, 120, 36, true)
	s.has("lede brings you the news", "C pick from a catalogue", "a add a site by", ceasefire)
	s.keys("C").has("Catalogue", "WORLD NEWS", "SCIENCE", "The Morning Paper", "夕刊")
	s.keys("space").has("1 picked", "subscribe 1").keys("text:moon").has("Phases").lacks("夕刊")
	s.keys("space esc").has("2 picked", "夕刊").keys("enter").has("Today").lacks("lede brings you the news", ceasefire)
	if k.first || len(k.lib.feeds) != 2 || k.lib.feeds[1].Folder != "Science" {
		t.Errorf("subscribed to %v", k.lib.feeds)
	}
	if len(r.asked) != 1 || len(r.asked[0]) != 2 {
		t.Errorf("asked %v, want both once", r.asked)
	}
}

func TestTheCatalogueKnowsWhatThereIs(t *testing.T) {
	s, k, _ := keeping(t, 120, 36, false)
	s.keys("C").has("Kyiv Wire").line("subscribed")
	s.keys("text:wire space enter").has("Catalogue") // it cannot be picked
	s.keys("esc text:zzz").has("No feed in the catalogue").keys("enter esc esc").has(ceasefire)
	if len(k.lib.feeds) != 9 {
		t.Errorf("%d feeds", len(k.lib.feeds))
	}
	if s.keys("C tab").line("▌"); !strings.Contains(s.line("▌"), "Moon") {
		t.Error("tab does not go to the next group")
	}
	if s.keys("shift+tab"); !strings.Contains(s.line("▌"), "Morning") {
		t.Error("shift+tab does not go back")
	}
}

func TestAPageWithSeveralFeedsOffersThem(t *testing.T) {
	s, k, _ := keeping(t, 80, 24, false)
	k.found = []Offer{{"All", "https://x.example/all", "the page's own feed"}, {"", "https://x.example/comments", "linked"}}
	s.keys("a text:x.example enter").has("This page has several feeds", "All", "https://x.example/comments")
	s.keys("down enter")
	if n := len(k.lib.feeds); n != 10 || k.lib.feeds[9].URL != "https://x.example/comments" {
		t.Errorf("subscribed to %v", k.lib.feeds[9:])
	}
	k.found = nil
	s.keys("a text:nowhere.example enter").has("> nowhere.example", "there is no such host")
	s.keys("ctrl+u text:y.example enter").has("The feed of y.example")
}

// What could not be added is not to be typed again; the prompt that has it does
// not come up over what somebody does meanwhile.
func TestAnAddressThatDidNotDoComesBack(t *testing.T) {
	s, _, _ := keeping(t, 80, 24, false)
	s.hold = true
	s.keys("a text:nowhere.example enter j")
	s.release(false)
	s.has("It was not added: nowhere.example", ceasefire)
	s.keys("a").has("> nowhere.example", "there is no such host")
	s.keys("esc a").lacks("nowhere.example")
}

// TestAnAddressThatAnswersIsNotOffline: the footer said so until the next refresh.
func TestAnAddressThatAnswersIsNotOffline(t *testing.T) {
	s, k, _ := keeping(t, 80, 24, false)
	s.m.refresh.offline = true
	s.keys("a text:nowhere.example enter esc").wait(time.Minute).has("offline")
	added := Added{FeedIDs: []int64{1}, search: &adding{}}
	s.send(subscriptionsMsg{added: added, views: must(k.lib.Views(t.Context()))})
	s.has("Kyiv Wire").lacks("offline")
}

// TestARenamedFolderKeepsTheCursor, its list, and that it is collapsed, wherever its
// new name stands.
func TestARenamedFolderKeepsTheCursor(t *testing.T) {
	s, _, _ := keeping(t, 120, 36, false)
	s.keys(": text:go-to_computing enter").has("┊  Computing")
	s.keys("tab c ctrl+u text:Arts enter").has("┊  Arts", "▌ ARTS", "changed 3")
	s.keys("h").has("▌ ARTS ▸").keys("c ctrl+u text:Arts/Code enter").has("┊  Code", "▌   CODE ▸")
}

func TestFeedsAreChangedInTheSidebar(t *testing.T) {
	s, k, _ := keeping(t, 120, 36, false)
	s.keys("tab j j j j j").has("NEWS") // the cursor is on Kyiv Wire
	s.keys("c ctrl+u text:Kyiv_by_Night enter").has("Kyiv by Night", "changed 1")
	s.keys("M text:mo down enter")
	if got := k.lib.feed(1); got.OwnTitle != "Kyiv by Night" || got.Folder != "Money" {
		t.Errorf("it is called %q in %q", got.OwnTitle, got.Folder)
	}
	s.keys("t text:morning,war enter")
	if got := k.lib.feed(1).Tags; !slices.Equal(got, []string{"morning", "war"}) {
		t.Errorf("tags %q", got)
	}
	s.keys("D").has("Unsubscribed from 1", "U brings it back").lacks("Kyiv by Night")
}

func TestSeveralFeedsAreChangedAtOnce(t *testing.T) {
	s, k, _ := keeping(t, 120, 36, false)
	s.keys("tab j j j j j space space").has("✓")
	s.keys("M text:Elsewhere/Far enter").has("changed 2", "FAR").lacks("✓")
	if k.lib.feed(1).Folder != "Elsewhere/Far" || k.lib.feed(2).Folder != "Elsewhere/Far" || k.lib.feed(3).Folder != "News" {
		t.Error("not those that were picked were moved")
	}
	s.keys("space").has("✓").keys("esc").lacks("✓")
}

func TestAFeedsPageAndItsOptions(t *testing.T) {
	s, k, _ := keeping(t, 120, 36, false)
	s.keys("tab j j j j j I").has("Kyiv Wire", "https://feeds.example/1", "4 min ago", "in 26 min", "about 4 a week", "▆", "config.toml, line 12", "40 stories, 3 unread")
	s.keys("e").has("Options of Kyiv Wire", "overrides 1h").keys("enter down down down enter").has("always")
	if k.lib.feed(1).Options.FullText != feed.FullTextAlways {
		t.Error("the option was not set")
	}
	s.keys("j enter").has("config.toml, line 12 sets this")
	s.keys("j j enter text:nonsense enter").has("> nonsense", "write it as http://host:port").keys("ctrl+u enter").has("Options of Kyiv Wire")
	s.keys("esc").has("always").keys("c ctrl+u text:Other enter").has("Other").keys("esc").has(ceasefire)
	s.keys("tab I") // from the list: the story's feed
	s.has("https://feeds.example/1").keys("D").lacks("Address")
}

func TestAFolderIsRenamedAndItsFeedsPageIsAFeeds(t *testing.T) {
	s, k, _ := keeping(t, 120, 36, false)
	s.keys("tab j j j j j k c ctrl+u enter").has("A folder needs a name")
	s.keys("text:Wires enter").has("WIRES")
	if k.lib.feed(1).Folder != "Wires" || k.lib.feed(4).Folder != "Money" {
		t.Errorf("the folder's feed stands in %q, another's in %q", k.lib.feed(1).Folder, k.lib.feed(4).Folder)
	}
	s.keys("I").has("https://feeds.example/").keys("c").has("Your own name for")
}

func TestBrokenFeedsAreListed(t *testing.T) {
	s, _, _ := keeping(t, 80, 24, false)
	s.keys(": text:broken enter").has("Feeds that failed", "Low Level", "the server does not answer").keys("enter").has("the server does not answer", "4 times in a row")
}

func TestTheSearchForAnAddressIsShownAndStopped(t *testing.T) {
	s, _, _ := keeping(t, 100, 24, false)
	s.hold = true
	s.keys("a text:slow.example enter").has("looking for slow.example")
	s.hold = false
	s.keys("esc")
	s.release(false)
	s.has("Stopped; nothing was added").lacks("looking for")
}
