package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lede/feed"
)

// viewJSON is a view of the sidebar.
type viewJSON struct {
	Kind   string `json:"kind" doc:"one of: today, unread, starred, later, all, search, tag, folder, feed"`
	Name   string `json:"name" doc:"its name in the sidebar"`
	Folder string `json:"folder,omitempty" doc:"a folder's full path, or the folder of a feed"`
	Query  string `json:"query,omitempty" doc:"a saved search's query"`
	FeedID string `json:"feed_id,omitempty" doc:"a feed's id"`
	Unread *int   `json:"unread,omitempty" doc:"how many stories are unread, counted up to 1000; absent for a search that takes too long to count"`
	Sort   string `json:"sort,omitempty" doc:"its order, if not newest"`
}

func newViews(a *app) *cobra.Command {
	var save, remove, query string
	cmd := &cobra.Command{
		Use:   "views",
		Short: "List the sidebar's views; save and delete searches",
		Long: `List the views of the reader's sidebar: the built-in ones, saved searches, tags and
labels, folders and feeds. On a terminal the output is in columns; otherwise there is
one tab-separated line per view: kind, unread, name, query or folder. 'lede list --view
NAME' lists a view's stories.

--save with --query saves a search as a view, replacing one of the same name. --remove
deletes a saved search. U in the reader undoes either.`,
		Example: `  lede views
  lede views --save "Long reads" --query 'is:unread in:Essays'
  lede list --view "Long reads" --sort oldest`,
		Args: wantArgs(0, 0),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		switch {
		case (save != "") != (query != ""):
			return usagef("views: --save NAME and --query QUERY go together")
		case save != "":
			return a.saveView(cmd.Context(), save, query)
		case remove != "":
			return a.removeView(cmd.Context(), remove)
		}
		return a.listViews(cmd.Context())
	}
	cmd.Flags().StringVar(&save, "save", "", "save a search as a view called `NAME`")
	cmd.Flags().StringVar(&query, "query", "", "the `QUERY` to save, in the search language")
	cmd.Flags().StringVar(&remove, "remove", "", "delete the saved search called `NAME`")
	cmd.MarkFlagsMutuallyExclusive("save", "remove")
	mustComplete(cmd, "remove", completeViews(a))
	a.addJSONFlag(cmd)
	return cmd
}

// views are the sidebar's, with the saved searches counted.
func (a *app) views(ctx context.Context) ([]feed.View, error) {
	lib, err := a.library(ctx)
	if err != nil {
		return nil, err
	}
	views, err := lib.Views(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := lib.SearchUnread(ctx)
	for i := range views {
		if views[i].Kind == feed.ViewSearch {
			views[i].Unread = counts[views[i].ID]
		}
	}
	return views, err
}

func (a *app) listViews(ctx context.Context) error {
	views, err := a.views(ctx)
	if err != nil {
		return err
	}
	_, isTerminal := terminal(a.sys.Stdout)
	style := a.styler()
	for _, v := range views {
		about := v.Folder
		if v.Kind == feed.ViewSearch || v.Kind == feed.ViewFolder {
			about = v.Path
		}
		switch {
		case a.flags.json:
			err = a.printJSON(viewOf(v, about))
		case isTerminal:
			_, err = fmt.Fprintf(a.out, "%s %6s unread  %s  %s\n", style.dim(pad(string(v.Kind), 8)), feed.CountText(v.Unread), style.bold(pad(v.Name, 32)), style.dim(about))
		default:
			_, err = fmt.Fprintf(a.out, "%s\t%s\t%s\t%s\n", v.Kind, feed.CountText(v.Unread), v.Name, about)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func viewOf(v feed.View, about string) viewJSON {
	j := viewJSON{Kind: string(v.Kind), Name: v.Name, Sort: string(v.Sort)}
	if v.Unread != feed.Uncounted {
		j.Unread = &v.Unread
	}
	switch v.Kind {
	case feed.ViewSearch:
		j.Query = v.Path
	case feed.ViewFeed:
		j.FeedID, j.Folder = idString(v.ID), about
	default:
		j.Folder = about
	}
	return j
}

// viewNamed finds the view that a person means: by its whole name or path, in
// any case; a saved search before others, and those before feeds.
func (a *app) viewNamed(ctx context.Context, name string) (feed.View, error) {
	lib, err := a.library(ctx)
	if err != nil {
		return feed.View{}, err
	}
	views, err := lib.Views(ctx)
	if err != nil {
		return feed.View{}, err
	}
	best := slices.IndexFunc(views, func(v feed.View) bool { return v.Kind == feed.ViewSearch && strings.EqualFold(v.Name, name) })
	if best < 0 {
		best = slices.IndexFunc(views, func(v feed.View) bool {
			return strings.EqualFold(v.Name, name) || v.Kind == feed.ViewFolder && strings.EqualFold(v.Path, name) || strings.EqualFold(string(v.Kind), name)
		})
	}
	if best < 0 {
		return feed.View{}, fmt.Errorf("there is no view %q; 'lede views' lists them", name)
	}
	return views[best], nil
}

// saveView keeps a search. One with a mistake in it is not kept: nobody would
// see it each time that the view is opened.
func (a *app) saveView(ctx context.Context, name, query string) error {
	if _, mistakes := a.parseQuery(query); len(mistakes) > 0 {
		return mistakes[0]
	}
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	v, err := lib.SaveSearch(ctx, name, query)
	if err == nil {
		a.say(v.Name, " is in the sidebar.")
	}
	return err
}

func (a *app) removeView(ctx context.Context, name string) error {
	v, err := a.viewNamed(ctx, name)
	if err != nil {
		return err
	}
	if v.Kind != feed.ViewSearch {
		return fmt.Errorf("%s is not a saved search", v.Name)
	}
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	if err := lib.DeleteSearch(ctx, v.ID); err != nil {
		return err
	}
	a.say(v.Name, " was deleted. U in the reader brings it back.")
	return nil
}

// completeViews completes with the names of views.
func completeViews(a *app) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		a.locate()
		lib, err := a.library(cmd.Context())
		if err != nil {
			a.log.Warn("completion", "error", err)
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		views, err := lib.Views(cmd.Context())
		if err != nil {
			a.log.Warn("completion", "error", err)
		}
		var out []string
		for _, v := range views {
			out = append(out, v.Name+"\t"+string(v.Kind))
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}
