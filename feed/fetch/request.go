package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"lede/feed"
)

// What is accepted. The q values keep a server that can choose from sending its
// home page.
const (
	acceptFeed     = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.2, */*;q=0.1"
	acceptPage     = "text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.5"
	acceptEncoding = "gzip, br, zstd"
)

// maxValidator bounds an ETag or a date that is kept to be sent back.
const maxValidator = 4096

// request is one thing to get, over all redirects. A hop asks one host for it.
type request struct {
	url        *url.URL
	home       string // the origin that the user added: may be private, gets the credentials
	options    feed.Options
	userinfo   *url.Userinfo // of the user's own URL
	accept     string
	validators feed.Validators // sent as conditions
	limit      int64           // bytes of the body after decompression

	hops      int
	spent     time.Duration // on the hops before
	permanent *url.URL      // where permanent redirects led, before any other kind; nil: nowhere
	temporary bool          // a redirect that is not permanent was followed
	own       http.Header   // the user's headers and credentials, for home alone; nil: not found yet
	cookies   []cookie      // of the user's file; they name their hosts themselves
	secrets   []string      // never to be shown
}

// response is what one hop brought.
type response struct {
	url    *url.URL
	status int
	header http.Header
	raw    []byte // as it came; nil once it is decoded
	limit  int64  // of body
	body   []byte
	cut    error // why the body broke off; nil: it is whole
	next   *url.URL
	hold   *hold // of a large body; see release
}

// release lets another large body be held.
func (r *response) release() {
	if r != nil {
		r.hold.release()
	}
}

// Reasons for ending a request ourselves.
var (
	errTimeout      = errors.New("took too long")
	errSilence      = errors.New("fell silent")
	errNoConnection = errors.New("no connection")
	errTooLarge     = errors.New("too large")
	errRedirect     = errors.New("redirect refused")
)

// newRequest makes the request for a subscription's own URL.
func (f *Fetcher) newRequest(raw string, o feed.Options) (*request, error) {
	u, err := parseURL(raw)
	if err != nil {
		return nil, err
	}
	r := &request{url: u, home: hostKey(u), options: o, userinfo: u.User, accept: acceptFeed, limit: f.o.MaxBody}
	if u.User != nil {
		if p, ok := u.User.Password(); ok && p != "" {
			r.secrets = append(r.secrets, p, url.QueryEscape(p))
		}
		u.User = nil
	}
	return r, nil
}

// parseURL reads a http or https URL as it is typed, pasted or found. Its errors
// show no password.
func parseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return nil, plain(err, "the address can't be understood; write it as https://example.org/feed.xml")
	}
	switch u.Scheme = strings.ToLower(u.Scheme); u.Scheme {
	case "http", "https":
	case "":
		return nil, plain(nil, "the address needs http:// or https:// in front")
	default:
		return nil, plain(nil, fmt.Sprintf("addresses that begin with %q can't be fetched", feed.Clean(u.Scheme, 20)+":"))
	}
	if u.Hostname() == "" {
		return nil, plain(nil, "the address names no host")
	}
	u.Fragment, u.RawFragment = "", ""
	return printable(u), nil
}

// printable is a URL with what a terminal should not be shown escaped. It is
// told to people and kept, and leads where it did.
func printable(u *url.URL) *url.URL {
	if p, err := url.Parse(feed.PrintableURL(u.String())); err == nil {
		return p
	}
	return u
}

// hop asks one host and reads its answer. The caller has taken a place at the
// gate. The answer is a redirect where next is set.
func (f *Fetcher) hop(ctx context.Context, r *request, onHeader func()) (*response, error) {
	ctx, w := f.watch(ctx, f.o.Timeout-r.spent)
	start := time.Now()
	defer func() {
		w.stop()
		r.spent += time.Since(start) - w.paused
	}()
	hr, err := f.httpRequest(httptrace.WithClientTrace(ctx, w.trace()), r)
	if err != nil {
		return nil, err
	}
	tr, err := f.route(r)
	if err != nil {
		return nil, err
	}
	res, err := tr.RoundTrip(hr)
	if err != nil {
		err = causeOf(ctx, err)
		if !w.connected.Load() && (errors.Is(err, errTimeout) || errors.Is(err, errSilence)) {
			err = fmt.Errorf("%w: %w", errNoConnection, err)
		}
		return nil, err
	}
	w.alive()
	if onHeader != nil {
		onHeader()
	}
	defer res.Body.Close()
	return f.read(ctx, w, r, res)
}

// httpRequest builds the request of one hop. Credentials go to the user's own
// origin alone, whatever was redirected where.
func (f *Fetcher) httpRequest(ctx context.Context, r *request) (*http.Request, error) {
	hr, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url.String(), nil)
	if err != nil {
		return nil, plain(err, "the address can't be understood")
	}
	h := hr.Header
	h.Set("User-Agent", cmp.Or(headerSafe(r.options.UserAgent), f.agent))
	h.Set("Accept", r.accept)
	h.Set("Accept-Encoding", acceptEncoding)
	if r.validators.ETag != "" {
		h["If-None-Match"] = []string{r.validators.ETag}
	}
	if r.validators.LastModified != "" {
		h["If-Modified-Since"] = []string{r.validators.LastModified}
	}
	if sameSite(r.home, r.url) {
		maps.Copy(h, r.own)
		if host := h.Get("Host"); host != "" {
			hr.Host = host
			h.Del("Host")
		}
	}
	r.addCookies(hr, f.o.Now())
	return hr, nil
}

// read takes what is wanted of an answer: where it redirects to, or its body.
func (f *Fetcher) read(ctx context.Context, w *watchdog, r *request, res *http.Response) (*response, error) {
	out := &response{url: r.url, status: res.StatusCode, header: res.Header}
	if isRedirect(res.StatusCode) {
		next, err := f.redirect(r, res)
		if err != nil {
			return out, err
		}
		out.next = next
		drain(res.Body)
		return out, nil
	}
	if res.StatusCode == http.StatusNotModified || res.StatusCode >= 300 {
		drain(res.Body)
		return out, nil
	}
	out.hold = &hold{f: f, w: w}
	raw, err := readAll(ctx, res.Body, res.ContentLength, r.limit, w, out.hold)
	// What we gave up ourselves was not cut short.
	gaveUp := errors.Is(err, context.Canceled) || errors.Is(err, errPostponed)
	if err != nil && (gaveUp || errors.Is(err, errTooLarge) || len(raw) == 0) {
		out.release()
		return out, err
	}
	out.raw, out.limit, out.cut = raw, r.limit, err
	return out, nil
}

// decode undoes the encodings of a body. It is left to whoever wants the body,
// so that what waits for a parser waits compressed.
func (f *Fetcher) decode(res *response) error {
	if res == nil || res.raw == nil {
		return nil
	}
	body, err := f.decoders.decode(res.raw, res.header.Values("Content-Encoding"), res.limit)
	res.raw = nil
	if err != nil && (errors.Is(err, errTooLarge) || len(body) == 0) {
		return err
	}
	res.body, res.cut = body, errors.Join(res.cut, err)
	return nil
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// redirect follows a Location one step, if it may be followed.
func (f *Fetcher) redirect(r *request, res *http.Response) (*url.URL, error) {
	location := res.Header.Get("Location")
	if location == "" {
		return nil, plain(errRedirect, fmt.Sprintf("redirects (%d) without saying where to", res.StatusCode))
	}
	next, err := r.url.Parse(feed.PrintableURL(location))
	if err != nil {
		return nil, plain(errRedirect, "redirects to an address that can't be understood")
	}
	next.Scheme = strings.ToLower(next.Scheme)
	if next.Scheme != "http" && next.Scheme != "https" {
		return nil, plain(errRedirect, fmt.Sprintf("redirects to an address that begins with %q; only http and https are followed", feed.Clean(next.Scheme, 20)+":"))
	}
	if next.Hostname() == "" {
		return nil, plain(errRedirect, "redirects to an address without a host")
	}
	next.User, next.Fragment, next.RawFragment = nil, "", ""
	if r.hops++; r.hops > f.o.MaxRedirects {
		return nil, plain(errRedirect, fmt.Sprintf("redirects more than %d times", f.o.MaxRedirects))
	}
	switch {
	case res.StatusCode != 301 && res.StatusCode != 308:
		r.temporary = true
	case !r.temporary:
		r.permanent = next
	}
	return next, nil
}

// drain reads a little of a body that is not wanted, so that its connection
// can be used again.
func drain(body io.Reader) { _, _ = io.CopyN(io.Discard, body, 4<<10) }

// follow makes all hops of a request that is not part of a refresh, one host
// after the other, keeping to the limits and waits of each.
func (f *Fetcher) follow(ctx context.Context, r *request) (*response, error) {
	if err := f.prepare(ctx, r); err != nil {
		return nil, err
	}
	for {
		host := hostKey(r.url)
		if until := f.waits.get(host, f.o.Now()); !until.IsZero() {
			return nil, waitError(r.url, until, f.o.Now())
		}
		if err := f.gate.enter(ctx, host); err != nil {
			return nil, err
		}
		res, err := f.hop(ctx, r, nil)
		f.gate.leave(host)
		if res != nil {
			f.noteWait(res)
		}
		if err == nil && res.next == nil {
			err = f.decode(res)
		}
		if err != nil || res.next == nil {
			return res, err
		}
		r.url = res.next
	}
}

// validatorsOf are what an answer gives to ask again by. Values that could not
// be sent back as they came are not kept.
func validatorsOf(h http.Header) feed.Validators {
	keep := func(v string) string {
		if len(v) > maxValidator || !httpguts.ValidHeaderFieldValue(v) {
			return ""
		}
		return v
	}
	return feed.Validators{ETag: keep(h.Get("ETag")), LastModified: keep(h.Get("Last-Modified"))}
}

// causeOf prefers our own reason for ending a request to the transport's words.
func causeOf(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}
