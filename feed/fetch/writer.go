package fetch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lede/feed"
)

const (
	// A batch is what has come while the one before was written, up to so many
	// feeds and entries. The sink sees to it that others who write do not wait
	// for the whole of it.
	batchFeeds   = 64
	batchEntries = 2000
	// linger is how long an answer may wait for others, where more are to come.
	linger = 150 * time.Millisecond

	// offlineHosts is how many different hosts must be out of reach, and none
	// reached, before a refresh that has many more is given up early; fewHosts
	// is how many may all be dead by themselves while the net is well.
	offlineHosts = 16
	fewHosts     = 2
)

// writer is the end of a refresh: it stores answers in batches, one at a time,
// and tells failures of publishers from a missing network.
type writer struct {
	p      *pool
	report func(Event)
	stop   context.CancelCauseFunc // ends the stages before it
	totals Totals

	// held are answers of hosts that could not be reached, while it is not
	// known whether any can.
	held         []result
	reachedNet   bool
	reachedLocal bool
	probed       bool
}

func newWriter(p *pool, report func(Event), stop context.CancelCauseFunc) *writer {
	w := &writer{p: p, report: report, stop: stop}
	w.totals.Feeds = len(p.subs)
	return w
}

// run writes until all answers are in, or ctx or the sink fails.
func (w *writer) run(ctx context.Context) error {
	for {
		batch, more := w.gather(ctx)
		if err := ctx.Err(); err != nil {
			return err // what was not begun is given back
		}
		if err := w.write(ctx, batch); err != nil {
			return err
		}
		switch {
		case !more:
			return w.settle(ctx)
		case w.hopeless(ctx):
			w.stop(errOffline)
			w.allOffline()
			return nil
		}
	}
}

// gather waits for an answer and takes those that are there already. more is
// false when there will be none any more.
func (w *writer) gather(ctx context.Context) (batch []result, more bool) {
	select {
	case r, ok := <-w.p.answers:
		if !ok {
			return nil, false
		}
		batch = w.sort(ctx, batch, r)
	case <-ctx.Done():
		return nil, false
	}
	enough := time.NewTimer(linger)
	defer enough.Stop()
	for entries := 0; len(batch) < batchFeeds && entries < batchEntries; {
		select {
		case r, ok := <-w.p.answers:
			if !ok {
				return batch, false
			}
			batch = w.sort(ctx, batch, r)
			if r.answer.Document != nil {
				entries += len(r.answer.Document.Entries)
			}
		case <-enough.C:
			return batch, true
		case <-ctx.Done():
			return batch, true
		}
	}
	return batch, true
}

// sort puts a result into the batch, or aside while it is not known whether its
// host or the network is to blame.
func (w *writer) sort(ctx context.Context, batch []result, r result) []result {
	if !r.task.wait.IsZero() {
		if err := w.p.sink.SetHostWait(ctx, r.task.host, r.task.wait); err != nil {
			w.p.f.o.Logger.Warn("a host's wish to be left alone could not be stored", "host", r.task.host, "error", err)
		}
	}
	if r.reached {
		w.reachedLocal = w.reachedLocal || r.local
		w.reachedNet = w.reachedNet || !r.local
		batch = append(batch, w.release()...)
	}
	if r.unreachable && !w.explains(r) {
		w.held = append(w.held, r)
		return batch
	}
	return append(batch, r)
}

// explains tells whether what was reached shows that a host out of reach is so
// by itself: a host of the net does for all, one of this machine for its like.
func (w *writer) explains(r result) bool {
	return w.reachedNet || r.local && w.reachedLocal
}

// release takes back those results that are explained by now.
func (w *writer) release() (free []result) {
	w.held = slices.DeleteFunc(w.held, func(r result) bool {
		if w.explains(r) {
			free = append(free, r)
			return true
		}
		return false
	})
	return free
}

// heldHosts counts the different hosts of the net that were out of reach.
func (w *writer) heldHosts() int {
	hosts := make(map[string]struct{})
	for _, r := range w.held {
		if !r.local {
			hosts[r.task.key()] = struct{}{}
		}
	}
	return len(hosts)
}

// hopeless tells, once, whether so many hosts are out of reach that asking the
// rest is a waste of the user's time.
func (w *writer) hopeless(ctx context.Context) bool {
	if w.probed || w.reachedNet || w.heldHosts() < offlineHosts {
		return false
	}
	w.probed = true
	return w.p.f.o.Probe(ctx) != nil
}

// settle decides at the end about results that are still held: one or two dead
// hosts are dead by themselves when the network is there; else nothing could be
// reached, and no feed is to blame.
func (w *writer) settle(ctx context.Context) error {
	if n := w.heldHosts(); n > 0 && n <= fewHosts && w.p.f.o.Probe(ctx) == nil {
		w.reachedNet = true
		return w.write(ctx, w.release())
	}
	for _, r := range w.held {
		w.offline(r.task.sub, r.answer)
	}
	return nil
}

// offline reports a feed that nobody could have reached. Nothing is stored; its
// lease is given back at the end.
func (w *writer) offline(sub feed.Subscription, a feed.Answer) {
	a.Outcome, a.NextCheck = feed.OutcomeOffline, sub.Health.NextCheck
	w.totals.Offline = true
	w.event(sub, a, feed.Stored{FeedID: sub.ID})
}

// allOffline reports every feed that has no answer yet.
func (w *writer) allOffline() {
	now := w.p.f.o.Now()
	open := w.p.unstored()
	slices.Sort(open)
	for _, sub := range w.p.subs {
		if _, found := slices.BinarySearch(open, sub.ID); found {
			w.offline(sub, feed.Answer{FeedID: sub.ID, At: now})
		}
	}
}

// write stores a batch and reports it. It is not interrupted: a cancelled
// refresh leaves whole feeds or nothing.
func (w *writer) write(ctx context.Context, batch []result) error {
	if len(batch) == 0 {
		return nil
	}
	answers := make([]feed.Answer, len(batch))
	for i := range batch {
		answers[i] = batch[i].answer
	}
	stored, err := w.p.sink.Store(context.WithoutCancel(ctx), answers)
	if err != nil {
		return fmt.Errorf("storing what the feeds said: %w", err)
	}
	if len(stored) != len(answers) {
		return fmt.Errorf("storing what the feeds said: %d answers for %d feeds", len(stored), len(answers))
	}
	for i, r := range batch {
		w.p.room.Release(r.weight)
		w.p.stored(r.task.sub.ID)
		w.event(r.task.sub, r.answer, stored[i])
	}
	return nil
}

// event counts and reports one feed.
func (w *writer) event(sub feed.Subscription, a feed.Answer, s feed.Stored) {
	t := &w.totals
	switch a.Outcome {
	case feed.OutcomeFetched:
		t.Fetched++
	case feed.OutcomeUnchanged:
		t.Unchanged++
	case feed.OutcomeFailed:
		t.Failed++
	default:
		t.Skipped++
	}
	t.New += s.New
	t.Archive += s.Archive
	t.Updated += s.Updated
	t.Bytes += a.Bytes
	w.report(Event{Total: t.Feeds, Done: t.Fetched + t.Unchanged + t.Failed + t.Skipped, Feed: sub, Answer: a, Stored: s})
}
