package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lede/feed"
)

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
			if _, err := s.Mark(b.Context(), feed.Mark{Flag: feed.Read, Toggle: true, EntryIDs: []int64{rows[i%50].EntryID}}); err != nil {
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
			worst := s.markUntil(b, last, done)
			b.ReportMetric(float64(worst.Microseconds())/1000, "ms-held")
		}
	})
}

// BenchmarkLists opens each view in each order.
func BenchmarkLists(b *testing.B) {
	folder := "Folder 3"
	for name, f := range map[string]feed.Filter{
		"all": {}, "unread": {Read: no()}, "starred": {Starred: yes()}, "folder": {Folder: &folder}, "folder unread": {Folder: &folder, Read: no()},
		"feed": {FeedIDs: []int64{3}}, "tag": {Tag: "science"}, "label": {Tag: "keep"}, "today": {Fresh: startOfDay(noon)}, "kept": {Read: no(), KeepSince: noon},
	} {
		for _, sort := range []feed.Sort{feed.Newest, feed.Oldest, feed.ByFeed, feed.Shortest, feed.UnreadFirst} {
			b.Run(fmt.Sprint(name, "/", string(sort)), func(b *testing.B) {
				overSizes(b, func(b *testing.B, s *Store) {
					before := cpuTime()
					for b.Loop() {
						list(b, s, feed.Window{Filter: f, Sort: sort, Limit: 50})
					}
					b.ReportMetric(float64((cpuTime()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
				})
			})
		}
	}
}

// searched are queries of all kinds that people could make, over the words of a
// generated library.
func searched() map[string]string {
	w := newWords(rand.New(rand.NewPCG(1, 2)))
	ideographs := []rune(newWords(rand.New(rand.NewPCG(1, 2))).dense(2))
	return map[string]string{
		"common": w.list[3], "two": w.list[1] + " " + w.list[40], "rare": w.list[30_000], "none": "xyzzy", "phrase": `"` + w.list[0] + " " + w.list[1] + `"`,
		"rare phrase": `"` + w.list[9000] + " " + w.list[3] + `"`, "commonest phrase": `"` + w.list[3] + " " + w.list[3] + " " + w.list[3] + `"`,
		"prefix": w.list[900][:4] + "*", "short": w.list[900][:2] + "*", "shortest": "k*", "two short": w.list[900][:2] + "* " + w.list[500][:3] + "*",
		"feed": "feed:f3.example " + w.list[3], "not": w.list[3] + " -" + w.list[0], "or": w.list[3] + " OR " + w.list[30_000],
		"cjk": string(ideographs[:2]), "cjk one": string(ideographs[:1]), "title": "title:" + w.list[40], "author": "author:" + w.list[40],
		"unread": w.list[3] + " is:unread", "starred": w.list[3] + " is:starred", "rare unread": w.list[20_000] + " is:unread",
		"mixed": w.list[3] + " is:unread since:30d feed:f3", "folder": `in:"Folder 3" ` + w.list[40], "tag": "tag:science " + w.list[40],
		"label": "tag:keep " + w.list[3], "before": w.list[3] + " before:2026-09-01", "fields alone": "is:unread feed:f3", "not alone": "-" + w.list[3],
		"or fields": w.list[3] + " OR is:starred", "or rare fields": w.list[30_000] + " OR is:starred", "no text": "has:audio", "read rare": w.list[20_000] + " is:read",
	}
}

// BenchmarkSearch finds what people look for: the first forty with their snippets.
func BenchmarkSearch(b *testing.B) {
	overSearches(b, func(b *testing.B, s *Store, w feed.Window) (found int) {
		w.Limit = 40
		return len(list(b, s, w))
	})
}

// BenchmarkSearchFirst finds what the screen shows of that first.
func BenchmarkSearchFirst(b *testing.B) {
	overSearches(b, func(b *testing.B, s *Store, w feed.Window) (found int) {
		w.Limit = 16
		rows, _, err := s.SomeRows(b.Context(), w, 12*time.Millisecond)
		if err != nil {
			b.Fatal(err)
		}
		return len(rows)
	})
}

// overSearches runs queries of all kinds, by date and by relevance.
func overSearches(b *testing.B, find func(*testing.B, *Store, feed.Window) (found int)) {
	for name, query := range searched() {
		f, _ := feed.ParseQuery(query, noon)
		for _, sort := range []feed.Sort{feed.Newest, feed.Relevance} {
			b.Run(fmt.Sprint(name, "/", string(sort)), func(b *testing.B) {
				overSizes(b, func(b *testing.B, s *Store) {
					index(b, s)
					n, before := 0, cpuTime()
					for b.Loop() {
						n = find(b, s, feed.Window{Filter: f, Sort: sort})
					}
					b.ReportMetric(float64(n), "rows")
					b.ReportMetric(float64((cpuTime()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
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
		if more, err = s.Idle(b.Context(), Retention{}); err != nil {
			b.Fatal(err)
		}
		longest = max(longest, time.Since(step))
	}
	if n < 5 {
		return
	}
	if err := s.optimize(b.Context()); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(s.Path())
	if err != nil {
		b.Fatal(err)
	}
	fmt.Printf("indexed in %v, the longest step %v; %d MB\n", time.Since(start), longest, info.Size()>>20)
}

// BenchmarkDrop drops what is read of a library, and gives its space back, while
// somebody marks; 'held' is the longest that a mark waited.
func BenchmarkDrop(b *testing.B) {
	for _, n := range sizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
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
				last := list(b, s, feed.Window{Limit: 1})[0].EntryID
				b.StartTimer()
				done := make(chan struct{})
				go func() {
					defer close(done)
					start := time.Now()
					dropped, err := s.retain(b.Context(), Retention{PerFeed: 1})
					if err != nil {
						b.Error(err)
					}
					b.ReportMetric(float64(dropped)/time.Since(start).Seconds(), "dropped/s")
					if info, err := os.Stat(path + "-wal"); err == nil {
						b.ReportMetric(float64(info.Size()>>20), "MB-log")
					}
					for more := true; more && err == nil; {
						more, err = s.Idle(b.Context(), Retention{})
					}
				}()
				worst := s.markUntil(b, last, done)
				b.ReportMetric(float64(worst.Microseconds())/1000, "ms-held")
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
				if info, err := os.Stat(path); err == nil {
					b.ReportMetric(float64(info.Size()>>20), "MB-left")
				}
			}
		})
	}
}

// markUntil marks an entry over and over until done is closed, and returns the
// longest time that one mark took.
func (s *Store) markUntil(b *testing.B, id int64, done <-chan struct{}) (worst time.Duration) {
	b.Helper()
	for {
		start := time.Now()
		if _, err := s.Mark(b.Context(), feed.Mark{Flag: feed.Later, Toggle: true, Quiet: true, EntryIDs: []int64{id}}); err != nil {
			b.Fatal(err)
		}
		worst = max(worst, time.Since(start))
		select {
		case <-done:
			return worst
		case <-time.After(2 * time.Millisecond): // as somebody would
		}
	}
}

// BenchmarkIngest stores what a cold refresh of 200 feeds hands over: 20,000
// entries, 32 feeds at a time. An operation is one entry; the time to make the
// entries is left out.
func BenchmarkIngest(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	w := newWords(r)
	const feeds = 200
	var answers []feed.Answer
	for f := range int64(feeds) {
		a := fetched(f+1, noon)
		for i := range perFeed {
			a.Document.Entries = append(a.Document.Entries, w.entry(f+1, i, noon.Add(-time.Duration(i)*apart), r))
		}
		answers = append(answers, a)
	}
	var urls []string
	for i := range feeds {
		urls = append(urls, fmt.Sprintf("https://f%d.example/feed", i+1))
	}
	var took, cpu time.Duration
	n := 0
	for b.Loop() {
		b.StopTimer()
		s, _ := newStore(b, Options{})
		subscribe(b, s, urls...)
		b.StartTimer()
		start, used := time.Now(), cpuTime()
		for i := 0; i < feeds; i += 32 {
			put(b, s, answers[i:min(i+32, feeds)]...)
		}
		took, cpu = took+time.Since(start), cpu+cpuTime()-used
		n += feeds * perFeed
	}
	b.ReportMetric(float64(n)/took.Seconds(), "entries/s")
	b.ReportMetric(float64(cpu.Nanoseconds())/float64(n), "cpu-ns/entry")
}
