package cli

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"lede/feed"
	"lede/ui"
)

// TestSettingsTable: the table names every key that the decoder takes, and no
// other, so that the default configuration and the docs are whole.
func TestSettingsTable(t *testing.T) {
	var c Config
	var keys []string
	for _, s := range c.settings() {
		keys = append(keys, s.Key)
		if s.Doc == "" || !strings.HasSuffix(s.Doc, ".") {
			t.Errorf("%s: its documentation is no sentence: %q", s.Key, s.Doc)
		}
		if s.literal() == "" {
			t.Errorf("%s: its type cannot be written", s.Key)
		}
	}
	if diff := cmp.Diff(tomlKeys(reflect.TypeFor[Config](), ""), asSet(keys)); diff != "" {
		t.Errorf("keys that the decoder takes (-) and the table has (+):\n%s", diff)
	}
	var o FeedOptions
	keys = nil
	for _, s := range o.settings() {
		keys = append(keys, s.Key)
	}
	if diff := cmp.Diff(tomlKeys(reflect.TypeFor[FeedOptions](), ""), asSet(keys)); diff != "" {
		t.Errorf("options that the decoder takes (-) and the table has (+):\n%s", diff)
	}
	var r RuleConfig
	keys = nil
	for _, s := range r.settings() {
		keys = append(keys, s.Key)
	}
	if diff := cmp.Diff(tomlKeys(reflect.TypeFor[RuleConfig](), ""), asSet(keys)); diff != "" {
		t.Errorf("keys of a rule that the decoder takes (-) and the table has (+):\n%s", diff)
	}
}

// tomlKeys are the keys of a struct, but for its free tables.
func tomlKeys(t reflect.Type, prefix string) map[string]bool {
	keys := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("toml")
		switch {
		case tag == "" || f.Type.Kind() == reflect.Map && f.Type.Elem().Kind() != reflect.String:
		case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct:
		case f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[Duration]():
			for k := range tomlKeys(f.Type, prefix+tag+".") {
				keys[k] = true
			}
		default:
			keys[prefix+tag] = true
		}
	}
	return keys
}

func asSet(keys []string) map[string]bool {
	set := map[string]bool{}
	for _, k := range keys {
		set[k] = true
	}
	return set
}

// TestDefaultConfigSaysTheDefaults: uncommenting every line changes nothing.
func TestDefaultConfigSaysTheDefaults(t *testing.T) {
	var b bytes.Buffer
	if err := writeDefaultConfig(&b); err != nil {
		t.Fatal(err)
	}
	// Only the lines that set a key of the table: '#key = ', no space after '#'.
	var lines []string
	for line := range strings.Lines(b.String()) {
		if strings.HasPrefix(line, "# -- Options of feeds") {
			break
		}
		switch {
		case strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "# ") && !strings.HasPrefix(line, "#\n"):
			lines = append(lines, line[1:])
		case strings.HasPrefix(line, "["):
			lines = append(lines, line)
		}
	}
	got, err := parseConfig([]byte(strings.Join(lines, "")))
	if err != nil {
		t.Fatalf("%v\n%s", err, strings.Join(lines, ""))
	}
	want := defaultConfig()
	for i, s := range got.settings() {
		if w := want.settings()[i].literal(); s.literal() != w {
			t.Errorf("%s: %s, want %s", s.Key, s.literal(), w)
		}
		if !got.given(s.Key) {
			t.Errorf("%s is not in the default configuration", s.Key)
		}
	}
}

func TestOptionsOf(t *testing.T) {
	c, err := parseConfig([]byte(`
full_text = "auto"
[folders."News"]
refresh_every = "15m"
user_agent = "folder"
[folders."News/World"]
refresh_every = "5m"
[folders."New"]
refresh_every = "1m"
[feeds."https://example.org/a"]
user_agent = "feed"
token_env = "T"
`))
	if err != nil {
		t.Fatal(err)
	}
	off := false
	got := c.optionsOf(feed.Subscription{
		Feed:    feed.Feed{URL: "https://example.org/a"},
		Folder:  "News/World/Asia",
		Options: feed.Options{Proxy: "http://own:1", TokenCommand: "pass x"},
	})
	want := feed.Options{
		FullText: "auto", RefreshEvery: 5 * time.Minute, UserAgent: "feed", TokenEnv: "T", Proxy: "http://own:1", Resurface: &off,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = c.optionsOf(feed.Subscription{Feed: feed.Feed{URL: "https://example.org/b"}, Options: feed.Options{FullText: "always"}})
	if diff := cmp.Diff(feed.Options{FullText: "always", Resurface: &off}, got); diff != "" {
		t.Error(diff)
	}
}

func TestKeyLines(t *testing.T) {
	got := keyLines([]byte("a = 1\n\n[t.\"x y\"]\n# c\nb = [\n 1,\n]\nc.d = 2\n"))
	want := map[string]int{"a": 1, "t.x y": 3, "t.x y.b": 5, "t.x y.c.d": 8}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "1h30m": 90 * time.Minute, "7d": 7 * day, "1.5d": 36 * time.Hour, "2w": 14 * day, "1y": 365 * day, "0s": 0,
	} {
		if got, err := parseDuration(text); err != nil || got != want {
			t.Errorf("parseDuration(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "d", "-1d", "-3h", "soon", "5", "1000y", "NaNd", "1 d"} {
		if got, err := parseDuration(text); err == nil {
			t.Errorf("parseDuration(%q) = %v, want an error", text, got)
		}
	}
}

func TestDurationString(t *testing.T) {
	for d, want := range map[time.Duration]string{
		30 * time.Minute: "30m", time.Hour: "1h", 90 * time.Minute: "1h30m", 45 * time.Second: "45s", 0: "0s",
	} {
		if got := lasting(d).String(); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	keys := settingKeys()
	for name, want := range map[string]string{
		"start_veiw": "start_view", "AutoRefresh": "auto_refresh", "fulltext": "full_text", "zzzzzz": "", "feed": "feeds",
	} {
		if got := ui.Closest(name, keys); got != want {
			t.Errorf("Closest(%q) = %q, want %q", name, got, want)
		}
	}
}

// A configuration without end is none.
func TestAConfigurationIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, bytes.Repeat([]byte("# more\n"), maxConfig/7+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadConfig(paths{Config: path}); err == nil || !strings.Contains(err.Error(), "larger than 4 MB") {
		t.Error(err)
	}
}

// markedTexts are a text as programs on Windows write it: editors with a mark before
// it, and PowerShell in UTF-16 what is redirected to a file.
func markedTexts(text string) map[string][]byte {
	wide := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	return map[string][]byte{"UTF-8": []byte("\xef\xbb\xbf" + text), "UTF-16": wide}
}

func TestConfigurationThatWindowsWrote(t *testing.T) {
	p := paths{Config: filepath.Join(t.TempDir(), "config.toml")}
	for name, marked := range markedTexts("# Día\r\ndensity = \"compact\"\r\n[open_with]\r\nbrowser = \"C:\\\\Program Files\\\\a.exe\"\r\n") {
		if err := os.WriteFile(p.Config, marked, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := loadConfig(p)
		if err != nil || c.Density != "compact" || c.lines["density"] != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAValueOfAnotherKindIsToldTheWords: true is written for "on", and 2 for "2".
func TestAValueOfAnotherKindIsToldTheWords(t *testing.T) {
	for text, want := range map[string]string{
		"low_bandwidth = true": `line 1: low_bandwidth: it must be one of "auto", "on", "off"`,
		"layout = 2":           `line 1: layout: it must be one of "auto", "1", "2", "3"`,
		"theme = 1":            "line 1: theme: it must be a string in quotes",
		"mouse = \"no\"":       "line 1: mouse: it must be true or false",
	} {
		if _, err := parseConfig([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v; want %s", text, err, want)
		}
	}
}
