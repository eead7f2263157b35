package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"lede/feed"
	"lede/feed/fetch"
	"lede/store"
	"lede/ui"
	"lede/ui/plain"
)

// dumb says whether the terminal can only print: no screen can be drawn there.
func (a *app) dumb() bool {
	term := a.sys.Getenv("TERM")
	return term == "dumb" || term == "" && runtime.GOOS != "windows"
}

// readPlain opens the reader that works by lines.
func (a *app) readPlain(ctx context.Context) error {
	lib, reading, err := a.openReaderLibrary(ctx)
	if err != nil {
		return err
	}
	c := a.currentConfig() // with what was set inside
	width, _ := terminal(a.sys.Stdout)
	_, asks := terminal(a.sys.Stdin)
	work, stop := context.WithCancel(ctx)
	defer stop()
	behind := &background{log: a.log}
	if asks && c.AutoRefresh && !lib.ReadOnly() {
		behind.start("refreshing what is due", func() { a.refreshBehind(work, lib) })
	}
	err = plain.Run(ctx, plain.Options{
		Library:   reading,
		FullText:  lib.FullText,
		Refresh:   a.refreshPlain,
		Browse:    a.openPlain,
		StartView: feed.ViewRef{Kind: feed.ViewKind(c.StartView)},
		Now:       a.sys.Now,
		In:        a.sys.Stdin,
		Out:       a.sys.Stdout,
		Width:     width,
		Asks:      asks,
		Notice:    strings.Join(a.notices, " "),
	})
	stop()
	return errors.Join(err, behind.wait())
}

// plainDueEvery is the time between two looks at which feeds are due.
const plainDueEvery = time.Minute

// refreshBehind refreshes what is due at the start and by the clock. It says
// nothing, as it would into what is being heard or typed: the session tells what
// came before its next prompt, the log what failed.
func (a *app) refreshBehind(ctx context.Context, lib *store.Store) {
	tick := time.NewTicker(plainDueEvery)
	defer tick.Stop()
	for {
		if err := a.refreshDue(ctx, lib); err != nil && ctx.Err() == nil {
			a.log.Warn("what is due could not be refreshed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// refreshDue asks the feeds that are due, if any is.
func (a *app) refreshDue(ctx context.Context, lib *store.Store) error {
	due, err := lib.Due(ctx)
	if err != nil || !due {
		return err
	}
	_, err = a.refreshQuietly(ctx, lib, fetch.Request{})
	return err
}

// refreshQuietly asks feeds, does what rules want of what came, and indexes it.
func (a *app) refreshQuietly(ctx context.Context, lib *store.Store, req fetch.Request) (refreshResult, error) {
	started := time.Now()
	result, err := a.askFeeds(ctx, lib, req, func(fetch.Event) error { return nil })
	if err == nil {
		a.indexNew(ctx, lib, result.New+result.Updated, time.Since(started))
	}
	return result, err
}

// refreshPlain asks all feeds, and says in a line what came.
func (a *app) refreshPlain(ctx context.Context) (string, error) {
	result, err := a.refreshQuietly(ctx, a.store, fetch.Request{All: true})
	if err != nil {
		return "", err
	}
	if result.Offline {
		return "Offline: no publisher could be reached. What is stored can be read.", nil
	}
	words := fmt.Sprintf("%s from %s.", newWords(result.Totals), count(result.Fetched+result.Unchanged, "feed"))
	if result.Failed > 0 {
		words += fmt.Sprintf(" %s failed.", count(result.Failed, "feed"))
	}
	if n := result.News; n != nil {
		words += " " + n.Title + ": " + n.Body
	}
	return words, nil
}

// openPlain opens a page; a program that wants the terminal gets it until it ends.
func (a *app) openPlain(ctx context.Context, url string) error {
	terminal, err := a.openTarget(ctx, ui.Target{URL: url})
	if err != nil || terminal == nil {
		return err
	}
	terminal.Stdin, terminal.Stdout, terminal.Stderr = a.sys.Stdin, a.sys.Stdout, a.sys.Stderr
	return terminal.Run()
}
