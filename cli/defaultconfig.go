package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// writeDefaultConfig prints the whole configuration with what each key means,
// each commented out, since it is what holds anyhow.
func writeDefaultConfig(w io.Writer) error {
	c := defaultConfig()
	var b strings.Builder
	b.WriteString("# lede's configuration: every setting with its default. Remove the '#' to change one.\n")
	table := ""
	for _, s := range c.settings() {
		if s.Group != "" {
			fmt.Fprintf(&b, "\n# -- %s --\n", s.Group)
		}
		key := s.Key
		if t, k, ok := strings.Cut(key, "."); ok {
			if t != table {
				fmt.Fprintf(&b, "\n[%s]\n", t)
				table = t
			}
			key = k
		}
		b.WriteByte('\n')
		writeComment(&b, s.help())
		fmt.Fprintf(&b, "#%s = %s\n", key, s.literal())
	}
	writeOpenDefault(&b)
	writeKeysDefault(&b)
	writeCustomDefault(&b)
	writeOptionsDefault(&b)
	writeRulesDefault(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// writeOptionsDefault prints what single feeds, folders and sites may have.
func writeOptionsDefault(b *strings.Builder) {
	b.WriteString("\n# -- Options of feeds and folders --\n")
	writeComment(b, "A feed is named by its URL, a folder by its path ('News/World' is within 'News'). A feed's options override those of its folder; both override what was set in the reader.")
	b.WriteString("\n#[feeds.\"https://example.org/feed.xml\"]\n")
	var o FeedOptions
	for _, s := range o.settings() {
		writeComment(b, s.help())
		fmt.Fprintf(b, "#%s = %s\n", s.Key, s.example())
	}
	b.WriteString("\n#[folders.\"News\"]\n#refresh_every = \"15m\"\n")
	b.WriteString("\n# -- Sites --\n")
	writeComment(b, "CSS selectors for sites on whose pages lede finds too much or too little of a story. The first selector of content that matches text is the story; what remove matches is left out. They apply to the host and its subdomains, and override the built-in rules.")
	b.WriteString("\n#[sites.\"example.org\"]\n#content = [\"article .story-body\"]\n#remove = [\".newsletter\", \"aside\"]\n")
}

// example is a value for keys that have no default.
func (s setting) example() string {
	switch s.Value.(type) {
	case **bool:
		return "true"
	case *map[string]string:
		return "{ X-Name = \"value\" }"
	case *Duration:
		return "\"1h\""
	}
	return strconv.Quote("")
}

// writeComment wraps a text into lines that begin with '# '.
func writeComment(b *strings.Builder, text string) {
	line := "#"
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > 78 {
			b.WriteString(line + "\n")
			line = "#"
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
}
