package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"lede/feed"
	"lede/feed/article"
)

// Config is config.toml. The program reads it and never writes it; what is
// changed inside the program lives in the database, and the file overrides it.
// settings.go says what each value means and may be.
type Config struct {
	StartView        string   `toml:"start_view"`
	AutoRefresh      bool     `toml:"auto_refresh"`
	Density          string   `toml:"density"`
	Layout           string   `toml:"layout"`
	FullText         string   `toml:"full_text"`
	RefreshEvery     Duration `toml:"refresh_every"`
	Proxy            string   `toml:"proxy"`
	NewFeedUnread    int      `toml:"new_feed_unread"`
	ResurfaceUpdated bool     `toml:"resurface_updated"`
	LinkDuplicates   bool     `toml:"link_duplicates"`
	Keep             Duration `toml:"keep"`
	KeepPerFeed      int      `toml:"keep_per_feed"`
	DropUnread       bool     `toml:"drop_unread"`
	Theme            string   `toml:"theme"`
	Background       string   `toml:"background"`
	Measure          int      `toml:"measure"`
	ASCII            bool     `toml:"ascii"`
	Mouse            bool     `toml:"mouse"`
	Hyperlinks       bool     `toml:"hyperlinks"`
	Prefetch         string   `toml:"prefetch"`
	PrefetchStories  int      `toml:"prefetch_stories"`
	PrefetchMB       int      `toml:"prefetch_mb"`
	PrefetchAge      Duration `toml:"prefetch_age"`
	Justify          bool     `toml:"justify"`
	Hyphenate        bool     `toml:"hyphenate"`
	Bidi             string   `toml:"bidi"`
	ShowCursor       bool     `toml:"show_cursor"`
	StripTracking    bool     `toml:"strip_tracking"`
	SaveFolder       string   `toml:"save_folder"`
	LowBandwidth     string   `toml:"low_bandwidth"`
	Pictures         string   `toml:"pictures"`
	PictureCache     int      `toml:"picture_cache"` // MB
	AllowPrivate     bool     `toml:"allow_private"`
	AllowCommands    bool     `toml:"allow_commands"`
	Connections      int      `toml:"connections"`
	PerHost          int      `toml:"per_host"`
	Timeout          Duration `toml:"timeout"`
	Silence          Duration `toml:"silence"`
	Contact          string   `toml:"contact"`
	Notify           string   `toml:"notify"`
	LogLevel         string   `toml:"log_level"`

	OpenWith map[string]OneOrMore     `toml:"open_with"`
	Keys     map[string]OneOrMore     `toml:"keys"`
	Macros   map[string]OneOrMore     `toml:"macros"`
	Commands map[string]CommandConfig `toml:"commands"`
	Feeds    map[string]FeedOptions   `toml:"feeds"`
	Folders  map[string]FeedOptions   `toml:"folders"`
	Rules    []RuleConfig             `toml:"rules"`
	Sites    map[string]SiteRule      `toml:"sites"`

	path  string            // where it was read from; empty: nowhere
	body  string            // and what stood there
	lines map[string]int    // the line of each key that the file has
	saved map[string]string // what was set inside the reader, by key
}

// SiteRule says where a site's stories are on its pages, by CSS selectors.
type SiteRule struct {
	Content OneOrMore `toml:"content"` // the first that finds text has the story
	Remove  OneOrMore `toml:"remove"`  // what is no part of it
}

// sites are the rules in the form that the extraction takes, in a fixed order.
func (c *Config) sites() []article.Site {
	var out []article.Site
	for _, host := range slices.Sorted(maps.Keys(c.Sites)) {
		out = append(out, article.Site{Host: host, Body: c.Sites[host].Content, Remove: c.Sites[host].Remove})
	}
	return out
}

// FeedOptions are the options of one feed, or of a folder's feeds, that the
// file overrides. What it leaves out stays as it is in the database.
type FeedOptions struct {
	FullText        string            `toml:"full_text"`
	RefreshEvery    Duration          `toml:"refresh_every"`
	Resurface       *bool             `toml:"resurface_updated"`
	UserAgent       string            `toml:"user_agent"`
	Proxy           string            `toml:"proxy"`
	Headers         map[string]string `toml:"headers"`
	Username        string            `toml:"username"`
	PasswordCommand string            `toml:"password_command"`
	PasswordEnv     string            `toml:"password_env"`
	TokenCommand    string            `toml:"token_command"`
	TokenEnv        string            `toml:"token_env"`
	CookiesFile     string            `toml:"cookies_file"`
	ClientCert      string            `toml:"client_cert"`
	ClientKey       string            `toml:"client_key"`
}

// over returns base with what o gives put over it.
func (o FeedOptions) over(base feed.Options) feed.Options {
	base.FullText = cmp.Or(feed.FullText(o.FullText), base.FullText)
	base.RefreshEvery = cmp.Or(o.RefreshEvery.Std(), base.RefreshEvery)
	base.Resurface = cmp.Or(o.Resurface, base.Resurface)
	base.UserAgent = cmp.Or(o.UserAgent, base.UserAgent)
	base.Proxy = cmp.Or(o.Proxy, base.Proxy)
	base.Username = cmp.Or(o.Username, base.Username)
	base.CookiesFile = cmp.Or(o.CookiesFile, base.CookiesFile)
	base.ClientCert = cmp.Or(o.ClientCert, base.ClientCert)
	base.ClientKey = cmp.Or(o.ClientKey, base.ClientKey)
	if o.PasswordCommand != "" || o.PasswordEnv != "" {
		base.PasswordCommand, base.PasswordEnv = o.PasswordCommand, o.PasswordEnv
	}
	if o.TokenCommand != "" || o.TokenEnv != "" {
		base.TokenCommand, base.TokenEnv = o.TokenCommand, o.TokenEnv
	}
	if len(o.Headers) > 0 {
		base.Headers = o.Headers
	}
	return base
}

// optionsOf returns the options that hold for a subscription: the database's,
// overridden by the file's for its folder (the outermost first), and by the
// file's for the feed itself.
func (c *Config) optionsOf(s feed.Subscription) feed.Options {
	o := s.Options
	for i := range len(s.Folder) + 1 {
		if s.Folder != "" && (i == len(s.Folder) || s.Folder[i] == '/') {
			o = c.Folders[s.Folder[:i]].over(o)
		}
	}
	o = c.Feeds[s.URL].over(o)
	if o.FullText == feed.FullTextDefault {
		o.FullText = feed.FullText(c.FullText)
	}
	if o.Resurface == nil {
		o.Resurface = &c.ResurfaceUpdated
	}
	return o
}

// loadConfig reads the file, or returns the defaults where there is none and
// none was asked for. The error says the line, also of what further checks find.
func loadConfig(p paths, checks ...func(*Config) error) (*Config, error) {
	body, err := readConfig(p.Config)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !p.configGiven:
		c := defaultConfig()
		return &c, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no configuration file %s: make it with 'lede config --default >%[1]s'", p.Config)
	case err != nil:
		return nil, fmt.Errorf("the configuration %s cannot be read: %w", p.Config, plainPathError(err))
	}
	c, err := parseConfig(body, checks...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Config, err)
	}
	c.path, c.body = p.Config, string(body)
	return c, nil
}

// parseConfig decodes and checks a configuration. All mistakes that can be
// seen at once are in the error, in the order of their lines.
func parseConfig(body []byte, checks ...func(*Config) error) (*Config, error) {
	c := defaultConfig()
	c.lines = keyLines(body)
	d := toml.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	errs := mistakes(d.Decode(&c))
	if errs == nil {
		errs = c.check()
	}
	for _, check := range checks {
		if err := check(&c); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return nil, c.joinLines(errs)
	}
	return &c, nil
}

// keyLines finds the line of each key of a document, as far as it is TOML, by
// dotted name; the tables of an array by their numbers too:
// rules.0, rules.0.when.
func keyLines(body []byte) map[string]int {
	lines := map[string]int{}
	var p unstable.Parser
	p.Reset(body)
	var table []string
	tables := map[string]int{} // of each array, so far
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.KeyValue && e.Kind != unstable.Table && e.Kind != unstable.ArrayTable {
			continue
		}
		var key []string
		offset := uint32(0)
		for it := e.Key(); it.Next(); {
			if len(key) == 0 {
				offset = it.Node().Raw.Offset
			}
			key = append(key, string(it.Node().Data))
		}
		line := 1 + bytes.Count(body[:offset], []byte("\n"))
		switch e.Kind {
		case unstable.KeyValue:
			key = append(slices.Clone(table), key...)
		case unstable.ArrayTable:
			array := strings.Join(key, ".")
			if tables[array] == 0 {
				lines[array] = line
			}
			table = append(slices.Clone(key), strconv.Itoa(tables[array]))
			tables[array]++
			key = table
		default:
			table = key
		}
		name := strings.Join(key, ".")
		if _, seen := lines[name]; !seen {
			lines[name] = line
		}
	}
	return lines
}

// given says whether the file itself sets a key.
func (c *Config) given(key string) bool {
	_, ok := c.lines[key]
	return ok
}

// maxConfig is how large a configuration may be, in bytes.
const maxConfig = 4 << 20

// readConfig reads a configuration as far as one may reach.
func readConfig(path string) ([]byte, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	body, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxConfig:
		return nil, fmt.Errorf("it is larger than %d MB", maxConfig>>20)
	}
	return feed.Unmarked(body)
}
