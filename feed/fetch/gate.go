package fetch

import (
	"context"
	"sync"
)

// gate counts the requests under way, to each host and in all. The refresh, the
// pages and discovery share one, so that a host sees no more than its limit
// whatever a reader does at the time.
type gate struct {
	perHost, total int

	mu      sync.Mutex
	hosts   map[string]int
	inAll   int
	changed chan struct{} // closed when a place becomes free
}

func newGate(perHost, total int) *gate {
	return &gate{perHost: perHost, total: total, hosts: make(map[string]int), changed: make(chan struct{})}
}

// tryEnter takes a place for a request to host, if there is one. full tells
// whether it was the total that forbade it.
func (g *gate) tryEnter(host string) (ok, full bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inAll >= g.total {
		return false, true
	}
	if g.hosts[host] >= g.perHost {
		return false, false
	}
	g.hosts[host]++
	g.inAll++
	return true, false
}

// wait returns a channel that is closed when a place becomes free. Take it
// before trying to enter, so that none is missed.
func (g *gate) wait() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.changed
}

// enter takes a place, waiting for one as long as ctx lasts.
func (g *gate) enter(ctx context.Context, host string) error {
	for {
		freed := g.wait()
		if ok, _ := g.tryEnter(host); ok {
			return nil
		}
		select {
		case <-freed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// leave gives a place back.
func (g *gate) leave(host string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.hosts[host]--; g.hosts[host] <= 0 {
		delete(g.hosts, host)
	}
	g.inAll--
	close(g.changed)
	g.changed = make(chan struct{})
}
