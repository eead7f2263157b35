package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lede/feed"
	"lede/feed/fetch"
)

func newAdd(a *app) *cobra.Command {
	var title, folder string
	var tags []string
	cmd := &cobra.Command{
		Use:     "add URL...",
		Aliases: []string{"subscribe"},
		Short:   "Subscribe to feeds",
		Long: `Subscribe to feeds and fetch their current stories. A web page's address is enough:
lede finds its feeds and, if there are several, lists them and takes the best.
A feed that cannot be fetched is not added.`,
		Example: "  lede add https://example.org/\n  lede add --folder News/World --tag morning example.org/feed.xml",
		Args:    wantArgs(1, -1),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if title != "" && len(args) > 1 {
			return usagef("add: --title is for one URL")
		}
		if slices.ContainsFunc(args, func(s string) bool { return strings.TrimSpace(s) == "" }) {
			return usagef("add: a URL is empty")
		}
		want := feed.Subscription{OwnTitle: feed.Clean(title, 500), Folder: cleanFolder(folder)}
		for _, t := range tags {
			want.Tags = append(want.Tags, feed.Clean(t, 100))
		}
		failed := 0
		for _, address := range args {
			err := a.add(cmd.Context(), address, want)
			if err != nil && (len(args) == 1 || cmd.Context().Err() != nil) {
				return err
			}
			if err != nil { // the others may do better
				complain(a.sys.Stderr, err)
				failed++
			}
		}
		if failed > 0 {
			return errReported
		}
		return nil
	}
	fl := cmd.Flags()
	fl.StringVar(&title, "title", "", "a `TITLE` of your own for it")
	fl.StringVar(&folder, "folder", "", "the `FOLDER` to put it in, such as News/World")
	fl.StringArrayVar(&tags, "tag", nil, "a `TAG` for it; may be repeated")
	a.addJSONFlag(cmd)
	registerFolderCompletion(a, cmd, "folder")
	return cmd
}

// add subscribes to one address and says what came of it.
func (a *app) add(ctx context.Context, address string, want feed.Subscription) error {
	found, err := a.discover(ctx, address)
	if err != nil {
		return err
	}
	if len(found.Candidates) > 1 {
		a.say(fmt.Sprintf("%s offers %d feeds:", feed.Clean(feed.Redact(address), 200), len(found.Candidates)))
		for i, c := range found.Candidates {
			mark := " "
			if i == 0 {
				mark = "*"
			}
			a.say(fmt.Sprintf("  %s %s  %s", mark, feed.Clean(feed.Redact(c.URL), 200), c.Title))
		}
	}
	sub, stored, existed, err := a.subscribe(ctx, found, want)
	if err != nil {
		return err
	}
	switch {
	case existed:
		a.say(fmt.Sprintf("Already subscribed to %s (%d).", sub.DisplayTitle(), sub.ID))
	default:
		words := storedWords(stored)
		if sub.Total > stored.New { // it was unsubscribed from not long ago
			words = fmt.Sprintf("%s, %d unread, including those from before", count(sub.Total, "story", "stories"), sub.Unread)
		}
		a.say(fmt.Sprintf("Subscribed to %s (%d): %s.", sub.DisplayTitle(), sub.ID, words))
		a.indexNew(ctx, a.store, stored.New, 2*indexWithin)
		if found.Answer.Notice != "" {
			a.say(found.Answer.Notice)
		}
	}
	if a.flags.json {
		return a.printJSON(feedOf(sub))
	}
	return nil
}

// discover looks for the feeds of an address. What fails is worded for people.
func (a *app) discover(ctx context.Context, address string) (fetch.Discovery, error) {
	f, err := a.fetcher()
	if err != nil {
		return fetch.Discovery{}, err
	}
	c, err := a.settings()
	if err != nil {
		return fetch.Discovery{}, err
	}
	return f.Discover(ctx, feed.Subscription{Feed: feed.Feed{URL: address}, Options: c.Feeds[address].over(feed.Options{})})
}

// subscribe stores the best of what was found together with its first answer,
// which is in hand before anything is written.
func (a *app) subscribe(ctx context.Context, found fetch.Discovery, want feed.Subscription) (sub feed.Subscription, stored feed.Stored, existed bool, err error) {
	lib, err := a.library(ctx)
	if err != nil {
		return sub, stored, false, err
	}
	want.URL = found.Best().URL
	if d := found.Answer.Document; d != nil {
		want.Title = d.Title
	}
	done, err := lib.Subscribe(ctx, []feed.Subscription{want})
	if err != nil {
		return sub, stored, false, err
	}
	id := done[0].FeedID
	if !done[0].Existed {
		answer := found.Answer
		answer.FeedID = id
		kept, err := lib.Store(ctx, []feed.Answer{answer})
		if err != nil {
			return sub, stored, false, errors.Join(err, lib.Unsubscribe(context.WithoutCancel(ctx), []int64{id}))
		}
		stored = kept[0]
	}
	sub, err = lib.Subscription(ctx, id)
	return sub, stored, done[0].Existed, err
}
