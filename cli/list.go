package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lede/feed"
)

// sorts are the orders that --sort takes.
var sorts = choices[feed.Sort]{
	{"newest", feed.Newest},
	{"oldest", feed.Oldest},
	{"feed", feed.ByFeed},
	{"shortest", feed.Shortest},
	{"unread", feed.UnreadFirst},
	{"relevance", feed.Relevance},
}

// listing is what list and search have in common.
type listing struct {
	filterFlags
	limit int
	sort  string
}

func (l *listing) register(a *app, cmd *cobra.Command, order string) {
	l.filterFlags.register(a, cmd)
	cmd.Flags().IntVar(&l.limit, "limit", 0, "at most `N` stories")
	cmd.Flags().StringVar(&l.sort, "sort", order, "the `ORDER`: "+sorts.list())
	completeWords(cmd, "sort", sorts.words()...)
	a.addJSONFlag(cmd)
}

func newList(a *app) *cobra.Command {
	var l listing
	cmd := &cobra.Command{
		Use:   "list [FILTER...]",
		Short: "List stories, newest first",
		Long: `List stories, newest first: read ones too, and all of them unless --limit is given.

FILTER is in the search language: words, "phrases", title:word, is:unread,
in:folder, since:1w and so on. On a terminal the output is in columns; otherwise
there is one tab-separated line per story: id, date, marks (u: unread, s: starred,
l: later), feed, title, URL. With --view, stories are in the view's own order unless
--sort is given.`,
		Example: `  lede list --unread --since today
  lede list --view "Long reads" --unread
  lede list --feed "Quanta" --json | jq -r .url`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.run(cmd.Context(), a, joinQuery(args))
		},
	}
	l.register(a, cmd, "newest")
	return cmd
}

func newSearch(a *app) *cobra.Command {
	var l listing
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Search all stories",
		Long: `Search all stories, read ones too, and list them newest first.

A query is made of words, "phrases", prefix*, -not, OR and parentheses, and of
feed: author: tag: in: title: is:unread is:read is:starred is:later is:hidden
has:enclosure since:1w before:2025-01-01 lang:en`,
		Example: `  lede search 'climate -title:podcast since:1w'
  lede search --sort relevance --limit 20 '"open source" OR libre'`,
		Args: wantArgs(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return l.run(cmd.Context(), a, joinQuery(args))
		},
	}
	l.register(a, cmd, "newest")
	return cmd
}

// joinQuery makes one query of the words that the shell split. Each argument
// with white space in it was quoted for the shell, and means what it says.
func joinQuery(args []string) string { return strings.Join(args, " ") }

func (l *listing) run(ctx context.Context, a *app, query string) error {
	order, ok := sorts.named(l.sort)
	if !ok {
		return usagef("--sort: %q is not one of %s", l.sort, sorts.list())
	}
	if l.limit < 0 {
		return usagef("--limit: %d is negative", l.limit)
	}
	asked, mistakes := a.parseQuery(query)
	for _, err := range mistakes { // what can be understood is searched for
		complain(a.sys.Stderr, err)
	}
	filter, err := l.filter(ctx, a, asked)
	if err != nil {
		return err
	}
	if l.view != "" && !l.cmd.Flags().Changed("sort") {
		v, err := a.viewNamed(ctx, l.view)
		if err != nil {
			return err
		}
		order = v.Sort
	}
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	window := feed.Window{Filter: filter, Sort: order, Limit: l.limit}
	lines := newEntryLines(a)
	for e, err := range lib.Entries(ctx, window, false) {
		if err != nil {
			return err
		}
		if a.flags.json {
			j := entryOf(e.Entry, e.Status, e.Subscription)
			j.Snippet = plainSnippet(e.Snippet, "**", "**")
			err = a.printJSON(j)
		} else {
			err = lines.print(e.Entry, e.Status, e.Subscription)
		}
		if err != nil {
			return err
		}
	}
	if filter.Match == nil {
		return nil
	}
	missing, err := lib.Unsearchable(ctx)
	if err == nil && missing > 0 {
		a.say(fmt.Sprintf("%d older stories are not indexed yet and were not searched; the reader and 'lede refresh' continue indexing", missing))
	}
	return err
}
