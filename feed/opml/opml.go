// Package opml reads and writes subscription lists: OPML (1.0, 1.1 and 2.0, see
// http://opml.org/spec2.opml) and newsboat's urls file. What it reads is a
// stranger's: every text is cleaned, every address checked, and sizes and
// depths are bounded.
package opml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"lede/feed"
)

const (
	maxFile   = 64 << 20 // bytes of a list
	maxURL    = 8 << 10
	maxTitle  = 500
	maxLevel  = 200 // bytes of one folder's name
	maxDepth  = 16  // folders in folders; deeper ones fold into the deepest
	maxTags   = 100
	maxWords  = 200 // bytes of a text that is shown in a message
	divider   = "/"
	dividerAs = "\u2215" // a slash in a folder's name, which parts no folders
)

// Format is a kind of subscription list.
type Format string

// The formats.
const (
	OPML Format = "opml"
	URLs Format = "urls" // newsboat's
)

// Options say what a list may hold besides http and https feeds.
type Options struct {
	// Local lets file:, exec: and filter: addresses in, and the options of feeds:
	// for lede's own copy of the subscriptions, and for lists that the user vouches
	// for. In a stranger's list either could run commands, and options could send
	// what is secret here anywhere.
	Local bool
	// Numbers keeps the numbers of feeds that lede's own copy has.
	Numbers bool
}

// List is what a file lists.
type List struct {
	Format        Format
	Title         string
	Subscriptions []feed.Subscription // URL, titles, Folder, Tags, Options, AddedAt
	Rejected      []Rejected
	Queries       []Query
}

// Rejected is an entry of a list that can't be subscribed to, and why.
type Rejected struct {
	Line   int
	URL    string
	Title  string
	Reason string
}

// Query is a query feed of newsboat's: a name and an expression in its own
// language.
type Query struct {
	Line             int
	Name, Expression string
	Tags             []string
}

// Detect tells a list's format by its first bytes.
func Detect(head []byte) Format {
	t := bytes.TrimLeft(bytes.ReplaceAll(head, []byte{0}, nil), "\xef\xbb\xbf\xfe\xff \t\r\n")
	if bytes.HasPrefix(t, []byte("<")) {
		return OPML
	}
	return URLs
}

// ReadAny reads a list of either format.
func ReadAny(r io.Reader, o Options) (List, error) {
	b, err := readFile(r)
	if err != nil {
		return List{}, err
	}
	if Detect(b[:min(len(b), 4096)]) == OPML {
		return parseOPML(b, o)
	}
	return parseURLs(b, o)
}

// readFile reads a list whole, if it is no larger than a list can be.
func readFile(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("can't read the subscription list: %w", err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("the subscription list is larger than %d MiB", maxFile>>20)
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return nil, errors.New("the subscription list is empty")
	}
	return b, nil
}

// collector gathers a list: it checks addresses and merges doubles.
type collector struct {
	list List
	o    Options
	seen map[string]int // canonical address -> index in Subscriptions
}

func newCollector(f Format, o Options) *collector {
	return &collector{list: List{Format: f}, o: o, seen: make(map[string]int)}
}

// add takes in one subscription as the list has it.
func (c *collector) add(line int, s feed.Subscription) {
	address, key, reason := c.check(s.URL)
	if reason != "" {
		c.list.Rejected = append(c.list.Rejected, Rejected{
			Line: line, URL: feed.Clean(s.URL, maxWords), Title: feed.Clean(s.DisplayTitle(), maxWords), Reason: reason,
		})
		return
	}
	s.URL = address
	if i, ok := c.seen[key]; ok {
		old := &c.list.Subscriptions[i]
		old.Tags = addTags(old.Tags, s.Tags...)
		switch {
		case old.Folder == "":
			old.Folder = s.Folder
		case s.Folder != "" && s.Folder != old.Folder: // other readers keep a feed in several
			old.Tags = addTags(old.Tags, path.Base(s.Folder))
		}
		return
	}
	c.seen[key] = len(c.list.Subscriptions)
	c.list.Subscriptions = append(c.list.Subscriptions, s)
}

// check reads an address: as it is kept, as doubles are known by, and why it
// can't be subscribed to.
func (c *collector) check(raw string) (address, key, reason string) {
	raw = strings.TrimSpace(raw)
	lower := strings.ToLower(raw)
	switch {
	case raw == "":
		return "", "", "it has no address"
	case len(raw) > maxURL:
		return "", "", "its address is too long"
	case strings.ContainsFunc(raw, func(r rune) bool { return r < 0x20 || r == 0x7f }):
		return "", "", "its address has control characters"
	case isLocal(lower):
		if !c.o.Local {
			return "", "", "commands and files are not taken from a list"
		}
		return raw, raw, ""
	}
	for _, prefix := range []string{"feed://", "feed:", "rss://", "pcast://", "itpc://"} {
		if rest, ok := strings.CutPrefix(lower, prefix); ok {
			raw = raw[len(prefix):]
			if !strings.HasPrefix(rest, "http:") && !strings.HasPrefix(rest, "https:") {
				raw = "http://" + raw
			}
			break
		}
	}
	if !strings.Contains(raw, ":") && strings.Contains(raw, ".") {
		raw = "https://" + raw // a bare host, with or without a path
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" && (u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "") {
		return "", "", "its address can't be understood"
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", "", fmt.Sprintf("addresses that begin with %q can't be subscribed to", feed.Clean(u.Scheme, 20)+":")
	}
	address = feed.PrintableURL(raw)
	if _, err := url.Parse(address); err != nil { // a host with characters that no host has
		return "", "", "its address can't be understood"
	}
	return address, canonical(u), ""
}

// isLocal tells whether an address, in lower case, is read from this machine.
func isLocal(lower string) bool {
	return strings.HasPrefix(lower, "file:") || strings.HasPrefix(lower, "exec:") || strings.HasPrefix(lower, "filter:")
}

// canonical is what two spellings of one address have in common.
func canonical(u *url.URL) string {
	c := *u
	c.Host = strings.ToLower(c.Host)
	c.Host = strings.TrimSuffix(c.Host, map[string]string{"http": ":80", "https": ":443"}[c.Scheme])
	c.Fragment, c.RawFragment = "", ""
	if c.Path == "" {
		c.Path = "/"
	}
	return c.String()
}

// addTags adds clean tags that are not there yet.
func addTags(tags []string, more ...string) []string {
	for _, t := range more {
		if t = feed.Clean(t, maxLevel); t != "" && len(tags) < maxTags && !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	return tags
}

// level cleans one folder's name: it names no path, whatever it looks like.
func level(name string) string {
	name = strings.TrimSpace(feed.Clean(strings.ReplaceAll(name, divider, dividerAs), maxLevel))
	if strings.Trim(name, ".") == "" {
		return ""
	}
	return name
}
