package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"lede/feed"
)

// completeFeeds completes an argument with the subscriptions: ids with titles
// beside them.
func completeFeeds(a *app) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		var out []string
		for _, s := range a.subscriptionsForShell(cmd) {
			out = append(out, idString(s.ID)+"\t"+s.DisplayTitle(), feed.Redact(s.URL)+"\t"+s.DisplayTitle())
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFolders completes a flag with the folders there are.
func completeFolders(a *app) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		var out []string
		for _, s := range a.subscriptionsForShell(cmd) {
			if s.Folder != "" {
				out = append(out, s.Folder)
			}
		}
		slices.Sort(out)
		return slices.Compact(out), cobra.ShellCompDirectiveNoFileComp
	}
}

// subscriptionsForShell reads the subscriptions for a shell's completion, which
// has no place for an error: it goes to the log.
func (a *app) subscriptionsForShell(cmd *cobra.Command) []feed.Subscription {
	a.locate()
	lib, err := a.library(cmd.Context())
	if err != nil {
		a.log.Warn("completion", "error", err)
		return nil
	}
	subs, err := lib.Subscriptions(cmd.Context())
	if err != nil {
		a.log.Warn("completion", "error", err)
	}
	return subs
}

func registerFeedCompletion(a *app, cmd *cobra.Command, flag string) {
	mustComplete(cmd, flag, completeFeeds(a))
}

func registerFolderCompletion(a *app, cmd *cobra.Command, flag string) {
	mustComplete(cmd, flag, completeFolders(a))
}

// completeWords completes a flag with a fixed list.
func completeWords(cmd *cobra.Command, flag string, words ...string) {
	mustComplete(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// mustComplete panics where the flag is not defined, which is a slip in the
// code that any run shows.
func mustComplete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err)
	}
}
