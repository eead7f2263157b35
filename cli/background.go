package cli

import (
	"errors"
	"log/slog"
	"sync"

	"lede/feed"
)

// background are the goroutines that work behind the reader. One that panics is
// logged and ends alone; wait says so when the screen is gone.
type background struct {
	log   *slog.Logger
	group sync.WaitGroup
	mu    sync.Mutex
	errs  []error
}

// start runs work in a goroutine of its own; what is its name for people.
func (c *background) start(what string, work func()) {
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
func (c *background) wait() error {
	c.group.Wait()
	return errors.Join(c.errs...)
}
