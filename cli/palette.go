package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lede/feed"
	"lede/feed/fetch"
	"lede/store"
	"lede/ui"
)

// readerCommands are what the reader's palette can do besides moving and
// marking: the commands that make sense while reading.
func (a *app) readerCommands(lib *store.Store, s *shelf) []ui.Command {
	// What changes the subscriptions may change the library too.
	choose := func(ctx context.Context, words string, err error) (string, error) {
		if err != nil {
			return "", err
		}
		_, err = s.Views(ctx)
		return words, err
	}
	return []ui.Command{
		{Name: "add", Arg: "URL", Help: "subscribe to a feed, or to the feed of a page", Run: func(ctx context.Context, arg string) (string, error) {
			words, err := a.addInside(ctx, arg)
			return choose(ctx, words, err)
		}},
		{Name: "unsubscribe", Arg: "FEED", Help: "unsubscribe from a feed, by its title, URL or id", Run: func(ctx context.Context, arg string) (string, error) {
			words, err := a.unsubscribeInside(ctx, lib, arg)
			return choose(ctx, words, err)
		}},
		{Name: "import", Arg: "FILE", Help: "subscribe to the feeds of an OPML or urls file", Run: func(ctx context.Context, arg string) (string, error) {
			words, err := a.importInside(ctx, lib, homePath(arg))
			return choose(ctx, words, err)
		}},
		{Name: "export", Arg: "FILE", Help: "write the subscriptions as OPML", Run: func(ctx context.Context, arg string) (string, error) {
			n, err := a.exportTo(ctx, lib, homePath(arg))
			return fmt.Sprintf("%s written to %s", count(n, "subscription"), arg), err
		}},
		{Name: "welcome", Help: "the stories that teach the keys; again: back to yours", Run: func(ctx context.Context, _ string) (string, error) {
			on, err := s.toggleWelcome(ctx, a.sys.Now)
			if err != nil || !on {
				return "", err
			}
			return ":welcome brings your own library back", nil
		}},
	}
}

// homePath resolves a leading '~/', which no shell has seen to.
func homePath(path string) string {
	rest, ok := strings.CutPrefix(path, "~/")
	if !ok {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}

func (a *app) addInside(ctx context.Context, address string) (string, error) {
	found, err := a.discover(ctx, address)
	if err != nil {
		return "", err
	}
	sub, stored, existed, err := a.subscribe(ctx, found, feed.Subscription{})
	switch {
	case err != nil:
		return "", err
	case existed:
		return sub.DisplayTitle() + " is already subscribed to", nil
	}
	words := fmt.Sprintf("Subscribed to %s: %s", sub.DisplayTitle(), count(stored.New, "story", "stories"))
	if others := found.Candidates[1:]; len(others) > 0 {
		words += fmt.Sprintf("; the page also offers %s", fetch.Redact(others[0].URL))
		if len(others) > 1 {
			words += fmt.Sprintf(" and %d more", len(others)-1)
		}
	}
	return words, nil
}

func (a *app) unsubscribeInside(ctx context.Context, lib *store.Store, name string) (string, error) {
	sub, err := a.feedNamed(ctx, name)
	if err != nil {
		return "", err
	}
	if err := lib.Unsubscribe(ctx, []int64{sub.ID}); err != nil {
		return "", err
	}
	return fmt.Sprintf("Unsubscribed from %s; :add %s brings it back, for 30 days with its stories", sub.DisplayTitle(), fetch.Redact(sub.URL)), nil
}

func (a *app) importInside(ctx context.Context, lib *store.Store, path string) (string, error) {
	if path == "-" {
		return "", errors.New("standard input is the keyboard here; name a file")
	}
	list, err := a.readList(path)
	if err != nil {
		return "", err
	}
	done, err := lib.Subscribe(ctx, list.Subscriptions)
	if err != nil {
		return "", err
	}
	j := importedOf(list, done)
	return fmt.Sprintf("Subscribed to %s; %d were there, %d left out", count(j.Added, "feed"), j.Existed, j.Rejected), nil
}
