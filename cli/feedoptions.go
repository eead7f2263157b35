package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lede/feed"
	"lede/ui"
)

// feedOptions are the options of a feed for its page: what the user set inside,
// what holds, and where that comes from.
func (c *Config) feedOptions(s feed.Subscription) []ui.Option {
	mine, holds := optionsIn(s.Options), optionsIn(c.optionsOf(s))
	held := holds.settings()
	var out []ui.Option
	for i, set := range mine.settings() {
		o := ui.Option{Name: set.Key, Value: set.text(), Holds: held[i].text(), Choices: set.choices(), Help: optionHelp(set)}
		o.Check = func(value string) error {
			options := s.Options
			return setFeedOption(&options, set.Key, value)
		}
		if from := c.optionFrom(s, set.Key); from != "" {
			o.From, o.Fixed = from, true
		} else if o.Value == "" && o.Holds != "" {
			o.From = "as for all feeds"
		}
		out = append(out, o)
	}
	return out
}

// optionHelp is what an option does, for one that is read alone.
func optionHelp(s setting) string {
	var c Config
	if general, ok := c.setting(s.Key); ok && s.General {
		return general.help()
	}
	return s.help()
}

// optionFrom is the place in the file that sets an option of a feed, or empty
// where none does.
func (c *Config) optionFrom(s feed.Subscription, key string) string {
	names := []string{"feeds." + s.URL}
	for i := len(s.Folder); i > 0; i = strings.LastIndexByte(s.Folder[:i], '/') {
		names = append(names, "folders."+s.Folder[:i])
	}
	for _, name := range names {
		if line, ok := c.lines[name+"."+key]; ok {
			return fmt.Sprintf("config.toml, line %d", line)
		}
	}
	return ""
}

// optionsIn are options in the form that the configuration has them in.
func optionsIn(o feed.Options) FeedOptions {
	return FeedOptions{
		FullText: string(o.FullText), RefreshEvery: lasting(o.RefreshEvery), Resurface: o.Resurface,
		UserAgent: o.UserAgent, Proxy: o.Proxy, Headers: o.Headers, Username: o.Username,
		PasswordCommand: o.PasswordCommand, PasswordEnv: o.PasswordEnv, TokenCommand: o.TokenCommand, TokenEnv: o.TokenEnv,
		CookiesFile: o.CookiesFile, ClientCert: o.ClientCert, ClientKey: o.ClientKey,
	}
}

// setFeedOption sets one option by its name as the configuration has it; an
// empty value takes it back.
func setFeedOption(o *feed.Options, key, value string) error {
	options := optionsIn(*o)
	all := options.settings()
	i := slices.IndexFunc(all, func(s setting) bool { return s.Key == key })
	if i < 0 {
		return fmt.Errorf("there is no option %q", key)
	}
	if err := all[i].setText(value); err != nil {
		return err
	}
	if err := checkProxy(options.Proxy); err != nil {
		return err
	}
	*o = options.over(feed.Options{})
	return nil
}

// text is a value as a person types it: no quotes, and nothing where there is
// none.
func (s setting) text() string {
	switch v := s.Value.(type) {
	case *string:
		return *v
	case *int:
		return strconv.Itoa(*v)
	case *bool:
		return strconv.FormatBool(*v)
	case *Duration:
		if v.Std() == 0 {
			return ""
		}
		if n := v.Std() / day; v.Std()%day == 0 {
			return fmt.Sprintf("%dd", n)
		}
		return v.String()
	case **bool:
		if *v != nil {
			return strconv.FormatBool(**v)
		}
	case *OneOrMore:
		return strings.Join(*v, " ")
	case *map[string]string:
		var parts []string
		for name, value := range *v {
			parts = append(parts, name+": "+value)
		}
		slices.Sort(parts)
		return strings.Join(parts, "; ")
	}
	return ""
}

// setText takes a value as a person types it, and checks it. Nothing stands for
// what is there without a setting, where that can be said.
func (s setting) setText(text string) error {
	var err error
	switch v := s.Value.(type) {
	case *string:
		*v = feed.Clean(text, 2000)
	case *int:
		if *v, err = strconv.Atoi(text); err != nil {
			return fmt.Errorf("%s: %q is not a number", s.Key, text)
		}
	case *bool:
		*v, err = readBool(s.Key, text)
	case *Duration:
		if *v = (Duration{}); text != "" {
			*v = readDuration(text)
		}
	case **bool:
		if *v = nil; text != "" {
			var on bool
			on, err = readBool(s.Key, text)
			*v = &on
		}
	case *OneOrMore:
		*v = strings.Fields(text)
	case *map[string]string:
		*v, err = readHeaders(s.Key, text)
	default:
		err = fmt.Errorf("%s can be set in config.toml alone", s.Key)
	}
	if err != nil {
		return err
	}
	return s.check()
}

// readBool reads what people mean by yes and no.
func readBool(key, text string) (bool, error) {
	switch strings.ToLower(text) {
	case "true", "yes", "on":
		return true, nil
	case "false", "no", "off":
		return false, nil
	}
	return false, fmt.Errorf("%s: %q is neither true nor false", key, text)
}

// readHeaders reads 'Name: value; Name: value'.
func readHeaders(key, text string) (map[string]string, error) {
	headers := map[string]string{}
	for part := range strings.SplitSeq(text, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, value, ok := strings.Cut(part, ":")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, fmt.Errorf("%s: write it as 'Name: value; Name: value'", key)
		}
		headers[name] = strings.TrimSpace(value)
	}
	if len(headers) == 0 {
		return nil, nil
	}
	return headers, nil
}
