package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lede/feed"
	"lede/feed/article"
	"lede/store"
)

// prefetchAtOnce is how many stories are brought at a time. The fetcher's own
// limits for each host hold besides.
const prefetchAtOnce = 6

// hostFailures is after how many failures in a row a host is left alone.
const hostFailures = 3

// prefetcher brings unread stories whole, so that they can be read without a line.
type prefetcher struct {
	lib    *store.Store
	fetch  func(ctx context.Context, e feed.Entry, sub feed.Subscription) error
	limits prefetchLimits
	now    func() time.Time
	// picture brings a picture into the cache; nil: none are brought.
	picture func(ctx context.Context, url string, sub feed.Subscription) error
	tell    func(done, total int) // how it goes; nil: nobody listens
	log     *slog.Logger

	mu     sync.Mutex
	failed map[string]int // failures in a row, by host
	sum    prefetchResult
	asking int64      // bytes set aside for pages under way
	freed  *sync.Cond // of mu: some of them were given back
}

// prefetchLimits are the budget of one run.
type prefetchLimits struct {
	stories int
	bytes   int64
	age     time.Duration // stories older than this are left; 0: none is too old
}

// prefetchResult says what a run came to.
type prefetchResult struct {
	Ready    int   // stories that can be read whole without a line
	Fetched  int   // of them, taken from their pages now
	Pictures int   // brought now
	Failed   int   // stories whose page could not be had
	Bytes    int64 // of text
}

func (b prefetchResult) String() string {
	s := fmt.Sprintf("ready to read offline: %d unread stories, %d of them fetched now (%s)", b.Ready, b.Fetched, byteWords(b.Bytes))
	if b.Pictures > 0 {
		s += fmt.Sprintf(", with %d pictures", b.Pictures)
	}
	if b.Failed > 0 {
		s += fmt.Sprintf("; %d could not be fetched", b.Failed)
	}
	return s
}

// byteWords writes a size as people do.
func byteWords(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d KB", n/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// run brings the newest unread stories, until the budget is spent.
func (o *prefetcher) run(ctx context.Context, options func(feed.Subscription) feed.Options) (prefetchResult, error) {
	no := false
	w := feed.Window{Filter: feed.Filter{Read: &no}, Limit: o.limits.stories}
	if o.limits.age > 0 {
		w.Filter.Since = o.now().Add(-o.limits.age)
	}
	o.failed, o.freed = map[string]int{}, sync.NewCond(&o.mu)
	var ids []int64 // their texts are read when their turn comes: a thousand are not held
	for item, err := range o.lib.Entries(ctx, w, false) {
		if err != nil {
			return o.sum, err
		}
		ids = append(ids, item.Entry.ID)
	}
	var group errgroup.Group
	group.SetLimit(prefetchAtOnce)
	done := 0
	for _, id := range ids {
		if ctx.Err() != nil || o.spent() {
			break
		}
		group.Go(func() error {
			err := feed.Safely(o.log, "prefetching a story", func() error { return o.prefetch(ctx, id, options) })
			o.mu.Lock()
			defer o.mu.Unlock()
			done++
			if o.tell != nil {
				o.tell(done, len(ids))
			}
			return err
		})
	}
	err := group.Wait()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return o.sum, err
}

func (o *prefetcher) spent() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.limits.bytes > 0 && o.sum.Bytes >= o.limits.bytes
}

// pageShare is what is set aside of the budget for a page before it is asked
// for: few texts are longer.
const pageShare = 256 << 10

// reserve sets a page's share aside; ok is false when the budget is spent. Near
// its end it waits for the pages under way, so that the last is asked for alone.
func (o *prefetcher) reserve(ctx context.Context) (ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.limits.bytes > 0 && o.asking > 0 && o.sum.Bytes+o.asking+pageShare > o.limits.bytes {
		o.freed.Wait() // they end when ctx does
	}
	if ctx.Err() != nil || o.limits.bytes > 0 && o.sum.Bytes >= o.limits.bytes {
		return false
	}
	o.asking += pageShare
	return true
}

// spend gives a share back and counts what came.
func (o *prefetcher) spend(bytes int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asking -= pageShare
	if bytes > 0 {
		o.sum.Fetched++
		o.sum.Bytes += int64(bytes)
	}
	o.freed.Broadcast()
}

// prefetch makes one story ready. Only what the library does wrong is an error: a
// page that cannot be had is counted.
func (o *prefetcher) prefetch(ctx context.Context, id int64, options func(feed.Subscription) feed.Options) error {
	e, _, sub, err := o.lib.Entry(ctx, id)
	if errors.Is(err, store.ErrNotFound) { // dropped meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	sub.Options = options(sub)
	page, found, err := o.lib.FullText(ctx, e.ID)
	if err != nil {
		return err
	}
	text, base := e.Content, article.OptionsFor(&e, &sub.Feed)
	whole := true
	if !found && e.URL != "" && wantsPage(e, sub) {
		if page, found, err = o.fullText(ctx, e, sub); err != nil || !found && o.spent() {
			return err
		}
		whole = found
	}
	if found {
		page.Fill(&e)
		text = page.HTML
	}
	o.pictures(ctx, e, sub, article.FromHTML(text, base)) // of the feed's own text, where there is no other
	o.mu.Lock()
	defer o.mu.Unlock()
	if whole {
		o.sum.Ready++
	}
	return nil
}

// fullText takes a story's text from its page, within the budget.
func (o *prefetcher) fullText(ctx context.Context, e feed.Entry, sub feed.Subscription) (page feed.Page, found bool, err error) {
	if !o.reserve(ctx) {
		return page, false, nil
	}
	defer func() { o.spend(len(page.HTML)) }()
	if !o.page(ctx, e, sub) {
		return page, false, nil
	}
	return o.lib.FullText(ctx, e.ID)
}

// wantsPage says whether a story is to be read from its page: the feed has only
// its beginning, or the user wants it so for all of the feed's.
func wantsPage(e feed.Entry, sub feed.Subscription) bool {
	return sub.Options.FullText == feed.FullTextAlways || article.Teaser(e.Content)
}

// page fetches a story's page, unless its host has failed too often.
func (o *prefetcher) page(ctx context.Context, e feed.Entry, sub feed.Subscription) bool {
	host := ""
	if u, err := url.Parse(e.URL); err == nil {
		host = u.Host
	}
	o.mu.Lock()
	tired := o.failed[host] >= hostFailures
	o.mu.Unlock()
	err := errors.New("this host failed before")
	if !tired {
		err = o.fetch(ctx, e, sub)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case err == nil:
		o.failed[host] = 0
	case ctx.Err() == nil:
		o.failed[host]++
		o.sum.Failed++
	}
	return err == nil
}

// picturesEach is how many pictures of a story are brought.
const picturesEach = 12

// pictures brings a story's pictures; one that cannot be had is its words.
func (o *prefetcher) pictures(ctx context.Context, e feed.Entry, sub feed.Subscription, a *article.Article) {
	if o.picture == nil {
		return
	}
	urls := []string{e.Image.URL}
	for _, img := range a.Images {
		urls = append(urls, img.URL)
	}
	got := 0
	for _, u := range urls[:min(len(urls), picturesEach)] {
		if u != "" && ctx.Err() == nil && o.picture(ctx, u, sub) == nil {
			got++
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sum.Pictures += got
}

// prefetchFull is the value of the option that brings stories whole.
const prefetchFull = "full"

// prefetcher makes a prefetcher as the configuration says.
func (a *app) prefetcher(lib *store.Store) *prefetcher {
	c := a.currentConfig()
	texts := &fullTexts{lib, a.fetcher, func() []article.Site { return a.currentConfig().sites() }}
	o := &prefetcher{
		lib: lib, fetch: texts.FetchFullText, now: a.sys.Now, log: a.log,
		limits: prefetchLimits{c.PrefetchStories, int64(c.PrefetchMB) << 20, c.PrefetchAge.Std()},
	}
	if c.Pictures != "off" {
		pics := a.pictures(c)
		o.picture = func(ctx context.Context, url string, sub feed.Subscription) error {
			if _, ok := pics.Size(url); ok {
				return errKept
			}
			_, err := pics.Picture(ctx, url, sub)
			return err
		}
	}
	return o
}

var errKept = errors.New("it is kept already")

// prefetchOffline is what 'lede refresh --offline' does after the feeds.
func (a *app) prefetchOffline(ctx context.Context, lib *store.Store, p *progress) error {
	o := a.prefetcher(lib)
	o.tell = p.stories
	sum, err := o.run(ctx, a.currentConfig().optionsOf)
	p.clear()
	if !p.quiet {
		a.say(sum.String())
	}
	return err
}

// prefetching brings stories in the open reader whenever a refresh has brought
// new ones, if the configuration wants that.
func (a *app) prefetching(ctx context.Context, lib *store.Store, fresh <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-fresh:
		}
		if a.currentConfig().Prefetch != prefetchFull {
			continue
		}
		_, err := a.prefetcher(lib).run(ctx, a.currentConfig().optionsOf)
		if err != nil && ctx.Err() == nil {
			a.log.Warn("prefetching", "error", err)
		}
	}
}
