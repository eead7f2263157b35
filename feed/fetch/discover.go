package fetch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"lede/feed"
)

const (
	// maxTries is how many candidates are fetched to find one that is a feed, and
	// maxUsual how many usual addresses.
	maxTries = 6
	maxUsual = 20
)

// Candidate is a feed that was found, or may be one.
type Candidate struct {
	URL    string
	Title  string // as the page, the rule or the feed itself calls it; may be empty
	Type   string // media type or format; may be empty
	Source string // how it was found, for people to read
}

// Discovery is what Discover found.
type Discovery struct {
	URL        string      // of the page, after redirects
	Candidates []Candidate // at least one, the best first; only that was fetched
	Answer     feed.Answer // what the best one answered, ready to be stored under its feed's id
}

// Best is the candidate to subscribe to.
func (d Discovery) Best() Candidate { return d.Candidates[0] }

// Discover finds the feeds of sub's address: the address itself, what rules know
// of its site, what its page names or links to, or what is at the usual places.
// A bare host is tried with https, then with http. Of sub the options count too
// (credentials, proxy). Its errors are worded for people.
func (f *Fetcher) Discover(ctx context.Context, sub feed.Subscription) (Discovery, error) {
	address := strings.TrimSpace(sub.URL)
	if isCommand(address) || isLocalFeed(address) {
		s := &search{f: f, options: sub.Options}
		c, a, err := s.try(ctx, Candidate{URL: address, Source: "the address itself"})
		if err != nil {
			return Discovery{}, err
		}
		return Discovery{URL: address, Candidates: []Candidate{c}, Answer: a}, nil
	}
	var wrong error // with the first spelling, or with the one that its host answered
	for _, guess := range spellings(address) {
		u, err := parseURL(guess)
		if err != nil {
			return Discovery{}, fmt.Errorf("%s: %w", feed.Clean(feed.Redact(address), 200), err)
		}
		s := &search{f: f, options: sub.Options, start: u, home: hostKey(u)}
		d, err := s.run(ctx)
		if err == nil {
			return d, nil
		}
		if wrong == nil || s.reached {
			wrong = err
		}
		if s.reached || ctx.Err() != nil { // it is not the scheme that is wrong
			break
		}
	}
	return Discovery{}, wrong
}

// spellings are the URLs that an address as typed may mean.
func spellings(s string) []string {
	for _, prefix := range []string{"feed://", "feed:", "rss://", "itpc://", "pcast://"} {
		if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			s = s[len(prefix):]
			break
		}
	}
	if strings.Contains(s, "://") || strings.HasPrefix(s, "/") {
		return []string{s}
	}
	if u, err := url.Parse(s); err == nil && u.Scheme != "" && u.Opaque != "" && !strings.Contains(u.Scheme, ".") && strings.Trim(u.Opaque[:1], "0123456789") != "" {
		return []string{s} // mailto:someone, javascript:...
	}
	return []string{"https://" + s, "http://" + s}
}

// search is one search for the feeds of one URL.
type search struct {
	f       *Fetcher
	options feed.Options
	start   *url.URL
	home    string
	reached bool // its host answered
	tries   int
}

func (s *search) run(ctx context.Context) (Discovery, error) {
	byRule, needPage := byRules(s.start, "")
	if d, ok := s.first(ctx, s.start, byRule, nil); ok {
		return d, nil
	}
	req, err := s.f.newRequest(s.start.String(), s.options)
	if err != nil {
		return Discovery{}, err
	}
	req.accept = strings.ReplaceAll(acceptFeed, "text/html;q=0.2", "text/html;q=0.9")
	t := &task{req: req, first: req.url}
	t.sub.URL, t.sub.Options = s.start.String(), s.options
	t.res, t.err = s.f.follow(ctx, req)
	defer t.free()
	s.reached = t.res != nil && t.res.status > 0
	if t.err == nil && t.res.status/100 != 2 {
		t.err = plain(nil, statusWords(t.res.status))
	}
	if t.err != nil {
		return Discovery{}, s.wrap(t.err, req)
	}
	if !looksLikeHTML(t.res.body) || looksLikeFeed(t.res.body) {
		a := s.f.answer(t, nil)
		if a.Outcome == feed.OutcomeFetched {
			c := Candidate{URL: moved(t, s.start), Title: a.Document.Title, Type: a.Document.Format, Source: "the address itself"}
			return Discovery{URL: t.res.url.String(), Candidates: []Candidate{c}, Answer: a}, nil
		}
		if !looksLikeHTML(t.res.body) {
			return Discovery{}, s.wrap(plain(nil, a.Error), req)
		}
	}
	return s.onPage(ctx, t.res, needPage)
}

// onPage looks for feeds on a page, then at the usual places of its site.
func (s *search) onPage(ctx context.Context, res *response, needPage bool) (Discovery, error) {
	links := findLinks(res.body, res.header.Get("Content-Type"), res.url)
	var byRule []Candidate
	if needPage {
		byRule, _ = byRules(s.start, string(res.body[:min(len(res.body), maxPage)]))
	}
	rank(links.named)
	rank(links.linked)
	found := slices.Concat(byRule, links.named, links.linked)
	if d, ok := s.first(ctx, res.url, found, nil); ok {
		return d, nil
	}
	if err := ctx.Err(); err != nil {
		return Discovery{}, err
	}
	s.tries = maxTries - maxUsual
	if d, ok := s.first(ctx, res.url, usual(res.url, links.generator), func(err error) bool {
		return unreachable(err) || errors.Is(err, errWaiting) || errors.Is(err, errTimeout) || errors.Is(err, errSilence)
	}); ok {
		return d, nil
	}
	if err := ctx.Err(); err != nil {
		return Discovery{}, err
	}
	what := "the page names none and the usual addresses have none"
	if len(found) > 0 {
		what = "those that the page names do not answer with one, and the usual addresses have none"
	}
	return Discovery{}, fmt.Errorf("no feed found at %s; %s", s.shown(), what)
}

// byRules are the feeds that the table of rules knows for a URL. needPage says that a
// rule is for it that must see its page, which is empty until it was fetched.
func byRules(u *url.URL, page string) (found []Candidate, needPage bool) {
	for _, r := range rules() {
		found, needPage := r.apply(u, page)
		if len(found) > 0 || needPage {
			return found, needPage
		}
	}
	return nil, false
}

// first fetches candidates until one is a feed, and puts it first. stop says for
// which errors the rest is not worth trying.
func (s *search) first(ctx context.Context, page *url.URL, list []Candidate, stop func(error) bool) (Discovery, bool) {
	for i, c := range list {
		if s.tries >= maxTries || ctx.Err() != nil {
			break
		}
		s.tries++
		got, a, err := s.try(ctx, c)
		if err != nil {
			if stop != nil && stop(err) {
				break
			}
			continue
		}
		rest := list[i+1:]
		if stop != nil {
			rest = nil // guesses that were not tried are nothing to show
		}
		return Discovery{URL: page.String(), Candidates: append([]Candidate{got}, rest...), Answer: a}, true
	}
	return Discovery{}, false
}

// try fetches one candidate.
func (s *search) try(ctx context.Context, c Candidate) (Candidate, feed.Answer, error) {
	var sub feed.Subscription
	sub.URL, sub.Options = c.URL, s.options
	t := s.f.newTask(sub)
	if t.err == nil && t.req != nil {
		// What a page names is trusted no further than the page: private
		// addresses and credentials stay with the origin that the user typed.
		t.req.home = cmp.Or(s.home, t.req.home)
		t.res, t.err = s.f.follow(ctx, t.req)
		if t.err == nil && t.filter != "" {
			t.res.body, t.err = s.f.filter(ctx, t.filter, t.res.body)
		}
	} else if t.err == nil {
		t.res, t.err = s.f.readLocal(ctx, t.path)
	}
	defer t.free()
	a := s.f.answer(t, nil)
	if a.Outcome != feed.OutcomeFetched {
		return c, a, cmp.Or(t.err, plain(nil, a.Error))
	}
	if t.req != nil && t.filter == "" {
		c.URL = moved(t, t.first)
	}
	c.Title, c.Type = cmp.Or(a.Document.Title, c.Title), a.Document.Format
	return c, a, nil
}

// moved is the URL to subscribe to: where permanent redirects led.
func moved(t *task, asked *url.URL) string {
	if to := t.req.permanent; to != nil {
		return to.String()
	}
	if t.req.userinfo != nil {
		with := *asked
		with.User = t.req.userinfo
		return with.String()
	}
	return asked.String()
}

// wrap words an error about the address itself.
func (s *search) wrap(err error, r *request) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return plain(err, s.shown()+": "+s.f.words(err, r.url, r.secrets))
}

func (s *search) shown() string { return feed.Clean(feed.Redact(s.start.String()), 200) }

// looksLikeFeed tells whether a body begins as a feed does, although it may hold
// HTML too.
func looksLikeFeed(body []byte) bool {
	head := bytes.ToLower(body[:min(len(body), 2048)])
	for _, mark := range []string{"<rss", "<feed", "<rdf:rdf", "<?xml", "jsonfeed.org"} {
		if bytes.Contains(head, []byte(mark)) && !strings.HasPrefix(http.DetectContentType(body), "text/html") {
			return true
		}
	}
	return false
}

// usual lists the usual addresses of feeds of a page: what its program uses,
// then beside and above it.
func usual(page *url.URL, generator string) []Candidate {
	var list []Candidate
	add := func(dir, p string) {
		u := *page
		u.RawQuery, u.Fragment, u.RawFragment, u.RawPath = "", "", "", ""
		p, query, _ := strings.Cut(p, "?")
		u.Path, u.RawQuery = strings.TrimSuffix(dir, "/")+p, query
		c := Candidate{URL: u.String(), Source: "a usual address"}
		if len(list) < maxUsual && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	dir := page.Path
	if path.Ext(dir) != "" {
		dir = path.Dir(dir)
	}
	for name, p := range generators() {
		if strings.Contains(generator, name) {
			add("", p)
		}
	}
	if dir = strings.TrimSuffix(dir, "/"); dir != "" && dir != "." {
		for _, p := range usualPaths()[:4] {
			add(dir, p)
		}
	}
	for _, p := range usualPaths() {
		add("", p)
	}
	return list
}
