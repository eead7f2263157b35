package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"lede/feed"
)

// waits are how long marks took that were made one after the other, as somebody
// would who reads, while something else went on.
type waits []time.Duration

func (w waits) at(q float64) time.Duration {
	if len(w) == 0 {
		return 0
	}
	slices.Sort(w)
	return w[min(int(q*float64(len(w))), len(w)-1)]
}

// markMeanwhile marks entries in turn until ctx is done.
func (s *Store) markMeanwhile(ctx context.Context, b *testing.B, ids []int64) (w waits) {
	for n := 0; ctx.Err() == nil; n++ {
		start := time.Now()
		if _, err := s.Mark(b.Context(), feed.Mark{Flag: feed.Later, Toggle: true, Quiet: true, EntryIDs: []int64{ids[n%len(ids)]}}); err != nil {
			b.Error(err)
			return w
		}
		w = append(w, time.Since(start))
		sleep(ctx, 2*time.Millisecond)
	}
	return w
}

// held runs a piece of work while somebody marks in this process, and in another
// (a second Store on the file stands for it).
type held struct {
	b     *testing.B
	here  *Store
	other *Store
	ids   []int64
	table *tabwriter.Writer
}

// during runs work on cold pages and prints a line of the table.
func (h *held) during(what string, work func(context.Context) error) {
	h.b.Helper()
	chill(h.b, h.here.Path())
	ctx, stop := context.WithCancel(h.b.Context())
	defer stop()
	results := [3]chan waits{make(chan waits), make(chan waits), make(chan waits)}
	for i, s := range []*Store{h.here, h.other} {
		go func() { results[i] <- s.markMeanwhile(ctx, h.b, h.ids[i*len(h.ids)/2:][:len(h.ids)/2]) }()
	}
	go func() { results[2] <- h.syncMeanwhile(ctx) }()
	start, cpu := time.Now(), cpuTime()
	if err := work(h.b.Context()); err != nil {
		h.b.Fatal(what, ": ", err)
	}
	took := time.Since(start)
	cpu = cpuTime() - cpu
	stop()
	fmt.Fprintf(h.table, "| %s\t| %.1f\t| %.1f\t|", what, took.Seconds(), cpu.Seconds())
	for _, r := range results {
		w := <-r
		fmt.Fprintf(h.table, " %d\t| %.1f\t| %.1f\t| %.1f\t|", len(w), milliseconds(w.at(0.5)), milliseconds(w.at(0.99)), milliseconds(w.at(1)))
	}
	fmt.Fprintln(h.table)
}

// syncMeanwhile writes a page to a file beside the database and waits for the
// disk, over and over: no mark can be quicker.
func (h *held) syncMeanwhile(ctx context.Context) (w waits) {
	f, err := os.Create(h.here.Path() + ".sync")
	if err != nil {
		h.b.Error(err)
		return nil
	}
	defer f.Close()
	page := make([]byte, 4096)
	for ctx.Err() == nil {
		start := time.Now()
		_, err := f.WriteAt(page, 0)
		if err := errors.Join(err, f.Sync()); err != nil {
			h.b.Error(err)
			return w
		}
		w = append(w, time.Since(start))
		sleep(ctx, 20*time.Millisecond)
	}
	return w
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkHeld prints how long a mark waits for what else is written: every
// large piece of work in turn, each on pages that must come from the disk.
func BenchmarkHeld(b *testing.B) {
	for _, n := range sizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				measureHeld(b, n)
			}
		})
	}
}

func measureHeld(b *testing.B, n int) {
	from := library(b, n)
	index(b, from)
	path := filepath.Join(b.TempDir(), "lede.db")
	if err := from.rest(b.Context()); err != nil {
		b.Fatal(err)
	}
	copyFile(b, from.Path(), path)
	c := &clock{noon}
	h := &held{b: b, here: openAt(b, path, c), other: openAt(b, path, c)}
	for _, r := range list(b, h.here, feed.Window{Limit: 200}) {
		h.ids = append(h.ids, r.EntryID)
	}
	var out strings.Builder
	h.table = tabwriter.NewWriter(&out, 0, 0, 1, ' ', 0)
	fmt.Fprintf(h.table, "| %d entries\t| s\t| CPU s\t| marks here\t| median ms\t| 99 %%\t| longest\t| another's\t| median ms\t| 99 %%\t| longest\t| disk\t| median ms\t| 99 %%\t| longest\t|\n%s|\n", n, strings.Repeat("| ---\t", 15))
	h.during("nothing else", func(context.Context) error { time.Sleep(2 * time.Second); return nil })
	h.marks()
	h.refresh()
	h.upkeep(c, n)
	if err := h.table.Flush(); err != nil {
		b.Fatal(err)
	}
	fmt.Println(out.String())
}

// marks are what one key can set going.
func (h *held) marks() {
	all := feed.Mark{Flag: feed.Read, On: true, All: &feed.Filter{}}
	h.during("mark all read", func(ctx context.Context) error { return errOf(h.here.Mark(ctx, all)) })
	h.during("undo it", func(ctx context.Context) error { return errOf(h.here.Undo(ctx)) })
	h.during("do it again", func(ctx context.Context) error { return errOf(h.here.Redo(ctx)) })
	all.On = false
	h.during("mark all unread", func(ctx context.Context) error { return errOf(h.here.Mark(ctx, all)) })
	h.during("undo it", func(ctx context.Context) error { return errOf(h.here.Undo(ctx)) })
	h.during("100 marks, after which both are forgotten", func(ctx context.Context) error {
		for n := range maxActions + 2 {
			if err := errOf(h.here.Mark(ctx, feed.Mark{Flag: feed.Starred, On: n%2 == 0, EntryIDs: h.ids[:1]})); err != nil {
				return err
			}
		}
		return idle(ctx, h.here)
	})
}

// refresh stores 5,000 entries, makes them searchable, changes 1,000 and joins
// their texts as if each had come by itself.
func (h *held) refresh() {
	r := rand.New(rand.NewPCG(1, 2))
	answers := answersOf(newWords(r), r, 50, 100, noon)
	h.during("store 5,000 entries", func(ctx context.Context) error { return storeAll(ctx, h.here, answers) })
	h.during("index them", func(ctx context.Context) error { return idle(ctx, h.here) })
	for i := range answers[:10] {
		for k := range answers[i].Document.Entries {
			e := &answers[i].Document.Entries[k]
			e.Content, e.SourceHash, e.TextHash = "<p>Changed.</p>"+e.Content, e.SourceHash+1, [16]byte{}
		}
	}
	h.during("change the texts of 1,000", func(ctx context.Context) error { return storeAll(ctx, h.here, answers[:10]) })
	h.during("index them", func(ctx context.Context) error { return idle(ctx, h.here) })
	if err := h.here.partTexts(h.b.Context(), 5000); err != nil {
		h.b.Fatal(err)
	}
	h.during("join 5,000 texts", func(ctx context.Context) error { return idle(ctx, h.here) })
}

// upkeep drops up to 100,000 entries, gives their space back, and takes a tenth
// of the feeds away.
func (h *held) upkeep(c *clock, n int) {
	subs, err := h.here.Subscriptions(h.b.Context())
	if err != nil {
		h.b.Fatal(err)
	}
	keep := max(1, n/len(subs)-100)
	h.during(fmt.Sprintf("drop all but %d of each feed", keep), func(ctx context.Context) error {
		return errOf(h.here.retain(ctx, Retention{PerFeed: keep, DropUnread: true}))
	})
	h.during("give the space back", func(ctx context.Context) error { return idle(ctx, h.here) })
	var some []int64
	for _, sub := range subs[:max(1, len(subs)/10)] {
		some = append(some, sub.ID)
	}
	h.during(fmt.Sprintf("unsubscribe from %d feeds", len(some)), func(ctx context.Context) error { return h.here.Unsubscribe(ctx, some) })
	h.during("undo it", func(ctx context.Context) error { return errOf(h.here.Undo(ctx)) })
	h.during("unsubscribe again", func(ctx context.Context) error { return h.here.Unsubscribe(ctx, some) })
	c.advance(31 * dayOf)
	h.during("forget them after 30 days", func(ctx context.Context) error { return idle(ctx, h.here) })
	h.during("ANALYZE", h.here.optimize)
}

func errOf[T any](_ T, err error) error { return err }

func openAt(b *testing.B, path string, c *clock) *Store {
	b.Helper()
	s, err := Open(b.Context(), path, Options{Now: c.now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}
