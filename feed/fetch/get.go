package fetch

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"lede/feed"
)

// task is one feed on its way through the fetcher: first its bytes are got, one
// hop after the other, then they are made an Answer.
type task struct {
	sub    feed.Subscription
	req    *request // nil: a local feed
	filter string   // the command of a filter: feed
	path   string   // of a local feed
	first  *url.URL // the host that is asked first; nil: a local feed

	res  *response
	err  error
	wait time.Time // its host asked to be left alone until then
	host string    // that host
	skip time.Time // not asked: its host asked before to be left alone until then

	reached   bool // some host answered
	postponed bool // was put back once, because others were waiting for its place
}

// newTask makes the task of a subscription. A subscription that can't be asked
// at all is a task that has failed.
func (f *Fetcher) newTask(sub feed.Subscription) *task {
	t := &task{sub: sub}
	address := sub.URL
	if strings.HasPrefix(address, schemeFilter) {
		if t.filter, address, t.err = splitFilter(address); t.err != nil {
			return t
		}
		if !f.o.AllowCommands {
			t.err = errCommandsOff()
			return t
		}
	}
	if isLocalFeed(address) {
		t.path = address
		return t
	}
	if t.req, t.err = f.newRequest(address, sub.Options); t.err == nil {
		t.req.validators = sub.Validators
		t.first = t.req.url
	}
	return t
}

// free lets go of what a task brought.
func (t *task) free() {
	t.res.release()
	if t.res != nil {
		t.res.body, t.res.raw = nil, nil
	}
}

// size is what a task's body takes, in bytes, until it is read.
func (t *task) size() int {
	if t.res == nil {
		return 0
	}
	return cap(t.res.raw) + cap(t.res.body)
}

// key is the host that the task's next hop asks.
func (t *task) key() string {
	if t.req == nil {
		return "local"
	}
	return hostKey(t.req.url)
}

// url is where the task is now; nil for a local feed.
func (t *task) url() *url.URL {
	if t.req == nil {
		return nil
	}
	return t.req.url
}

// step makes the task's next hop. It returns true when the bytes are there, or
// it has failed; false when another host is to be asked.
func (f *Fetcher) step(ctx context.Context, t *task, onHeader func()) bool {
	if t.err != nil {
		return true
	}
	if t.req == nil {
		t.res, t.err = f.readLocal(ctx, t.path)
	} else {
		if t.err = f.prepare(ctx, t.req); t.err != nil {
			return true
		}
		t.res, t.err = f.hop(ctx, t.req, onHeader)
		if t.res != nil {
			t.reached = true
			t.host, t.wait = f.noteWait(t.res)
			if t.err == nil && t.res.next != nil {
				t.req.url = t.res.next
				return false
			}
		}
	}
	if t.err == nil && t.filter != "" && t.res.status == http.StatusOK {
		if t.err = f.decode(t.res); t.err != nil {
			return true
		}
		body, err := f.filter(ctx, t.filter, t.res.body)
		t.res.body, t.err = body, err
	}
	return true
}

// attempt makes one hop of a task and never panics.
func (f *Fetcher) attempt(ctx context.Context, t *task, onHeader func()) (done bool) {
	if f.upset(t, "a fetch", func() { done = f.step(ctx, t, onHeader) }) {
		t.err, done = plain(nil, "fetching the feed crashed; that is a bug in lede"), true
	}
	return done
}

// skipped answers for a feed whose host asked to be left alone.
func (f *Fetcher) skipped(t *task, until time.Time) feed.Answer {
	now := f.o.Now()
	return feed.Answer{
		FeedID: t.sub.ID, At: now, Outcome: feed.OutcomeSkipped, NextCheck: until,
		Error: f.words(waitError(t.url(), until, now), t.url(), nil),
	}
}

// answer makes an Answer of what a task brought. known is asked for only where
// there is something to parse. It never panics.
func (f *Fetcher) answer(t *task, known func() feed.Known) (a feed.Answer) {
	a = feed.Answer{FeedID: t.sub.ID, At: f.o.Now()}
	if f.upset(t, "the parser", func() { f.fillIn(&a, t, known) }) {
		f.fail(&a, t, plain(nil, "the feed crashed lede's parser; that is a bug in lede"))
	}
	return a
}

// fillIn fills in the answer by how the task ended.
func (f *Fetcher) fillIn(a *feed.Answer, t *task, known func() feed.Known) {
	switch {
	case t.err != nil:
		f.fail(a, t, t.err)
	case t.res.status == http.StatusNotModified:
		f.notModified(a, t)
	case t.res.status < 200 || t.res.status > 299:
		f.refused(a, t)
	default:
		f.accept(a, t, known)
	}
}

// upset does work on one feed and says whether it panicked, which the log then
// tells: that costs the one feed.
func (f *Fetcher) upset(t *task, where string, work func()) bool {
	what := fmt.Sprintf("%s, at feed %d", where, t.sub.ID)
	return feed.Safely(f.o.Logger, what, func() error { work(); return nil }) != nil
}

// fail fills in the answer of a feed from which nothing usable came.
func (f *Fetcher) fail(a *feed.Answer, t *task, err error) {
	a.Outcome, a.Document, a.Validators = feed.OutcomeFailed, nil, nil
	a.MovedTo, a.Gone = t.sub.Health.MovedTo, t.sub.Health.Gone // known as before
	var secrets []string
	if t.req != nil {
		secrets = t.req.secrets
	}
	a.Error = f.words(err, t.url(), secrets)
	a.NextCheck = feed.NextRetry(a.At, t.sub.Health.ErrorCount+1, f.o.Jitter())
	if t.wait.After(a.NextCheck) {
		a.NextCheck = t.wait
	}
}

// refused fills in the answer of a feed whose server answered with an error.
func (f *Fetcher) refused(a *feed.Answer, t *task) {
	err := plain(nil, statusWords(t.res.status))
	if !t.wait.IsZero() {
		err = plain(nil, fmt.Sprintf("%s (%d)", waitError(t.res.url, t.wait, a.At), t.res.status))
	}
	f.fail(a, t, err)
	a.Gone = a.Gone || t.res.status == http.StatusGone
}

// notModified fills in the answer of a feed that is as it was.
func (f *Fetcher) notModified(a *feed.Answer, t *task) {
	old := t.req.validators
	if old.ETag == "" && old.LastModified == "" {
		f.fail(a, t, plain(nil, "the server says that nothing has changed (304), but it was not asked that"))
		return
	}
	if v := validatorsOf(t.res.header); v.ETag != "" {
		old.ETag = v.ETag // RFC 9110, 15.4.5: it may have a newer one
	}
	f.unchanged(a, t, old)
}

func (f *Fetcher) unchanged(a *feed.Answer, t *task, v feed.Validators) {
	a.Outcome, a.Validators = feed.OutcomeUnchanged, &v
	a.NextCheck = f.nextCheck(t, a.At, nil)
	f.noteMove(a, t)
}

// accept fills in the answer of a feed that sent a body.
func (f *Fetcher) accept(a *feed.Answer, t *task, known func() feed.Known) {
	res := t.res
	if err := f.decode(res); err != nil {
		f.fail(a, t, err)
		return
	}
	a.Bytes = int64(len(res.body))
	if len(bytes.TrimSpace(res.body)) == 0 {
		f.fail(a, t, cmp.Or(res.cut, plain(nil, "the answer is empty")))
		return
	}
	hash := sha256.Sum256(res.body)
	v := validatorsOf(res.header)
	v.BodyHash = hash[:]
	if res.cut == nil && bytes.Equal(v.BodyHash, t.sub.Validators.BodyHash) {
		f.unchanged(a, t, v)
		return
	}
	o := feed.ParseOptions{URL: t.address(), ContentType: res.header.Get("Content-Type"), ContentLocation: res.header.Get("Content-Location"), Now: a.At, MaxEntries: f.o.MaxEntries}
	if known != nil {
		o.Known = known()
	}
	doc, err := f.o.Parse(res.body, o)
	if err != nil {
		f.fail(a, t, cmp.Or(res.cut, notFeed(err, res)))
		return
	}
	if (res.cut != nil || doc.Partial) && len(doc.Entries)+len(doc.Seen) == 0 {
		f.fail(a, t, cmp.Or(res.cut, plain(nil, "the answer broke off before its first story")))
		return
	}
	a.Outcome, a.Document = feed.OutcomeFetched, doc
	a.NextCheck = f.nextCheck(t, a.At, doc)
	if doc.Partial = doc.Partial || res.cut != nil; doc.Partial {
		a.Notice = "the answer was cut short; its complete entries were kept"
	} else {
		a.Validators = &v
	}
	f.noteMove(a, t)
}

// address is where the body was found at last.
func (t *task) address() string {
	if t.res.url == nil {
		return t.sub.URL
	}
	return t.res.url.String()
}

// notFeed says what came instead of a feed.
func notFeed(err error, res *response) error {
	kind, _, _ := strings.Cut(http.DetectContentType(res.body), ";")
	switch {
	case looksLikeHTML(res.body):
		return plain(err, "answered with a web page, not a feed")
	case !strings.HasPrefix(kind, "text/") && kind != "application/octet-stream":
		return plain(err, fmt.Sprintf("answered with something else (%s), not a feed", kind))
	case errors.Is(err, feed.ErrNotFeed) || err == nil:
		return plain(err, "the answer is not a feed")
	}
	return plain(err, "the feed can't be read: "+feed.Redact(err.Error()))
}

// looksLikeHTML tells whether a body is a web page.
func looksLikeHTML(body []byte) bool {
	head := bytes.ToLower(body[:min(len(body), 1024)])
	return strings.HasPrefix(http.DetectContentType(body), "text/html") ||
		bytes.Contains(head, []byte("<!doctype html")) || bytes.Contains(head, []byte("<html"))
}

// noteMove says where a permanent redirect leads. The first time it is only
// noted; the second time the subscription moves.
func (f *Fetcher) noteMove(a *feed.Answer, t *task) {
	if t.req == nil || t.req.permanent == nil || t.filter != "" {
		return
	}
	to := *t.req.permanent
	if sameSite(t.req.home, &to) {
		to.User = t.req.userinfo
	} else if t.req.hasCredentials() {
		a.Notice = joinNotices(a.Notice, fmt.Sprintf("says that it has moved to %s; not followed by itself, because your credentials would go there", feed.Clean(to.String(), 200)))
		return
	}
	if to.String() == t.sub.URL {
		return
	}
	if t.sub.Health.MovedTo != to.String() {
		a.MovedTo = to.String()
		return
	}
	a.NewURL = to.String()
	a.Notice = joinNotices(a.Notice, "moved to "+feed.Clean(feed.Redact(to.String()), 300))
}

func joinNotices(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// nextCheck is when a feed that answered well is asked again. Of an unchanged
// feed there is no document: its interval grows gently from what it was.
func (f *Fetcher) nextCheck(t *task, now time.Time, doc *feed.Document) time.Time {
	every := t.sub.Options.RefreshEvery
	if every == 0 {
		every = f.o.Every
	}
	r := feed.Rhythm{Every: every}
	if t.res.header != nil {
		r.MaxAge = maxAge(t.res.header)
	}
	if doc == nil {
		last, next := t.sub.Health.LastChecked, t.sub.Health.NextCheck
		if every == 0 && next.After(last) && !last.IsZero() {
			r.Every = min(max(next.Sub(last)*6/5, r.MaxAge), feed.MaxInterval)
		}
		return feed.NextCheck(now, r)
	}
	r.TTL, r.SkipHours, r.SkipDays = doc.TTL, doc.SkipHours, doc.SkipDays
	for i := range doc.Entries {
		r.Dates = append(r.Dates, doc.Entries[i].Published)
	}
	return feed.NextCheck(now, r)
}
