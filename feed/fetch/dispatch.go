package fetch

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lede/feed"
)

const (
	// A request that has heard nothing for Options.Patience, and patienceFactor
	// times as long as the others had to wait, is put back to the end when others
	// want its place: a tenth of the servers hanging must not keep the rest waiting.
	patienceFactor = 8
	// patienceAfter is how many answers must be in before that is judged.
	patienceAfter = 8

	// Bodies that came and wait for a parser, as they came: while they are more,
	// no more is asked for. Where answers come in waves, as they do from servers
	// that are all equally far, a wave must fit, so that the next is on its way
	// while this one is read.
	backlogBytes = 4 << 20
	backlogTasks = 256
)

var errPostponed = errors.New("postponed")

// dispatcher decides what is asked next: hosts take turns, each with no more
// requests at a time than the gate lets through, feeds in the order in which
// they are due, those that have been failing after the others.
type dispatcher struct {
	p       *pool
	f       *Fetcher
	hosts   map[string]*hostQueue
	ready   []*hostQueue // with something to ask, in turn
	late    []*task      // put back; asked when nothing else is left
	queued  int
	running map[*attempt]struct{}
	done    chan *attempt
	taken   chan struct{} // a parser took a body
	wg      sync.WaitGroup

	handing   atomic.Int64  // tasks that wait for a parser
	backlog   atomic.Int64  // bytes of their bodies
	answered  int           // attempts that heard something
	waitedFor time.Duration // in all
}

// hostQueue is what is still to be asked of one host.
type hostQueue struct {
	key     string
	tasks   []*task
	running int
	queued  bool // it is in ready
}

// attempt is one request under way.
type attempt struct {
	task   *task
	host   *hostQueue
	cancel context.CancelCauseFunc
	start  time.Time
	heard  atomic.Int64 // when the answer began, in nanoseconds after start; 0: not yet
	again  bool         // another hop is to be made, at another host or later

	postponed bool // it was put back by postpone
}

func newDispatcher(p *pool) *dispatcher {
	d := &dispatcher{p: p, f: p.f, hosts: make(map[string]*hostQueue), running: make(map[*attempt]struct{}), done: make(chan *attempt), taken: make(chan struct{}, 1)}
	subs := slices.Clone(p.subs)
	slices.SortStableFunc(subs, func(a, b feed.Subscription) int {
		return failing(a) - failing(b)
	})
	for _, sub := range subs {
		d.push(p.f.newTask(sub))
	}
	return d
}

func failing(s feed.Subscription) int {
	if s.Health.ErrorCount > 0 {
		return 1
	}
	return 0
}

// push queues a task at its host.
func (d *dispatcher) push(t *task) {
	key := t.key()
	q := d.hosts[key]
	if q == nil {
		q = &hostQueue{key: key}
		d.hosts[key] = q
	}
	q.tasks = append(q.tasks, t)
	d.queued++
	d.enlist(q)
}

// enlist gives a host a turn, if it has something to ask and a place to ask it.
func (d *dispatcher) enlist(q *hostQueue) {
	if !q.queued && len(q.tasks) > 0 && q.running < d.f.o.PerHost {
		q.queued = true
		d.ready = append(d.ready, q)
	}
}

// run dispatches until everything has been asked, or ctx ends; then it waits
// for what is under way.
func (d *dispatcher) run(ctx context.Context) {
	defer d.wg.Wait()
	tick := time.NewTicker(max(d.f.o.Patience/8, time.Millisecond))
	defer tick.Stop()
	for ctx.Err() == nil {
		freed := d.f.gate.wait()
		d.launch(ctx)
		if len(d.running) == 0 && d.queued == 0 && len(d.late) == 0 {
			return
		}
		select {
		case a := <-d.done:
			d.finish(a)
		case <-freed:
		case <-d.taken:
		case <-tick.C:
			d.postpone()
		case <-ctx.Done():
		}
	}
}

// launch starts as many requests as there are places, unless the parsers are
// behind: what waits for them is bounded, however fast the servers are.
func (d *dispatcher) launch(ctx context.Context) {
	if d.queued == 0 && len(d.late) > 0 {
		for _, t := range d.late {
			d.push(t)
		}
		d.late = nil
	}
	for turns := len(d.ready); turns > 0 && len(d.ready) > 0 && !d.behind() && len(d.running) < d.f.o.Total; turns-- {
		q := d.ready[0]
		t := q.tasks[0]
		ok, full := true, false
		asks := t.err == nil && d.skip(t).IsZero()
		if asks {
			ok, full = d.f.gate.tryEnter(q.key)
		}
		if full {
			return
		}
		d.ready = d.ready[1:]
		q.queued = false
		if ok {
			q.tasks = q.tasks[1:]
			d.queued--
			d.start(ctx, q, t, asks)
			turns++ // a place was found: others may be too
		}
		d.enlist(q)
	}
}

// behind tells whether the parsers are.
func (d *dispatcher) behind() bool {
	return d.handing.Load() >= backlogTasks || d.backlog.Load() >= backlogBytes
}

// skip notes that a task's host asked to be left alone, if it did.
func (d *dispatcher) skip(t *task) time.Time {
	t.skip = d.f.waits.get(t.key(), d.f.o.Now())
	return t.skip
}

// start makes a request in a goroutine of its own, or passes on a task that
// needs none.
func (d *dispatcher) start(ctx context.Context, q *hostQueue, t *task, asks bool) {
	own, cancel := context.WithCancelCause(ctx)
	a := &attempt{task: t, host: q, cancel: cancel, start: time.Now()}
	d.running[a] = struct{}{}
	q.running++
	d.wg.Go(func() {
		defer cancel(nil)
		d.p.guarded("asking a feed", func() { d.carry(ctx, own, a, asks) })
	})
}

// carry makes an attempt and hands on what came of it.
func (d *dispatcher) carry(ctx, own context.Context, a *attempt, asks bool) {
	t, q := a.task, a.host
	if asks {
		a.again = !d.f.attempt(own, t, func() { a.heard.Store(max(1, int64(time.Since(a.start)))) })
	}
	if errors.Is(t.err, errPostponed) && ctx.Err() == nil {
		t.err, a.postponed, a.again = nil, true, true
	}
	size := int64(t.size())
	if !a.again {
		a.heard.CompareAndSwap(0, max(1, int64(time.Since(a.start))))
		d.handing.Add(1) // before the dispatcher learns that there is a place
		d.backlog.Add(size)
	}
	if asks {
		d.f.gate.leave(q.key)
	}
	select {
	case d.done <- a:
	case <-ctx.Done():
	}
	if !a.again {
		d.hand(ctx, t, size)
	}
}

// hand gives a task to the next parser that is free.
func (d *dispatcher) hand(ctx context.Context, t *task, size int64) {
	select {
	case d.p.bodies <- t:
	case <-ctx.Done():
		t.free()
	}
	d.backlog.Add(-size)
	d.handing.Add(-1)
	select {
	case d.taken <- struct{}{}:
	default: // the dispatcher is about to look
	}
}

// finish takes note of an attempt that has ended.
func (d *dispatcher) finish(a *attempt) {
	delete(d.running, a)
	a.host.running--
	d.enlist(a.host)
	if n := a.heard.Load(); n > 0 && a.task.res != nil {
		d.answered++
		d.waitedFor += time.Duration(n)
	}
	switch {
	case a.postponed:
		a.task.postponed = true
		d.late = append(d.late, a.task)
	case a.again:
		d.push(a.task)
	case a.host.running == 0 && len(a.host.tasks) == 0:
		delete(d.hosts, a.host.key)
	}
}

// postpone puts back requests that hear nothing while others wait for a place.
func (d *dispatcher) postpone() {
	if d.queued == 0 || len(d.running) < d.f.o.Total || d.answered < patienceAfter {
		return
	}
	limit := max(d.f.o.Patience, patienceFactor*d.waitedFor/time.Duration(d.answered))
	for a := range d.running {
		if a.heard.Load() == 0 && !a.task.postponed && time.Since(a.start) > limit {
			a.cancel(errPostponed)
		}
	}
}
