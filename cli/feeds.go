package cli

import (
	"fmt"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"lede/feed"
)

func newFeeds(a *app) *cobra.Command {
	var broken bool
	cmd := &cobra.Command{
		Use:   "feeds",
		Short: "List subscriptions and their state",
		Long: `List subscriptions and their state. On a terminal the output is in columns; otherwise
there is one tab-separated line per feed: id, unread, total, title, URL, folder, error.`,
		Args: wantArgs(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			lib, err := a.library(cmd.Context())
			if err != nil {
				return err
			}
			subs, err := lib.Subscriptions(cmd.Context())
			if err != nil {
				return err
			}
			for _, s := range subs {
				if broken && s.Health.Error == "" {
					continue
				}
				if err := a.printFeed(s); err != nil {
					return err
				}
			}
			if len(subs) == 0 {
				a.say("No subscriptions yet. 'lede add URL' adds one; a web page's address is enough.")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&broken, "broken", false, "only feeds whose last fetch failed, and why")
	a.addJSONFlag(cmd)
	return cmd
}

// printFeed prints a subscription as one line, and on a terminal a second one
// for what is wrong.
func (a *app) printFeed(s feed.Subscription) error {
	if a.flags.json {
		return a.printJSON(feedOf(s))
	}
	width, isTerminal := terminal(a.sys.Stdout)
	if !isTerminal {
		_, err := fmt.Fprintf(a.out, "%d\t%d\t%d\t%s\t%s\t%s\t%s\n", s.ID, s.Unread, s.Total, s.DisplayTitle(), feed.Redact(s.URL), s.Folder, s.Health.Error)
		return err
	}
	style := a.styler()
	head := fmt.Sprintf("%4d  %s", s.ID, pad(s.DisplayTitle(), 32))
	counts := fmt.Sprintf("  %6d unread of %-6d", s.Unread, s.Total)
	rest := ansi.Truncate("  "+pad(s.Folder, 14)+"  "+feed.Redact(s.URL), max(0, width-ansi.StringWidth(head+counts)), "…")
	if _, err := fmt.Fprintln(a.out, style.bold(head)+counts+style.dim(rest)); err != nil {
		return err
	}
	trouble := s.Health.Error
	if trouble == "" {
		trouble = s.Health.Notice
	} else if !s.Health.NextCheck.IsZero() {
		trouble += "; next try " + shortDate(s.Health.NextCheck, a.sys.Now())
	}
	if trouble == "" {
		return nil
	}
	_, err := fmt.Fprintln(a.out, "      ! "+ansi.Truncate(trouble, max(20, width-8), "…"))
	return err
}

// since words a past moment for a person.
func since(t, now time.Time) string {
	switch d := now.Sub(t); {
	case t.IsZero():
		return "never"
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < day:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return count(int(now.Sub(t)/day), "day") + " ago"
}
