package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lede/feed"
)

// noon is the frozen time of these tests.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// rss is a small feed with so many entries.
func rss(entries int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Small news</title><link>https://example.org/</link>`)
	for i := range entries {
		fmt.Fprintf(&b, `<item><guid>g%d</guid><title>Story %d</title><link>https://example.org/%d</link><description>Text of story %d</description><pubDate>Mon, 23 Nov 2026 0%d:00:00 GMT</pubDate></item>`, i, i, i, i, i%10)
	}
	return b.String() + `</channel></rss>`
}

// newFetcher makes a Fetcher for a test: frozen time, no environment, no network
// but loopback.
func newFetcher(t testing.TB, o Options) *Fetcher {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	if o.Probe == nil {
		o.Probe = func(context.Context) error { return nil }
	}
	o.Jitter = func() float64 { return 0 }
	f := New(o)
	t.Cleanup(f.Close)
	return f
}

// serve starts a server for a test.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// get refreshes one feed, whether it is due or not, and returns what came.
func (f *Fetcher) get(t testing.TB, sub feed.Subscription) (a feed.Answer) {
	t.Helper()
	shelf := newShelf()
	shelf.subs = []feed.Subscription{sub}
	if _, err := f.Refresh(t.Context(), shelf, Request{FeedIDs: []int64{sub.ID}}, func(e Event) { a = e.Answer }); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestGetConditionally(t *testing.T) {
	var got []http.Header
	const etag = `W/"caf` + "\xe9" + `, 'odd'"` // a byte that is not UTF-8, and not the usual form
	const modified = "Sun, 22 Nov 2026 10:00:00 +0000"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Clone())
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", etag)
		w.Header().Set("Last-Modified", modified)
		io.WriteString(w, rss(3))
	})
	f := newFetcher(t, Options{Version: "1.2", Contact: "https://me.example/"})
	sub := subscription(7, s.URL+"/feed")

	a := f.get(t, sub)
	if a.Outcome != feed.OutcomeFetched || a.FeedID != 7 || len(a.Document.Entries) != 3 || a.Document.Title != "Small news" {
		t.Fatalf("first answer: %+v", a)
	}
	if a.Validators.ETag != etag || a.Validators.LastModified != modified || len(a.Validators.BodyHash) == 0 {
		t.Fatalf("validators: %+v", a.Validators)
	}
	sub.Validators = *a.Validators
	again := f.get(t, sub)
	if again.Outcome != feed.OutcomeUnchanged || again.Document != nil || again.Bytes != 0 {
		t.Fatalf("second answer: %+v", again)
	}
	if diff := cmp.Diff(a.Validators, again.Validators); diff != "" {
		t.Errorf("the validators changed (-first +second):\n%s", diff)
	}
	if h := got[1]; h.Get("If-None-Match") != etag || h.Get("If-Modified-Since") != modified {
		t.Errorf("sent back %q and %q", h.Get("If-None-Match"), h.Get("If-Modified-Since"))
	}
	if ua := got[0].Get("User-Agent"); ua != "lede/1.2 (+https://me.example/)" {
		t.Errorf("User-Agent: %q", ua)
	}
}

func TestSameBytesAreNotParsed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, rss(2)) })
	parsed := 0
	f := newFetcher(t, Options{Parse: func(b []byte, o feed.ParseOptions) (*feed.Document, error) {
		parsed++
		return feed.Parse(b, o)
	}})
	sub := subscription(1, s.URL)
	a := f.get(t, sub)
	sub.Validators = *a.Validators
	if a = f.get(t, sub); a.Outcome != feed.OutcomeUnchanged || parsed != 1 {
		t.Fatalf("outcome %s, parsed %d times", a.Outcome, parsed)
	}
}

func TestATooLargeAnswerNamesItsLimit(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, strings.Repeat("x", 2<<20)) })
	f := newFetcher(t, Options{MaxBody: 1 << 20, AllowPrivate: true})
	for accept, want := range map[string]string{
		"":        "the page is larger than 1 MiB; lede reads no more of one",
		"image/*": "the picture is larger than 512000 bytes; lede reads no more of one",
	} {
		o := PageOptions{Accept: accept}
		if accept != "" {
			o.Limit = 512000
		}
		if _, err := f.Page(t.Context(), s.URL, o); err == nil || err.Error() != want {
			t.Errorf("%q: %v", accept, err)
		}
	}
	if a := f.get(t, subscription(1, s.URL)); a.Error != "the answer is larger than 1 MiB; lede reads no more of one feed" {
		t.Error(a.Error)
	}
}
