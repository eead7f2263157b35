package corpus

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Trouble is a way for a feed to fail.
type Trouble string

// The troubles, dealt out in this order to the feeds that fail.
const (
	ServerError Trouble = "500"
	Hang        Trouble = "hang" // accepts the request and says nothing
	Malformed   Trouble = "malformed"
	NotFound    Trouble = "404"
	Reset       Trouble = "reset"
	Cut         Trouble = "cut" // the connection closes in the middle of the body
)

// Troubles are all the ways to fail.
func Troubles() []Trouble { return []Trouble{ServerError, Hang, Malformed, NotFound, Reset, Cut} }

// Options of a Server.
type Options struct {
	Latency time.Duration // before each answer
	Failing float64       // share of the feeds that fail, 0 to 1
	Kinds   []Trouble     // how; nil: Troubles()
	NoValid float64       // share of the feeds that send neither ETag nor Last-Modified
	NoGzip  bool
	Logger  *slog.Logger
}

// Stats is what a Server has been asked.
type Stats struct {
	Requests    int64 `json:"requests"`
	Whole       int64 `json:"whole"`        // answered with a body
	NotModified int64 `json:"not_modified"` // answered with 304
	Failed      int64 `json:"failed"`       // failed on purpose
	Bytes       int64 `json:"bytes"`        // of bodies, as sent
	MostAtOnce  int64 `json:"most_at_once"` // requests in hand at one time
	MostAtHost  int64 `json:"most_at_host"` // the same, of one host
}

// Server serves a Corpus.
type Server struct {
	corpus *Corpus
	opts   Options

	mu    sync.RWMutex
	docs  []document // by feed
	hosts map[string]*atomic.Int64

	requests, whole, notModified, failed, bytes atomic.Int64
	inHand, mostAtOnce, mostAtHost              atomic.Int64
}

// document is one feed as it is served now, compressed: a thousand feeds of a
// hundred entries are 400 MB otherwise.
type document struct {
	shift    int
	etag     string
	modified time.Time
	zipped   []byte
}

// NewServer renders all the feeds and returns a server of them.
func NewServer(c *Corpus, opts Options) *Server {
	if len(opts.Kinds) == 0 {
		opts.Kinds = Troubles()
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Server{corpus: c, opts: opts, docs: make([]document, c.Feeds), hosts: map[string]*atomic.Int64{}}
	s.render(make([]int, c.Feeds))
	return s
}

// render makes the documents whose shift is not what is wanted of them.
func (s *Server) render(shifts []int) {
	var (
		wg   sync.WaitGroup
		next atomic.Int64
	)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(shifts) {
					return
				}
				if d := s.docs[i]; d.zipped == nil || d.shift != shifts[i] {
					s.docs[i] = s.corpus.document(i, shifts[i])
				}
			}
		})
	}
	wg.Wait()
}

func (c *Corpus) document(feed, shift int) document {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is a valid one
	_, _ = z.Write(c.Render(feed, shift))           // a bytes.Buffer never fails
	_ = z.Close()
	return document{
		shift: shift, zipped: b.Bytes(),
		etag:     fmt.Sprintf(`"%d-%d-%d"`, c.Seed, feed, shift),
		modified: c.published(shift + c.Entries - 1),
	}
}

// Advance publishes n new entries in a share of the feeds; as many old ones
// leave their documents. It returns the number of feeds changed.
func (s *Server) Advance(n int, share float64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	shifts, changed := make([]int, len(s.docs)), 0
	for i, d := range s.docs {
		shifts[i] = d.shift
		if s.corpus.share(i, share, 2) {
			shifts[i] += n
			changed++
		}
	}
	s.render(shifts)
	return changed
}

// Stats returns what was asked so far.
func (s *Server) Stats() Stats {
	return Stats{
		Requests: s.requests.Load(), Whole: s.whole.Load(), NotModified: s.notModified.Load(), Failed: s.failed.Load(),
		Bytes: s.bytes.Load(), MostAtOnce: s.mostAtOnce.Load(), MostAtHost: s.mostAtHost.Load(),
	}
}

// ResetStats forgets what was asked so far.
func (s *Server) ResetStats() {
	for _, n := range []*atomic.Int64{&s.requests, &s.whole, &s.notModified, &s.failed, &s.bytes, &s.mostAtOnce, &s.mostAtHost} {
		n.Store(0)
	}
}

// Path is a feed's path on its host.
func (c *Corpus) Path(feed int) string {
	return fmt.Sprintf("/feed/%05d/%s", feed, [...]string{"rss.xml", "atom.xml", "feed.json"}[c.Format(feed)])
}

// Listener serves on several loopback addresses at once.
type Listener struct {
	server *Server
	http   *http.Server
	nets   []net.Listener
	port   int
	wg     sync.WaitGroup
}

// Listen serves on hosts addresses, 127.0.0.1 and those after it, at one port
// (0: any that is free), so that a reader's limits for one host do not decide
// what is measured. It listens on loopback addresses alone.
func (s *Server) Listen(ctx context.Context, hosts, port int) (*Listener, error) {
	if hosts < 1 || hosts > 60_000 {
		return nil, fmt.Errorf("%d hosts: give 1 to 60000", hosts)
	}
	l := &Listener{server: s, port: port}
	l.http = &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(s.opts.Logger.Handler(), slog.LevelWarn),
	}
	var lc net.ListenConfig
	for i := range hosts {
		addr := netip.AddrPortFrom(hostAddr(i), uint16(l.port))
		ln, err := lc.Listen(ctx, "tcp", addr.String())
		if err != nil {
			l.Close()
			return nil, fmt.Errorf("listening on %s: %w", addr, err)
		}
		l.nets = append(l.nets, ln)
		l.port = ln.Addr().(*net.TCPAddr).Port
	}
	for _, ln := range l.nets {
		l.wg.Go(func() {
			if err := l.http.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
				s.opts.Logger.Error("serving", "address", ln.Addr(), "error", err)
			}
		})
	}
	return l, nil
}

func hostAddr(i int) netip.Addr {
	n := i + 1
	return netip.AddrFrom4([4]byte{127, 0, byte(n >> 8), byte(n)})
}

// URL is where a feed is served.
func (l *Listener) URL(feed int) string {
	host := netip.AddrPortFrom(hostAddr(feed%len(l.nets)), uint16(l.port))
	return "http://" + host.String() + l.server.corpus.Path(feed)
}

// Control is where the server's counters are read and its feeds advanced.
func (l *Listener) Control() string {
	return "http://" + netip.AddrPortFrom(hostAddr(0), uint16(l.port)).String() + "/control"
}

// Close stops serving and waits until nothing is served.
func (l *Listener) Close() {
	_ = l.http.Close() // its error is that of a listener that is closed below
	for _, ln := range l.nets {
		_ = ln.Close()
	}
	l.wg.Wait()
}

// URLs writes newsboat's urls file: one address a line.
func (l *Listener) URLs(w io.Writer) error {
	for i := range l.server.corpus.Feeds {
		if _, err := fmt.Fprintln(w, l.URL(i)); err != nil {
			return err
		}
	}
	return nil
}

// OPML writes the list with folders of twenty feeds each.
func (l *Listener) OPML(w io.Writer) error {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\"><head><title>corpus</title></head><body>\n")
	for i := range l.server.corpus.Feeds {
		if i%20 == 0 {
			if i > 0 {
				b.WriteString("</outline>\n")
			}
			fmt.Fprintf(&b, "<outline text=\"Folder %d\">\n", i/20+1)
		}
		fmt.Fprintf(&b, "<outline type=\"rss\" text=\"%s\" xmlUrl=\"%s\"/>\n", l.server.corpus.Title(i), l.URL(i))
	}
	b.WriteString("</outline></body></opml>\n")
	_, err := io.WriteString(w, b.String())
	return err
}
