package fetch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"lede/feed"
)

const (
	// roomBytes bounds what is read and not yet written, by the bytes of the
	// bodies: prepared, it takes about half. The parsers wait beyond it.
	roomBytes = 16 << 20

	leaseTime    = 90 * time.Second // how long a killed refresh keeps its feeds from others
	leaseRenewal = 30 * time.Second
	releaseTime  = 5 * time.Second
)

// pool is one refresh on its way: a dispatcher that sends requests out, parsers,
// and a writer, which is the goroutine that called Refresh.
//
//	dispatcher -> requests (64) -> bodies -> parsers (cores) -> answers -> writer
//
// Each arrow is a channel without a buffer or with a small one, so that a slow
// writer slows the parsers, and these the requests: what is in memory at a time
// is bounded by their numbers, not by the number of feeds.
type pool struct {
	f     *Fetcher
	sink  Sink
	owner string
	subs  []feed.Subscription

	mu   sync.Mutex
	open map[int64]struct{} // feeds whose answers are not stored yet

	renewed atomic.Bool // leases were renewed

	bodies  chan *task
	answers chan result
	room    *semaphore.Weighted // of what waits for the writer: see roomBytes

	stop  context.CancelCauseFunc // ends all stages
	crash error                   // a stage's panic, which ended the refresh
}

// guarded runs a stage's work. A panic in it, beyond those that cost one feed,
// ends the refresh and becomes its error.
func (p *pool) guarded(what string, work func()) {
	err := feed.Safely(p.f.o.Logger, what, func() error { work(); return nil })
	if err != nil {
		p.mu.Lock()
		p.crash = err
		p.mu.Unlock()
		p.stop(err)
	}
}

// result is what the parsers hand to the writer.
type result struct {
	task        *task
	answer      feed.Answer
	unreachable bool
	reached     bool // its host was reached
	local       bool // a host of this machine, which says nothing of the net
	weight      int64
}

// errOffline ends a refresh early, when nothing can be reached.
var errOffline = errors.New("offline")

// Refresh asks many feeds and stores what they answer. It holds leases on them
// meanwhile and reports each feed, from the calling goroutine, once its answer
// is stored. When ctx ends, what is being stored is finished, the rest is given
// back, and the error is ctx's. The error is about the sink or ctx only: a feed
// that fails is an answer like others.
func (f *Fetcher) Refresh(ctx context.Context, sink Sink, req Request, report func(Event)) (Totals, error) {
	if report == nil {
		report = func(Event) {}
	}
	held, err := sink.HostWaits(ctx)
	if err != nil {
		return Totals{}, err // in the sink's words
	}
	now := f.o.Now()
	for host, until := range held {
		f.waits.add(host, until, now)
	}
	owner := f.newOwner()
	subs, err := sink.Claim(ctx, feed.Claim{Owner: owner, FeedIDs: req.FeedIDs, All: req.All, Now: now, Until: now.Add(leaseTime)})
	if err != nil {
		return Totals{}, err
	}
	p := &pool{
		f: f, sink: sink, owner: owner, subs: subs,
		open:   make(map[int64]struct{}, len(subs)),
		bodies: make(chan *task), answers: make(chan result, batchFeeds), room: semaphore.NewWeighted(roomBytes),
	}
	for _, sub := range subs {
		p.open[sub.ID] = struct{}{}
	}
	return p.run(ctx, report)
}

// newOwner names one refresh of this process for its leases: a process that
// finds a lease of a process that is no more may take it over.
func (f *Fetcher) newOwner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return fmt.Sprintf("%d@%s#%d", os.Getpid(), host, f.refreshes.Add(1))
}

// run starts the stages, writes until all is written, and waits for them to end.
func (p *pool) run(ctx context.Context, report func(Event)) (Totals, error) {
	work, stop := context.WithCancelCause(ctx)
	var stages, parsers sync.WaitGroup
	p.stop = stop
	stages.Go(func() {
		defer close(p.bodies)
		p.guarded("asking feeds", func() { newDispatcher(p).run(work) })
	})
	for range p.f.o.Parsers {
		parsers.Go(func() { p.guarded("reading feeds", func() { p.parse(work) }) })
	}
	stages.Go(func() {
		parsers.Wait()
		close(p.answers)
	})
	stages.Go(func() { p.guarded("renewing leases", func() { p.renew(work) }) })

	w := newWriter(p, report, stop)
	err := w.run(ctx)
	stop(nil)
	for range p.answers { // a stage may be about to hand something over
	}
	stages.Wait()
	if err == nil {
		err = p.crash
	}
	if rerr := p.giveBack(ctx); err == nil {
		err = rerr
	}
	if err == nil {
		err = ctx.Err()
	}
	return w.totals, err
}

// parse makes answers of bodies until there are no more.
func (p *pool) parse(ctx context.Context) {
	for t := range p.bodies {
		r := p.result(ctx, t)
		r.weight = min(r.answer.Bytes, roomBytes)
		if p.room.Acquire(ctx, r.weight) != nil {
			continue // ctx is done
		}
		select {
		case p.answers <- r:
		case <-ctx.Done():
		}
	}
}

func (p *pool) result(ctx context.Context, t *task) result {
	defer t.free()
	r := result{task: t, local: t.req == nil || isLocal(t.first), reached: t.reached, unreachable: !t.reached && unreachable(t.err)}
	if t.skip.IsZero() {
		r.answer = p.f.answer(t, func() feed.Known {
			known, err := p.sink.Known(ctx, t.sub.ID)
			if err != nil && ctx.Err() == nil {
				p.f.o.Logger.Warn("the known entries of a feed could not be read; all are parsed", "feed", t.sub.ID, "error", err)
			}
			return known
		})
		p.prepare(t, &r.answer)
	} else {
		r.answer = p.f.skipped(t, t.skip)
	}
	return r
}

// prepare lets the sink do here what it can, so that the writer does not wait
// for it: the parsers have the cores. It never panics.
func (p *pool) prepare(t *task, a *feed.Answer) {
	if p.f.upset(t, "preparing what came", func() { p.sink.Prepare(a) }) {
		p.f.fail(a, t, plain(nil, "storing the feed crashed; that is a bug in lede"))
	}
}

// renew keeps the leases of a long refresh from running out. Where it fails,
// another process may ask the same feeds: a waste, no harm.
func (p *pool) renew(ctx context.Context) {
	tick := time.NewTicker(leaseRenewal)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		ids := p.unstored()
		if len(ids) == 0 {
			return
		}
		p.renewed.Store(true)
		now := p.f.o.Now()
		_, err := p.sink.Claim(ctx, feed.Claim{Owner: p.owner, FeedIDs: ids, Now: now, Until: now.Add(leaseTime)})
		if err != nil && ctx.Err() == nil {
			p.f.o.Logger.Warn("the leases of a refresh could not be renewed", "error", err)
		}
	}
}

// giveBack releases the leases of feeds that were not stored, even when the
// refresh was cancelled; and, after a renewal, those of all: a feed that was
// stored during it may have got its lease back.
func (p *pool) giveBack(ctx context.Context) error {
	ids := p.unstored()
	if p.renewed.Load() {
		ids = ids[:0]
		for _, sub := range p.subs {
			ids = append(ids, sub.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
	defer cancel()
	if err := p.sink.Release(ctx, p.owner, ids); err != nil {
		return fmt.Errorf("giving back the feeds that were not asked: %w", err)
	}
	return nil
}

// unstored lists the feeds whose leases are still held.
func (p *pool) unstored() []int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Collect(maps.Keys(p.open))
}

// stored notes that a feed's answer is stored, which gave its lease back.
func (p *pool) stored(id int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, id)
}
