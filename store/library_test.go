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
// of about 4 KB; -million adds one of 1,000,000. A library is made once a run,
// or once for all with -libraries.
var (
	million   = flag.Bool("million", false, "also measure with a million entries")
	keptIn    = flag.String("libraries", "", "the folder to keep generated libraries in, for the next run")
	onlyLarge = flag.Bool("large", false, "leave out the sizes below 10,000 entries")
)

func sizes() []int {
	out := []int{1000, 10_000, 100_000}
	if *onlyLarge {
		out = out[1:]
	}
	if *million {
		out = append(out, 1_000_000)
	}
	return out
}

// The shape of a generated library: a feed has so many entries in each round of
// refreshes, a feed's stories are so far apart, and there are so many feeds at most.
const (
	perRound  = 10
	perFeed   = 100
	mostFeeds = 1000
	apart     = 20 * time.Hour
)

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

// dense is a sentence of n runes without spaces: each syllable of the
// vocabulary's words stands for a kanji.
func (w *words) dense(n int) string {
	var b strings.Builder
	for b.Len() < 3*n {
		word := w.next()
		for i := 0; i+1 < len(word); i += 2 {
			b.WriteRune(rune(0x4E00 + int(word[i])*16 + int(word[i+1])))
		}
	}
	return b.String()
}

// entry makes the n-th entry of a feed. Every tenth feed has a paragraph in a
// script without spaces.
func (w *words) entry(feedID int64, n int, published time.Time, r *rand.Rand) feed.Entry {
	var b strings.Builder
	for range 7 {
		b.WriteString(`<p>` + w.sentence(60) + ` <a href="https://example.org/` + w.next() + `">` + w.sentence(3) + "</a>.</p>\n")
	}
	if feedID%10 == 0 {
		b.WriteString("<p>" + w.dense(120) + "</p>\n")
	}
	e := feed.Entry{
		GUID: fmt.Sprintf("https://f%d.example/%d", feedID, n), URL: fmt.Sprintf("https://f%d.example/%d", feedID, n),
		Title: w.sentence(8), Content: b.String(), Summary: w.sentence(40), Words: 450 + r.IntN(200),
		Authors: []feed.Person{{Name: w.sentence(2)}}, Published: published,
	}
	e.TextHash, e.SourceHash = feed.ContentHash(&e), r.Uint64()
	return e
}

// libraries are the generated databases of a run, by number of entries.
var libraries struct {
	sync.Mutex
	dir  string
	path map[int]string
}

func TestMain(m *testing.M) {
	if crashed(os.Args) {
		return
	}
	// A check of most properties is a library with a life of its own, so there is a
	// quarter of what rapid does by default; RAPID_CHECKS, or -rapid.checks, is more.
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "25"); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	if libraries.dir != "" && libraries.dir != *keptIn {
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
		libraries.dir, libraries.path = *keptIn, make(map[int]string)
		if *keptIn == "" {
			dir, err := os.MkdirTemp("", "lede-bench-")
			if err != nil {
				b.Fatal(err)
			}
			libraries.dir = dir
		}
	}
	path := libraries.path[n]
	if path == "" {
		path = filepath.Join(libraries.dir, fmt.Sprint(n, ".db"))
		if _, err := os.Stat(path); err != nil {
			fill(b, path, n)
		}
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

// fill makes a library as years of refreshes would: round by round, with most
// of what is old read, some of it starred and labelled.
func fill(b *testing.B, path string, n int) {
	b.Helper()
	c := &clock{noon}
	tmp := path + ".new"
	s, err := Open(context.Background(), tmp, Options{Now: c.now, NewFeedUnread: perFeed})
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	w := newWords(r)
	feeds := min(max(n/perFeed, 10), mostFeeds)
	var subs []feed.Subscription
	for i := range feeds {
		sub := feed.Subscription{Feed: feed.Feed{URL: fmt.Sprintf("https://f%d.example/feed", i+1)}, Folder: fmt.Sprint("Folder ", i%20)}
		if i%25 == 0 {
			sub.Tags = []string{"science"}
		}
		subs = append(subs, sub)
	}
	done, err := s.Subscribe(context.Background(), subs)
	if err != nil {
		b.Fatal(err)
	}
	rounds := n / feeds / perRound
	var took time.Duration
	for round := range rounds {
		c.at = noon.Add(-time.Duration(rounds-1-round) * perRound * apart)
		var answers []feed.Answer
		for _, d := range done {
			a := fetched(d.FeedID, c.at)
			for i := range perRound {
				back := time.Duration(i)*apart + time.Duration(r.IntN(72_000))*time.Second
				a.Document.Entries = append(a.Document.Entries, w.entry(d.FeedID, round*perRound+perRound-i, c.at.Add(-back), r))
			}
			if answers = append(answers, a); len(answers) == 32 || d == done[len(done)-1] {
				start := time.Now()
				if _, err := s.Store(context.Background(), answers); err != nil {
					b.Fatal(err)
				}
				took += time.Since(start)
				answers = answers[:0]
			}
		}
	}
	if err := s.live(r, n, c); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(tmp)
	if err != nil {
		b.Fatal(err)
	}
	fmt.Printf("%d entries stored: %.0f/s, %d MB\n", n, float64(n)/took.Seconds(), info.Size()>>20)
	if err := os.Rename(tmp, path); err != nil {
		b.Fatal(err)
	}
}

// live does with a library what years of reading do: nine of ten are read, one
// of two hundred is starred, one of a thousand labelled.
func (s *Store) live(r *rand.Rand, n int, c *clock) error {
	c.at = noon
	var read, starred []int64
	for id := int64(1); id <= int64(n); id++ {
		if r.IntN(10) > 0 {
			read = append(read, id)
		}
		if r.IntN(200) == 0 {
			starred = append(starred, id)
		}
	}
	ctx := context.Background()
	if _, err := s.Mark(ctx, feed.Mark{Flag: feed.Read, On: true, Quiet: true, EntryIDs: read}); err != nil {
		return err
	}
	if _, err := s.Mark(ctx, feed.Mark{Flag: feed.Starred, On: true, Quiet: true, EntryIDs: starred}); err != nil {
		return err
	}
	for i, id := range starred {
		if i%5 == 0 {
			if err := s.SetLabels(ctx, id, []string{"keep"}); err != nil {
				return err
			}
		}
	}
	return nil
}
