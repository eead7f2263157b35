package corpus

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// ServeHTTP answers for a feed, or for the control paths:
//
//	/control/stats                 the counters, as JSON
//	/control/reset                 sets them to nothing
//	/control/advance?n=2&share=.1  publishes n entries in a share of the feeds
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/control/stats":
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(s.Stats()) // a client that has gone needs no answer
	case "/control/reset":
		s.ResetStats()
	case "/control/advance":
		n, err1 := strconv.Atoi(r.FormValue("n"))
		share, err2 := strconv.ParseFloat(r.FormValue("share"), 64)
		if err1 != nil || err2 != nil || n < 1 || share < 0 || share > 1 {
			http.Error(w, "give n=ENTRIES and share=0..1", http.StatusBadRequest)
			return
		}
		fmt.Fprintln(w, s.Advance(n, share))
	default:
		s.serveFeed(w, r)
	}
}

func (s *Server) serveFeed(w http.ResponseWriter, r *http.Request) {
	defer s.count(r.Host)()
	feed, ok := s.feedAt(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	if !wait(r, s.opts.Latency) {
		return
	}
	s.mu.RLock()
	doc := s.docs[feed]
	s.mu.RUnlock()
	if s.corpus.share(feed, s.opts.Failing, 1) {
		s.failed.Add(1)
		s.fail(w, r, s.opts.Kinds[feed%len(s.opts.Kinds)], doc)
		return
	}
	if !s.corpus.share(feed, s.opts.NoValid, 3) {
		w.Header().Set("ETag", doc.etag)
		w.Header().Set("Last-Modified", doc.modified.UTC().Format(http.TimeFormat))
		if unchanged(r, doc) {
			s.notModified.Add(1)
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.Header().Set("Content-Type", s.corpus.Format(feed).ContentType())
	s.whole.Add(1)
	s.send(w, r, doc)
}

// count counts a request and returns what to call at its end.
func (s *Server) count(host string) func() {
	s.mu.Lock()
	perHost := s.hosts[host]
	if perHost == nil {
		perHost = new(atomic.Int64)
		s.hosts[host] = perHost
	}
	s.mu.Unlock()
	s.requests.Add(1)
	raise(&s.mostAtOnce, s.inHand.Add(1))
	raise(&s.mostAtHost, perHost.Add(1))
	return func() {
		s.inHand.Add(-1)
		perHost.Add(-1)
	}
}

func raise(high *atomic.Int64, to int64) {
	for {
		old := high.Load()
		if to <= old || high.CompareAndSwap(old, to) {
			return
		}
	}
}

func (s *Server) feedAt(path string) (int, bool) {
	rest, ok := strings.CutPrefix(path, "/feed/")
	number, _, slash := strings.Cut(rest, "/")
	feed, err := strconv.Atoi(number)
	if !ok || !slash || err != nil || feed < 0 || feed >= len(s.docs) || s.corpus.Path(feed) != path {
		return 0, false
	}
	return feed, true
}

// wait waits for d, or until the client has gone: then it returns false.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// unchanged follows RFC 9110, section 13.2.2: If-None-Match decides where it
// is given.
func unchanged(r *http.Request, doc document) bool {
	if match := r.Header.Get("If-None-Match"); match != "" {
		return strings.TrimPrefix(match, "W/") == doc.etag
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !doc.modified.After(since)
}

func (s *Server) send(w http.ResponseWriter, r *http.Request, doc document) {
	if !s.opts.NoGzip && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(len(doc.zipped)))
		n, _ := w.Write(doc.zipped) // a client that has gone needs no answer
		s.bytes.Add(int64(n))
		return
	}
	z, err := gzip.NewReader(bytes.NewReader(doc.zipped))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	n, _ := io.Copy(w, z) // as above
	s.bytes.Add(n)
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, kind Trouble, doc document) {
	switch kind {
	case ServerError:
		http.Error(w, "the presses have stopped", http.StatusInternalServerError)
	case NotFound:
		http.NotFound(w, r)
	case Hang:
		<-r.Context().Done()
	case Malformed:
		w.Header().Set("Content-Type", "application/rss+xml")
		_, _ = io.WriteString(w, "<rss version=\"2.0\"><channel><title>Broken<item><title>&nbsp;</rss") // as in send
	case Reset:
		reset(w)
	case Cut:
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(len(doc.zipped)))
		_, _ = w.Write(doc.zipped[:len(doc.zipped)/2]) // as in send
		panic(http.ErrAbortHandler)
	}
}

// reset closes the connection so that the client sees 'connection reset'.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the client sees an orderly end, which is a failure too
	}
	_ = conn.Close()
}
