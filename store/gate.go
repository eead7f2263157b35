package store

import (
	"context"
	"sync"
)

// class says how a write stands to others: who goes first, and what a power cut
// may take.
type class int

const (
	// background writes can be done again (a refresh, the index): they are
	// committed without waiting for the disk and let the user's go first.
	background class = iota
	// byUser writes are what a person did: on the disk before they are
	// acknowledged.
	byUser
)

// gate lets one writer at a time in: those of the user before all others, and
// each kind in the order of arrival, so that marks take effect as they were made.
type gate struct {
	mu      sync.Mutex
	held    bool
	waiting [2][]chan struct{}
}

// enter waits for the writer's turn. After a nil error leave must be called.
func (g *gate) enter(ctx context.Context, c class) error {
	g.mu.Lock()
	if !g.held {
		g.held = true
		g.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	g.waiting[c] = append(g.waiting[c], turn)
	g.mu.Unlock()

	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	for i, ch := range g.waiting[c] {
		if ch == turn {
			g.waiting[c] = append(g.waiting[c][:i:i], g.waiting[c][i+1:]...)
			g.mu.Unlock()
			return context.Cause(ctx)
		}
	}
	g.mu.Unlock()
	g.leave() // the turn came together with the cancellation
	return context.Cause(ctx)
}

// leave hands the turn to the next writer.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range [...]class{byUser, background} {
		if len(g.waiting[c]) > 0 {
			turn := g.waiting[c][0]
			g.waiting[c] = g.waiting[c][1:]
			close(turn)
			return
		}
	}
	g.held = false
}

// waitedFor says whether anybody waits.
func (g *gate) waitedFor() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.waiting[byUser])+len(g.waiting[background]) > 0
}

// wanted says whether somebody of the user's waits.
func (g *gate) wanted() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.waiting[byUser]) > 0
}
