package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lede/feed"
)

// finding is one thing that doctor looked at.
type finding struct {
	Check  string `json:"check" doc:"one of: configuration, data, repair, database, cache, feeds, feed, pictures, terminal, browser"`
	State  string `json:"state" doc:"one of: ok, warning, failure"`
	Detail string `json:"detail" doc:"what was found"`
	Advice string `json:"advice,omitempty" doc:"what to do about it"`
}

// The states of a finding.
const (
	stateOK      = "ok"
	stateWarning = "warning"
	stateFailure = "failure"
)

func newDoctor(a *app) *cobra.Command {
	var mend bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find problems and say how to fix them: configuration, database, feeds, terminal",
		Long: `Check the configuration, the database, the feeds and the terminal, and say what is
wrong and how to fix it. The exit status is 1 if something is broken; warnings do not
count.

--repair rebuilds indexes and counters, and recovers what can be read from databases
that were set aside because they were damaged. It deletes nothing. Do not run another
lede meanwhile.`,
		Args: wantArgs(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.doctor(cmd.Context(), mend)
		},
	}
	cmd.Flags().BoolVar(&mend, "repair", false, "repair the database")
	a.addJSONFlag(cmd)
	return cmd
}

// doctor prints each finding as it is made, since checking a large database
// takes its time.
func (a *app) doctor(ctx context.Context, mend bool) error {
	broken := false
	style := a.styler()
	checks := []func(context.Context) []finding{a.checkConfig, a.checkData}
	if mend {
		checks = append(checks, a.repair)
	}
	checks = append(checks, a.checkDatabase, a.checkCache, a.checkFeeds, a.checkPictures, a.checkTerminal, a.checkBrowser)
	for _, check := range checks {
		for _, f := range check(ctx) {
			broken = broken || f.State == stateFailure
			if err := a.printFinding(f, style); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if broken {
		return errReported
	}
	return nil
}

func (a *app) printFinding(f finding, style styler) error {
	f.Detail, f.Advice = feed.Clean(f.Detail, 2000), feed.Clean(f.Advice, 2000)
	if a.flags.json {
		return a.printJSON(f)
	}
	line := fmt.Sprintf("%-8s %-14s %s", f.State, f.Check, f.Detail)
	if f.State != stateOK {
		line = style.bold(line)
	}
	if _, err := fmt.Fprintln(a.out, line); err != nil {
		return err
	}
	if f.Advice != "" {
		if _, err := fmt.Fprintf(a.out, "%-23s -> %s\n", "", f.Advice); err != nil {
			return err
		}
	}
	return a.out.Flush()
}

func ok(check, detail string) finding { return finding{check, stateOK, detail, ""} }

func (a *app) checkConfig(context.Context) []finding {
	const check = "configuration"
	c, err := a.settings()
	switch {
	case err != nil:
		defaults := defaultConfig()
		a.config.Store(&defaults) // so that the rest can be looked at
		return []finding{{check, stateFailure, oneLine(err), "correct that line; until then no other command runs"}}
	case c.path == "":
		return []finding{ok(check, "none at "+a.places.Config+"; the defaults apply")}
	}
	return []finding{ok(check, c.path)}
}

func (a *app) checkData(context.Context) []finding {
	const check = "data"
	if err := a.places.makeData(); err != nil {
		return []finding{{check, stateFailure, oneLine(err), "make the folder writable, or choose another with --data DIR"}}
	}
	probe, err := os.CreateTemp(a.places.Data, ".doctor.*")
	if err != nil {
		return []finding{{check, stateFailure, fmt.Sprintf("%s cannot be written: %v", a.places.Data, plainPathError(err)), "make it writable for you, or choose another with --data DIR"}}
	}
	_ = probe.Close() // nothing was written
	if err := os.Remove(probe.Name()); err != nil {
		return []finding{{check, stateWarning, oneLine(err), ""}}
	}
	return []finding{ok(check, a.places.Data)}
}

func (a *app) checkDatabase(ctx context.Context) []finding {
	const check = "database"
	lib, err := a.library(ctx)
	if err != nil {
		return []finding{{check, stateFailure, oneLine(err), "the log may say more: " + a.places.Log}}
	}
	problems, err := lib.Check(ctx)
	if err != nil {
		return []finding{{check, stateFailure, oneLine(err), "the log may say more: " + a.places.Log}}
	}
	var out []finding
	for _, p := range problems {
		out = append(out, finding{check, stateFailure, p, "'lede doctor --repair' repairs it; 'lede backup FILE' makes a copy first"})
	}
	for _, n := range lib.Notices() {
		out = append(out, finding{check, stateWarning, n, ""})
	}
	if lib.ReadOnly() {
		out = append(out, finding{check, stateWarning, "it is read-only", "make " + a.places.Data + " writable for you"})
	}
	if len(out) == 0 {
		size := int64(0)
		if info, err := os.Stat(a.places.Database()); err == nil {
			size = info.Size()
		}
		out = append(out, ok(check, fmt.Sprintf("%s is sound, %.1f MB", a.places.Database(), float64(size)/1e6)))
	}
	return out
}

// checkCache says what is kept for reading without a line.
func (a *app) checkCache(ctx context.Context) []finding {
	const check = "cache"
	lib, err := a.library(ctx)
	if err != nil {
		return nil // the database's own check has said it
	}
	n, size, err := lib.PagesKept(ctx)
	if err != nil {
		return []finding{{check, stateWarning, oneLine(err), ""}}
	}
	return []finding{ok(check, fmt.Sprintf("%s fetched whole from their pages, %s", count(n, "story", "stories"), byteWords(size)))}
}

// hints are what to do about a feed's error, by words that the error has. FEED stands
// for the feed's number.
var hints = []struct{ word, advice string }{
	{"410", "it is gone for good: 'lede remove FEED'"},
	{"404", "check whether the site has moved it: 'lede add' with the site's address finds its feeds; then 'lede remove FEED'"},
	{"401", "it requires a user name and password: 'lede edit FEED --username NAME --password-command COMMAND'"},
	{"403", "the server refuses lede; another user agent may help: 'lede edit FEED --user-agent USER-AGENT'"},
	{"this computer trusts", "tell the site's owner; if it happens with every feed, this computer has no root certificates: install the package ca-certificates"},
	{"certificate", "the site's certificate is not valid; tell its owner, or check that your clock is right"},
	{"no such host", "the name is unknown; the site may be gone: 'lede remove FEED'"},
}

// adviceFor is what to do about a feed's error.
func adviceFor(s feed.Subscription) string {
	advice := "it is retried automatically; 'lede refresh FEED' tries now"
	for _, h := range hints {
		if strings.Contains(s.Health.Error, h.word) {
			advice = h.advice
			break
		}
	}
	return strings.ReplaceAll(advice, "FEED", idString(s.ID))
}

func (a *app) checkFeeds(ctx context.Context) []finding {
	const check = "feeds"
	if a.store == nil {
		return nil // the database has said why
	}
	subs, err := a.store.Subscriptions(ctx)
	if err != nil {
		return []finding{{check, stateFailure, oneLine(err), ""}}
	}
	if len(subs) == 0 {
		return []finding{ok(check, "no subscriptions yet; 'lede add URL' adds one")}
	}
	var out []finding
	for _, s := range subs {
		if s.Health.Error == "" {
			continue
		}
		trouble := fmt.Sprintf("%d %s: %s (last good: %s)", s.ID, s.DisplayTitle(), s.Health.Error, since(s.Health.LastSuccess, a.sys.Now()))
		out = append(out, finding{"feed", stateWarning, trouble, adviceFor(s)})
	}
	return append(out, ok(check, fmt.Sprintf("%s, %d with trouble", count(len(subs), "subscription"), len(out))))
}

// checkPictures says what pictures are kept; nothing where none are.
func (a *app) checkPictures(context.Context) []finding {
	const check = "pictures"
	c, err := a.settings()
	if err != nil {
		return nil // the configuration has said why
	}
	n, size, err := a.pictureCache(c).Usage()
	switch {
	case err != nil:
		return []finding{{check, stateWarning, "the cache of pictures can't be read: " + err.Error(), "remove the folder pictures in " + a.places.Cache}}
	case n == 0:
		return nil
	}
	return []finding{ok(check, fmt.Sprintf("%s kept, %.1f of %d MB", count(n, "picture"), float64(size)/(1<<20), c.PictureCache))}
}

func (a *app) checkTerminal(context.Context) []finding {
	const check = "terminal"
	width, isTerminal := terminal(a.sys.Stdout)
	if !isTerminal {
		return []finding{ok(check, "standard output is not a terminal; the reader needs one, the commands do not")}
	}
	name := a.sys.Getenv("TERM")
	out := []finding{ok(check, fmt.Sprintf("TERM=%s, %d columns", name, width))}
	if a.dumb() {
		out = append(out, finding{check, stateWarning, "TERM says that this terminal only prints, so 'lede' reads line by line, as with --plain", "if it can do more, set TERM to what it is, such as xterm-256color"})
	}
	if width < 40 {
		out = append(out, finding{check, stateWarning, "it is narrower than 40 columns", "widen the window"})
	}
	if !a.utf8() {
		out = append(out, finding{check, stateWarning, "the locale is not UTF-8", "set LANG to a UTF-8 locale such as C.UTF-8, or ascii = true in config.toml"})
	}
	return out
}

// utf8 says whether the locale is UTF-8.
func (a *app) utf8() bool { return utf8Locale(runtime.GOOS, a.sys.Getenv) }

// utf8Locale says whether a system's locale is UTF-8, by the variables that POSIX
// names, in their order. Windows sets none of them, and is written to in Unicode.
func utf8Locale(system string, getenv func(string) string) bool {
	for _, key := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := getenv(key); v != "" {
			v = strings.ToLower(v)
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return system == "windows"
}

func (a *app) checkBrowser(context.Context) []finding {
	const check = "browser"
	c, err := a.settings()
	if err != nil {
		return nil // the configuration has said why
	}
	var out []finding
	for _, key := range slices.Sorted(maps.Keys(c.OpenWith)) {
		vector, err := openVector(c.OpenWith[key])
		if err != nil {
			continue // empty
		}
		if _, err := exec.LookPath(strings.TrimPrefix(vector[0], "!")); err != nil {
			out = append(out, finding{check, stateFailure, "open_with." + key + ": " + oneLine(err), "name an existing program in config.toml"})
		}
	}
	if len(out) > 0 {
		return out
	}
	if command := c.OpenWith[openBrowserKind]; len(command) > 0 {
		return []finding{ok(check, strings.Join(command, " "))}
	}
	return []finding{ok(check, "the system's own")}
}
