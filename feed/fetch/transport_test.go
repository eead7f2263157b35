package fetch

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lede/feed"
)

// secure starts a server that speaks HTTP/2 over TLS, and returns the
// configuration by which a Fetcher trusts it.
func secure(t *testing.T, h http.HandlerFunc, change func(*tls.Config)) (*httptest.Server, *tls.Config) {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.TLS = &tls.Config{}
	if change != nil {
		change(s.TLS)
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s, &tls.Config{RootCAs: roots}
}

func TestHTTP2KeepsOneConnection(t *testing.T) {
	var mu sync.Mutex
	protocols, from := map[string]int{}, map[string]int{}
	s, trust := secure(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		protocols[r.Proto]++
		from[r.RemoteAddr]++
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Encoding", "br")
		w.Write(brotlied([]byte(rss(2))))
	}, nil)
	shelf := newShelf()
	for i := range 20 {
		shelf.subs = append(shelf.subs, subscription(int64(i+1), fmt.Sprintf("%s/%d", s.URL, i)))
	}
	f := newFetcher(t, Options{TLS: trust})
	for round, want := range []Totals{{Feeds: 20, Fetched: 20}, {Feeds: 20, Unchanged: 20}} {
		got, err := f.Refresh(t.Context(), shelf, Request{All: true}, nil)
		if err != nil || got.Fetched != want.Fetched || got.Unchanged != want.Unchanged {
			t.Fatalf("round %d: %+v, %v", round, got, err)
		}
	}
	if protocols["HTTP/2.0"] != 40 || len(from) > 2 { // two may be opened before one is known to speak HTTP/2
		t.Errorf("protocols %v, over connections %v", protocols, from)
	}
	a := newFetcher(t, Options{}).get(t, subscription(1, s.URL))
	if a.Outcome != feed.OutcomeFailed || !strings.Contains(a.Error, "certificate") {
		t.Errorf("an unknown certificate: %s, %q", a.Outcome, a.Error)
	}
}

// certificate makes a client's certificate with its key, in one PEM file.
func certificate(t *testing.T, name string) (file string, parsed *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if parsed, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	both := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})...)
	file = filepath.Join(t.TempDir(), "client.pem")
	if err := os.WriteFile(file, both, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, parsed
}

func TestClientCertificateGoesToItsOwnHostAlone(t *testing.T) {
	file, cert := certificate(t, "reader")
	asks := func(c *tls.Config) {
		c.ClientCAs = x509.NewCertPool()
		c.ClientCAs.AddCert(cert)
		c.ClientAuth = tls.RequestClientCert
	}
	var shown sync.Map
	show := func(r *http.Request) {
		for _, c := range r.TLS.PeerCertificates {
			shown.Store(r.Host, c.Subject.CommonName)
		}
	}
	other, _ := secure(t, func(w http.ResponseWriter, r *http.Request) { show(r); io.WriteString(w, rss(1)) }, asks)
	s, trust := secure(t, func(w http.ResponseWriter, r *http.Request) {
		show(r)
		if r.URL.Path == "/away" {
			http.Redirect(w, r, other.URL, http.StatusFound)
			return
		}
		io.WriteString(w, rss(1))
	}, asks)
	f := newFetcher(t, Options{TLS: trust, AllowPrivate: true})
	sub := subscription(1, s.URL+"/away")
	sub.Options.ClientCert = file
	if a := f.get(t, sub); a.Outcome != feed.OutcomeFetched {
		t.Fatalf("%s, %q", a.Outcome, a.Error)
	}
	at := func(s *httptest.Server) any { name, _ := shown.Load(s.Listener.Addr().String()); return name }
	if at(s) != "reader" || at(other) != nil {
		t.Errorf("shown at home: %v, elsewhere: %v", at(s), at(other))
	}
	sub.Options.ClientCert = file + "x"
	if a := f.get(t, sub); !strings.Contains(a.Error, "client certificate") {
		t.Errorf("error %q", a.Error)
	}
}

// socks is a SOCKS5 proxy (RFC 1928, 1929) that leads every name to one server.
func socks(t *testing.T, user, password string, to net.Addr) (address string, names *sync.Map) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	names = new(sync.Map)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				relay(c, user, password, to, names)
			})
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return l.Addr().String(), names
}

func relay(c net.Conn, user, password string, to net.Addr, names *sync.Map) {
	read := func(n byte) []byte { b := make([]byte, n); io.ReadFull(c, b); return b }
	read(read(2)[1]) // the ways to log in that the client offers
	c.Write([]byte{5, 2})
	gotUser := string(read(read(2)[1]))
	gotPassword := string(read(read(1)[0]))
	if gotUser != user || gotPassword != password {
		c.Write([]byte{1, 1})
		return
	}
	c.Write([]byte{1, 0})
	if kind := read(4)[3]; kind != 3 { // an address: the name was resolved before it came
		names.Store(fmt.Sprint("kind ", kind), true)
		return
	}
	names.Store(string(read(read(1)[0])), true)
	read(2)
	c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	up, err := net.Dial(to.Network(), to.String())
	if err != nil {
		return
	}
	defer up.Close()
	go func() { io.Copy(up, c); up.(*net.TCPConn).CloseWrite() }()
	io.Copy(c, up)
}

func TestSOCKS5(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		io.WriteString(w, rss(2))
	})
	address, names := socks(t, "me", "pw-secret", s.Listener.Addr())
	sub := subscription(1, "http://news.example/feed")
	sub.Options.Proxy = "socks5h://me:pw-secret@" + address
	f := newFetcher(t, Options{})
	if a := f.get(t, sub); a.Outcome != feed.OutcomeFetched || len(a.Document.Entries) != 2 {
		t.Errorf("%s, %q", a.Outcome, a.Error)
	}
	if _, ok := names.Load("news.example"); !ok {
		t.Error("the proxy was not asked for the name")
	}
	sub.Options.Proxy = "socks5://me:bad-secret@" + address
	if a := f.get(t, sub); a.Outcome != feed.OutcomeFailed || strings.Contains(a.Error, "secret") {
		t.Errorf("a wrong password: %s, %q", a.Outcome, a.Error)
	}
	// From the environment, for all feeds.
	env := map[string]string{"ALL_PROXY": "socks5://me:pw-secret@" + address}
	f = newFetcher(t, Options{Getenv: func(k string) string { return env[k] }})
	if a := f.get(t, subscription(1, "http://other.example/")); a.Outcome != feed.OutcomeFetched {
		t.Errorf("by ALL_PROXY: %s, %q", a.Outcome, a.Error)
	}
	sub = subscription(1, s.URL)
	sub.Options.Proxy = "none"
	if a := f.get(t, sub); a.Outcome != feed.OutcomeFetched {
		t.Errorf("without a proxy: %s, %q", a.Outcome, a.Error)
	}
}

func TestUserAgent(t *testing.T) {
	var got string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.UserAgent(); io.WriteString(w, rss(1)) })
	for _, c := range []struct {
		o         Options
		own, want string
	}{
		{Options{Version: "1.2"}, "", "lede/1.2"},
		{Options{Version: "1.2", Contact: "https://me.example/"}, "", "lede/1.2 (+https://me.example/)"},
		{Options{UserAgent: "reader/9"}, "", "reader/9"},
		{Options{Version: "1.2"}, "curl/8\r\nX-Evil: 1", "curl/8X-Evil: 1"},
	} {
		sub := subscription(1, s.URL)
		sub.Options.UserAgent = c.own
		if newFetcher(t, c.o).get(t, sub); got != c.want {
			t.Errorf("sent %q, want %q", got, c.want)
		}
	}
}

// TestNamesThatLeadToPrivateAddresses: the check comes after the name is
// resolved, for what a redirect leads to.
func TestNamesThatLeadToPrivateAddresses(t *testing.T) {
	var inside atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "inner.example" {
			inside.Add(1)
			io.WriteString(w, rss(1))
			return
		}
		http.Redirect(w, r, "http://inner.example/feed", http.StatusMovedPermanently)
	})
	resolve := func(d *net.Dialer) DialFn { // every name leads to this machine; the policy's check stays
		return func(ctx context.Context, network, _ string) (net.Conn, error) {
			return d.DialContext(ctx, network, s.Listener.Addr().String())
		}
	}
	f := newFetcher(t, Options{Dialer: resolve})
	a := f.get(t, subscription(1, "http://news.example/"))
	if a.Outcome != feed.OutcomeFailed || !strings.Contains(a.Error, "private address") || inside.Load() != 0 || a.MovedTo != "" {
		t.Errorf("%s, %q, asked %d times, moved to %q", a.Outcome, a.Error, inside.Load(), a.MovedTo)
	}
	if _, err := f.Page(t.Context(), "http://inner.example/", PageOptions{}); err == nil || !strings.Contains(err.Error(), "private address") || inside.Load() != 0 {
		t.Errorf("a page: %v", err)
	}
}

func TestSecretsAreNeverTold(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/echo": // a server that says back what it was sent
			http.Redirect(w, r, "ftp://x/"+url.QueryEscape(fmt.Sprint(r.Header)), http.StatusFound)
		case "/close":
			panic(http.ErrAbortHandler)
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	})
	var log bytes.Buffer
	env := map[string]string{"TOKEN": "top-secret", "PW": "pw-secret"}
	f := newFetcher(t, Options{
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Getenv: func(k string) string { return env[k] },
		Parse:  func([]byte, feed.ParseOptions) (*feed.Document, error) { panic("oh") },
	})
	shelf := newShelf()
	for i, path := range []string{"/", "/echo", "/close"} {
		sub := subscription(int64(i+1), strings.Replace(s.URL, "://", "://me:url-secret@", 1)+path)
		sub.Options.TokenEnv = "TOKEN"
		sub.Options.Headers = map[string]string{"X-Key": "${PW}", "X-Plain": "plain-secret"}
		shelf.subs = append(shelf.subs, sub)
	}
	failed := subscription(9, strings.Replace(s.URL, "://", "://me:url-secret@", 1)+"/x")
	failed.Options.PasswordEnv = "PW"
	failed.Options.Proxy = "http://me:proxy-secret@127.0.0.1:1"
	shelf.subs = append(shelf.subs, failed)
	if _, err := f.Refresh(t.Context(), shelf, Request{}, nil); err != nil {
		t.Fatal(err)
	}
	for _, sub := range shelf.subs {
		a := shelf.last(t, sub.ID)
		if a.Outcome != feed.OutcomeFailed || strings.Contains(a.Error+a.Notice, "secret") {
			t.Errorf("%d: %s, %q, %q", sub.ID, a.Outcome, a.Error, a.Notice)
		}
	}
	if strings.Contains(log.String(), "secret") {
		t.Errorf("the log: %s", &log)
	}
}
