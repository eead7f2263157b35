package fetch

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"lede/feed"
)

// maxHeaderBytes bounds the headers of one answer, a flood of cookies included.
const maxHeaderBytes = 256 << 10

// transportKey is what decides which connections a request may use: a kept
// connection is never used under another policy than it was made under.
type transportKey struct {
	reach     reach
	proxy     string
	cert, key string
}

// transports keeps one http.Transport for each way of connecting.
type transports struct {
	mu sync.Mutex
	m  map[transportKey]*http.Transport
}

func (t *transports) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, tr := range t.m {
		tr.CloseIdleConnections()
	}
}

// transport returns the one for a key, made when first needed.
func (f *Fetcher) transport(k transportKey) (*http.Transport, error) {
	f.transports.mu.Lock()
	defer f.transports.mu.Unlock()
	if tr, ok := f.transports.m[k]; ok {
		return tr, nil
	}
	tr, err := f.newTransport(k)
	if err != nil {
		return nil, err
	}
	if f.transports.m == nil {
		f.transports.m = make(map[transportKey]*http.Transport)
	}
	f.transports.m[k] = tr
	return tr, nil
}

func (f *Fetcher) newTransport(k transportKey) (*http.Transport, error) {
	conf := &tls.Config{}
	if f.o.TLS != nil {
		conf = f.o.TLS.Clone()
	}
	if k.cert != "" {
		cert, err := tls.LoadX509KeyPair(k.cert, cmp.Or(k.key, k.cert))
		if err != nil {
			return nil, plain(err, "the client certificate can't be used: "+osWords(err))
		}
		conf.Certificates = []tls.Certificate{cert}
	}
	tr := &http.Transport{
		DialContext:            f.dial(k.reach),
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    f.o.Silence,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // asked for and decoded by ourselves, under limits
		MaxIdleConns:           2 * f.o.Total,
		MaxIdleConnsPerHost:    f.o.PerHost,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: maxHeaderBytes,
		ReadBufferSize:         8 << 10,
	}
	if k.proxy != "" {
		p, err := parseProxy(k.proxy)
		if err != nil {
			return nil, plain(err, err.Error())
		}
		tr.Proxy = http.ProxyURL(p)
		tr.DialContext = f.dial(reachAny) // the proxy is of the user's choosing
	}
	return tr, nil
}

// parseProxy reads a proxy's URL. Its errors never show it: it may hold a
// password.
func parseProxy(s string) (*url.URL, error) {
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return nil, errors.New("the proxy's address can't be understood; it should look like http://host:8080 or socks5://host:1080")
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return u, nil
	}
	return nil, fmt.Errorf("a proxy of the kind %q is not known; use http, https or socks5", u.Scheme)
}

// proxyFor is the proxy for a URL: the feed's, lede's, or the environment's;
// empty: none.
func (f *Fetcher) proxyFor(u *url.URL, o feed.Options) string {
	switch proxy := cmp.Or(o.Proxy, f.o.Proxy); proxy {
	case "none", "direct":
		return ""
	case "":
		return f.env(u)
	default:
		return proxy
	}
}

// route chooses the connections for a request: the proxy of the feed, of the
// options or of the environment, the client certificate for the feed's own
// origin, and the addresses that may be reached.
func (f *Fetcher) route(r *request) (*http.Transport, error) {
	k := transportKey{reach: reachPublic}
	atHome := hostKey(r.url) == r.home
	switch {
	case f.o.AllowPrivate:
		k.reach = reachAny
	case atHome:
		k.reach = reachOrigin
	}
	k.proxy = f.proxyFor(r.url, r.options)
	if k.proxy != "" && k.reach == reachPublic && refusedUnseen(r.url.Hostname()) {
		return nil, fmt.Errorf("%w: %s", errPrivate, r.url.Hostname())
	}
	if sameSite(r.home, r.url) {
		k.cert, k.key = r.options.ClientCert, r.options.ClientKey
	}
	return f.transport(k)
}
