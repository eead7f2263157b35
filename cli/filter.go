package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lede/feed"
)

// filterFlags are the flags by which list, search and mark say which entries
// they are about.
type filterFlags struct {
	unread, read, starred, later bool
	feeds                        []string
	folder, tag, since, until    string
	view                         string

	cmd *cobra.Command
}

// register adds the flags to a command.
func (f *filterFlags) register(a *app, cmd *cobra.Command) {
	f.cmd = cmd
	fl := cmd.Flags()
	fl.BoolVar(&f.unread, "unread", false, "only unread stories")
	fl.BoolVar(&f.read, "read", false, "only read stories")
	fl.BoolVar(&f.starred, "starred", false, "only starred stories")
	fl.BoolVar(&f.later, "later", false, "only stories saved for later")
	fl.StringArrayVar(&f.feeds, "feed", nil, "only stories of this `FEED`: its id, URL or title; may be repeated")
	fl.StringVar(&f.folder, "folder", "", "only stories of feeds in `FOLDER` and below; \"\" for feeds in none")
	fl.StringVar(&f.tag, "tag", "", "only stories with this `TAG` of yours, on the feed or the story")
	fl.StringVar(&f.view, "view", "", "only stories in this `VIEW` of the sidebar; 'lede views' lists them")
	fl.StringVar(&f.since, "since", "", "only stories since this `TIME`: 12h, 7d, today, yesterday, 2026-11-23, or RFC 3339")
	fl.StringVar(&f.until, "until", "", "only stories before this `TIME`")
	cmd.MarkFlagsMutuallyExclusive("unread", "read")
	registerFeedCompletion(a, cmd, "feed")
	registerFolderCompletion(a, cmd, "folder")
	mustComplete(cmd, "view", completeViews(a))
}

// given says whether any of the flags was used.
func (f *filterFlags) given() bool {
	return slices.ContainsFunc(
		[]string{"unread", "read", "starred", "later", "feed", "folder", "tag", "view", "since", "until"}, f.cmd.Flags().Changed)
}

// filter makes the Filter of the flags and of what a query in the search language
// asks for besides.
func (f *filterFlags) filter(ctx context.Context, a *app, query feed.Filter) (feed.Filter, error) {
	filter, now := query, a.sys.Now()
	set := func(flag **bool, given, value bool) {
		if given {
			*flag = &value
		}
	}
	set(&filter.Read, f.unread, false)
	set(&filter.Read, f.read, true)
	set(&filter.Starred, f.starred, true)
	set(&filter.Later, f.later, true)
	if f.cmd.Flags().Changed("folder") {
		folder := cleanFolder(f.folder)
		filter.Folder = &folder
	}
	if f.tag != "" {
		filter.Tag = f.tag
	}
	if err := errors.Join(setBound(&filter.Since, "since", f.since, now), setBound(&filter.Until, "until", f.until, now)); err != nil {
		return feed.Filter{}, err
	}
	for _, name := range f.feeds {
		subs, err := a.feedsNamed(ctx, name)
		if err != nil {
			return feed.Filter{}, err
		}
		for _, s := range subs {
			filter.FeedIDs = append(filter.FeedIDs, s.ID)
		}
	}
	if f.view == "" {
		return filter, nil
	}
	of, err := f.ofView(ctx, a, now)
	return of.Narrow(filter), err
}

// setBound sets a bound to the time that a flag was given, if it was.
func setBound(bound *time.Time, flag, text string, now time.Time) error {
	if text == "" {
		return nil
	}
	t, err := parseWhen(text, now)
	if err != nil {
		return usagef("--%s: %w", flag, err)
	}
	*bound = t
	return nil
}

// ofView is the filter of the view that is named: of all it holds now, each
// source of a story by itself.
func (f *filterFlags) ofView(ctx context.Context, a *app, now time.Time) (feed.Filter, error) {
	v, err := a.viewNamed(ctx, f.view)
	if err != nil {
		return feed.Filter{}, err
	}
	lib, err := a.library(ctx)
	if err != nil {
		return feed.Filter{}, err
	}
	filter, _, err := lib.Filter(ctx, v.Ref(), now)
	filter.MaxID, filter.Fold = 0, false
	return filter, err
}

// parseQuery reads a query in the search language. The filter is of what could be
// understood; the errors are of the rest, one for each mistake.
func (a *app) parseQuery(query string) (filter feed.Filter, mistakes []error) {
	filter, problems := feed.ParseQuery(query, a.sys.Now())
	for _, p := range problems {
		mistakes = append(mistakes, queryError(query, p))
	}
	return filter, mistakes
}

// queryError shows where a query went wrong.
func queryError(query string, p feed.Problem) error {
	if p.Start >= 0 && p.Start < p.End && p.End <= len(query) {
		return usagef("the query %q: at %q: %s", query, query[p.Start:p.End], p.Message)
	}
	return usagef("the query %q: %s", query, p.Message)
}

// parseWhen reads a time as --since and --until take it: a length of time ago, as
// config.toml has it ("30m" are minutes), or what the search language's since: takes.
func parseWhen(s string, now time.Time) (time.Time, error) {
	if d, err := parseDuration(s); err == nil {
		return now.Add(-d), nil
	}
	if t, ok := feed.ParseWhen(s, now); ok {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("%q is not a time; write it as 12h, 7d, today, 2026-11-23 or 2026-11-23T08:00:00Z", s)
}

// cleanFolder is a folder's path as the library has it: no slash at the ends.
func cleanFolder(s string) string {
	return strings.Trim(feed.Clean(s, 300), "/ ")
}

// entryIDs reads ids as list prints them; also as JSON strings, quotes and all.
func entryIDs(args []string) ([]int64, error) {
	var ids []int64
	var errs []error
	for _, arg := range args {
		id, err := strconv.ParseInt(strings.Trim(arg, `"`), 10, 64)
		if err != nil || id <= 0 {
			errs = append(errs, usagef("%q is not the id of a story; 'lede list' prints them", arg))
			continue
		}
		ids = append(ids, id)
	}
	return ids, errors.Join(errs...)
}

// feedsNamed finds the subscriptions that a person means: by id, URL or title.
func (a *app) feedsNamed(ctx context.Context, name string) ([]feed.Subscription, error) {
	lib, err := a.library(ctx)
	if err != nil {
		return nil, err
	}
	subs, err := lib.Resolve(ctx, name)
	if err != nil {
		return nil, err
	}
	if len(subs) == 0 {
		return nil, fmt.Errorf("there is no feed %q; 'lede feeds' lists yours", feed.Redact(name))
	}
	return subs, nil
}

// feedNamed is feedsNamed where only one may be meant.
func (a *app) feedNamed(ctx context.Context, name string) (feed.Subscription, error) {
	subs, err := a.feedsNamed(ctx, name)
	if err != nil {
		return feed.Subscription{}, err
	}
	if len(subs) > 1 {
		var names []string
		for _, s := range subs[:min(5, len(subs))] {
			names = append(names, fmt.Sprintf("%d (%s)", s.ID, s.DisplayTitle()))
		}
		return feed.Subscription{}, fmt.Errorf("%q matches %d feeds; give the id: %s", name, len(subs), strings.Join(names, ", "))
	}
	return subs[0], nil
}
