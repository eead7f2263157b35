package cli

import (
	"fmt"
	"strconv"
	"strings"

	"lede/ui"
)

// presetKey is the name in [keys] that is no action's: which preset the rest
// starts from.
const presetKey = "preset"

// keymap makes the keys of the reader from [keys].
func (c *Config) keymap() (*ui.Keymap, error) {
	preset := ""
	own := map[string][]string{}
	for name, keys := range c.Keys {
		switch {
		case name != presetKey:
			own[name] = keys
		case len(keys) > 0:
			preset = keys[0]
		}
	}
	return ui.NewKeymap(preset, own, c.extras()...)
}

// checkKeys returns the mistakes in [keys] with their lines.
func (c *Config) checkKeys() []error {
	_, err := c.keymap()
	if err == nil {
		return nil
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	var errs []error
	for _, e := range all {
		line := 0
		if ke, ok := e.(*ui.KeyError); ok {
			line = c.lines[ke.Where()]
		}
		errs = append(errs, &lineError{line, e.Error()})
	}
	return errs
}

// writeKeysDefault prints [keys] with the default of every action.
func writeKeysDefault(b *strings.Builder) {
	b.WriteString("\n# -- Keys --\n\n[keys]\n\n")
	writeComment(b, "The preset to start from: \"\" (the keys below), or one of "+strings.Join(ui.Presets(), ", ")+".")
	b.WriteString("#preset = \"\"\n\n")
	writeComment(b, "An action may have one key, several, or none ([]). Separate the keys of a sequence by spaces.")
	for _, a := range ui.Actions() {
		quoted := make([]string, len(a.Keys))
		for i, k := range a.Keys {
			quoted[i] = strconv.Quote(k)
		}
		fmt.Fprintf(b, "#%s = [%s]  # %s\n", a.Name, strings.Join(quoted, ", "), a.Help)
	}
}
