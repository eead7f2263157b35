package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// The groups that the help shows the commands in.
const (
	groupFeeds   = "feeds"
	groupReading = "reading"
	groupCare    = "care"
)

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "lede",
		Short: "A news reader for the terminal",
		Long: `lede is a news reader for the terminal. Without a command it opens the reader.

Every command works without a terminal: data goes to standard output, messages to
standard error; the exit status is 0 for success, 1 for failure, 2 for wrong usage.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noSuchCommand,
		PersistentPreRun: func(*cobra.Command, []string) {
			a.locate()
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context())
		},
	}
	root.PersistentFlags().StringVar(&a.flags.config, "config", "", "read the configuration from `FILE`")
	root.PersistentFlags().StringVar(&a.flags.data, "data", "", "keep the database in `DIR`")
	root.Flags().BoolVar(&a.flags.plain, "plain", false, "read line by line, for screen readers and terminals that only print")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w; see '%s --help'", err, cmd.CommandPath())
	})
	root.AddGroup(
		&cobra.Group{ID: groupFeeds, Title: "Feeds:"},
		&cobra.Group{ID: groupReading, Title: "Stories:"},
		&cobra.Group{ID: groupCare, Title: "Maintenance:"},
	)
	root.SetHelpCommandGroupID(groupCare)
	root.SetCompletionCommandGroupID(groupCare)
	addGrouped(root, groupFeeds, newAdd(a), newRemove(a), newFeeds(a), newEdit(a), newImport(a), newExport(a), newRefresh(a))
	addGrouped(root, groupReading, newList(a), newSearch(a), newShow(a), newMark(a), newViews(a))
	addGrouped(root, groupCare, newThemes(a), newDoctor(a), newBackup(a), newConfig(a), newRules(a), newMan(a), newVersion(a))
	root.AddCommand(newRefreshApart(a))
	a.noteStart(root)
	return root
}

// noteStart lets a.started tell what cobra refuses (usage) from what a command
// fails at.
func (a *app) noteStart(cmd *cobra.Command) {
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			a.started = true
			return run(cmd, args)
		}
	}
	for _, c := range cmd.Commands() {
		a.noteStart(c)
	}
}

func addGrouped(root *cobra.Command, group string, cmds ...*cobra.Command) {
	for _, c := range cmds {
		c.GroupID = group
		c.DisableFlagsInUseLine = true
		root.AddCommand(c)
	}
}

// noSuchCommand refuses what follows 'lede' and is no command.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.SuggestionsMinimumDistance <= 0 {
		cmd.SuggestionsMinimumDistance = 2
	}
	hint := "'lede --help' lists the commands"
	if strings.Contains(args[0], "://") {
		hint = fmt.Sprintf("'lede add %s' subscribes to it", args[0])
	} else if s := cmd.SuggestionsFor(args[0]); len(s) > 0 {
		hint = fmt.Sprintf("did you mean 'lede %s'?", s[0])
	}
	return usagef("there is no command %q; %s", args[0], hint)
}

// addJSONFlag gives a command the flag by which it prints JSON: a.flags.json.
func (a *app) addJSONFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.flags.json, "json", false, "print JSON (see docs/json.md)")
}
