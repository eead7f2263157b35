package cli

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"

	"lede/feed"
	"lede/feed/fetch"
	"lede/ui/picture"
)

const (
	// pictureTime is how long fetching one picture may take.
	pictureTime = 20 * time.Second
	// picturesAtOnce is how many are fetched at once; one at a time is decoded,
	// since a large one takes much memory for a moment.
	picturesAtOnce = 4
	// acceptPictures are the formats that can be decoded, so that servers which
	// would send another to a browser send one of these.
	acceptPictures = "image/webp, image/jpeg, image/png, image/gif;q=0.9, */*;q=0.1"
)

// pictures has the pictures of articles: kept in the cache, else fetched.
type pictures struct {
	fetch    func() (*fetch.Fetcher, error)
	cache    *picture.Cache
	log      *slog.Logger
	fetching chan struct{}
	decoding chan struct{}
}

// pictures makes the reader's source of pictures.
func (a *app) pictures(c *Config) *pictures {
	return &pictures{
		fetch: a.fetcher, cache: a.pictureCache(c), log: a.log,
		fetching: make(chan struct{}, picturesAtOnce), decoding: make(chan struct{}, 1),
	}
}

// pictureCache is where pictures are kept, under the configuration's budget.
func (a *app) pictureCache(c *Config) *picture.Cache {
	return picture.NewCache(filepath.Join(a.places.Cache, "pictures"), int64(c.PictureCache)<<20, a.sys.Now)
}

// Size returns the size in pixels of a picture that is kept.
func (p *pictures) Size(url string) (image.Point, bool) { return p.cache.Size(url) }

// Picture returns a picture, kept or fetched on behalf of a subscription, whose
// origin alone may be a private address.
func (p *pictures) Picture(ctx context.Context, url string, sub feed.Subscription) (image.Image, error) {
	img, err := p.cache.Get(url)
	if err == nil {
		return img, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		p.log.Warn("the picture cache can't be read", "error", err)
	}
	if img, err = p.take(ctx, url, sub); err != nil {
		return nil, err
	}
	if err := p.cache.Put(url, img); err != nil {
		p.log.Warn("a picture was not kept", "error", err) // it is shown all the same
	}
	return img, nil
}

// take fetches a picture and decodes it.
func (p *pictures) take(ctx context.Context, url string, sub feed.Subscription) (image.Image, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, pictureTime, fmt.Errorf("it took more than %d s", pictureTime/time.Second))
	defer cancel()
	data, err := p.bytes(ctx, url, sub)
	if err != nil {
		return nil, orCause(ctx, err)
	}
	if err := enter(ctx, p.decoding); err != nil {
		return nil, orCause(ctx, err)
	}
	defer func() { <-p.decoding }()
	img, err := picture.Decode(ctx, data, picture.DefaultLimits())
	if err != nil {
		return nil, orCause(ctx, err)
	}
	return picture.Shrunk(img, picture.KeptSide), nil
}

// bytes fetches a picture as it was published.
func (p *pictures) bytes(ctx context.Context, url string, sub feed.Subscription) ([]byte, error) {
	if err := enter(ctx, p.fetching); err != nil {
		return nil, err
	}
	defer func() { <-p.fetching }()
	f, err := p.fetch()
	if err != nil {
		return nil, err
	}
	page, err := f.Page(ctx, url, fetch.PageOptions{For: sub, Accept: acceptPictures, Limit: int64(picture.DefaultLimits().Bytes)})
	return page.Body, err
}

// enter takes a place among those that work at once.
func enter(ctx context.Context, places chan struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// orCause is why ctx ended, if it has, else err.
func orCause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}
