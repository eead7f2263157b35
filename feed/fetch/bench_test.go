package fetch

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"lede/feed"
)

// BenchmarkUnchanged compares bare conditional requests with a refresh in which
// nothing has changed, over the same server: the difference is what the pool
// and the policies cost.
func BenchmarkUnchanged(b *testing.B) {
	const feeds = 500
	s := serve(b, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"x"`)
		w.WriteHeader(http.StatusNotModified)
	})
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: DefaultTotal}}
		defer client.CloseIdleConnections()
		for b.Loop() {
			bare(b, client, s.URL, feeds)
		}
	})
	b.Run("refresh", func(b *testing.B) {
		f := newFetcher(b, Options{PerHost: DefaultTotal})
		for b.Loop() {
			shelf := newShelf()
			for i := range feeds {
				sub := subscription(int64(i+1), fmt.Sprintf("%s/%d", s.URL, i))
				sub.Validators.ETag = `"x"`
				shelf.subs = append(shelf.subs, sub)
			}
			if totals, err := f.Refresh(b.Context(), shelf, Request{}, nil); err != nil || totals.Unchanged != feeds {
				b.Fatal(totals, err)
			}
		}
	})
}

// BenchmarkCold compares bare requests with a refresh that parses nothing, so
// that what is measured is fetching.
func BenchmarkCold(b *testing.B) {
	const feeds = 200
	body := rss(5) + "<!--" + strings.Repeat("padding ", 25_000) + "-->"
	s := serve(b, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, body) })
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: DefaultTotal}}
		defer client.CloseIdleConnections()
		for b.Loop() {
			bare(b, client, s.URL, feeds)
		}
	})
	b.Run("refresh", func(b *testing.B) {
		f := newFetcher(b, Options{PerHost: DefaultTotal, Parse: func([]byte, feed.ParseOptions) (*feed.Document, error) {
			return new(feed.Document), nil
		}})
		for b.Loop() {
			shelf := newShelf()
			for i := range feeds {
				shelf.subs = append(shelf.subs, subscription(int64(i+1), fmt.Sprintf("%s/%d", s.URL, i)))
			}
			if totals, err := f.Refresh(b.Context(), shelf, Request{}, nil); err != nil || totals.Fetched != feeds {
				b.Fatal(totals, err)
			}
		}
	})
}

// bare makes requests as plainly as net/http can, as many at a time.
func bare(b *testing.B, client *http.Client, base string, n int) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range DefaultTotal {
		wg.Go(func() {
			for i := range next {
				res, err := client.Get(fmt.Sprintf("%s/%d", base, i))
				if err != nil {
					b.Error(err)
					continue
				}
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
