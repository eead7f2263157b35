package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"lede/store"
	"lede/ui"
)

// savedName is the database's setting that holds what was set inside the reader:
// a JSON object of texts by the keys of config.toml.
const savedName = "settings"

// runtimeSettings are the keys that can be set while the reader runs, in the
// order of the screen, and what is said of those that take effect later.
func runtimeSettings() []struct{ key, when string } {
	return []struct{ key, when string }{
		{"theme", ""},
		{"background", ""},
		{"density", ""},
		{"layout", ""},
		{"measure", ""},
		{"mouse", ""},
		{"hyperlinks", ""},
		{"justify", ""},
		{"hyphenate", ""},
		{"bidi", ""},
		{"strip_tracking", ""},
		{"low_bandwidth", ""},
		{"show_cursor", ""},
		{"ascii", ""},
		{"pictures", ""},
		{"picture_cache", ", from the next start"},
		{"start_view", ""},
		{"auto_refresh", ""},
		{"refresh_every", ""},
		{"notify", ""},
		{"save_folder", ""},
		{"prefetch", ""},
		{"new_feed_unread", ""},
		{"link_duplicates", ""},
		{"full_text", ""},
		{"resurface_updated", ""},
		{"keep", ""},
		{"keep_per_feed", ""},
		{"drop_unread", ""},
	}
}

// readSaved reads what was set inside the reader.
func readSaved(ctx context.Context, lib *store.Store) (map[string]string, error) {
	text, found, err := lib.Setting(ctx, savedName)
	kept := map[string]string{}
	if err != nil || !found {
		return kept, err
	}
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return map[string]string{}, nil // another lede wrote it; the defaults hold
	}
	return kept, nil
}

// withSaved is a configuration with what was set inside the reader where the
// file says nothing. What is no longer a value is left out, with a warning.
func (a *app) withSaved(c *Config, kept map[string]string) *Config {
	out := *c
	out.saved = kept
	for _, s := range out.settings() {
		text, ok := kept[s.Key]
		if !ok || c.given(s.Key) {
			continue
		}
		before := s.text()
		if err := s.setText(text); err != nil {
			a.log.Warn("a setting made inside the reader", "key", s.Key, "error", err)
			_ = s.setText(before) // it was a value
		}
	}
	return &out
}

// applySaved puts what was set inside the reader into force. Where that cannot be
// read, a damaged database is for others to tell of.
func (a *app) applySaved(ctx context.Context, lib *store.Store) {
	kept, err := readSaved(ctx, lib)
	if err != nil {
		a.log.Warn("the settings made inside the reader", "error", err)
		return
	}
	a.config.Store(a.withSaved(a.currentConfig(), kept))
}

// settingsEditor are the settings as the reader changes them.
type settingsEditor struct {
	a   *app
	lib *store.Store
}

var _ ui.Settings = (*settingsEditor)(nil)

// All returns the settings that can be changed while the reader runs.
func (s *settingsEditor) All() []ui.Option {
	c := s.a.currentConfig()
	var out []ui.Option
	for _, r := range runtimeSettings() {
		set, ok := c.setting(r.key)
		if !ok {
			continue
		}
		o := ui.Option{Name: r.key, Value: c.saved[r.key], Holds: cmp.Or(set.none(), set.shown()), Choices: set.choices(), Help: set.help()}
		o.Check = func(value string) error {
			tried := *c
			set, _ := tried.setting(r.key)
			return set.setText(value)
		}
		switch {
		case c.given(r.key):
			o.From = fmt.Sprintf("config.toml, line %d", c.lines[r.key])
		case o.Value != "":
			o.From = "set here"
		}
		out = append(out, o)
	}
	return out
}

// shown is a setting's value as it is told; a length of time that is none, too.
func (s setting) shown() string {
	if _, ok := s.Value.(*Duration); ok {
		return cmp.Or(s.text(), "0s")
	}
	return s.text()
}

// none is what a setting's value stands for in words, where that is no time or number;
// empty: it is one.
func (s setting) none() string {
	if v := s.shown(); v == "0" || v == "0s" {
		return s.None
	}
	return ""
}

// Set checks a value, keeps it and puts it into force. Where the file says
// another it is not kept, since it would not hold: it does until the reader is
// left.
func (s *settingsEditor) Set(ctx context.Context, name, value string) (holds, said string, err error) {
	all := runtimeSettings()
	i := slices.IndexFunc(all, func(r struct{ key, when string }) bool { return r.key == name })
	if i < 0 {
		return "", "", fmt.Errorf("there is no setting %s that can be changed here", name)
	}
	s.a.changes.Lock()
	defer s.a.changes.Unlock()
	c := *s.a.currentConfig()
	set, _ := c.setting(name)
	given := c.given(name)
	if value != "" {
		if err := set.setText(value); err != nil {
			return "", "", err
		}
		value = set.shown()
	}
	if !given || value == "" {
		kept, err := readSaved(ctx, s.lib)
		if err != nil {
			return "", "", err
		}
		if kept[name] = value; value == "" {
			delete(kept, name)
		}
		text, err := json.Marshal(kept)
		if err != nil {
			return "", "", err
		}
		if err := s.lib.SetSetting(ctx, savedName, string(text)); err != nil {
			return "", "", err
		}
		c.saved = kept
	}
	if value == "" && !given {
		d := defaultConfig()
		base, _ := d.setting(name)
		if err := set.setText(base.text()); err != nil {
			return "", "", err
		}
	}
	s.a.takeConfig(&c)
	holds = set.shown()
	said = name + " is " + cmp.Or(holds, "not set")
	if none := set.none(); none != "" {
		said += ": " + none
	}
	said += all[i].when
	if given {
		said += fmt.Sprintf(" until you quit: config.toml, line %d, takes precedence", c.lines[name])
	}
	return holds, said, nil
}

// setting is one of the table, by its key.
func (c *Config) setting(key string) (setting, bool) {
	for _, s := range c.settings() {
		if s.Key == key {
			return s, true
		}
	}
	return setting{}, false
}
