package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"lede/feed"
)

// PageOptions say how a page or a picture is fetched.
type PageOptions struct {
	// For is the subscription on whose behalf it is fetched: its options hold on
	// its own origin, which alone may be a private address.
	For    feed.Subscription
	Accept string // the Accept header; pages are asked for where it is empty
	Limit  int64  // bytes after decompression; 0: Options.MaxBody
}

// Page is a page or a picture that was fetched.
type Page struct {
	URL         string // after redirects
	ContentType string // the header, as it came
	Body        []byte
}

// Page fetches a page or a picture under the same policies as feeds: limits,
// addresses, credentials, a host's wish to be left alone. Its errors are worded
// for people.
func (f *Fetcher) Page(ctx context.Context, address string, o PageOptions) (Page, error) {
	r, err := f.newRequest(address, o.For.Options)
	if err != nil {
		return Page{}, err
	}
	r.userinfo, r.home = nil, "" // an address from a feed brings no trust of its own
	if home, err := parseURL(sourceOf(o.For.URL)); err == nil {
		r.home, r.userinfo = hostKey(home), home.User
	}
	r.accept = cmp.Or(o.Accept, acceptPage)
	if o.Limit > 0 {
		r.limit = o.Limit
	}
	res, err := f.follow(ctx, r)
	defer res.release()
	switch {
	case ctx.Err() != nil:
		return Page{}, ctx.Err()
	case errors.Is(err, errTooLarge):
		what := "page"
		if o.Accept != "" {
			what = "picture"
		}
		return Page{}, plain(err, fmt.Sprintf("the %s is larger than %s; lede reads no more of one", what, megabytes(r.limit)))
	case err != nil:
		return Page{}, plain(err, f.words(err, r.url, r.secrets))
	case res.status != http.StatusOK:
		return Page{}, plain(nil, statusWords(res.status))
	case res.cut != nil && o.Accept != "": // a picture cut short is none
		return Page{}, plain(res.cut, f.words(res.cut, r.url, r.secrets))
	case len(res.body) == 0:
		return Page{}, plain(nil, "the answer is empty")
	}
	return Page{URL: res.url.String(), ContentType: res.header.Get("Content-Type"), Body: res.body}, nil
}

// sourceOf is the URL that a feed's address asks, a filter: feed's too.
func sourceOf(address string) string {
	if _, source, err := splitFilter(address); err == nil && isCommand(address) {
		return source
	}
	return address
}
