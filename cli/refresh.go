package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"lede/feed"
	"lede/feed/fetch"
	"lede/store"
)

// refreshFlags are the flags of refresh besides --json.
type refreshFlags struct{ all, quiet, offline bool }

func newRefresh(a *app) *cobra.Command {
	var flags refreshFlags
	cmd := &cobra.Command{
		Use:   "refresh [FEED...]",
		Short: "Fetch the feeds that are due",
		Long: `Fetch the feeds that are due; with --all every feed, or those named by id, URL or
title, due or not. On a terminal it shows progress; otherwise it prints one line per
feed: status, new, updated, title, and why it failed.

With --offline it then fetches unread stories whole, with their pictures, where the
feeds give only excerpts. The prefetch_* settings say how many, how old and how large.

The exit status is 0 even if some feeds failed, and 1 if all did or nothing could be
reached.`,
		Example:           "  lede refresh\n  lede refresh --offline # before a journey\n  lede refresh --quiet   # for cron: reports only failures",
		ValidArgsFunction: completeFeeds(a),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if flags.all && len(args) > 0 {
			return usagef("refresh: name feeds or give --all, not both")
		}
		req := fetch.Request{All: flags.all}
		for _, name := range args {
			subs, err := a.feedsNamed(cmd.Context(), name)
			if err != nil {
				return err
			}
			for _, s := range subs {
				req.FeedIDs = append(req.FeedIDs, s.ID)
			}
		}
		return a.refresh(cmd.Context(), req, flags)
	}
	cmd.Flags().BoolVar(&flags.offline, "offline", false, "then fetch unread stories whole, with their pictures, for reading offline")
	cmd.Flags().BoolVar(&flags.all, "all", false, "fetch every feed, due or not")
	cmd.Flags().BoolVarP(&flags.quiet, "quiet", "q", false, "report only failures, and run at a lower priority")
	a.addJSONFlag(cmd)
	return cmd
}

// refreshMemory is Go's soft memory limit during a refresh, in bytes, with which a refresh
// of any number of feeds stays under 150 MB, SQLite's own and the program included.
const refreshMemory = 80 << 20

// refresh asks feeds and tells how it goes.
func (a *app) refresh(ctx context.Context, req fetch.Request, flags refreshFlags) error {
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	defer a.limitMemory(refreshMemory)()
	if flags.quiet { // nobody waits for it, and somebody may be reading
		if err := giveWay(os.Getpid()); err != nil {
			a.log.Debug("the refresh keeps its priority", "error", err)
		}
	}
	started := time.Now()
	p := a.newProgress(flags.quiet)
	result, err := a.askFeeds(ctx, lib, req, p.event)
	p.clear()
	if n := result.News; n != nil && a.currentConfig().Notify == notifySend {
		if err := sendNotification(ctx, n.Title, n.Body); err != nil {
			a.log.Warn("the desktop could not be told of news", "error", err)
		}
	}
	if err != nil {
		return err
	}
	if err := errors.Join(p.totals(result.Totals), a.out.Flush()); err != nil {
		return err
	}
	a.indexNew(ctx, lib, result.New+result.Updated, time.Since(started))
	if flags.offline && !result.Offline {
		if err := a.prefetchOffline(ctx, lib, p); err != nil {
			return err
		}
	}
	return outcome(result.Totals)
}

// refreshResult is what a refresh came to, and what rules want the user told of.
type refreshResult struct {
	fetch.Totals
	News *notification `json:",omitempty"`
}

// askFeeds asks feeds in this process, reports each as its answer is stored, and runs
// the programs that rules want run. An error of report's ends it, and is its error;
// what was stored stays.
func (a *app) askFeeds(ctx context.Context, lib *store.Store, req fetch.Request, report func(fetch.Event) error) (refreshResult, error) {
	f, err := a.fetcher()
	if err != nil {
		return refreshResult{}, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	actions := a.newRuleActions()
	var unreported error
	totals, err := f.Refresh(ctx, &configuredSink{lib, a.currentConfig}, req, func(e fetch.Event) {
		actions.collect(e)
		if unreported != nil {
			return
		}
		if unreported = report(e); unreported != nil {
			stop()
		}
	})
	actions.run(ctx)
	return refreshResult{totals, actions.notification()}, cmp.Or(unreported, err)
}

// outcome is the error of a refresh: nil where any feed answered well, or none
// had to be asked.
func outcome(t fetch.Totals) error {
	switch {
	case t.Offline:
		return fmt.Errorf("offline: no host at all could be reached, so no feed is blamed; what is stored can be read, and the next refresh tries again")
	case t.Failed > 0 && t.Fetched+t.Unchanged == 0:
		return errReported
	}
	return nil
}

// progress tells of a refresh: as a line that changes on a terminal, as a line
// for each feed elsewhere, or as JSON.
type progress struct {
	a     *app
	quiet bool // only what failed
	width int  // of stderr's terminal; 0: it is none
	lines bool // a line for each feed on stdout
	style styler
}

func (a *app) newProgress(quiet bool) *progress {
	width, errTerminal := terminal(a.sys.Stderr)
	_, outTerminal := terminal(a.sys.Stdout)
	p := &progress{a: a, quiet: quiet, style: a.styler()}
	if errTerminal && !quiet && a.sys.Getenv("TERM") != "dumb" {
		p.width = width
	}
	p.lines = !quiet && !a.flags.json && (p.width == 0 || !outTerminal)
	return p
}

// refreshed says what one feed's refresh came to, in the words of the JSON.
func refreshed(e fetch.Event) refreshJSON {
	j := refreshJSON{
		Feed: feedRef(e.Feed), New: e.Stored.New, Updated: e.Stored.Updated,
		Bytes: e.Answer.Bytes, Error: e.Answer.Error, Notice: e.Answer.Notice,
	}
	if d := e.Answer.Document; d != nil && e.Feed.OwnTitle == "" && d.Title != "" {
		j.Feed.Title = d.Title
	}
	switch e.Answer.Outcome {
	case feed.OutcomeFetched:
		j.Status = "new"
		if j.New+j.Updated == 0 {
			j.Status = "unchanged"
		}
	case feed.OutcomeUnchanged:
		j.Status = "unchanged"
	case feed.OutcomeFailed:
		j.Status = "failed"
	case feed.OutcomeSkipped, feed.OutcomeOffline:
		j.Status = "skipped"
	}
	return j
}

func (p *progress) event(e fetch.Event) error {
	j := refreshed(e)
	if p.a.flags.json {
		if err := p.a.printJSON(j); err != nil {
			return err
		}
		return p.a.out.Flush()
	}
	if p.lines {
		if _, err := fmt.Fprintf(p.a.out, "%s\t%d\t%d\t%s\t%s\n", j.Status, j.New, j.Updated, j.Feed.Title, cmp.Or(j.Error, j.Notice)); err != nil {
			return err
		}
		if err := p.a.out.Flush(); err != nil {
			return err
		}
	}
	if j.Status == "failed" && !p.lines {
		p.clear()
		p.a.say(j.Feed.Title, ": ", j.Error)
	}
	p.bar(e, j.Feed.Title)
	return nil
}

// barWidth is the progress bar's, in columns.
const barWidth = 20

// bar draws the line that changes.
func (p *progress) bar(e fetch.Event, title string) {
	if p.width == 0 || e.Total == 0 {
		return
	}
	full := e.Done * barWidth / e.Total
	line := fmt.Sprintf("%s%s %d/%d  %s", strings.Repeat("━", full), strings.Repeat("─", barWidth-full), e.Done, e.Total, title)
	_, _ = io.WriteString(p.a.sys.Stderr, "\r"+ansi.Truncate(line, p.width-1, "…")+"\x1b[K")
}

// stories tells of the stories that are brought for reading offline.
func (p *progress) stories(done, total int) {
	if p.width > 0 {
		_, _ = fmt.Fprintf(p.a.sys.Stderr, "\r\x1b[Kstory %d of %d", done, total)
	}
}

// clear takes the line away.
func (p *progress) clear() {
	if p.width > 0 {
		_, _ = io.WriteString(p.a.sys.Stderr, "\r\x1b[K")
	}
}

func (p *progress) totals(t fetch.Totals) error {
	if p.a.flags.json {
		return p.a.printJSON(totalsJSON{
			Feeds: t.Feeds, Fetched: t.Fetched, Unchanged: t.Unchanged, Failed: t.Failed, Skipped: t.Skipped,
			New: t.New, Updated: t.Updated, Bytes: t.Bytes, Offline: t.Offline,
		})
	}
	if !p.quiet && !t.Offline {
		p.a.say(totalsWords(t))
	}
	return nil
}

// totalsWords is a refresh in a sentence.
func totalsWords(t fetch.Totals) string {
	if t.Feeds == 0 {
		return "No feed is due; --all fetches them anyway."
	}
	words := fmt.Sprintf("%s checked: %s", count(t.Feeds-t.Skipped, "feed"), newWords(t))
	if t.Updated > 0 {
		words += fmt.Sprintf(", %d updated", t.Updated)
	}
	if t.Failed > 0 {
		words += fmt.Sprintf("; %d failed ('lede feeds --broken' says why)", t.Failed)
	}
	if t.Skipped > 0 {
		words += fmt.Sprintf("; %d postponed", t.Skipped)
	}
	return words + "."
}

// newWords says how many stories are new, and how many of them count as unread
// where new feeds brought older ones.
func newWords(t fetch.Totals) string {
	words := count(t.New, "new story", "new stories")
	if t.Archive > 0 {
		words += fmt.Sprintf(" (%d unread)", t.New-t.Archive)
	}
	return words
}

// storedWords says the same of a feed that was just subscribed to.
func storedWords(s feed.Stored) string {
	words := count(s.New, "story", "stories")
	switch {
	case s.Archive > 0 && s.Archive == s.New:
		words += ", as read"
	case s.Archive > 0:
		words += fmt.Sprintf(", the newest %d unread", s.New-s.Archive)
	}
	return words
}

// count is a number with its noun; the plural is the noun with an s unless
// given.
func count(n int, noun string, plural ...string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case len(plural) > 0:
		return fmt.Sprintf("%d %s", n, plural[0])
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
