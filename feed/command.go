package feed

import (
	"fmt"
	"strings"
)

// SplitCommand splits a command of the user's into its words, as a shell does: white
// space separates, 'single' and "double" quotes protect, and so does a backslash
// before white space, a quote or another backslash. Nothing else is special.
func SplitCommand(s string) ([]string, error) {
	var (
		words []string
		word  strings.Builder
		open  bool // a word has begun, though it may be empty
		quote rune // that is open; 0: none
	)
	for s != "" {
		if quote != '\'' && s[0] == '\\' && len(s) > 1 && (strings.IndexByte(`"\`, s[1]) >= 0 || quote == 0 && strings.IndexByte(" \t\n'", s[1]) >= 0) {
			word.WriteByte(s[1])
			s, open = s[2:], true
			continue
		}
		c := s[0]
		s = s[1:]
		switch {
		case rune(c) == quote:
			quote = 0
		case quote != 0:
			word.WriteByte(c)
		case c == '\'' || c == '"':
			quote, open = rune(c), true
		case c == ' ' || c == '\t' || c == '\n':
			if open {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteByte(c)
			open = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a %c in the command is not closed", quote)
	}
	if open {
		words = append(words, word.String())
	}
	return words, nil
}
