package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"lede/feed"
	"lede/feed/fetch"
	"lede/store"
	"lede/ui"
)

// rhythmWeeks is how far back a feed's page looks.
const rhythmWeeks = 26

// subscriptionEditor is the list of feeds as the reader changes it.
type subscriptionEditor struct {
	a       *app
	lib     *store.Store
	reading *readerLibrary
	kick    chan<- struct{} // wakes the upkeep, which has something to index now
}

var _ ui.Subscriptions = (*subscriptionEditor)(nil)

// Welcoming says whether the library in hand is the compiled-in one for want of
// another.
func (e *subscriptionEditor) Welcoming() bool { return e.reading.welcoming() }

// Catalogue returns the feeds to begin with.
func (e *subscriptionEditor) Catalogue() []ui.CatalogueSection {
	shelves, err := catalogue()
	if err != nil {
		e.a.log.Error("the catalogue", "error", err) // it is compiled in, and tested
	}
	return shelves
}

// Subscribed returns the addresses of what is subscribed to, in canonical form.
func (e *subscriptionEditor) Subscribed(ctx context.Context) ([]string, error) {
	subs, err := e.lib.Subscriptions(ctx)
	out := make([]string, len(subs))
	for i, s := range subs {
		out[i] = feed.CanonicalURL(s.URL)
	}
	return out, err
}

// Add subscribes to the feed of an address or to those that a file lists.
func (e *subscriptionEditor) Add(ctx context.Context, address string) (ui.Added, error) {
	if path := homePath(address); isListFile(path) {
		return e.addList(ctx, path)
	}
	found, err := e.a.discover(ctx, address)
	if err != nil {
		return ui.Added{}, err
	}
	if len(found.Candidates) > 1 {
		return ui.Added{Choices: offers(found.Candidates)}, nil
	}
	sub, stored, existed, err := e.a.subscribe(ctx, found, feed.Subscription{})
	if err != nil {
		return ui.Added{}, err
	}
	added := ui.Added{FeedIDs: []int64{sub.ID}, Said: sub.DisplayTitle() + " is subscribed to already"}
	if !existed {
		added.Said = fmt.Sprintf("Subscribed to %s: %s", sub.DisplayTitle(), storedWords(stored))
		if found.Answer.Notice != "" {
			added.Said += "; " + found.Answer.Notice
		}
	}
	wake(e.kick)
	return added, nil
}

// isListFile says whether what was typed names a file rather than an address.
func isListFile(path string) bool {
	if ui.LooksLikePath(path) {
		return true
	}
	if strings.Contains(path, "://") {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// offers are what discovery found, the best first, each once.
func offers(found []fetch.Candidate) (out []ui.Offer) {
	for _, c := range found {
		if slices.ContainsFunc(out, func(o ui.Offer) bool { return o.URL == c.URL }) {
			continue
		}
		out = append(out, ui.Offer{Title: feed.Clean(c.Title, 200), URL: c.URL, About: feed.Clean(c.Source, 100)})
	}
	return out
}

// addList subscribes to the feeds of a file.
func (e *subscriptionEditor) addList(ctx context.Context, path string) (ui.Added, error) {
	list, err := e.a.readList(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ui.Added{}, fmt.Errorf("there is no file %s", path)
	}
	if err != nil {
		return ui.Added{}, err
	}
	done, err := e.lib.Subscribe(ctx, list.Subscriptions)
	if err != nil {
		return ui.Added{}, err
	}
	j := importedOf(list, done)
	added := ui.Added{FeedIDs: idsOf(done), Unasked: j.Added > 0, Said: "Subscribed to " + count(j.Added, "feed")}
	if j.Existed > 0 {
		added.Said += fmt.Sprintf("; %d were subscribed to already", j.Existed)
	}
	if j.Rejected > 0 {
		added.Said += fmt.Sprintf("; %d left out ('lede import' says why)", j.Rejected)
	}
	return added, nil
}

// idsOf are the feeds that are new; where none is, all.
func idsOf(done []store.Subscribed) (ids []int64) {
	for _, d := range done {
		if !d.Existed {
			ids = append(ids, d.FeedID)
		}
	}
	if len(ids) == 0 {
		for _, d := range done {
			ids = append(ids, d.FeedID)
		}
	}
	return ids
}

// Subscribe subscribes to what was picked, and leaves the asking to a refresh.
func (e *subscriptionEditor) Subscribe(ctx context.Context, subs []feed.Subscription) (ui.Added, error) {
	done, err := e.lib.Subscribe(ctx, subs)
	if err != nil {
		return ui.Added{}, err
	}
	return ui.Added{FeedIDs: idsOf(done), Unasked: true, Said: "Subscribed to " + count(len(done), "feed")}, nil
}

// Export writes the list as OPML.
func (e *subscriptionEditor) Export(ctx context.Context, path string) (string, error) {
	n, err := e.a.exportTo(ctx, e.lib, homePath(path))
	return fmt.Sprintf("%s written to %s", count(n, "subscription"), path), err
}

// Facts reads what is known of a feed.
func (e *subscriptionEditor) Facts(ctx context.Context, feedID int64) (ui.FeedFacts, error) {
	lib := e.reading.current.Load()
	sub, err := lib.Subscription(ctx, feedID)
	if err != nil {
		return ui.FeedFacts{}, err
	}
	sub.URL, sub.HomePageURL = feed.Redact(sub.URL), feed.Redact(sub.HomePageURL)
	weeks, err := lib.Rhythm(ctx, feedID, rhythmWeeks, e.a.sys.Now())
	return ui.FeedFacts{Feed: sub, Options: e.a.currentConfig().feedOptions(sub), Weeks: weeks}, err
}

// Failures reads why feeds failed when they were last asked, by their numbers.
func (e *subscriptionEditor) Failures(ctx context.Context) (map[int64]string, error) {
	subs, err := e.reading.current.Load().Subscriptions(ctx)
	why := map[int64]string{}
	for _, s := range subs {
		if s.Health.Error != "" {
			why[s.ID] = s.Health.Error
		}
	}
	return why, err
}

// Change changes subscriptions. What is wrong with a value is found before any
// is changed.
func (e *subscriptionEditor) Change(ctx context.Context, feedIDs []int64, c ui.FeedChange) (string, error) {
	subs, err := e.lib.Change(ctx, feedIDs, func(s *feed.Subscription) error { return changeSubscription(s, c) })
	return changedWords(subs, c), err
}

func changeSubscription(s *feed.Subscription, c ui.FeedChange) error {
	if c.Title != nil {
		s.OwnTitle = feed.Clean(*c.Title, 500)
		if s.OwnTitle == s.Title {
			s.OwnTitle = ""
		}
	}
	if c.Folder != nil {
		folder := cleanFolder(*c.Folder)
		if c.RenameFolder != "" {
			folder += strings.TrimPrefix(s.Folder, c.RenameFolder)
		}
		s.Folder = folder
	}
	if c.Tags != nil {
		s.Tags = nil
		for _, t := range *c.Tags {
			if t = feed.Clean(t, 100); t != "" && !slices.Contains(s.Tags, t) {
				s.Tags = append(s.Tags, t)
			}
		}
	}
	if c.Option != "" {
		return setFeedOption(&s.Options, c.Option, c.Value)
	}
	return nil
}

// changedWords says what was changed.
func changedWords(subs []feed.Subscription, c ui.FeedChange) string {
	if len(subs) == 0 {
		return ""
	}
	s := subs[0]
	who, verb := s.DisplayTitle(), "has"
	if len(subs) > 1 {
		who, verb = count(len(subs), "feed"), "have"
	}
	switch {
	case c.RenameFolder != "":
		return c.RenameFolder + " is called " + cmp.Or(cleanFolder(*c.Folder), "nothing") + " now"
	case c.Folder != nil && s.Folder == "":
		return who + " moved out of any folder"
	case c.Folder != nil:
		return who + " moved to " + s.Folder
	case c.Title != nil && s.OwnTitle == "":
		return "It is called " + who + " again, as its publisher calls it"
	case c.Title != nil:
		return "It is called " + who + " now"
	case c.Tags != nil && len(s.Tags) == 0:
		return who + " " + verb + " no tags now"
	case c.Tags != nil:
		return who + " " + verb + " the tags " + strings.Join(s.Tags, ", ")
	case c.Value == "":
		return c.Option + " is not set here any more"
	}
	return c.Option + " is " + c.Value + " for " + who
}

// Unsubscribe hides feeds.
func (e *subscriptionEditor) Unsubscribe(ctx context.Context, feedIDs []int64) (string, error) {
	what := count(len(feedIDs), "feed")
	if len(feedIDs) == 1 {
		sub, err := e.lib.Subscription(ctx, feedIDs[0])
		if err != nil {
			return "", err
		}
		what = sub.DisplayTitle()
	}
	return "Unsubscribed from " + what, e.lib.Unsubscribe(ctx, feedIDs)
}
