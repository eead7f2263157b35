package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lede/feed"
)

// answersOf are what a refresh hands over: so many entries of each of some feeds.
func answersOf(w *words, r *rand.Rand, feeds, each int, at time.Time) (answers []feed.Answer) {
	for f := range int64(feeds) {
		a := fetched(f+1, at)
		for i := range each {
			a.Document.Entries = append(a.Document.Entries, w.entry(f+1, int(at.Unix())+i, at.Add(-time.Duration(i)*apart), r))
		}
		answers = append(answers, a)
	}
	return answers
}

func storeAll(ctx context.Context, s *Store, answers []feed.Answer) error {
	for some := range slices.Chunk(answers, 32) {
		if _, err := s.Store(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// idle does all that can wait.
func idle(ctx context.Context, s *Store) (err error) {
	for more := true; more && err == nil; {
		more, err = s.Idle(ctx, Retention{})
	}
	return err
}

// BenchmarkSearchable stores what a refresh brings and indexes it: a usual one's
// 2,000 entries, and 20,000 cold ones.
func BenchmarkSearchable(b *testing.B) {
	for _, n := range []int{2000, 20_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			answers := answersOf(newWords(r), r, n/10, 10, noon)
			var took, cpu time.Duration
			for b.Loop() {
				b.StopTimer()
				s, _ := newStore(b, Options{})
				var urls []string
				for i := range answers {
					urls = append(urls, fmt.Sprintf("https://f%d.example/feed", i+1))
				}
				subscribe(b, s, urls...)
				b.StartTimer()
				if err := storeAll(b.Context(), s, answers); err != nil {
					b.Fatal(err)
				}
				start, used := time.Now(), cpuTime()
				if err := s.IndexAll(b.Context()); err != nil {
					b.Fatal(err)
				}
				took, cpu = took+time.Since(start), cpu+cpuTime()-used
			}
			b.ReportMetric(took.Seconds()/float64(b.N), "s-indexing/op")
			b.ReportMetric(float64(cpu.Microseconds())/float64(n*b.N), "cpu-us/entry")
		})
	}
}

// BenchmarkSearchWhileStoring searches while refreshes are stored and indexed
// without a pause.
func BenchmarkSearchWhileStoring(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	w := newWords(r)
	queries := map[string]string{
		"common": w.list[3], "rare": w.list[30_000], "phrase": `"` + w.list[0] + " " + w.list[1] + `"`, "prefix": w.list[900][:4] + "*",
	}
	for _, n := range sizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			from := library(b, n)
			index(b, from)
			path := filepath.Join(b.TempDir(), "lede.db")
			if err := from.Backup(b.Context(), path); err != nil {
				b.Fatal(err)
			}
			s, err := Open(b.Context(), path, Options{Now: from.opts.Now})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			ctx, stop := context.WithCancel(b.Context())
			done := make(chan int)
			go func() {
				rounds := 0
				for ; ctx.Err() == nil; rounds++ {
					err := storeAll(ctx, s, answersOf(w, r, 10, 20, noon.Add(time.Duration(rounds)*time.Second)))
					if err == nil {
						err = idle(ctx, s)
					}
					if err != nil && ctx.Err() == nil {
						b.Error(err)
					}
				}
				done <- rounds
			}()
			var times []time.Duration
			for b.Loop() {
				for _, query := range queries {
					f, _ := feed.ParseQuery(query, noon)
					start := time.Now()
					list(b, s, feed.Window{Filter: f, Sort: feed.Relevance, Limit: 40})
					times = append(times, time.Since(start))
				}
			}
			stop()
			b.ReportMetric(float64(<-done)*200, "stored")
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms-median")
			b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "ms-99th")
		})
	}
}
