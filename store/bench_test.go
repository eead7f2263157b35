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

func crashed([]string) bool { return false }

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
