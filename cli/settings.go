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
			Doc:     "The view that opens at the start.",
		},
		{
			Key: "auto_refresh", Value: &c.AutoRefresh,
			Doc: "The open reader asks the feeds that are due, at the start and on schedule.",
		},
		{
			Key: "theme", Value: &c.Theme,
			Doc: "The palette; 'lede themes' shows each, and :theme changes it inside.",
		},
		{
			Key: "background", Value: &c.Background, Choices: []string{"auto", "dark", "light"},
			Doc: "The terminal's background. With auto the terminal is asked.",
		},
		{
			Key: "measure", Value: &c.Measure, Min: ui.LeastMeasure, Max: ui.MostMeasure,
			Doc: "The width in columns that articles are set at, where the window has them.",
		},
		{
			Key: "layout", Value: &c.Layout, Choices: []string{"auto", "1", "2", "3"},
			Doc: "How many panes are shown side by side. With auto as many as the width has room for.",
		},
		{
			Key: "density", Value: &c.Density, Choices: []string{"two-line", "compact", "three-line"},
			Doc: "How much a list shows of each story.",
		},
		{
			Key: "notify", Value: &c.Notify, Choices: notifyChoices(),
			Doc: "How a rule's notify tells you of news, once a refresh: by the terminal (osc9 as in iTerm2 and WezTerm, osc99 as in kitty, osc777 as in foot and rxvt), by the desktop's notify-send (then 'lede refresh' does too), or by the bell. With auto by what this terminal is known to have.",
		},
		{
			Key: "mouse", Value: &c.Mouse,
			Doc: "Take clicks and the wheel. Hold shift to select text as the terminal does, or turn this off.",
		},
		{
			Key: "hyperlinks", Value: &c.Hyperlinks,
			Doc: "Make the links in articles ones that the terminal itself can open.",
		},
	}
}

// articleSettings are those of how stories are set, opened and saved.
func (c *Config) articleSettings() []setting {
	return []setting{
		{
			Key: "justify", Value: &c.Justify,
			Doc: "Set articles with both edges straight, by wider spaces where that leaves no holes.",
		},
		{
			Key: "hyphenate", Value: &c.Hyphenate,
			Doc: "Break words in articles that say they are in English, German or French.",
		},
		{
			Key: "bidi", Value: &c.Bidi, Choices: ui.BidiBy(),
			Doc: "Who puts Arabic, Hebrew and other right-to-left text in the order in which it is seen. With auto the terminal where it is kitty, Konsole, mlterm or Apple's, which do it themselves, else lede. Where words or letters stand backwards, set the other.",
		},
		{
			Key: "strip_tracking", Value: &c.StripTracking,
			Doc: "Leave out of links that are opened or copied what only tells their publishers how you came.",
		},
		{
			Key: "save_folder", Value: &c.SaveFolder,
			Doc: "Where w saves stories, unless you type another place. Empty: your folder for documents or downloads, else the current one.",
		},
	}
}

// terminalSettings are those of what the terminal can do.
func (c *Config) terminalSettings() []setting {
	return []setting{
		{
			Key: "low_bandwidth", Value: &c.LowBandwidth, Choices: ui.LowBandwidths(),
			Doc: "Send the terminal as little as possible: the selection is a bar alone, no preview follows the cursor, fewer colours and frames, no pictures unless asked. With auto it is on where the terminal is slow to answer.",
		},
		{
			Key: "show_cursor", Value: &c.ShowCursor,
			Doc: "Put the terminal's cursor on what is selected, or where the open story begins on the screen, so that a braille display or a magnifier follows it.",
		},
		{
			Key: "ascii", Value: &c.ASCII,
			Doc: "Draw the frame and the marks in ASCII alone.",
		},
		{
			Key: "pictures", Value: &c.Pictures, Choices: ui.PicturesBy(),
			Doc: "Show pictures in stories, which fetches them when a story is opened. With auto the terminal is asked what it can show, and pictures stay off on a line that is slow to answer; the other words name a protocol whatever it answers. With off one picture at a time is shown by key.",
		},
		{
			Key: "picture_cache", Value: &c.PictureCache, None: "none", Max: 100_000,
			Doc: "How many megabytes of pictures are kept to be shown again.",
		},
	}
}

// feedSettings are those of what is fetched, and how often.
func (c *Config) feedSettings() []setting {
	return []setting{
		{
			Group: "Feeds and stories", Key: "full_text", Value: &c.FullText, Choices: []string{"never", "auto", "always"},
			Doc: "When a story's web page is fetched for its whole text: never unless asked by key, auto where the feed gives only a summary, or always.",
		},
		{
			Key: "prefetch", Value: &c.Prefetch, Choices: []string{"off", "full"},
			Doc: "With full the open reader brings unread stories whole after a refresh, with their pictures, for reading without a line; 'lede refresh --offline' does so at any time.",
		},
		{
			Key: "prefetch_stories", Value: &c.PrefetchStories, Min: 1, Max: 10_000,
			Doc: "How many of the newest unread stories that is.",
		},
		{
			Key: "prefetch_mb", Value: &c.PrefetchMB, Min: 1, Max: 10_000,
			Doc: "How many megabytes of text it fetches at most each time.",
		},
		{
			Key: "prefetch_age", Value: &c.PrefetchAge, None: "of any age",
			Doc: "How old a story may be.",
		},
		{
			Key: "new_feed_unread", Value: &c.NewFeedUnread, Max: 5000,
			Doc: "How many of a new feed's newest stories start as unread; the older ones start as read.",
		},
		{
			Key: "refresh_every", Value: &c.RefreshEvery, None: "each by its own rhythm",
			Doc: "How often feeds are asked. A feed's own rhythm is between 5 minutes and 12 hours.",
		},
	}
}

// keepSettings are those of what becomes of stories that are there.
func (c *Config) keepSettings() []setting {
	return []setting{
		{
			Key: "resurface_updated", Value: &c.ResurfaceUpdated,
			Doc: "A story that its publisher changes becomes unread again.",
		},
		{
			Key: "link_duplicates", Value: &c.LinkDuplicates,
			Doc: "Marking a story read marks it in all feeds that carry it.",
		},
		{
			Key: "keep", Value: &c.Keep, None: "for ever", Least: day, // "1m" is a minute, and would drop all that is read
			Doc: "How long stories are kept, such as \"1y\". What is starred, saved for later, labelled or unread stays.",
		},
		{
			Key: "keep_per_feed", Value: &c.KeepPerFeed, None: "all", Max: 1_000_000,
			Doc: "How many of each feed's newest stories are kept, with the same exceptions.",
		},
		{
			Key: "drop_unread", Value: &c.DropUnread,
			Doc: "Unread stories are no exception.",
		},
	}
}

func (c *Config) networkSettings() []setting {
	return []setting{
		{
			Group: "The network", Key: "connections", Value: &c.Connections, Min: 1, Max: 1024,
			Doc: "How many requests are under way at once.",
		},
		{
			Key: "per_host", Value: &c.PerHost, Min: 1, Max: 16,
			Doc: "How many of them at one host.",
		},
		{
			Key: "timeout", Value: &c.Timeout,
			Doc: "How long one answer may take in all.",
		},
		{
			Key: "silence", Value: &c.Silence,
			Doc: "How long a server may send nothing before it is given up.",
		},
		{
			Key: "contact", Value: &c.Contact,
			Doc: "A URL or address that publishers can reach you at; it is sent in the User-Agent. Empty: none.",
		},
		{
			Key: "proxy", Value: &c.Proxy,
			Doc: "The URL of a proxy for all requests: http, https or socks5. Empty: what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; \"none\": no proxy whatever they say.",
		},
		{
			Key: "allow_private", Value: &c.AllowPrivate,
			Doc: "Let public pages and feeds redirect to private and loopback addresses. A feed that you added by such an address works without this.",
		},
		{
			Key: "allow_commands", Value: &c.AllowCommands,
			Doc: "Let subscriptions run programs: exec:COMMAND and filter:COMMAND:URL, as in newsboat. From OPML files they are not taken in even so: 'lede add' takes them.",
		},
	}
}

func (c *Config) otherSettings() []setting {
	return []setting{
		{
			Group: "The rest", Key: "log_level", Value: &c.LogLevel, Choices: []string{"debug", "info", "warn", "error"},
			Doc: "What is written to the log file.",
		},
	}
}

// settings is the table of what [feeds."URL"] and [folders."NAME"] take.
func (o *FeedOptions) settings() []setting {
	return []setting{
		{Key: "full_text", Value: &o.FullText, Choices: []string{"never", "auto", "always"}, General: true, Doc: "As above, for these feeds."},
		{Key: "refresh_every", Value: &o.RefreshEvery, Doc: "How often it is asked. Unset: by the feed's own rhythm."},
		{Key: "resurface_updated", Value: &o.Resurface, General: true, Doc: "As above, for these feeds."},
		{Key: "user_agent", Value: &o.UserAgent, Doc: "The User-Agent to send."},
		{Key: "proxy", Value: &o.Proxy, Doc: "The proxy's URL: http, https or socks5."},
		{Key: "headers", Value: &o.Headers, Doc: "More request headers, by name."},
		{Key: "username", Value: &o.Username, Doc: "The user's name for HTTP Basic authentication."},
		{Key: "password_command", Value: &o.PasswordCommand, Doc: "A command that prints the password, such as \"pass show news\"."},
		{Key: "password_env", Value: &o.PasswordEnv, Doc: "The environment variable that holds the password."},
		{Key: "token_command", Value: &o.TokenCommand, Doc: "A command that prints a bearer token."},
		{Key: "token_env", Value: &o.TokenEnv, Doc: "The environment variable that holds a bearer token."},
		{Key: "cookies_file", Value: &o.CookiesFile, Doc: "A file of cookies in Netscape's format."},
		{Key: "client_cert", Value: &o.ClientCert, Doc: "A file with a client certificate, PEM."},
		{Key: "client_key", Value: &o.ClientKey, Doc: "The file with its key, PEM."},
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
		doc += " With " + none + " " + s.None + "."
	}
	switch {
	case s.Choices != nil:
		return doc + " One of: " + strings.Join(s.Choices, ", ") + "."
	case s.Max > 0:
		return fmt.Sprintf("%s From %d to %d.", doc, s.Min, s.Max)
	case s.Least > 0:
		return fmt.Sprintf("%s Otherwise at least %q.", doc, s.least())
	}
	return doc
}
