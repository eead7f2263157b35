package cli

import "strings"

// choices are the words that an argument or a flag may be, in the order in which they
// are told, each with what it stands for.
type choices[T any] []struct {
	word string
	is   T
}

// named is what a word stands for; ok is false where it is none of them.
func (c choices[T]) named(word string) (is T, ok bool) {
	for _, choice := range c {
		if choice.word == word {
			return choice.is, true
		}
	}
	return is, false
}

// words are the words alone.
func (c choices[T]) words() []string {
	words := make([]string, len(c))
	for i, choice := range c {
		words[i] = choice.word
	}
	return words
}

// list is the words in a line, for a help text or an error.
func (c choices[T]) list() string { return strings.Join(c.words(), ", ") }
