package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"lede/feed"
	"lede/feed/fetch"
	"lede/store"
	"lede/ui"
)

// refreshFlags are the flags of refresh besides --json.
type refreshFlags struct{ all, quiet, offline bool }

func newRefresh(a *app) *cobra.Command {
	var flags refreshFlags
	cmd := &cobra.Command{
		Use:   "refresh [FEED...]",
		Short: "Ask the feeds that are due what is new",
		Long: `Ask the feeds that are due what is new, or with --all every feed, or those named by
id, URL or title whether due or not. On a terminal progress is shown; otherwise there
is one line a feed: status, new, updated, title, and why it failed.

With --offline unread stories are brought whole after that, with their pictures, where
the feeds give only their beginning: how many, how old and how large is for the
configuration's prefetch_* to say.

Exits 0 though some feeds failed, 1 if all did or nothing could be reached.`,
		Example:           "  lede refresh\n  lede refresh --offline # before a journey\n  lede refresh --quiet   # for cron: says only what failed",
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
	cmd.Flags().BoolVar(&flags.offline, "offline", false, "then bring unread stories whole, with their pictures, for reading without a line")
	cmd.Flags().BoolVar(&flags.all, "all", false, "ask every feed, due or not")
	cmd.Flags().BoolVarP(&flags.quiet, "quiet", "q", false, "say only what failed, and give way to other programs")
	a.addJSONFlag(cmd)
	return cmd
}

// refreshMemory is from where on the collector works harder, so that a refresh of
// any number of feeds stays under 150 MB, SQLite's own and the program included.
const refreshMemory = 80 << 20

// refresh asks feeds and tells how it goes.
func (a *app) refresh(ctx context.Context, req fetch.Request, flags refreshFlags) error {
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	if a.limitsMemory() {
		debug.SetMemoryLimit(refreshMemory)
	}
	if flags.quiet { // nobody waits for it, and somebody may be reading
		if err := giveWay(os.Getpid()); err != nil {
			a.log.Debug("the refresh keeps its priority", "error", err)
		}
	}
	started := time.Now()
	p := a.newProgress(flags.quiet)
	totals, err := a.ask(ctx, lib, req, p)
	if err != nil {
		return err
	}
	if err := errors.Join(p.totals(totals), a.out.Flush()); err != nil {
		return err
	}
	a.indexNew(ctx, lib, totals.New+totals.Updated, time.Since(started))
	if flags.offline && !totals.Offline {
		if err := a.prefetchOffline(ctx, lib, p); err != nil {
			return err
		}
	}
	return outcome(totals)
}

// ask asks feeds, shows each as it is stored, and runs what rules want of it. It ends
// when nobody reads on; what was stored stays.
func (a *app) ask(ctx context.Context, lib *store.Store, req fetch.Request, p *progress) (fetch.Totals, error) {
	f, err := a.fetcher()
	if err != nil {
		return fetch.Totals{}, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	actions := a.newRuleActions()
	totals, err := f.Refresh(ctx, &configuredSink{lib, a.currentConfig}, req, func(e fetch.Event) {
		actions.collect(e)
		if err := p.event(e); err != nil {
			stop(err)
		}
	})
	p.clear()
	actions.run(ctx)
	if title, body, ok := actions.notification(); ok && a.currentConfig().Notify == notifySend {
		if err := sendNotification(ctx, title, body); err != nil {
			a.log.Warn("the desktop could not be told of news", "error", err)
		}
	}
	if cause := context.Cause(ctx); cause != nil && err != nil {
		err = cause
	}
	return totals, err
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
		return "No feed is due; --all asks them all the same."
	}
	words := fmt.Sprintf("%s asked: %s", count(t.Feeds-t.Skipped, "feed"), newWords(t))
	if t.Updated > 0 {
		words += fmt.Sprintf(", %d updated", t.Updated)
	}
	if t.Failed > 0 {
		words += fmt.Sprintf("; %d failed ('lede feeds --broken' says why)", t.Failed)
	}
	if t.Skipped > 0 {
		words += fmt.Sprintf("; %d left for later", t.Skipped)
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

// refresher is what the reader asks publishers with.
type refresher struct {
	asker
	// due is how many feeds are due; from most on it stops counting.
	due    func(ctx context.Context, most int) (int, error)
	fresh  chan<- struct{} // wakes what brings stories for reading offline
	kick   chan<- struct{} // wakes the upkeep, which has something to index now
	notify func(ctx context.Context, title, body string) (sequence string)

	process func() *exec.Cmd // that refreshes for this one; nil: there is none
	feeds   func(context.Context) ([]feed.Subscription, error)
	log     *slog.Logger
}

// asker asks publishers in the process that it is in.
type asker struct {
	fetch   func() (*fetch.Fetcher, error)
	sink    fetch.Sink
	actions func() *ruleActions // for one refresh
	limited bool                // the process's memory is lede's to limit
}

// asker is what a refresh for the reader asks with.
func (a *app) asker(lib *store.Store) asker {
	return asker{a.fetcher, &configuredSink{lib, a.currentConfig}, a.newRuleActions, a.limitsMemory()}
}

// refreshResult is what a refresh came to, and what rules want the user told of.
type refreshResult struct {
	Summary ui.Summary
	News    *newsOfRules `json:",omitempty"`
}

// newsOfRules is what the user is to be told of.
type newsOfRules struct{ Title, Body string }

// Refresh asks feeds, and reports each as its answer is stored.
func (r *refresher) Refresh(ctx context.Context, feedIDs []int64, all bool, report func(ui.Progress)) (ui.Summary, error) {
	order := refreshOrder{feedIDs, all}
	many, err := r.many(ctx, order)
	if err != nil {
		return ui.Summary{}, err
	}
	var result refreshResult
	if many {
		if result, err = r.apart(ctx, order, report); errors.Is(err, errNotBegun) {
			r.log.Warn("the refresh is no process of its own", "error", err)
		}
	}
	if !many || errors.Is(err, errNotBegun) {
		result, err = r.here(ctx, order, report)
	}
	select {
	case r.kick <- struct{}{}:
	default: // it is awake
	}
	sum := result.Summary
	if sum.New > 0 {
		select {
		case r.fresh <- struct{}{}:
		default:
		}
	}
	if n := result.News; n != nil {
		sum.News = n.Title + ": " + n.Body
		sum.Notification = r.notify(ctx, n.Title, n.Body)
	}
	return sum, err
}

// many reports whether a refresh is worth a process of its own.
func (r *refresher) many(ctx context.Context, order refreshOrder) (bool, error) {
	switch {
	case r.process == nil:
		return false, nil
	case len(order.FeedIDs) > 0:
		return len(order.FeedIDs) >= manyFeeds, nil
	case !order.All:
		due, err := r.due(ctx, manyFeeds)
		return due >= manyFeeds, err
	}
	subs, err := r.feeds(ctx)
	return len(subs) >= manyFeeds, err
}

// here refreshes in this process.
func (r *asker) here(ctx context.Context, order refreshOrder, report func(ui.Progress)) (refreshResult, error) {
	f, err := r.fetch()
	if err != nil {
		return refreshResult{}, err
	}
	if r.limited { // else the collector takes a fifth of the time, also from who presses keys
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(refreshMemory))
	}
	actions := r.actions()
	t, err := f.Refresh(ctx, r.sink, fetch.Request{FeedIDs: order.FeedIDs, All: order.All}, func(e fetch.Event) {
		actions.collect(e)
		report(ui.Progress{Done: e.Done, Total: e.Total, Feed: e.Feed.DisplayTitle()})
	})
	actions.run(ctx)
	result := refreshResult{Summary: ui.Summary{Feeds: t.Feeds, Failed: t.Failed, New: t.New, Archive: t.Archive, Updated: t.Updated, Offline: t.Offline}}
	if title, body, ok := actions.notification(); ok {
		result.News = &newsOfRules{title, body}
	}
	return result, err
}

// Due says whether any feed is due now.
func (r *refresher) Due(ctx context.Context) (bool, error) {
	n, err := r.due(ctx, 1)
	return n > 0, err
}

var _ ui.Refresher = (*refresher)(nil)
