package opml

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strings"

	"lede/feed"
)

// hiddenTag is the tag of feeds that newsboat's urls file hides with '!'.
const hiddenTag = "hidden"

// parseURLs reads newsboat's urls file: an address a line, then tags; "~Title"
// names the feed, "!" hides it (here a tag), # begins a comment. Query feeds are
// listed apart.
func parseURLs(b []byte, o Options) (List, error) {
	b, err := toUTF8(b)
	if err != nil {
		return List{}, err
	}
	c := newCollector(URLs, o)
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	n := 0
	for lines.Scan() {
		n++
		words, err := splitLine(lines.Text())
		if err != nil {
			return List{}, fmt.Errorf("line %d of the subscription list: %w", n, err)
		}
		if len(words) > 0 {
			c.line(n, words)
		}
	}
	if err := lines.Err(); err != nil {
		return List{}, fmt.Errorf("line %d of the subscription list is too long", n+1)
	}
	if len(c.list.Subscriptions)+len(c.list.Queries) == 0 && !c.local() {
		return List{}, errors.New("this is not a subscription list: no line of it is a feed's address")
	}
	return c.list, nil
}

// local tells whether a rejected line is one that newsboat would have taken.
func (c *collector) local() bool {
	for _, r := range c.list.Rejected {
		if isLocal(strings.ToLower(r.URL)) {
			return true
		}
	}
	return false
}

// line takes in one line of a urls file.
func (c *collector) line(n int, words []string) {
	var s feed.Subscription
	s.URL = words[0]
	for _, w := range words[1:] {
		switch {
		case strings.HasPrefix(w, "~"):
			s.OwnTitle = feed.Clean(w[1:], maxTitle)
		case strings.HasPrefix(w, "!"):
			s.Tags = addTags(s.Tags, hiddenTag)
			s.Tags = addTags(s.Tags, w[1:])
		default:
			s.Tags = addTags(s.Tags, w)
		}
	}
	if rest, ok := strings.CutPrefix(s.URL, "query:"); ok {
		name, expression, _ := strings.Cut(rest, ":")
		c.list.Queries = append(c.list.Queries, Query{
			Line: n, Name: feed.Clean(name, maxTitle), Expression: feed.Clean(expression, 4096), Tags: s.Tags,
		})
		return
	}
	c.add(n, s)
}

// splitLine splits a line into words as newsboat does: white space separates,
// "double quotes" protect, with a backslash before a quote inside them; a word
// that begins with # begins a comment.
func splitLine(line string) ([]string, error) {
	var words []string
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		if rest[0] == '#' {
			break
		}
		if rest[0] != '"' {
			end := strings.IndexAny(rest, " \t")
			if end < 0 {
				end = len(rest)
			}
			words, rest = append(words, rest[:end]), rest[end:]
			continue
		}
		word, after, ok := quoted(rest[1:])
		if !ok {
			return nil, errors.New("a quotation mark is not closed")
		}
		words, rest = append(words, word), after
	}
	return words, nil
}

// quoted reads up to the closing quotation mark.
func quoted(s string) (word, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", false
}
