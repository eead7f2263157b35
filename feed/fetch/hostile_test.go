package fetch

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"lede/feed"
)

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func brotlied(b []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func zstded(b []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	defer w.Close()
	return w.EncodeAll(b, nil)
}

func deflated(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func TestEncodings(t *testing.T) {
	plain := []byte(rss(3))
	zeros := make([]byte, 64<<20)
	for _, c := range []struct {
		name, encoding string
		body           []byte
		want           string // of the error; empty: three entries
	}{
		{"gzip", "gzip", gzipped(plain), ""},
		{"x-gzip in capitals", "X-GZIP", gzipped(plain), ""},
		{"brotli", "br", brotlied(plain), ""},
		{"zstd", "zstd", zstded(plain), ""},
		{"deflate", "deflate", deflated(plain), ""},
		{"gzip unasked and unsaid", "", gzipped(plain), ""},
		{"gzip said but not done", "gzip", plain, ""},
		{"brotli said but not done", "br", plain, ""},
		{"zstd said, gzip done", "zstd", gzipped(plain), ""},
		{"brotli said, gzip done", "br", gzipped(plain), ""},
		{"gzip twice, said once", "gzip", gzipped(gzipped(plain)), ""},
		{"gzip over brotli", "br, gzip", gzipped(brotlied(plain)), ""},
		{"an unknown name, not done", "sdch", plain, ""},
		{"gzip in two members", "gzip", append(gzipped(plain[:100]), gzipped(plain[100:])...), ""},
		{"gzip with bytes after it", "gzip", append(gzipped(plain), "junk after"...), ""},
		{"a gzip bomb", "gzip", gzipped(zeros), "larger than"},
		{"a gzip bomb in gzip", "gzip", gzipped(gzipped(zeros)), "larger than"},
		{"a brotli bomb", "br", brotlied(zeros), "larger than"},
		{"a zstd bomb", "zstd", zstded(zeros), "larger than"},
		{"gzip of nothing", "gzip", gzipped(nil), "the answer is empty"},
		{"nonsense called brotli", "br", []byte("\x07\x99\x12nonsense"), "compressed in a way that can't be undone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if c.encoding != "" {
					w.Header().Set("Content-Encoding", c.encoding)
				}
				w.Write(c.body)
			})
			f := newFetcher(t, Options{MaxBody: 4 << 20})
			a := f.get(t, subscription(1, s.URL))
			switch {
			case c.want != "" && (a.Outcome != feed.OutcomeFailed || !strings.Contains(a.Error, c.want)):
				t.Errorf("%s, %q; want a failure with %q", a.Outcome, a.Error, c.want)
			case c.want == "" && (a.Outcome != feed.OutcomeFetched || len(a.Document.Entries) != 3 || a.Document.Partial):
				t.Errorf("%s, %q; want three entries", a.Outcome, a.Error)
			}
		})
	}
}

// raw serves bytes as they are on each connection.
func raw(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			buf := make([]byte, 4096)
			c.Read(buf)
			answer(c)
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String()
}

// wholeItems is a parser that, as feed.Parse does, keeps the whole entries of a
// document that breaks off.
func wholeItems(body []byte, o feed.ParseOptions) (*feed.Document, error) {
	doc, err := feed.Parse(body, o)
	if err == nil || !bytes.Contains(body, []byte("<rss")) {
		return doc, err
	}
	return &feed.Document{Partial: true, Entries: make([]feed.Entry, bytes.Count(body, []byte("</item>")))}, nil
}

func TestBrokenAnswers(t *testing.T) {
	body := rss(4)
	for _, c := range []struct {
		name    string
		answer  func(net.Conn)
		want    string // of the error
		partial bool
	}{
		{"cut after two entries", func(c net.Conn) {
			cut := strings.Index(body, "<guid>g2")
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:cut])
		}, "", true},
		{"cut in gzip", func(c net.Conn) {
			z := gzipped([]byte(strings.Repeat(" ", 1000) + body))
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(z), z[:15])
		}, "broke off", false},
		{"cut before the first entry", func(c net.Conn) {
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<?xml version='1.0'?><rss><chan")
		}, "broke off in the middle", false},
		{"nothing at all", func(net.Conn) {}, "broke off", false},
		{"not HTTP", func(c net.Conn) { io.WriteString(c, "SSH-2.0-OpenSSH_9.9\r\n") }, "not proper HTTP", false},
		{"bad chunks", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nnonsense")
		}, "not proper HTTP", false},
		{"endless headers", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			line := "X-A: " + strings.Repeat("a", 8000) + "\r\n"
			for range 1000 {
				if _, err := io.WriteString(c, line); err != nil {
					return
				}
			}
		}, "endless headers", false},
		{"endless body", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n<rss><channel>")
			junk := strings.Repeat("<x>junk</x>", 8000)
			for {
				if _, err := io.WriteString(c, junk); err != nil {
					return
				}
			}
		}, "larger than", false},
		{"announced too large", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n<rss>")
		}, "larger than", false},
		{"escapes in the reason", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 500 \x1b]52;c;AAAA\x07\x1b[31mred\r\nContent-Length: 0\r\n\r\n")
		}, "the server failed (500)", false},
		{"white space only", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n \n\t\r\n")
		}, "the answer is empty", false},
		{"a web page", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE html><html><title>Log in</title></html>")
		}, "answered with a web page, not a feed", false},
		{"a picture", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n\x89PNG\r\n\x1a\n0000IHDR")
		}, "image/png", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFetcher(t, Options{MaxBody: 2 << 20, Parse: wholeItems})
			a := f.get(t, subscription(1, raw(t, c.answer)))
			if a.Validators != nil {
				t.Errorf("validators were kept: %+v", a.Validators)
			}
			switch {
			case c.partial && (a.Outcome != feed.OutcomeFetched || !a.Document.Partial || len(a.Document.Entries) != 2):
				t.Errorf("%s, %q; want two entries", a.Outcome, a.Error)
			case !c.partial && (a.Outcome != feed.OutcomeFailed || !strings.Contains(a.Error, c.want)):
				t.Errorf("%s, %q; want a failure with %q", a.Outcome, a.Error, c.want)
			}
			if strings.ContainsAny(a.Error, "\x1b\x07") {
				t.Errorf("an escape in %q", a.Error)
			}
		})
	}
}

func TestSlowness(t *testing.T) {
	for _, c := range []struct {
		name string
		o    Options
		h    http.HandlerFunc
		want string
	}{
		{"no answer", Options{Silence: 30 * time.Millisecond}, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "nothing came"},
		{"silence in the body", Options{Silence: 30 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "<rss>")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "nothing came"},
		{"a byte at a time", Options{Timeout: 100 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				io.WriteString(w, " ")
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(5 * time.Millisecond):
				}
			}
		}, "took longer than 100ms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.h)
			f := newFetcher(t, c.o)
			a := f.get(t, subscription(1, s.URL))
			if a.Outcome != feed.OutcomeFailed || !strings.Contains(a.Error, c.want) {
				t.Errorf("%s, %q; want %q", a.Outcome, a.Error, c.want)
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	var elsewhere atomic.Int32
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		elsewhere.Add(1)
		io.WriteString(w, rss(1))
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.Query().Get("to")
		if r.URL.Path == "/feed" {
			io.WriteString(w, rss(1))
			return
		}
		if n := r.URL.Query().Get("n"); n != "" && n != "0" {
			var i int
			fmt.Sscan(n, &i)
			to = fmt.Sprintf("/?n=%d&to=/feed", i-1)
		}
		if r.URL.Path == "/loop" {
			to = "/loop"
		}
		w.Header()["Location"] = []string{to}
		w.WriteHeader(http.StatusFound)
	})
	for _, c := range []struct{ path, want string }{
		{"/?to=/feed", ""},
		{"/?n=8", ""},
		{"/?n=20", "redirects more than 10 times"},
		{"/loop", "redirects more than 10 times"},
		{"/?to=", "without saying where to"},
		{"/?to=file:///etc/passwd", `begins with "file:"`},
		{"/?to=javascript:alert(1)", `begins with "javascript:"`},
		{"/?to=http:///x", "without a host"},
		{"/?to=http://%5B", "can't be understood"},
		{"/?to=/%0a%1b", ""},
		{"/?to=" + other.URL, "private address"},
		{"/?to=http://169.254.169.254/latest", "private address"},
		{"/?to=http://[::1]/", "private address"},
	} {
		f := newFetcher(t, Options{})
		a := f.get(t, subscription(1, s.URL+c.path))
		if c.path == "/?to=/%0a%1b" {
			if strings.ContainsAny(a.Error, "\n\x1b") {
				t.Errorf("%s: %q", c.path, a.Error)
			}
			continue
		}
		if c.want == "" != (a.Outcome == feed.OutcomeFetched) || !strings.Contains(a.Error, c.want) {
			t.Errorf("%s: %s, %q; want %q", c.path, a.Outcome, a.Error, c.want)
		}
	}
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("the other private origin was asked %d times", n)
	}
	f := newFetcher(t, Options{AllowPrivate: true})
	if a := f.get(t, subscription(1, s.URL+"/?to="+other.URL)); a.Outcome != feed.OutcomeFetched {
		t.Errorf("with allow_private: %s, %q", a.Outcome, a.Error)
	}
}

func TestPanicCostsOneFeed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, rss(1)+"<!--"+r.URL.Path+"-->") })
	f := newFetcher(t, Options{Parse: func(b []byte, o feed.ParseOptions) (*feed.Document, error) {
		if bytes.Contains(b, []byte("<!--/bad-->")) {
			panic("at the parser")
		}
		return feed.Parse(b, o)
	}})
	shelf := newShelf(s.URL+"/good", s.URL+"/bad", s.URL+"/also")
	totals, err := f.Refresh(context.Background(), shelf, Request{}, nil)
	if err != nil || totals.Fetched != 2 || totals.Failed != 1 {
		t.Fatalf("%+v, %v", totals, err)
	}
	if a := shelf.last(t, 2); !strings.Contains(a.Error, "a bug in lede") {
		t.Errorf("error %q", a.Error)
	}
}
