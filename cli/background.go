package cli

import (
	"errors"
	"log/slog"
	"sync"

	"lede/feed"
)

// crew are the goroutines that work behind the reader. One that panics is
// logged and ends alone; wait says so when the screen is gone.
type crew struct {
	log   *slog.Logger
	group sync.WaitGroup
	mu    sync.Mutex
	errs  []error
}

// start runs work in a goroutine of its own; what is its name for people.
func (c *crew) start(what string, work func()) {
	c.group.Go(func() {
		err := feed.Safely(c.log, what, func() error { work(); return nil })
		if err != nil {
			c.mu.Lock()
			c.errs = append(c.errs, err)
			c.mu.Unlock()
		}
	})
}

// wait waits for all and returns what went wrong with them.
func (c *crew) wait() error {
	c.group.Wait()
	return errors.Join(c.errs...)
}
