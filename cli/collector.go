package cli

import (
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// firstScreen is how long the first screen takes at most on a machine that is not
	// busy.
	firstScreen = 500 * time.Millisecond

	// readerGarbage is how much may be allocated between two collections while the reader
	// is open, in percent of what is in use (GOGC). That is 5 MB, so that with Go's usual
	// 100 the collector runs several times a second beside a refresh, and a key that
	// meets it takes 5 to 10 ms longer where the cores are busy.
	readerGarbage = 300

	// restAfter is how long no key has been pressed when the user is taken to read.
	restAfter = 2 * time.Second

	// worthReturning is the garbage that is collected while the user reads, in bytes.
	worthReturning = 4 << 20
)

// A collector says when Go's collector runs while the reader is open. Where the memory
// comes to readerMemory it runs all the same.
type collector struct {
	usual   int           // what its percentage was; negative: it was off, and stays so
	reading int           // what its percentage is while the reader is open
	start   *time.Timer   // of collecting at all
	started chan struct{} // closed then
	rest    *time.Timer   // since the last key
}

// holdCollector lets nothing be collected until the first screen is up, which
// takes less memory than the reader has later: three collections cost a tenth of
// its time. Then collections are as rare as readerGarbage says, unless the user has
// said how often, and what that leaves is given back to the system while nobody
// presses a key.
func (a *app) holdCollector() *collector {
	c := &collector{usual: debug.SetGCPercent(-1), reading: readerGarbage, started: make(chan struct{})}
	if c.usual < 0 { // by the user's wish, or another reader's that begins
		return c
	}
	if a.sys.Getenv("GOGC") != "" {
		c.reading = c.usual
	}
	c.start = time.AfterFunc(firstScreen, func() {
		defer close(c.started)
		debug.SetGCPercent(c.reading)
	})
	c.rest = time.AfterFunc(firstScreen+restAfter, returnGarbage)
	return c
}

// touched says that a key was pressed.
func (c *collector) touched() {
	if c.rest != nil {
		c.rest.Reset(restAfter)
	}
}

// giveBack has Go's collector be as it was.
func (c *collector) giveBack() {
	if c.usual < 0 {
		return
	}
	c.rest.Stop()
	if !c.start.Stop() {
		<-c.started
	}
	debug.SetGCPercent(c.usual)
}

// returnGarbage collects, and returns to the system what that frees, where it is worth it.
func returnGarbage() {
	heap := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(heap)
	live, objects, free := heap[0].Value.Uint64(), heap[1].Value.Uint64(), heap[2].Value.Uint64()
	if objects+free > live+worthReturning {
		debug.FreeOSMemory()
	}
}
