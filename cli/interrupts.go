package cli

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"time"
)

// interrupts are those that a terminal sends with ctrl-c to all programs that are in
// front of it. While one has the terminal that lede has run, such as a pager, they
// are for that one alone.
type interrupts struct {
	mu   sync.Mutex
	lent int       // programs that have the terminal
	back time.Time // when the last of them gave it back
}

// interruptLate is how long after a program has ended an interrupt may come in that
// was for it.
const interruptLate = 100 * time.Millisecond

// watchInterrupts has the first interrupt that is for lede call stop. It watches until
// ctx ends, after which one ends the process.
func watchInterrupts(ctx context.Context, stop func()) *interrupts {
	i := &interrupts{}
	got := make(chan os.Signal, 1)
	signal.Notify(got, os.Interrupt)
	context.AfterFunc(ctx, func() { signal.Stop(got) })
	go func() {
		for {
			select {
			case <-got:
				if !i.others() {
					stop()
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return i
}

// others reports whether an interrupt is for another program.
func (i *interrupts) others() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.lent > 0 || time.Since(i.back) < interruptLate
}

// lend has interrupts be for another program until back is called.
func (i *interrupts) lend() (back func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.lent++
	return func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.lent--
		i.back = time.Now()
	}
}
