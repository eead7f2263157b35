package fetch

import (
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"lede/feed"
)

func TestRefresh(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/3" {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, rss(2))
	})
	var urls []string
	for i := range 20 {
		urls = append(urls, fmt.Sprintf("%s/%d", s.URL, i))
	}
	shelf := newShelf(urls...)
	f := newFetcher(t, Options{})
	var events []Event
	totals, err := f.Refresh(t.Context(), shelf, Request{}, func(e Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	want := Totals{Feeds: 20, Fetched: 19, Failed: 1, New: 38, Bytes: totals.Bytes}
	if totals != want {
		t.Errorf("totals %+v, want %+v", totals, want)
	}
	for i, e := range events {
		if e.Done != i+1 || e.Total != 20 {
			t.Errorf("event %d says %d of %d", i, e.Done, e.Total)
		}
	}
	if a := shelf.last(t, 4); a.Error != "the server says there is no such page (404)" || a.Outcome != feed.OutcomeFailed {
		t.Errorf("the failed feed: %+v", a)
	}
	if left := shelf.leased(); len(left) > 0 {
		t.Errorf("still leased: %v", left)
	}
	totals, err = f.Refresh(t.Context(), shelf, Request{All: true}, nil)
	if err != nil || totals.Unchanged != 19 {
		t.Errorf("second refresh: %+v, %v", totals, err)
	}
}

// Answers of servers that are equally far come in waves: while one is read, the
// next must be on its way.
func TestAsksOnWhileAWaveIsRead(t *testing.T) {
	const feeds = 40
	var asked atomic.Int64
	all := make(chan struct{})
	shelf := newShelf()
	for i := range feeds {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) == feeds {
				close(all)
			}
			io.WriteString(w, rss(1))
		})
		shelf.subs = append(shelf.subs, subscription(int64(i+1), s.URL))
	}
	parse := func(body []byte, o feed.ParseOptions) (*feed.Document, error) {
		select {
		case <-all: // this one parser is slower than all the servers
		case <-t.Context().Done():
		}
		return feed.Parse(body, o)
	}
	totals, err := newFetcher(t, Options{Total: 4, Parsers: 1, Parse: parse}).Refresh(t.Context(), shelf, Request{}, nil)
	if err != nil || totals.Fetched != feeds {
		t.Errorf("%+v, %v", totals, err)
	}
}
