package fetch

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"lede/feed"
)

// world serves any number of hosts, http and https, from one handler.
func world(t *testing.T, h http.HandlerFunc) *Fetcher {
	t.Helper()
	plain := serve(t, h)
	secure := httptest.NewTLSServer(h)
	t.Cleanup(secure.Close)
	return newFetcher(t, Options{
		TLS: &tls.Config{InsecureSkipVerify: true}, // the names are not the certificate's
		Dialer: func(d *net.Dialer) DialFn {
			d.ControlContext = nil // every public name leads to this machine here
			return func(ctx context.Context, network, address string) (net.Conn, error) {
				host, port, _ := net.SplitHostPort(address)
				switch {
				case strings.HasSuffix(host, ".invalid"):
					return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Name: host, IsNotFound: true}}
				case port == "443" && strings.HasPrefix(host, "plain."):
					return nil, &net.OpError{Op: "dial", Err: io.EOF}
				case port == "443":
					return d.DialContext(ctx, network, secure.Listener.Addr().String())
				}
				return d.DialContext(ctx, network, plain.Listener.Addr().String())
			}
		},
	})
}

func TestDiscover(t *testing.T) {
	pages := map[string]string{
		"blog.example/": `<!doctype html><html><head><title>Blog</title>
			<link rel="alternate" type="application/rss+xml" title="Blog &raquo; Comments Feed" href="/comments/feed/">
			<link rel="alternate" type="application/rss+xml" title="Blog &raquo; Feed" href="/feed/">
			<link rel="alternate" type="application/json" href="/wp-json/x"><link rel="alternate" hreflang="de" href="/de"></head></html>`,
		"based.example/a/b":        `<html><base href="https://based.example/deep/"><link rel="ALTERNATE feed" type="application/atom+xml; charset=utf-8" href="atom.xml"></html>`,
		"linked.example/":          `<html><body><a href="/about">About</a> <a href="/news.rss">Subscribe</a></body></html>`,
		"usual.example/":           `<html><body>nothing</body></html>`,
		"ghosty.example/":          `<html><head><meta name="generator" content="Ghost 5.1"></head></html>`,
		"none.example/":            `<html><body>nothing at all</body></html>`,
		"plain.example/":           `<html><a href="/rss">RSS</a></html>`,
		"evil.example/":            "<html><link rel=alternate type=application/rss+xml title='\x1b]0;x\x07bad\u202e' href='javascript:alert(1)'><link rel=alternate type=application/rss+xml href='file:///etc/passwd'><link rel=alternate type=application/rss+xml title='\x1b[2Jok' href=/ok.xml></html>",
		"www.youtube.com/@someone": `<html><script>{"externalId":"UCabcdefghijklmnopqrstuv"}</script></html>`,
		"social.example/@ana":      `<html></html>`,
		"portal.example/feed":      `<html><title>Log in</title></html>`,
		"dead-links.example/":      `<html><link rel=alternate type=application/atom+xml href=/missing.atom></html>`,
	}
	feeds := map[string]bool{
		"blog.example/feed/": true, "blog.example/comments/feed/": true, "based.example/deep/atom.xml": true, "linked.example/news.rss": true,
		"usual.example/atom.xml": true, "ghosty.example/rss/": true, "plain.example/rss": true, "evil.example/ok.xml": true, "direct.example/x": true,
		"www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv": true, "social.example/@ana.rss": true,
		"www.reddit.com/r/golang/.rss": true, "github.com/a/b/releases.atom": true, "news.ycombinator.com/rss": true,
	}
	f := world(t, func(w http.ResponseWriter, r *http.Request) {
		key := r.Host + r.URL.RequestURI()
		switch {
		case feeds[key]:
			io.WriteString(w, rss(2))
		case pages[key] != "":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			io.WriteString(w, pages[key])
		case key == "moved.example/x":
			http.Redirect(w, r, "https://direct.example/x", http.StatusMovedPermanently)
		default:
			http.NotFound(w, r)
		}
	})
	for _, c := range []struct {
		address, want string // the best one's URL, or part of the error after '!'
		others        int
	}{
		{"https://blog.example/", "https://blog.example/feed/", 1},
		{"blog.example", "https://blog.example/feed/", 1},
		{"feed://direct.example/x", "https://direct.example/x", 0},
		{"https://based.example/a/b", "https://based.example/deep/atom.xml", 0},
		{"https://linked.example/", "https://linked.example/news.rss", 0},
		{"https://usual.example/", "https://usual.example/atom.xml", 0},
		{"https://ghosty.example/", "https://ghosty.example/rss/", 0},
		{"plain.example", "http://plain.example/rss", 0},
		{"https://moved.example/x", "https://direct.example/x", 0},
		{"https://evil.example/", "https://evil.example/ok.xml", 0},
		{"https://www.youtube.com/@someone", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv", 0},
		{"https://social.example/@ana", "https://social.example/@ana.rss", 0},
		{"https://old.reddit.com/r/golang/", "https://www.reddit.com/r/golang/.rss", 0},
		{"github.com/a/b", "https://github.com/a/b/releases.atom", 2},
		{"https://news.ycombinator.com/news", "https://news.ycombinator.com/rss", 0},
		{"https://none.example/", "!no feed found at https://none.example/; the page names none and the usual addresses have none", 0},
		{"https://dead-links.example/", "!those that the page names do not answer with one", 0},
		{"https://portal.example/feed", "!no feed found at https://portal.example/feed", 0},
		{"https://usual.example/missing", "!no such page (404)", 0},
		{"plain.example/missing", "!http://plain.example/missing: the server says there is no such page (404)", 0},
		{"nowhere.invalid", "!no such host: nowhere.invalid", 0},
		{"mailto:me@example.org", `!begin with "mailto:"`, 0},
		{"javascript:alert(1)", `!begin with "javascript:"`, 0},
		{"https://me:pw-secret@none.example/", "!no feed found at https://none.example/", 0},
		{"", "!", 0},
		{"http://[::1", "!", 0},
	} {
		d, err := f.Discover(t.Context(), feed.Subscription{Feed: feed.Feed{URL: c.address}})
		if want, isError := strings.CutPrefix(c.want, "!"); isError {
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: %v; want %q", c.address, err, want)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.address, err)
			continue
		}
		if d.Best().URL != c.want || len(d.Candidates)-1 != c.others || d.Answer.Outcome != feed.OutcomeFetched {
			t.Errorf("%s: %+v, %s; want %s and %d others", c.address, d.Candidates, d.Answer.Outcome, c.want, c.others)
		}
		for _, cand := range d.Candidates {
			if strings.ContainsAny(cand.Title, "\x1b\x07\u202e") {
				t.Errorf("%s: title %q", c.address, cand.Title)
			}
		}
	}
}

func TestRules(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv/videos": youtubeFeed + "channel_id=UCabcdefghijklmnopqrstuv",
		"https://m.youtube.com/playlist?list=PL_x-1":                      youtubeFeed + "playlist_id=PL_x-1",
		"https://www.youtube.com/watch?v=a&list=PL1":                      youtubeFeed + "playlist_id=PL1",
		"https://www.youtube.com/user/some.one":                           youtubeFeed + "user=some.one",
		"https://www.reddit.com/r/golang+rust/top":                        "https://www.reddit.com/r/golang+rust/top/.rss",
		"https://reddit.com/u/ana":                                        "https://www.reddit.com/u/ana/.rss",
		"https://github.com/golang/go":                                    "https://github.com/golang/go/releases.atom",
		"https://github.com/golang/go.git":                                "https://github.com/golang/go/releases.atom",
		"https://github.com/golang/go/tree/master/src/net":                "https://github.com/golang/go/commits/master/src/net.atom",
		"https://github.com/golang/go/commits/release-branch.go1.26":      "https://github.com/golang/go/commits/release-branch.go1.26.atom",
		"https://github.com/rsc":                                          "https://github.com/rsc.atom",
		"https://gitlab.com/group/sub/project":                            "https://gitlab.com/group/sub/project/-/releases.atom",
		"https://gitlab.com/group/project/-/commits/main":                 "https://gitlab.com/group/project/-/commits/main?format=atom",
		"https://git.example.org/group/project/-/tags":                    "https://git.example.org/group/project/-/tags?format=atom",
		"https://medium.com/@ana":                                         "https://medium.com/feed/@ana",
		"https://medium.com/tag/go":                                       "https://medium.com/feed/tag/go",
		"https://ana.medium.com/story":                                    "https://ana.medium.com/feed",
		"https://ana.substack.com/p/story":                                "https://ana.substack.com/feed",
		"https://ana.wordpress.com/category/food/":                        "https://ana.wordpress.com/category/food/feed/",
		"https://ana.wordpress.com/2026/story/":                           "https://ana.wordpress.com/feed/",
		"https://ana.ghost.io/":                                           "https://ana.ghost.io/rss/",
		"https://bsky.app/profile/ana.bsky.social":                        "https://bsky.app/profile/ana.bsky.social/rss",
		"https://mastodon.social/@Gargron":                                "https://mastodon.social/@Gargron.rss",
		"https://news.ycombinator.com/":                                   "https://news.ycombinator.com/rss",
		"https://news.ycombinator.com/item?id=123":                        "https://hnrss.org/item?id=123",
		"https://arxiv.org/list/cs.CL/recent":                             "https://rss.arxiv.org/rss/cs.CL",
		"https://export.arxiv.org/list/astro-ph/new":                      "https://rss.arxiv.org/rss/astro-ph",
		"https://example.org/anything":                                    "",
		"https://notyoutube.com/user/x":                                   "",
		"https://www.medium.com/":                                         "",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		found, _ := byRules(u, "")
		got := ""
		if len(found) > 0 {
			got = found[0].URL
		}
		if got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

// frugalLinks is findLinks, and fails where that takes more memory than a hostile
// page may: 200 MB for one of a megabyte.
func frugalLinks(t *testing.T, body []byte, u *url.URL) pageLinks {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p := findLinks(body, "text/html", u)
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 8<<20+192*uint64(len(body)) {
		t.Errorf("%d bytes of a page take %d MB of memory", len(body), took>>20)
	}
	return p
}

// A page may say what it likes without filling the memory.
func TestDiscoveryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector allocates more than what is measured")
	}
	rep := func(s string) string { return strings.Repeat(s, 1<<20/len(s)) }
	for name, body := range map[string]string{
		"a long base": "<base href='/" + strings.Repeat("a/", 1<<18) + "'>" + rep("<a href=feed>x</a>"), "bases": rep("<base href=b/><a href=feed>x</a>"),
		"links": rep("<link rel=alternate type=application/rss+xml href=/x>"), "many links": rep("<a href=/feed/1>RSS</a>"), "open links": rep("<a href=/feed>"),
		"titles": rep("<title>"), "one title": "<title>" + rep("x "), "attributes": "<link " + rep("a=b "), "rels": "<link rel='" + rep("feed ") + "'>",
		"tags": rep("<"), "comments": rep("<!--"), "scripts": rep("<script>"), "one address": "<a href='/feed" + rep("?") + "'>RSS</a>", "generator": "<meta name=generator content='" + rep("x") + "'>",
	} {
		t.Run(name, func(t *testing.T) {
			u, _ := url.Parse("https://example.org/a/b")
			frugalLinks(t, []byte(body), u)
		})
	}
}

func FuzzDiscover(f *testing.F) {
	f.Add([]byte(`<link rel=alternate type=application/rss+xml href=/x title="&#27;[31m">`), "https://example.org/a?b=c")
	f.Add([]byte(`<base href="//[::1"><a href="feed://x/rss">RSS<a type="text/xml" href=%zz>`), "http://www.youtube.com/@x")
	f.Add([]byte("\xff\xfe<\x00a\x00"), "https://github.com/a/b/tree/$1/$host")
	f.Add([]byte(strings.Repeat("<a href=/feed>", 500)), "https://x.wordpress.com//tag//")
	f.Fuzz(func(t *testing.T, body []byte, address string) {
		u, err := parseURL(address)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("error %q", err)
			}
			return
		}
		p := frugalLinks(t, body, u)
		byRule, _ := byRules(u, string(body))
		for _, c := range append(append(append(byRule, p.named...), p.linked...), usual(u, p.generator)...) {
			if c.Title != feed.Clean(c.Title, 0) {
				t.Errorf("title %q", c.Title)
			}
			got, err := url.Parse(c.URL)
			if err != nil || got.Scheme != "http" && got.Scheme != "https" {
				t.Errorf("candidate %q, %v", c.URL, err)
			}
		}
		if len(p.named) > maxCandidates || len(p.linked) > maxCandidates {
			t.Error("too many candidates")
		}
	})
}
