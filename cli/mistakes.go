package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lede/ui"
)

// lineError is a mistake in the configuration, with its place.
type lineError struct {
	Line    int
	Message string
}

func (e *lineError) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

// mistakes words the decoder's errors for a person.
func mistakes(err error) (errs []error) {
	if err == nil {
		return nil
	}
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		for _, e := range strict.Errors {
			line, _ := e.Position()
			errs = append(errs, &lineError{line, unknownKey(e.Key())})
		}
		return errs
	}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := e.Position()
		message := cmp.Or(choicesOf(e.Key()), tomlWords(e))
		if key := strings.Join(e.Key(), "."); key != "" {
			message = key + ": " + message
		}
		return []error{&lineError{line, message}}
	}
	return []error{err}
}

// tomlKinds are what a value may have to be, in words; the decoder names it in
// Go's.
var tomlKinds = []struct{ goName, words string }{
	{"type int", "a number"},
	{"type bool", "true or false"},
	{"type string", "a string in quotes"},
	{"type []string", "a list of strings, such as [\"a\", \"b\"]"},
	{"type map", "a table"},
	{"type struct", "a table"},
	{"type []cli.RuleConfig", "tables that begin with [[rules]]"},
}

// tomlWords says what is wrong with a value without the names of our types.
func tomlWords(e *toml.DecodeError) string {
	message := strings.TrimPrefix(e.Error(), "toml: ")
	if strings.HasSuffix(message, "at start of value") || strings.HasPrefix(message, "expected keyword") {
		return "strings need quotes; only numbers, lists, true and false do without"
	}
	if !strings.Contains(message, "cannot decode") && !strings.Contains(message, "cannot store") {
		return message
	}
	for _, k := range tomlKinds {
		if strings.Contains(message, k.goName) {
			return "it must be " + k.words
		}
	}
	return "the value has the wrong type; 'lede config --default' shows the right one"
}

// choicesOf says which words a setting may be, where there are some: people write
// true for "on", and 2 for "2".
func choicesOf(key toml.Key) string {
	var c Config
	for _, s := range c.settings() {
		if len(key) == 1 && s.Key == key[0] && s.Choices != nil {
			return `it must be one of "` + strings.Join(s.Choices, `", "`) + `"`
		}
	}
	return ""
}

func unknownKey(key toml.Key) string {
	name := strings.Join(key, ".")
	message := fmt.Sprintf("there is no setting %q", name)
	if guess := ui.Closest(name, settingKeys()); guess != "" {
		return message + fmt.Sprintf("; did you mean %q?", guess)
	}
	return message + "; 'lede config --default' lists all settings"
}

// joinLines joins mistakes into one error, in the order of their lines. Where a
// setting stands below a table, so that TOML takes it for the table's, that is
// said too.
func (c *Config) joinLines(errs []error) error {
	for key, line := range c.lines {
		name, below := belowTable(key)
		for _, err := range errs {
			if e, ok := errors.AsType[*lineError](err); ok && below && e.Line == line {
				e.Message += fmt.Sprintf("; the setting %s belongs above the first [table]", name)
			}
		}
	}
	slices.SortStableFunc(errs, func(a, b error) int {
		la, _ := errors.AsType[*lineError](a)
		lb, _ := errors.AsType[*lineError](b)
		if la == nil || lb == nil {
			return 0
		}
		return cmp.Compare(la.Line, lb.Line)
	})
	return errors.Join(errs...)
}

// belowTable says of a key within a table whether it is the name of a setting of
// the whole file, which those of feeds and folders are not.
func belowTable(key string) (name string, below bool) {
	at := strings.LastIndexByte(key, '.')
	if at < 0 {
		return key, false
	}
	name = key[at+1:]
	if strings.HasPrefix(key, "feeds.") || strings.HasPrefix(key, "folders.") {
		var o FeedOptions
		if slices.ContainsFunc(o.settings(), func(s setting) bool { return s.Key == name }) {
			return name, false
		}
	}
	return name, slices.Contains(settingKeys(), name)
}
