package cli

import "github.com/spf13/cobra"

func newBackup(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the database, even while it is in use",
		Long: `Copy the database to a new file. Other lede processes may go on using it meanwhile.
To go back to the copy, put it in the database's place while no lede is running.`,
		Example: "  lede backup ~/lede-$(date +%F).db",
		Args:    wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lib, err := a.library(cmd.Context())
			if err != nil {
				return err
			}
			if err := lib.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			a.say("The database was copied to ", args[0], ".")
			return nil
		},
	}
}
