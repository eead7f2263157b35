package cli

import (
	"strings"
	"testing"
	"time"

	"lede/feed"
)

// TestOptionsOfAFeed: a feed's page says of each option what holds and which line
// of config.toml says so.
func TestOptionsOfAFeed(t *testing.T) {
	c, err := parseConfig([]byte("full_text = \"auto\"\n[folders.\"News\"]\nrefresh_every = \"15m\"\n[feeds.\"https://a.example/feed\"]\nuser_agent = \"mine\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := feed.Subscription{Feed: feed.Feed{URL: "https://a.example/feed"}, Folder: "News/World"}
	s.Options.RefreshEvery = time.Hour
	want := map[string]string{
		"full_text":     " auto (as for all feeds)",
		"refresh_every": "1h 15m (config.toml, line 3) fixed",
		"user_agent":    " mine (config.toml, line 5) fixed",
		"proxy":         "  ()",
	}
	for _, o := range c.feedOptions(s) {
		got := o.Value + " " + o.Holds + " (" + o.From + ")"
		if o.Fixed {
			got += " fixed"
		}
		if w, ok := want[o.Name]; ok && got != w {
			t.Errorf("%s: %q, want %q", o.Name, got, w)
		}
		if o.Name == "resurface_updated" && len(o.Choices) != 2 {
			t.Errorf("%s: its choices are %q", o.Name, o.Choices)
		}
		if o.Help == "" || strings.Contains(o.Help, "As above") {
			t.Errorf("%s: its help is %q", o.Name, o.Help)
		}
	}
}

// TestSettingAnOption: what is typed is read as the file's values are, and what
// an option held before stays where it is no value.
func TestSettingAnOption(t *testing.T) {
	var o feed.Options
	o.PasswordCommand = "pass show news"
	for _, set := range []struct{ name, value, err string }{
		{"full_text", "always", ""},
		{"full_text", "often", "not one of never"},
		{"refresh_every", "30m", ""},
		{"refresh_every", "soon", "is not a duration"},
		{"resurface_updated", "yes", ""},
		{"resurface_updated", "maybe", "neither true nor false"},
		{"headers", "X-One: 1; X-Two: a: b", ""},
		{"headers", "nothing", "Name: value"},
		{"proxy", "nonsense", "http://host:port"},
		{"username", "me", ""},
		{"username", "", ""},
		{"colour", "red", "no option"},
	} {
		err := setFeedOption(&o, set.name, set.value)
		if (err == nil) != (set.err == "") || err != nil && !strings.Contains(err.Error(), set.err) {
			t.Errorf("%s %q: %v", set.name, set.value, err)
		}
	}
	if o.FullText != feed.FullTextAlways || o.RefreshEvery != 30*time.Minute || o.Resurface == nil || !*o.Resurface || len(o.Headers) != 2 ||
		o.Headers["X-Two"] != "a: b" || o.Username != "" || o.Proxy != "" || o.PasswordCommand != "pass show news" {
		t.Errorf("%+v", o)
	}
}
