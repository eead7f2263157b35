package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lede/feed"
)

// edits are the flags of edit. They speak the configuration's language, so a
// feed's options are called and checked alike in both.
type edits struct {
	title, folder       string
	tags, untag, header []string
	options             FeedOptions
	refreshEvery        string
	resurface           string

	cmd *cobra.Command
}

func newEdit(a *app) *cobra.Command {
	var e edits
	cmd := &cobra.Command{
		Use:   "edit FEED",
		Short: "Change a subscription's title, folder, tags or options",
		Long: `Change a subscription, named by its id, URL or title. What no flag names stays as it
is; an empty value ("") restores the default. What config.toml says about a feed takes
precedence over what is set here.

Passwords are never stored, only how to get them: --password-command "pass show news",
or --password-env NAME.`,
		Example: `  lede edit 12 --title "The Wire" --folder News/World --tag morning
  lede edit 12 --full-text always --refresh-every 30m`,
		Args:              wantArgs(1, 1),
		ValidArgsFunction: completeFeeds(a),
	}
	e.register(a, cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		if cmd.Flags().NFlag() == 0 || cmd.Flags().NFlag() == 1 && a.flags.json {
			return usagef("edit: name what to change by flags; see 'lede edit --help'")
		}
		sub, err := a.feedNamed(ctx, args[0])
		if err != nil {
			return err
		}
		lib, err := a.library(ctx)
		if err != nil {
			return err
		}
		if _, err := lib.Change(ctx, []int64{sub.ID}, e.apply); err != nil {
			return err
		}
		if sub, err = lib.Subscription(ctx, sub.ID); err != nil {
			return err
		}
		if a.flags.json {
			return a.printJSON(feedOf(sub))
		}
		a.say("Changed ", sub.DisplayTitle(), ".")
		return nil
	}
	return cmd
}

func (e *edits) register(a *app, cmd *cobra.Command) {
	e.cmd = cmd
	fl := cmd.Flags()
	fl.StringVar(&e.title, "title", "", "a `TITLE` of your own for it")
	fl.StringVar(&e.folder, "folder", "", "the `FOLDER` to move it to, such as News/World")
	fl.StringArrayVar(&e.tags, "tag", nil, "add a `TAG`; may be repeated")
	fl.StringArrayVar(&e.untag, "untag", nil, "remove a `TAG`; may be repeated")
	fl.StringVar(&e.options.FullText, "full-text", "", "`WHEN` to fetch stories whole from their pages: never, auto or always")
	fl.StringVar(&e.refreshEvery, "refresh-every", "", "refresh it every `TIME`, such as 30m or 12h")
	fl.StringVar(&e.resurface, "resurface-updated", "", "whether changed stories become unread again: `true` or false")
	fl.StringVar(&e.options.UserAgent, "user-agent", "", "the `USER-AGENT` to send")
	fl.StringVar(&e.options.Proxy, "proxy", "", "the `URL` of a proxy: http, https or socks5")
	fl.StringArrayVar(&e.header, "header", nil, "send the header `NAME: VALUE`; may be repeated; \"\" removes all")
	fl.StringVar(&e.options.Username, "username", "", "the user `NAME` for HTTP Basic authentication")
	fl.StringVar(&e.options.PasswordCommand, "password-command", "", "the `COMMAND` that prints the password")
	fl.StringVar(&e.options.PasswordEnv, "password-env", "", "the environment `VARIABLE` that holds the password")
	fl.StringVar(&e.options.TokenCommand, "token-command", "", "the `COMMAND` that prints a bearer token")
	fl.StringVar(&e.options.TokenEnv, "token-env", "", "the environment `VARIABLE` that holds a bearer token")
	fl.StringVar(&e.options.CookiesFile, "cookies-file", "", "a `FILE` of cookies in Netscape format")
	fl.StringVar(&e.options.ClientCert, "client-cert", "", "the `FILE` of a client certificate in PEM format")
	fl.StringVar(&e.options.ClientKey, "client-key", "", "the `FILE` with its key in PEM format")
	a.addJSONFlag(cmd)
	registerFolderCompletion(a, cmd, "folder")
	completeWords(cmd, "full-text", "never", "auto", "always")
	completeWords(cmd, "resurface-updated", "true", "false")
}

// apply puts the flags that were given into the subscription.
func (e *edits) apply(s *feed.Subscription) error {
	if e.given("title") {
		s.OwnTitle = feed.Clean(e.title, 500)
	}
	if e.given("folder") {
		s.Folder = cleanFolder(e.folder)
	}
	for _, t := range e.tags {
		if t = feed.Clean(t, 100); t != "" && !slices.Contains(s.Tags, t) {
			s.Tags = append(s.Tags, t)
		}
	}
	s.Tags = slices.DeleteFunc(s.Tags, func(t string) bool { return slices.Contains(e.untag, t) })
	if err := e.checkOptions(); err != nil {
		return err
	}
	o := &s.Options
	for flag, field := range map[string]*string{
		"full-text": (*string)(&o.FullText), "user-agent": &o.UserAgent, "proxy": &o.Proxy, "username": &o.Username,
		"password-command": &o.PasswordCommand, "password-env": &o.PasswordEnv,
		"token-command": &o.TokenCommand, "token-env": &o.TokenEnv,
		"cookies-file": &o.CookiesFile, "client-cert": &o.ClientCert, "client-key": &o.ClientKey,
	} {
		if e.given(flag) {
			*field = e.cmd.Flags().Lookup(flag).Value.String()
		}
	}
	if e.given("refresh-every") {
		o.RefreshEvery = e.options.RefreshEvery.Std()
	}
	if e.given("resurface-updated") {
		o.Resurface = e.options.Resurface
	}
	if e.given("header") {
		o.Headers = e.options.Headers
	}
	return nil
}

// checkOptions reads the flags that are no plain text, and checks all as the
// configuration's options are checked.
func (e *edits) checkOptions() error {
	if e.refreshEvery != "" {
		e.options.RefreshEvery = readDuration(e.refreshEvery)
	}
	switch e.resurface {
	case "":
	case "true", "false":
		on := e.resurface == "true"
		e.options.Resurface = &on
	default:
		return usagef("--resurface-updated: %q is neither true nor false", e.resurface)
	}
	headers := map[string]string{}
	for _, h := range e.header {
		name, value, ok := strings.Cut(h, ":")
		if h != "" && (!ok || strings.TrimSpace(name) == "") {
			return usagef("--header: write it as 'NAME: VALUE'")
		}
		if h != "" {
			headers[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	if len(headers) > 0 {
		e.options.Headers = maps.Clone(headers)
	}
	for _, s := range e.options.settings() {
		s.Key = strings.ReplaceAll(s.Key, "_", "-") // as the flag is called
		if err := s.check(); err != nil {
			return &usageError{fmt.Errorf("--%w", err)}
		}
	}
	if err := checkProxy(e.options.Proxy); err != nil {
		return &usageError{fmt.Errorf("--%w", err)}
	}
	return nil
}

func (e *edits) given(flag string) bool { return e.cmd.Flags().Changed(flag) }
