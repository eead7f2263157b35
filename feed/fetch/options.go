package fetch

import (
	"cmp"
	"crypto/tls"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/net/http/httpproxy"
	"golang.org/x/sync/semaphore"

	"lede/feed"
)

// The limits that hold where Options give none.
const (
	DefaultTimeout      = 30 * time.Second
	DefaultSilence      = 10 * time.Second
	DefaultMaxBody      = 32 << 20
	DefaultMaxRedirects = 10
	DefaultPerHost      = 2
	DefaultTotal        = 64
	DefaultPatience     = 2 * time.Second
)

// ParseFunc turns a body into a document, as feed.Parse does.
type ParseFunc func(body []byte, o feed.ParseOptions) (*feed.Document, error)

// Options configure a Fetcher. The zero value is ready to use: every field left
// empty takes the value that its comment names.
type Options struct {
	Version   string // of lede, for the User-Agent; 'dev'
	Contact   string // a URL or an address that publishers can write to; none
	UserAgent string // the whole User-Agent; 'lede/VERSION (+CONTACT)'

	Timeout      time.Duration // for one feed in all, waiting for our own limits not counted; 30 s
	Silence      time.Duration // longest time without a byte; 10 s
	MaxBody      int64         // bytes of a body, after decompression; 32 MiB
	MaxRedirects int           // 10
	MaxEntries   int           // entries read of one feed; feed.DefaultMaxEntries
	PerHost      int           // requests at a time to one host; 2
	Total        int           // requests at a time in all; 64
	// Patience is how long a request may hear nothing before it is put back to
	// the end, when others want its place and those answered sooner; 2 s.
	Patience time.Duration
	Parsers  int // parsers at a time; one for each core

	AllowPrivate  bool // redirects and pages may lead to private addresses
	AllowCommands bool // exec: and filter: feeds may run
	// Proxy is a http, https, socks5 or socks5h URL for every feed that has none
	// of its own. Empty: what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. 'none':
	// no proxy whatever these say.
	Proxy string
	// Every is the user's own refresh interval; 0: each feed's own rhythm.
	Every time.Duration

	TLS    *tls.Config              // roots and the like; the system's
	Getenv func(key string) string  // os.Getenv
	Now    func() time.Time         // time.Now
	Jitter func() float64           // from 0 up to 1; random
	Logger *slog.Logger             // nothing is logged
	Parse  ParseFunc                // feed.Parse
	Probe  Probe                    // tells whether there is a network at all
	Dialer func(*net.Dialer) DialFn // wraps the dialer that enforces the address policy; for tests
}

// Fetcher asks publishers, politely: conditional requests, limits on all that
// comes back, at most a few requests at a time to one host, and none to a host
// that asked for a pause. It is safe for concurrent use; Close it when done.
type Fetcher struct {
	o     Options
	agent string
	env   func(*url.URL) string // the environment's proxy for a URL; empty: none

	transports transports
	gate       *gate
	waits      *waits
	secrets    secretCache
	big        *semaphore.Weighted // bodies above bigBody that are held at one time
	decoders   decoders
	refreshes  *atomic.Int64 // begun so far
}

// New makes a Fetcher.
func New(o Options) *Fetcher {
	o = o.withDefaults()
	f := &Fetcher{
		o:         o,
		agent:     userAgent(o),
		gate:      newGate(o.PerHost, o.Total),
		waits:     new(waits),
		big:       semaphore.NewWeighted(bigBodies),
		refreshes: new(atomic.Int64),
	}
	env := httpproxy.Config{
		HTTPProxy:  firstOf(o.Getenv, "HTTP_PROXY", "http_proxy"),
		HTTPSProxy: firstOf(o.Getenv, "HTTPS_PROXY", "https_proxy"),
		NoProxy:    firstOf(o.Getenv, "NO_PROXY", "no_proxy"),
		CGI:        o.Getenv("REQUEST_METHOD") != "",
	}
	if all := firstOf(o.Getenv, "ALL_PROXY", "all_proxy"); all != "" {
		env.HTTPProxy = cmp.Or(env.HTTPProxy, all)
		env.HTTPSProxy = cmp.Or(env.HTTPSProxy, all)
	}
	proxyFor := env.ProxyFunc()
	f.env = func(u *url.URL) string {
		p, err := proxyFor(u)
		if err != nil || p == nil {
			return ""
		}
		return p.String()
	}
	return f
}

// With makes a Fetcher of other options that takes f's place: it knows which hosts
// asked f for a pause, and its refreshes are no others than f's, which may be
// under way yet.
func (f *Fetcher) With(o Options) *Fetcher {
	other := New(o)
	other.waits, other.refreshes = f.waits, f.refreshes
	return other
}

// Close closes the connections that are kept open. Requests under way go on.
func (f *Fetcher) Close() { f.transports.close() }

func (o Options) withDefaults() Options {
	setDefault(&o.Timeout, DefaultTimeout)
	setDefault(&o.Silence, DefaultSilence)
	setDefault(&o.MaxBody, DefaultMaxBody)
	setDefault(&o.MaxRedirects, DefaultMaxRedirects)
	setDefault(&o.PerHost, DefaultPerHost)
	setDefault(&o.Total, DefaultTotal)
	setDefault(&o.Parsers, runtime.GOMAXPROCS(0))
	setDefault(&o.Patience, DefaultPatience)
	setDefault(&o.Version, "dev")
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Parse == nil {
		o.Parse = feed.Parse
	}
	if o.Probe == nil {
		o.Probe = hasRoute
	}
	return o
}

func setDefault[T comparable](field *T, value T) {
	if *field == *new(T) {
		*field = value
	}
}

func firstOf(getenv func(string) string, keys ...string) string {
	for _, k := range keys {
		if v := getenv(k); v != "" {
			return v
		}
	}
	return ""
}

func userAgent(o Options) string {
	if o.UserAgent != "" {
		return headerSafe(o.UserAgent)
	}
	agent := "lede/" + o.Version
	if o.Contact != "" {
		agent += " (+" + o.Contact + ")"
	}
	return headerSafe(agent)
}

// headerSafe makes a user's text fit for a header's value.
func headerSafe(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, s)
}
