package cli

import (
	"errors"
	"fmt"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"lede/ui/theme"
)

func newConfig(a *app) *cobra.Command {
	var printDefault, check bool
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show where the configuration is, check it, or print the default",
		Args:  wantArgs(0, 0),
	}
	cmd.RunE = func(*cobra.Command, []string) error {
		if printDefault {
			return writeDefaultConfig(a.out)
		}
		if check {
			c, err := loadConfig(a.places, a.checkTheme)
			if err != nil {
				return a.complainOfEach(err)
			}
			if c.path == "" {
				a.say("There is no ", a.places.Config, "; the defaults apply.")
			} else {
				a.say(c.path, " is valid.")
			}
			return nil
		}
		_, err := fmt.Fprintln(a.out, a.places.Config)
		return err
	}
	cmd.Flags().BoolVar(&printDefault, "default", false, "print every setting with its default, with comments")
	cmd.Flags().BoolVar(&check, "check", false, "check the configuration and report mistakes by line")
	cmd.MarkFlagsMutuallyExclusive("default", "check")
	return cmd
}

// checkTheme says what is wrong with the theme of a configuration, with the line that
// names it.
func (a *app) checkTheme(c *Config) error {
	if _, err := theme.Load(a.places.Themes, c.Theme, true, colorprofile.TrueColor); err != nil {
		return &lineError{c.lines["theme"], err.Error()}
	}
	return nil
}

// complainOfEach prints the mistakes of a configuration, each in a line of its
// own.
func (a *app) complainOfEach(err error) error {
	joined, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](err)
	if !ok {
		return err
	}
	for _, e := range joined.Unwrap() {
		complain(a.sys.Stderr, fmt.Errorf("%s: %w", a.places.Config, e))
	}
	return errReported
}
