package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"lede/feed"
)

func newRemove(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "remove FEED...",
		Aliases: []string{"rm", "unsubscribe"},
		Short:   "Unsubscribe from feeds",
		Long: `Unsubscribe from feeds, each named by its id, URL or title.

The stories are hidden, not deleted: 'lede add' with the same URL within 30 days brings
them back as they were.`,
		Example:           "  lede remove 12\n  lede remove https://example.org/feed.xml",
		Args:              wantArgs(1, -1),
		ValidArgsFunction: completeFeeds(a),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		lib, err := a.library(ctx)
		if err != nil {
			return err
		}
		// All are found before any is removed.
		var subs []feed.Subscription
		var ids []int64
		for _, name := range args {
			s, err := a.feedNamed(ctx, name)
			if err != nil {
				return err
			}
			subs, ids = append(subs, s), append(ids, s.ID)
		}
		if err := lib.Unsubscribe(ctx, ids); err != nil {
			return err
		}
		for _, s := range subs {
			a.say(fmt.Sprintf("Unsubscribed from %s. 'lede add %s' brings it back, for 30 days with its stories.", s.DisplayTitle(), feed.Redact(s.URL)))
		}
		return nil
	}
	return cmd
}
