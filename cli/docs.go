package cli

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The pages of docs/ that come from the code's own tables. A test writes them
// (go test ./cli -update) and fails where they are stale.

// commandsPage is docs/commands.md.
func commandsPage(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString("# Commands\n\nThis page is made from the program's own help: `lede COMMAND --help`.\n\n")
	b.WriteString(strings.TrimSpace(root.Long) + "\n\nEvery command takes these:\n\n")
	flagTable(&b, root.PersistentFlags())
	for _, c := range root.Commands() {
		if !c.IsAvailableCommand() || c.Name() == "help" {
			continue
		}
		fmt.Fprintf(&b, "\n## lede %s\n\n    %s\n\n%s\n", c.Name(), c.UseLine(), markdownText(cmp.Or(c.Long, c.Short+".")))
		if c.Example != "" {
			b.WriteString("\n```sh\n" + unindent(c.Example) + "\n```\n")
		}
		if c.LocalNonPersistentFlags().HasAvailableFlags() {
			b.WriteByte('\n')
			flagTable(&b, c.LocalNonPersistentFlags())
		}
	}
	return b.String()
}

func flagTable(b *strings.Builder, fs *pflag.FlagSet) {
	b.WriteString("| flag | does |\n| --- | --- |\n")
	fs.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		name, usage := pflag.UnquoteUsage(f)
		flag := "--" + f.Name
		if f.Shorthand != "" {
			flag = "-" + f.Shorthand + ", " + flag
		}
		if f.Value.Type() != "bool" {
			flag += " " + name
		}
		fmt.Fprintf(b, "| `%s` | %s |\n", flag, tableCell(usage))
	})
}

// configurationPage is docs/configuration.md.
func configurationPage() string {
	var b strings.Builder
	b.WriteString("# Configuration\n\n" +
		"lede reads `$XDG_CONFIG_HOME/lede/config.toml` (`~/.config/lede/config.toml`), or the file that `--config` names,\n" +
		"and never writes it. What is changed inside the program lives in the database, and the file goes before it:\n" +
		"`:set` in the reader lists the settings that can be changed while it runs, and `:set density compact` changes one. A key\n" +
		"that lede does not know is an error that names its line.\n\n" +
		"    lede config            # where the file is\n" +
		"    lede config --default  # the whole of it, commented\n" +
		"    lede config --check    # what is wrong with yours, by line\n\n" +
		"Lengths of time are such as `\"30m\"`, `\"12h\"`, `\"7d\"`, `\"2w\"`, `\"1y\"`.\n")
	c := defaultConfig()
	for _, s := range c.settings() {
		if s.Group != "" {
			fmt.Fprintf(&b, "\n## %s\n\n| key | default | does |\n| --- | --- | --- |\n", s.Group)
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", s.Key, s.literal(), tableCell(s.help()))
	}
	b.WriteString("\n## Keys\n\n`[keys]` binds any action to one key or several, or with `[]` to none. [Keys](keys.md) lists the actions.\n\n" +
		"```toml\n[keys]\npreset = \"newsboat\"      # what the rest starts from: vim, newsboat or arrows\n" +
		"toggle-star = \"*\"\nquit = [\"q\", \"ctrl+c\"]\n```\n")
	b.WriteString("\n## Options of feeds and folders\n\n" +
		"A feed is named by its URL, a folder by its name; a folder's options hold for those within it too. A feed's own go\n" +
		"before its folder's. A secret is never written here, only how to get it.\n\n" +
		"```toml\n[feeds.\"https://example.org/feed.xml\"]\nfull_text = \"always\"\n\n[folders.\"News\"]\nrefresh_every = \"15m\"\n```\n\n" +
		"| key | does |\n| --- | --- |\n")
	var o FeedOptions
	for _, s := range o.settings() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", s.Key, tableCell(s.help()))
	}
	b.WriteString("\n## Programs\n\n`[open_with]` names programs with their arguments; the URL is added as the last one, or stands where `{url}` does. No\n" +
		"shell is involved. A `!` before the program gives it the terminal.\n\n| key | for |\n| --- | --- |\n")
	for _, k := range openKinds {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.key, tableCell(k.doc))
	}
	b.WriteString("| `\"example.org\"` | The pages of a host and of those below it. |\n| `\"application/pdf\"` | A MIME type. |\n" +
		"| `\"magnet:\"` | A scheme. |\n\nThe narrowest counts: the host, then the MIME type, then its kind, then the browser.\n")
	b.WriteString("\n## Macros and commands\n\n`[macros]` gives a key several actions. `[commands]` names programs that a key after the comma runs on a story.\n" +
		"[Customising](customising.md) has examples.\n\n| key of a command | does |\n| --- | --- |\n")
	var cmd CommandConfig
	for _, s := range cmd.settings() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", s.Key, tableCell(s.help()))
	}
	b.WriteString("\n## Rules\n\n" +
		"`[[rules]]`, as often as you like: what becomes of stories as they arrive. Each sees what those before it have done.\n" +
		"[Customising](customising.md) has examples.\n\n| key | does |\n| --- | --- |\n")
	var r RuleConfig
	for _, s := range r.settings() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", s.Key, tableCell(s.help()))
	}
	b.WriteString("\n## Sites\n\n" +
		"Full texts are found on their pages by themselves. Where lede takes too much or too little, say where a site has them,\n" +
		"by CSS selectors; a rule holds for the host and those below it, and goes before the rules that are built in.\n\n" +
		"```toml\n[sites.\"example.org\"]\ncontent = [\"article .story-body\"]    # the first that finds text has the story\n" +
		"remove = [\".newsletter\", \"aside\"]   # what is no part of it\n```\n")
	return b.String()
}

// jsonPage is docs/json.md.
func jsonPage() string {
	var b strings.Builder
	b.WriteString("# JSON\n\n" +
		"What the commands print with `--json`, in [JSON Feed 1.1](https://www.jsonfeed.org/version/1.1/)'s words where it has\n" +
		"them. Keys may be added; none is renamed, removed, or given another type. Dates are RFC 3339, in UTC. A key marked\n" +
		"'optional' is absent where there is nothing to say. Every string is free of control characters.\n")
	for _, part := range []struct {
		title, text string
		value       any
	}{
		{"An entry", "`list` and `search`: one object a line.", entryJSON{}},
		{"An article", "`show`: an entry, and", articleJSON{}},
		{"A feed", "`feeds`, `add` and `edit`: one object a line.", feedJSON{}},
		{"A refresh", "`refresh`: one object a line for each feed,", refreshJSON{}},
		{"A refresh's totals", "and a last line of totals.", totalsJSON{}},
		{"A mark", "`mark`.", markJSON{}},
		{"A view", "`views`: one object a line.", viewJSON{}},
		{"A rule", "`rules`: one object a line.", ruleJSON{}},
		{"What a rule changes", "", changeJSON{}},
		{"A theme", "`themes`: one object a line.", themeJSON{}},
		{"An import", "`import` of a list.", importJSON{}},
		{"A finding", "`doctor`: one object a line.", finding{}},
		{"A version", "`version`.", versionJSON{}},
		{"The feed of an entry or a refresh", "", feedRefJSON{}},
		{"An attachment", "", attachmentJSON{}},
		{"An image", "", imageJSON{}},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n", part.title)
		if part.text != "" {
			b.WriteString(part.text + "\n\n")
		}
		b.WriteString("| key | type | what |\n| --- | --- | --- |\n")
		t := reflect.TypeOf(part.value)
		for i := range t.NumField() {
			f := t.Field(i)
			key, omit, _ := strings.Cut(f.Tag.Get("json"), ",")
			if key == "" {
				continue // the embedded entry of an article
			}
			typ := jsonType(f.Type)
			if omit != "" {
				typ += ", optional"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", key, typ, tableCell(f.Tag.Get("doc")))
		}
	}
	return b.String()
}

// jsonType names a Go type as JSON has it.
func jsonType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return jsonType(t.Elem())
	case reflect.Slice:
		return "array of " + jsonType(t.Elem())
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "number"
	case reflect.Struct:
		if t.Name() == "Time" {
			return "date"
		}
		return "object"
	}
	return "string"
}

func tableCell(s string) string {
	s = strings.ReplaceAll(s, "|", `\|`)
	s = strings.ReplaceAll(s, "<", "&lt;")
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// markdownText keeps a help text's search terms and stars from being read as
// Markdown.
func markdownText(s string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", "&lt;").Replace(strings.TrimSpace(s))
}

// unindent takes the two columns off that examples have in the help.
func unindent(s string) string {
	return strings.TrimPrefix(strings.ReplaceAll(s, "\n  ", "\n"), "  ")
}
