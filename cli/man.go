package cli

import (
	"cmp"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newMan(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Long:    "Print the manual page, lede(1), as roff.",
		Example: "  lede man | man -l -\n  lede man >~/.local/share/man/man1/lede.1",
		Args:    wantArgs(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(a.out, manPage(cmd.Root(), buildVersion().Version))
			return err
		},
	}
}

// manPage sets the whole command line as one page of roff (man(7)), from the
// commands' own texts and the table of settings.
func manPage(root *cobra.Command, version string) string {
	var m roff
	m.line(`.TH LEDE 1 "" "lede ` + version + `" "User Commands"`)
	m.heading("NAME")
	m.text("lede \\- a news reader for the terminal")
	m.heading("SYNOPSIS")
	m.line(".B lede")
	m.text("[\\fICOMMAND\\fR] [\\fIARGUMENT\\fR...]")
	m.heading("DESCRIPTION")
	m.prose(root.Long)
	m.heading("OPTIONS")
	m.flags(root.PersistentFlags())
	m.heading("COMMANDS")
	for _, c := range root.Commands() {
		if !c.IsAvailableCommand() {
			continue
		}
		m.line(`.SS "` + roffEscape(c.UseLine()) + `"`)
		m.prose(cmp.Or(c.Long, c.Short+"."))
		m.flags(c.LocalNonPersistentFlags())
		if c.Example != "" {
			m.line(".PP", ".nf", ".RS")
			m.verbatim(c.Example)
			m.line(".RE", ".fi")
		}
	}
	m.heading("CONFIGURATION")
	m.prose("The settings of config.toml, with their defaults.")
	c := defaultConfig()
	for _, s := range c.settings() {
		m.line(".TP", `\fB`+roffEscape(s.Key+" = "+s.literal())+`\fR`)
		m.text(roffEscape(s.help()))
	}
	m.heading("FILES")
	for _, f := range [][2]string{
		{"$XDG_CONFIG_HOME/lede/config.toml", "the configuration; 'lede config --default' prints one"},
		{"$XDG_DATA_HOME/lede/lede.db", "the database"},
		{"$XDG_DATA_HOME/lede/subscriptions.opml", "the subscriptions as text, kept up to date"},
		{"$XDG_STATE_HOME/lede/lede.log", "the log"},
	} {
		m.line(".TP", `\fI`+roffEscape(f[0])+`\fR`)
		m.text(roffEscape(f[1]))
	}
	m.heading("EXIT STATUS")
	m.prose("0 for success, 1 for failure, 2 for wrong usage.")
	return m.b.String()
}

// roff writes the macros that a manual page needs.
type roff struct{ b strings.Builder }

func (m *roff) line(lines ...string) {
	for _, l := range lines {
		m.b.WriteString(l + "\n")
	}
}

func (m *roff) heading(s string) { m.line(".SH " + s) }

// text is a line that is roff already, but for a leading control character.
func (m *roff) text(s string) {
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	m.line(s)
}

// prose sets paragraphs, which blank lines part.
func (m *roff) prose(s string) {
	for i, para := range strings.Split(strings.TrimSpace(s), "\n\n") {
		if i > 0 {
			m.line(".PP")
		}
		m.verbatim(para)
	}
}

// verbatim sets lines one by one.
func (m *roff) verbatim(s string) {
	for line := range strings.SplitSeq(s, "\n") {
		m.text(roffEscape(strings.TrimSpace(line)))
	}
}

func (m *roff) flags(fs *pflag.FlagSet) {
	fs.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		name, usage := pflag.UnquoteUsage(f)
		tag := `\fB` + roffEscape("--"+f.Name) + `\fR`
		if f.Value.Type() != "bool" {
			tag += ` \fI` + roffEscape(name) + `\fR`
		}
		m.line(".TP", tag)
		m.text(roffEscape(usage))
	})
}

// roffEscape keeps roff from reading a text as its own.
func roffEscape(s string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, `"`, `\(dq`).Replace(s)
}
