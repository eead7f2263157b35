package cli

import (
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"runtime/debug"

	"lede/feed/fetch"
	"lede/store"
	"lede/ui"
)

// refresher is what the reader asks publishers with.
type refresher struct {
	here    func(context.Context, fetch.Request, func(ui.Progress)) (refreshResult, error) // refreshes in this process
	process func(context.Context) *exec.Cmd                                                // that refreshes for this one; nil: there is none
	// count is how many feeds are due, or with all how many there are to ask; from most
	// on it stops counting.
	count  func(ctx context.Context, all bool, most int) (int, error)
	fresh  chan<- struct{} // wakes what brings stories for reading offline
	kick   chan<- struct{} // wakes the upkeep, which has something to index now
	notify func(ctx context.Context, title, body string) (sequence string)
	log    *slog.Logger
}

var _ ui.Refresher = (*refresher)(nil)

func (a *app) newRefresher(lib *store.Store, fresh, kick chan<- struct{}) *refresher {
	return &refresher{
		here: func(ctx context.Context, req fetch.Request, report func(ui.Progress)) (refreshResult, error) {
			return a.refreshHere(ctx, lib, req, report)
		},
		process: a.refreshProcess(), count: lib.CountToAsk, fresh: fresh, kick: kick, notify: a.notify, log: a.log,
	}
}

// Refresh asks feeds, and reports each as its answer is stored.
func (r *refresher) Refresh(ctx context.Context, feedIDs []int64, all bool, report func(ui.Progress)) (ui.Summary, error) {
	req := fetch.Request{FeedIDs: feedIDs, All: all}
	many, err := r.many(ctx, req)
	if err != nil {
		return ui.Summary{}, err
	}
	var result refreshResult
	if many {
		if result, err = r.apart(ctx, req, report); errors.Is(err, errNotBegun) {
			r.log.Warn("the refresh is no process of its own", "error", err)
		}
	}
	if !many || errors.Is(err, errNotBegun) {
		result, err = r.here(ctx, req, report)
	}
	wake(r.kick)
	if result.New > 0 {
		wake(r.fresh)
	}
	sum := ui.Summary{
		Feeds: result.Feeds, Failed: result.Failed, New: result.New, Archive: result.Archive,
		Updated: result.Updated, Offline: result.Offline,
	}
	if n := result.News; n != nil {
		sum.News = n.Title + ": " + n.Body
		sum.Notification = r.notify(ctx, n.Title, n.Body)
	}
	return sum, err
}

// wake wakes who waits, unless it is awake.
func wake(who chan<- struct{}) {
	select {
	case who <- struct{}{}:
	default:
	}
}

// many reports whether a refresh is worth a process of its own.
func (r *refresher) many(ctx context.Context, req fetch.Request) (bool, error) {
	switch {
	case r.process == nil:
		return false, nil
	case len(req.FeedIDs) > 0:
		return len(req.FeedIDs) >= manyFeeds, nil
	}
	n, err := r.count(ctx, req.All, manyFeeds)
	return n >= manyFeeds, err
}

// Due says whether any feed is due now.
func (r *refresher) Due(ctx context.Context) (bool, error) {
	n, err := r.count(ctx, false, 1)
	return n > 0, err
}

// refreshHere refreshes for a reader in this process.
func (a *app) refreshHere(ctx context.Context, lib *store.Store, req fetch.Request, report func(ui.Progress)) (refreshResult, error) {
	defer a.limitMemory(refreshMemory)() // else the collector takes a fifth of the time, also from who presses keys
	return a.askFeeds(ctx, lib, req, func(e fetch.Event) error {
		report(ui.Progress{Done: e.Done, Total: e.Total, Feed: e.Feed.DisplayTitle()})
		return nil
	})
}

// limitMemory sets Go's soft memory limit, from which on the garbage collector works
// harder, unless the user has set GOMEMLIMIT. What it returns puts the old one back.
func (a *app) limitMemory(bytes int64) (back func()) {
	if a.sys.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(bytes)
	return func() { debug.SetMemoryLimit(before) }
}
