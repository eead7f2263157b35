package cli

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"time"
)

// interrupts decides whom an interrupt (SIGINT) is for. On ctrl-c the terminal sends one
// to every process of its foreground group. While a program that lede has started has the
// terminal, such as a pager, they are for that one alone.
type interrupts struct {
	mu   sync.Mutex
	lent int       // programs that have the terminal
	back time.Time // when the last of them gave it back
}

// interruptLate is how long after a program has ended an interrupt may come in that
// was for it.
const interruptLate = 100 * time.Millisecond

// watchInterrupts calls stop at the first interrupt that is for lede. It watches until
// ctx ends; an interrupt after that ends the process, as it would without.
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

// lend makes interrupts another program's until back is called.
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
