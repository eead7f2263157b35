package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lede/feed"
)

// statuses are what mark takes as STATUS, with the flag that each sets.
var statuses = choices[feed.Mark]{
	{"read", feed.Mark{Flag: feed.Read, On: true}},
	{"unread", feed.Mark{Flag: feed.Read}},
	{"starred", feed.Mark{Flag: feed.Starred, On: true}},
	{"unstarred", feed.Mark{Flag: feed.Starred}},
	{"later", feed.Mark{Flag: feed.Later, On: true}},
	{"done", feed.Mark{Flag: feed.Later}},
	{"hidden", feed.Mark{Flag: feed.Hidden, On: true}},
	{"shown", feed.Mark{Flag: feed.Hidden}},
}

// markJSON is what mark --json prints.
type markJSON struct {
	Status  string `json:"status" doc:"the status that was set"`
	Changed int    `json:"changed" doc:"how many stories it changed"`
}

func newMark(a *app) *cobra.Command {
	var f filterFlags
	var all bool
	var query string
	cmd := &cobra.Command{
		Use:   "mark STATUS ID...",
		Short: "Mark stories read, unread, starred, unstarred, later, done, hidden or shown",
		Long: `Mark stories: those with the given ids, or, without ids, all that match the flags.
STATUS is read, unread, starred, unstarred, later, done (no longer for later),
hidden (in no list; is:hidden finds it) or shown.
'-' reads ids from standard input. Once the command has succeeded, the marks are on
disk. U in the reader undoes them.`,
		Example: `  lede mark read 120 121
  lede mark read --feed "Quanta" --until 7d
  lede search sponsored --json | jq -r .id | lede mark read -`,
		Args: wantArgs(1, -1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return statuses.words(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		mark, ok := statuses.named(args[0])
		if !ok {
			return usagef("there is no status %q; it is one of %s", args[0], statuses.list())
		}
		byFilter := all || query != "" || f.given()
		switch {
		case byFilter && len(args) > 1:
			return usagef("mark: give ids or a filter's flags, not both")
		case !byFilter && len(args) == 1:
			return usagef("mark: which stories? give ids, a filter's flags, or --all")
		}
		var err error
		if byFilter {
			err = markFilter(cmd.Context(), a, &f, query, &mark)
		} else {
			mark.EntryIDs, err = a.markIDs(cmd.Context(), args[1:])
		}
		if err != nil {
			return err
		}
		return a.mark(cmd.Context(), args[0], mark)
	}
	f.register(a, cmd)
	cmd.Flags().BoolVar(&all, "all", false, "mark all stories")
	cmd.Flags().StringVar(&query, "search", "", "mark what matches this `QUERY`")
	a.addJSONFlag(cmd)
	return cmd
}

// markFilter makes a mark one of all that match the flags and the query.
func markFilter(ctx context.Context, a *app, f *filterFlags, query string, mark *feed.Mark) error {
	asked, mistakes := a.parseQuery(query)
	if len(mistakes) > 0 {
		return mistakes[0] // nobody is there to see a half-understood answer
	}
	filter, err := f.filter(ctx, a, asked)
	mark.All = &filter
	return err
}

// markIDs reads the ids and makes sure that each is a story's, so that a wrong
// one among them marks nothing.
func (a *app) markIDs(ctx context.Context, args []string) ([]int64, error) {
	if len(args) == 1 && args[0] == "-" {
		var err error
		if args, err = readWords(a.sys.Stdin); err != nil {
			return nil, err
		}
	}
	ids, err := entryIDs(args)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, err := a.entry(ctx, id); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// readWords reads the words of a stream, one id a line or several.
func readWords(r io.Reader) ([]string, error) {
	var words []string
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		words = append(words, strings.Fields(lines.Text())...)
	}
	return words, lines.Err()
}

// mark sets the flag and says how many it changed.
func (a *app) mark(ctx context.Context, word string, mark feed.Mark) error {
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	var done feed.Marked
	if mark.All != nil || len(mark.EntryIDs) > 0 {
		if done, err = lib.Mark(ctx, mark); err != nil {
			return err
		}
	}
	if a.flags.json {
		return a.printJSON(markJSON{Status: word, Changed: done.Changed})
	}
	a.say(fmt.Sprintf("%s marked %s.", count(done.Changed, "story", "stories"), word))
	return nil
}
