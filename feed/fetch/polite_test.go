package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lede/feed"
)

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"":                              0,
		"120":                           2 * time.Minute,
		" 7 ":                           7 * time.Second,
		"1.2":                           2 * time.Second,
		"0":                             0,
		"-5":                            0,
		"soon":                          0,
		"NaN":                           0,
		"Inf":                           maxWait,
		"999999999999999999999999":      maxWait,
		"99999999999":                   maxWait,
		"Mon, 23 Nov 2026 12:05:00 GMT": 5 * time.Minute,
		"Mon, 23 Nov 2026 11:00:00 GMT": 0,
		"Fri, 31 Dec 9999 23:59:59 GMT": maxWait,
		"Monday":                        0,
		"\x1b]0;x\x07":                  0,
	} {
		if got := retryAfter(value, noon); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
}

func TestMaxAge(t *testing.T) {
	for _, c := range []struct {
		control, age string
		want         time.Duration
	}{
		{"max-age=3600", "", time.Hour},
		{"public, Max-Age=\"60\"", "", time.Minute},
		{"max-age=3600", "600", 50 * time.Minute},
		{"max-age=60", "600", 0},
		{"no-cache, max-age=60", "", 0},
		{"max-age=-1", "", 0},
		{"max-age=99999999999999", "", maxMaxAge},
		{"max-age=junk", "junk", 0},
	} {
		h := http.Header{"Cache-Control": {c.control}, "Age": {c.age}}
		if got := maxAge(h); got != c.want {
			t.Errorf("%q, age %q: %s, want %s", c.control, c.age, got, c.want)
		}
	}
}

func TestAHostThatAsksToWaitIsLeftAlone(t *testing.T) {
	var asked atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	shelf := newShelf()
	for i := range 10 {
		shelf.subs = append(shelf.subs, subscription(int64(i+1), fmt.Sprintf("%s/%d", s.URL, i)))
	}
	o := Options{PerHost: 1}
	totals, err := newFetcher(t, o).Refresh(t.Context(), shelf, Request{All: true}, nil)
	if err != nil || totals.Failed != 1 || totals.Skipped != 9 || asked.Load() != 1 {
		t.Fatalf("%+v, %v, asked %d times", totals, err, asked.Load())
	}
	// Another process, asked for everything, obeys too.
	totals, err = newFetcher(t, o).Refresh(t.Context(), shelf, Request{All: true}, nil)
	if err != nil || totals.Skipped != 10 || asked.Load() != 1 {
		t.Fatalf("second: %+v, %v, asked %d times", totals, err, asked.Load())
	}
	if a := shelf.last(t, 5); !a.NextCheck.Equal(noon.Add(10*time.Minute)) || !strings.Contains(a.Error, "asked to be left alone until") {
		t.Errorf("%+v", a)
	}
	// When the time is up, it is asked again.
	o.Now = func() time.Time { return noon.Add(11 * time.Minute) }
	if _, err = newFetcher(t, o).Refresh(t.Context(), shelf, Request{FeedIDs: []int64{1}}, nil); err != nil || asked.Load() != 2 {
		t.Fatalf("third: %v, asked %d times", err, asked.Load())
	}
}

// A clock that was wrong by years is put right: what a host asked for meanwhile does not
// hold for years, in this process or the next, and what it asks for then does.
func TestAHostIsAskedAgainWhenTheClockWasWrong(t *testing.T) {
	var asked atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	shelf := newShelf(s.URL)
	clock := noon.AddDate(5, 0, 0)
	o := Options{Now: func() time.Time { return clock }}
	open, want := newFetcher(t, o), int32(0)
	refresh := func(f *Fetcher, asks bool) {
		t.Helper()
		if _, err := f.Refresh(t.Context(), shelf, Request{All: true}, nil); err != nil {
			t.Fatal(err)
		}
		if asks {
			want++
		}
		if asked.Load() != want {
			t.Fatalf("asked %d times, want %d", asked.Load(), want)
		}
	}
	refresh(open, true)
	for _, f := range []*Fetcher{open, newFetcher(t, o)} {
		clock = clock.AddDate(-2, 0, 0)
		refresh(f, true)
		refresh(f, false)
	}
}

// One of other options knows what hosts asked of the one before, and its refreshes
// are told from those of that, whose leases they must not take.
func TestAFetcherOfOtherOptions(t *testing.T) {
	var asked atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	o := Options{Getenv: func(string) string { return "" }, Now: func() time.Time { return noon }, AllowPrivate: true}
	f := newFetcher(t, o)
	o.Contact = "me@example.org"
	other := f.With(o)
	defer other.Close()
	for _, one := range []*Fetcher{f, other} {
		if _, err := one.Page(t.Context(), s.URL, PageOptions{}); err == nil {
			t.Error("a page of a host that wants a pause")
		}
	}
	if asked.Load() != 1 || f.newOwner() == other.newOwner() {
		t.Errorf("asked %d times, or its refreshes are called the same", asked.Load())
	}
}

func TestMovesAfterTheSecondTime(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/mid", http.StatusMovedPermanently)
		case "/mid":
			http.Redirect(w, r, "/new", http.StatusPermanentRedirect)
		case "/new":
			http.Redirect(w, r, "/today", http.StatusFound)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		default:
			io.WriteString(w, rss(1))
		}
	})
	shelf := newShelf(s.URL+"/old", s.URL+"/gone")
	f := newFetcher(t, Options{})
	refresh := func() {
		t.Helper()
		if _, err := f.Refresh(t.Context(), shelf, Request{All: true}, nil); err != nil {
			t.Fatal(err)
		}
	}
	refresh()
	if a := shelf.last(t, 1); a.NewURL != "" || a.MovedTo != s.URL+"/new" {
		t.Fatalf("first: moved to %q, noted %q", a.NewURL, a.MovedTo)
	}
	if a := shelf.last(t, 2); !a.Gone || !strings.Contains(a.Error, "gone for good (410)") {
		t.Errorf("gone: %+v", a)
	}
	refresh()
	if a := shelf.last(t, 1); a.NewURL != s.URL+"/new" || a.Notice != "moved to "+s.URL+"/new" {
		t.Fatalf("second: moved to %q, %q", a.NewURL, a.Notice)
	}
}

func TestCredentialsStayAtHome(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]http.Header{}
	note := func(r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen[r.Host+r.URL.Path] = r.Header.Clone()
	}
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { note(r); io.WriteString(w, rss(1)) })
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		note(r)
		if r.URL.Path == "/move" {
			http.Redirect(w, r, other.URL+"/feed", http.StatusMovedPermanently)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
	env := map[string]string{"TOKEN": "tok-secret", "KEY": "key-secret"}
	f := newFetcher(t, Options{AllowPrivate: true, Getenv: func(k string) string { return env[k] }})
	sub := subscription(1, strings.Replace(s.URL, "://", "://me:pw-secret@", 1)+"/move")
	sub.Options.Headers = map[string]string{"X-Key": "${KEY}"}
	sub.Health.MovedTo = other.URL + "/feed"
	a := f.get(t, sub)
	if a.Outcome != feed.OutcomeFetched || a.NewURL != "" || !strings.Contains(a.Notice, "not followed by itself") {
		t.Errorf("%+v", a)
	}
	home, away := seen[s.Listener.Addr().String()+"/move"], seen[other.Listener.Addr().String()+"/feed"]
	if home.Get("X-Key") != "key-secret" || !strings.HasPrefix(home.Get("Authorization"), "Basic ") {
		t.Errorf("at home: %v", home)
	}
	if away == nil || away.Get("X-Key") != "" || away.Get("Authorization") != "" {
		t.Errorf("elsewhere: %v", away)
	}
	sub = subscription(2, s.URL+"/token")
	sub.Options.TokenEnv = "TOKEN"
	a = f.get(t, sub)
	if got := seen[s.Listener.Addr().String()+"/token"].Get("Authorization"); got != "Bearer tok-secret" || strings.Contains(a.Error, "secret") {
		t.Errorf("sent %q; error %q", got, a.Error)
	}
	sub.Options.TokenEnv, sub.Options.TokenCommand = "", "sh -c 'echo tok2; exit 0'"
	f.get(t, sub)
	if got := seen[s.Listener.Addr().String()+"/token"].Get("Authorization"); got != "Bearer tok2" {
		t.Errorf("by command: %q", got)
	}
	sub.Options.TokenCommand = "/nowhere/pass show x"
	if a = f.get(t, sub); !strings.Contains(a.Error, "the token command failed: can't run") {
		t.Errorf("error %q", a.Error)
	}
}

func TestCookies(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cookies.txt")
	lines := "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\ta\"b=c\n#HttpOnly_127.0.0.1\tFALSE\t/feed\tFALSE\t9999999999\thttp\t1\n" +
		"127.0.0.1\tFALSE\t/\tTRUE\t0\tsecure\tx\n127.0.0.1\tFALSE\t/\tFALSE\t1\told\tx\nother.example\tTRUE\t/\tFALSE\t0\tother\tx\n127.0.0.1\tFALSE\t/fee\tFALSE\t0\tpath\tx\n"
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	var got string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header.Get("Cookie"); io.WriteString(w, rss(1)) })
	sub := subscription(1, s.URL+"/feed")
	sub.Options.CookiesFile = file
	f := newFetcher(t, Options{})
	if a := f.get(t, sub); a.Outcome != feed.OutcomeFetched || got != `sid=a"b=c; http=1` {
		t.Errorf("%s %q, cookies %q", a.Outcome, a.Error, got)
	}
	sub.Options.CookiesFile += "x"
	if a := f.get(t, sub); !strings.Contains(a.Error, "there is no such file") {
		t.Errorf("error %q", a.Error)
	}
}

func TestProxy(t *testing.T) {
	var asked string
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) { asked = r.URL.String(); io.WriteString(w, rss(2)) })
	env := map[string]string{"http_proxy": proxy.URL}
	f := newFetcher(t, Options{Getenv: func(k string) string { return env[k] }})
	a := f.get(t, subscription(1, "http://news.example/feed"))
	if a.Outcome != feed.OutcomeFetched || asked != "http://news.example/feed" {
		t.Errorf("%s %q; the proxy was asked %q", a.Outcome, a.Error, asked)
	}
	sub := subscription(1, "http://news.example/own")
	sub.Options.Proxy = proxy.URL
	if newFetcher(t, Options{}).get(t, sub); asked != "http://news.example/own" {
		t.Errorf("the feed's own proxy was asked %q", asked)
	}
	sub.Options.Proxy = "ftp://user:pw-secret@x"
	if a = f.get(t, sub); !strings.Contains(a.Error, "is not known") || strings.Contains(a.Error, "secret") {
		t.Errorf("error %q", a.Error)
	}
	if _, err := f.Page(t.Context(), "http://2130706433/admin", PageOptions{}); err == nil || !strings.Contains(err.Error(), "private address") {
		t.Errorf("a disguised private address by proxy: %v", err)
	}
}

func TestOffline(t *testing.T) {
	dead := httptest.NewServer(nil)
	dead.Close()
	alive := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, rss(1)) })
	f := newFetcher(t, Options{Probe: func(context.Context) error { return errors.New("no way") }})

	shelf := newShelf(dead.URL+"/1", dead.URL+"/2", "http://nowhere.invalid/")
	var events int
	totals, err := f.Refresh(t.Context(), shelf, Request{}, func(e Event) {
		if e.Answer.Outcome != feed.OutcomeOffline {
			t.Errorf("outcome %s", e.Answer.Outcome)
		}
		events++
	})
	if err != nil || !totals.Offline || totals.Failed != 0 || events != 3 || len(shelf.batches) != 0 || len(shelf.leased()) != 0 {
		t.Errorf("%+v, %v, %d events, %d batches, leased %v", totals, err, events, len(shelf.batches), shelf.leased())
	}
	shelf = newShelf(dead.URL+"/1", alive.URL)
	totals, err = f.Refresh(t.Context(), shelf, Request{}, nil)
	if err != nil || totals.Offline || totals.Failed != 1 || totals.Fetched != 1 {
		t.Errorf("with one host alive: %+v, %v", totals, err)
	}
	if a := shelf.last(t, 1); !strings.Contains(a.Error, "refused the connection") {
		t.Errorf("error %q", a.Error)
	}
	well := newFetcher(t, Options{})
	shelf = newShelf("http://nowhere.invalid/feed")
	totals, err = well.Refresh(t.Context(), shelf, Request{}, nil)
	if err != nil || totals.Offline || totals.Failed != 1 || !strings.Contains(shelf.last(t, 1).Error, "nowhere.invalid") {
		t.Errorf("one dead name while the net is well: %+v, %v", totals, err)
	}
}

func TestCancelLeavesWholeFeedsAndNoLease(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "9") {
			<-r.Context().Done()
			return
		}
		io.WriteString(w, rss(2))
	})
	for _, after := range []int{1, 5, 12} {
		shelf := newShelf()
		for i := range 40 {
			shelf.subs = append(shelf.subs, subscription(int64(i+1), fmt.Sprintf("%s/%d", s.URL, i)))
		}
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		totals, err := newFetcher(t, Options{}).Refresh(ctx, shelf, Request{}, func(Event) {
			if n++; n == after {
				cancel()
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) || totals.Failed != 0 || totals.Fetched < after || totals.Fetched != len(shelf.answers) {
			t.Errorf("after %d: %+v, %v, %d stored", after, totals, err, len(shelf.answers))
		}
		if left := shelf.leased(); len(left) != 0 {
			t.Errorf("after %d: still leased: %v", after, left)
		}
	}
	shelf := newShelf(s.URL+"/1", s.URL+"/2")
	shelf.storeErr = errors.New("disk full")
	if _, err := newFetcher(t, Options{}).Refresh(t.Context(), shelf, Request{}, nil); err == nil || !strings.Contains(err.Error(), "disk full") || len(shelf.leased()) != 0 {
		t.Errorf("error %v, leased %v", err, shelf.leased())
	}
}

func TestLimitsOfRequestsAtATime(t *testing.T) {
	var mu sync.Mutex
	now, most := map[string]int{}, map[string]int{}
	count := func(host string, d int) {
		mu.Lock()
		defer mu.Unlock()
		for _, k := range []string{host, ""} {
			now[k] += d
			most[k] = max(most[k], now[k])
		}
	}
	var hub string
	h := func(w http.ResponseWriter, r *http.Request) {
		count(r.Host, 1)
		defer count(r.Host, -1)
		if strings.HasPrefix(r.URL.Path, "/to-hub") {
			http.Redirect(w, r, hub+r.URL.Path[7:], http.StatusFound)
			return
		}
		io.WriteString(w, rss(1))
	}
	hub = serve(t, h).URL
	shelf := newShelf()
	for range 6 {
		s := serve(t, h)
		for range 8 {
			id := int64(len(shelf.subs) + 1)
			shelf.subs = append(shelf.subs, subscription(id, fmt.Sprintf("%s/to-hub/%d", s.URL, id)))
		}
	}
	totals, err := newFetcher(t, Options{Total: 5, AllowPrivate: true}).Refresh(t.Context(), shelf, Request{}, nil)
	if err != nil || totals.Fetched != 48 {
		t.Fatalf("%+v, %v", totals, err)
	}
	for host, n := range most {
		if limit := map[bool]int{true: 5, false: 2}[host == ""]; n > limit {
			t.Errorf("%d requests at a time to %q, more than %d", n, host, limit)
		}
	}
}

func TestHangingServersDoNotDelayTheRest(t *testing.T) {
	release := make(chan struct{})
	h := func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/hang") {
			select {
			case <-release:
			case <-r.Context().Done():
				return
			}
		}
		io.WriteString(w, rss(1))
	}
	shelf := newShelf()
	for i := range 40 {
		kind := "ok"
		if i >= 10 && i < 14 {
			kind = "hang"
		}
		shelf.subs = append(shelf.subs, subscription(int64(i+1), fmt.Sprintf("%s/%s/%d", serve(t, http.HandlerFunc(h)).URL, kind, i)))
	}
	// As many hang as may be asked at a time: only putting them back lets the rest through.
	f := newFetcher(t, Options{Total: 4, Patience: 200 * time.Millisecond})
	good := 0
	totals, err := f.Refresh(t.Context(), shelf, Request{}, func(e Event) {
		if strings.Contains(e.Feed.URL, "/ok/") {
			if good++; good == 36 {
				close(release)
			}
		} else if good < 36 {
			t.Errorf("a hanging feed was done after %d good ones", good)
		}
	})
	if err != nil || totals.Fetched != 40 {
		t.Fatalf("%+v, %v", totals, err)
	}
}

// A request that is put back in the very moment in which its answer begins is made
// again: what came of that answer is not taken for one that was cut short.
func TestAPostponedAnswerIsNone(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body := rss(4)
		io.WriteString(w, body[:len(body)/2])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	f := newFetcher(t, Options{})
	ctx, cancel := context.WithCancelCause(t.Context())
	tk := f.newTask(subscription(1, s.URL))
	f.step(ctx, tk, func() { time.AfterFunc(50*time.Millisecond, func() { cancel(errPostponed) }) })
	defer tk.free()
	if !errors.Is(tk.err, errPostponed) {
		t.Errorf("it ended with %v", tk.err)
	}
}

func TestLocalFeeds(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "feed.xml")
	if err := os.WriteFile(file, []byte(rss(2)), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "UPPER"+rss(1)) })
	on, off := newFetcher(t, Options{AllowCommands: true}), newFetcher(t, Options{})
	for _, c := range []struct {
		f         *Fetcher
		url, want string
	}{
		{off, "file://" + file, ""},
		{off, "file://" + dir, "is not a file"},
		{off, "file://" + file + "x", "there is no such file"},
		{off, "file://other/x", "files of another computer"},
		{off, "exec:cat " + file, "allow_commands"},
		{on, "exec:cat '" + file + "'", ""},
		{on, "exec:sh -c 'exit 3'", "exit status 3"},
		{on, "exec:/nowhere/x", "can't run"},
		{on, "exec:cat 'x", "not closed"},
		{on, "filter:sed s/UPPER//:" + s.URL, ""},
		{off, "filter:sed s/UPPER//:" + s.URL, "allow_commands"},
		{on, "filter:sed", "filter:COMMAND:URL"},
	} {
		a := c.f.get(t, subscription(1, c.url))
		if c.want == "" != (a.Outcome == feed.OutcomeFetched) || !strings.Contains(a.Error, c.want) {
			t.Errorf("%s: %s, %q; want %q", c.url, a.Outcome, a.Error, c.want)
		}
	}
	big := newFetcher(t, Options{AllowCommands: true, MaxBody: 1 << 20})
	if a := big.get(t, subscription(1, "exec:cat /dev/zero")); !strings.Contains(a.Error, "larger than") {
		t.Errorf("an endless command: %q", a.Error)
	}
}

// TestPublishersWishesCount: what the answer and the document say of when to
// ask again, through a whole fetch.
func TestPublishersWishesCount(t *testing.T) {
	const hourly = `<item><guid>1</guid><pubDate>Mon, 23 Nov 2026 11:00:00 GMT</pubDate></item><item><guid>2</guid><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item><item><guid>3</guid><pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate></item>`
	for _, c := range []struct {
		name, control, head string
		every, want         time.Duration
	}{
		{"its own rhythm", "", "", 0, 30 * time.Minute},
		{"max-age", "max-age=7200", "", 0, 2 * time.Hour},
		{"max-age, too long", "max-age=9999999", "", 0, 12 * time.Hour},
		{"no-cache", "no-cache", "", 0, 30 * time.Minute},
		{"ttl", "", "<ttl>90</ttl>", 0, 90 * time.Minute},
		{"ttl, too long", "", "<ttl>100000</ttl>", 0, 12 * time.Hour},
		{"ttl, shorter than its rhythm", "", "<ttl>1</ttl>", 0, 30 * time.Minute},
		{"sy:*", "", "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 0, 6 * time.Hour},
		{"skipHours", "", "<skipHours><hour>12</hour><hour>13</hour></skipHours>", 0, 2 * time.Hour},
		{"skipDays", "", "<skipDays><day>Monday</day></skipDays>", 0, 12 * time.Hour},
		{"the user's own", "max-age=7200", "<ttl>90</ttl>", 20 * time.Minute, 20 * time.Minute},
		{"the user's own, too often", "", "", time.Second, 5 * time.Minute},
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", c.control)
			io.WriteString(w, `<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>`+c.head+hourly+`</channel></rss>`)
		})
		sub := subscription(1, s.URL)
		sub.Options.RefreshEvery = c.every
		a := newFetcher(t, Options{}).get(t, sub)
		if got := a.NextCheck.Sub(noon); a.Outcome != feed.OutcomeFetched || got != c.want {
			t.Errorf("%s: %s %q, asked again after %s, want %s", c.name, a.Outcome, a.Error, got, c.want)
		}
	}
}

// TestOverloadedHostsWaitByDateToo: 503 with the other form of Retry-After; the
// host of the redirect is the one that waits, and the other goes on.
func TestOverloadedHostsWaitByDateToo(t *testing.T) {
	var busy atomic.Int32
	hub := serve(t, func(w http.ResponseWriter, r *http.Request) {
		busy.Add(1)
		w.Header().Set("Retry-After", noon.Add(time.Hour).Format(http.TimeFormat))
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hub" {
			http.Redirect(w, r, hub.URL, http.StatusFound)
			return
		}
		io.WriteString(w, rss(1))
	})
	shelf := newShelf(s.URL+"/hub", s.URL+"/own", hub.URL+"/other")
	f := newFetcher(t, Options{AllowPrivate: true})
	for round := range 2 {
		if _, err := f.Refresh(t.Context(), shelf, Request{All: true}, nil); err != nil {
			t.Fatal(err)
		}
		if a := shelf.last(t, 2); a.Outcome != feed.OutcomeFetched && a.Outcome != feed.OutcomeUnchanged {
			t.Errorf("round %d: the other host: %s", round, a.Outcome)
		}
		if a := shelf.last(t, 1); a.NextCheck.Before(noon.Add(time.Hour)) {
			t.Errorf("round %d: asked again at %s: %q", round, a.NextCheck, a.Error)
		}
	}
	if n := busy.Load(); n > 2 { // both may have been on their way
		t.Errorf("the host that asked to wait was asked %d times", n)
	}
}
