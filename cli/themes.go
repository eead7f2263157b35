package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"lede/feed"
	"lede/ui"
	"lede/ui/theme"
)

// sampleWidth is how wide 'lede themes' shows a theme.
const sampleWidth = 72

// themeJSON is a theme as 'themes --json' prints it, one a line.
type themeJSON struct {
	Name  string `json:"name" doc:"its name in config.toml"`
	Title string `json:"title" doc:"its display name"`
	About string `json:"about,omitempty" doc:"one line about it"`
	Own   bool   `json:"own" doc:"whether it is the user's own"`
	Used  bool   `json:"used" doc:"whether config.toml names it"`
}

func newThemes(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "themes [NAME...]",
		Short: "Show the themes",
		Long: `Show a sample of each theme, or of those named.

The theme in use is set in config.toml, or chosen with :theme in the reader. A theme of
your own is a file NAME.toml in the folder 'themes' beside config.toml; it replaces a
built-in theme of the same name.`,
		Example: "  lede themes nord gruvbox\n  lede themes --json | jq -r .name",
		RunE: func(_ *cobra.Command, args []string) error {
			return a.showThemes(args)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return a.themeNames(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	a.addJSONFlag(cmd)
	return cmd
}

// themeNames are the built-in themes and the user's own, the default first.
func (a *app) themeNames() []string {
	names := theme.Names()
	for _, file := range a.themeFiles() {
		name := strings.TrimSuffix(filepath.Base(file), ".toml")
		if !slices.Contains(names, name) && feed.Clean(name, 0) == name { // a name is shown and typed
			names = append(names, name)
		}
	}
	slices.Sort(names[1:])
	return names
}

// themeFiles are the files of the user's own themes.
func (a *app) themeFiles() []string {
	files, err := filepath.Glob(filepath.Join(globEscape(a.places.Themes), "*.toml"))
	if err != nil { // only of a pattern that makes no sense
		return nil
	}
	return files
}

func (a *app) showThemes(names []string) error {
	c, err := a.settings()
	if err != nil {
		return err
	}
	if len(names) == 0 {
		names = a.themeNames()
	}
	profile := theme.Profile(a.sys.Stdout, a.sys.Environ)
	var failed []error
	for i, name := range names {
		t, err := theme.Load(a.places.Themes, name, theme.Dark(c.Background, a.sys.Environ), profile)
		if err != nil { // the others are shown all the same
			failed = append(failed, err)
			continue
		}
		if a.flags.json {
			_, statErr := os.Stat(filepath.Join(a.places.Themes, name+".toml"))
			if err := a.printJSON(themeJSON{name, t.Title(), t.About(), statErr == nil, name == c.Theme}); err != nil {
				return err
			}
			continue
		}
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		if err := a.showTheme(t, profile); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

// showTheme prints a theme's name and a sample, on the theme's own page where
// it has one and the colours can be shown exactly.
func (a *app) showTheme(t *theme.Theme, profile colorprofile.Profile) error {
	page, reset := "", ""
	if profile >= colorprofile.ANSI256 {
		page, reset = t.PageSGR(), "\x1b[m"
	}
	out := colorprofile.Writer{Forward: a.out, Profile: profile}
	style := a.styler()
	words := t.Name()
	if about := feed.Clean(t.About(), 200); about != "" { // files of themes are handed around
		words = style.bold(t.Name()) + "  " + style.dim(about)
	}
	fmt.Fprintf(a.out, "%s\n\n", words)
	width := sampleWidth
	if n, ok := terminal(a.sys.Stdout); ok {
		width = min(width, n)
	}
	for _, line := range ui.ThemeSample(t, width, a.config.Load().ASCII || !a.utf8()) {
		if page != "" { // each reset goes back to the page, not to the terminal's own
			line = page + strings.ReplaceAll(line, "\x1b[m", "\x1b[m"+page) + reset
		}
		if _, err := fmt.Fprintln(&out, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}
