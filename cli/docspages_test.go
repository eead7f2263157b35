package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"text/template"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lede/ui"
)

// The pages of docs/ that come from the code's own tables. TestDocs writes them
// (go test ./cli -update) and fails where they are stale.

// commandsPage is docs/commands.md.
func commandsPage(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString("# Commands\n\nThis page is generated from the program's own help: `lede COMMAND --help`.\n\n")
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

// configurationPage is docs/configuration.md: its template with the tables of the
// settings.
func configurationPage() (string, error) {
	const name = "configuration.md.tmpl"
	page, err := template.New(name).Funcs(template.FuncMap{
		"literal": setting.literal,
		"help":    func(s setting) string { return tableCell(s.help()) },
	}).ParseFiles(filepath.Join("testdata", "docs", name))
	if err != nil {
		return "", err
	}
	c, options, command, rule := defaultConfig(), FeedOptions{}, CommandConfig{}, RuleConfig{}
	var programs []setting
	for _, k := range openKinds {
		programs = append(programs, setting{Key: k.key, Doc: k.doc})
	}
	var b strings.Builder
	err = page.Execute(&b, map[string][]setting{
		"Settings": c.settings(), "FeedOptions": options.settings(), "Programs": programs, "Commands": command.settings(), "Rules": rule.settings(),
	})
	return b.String(), err
}

// jsonPage is docs/json.md.
func jsonPage() string {
	var b strings.Builder
	b.WriteString("# JSON\n\n" +
		"What the commands print with `--json`, with the names of [JSON Feed 1.1](https://www.jsonfeed.org/version/1.1/) where it\n" +
		"has them. Keys may be added; none will be renamed, removed or given another type. Dates are in RFC 3339 format, in UTC. A\n" +
		"key marked 'optional' is absent if it does not apply. Strings contain no control characters.\n")
	for _, part := range []struct {
		title, text string
		value       any
	}{
		{"An entry", "`list` and `search` print one object per line.", entryJSON{}},
		{"An article", "`show` prints an entry with these keys as well.", articleJSON{}},
		{"A feed", "`feeds`, `add` and `edit` print one object per line.", feedJSON{}},
		{"A refresh", "`refresh` prints one object per line for each feed,", refreshJSON{}},
		{"A refresh's totals", "and last a line of totals.", totalsJSON{}},
		{"A mark", "`mark` prints one object.", markJSON{}},
		{"A view", "`views` prints one object per line.", viewJSON{}},
		{"A rule", "`rules` prints one object per line.", ruleJSON{}},
		{"What a rule changes", "", changeJSON{}},
		{"A theme", "`themes` prints one object per line.", themeJSON{}},
		{"An import", "`import` prints one object for a list of subscriptions.", importJSON{}},
		{"A finding", "`doctor` prints one object per line.", finding{}},
		{"A version", "`version` prints one object.", versionJSON{}},
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

// keysPage is docs/keys.md.
func keysPage() string {
	var b strings.Builder
	b.WriteString("# Keys\n\nEvery key runs a named action. `?` in the reader shows the keys of the current pane first. `[keys]` in\n" +
		"[config.toml](configuration.md) rebinds actions. A number before a key is a count: `5 j` moves five stories down.\n")
	group := ""
	for _, a := range ui.Actions() {
		if a.Group != group {
			group = a.Group
			fmt.Fprintf(&b, "\n## %s\n\n| keys | action | does |\n| --- | --- | --- |\n", group)
		}
		keys := make([]string, len(a.Keys))
		for i, k := range a.Keys {
			keys[i] = "`" + strings.ReplaceAll(k, "|", `\|`) + "`"
		}
		name := a.Name
		if a.Arg != "" {
			name += " " + a.Arg
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", strings.Join(keys, " "), strings.ReplaceAll(name, "|", `\|`), tableCell(a.Help))
	}
	return b.String()
}
