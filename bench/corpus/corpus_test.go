package corpus

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

func small(t *testing.T) *Corpus {
	t.Helper()
	c, err := New(7, 20, 5, 800)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSameSeedSameBytes(t *testing.T) {
	a, b := small(t), small(t)
	for feed := range a.Feeds {
		if !bytes.Equal(a.Render(feed, 3), b.Render(feed, 3)) {
			t.Errorf("feed %d differs between two runs", feed)
		}
	}
	other, err := New(8, 20, 5, 800)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(a.Render(0, 0), other.Render(0, 0)) {
		t.Error("another seed made the same bytes")
	}
}

// Every document is well formed in its format, has its entries, newest first,
// and shifts by whole entries.
func TestDocuments(t *testing.T) {
	c := small(t)
	seen := map[Format]bool{}
	for feed := range c.Feeds {
		f := c.Format(feed)
		seen[f] = true
		body := c.Render(feed, 0)
		if f == JSON {
			if !json.Valid(body) {
				t.Errorf("feed %d is not JSON", feed)
			}
		} else if err := wellFormed(body); err != nil {
			t.Errorf("feed %d: %v", feed, err)
		}
		doc, err := gofeed.NewParser().Parse(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("feed %d: %v", feed, err)
		}
		later, err := gofeed.NewParser().Parse(bytes.NewReader(c.Render(feed, 2)))
		if err != nil {
			t.Fatalf("feed %d: %v", feed, err)
		}
		if len(doc.Items) != c.Entries || len(later.Items) != c.Entries {
			t.Fatalf("feed %d has %d and %d entries, want %d", feed, len(doc.Items), len(later.Items), c.Entries)
		}
		if !doc.Items[0].PublishedParsed.After(*doc.Items[1].PublishedParsed) {
			t.Errorf("feed %d: the newest is not first", feed)
		}
		if doc.Items[0].GUID != later.Items[2].GUID || doc.Items[0].Content != later.Items[2].Content {
			t.Errorf("feed %d: an entry changed as newer ones came", feed)
		}
	}
	if len(seen) != 3 {
		t.Errorf("formats: %v, want all three", seen)
	}
}

func wellFormed(body []byte) error {
	for dec := xml.NewDecoder(bytes.NewReader(body)); ; {
		switch _, err := dec.Token(); err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

func get(t *testing.T, url string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func serve(t *testing.T, opts Options) (*Server, *Listener) {
	t.Helper()
	s := NewServer(small(t), opts)
	l, err := s.Listen(t.Context(), 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return s, l
}

func TestConditionalRequests(t *testing.T) {
	s, l := serve(t, Options{})
	resp, body := get(t, l.URL(4))
	if resp.StatusCode != http.StatusOK || body != string(s.corpus.Render(4, 0)) {
		t.Fatalf("%s, %d bytes: not the feed", resp.Status, len(body))
	}
	etag, modified := resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	if resp, _ := get(t, l.URL(4), "If-None-Match", etag); resp.StatusCode != http.StatusNotModified {
		t.Errorf("with its ETag: %s", resp.Status)
	}
	if resp, _ := get(t, l.URL(4), "If-Modified-Since", modified); resp.StatusCode != http.StatusNotModified {
		t.Errorf("with its date: %s", resp.Status)
	}
	if resp, _ := get(t, l.URL(4), "If-None-Match", `"other"`, "If-Modified-Since", modified); resp.StatusCode != http.StatusOK {
		t.Errorf("with another ETag: %s; the ETag decides", resp.Status)
	}
	if n := s.Advance(2, 1); n != 20 {
		t.Fatalf("advanced %d feeds of 20", n)
	}
	if resp, _ := get(t, l.URL(4), "If-None-Match", etag, "If-Modified-Since", modified); resp.StatusCode != http.StatusOK {
		t.Errorf("after new entries: %s", resp.Status)
	}
	want := Stats{Requests: 5, Whole: 3, NotModified: 2, MostAtOnce: 1, MostAtHost: 1}
	got := s.Stats()
	got.Bytes = 0
	if got != want {
		t.Errorf("stats %+v, want %+v", got, want)
	}
}

func TestListensOnLoopbackAlone(t *testing.T) {
	_, l := serve(t, Options{})
	for _, ln := range l.nets {
		if !strings.HasPrefix(ln.Addr().String(), "127.") {
			t.Errorf("listens on %s", ln.Addr())
		}
	}
	for _, i := range []int{0, 254, 255, 59_999} {
		if !hostAddr(i).IsLoopback() {
			t.Errorf("host %d would be %s", i, hostAddr(i))
		}
	}
}

func TestTroubles(t *testing.T) {
	client := &http.Client{Timeout: time.Minute}
	for _, kind := range Troubles() {
		t.Run(string(kind), func(t *testing.T) {
			if kind == Hang {
				return // see TestHangEndsWithItsClient
			}
			_, l := serve(t, Options{Failing: 1, Kinds: []Trouble{kind}})
			resp, err := client.Get(l.URL(0))
			var body []byte
			if err == nil {
				body, err = io.ReadAll(resp.Body)
				resp.Body.Close()
			}
			if err != nil {
				if kind != Reset && kind != Cut {
					t.Error(err)
				}
				return
			}
			if resp.StatusCode == http.StatusOK && wellFormed(body) == nil {
				t.Error("nothing is wrong with the answer")
			}
		})
	}
}

// A client that has gone ends a request that hangs; otherwise no server that
// hangs could be closed.
func TestHangEndsWithItsClient(t *testing.T) {
	s := NewServer(small(t), Options{Failing: 1, Kinds: []Trouble{Hang}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, s.corpus.Path(0), nil))
	if answer.Body.Len() > 0 || s.Stats().Failed != 1 {
		t.Errorf("a feed that hangs answered %q", answer.Body)
	}
}

func TestShareIsEven(t *testing.T) {
	c, err := New(1, 10_000, 1, 100)
	if err != nil {
		t.Fatal(err)
	}
	for salt := range uint64(4) {
		n := 0
		for i := range c.Feeds {
			if c.share(i, 0.1, salt) {
				n++
			}
		}
		if n < 900 || n > 1100 {
			t.Errorf("salt %d: a tenth of 10000 is %d", salt, n)
		}
	}
}
