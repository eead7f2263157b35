package store

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lede/feed"
)

// Benchmarks run over generated libraries of 1,000, 10,000 and 100,000 entries
// of about 4 KB; -million adds one of 1,000,000. A library is made once a run.
var million = flag.Bool("million", false, "also measure with a million entries")

const perFeed = 100 // entries of one generated feed

func sizes() []int {
	if *million {
		return []int{1000, 10_000, 100_000, 1_000_000}
	}
	return []int{1000, 10_000, 100_000}
}

// words is a vocabulary whose frequencies fall as a language's do.
type words struct {
	list []string
	zipf *rand.Zipf
}

func newWords(r *rand.Rand) *words {
	syllables := strings.Fields("ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu")
	w := &words{zipf: rand.NewZipf(r, 1.1, 3, 40_000)}
	for i := range 40_001 {
		var b strings.Builder
		for n := i + 50; n > 0; n /= len(syllables) {
			b.WriteString(syllables[n%len(syllables)])
		}
		w.list = append(w.list, b.String())
	}
	return w
}

func (w *words) next() string { return w.list[w.zipf.Uint64()] }

func (w *words) sentence(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = w.next()
	}
	return strings.Join(out, " ")
}

// generate makes one feed's answer: its entries are an hour apart.
func generate(feedID int64, n int, r *rand.Rand, w *words) feed.Answer {
	a := fetched(feedID, noon)
	for i := range n {
		var b strings.Builder
		for range 7 {
			b.WriteString(`<p>` + w.sentence(60) + ` <a href="https://example.org/` + w.next() + `">` + w.sentence(3) + "</a>.</p>\n")
		}
		e := feed.Entry{
			GUID: fmt.Sprintf("https://f%d.example/%d", feedID, i), URL: fmt.Sprintf("https://f%d.example/%d", feedID, i),
			Title: w.sentence(8), Content: b.String(), Summary: w.sentence(40), Words: 450 + r.IntN(200),
			Authors: []feed.Person{{Name: w.sentence(2)}}, Published: noon.Add(-time.Duration(i)*time.Hour - time.Duration(r.IntN(3600))*time.Second),
		}
		e.TextHash, e.SourceHash = feed.ContentHash(&e), r.Uint64()
		a.Document.Entries = append(a.Document.Entries, e)
	}
	return a
}

// library is a database with n entries, made once for all benchmarks of a run.
var libraries struct {
	sync.Mutex
	dir  string
	path map[int]string
}

func TestMain(m *testing.M) {
	if crashed(os.Args) {
		return
	}
	code := m.Run()
	if libraries.dir != "" {
		if err := os.RemoveAll(libraries.dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func library(b *testing.B, n int) *Store {
	b.Helper()
	libraries.Lock()
	defer libraries.Unlock()
	if libraries.dir == "" {
		dir, err := os.MkdirTemp("", "lede-bench-")
		if err != nil {
			b.Fatal(err)
		}
		libraries.dir, libraries.path = dir, make(map[int]string)
	}
	path := libraries.path[n]
	if path == "" {
		path = filepath.Join(libraries.dir, fmt.Sprint(n, ".db"))
		fill(b, path, n)
		libraries.path[n] = path
	}
	s, err := Open(context.Background(), path, Options{Now: func() time.Time { return noon }})
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

func fill(b *testing.B, path string, n int) {
	b.Helper()
	s, err := Open(context.Background(), path, Options{Now: func() time.Time { return noon }, NewFeedUnread: perFeed})
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	w := newWords(r)
	var subs []feed.Subscription
	for i := range n / perFeed {
		subs = append(subs, feed.Subscription{Feed: feed.Feed{URL: fmt.Sprintf("https://f%d.example/feed", i+1)}, Folder: fmt.Sprint("Folder ", i%20)})
	}
	done, err := s.Subscribe(context.Background(), subs)
	if err != nil {
		b.Fatal(err)
	}
	var took time.Duration
	for batch := 0; batch < len(done); batch += 16 {
		var answers []feed.Answer
		for _, d := range done[batch:min(batch+16, len(done))] {
			answers = append(answers, generate(d.FeedID, perFeed, r, w))
		}
		start := time.Now()
		if _, err := s.Store(context.Background(), answers); err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	fmt.Printf("%d entries stored: %.0f/s, %d MB\n", n, float64(n)/took.Seconds(), info.Size()>>20)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func overSizes(b *testing.B, run func(b *testing.B, s *Store)) {
	for _, n := range sizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) { run(b, library(b, n)) })
	}
}

func BenchmarkFirstRows(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		for b.Loop() {
			if rows := list(b, s, feed.Window{Limit: 50}); len(rows) != 50 {
				b.Fatal(len(rows))
			}
		}
	})
}

// BenchmarkOpen is what a start costs: the database opened, the sidebar, the
// first rows.
func BenchmarkOpen(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		for b.Loop() {
			again, err := Open(b.Context(), s.Path(), Options{Now: s.opts.Now})
			if err != nil {
				b.Fatal(err)
			}
			if rows := list(b, again, feed.Window{Limit: 50}); len(rows) != 50 {
				b.Fatal(len(rows))
			}
			if err := again.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkViews(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		for b.Loop() {
			if _, err := s.Views(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPage goes down through all, page by page; End jumps to its end;
// Folder reads a merged view.
func BenchmarkPage(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		w := feed.Window{Limit: 50}
		for b.Loop() {
			rows := list(b, s, w)
			w.From = nil
			if len(rows) == 50 {
				w.From = &rows[49].Key
			}
		}
	})
}

func BenchmarkEnd(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		for b.Loop() {
			list(b, s, feed.Window{Limit: 50, Backward: true})
		}
	})
}

func BenchmarkFolder(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		folder := "Folder 3"
		for b.Loop() {
			list(b, s, feed.Window{Filter: feed.Filter{Folder: &folder}, Limit: 50})
		}
	})
}

func BenchmarkCount(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		for b.Loop() {
			if _, _, err := s.Count(b.Context(), feed.Window{Filter: feed.Filter{Read: no()}}, nil, feed.CountLimit); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkMark(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		rows := list(b, s, feed.Window{Limit: 50})
		for i := 0; b.Loop(); i++ {
			if _, err := s.Mark(b.Context(), feed.Mark{Flag: feed.Starred, Toggle: true, EntryIDs: []int64{rows[i%50].EntryID}}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkMarkAllUndo marks everything read and takes it back; 'held' is the
// longest time that another mark waited meanwhile.
func BenchmarkMarkAllUndo(b *testing.B) {
	overSizes(b, func(b *testing.B, s *Store) {
		last := list(b, s, feed.Window{Limit: 1})[0].EntryID
		for b.Loop() {
			done := make(chan struct{})
			var worst time.Duration
			go func() {
				defer close(done)
				start := time.Now()
				if _, err := s.Mark(b.Context(), feed.Mark{Flag: feed.Read, On: true, All: &feed.Filter{}}); err != nil {
					b.Error(err)
				}
				b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms-mark")
				start = time.Now()
				if _, err := s.Undo(b.Context()); err != nil {
					b.Error(err)
				}
				b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms-undo")
			}()
			for waiting := true; waiting; {
				start := time.Now()
				if _, err := s.Mark(b.Context(), feed.Mark{Flag: feed.Later, Toggle: true, Quiet: true, EntryIDs: []int64{last}}); err != nil {
					b.Fatal(err)
				}
				worst = max(worst, time.Since(start))
				select {
				case <-done:
					waiting = false
				default:
				}
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "ms-held")
		}
	})
}

// BenchmarkSearch finds common and rare words, phrases and beginnings.
func BenchmarkSearch(b *testing.B) {
	w := newWords(rand.New(rand.NewPCG(1, 2)))
	for name, query := range map[string]string{
		"common": w.list[3], "two": w.list[1] + " " + w.list[40], "rare": w.list[30_000], "phrase": `"` + w.list[0] + " " + w.list[1] + `"`,
		"prefix": w.list[900][:4] + "*", "short": w.list[900][:2] + "*", "feed": "feed:f3.example " + w.list[3],
	} {
		f, _ := feed.ParseQuery(query, noon)
		for _, sort := range []feed.Sort{feed.Newest, feed.Relevance} {
			b.Run(fmt.Sprint(name, "/", string(sort)), func(b *testing.B) {
				overSizes(b, func(b *testing.B, s *Store) {
					index(b, s)
					n := 0
					for b.Loop() {
						n = len(list(b, s, feed.Window{Filter: f, Sort: sort, Limit: 40}))
					}
					b.ReportMetric(float64(n), "rows")
				})
			})
		}
	}
}

// index indexes a whole library and says how long that takes.
func index(b *testing.B, s *Store) {
	b.Helper()
	start, n := time.Now(), 0
	var longest time.Duration
	for more := true; more; n++ {
		step := time.Now()
		var err error
		if more, err = s.indexSome(b.Context()); err != nil {
			b.Fatal(err)
		}
		longest = max(longest, time.Since(step))
	}
	if n < 5 {
		return
	}
	if err := s.Optimize(b.Context()); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(s.Path())
	if err != nil {
		b.Fatal(err)
	}
	fmt.Printf("indexed in %v, the longest step %v; %d MB\n", time.Since(start), longest, info.Size()>>20)
}
