package fetch

import (
	"context"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// watchdog ends a request that takes too long in all, or in which nothing comes
// for too long.
type watchdog struct {
	silence time.Duration
	cancel  context.CancelCauseFunc
	total   *time.Timer
	quiet   *time.Timer

	connected atomic.Bool

	mu     sync.Mutex
	ends   time.Time // when the total time is up
	paused time.Duration
}

// watch starts a watchdog with the given time in all.
func (f *Fetcher) watch(ctx context.Context, left time.Duration) (context.Context, *watchdog) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watchdog{silence: f.o.Silence, cancel: cancel, ends: time.Now().Add(left)}
	w.total = time.AfterFunc(left, func() { cancel(errTimeout) })
	w.quiet = time.AfterFunc(w.silence, func() { cancel(errSilence) })
	return ctx, w
}

// alive says that something came.
func (w *watchdog) alive() { w.quiet.Reset(w.silence) }

// pause stops the clocks while we ourselves are not ready to read, and runs wait.
func (w *watchdog) pause(wait func() error) error {
	start := time.Now()
	w.quiet.Stop()
	w.total.Stop()
	err := wait()
	w.mu.Lock()
	d := time.Since(start)
	w.paused += d
	w.ends = w.ends.Add(d)
	w.total.Reset(time.Until(w.ends))
	w.mu.Unlock()
	w.alive()
	return err
}

// stop ends the watch and frees the request's context.
func (w *watchdog) stop() {
	w.quiet.Stop()
	w.total.Stop()
	w.cancel(nil)
}

// trace notes the steps of a connection as signs of life: a slow name server, a
// slow handshake and a slow answer may each take the time of silence.
func (w *watchdog) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSDone: func(httptrace.DNSDoneInfo) { w.alive() },
		ConnectDone: func(_, _ string, err error) {
			if err == nil {
				w.connected.Store(true)
				w.alive()
			}
		},
		GotConn: func(httptrace.GotConnInfo) {
			w.connected.Store(true)
			w.alive()
		},
		GotFirstResponseByte: w.alive,
	}
}
