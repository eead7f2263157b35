package cli

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lede/feed"
	"lede/ui"
)

// setting is one key of config.toml: where its value goes, what it means and
// what it may be. The default configuration, its documentation and the checks
// all come from the one table.
type setting struct {
	Key     string
	Value   any           // a pointer into the Config
	Doc     string        // what it does; the first letter in capitals, a full stop at the end
	Choices []string      // the words that it may be; nil: any
	None    string        // what no time or number, 0, stands for, where that is not plain
	Min     int           // of a number
	Max     int           // of a number; 0: no bound
	Least   time.Duration // of a length of time that is not zero
	Group   string        // the heading that it starts, if it starts one
	General bool          // it means for some feeds what the setting of the same key does for all
}

// defaultConfig is what holds where the file says nothing.
func defaultConfig() Config {
	return Config{
		StartView:      string(feed.ViewToday),
		AutoRefresh:    true,
		FullText:       string(feed.FullTextNever),
		NewFeedUnread:  20,
		LinkDuplicates: true,
		Theme:          "paper",
		Background:     "auto",
		Measure:        76,
		Mouse:          true,
		Hyperlinks:     true,
		StripTracking:  true,

		Prefetch:        "off",
		PrefetchStories: 200,
		PrefetchMB:      50,
		PrefetchAge:     lasting(14 * day),

		LowBandwidth: "auto",
		Bidi:         "auto",
		Layout:       "auto",
		Density:      "two-line",
		Pictures:     "off",
		PictureCache: 200,
		Connections:  64,
		PerHost:      2,
		Timeout:      lasting(30 * time.Second),
		Silence:      lasting(10 * time.Second),
		Notify:       notifyAuto,
		LogLevel:     "info",
	}
}

// settings is the table, for one Config.
func (c *Config) settings() []setting {
	return slices.Concat(
		c.screenSettings(), c.articleSettings(), c.terminalSettings(),
		c.feedSettings(), c.keepSettings(), c.networkSettings(), c.otherSettings(),
	)
}

// screenSettings are those of what the reader shows, and when.
func (c *Config) screenSettings() []setting {
	return []setting{
		{
			Group: "The reader", Key: "start_view", Value: &c.StartView,
			Choices: []string{"today", "unread", "starred", "later", "all"},
			Doc:     "The view to open at startup.",
		},
		{
			Key: "auto_refresh", Value: &c.AutoRefresh,
			Doc: "Refresh feeds while the reader is open, at startup and as they become due.",
		},
		{
			Key: "theme", Value: &c.Theme,
			Doc: "The colours. 'lede themes' shows all themes, and :theme changes the theme in the reader.",
		},
		{
			Key: "background", Value: &c.Background, Choices: []string{"auto", "dark", "light"},
			Doc: "The terminal's background. With auto, lede asks the terminal.",
		},
		{
			Key: "measure", Value: &c.Measure, Min: ui.MinMeasure, Max: ui.MaxMeasure,
			Doc: "The width of articles in columns, if the window is wide enough.",
		},
		{
			Key: "layout", Value: &c.Layout, Choices: []string{"auto", "1", "2", "3"},
			Doc: "How many panes to show side by side. With auto, as many as fit.",
		},
		{
			Key: "density", Value: &c.Density, Choices: []string{"two-line", "compact", "three-line"},
			Doc: "How much a list shows of each story.",
		},
		{
			Key: "notify", Value: &c.Notify, Choices: notifyChoices(),
			Doc: "How a rule's notify notifies you, once per refresh: by the terminal (osc9 for iTerm2 and WezTerm, osc99 for kitty, osc777 for foot and rxvt), by the desktop's notify-send (which 'lede refresh' uses too), or by the bell. With auto, by what this terminal is known to support.",
		},
		{
			Key: "mouse", Value: &c.Mouse,
			Doc: "Use the mouse. Hold shift to select text as usual in the terminal, or turn this off.",
		},
		{
			Key: "hyperlinks", Value: &c.Hyperlinks,
			Doc: "Let the terminal open links in articles, if it can.",
		},
	}
}

// articleSettings are those of how stories are set, opened and saved.
func (c *Config) articleSettings() []setting {
	return []setting{
		{
			Key: "justify", Value: &c.Justify,
			Doc: "Justify articles: widen spaces to make both edges straight, unless that leaves large gaps.",
		},
		{
			Key: "hyphenate", Value: &c.Hyphenate,
			Doc: "Hyphenate articles marked as English, German or French.",
		},
		{
			Key: "bidi", Value: &c.Bidi, Choices: ui.BidiChoices(),
			Doc: "Who puts Arabic, Hebrew and other right-to-left text into visual order. With auto, the terminal if it is kitty, Konsole, mlterm or Apple's, which do so themselves; otherwise lede. If words or letters appear backwards, choose the other.",
		},
		{
			Key: "strip_tracking", Value: &c.StripTracking,
			Doc: "Remove tracking parameters from links that you open or copy.",
		},
		{
			Key: "save_folder", Value: &c.SaveFolder,
			Doc: "Where w saves stories, unless you type another place. Empty: your documents or downloads folder, else the current folder.",
		},
	}
}

// terminalSettings are those of what the terminal can do.
func (c *Config) terminalSettings() []setting {
	return []setting{
		{
			Key: "low_bandwidth", Value: &c.LowBandwidth, Choices: ui.LowBandwidthChoices(),
			Doc: "Send the terminal as little as possible: the selection is only a bar, no preview follows the cursor, there are fewer colours and frames, and no pictures unless you ask. With auto, on if the terminal is slow to answer.",
		},
		{
			Key: "show_cursor", Value: &c.ShowCursor,
			Doc: "Put the terminal's cursor on the selection, or at the beginning of the open story, so that a braille display or a magnifier follows it.",
		},
		{
			Key: "ascii", Value: &c.ASCII,
			Doc: "Draw lines and symbols in ASCII only.",
		},
		{
			Key: "pictures", Value: &c.Pictures, Choices: ui.PictureChoices(),
			Doc: "Show pictures in stories, fetching them when you open a story. With auto, lede asks the terminal what it supports, and shows none if it is slow to answer; the other values choose a method regardless. With off, a key shows one picture at a time.",
		},
		{
			Key: "picture_cache", Value: &c.PictureCache, None: "none", Max: 100_000,
			Doc: "How many megabytes of pictures to keep.",
		},
	}
}

// feedSettings are those of what is fetched, and how often.
func (c *Config) feedSettings() []setting {
	return []setting{
		{
			Group: "Feeds and stories", Key: "full_text", Value: &c.FullText, Choices: []string{"never", "auto", "always"},
			Doc: "When to fetch stories whole from their web pages: never (only by key), auto (if the feed gives only a summary), or always.",
		},
		{
			Key: "prefetch", Value: &c.Prefetch, Choices: []string{"off", "full"},
			Doc: "With full, the open reader fetches unread stories whole after each refresh, with their pictures, for reading offline; 'lede refresh --offline' does so at any time.",
		},
		{
			Key: "prefetch_stories", Value: &c.PrefetchStories, Min: 1, Max: 10_000,
			Doc: "How many of the newest unread stories to prefetch.",
		},
		{
			Key: "prefetch_mb", Value: &c.PrefetchMB, Min: 1, Max: 10_000,
			Doc: "How many megabytes of text to prefetch at most each time.",
		},
		{
			Key: "prefetch_age", Value: &c.PrefetchAge, None: "any age",
			Doc: "How old a story to prefetch may be.",
		},
		{
			Key: "new_feed_unread", Value: &c.NewFeedUnread, Max: 5000,
			Doc: "How many of a new feed's newest stories start as unread; the older ones start as read.",
		},
		{
			Key: "refresh_every", Value: &c.RefreshEvery, None: "each by its own rhythm",
			Doc: "How often to refresh a feed. Its own rhythm is between 5 minutes and 12 hours.",
		},
	}
}

// keepSettings are those of what becomes of stories that are there.
func (c *Config) keepSettings() []setting {
	return []setting{
		{
			Key: "resurface_updated", Value: &c.ResurfaceUpdated,
			Doc: "Make a story unread again when its publisher changes it.",
		},
		{
			Key: "link_duplicates", Value: &c.LinkDuplicates,
			Doc: "Treat the same story in several feeds as one: marking it as read marks it in all of them, and views of several feeds show the same text once.",
		},
		{
			Key: "keep", Value: &c.Keep, None: "forever", Least: day, // "1m" is a minute, and would drop all that is read
			Doc: "How long to keep stories, such as \"1y\". Stories that are starred, saved for later, labelled or unread are not dropped.",
		},
		{
			Key: "keep_per_feed", Value: &c.KeepPerFeed, None: "all", Max: 1_000_000,
			Doc: "How many of each feed's newest stories to keep, with the same exceptions.",
		},
		{
			Key: "drop_unread", Value: &c.DropUnread,
			Doc: "Do not make an exception for unread stories.",
		},
	}
}

func (c *Config) networkSettings() []setting {
	return []setting{
		{
			Group: "The network", Key: "connections", Value: &c.Connections, Min: 1, Max: 1024,
			Doc: "How many requests to make at once.",
		},
		{
			Key: "per_host", Value: &c.PerHost, Min: 1, Max: 16,
			Doc: "How many of them to the same host.",
		},
		{
			Key: "timeout", Value: &c.Timeout,
			Doc: "How long a complete answer may take.",
		},
		{
			Key: "silence", Value: &c.Silence,
			Doc: "How long a server may send nothing before lede gives up.",
		},
		{
			Key: "contact", Value: &c.Contact,
			Doc: "A URL or e-mail address at which publishers can reach you, sent in the User-Agent. Empty: none.",
		},
		{
			Key: "proxy", Value: &c.Proxy,
			Doc: "The URL of a proxy for all requests: http, https or socks5. Empty: as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; \"none\": no proxy, whatever they say.",
		},
		{
			Key: "allow_private", Value: &c.AllowPrivate,
			Doc: "Let public pages and feeds redirect to private and loopback addresses. Feeds that you added by such an address work without this.",
		},
		{
			Key: "allow_commands", Value: &c.AllowCommands,
			Doc: "Let rules (run:PROGRAM) and subscriptions (exec:COMMAND and filter:COMMAND:URL, as in newsboat) run programs. Even then, such subscriptions are never taken from OPML files; 'lede add' takes them.",
		},
	}
}

func (c *Config) otherSettings() []setting {
	return []setting{
		{
			Group: "The rest", Key: "log_level", Value: &c.LogLevel, Choices: []string{"debug", "info", "warn", "error"},
			Doc: "How much to write to the log file.",
		},
	}
}

// settings is the table of what [feeds."URL"] and [folders."NAME"] take.
func (o *FeedOptions) settings() []setting {
	return []setting{
		{Key: "full_text", Value: &o.FullText, Choices: []string{"never", "auto", "always"}, General: true, Doc: "As above, for these feeds."},
		{Key: "refresh_every", Value: &o.RefreshEvery, Doc: "How often to refresh these feeds. Unset: as above."},
		{Key: "resurface_updated", Value: &o.Resurface, General: true, Doc: "As above, for these feeds."},
		{Key: "user_agent", Value: &o.UserAgent, Doc: "The User-Agent to send."},
		{Key: "proxy", Value: &o.Proxy, Doc: "The proxy's URL: http, https or socks5."},
		{Key: "headers", Value: &o.Headers, Doc: "Additional request headers, by name."},
		{Key: "username", Value: &o.Username, Doc: "The user name for HTTP Basic authentication."},
		{Key: "password_command", Value: &o.PasswordCommand, Doc: "A command that prints the password, such as \"pass show news\"."},
		{Key: "password_env", Value: &o.PasswordEnv, Doc: "The environment variable that holds the password."},
		{Key: "token_command", Value: &o.TokenCommand, Doc: "A command that prints a bearer token."},
		{Key: "token_env", Value: &o.TokenEnv, Doc: "The environment variable that holds a bearer token."},
		{Key: "cookies_file", Value: &o.CookiesFile, Doc: "A file of cookies in Netscape format."},
		{Key: "client_cert", Value: &o.ClientCert, Doc: "A file with a client certificate in PEM format."},
		{Key: "client_key", Value: &o.ClientKey, Doc: "The file with its key in PEM format."},
	}
}

// settingKeys are all keys that a configuration may have, for guesses.
func settingKeys() []string {
	var c Config
	var keys []string
	for _, s := range c.settings() {
		keys = append(keys, s.Key)
	}
	return append(keys, "keys", "feeds", "folders", "sites", "open_with", "macros", "commands", "rules")
}

// check returns the mistakes in all values.
func (c *Config) check() (errs []error) {
	for _, s := range c.settings() {
		if err := s.check(); err != nil {
			errs = append(errs, &lineError{c.lines[s.Key], err.Error()})
		}
	}
	errs = append(errs, c.checkKeys()...)
	errs = append(errs, c.checkRules()...)
	errs = append(errs, c.checkCommands()...)
	errs = append(errs, c.checkOpenWith()...)
	if err := checkProxy(c.Proxy); err != nil {
		errs = append(errs, &lineError{c.lines["proxy"], err.Error()})
	}
	for table, all := range map[string]map[string]FeedOptions{"feeds": c.Feeds, "folders": c.Folders} {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			o := all[name]
			for _, s := range o.settings() {
				if err := s.check(); err != nil {
					errs = append(errs, &lineError{c.lines[table+"."+name+"."+s.Key], err.Error()})
				}
			}
			if err := checkProxy(o.Proxy); err != nil {
				errs = append(errs, &lineError{c.lines[table+"."+name+".proxy"], err.Error()})
			}
		}
	}
	for _, s := range c.sites() {
		if err := s.Check(); err != nil {
			errs = append(errs, &lineError{c.lines["sites."+s.Host], err.Error()})
		}
	}
	return errs
}

// checkProxy looks at a proxy's URL.
func checkProxy(proxy string) error {
	if proxy == "" || proxy == "none" {
		return nil
	}
	u, err := url.Parse(proxy)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
		return fmt.Errorf("proxy: write it as http://host:port or socks5://host:port")
	}
	return nil
}

// check looks at one value.
func (s setting) check() error {
	switch v := s.Value.(type) {
	case *string:
		if s.Choices != nil && *v != "" && !slices.Contains(s.Choices, *v) {
			return fmt.Errorf("%s: %q is not one of %s", s.Key, *v, strings.Join(s.Choices, ", "))
		}
	case *int:
		if *v < s.Min || s.Max > 0 && *v > s.Max {
			return fmt.Errorf("%s: %d is not between %d and %d", s.Key, *v, s.Min, s.Max)
		}
	case *Duration:
		if v.wrong != nil {
			return fmt.Errorf("%s: %w", s.Key, v.wrong)
		}
		if v.Std() > 0 && v.Std() < s.Least {
			return fmt.Errorf("%s: %s is too short: %q is the least; a month is \"30d\"", s.Key, v, s.least())
		}
	}
	return nil
}

// literal is the value in TOML.
func (s setting) literal() string {
	switch v := s.Value.(type) {
	case *string:
		return strconv.Quote(*v)
	case *int:
		return strconv.Itoa(*v)
	case *bool:
		return strconv.FormatBool(*v)
	case *Duration:
		return strconv.Quote(v.String())
	case *OneOrMore:
		quoted := make([]string, len(*v))
		for i, word := range *v {
			quoted[i] = strconv.Quote(word)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return ""
}

// choices are the words that it may be, of a switch too; nil: any.
func (s setting) choices() []string {
	switch s.Value.(type) {
	case *bool, **bool:
		return []string{"true", "false"}
	}
	return s.Choices
}

// least is the shortest length of time that it may be, as a person types it.
func (s setting) least() string {
	d := lasting(s.Least)
	return setting{Value: &d}.text()
}

// help is the documentation with the possible words.
func (s setting) help() string {
	doc := s.Doc
	if s.None != "" {
		none := "0"
		if _, ok := s.Value.(*Duration); ok {
			none = `"0s"`
		}
		doc += " " + none + ": " + s.None + "."
	}
	switch {
	case s.Choices != nil:
		return doc + " One of: " + strings.Join(s.Choices, ", ") + "."
	case s.Max > 0:
		return fmt.Sprintf("%s From %d to %d.", doc, s.Min, s.Max)
	case s.Least > 0:
		return fmt.Sprintf("%s At least %q otherwise.", doc, s.least())
	}
	return doc
}
