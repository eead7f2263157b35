package cli

import (
	"context"
	"runtime/debug"
	"time"

	"lede/feed"
	"lede/store"
)

const (
	upkeepDelay = time.Second             // after the start, so that the first screen goes before
	upkeepPause = 2 * time.Millisecond    // between steps, while there is more to do
	upkeepRest  = 20 * time.Second        // when there is not
	indexAtOnce = 2000                    // new entries that a command still indexes before it ends
	indexQuick  = 200 * time.Millisecond  // which is never too long
	indexWithin = 1500 * time.Millisecond // and how long it takes for that, at most
)

// upkeep does in small steps what can wait: indexing for search, dropping what
// is past its time, giving space back. kick wakes it when something has come.
func (a *app) upkeep(ctx context.Context, lib *store.Store, kick <-chan struct{}) {
	wait, worked := upkeepDelay, true // since memory was last given back: the start took some
	said := ""                        // why it failed last: that may be so for weeks
	for {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-kick:
			timer.Stop()
			worked = true
		case <-timer.C:
		}
		more := false
		err := feed.Safely(a.log, "upkeep", func() (err error) {
			more, err = lib.Idle(ctx, a.currentConfig().retention())
			return err
		})
		switch {
		case err != nil && ctx.Err() == nil:
			if said != err.Error() {
				said = err.Error()
				a.log.Warn("upkeep", "error", err)
			}
			wait = upkeepRest
		case more:
			wait, worked = upkeepPause, true
		default:
			wait = upkeepRest
			if worked {
				debug.FreeOSMemory() // what a refresh and the index have left
			}
			worked, said = false, ""
		}
	}
}

// indexNew makes what a command has stored searchable before it ends, where
// that is little. It takes half as long as the command took at most: what is left
// (of an earlier fill, say) waits for the next command or reader, and is found
// by a scan until then.
func (a *app) indexNew(ctx context.Context, lib *store.Store, stored int, took time.Duration) {
	if stored == 0 || stored > indexAtOnce {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, min(max(took/2, indexQuick), indexWithin))
	defer cancel()
	for {
		more, err := lib.Idle(ctx, a.currentConfig().retention())
		if err != nil && ctx.Err() == nil {
			a.log.Warn("indexing what is new", "error", err)
		}
		if err != nil || !more {
			return
		}
	}
}

// retention is what the configuration says of how long stories are kept.
func (c *Config) retention() store.Retention {
	return store.Retention{Keep: c.Keep.Std(), PerFeed: c.KeepPerFeed, DropUnread: c.DropUnread}
}
