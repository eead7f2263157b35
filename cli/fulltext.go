package cli

import (
	"context"
	"fmt"

	"lede/feed"
	"lede/feed/article"
	"lede/feed/fetch"
	"lede/store"
)

// fullTexts takes stories whole from their pages, for the reader.
type fullTexts struct {
	*store.Store
	fetch func() (*fetch.Fetcher, error)
	sites func() []article.Site // the user's own rules
}

// FetchFullText fetches a story's page, takes the story from it, and keeps that
// beside the feed's own text.
func (t *fullTexts) FetchFullText(ctx context.Context, e feed.Entry, sub feed.Subscription) error {
	f, err := t.fetch()
	if err != nil {
		return err
	}
	page, err := f.Page(ctx, e.URL, fetch.PageOptions{For: sub})
	if err != nil {
		return err
	}
	got, err := article.Extractor{Sites: t.sites()}.Extract(page.Body, page.URL, page.ContentType)
	if err != nil {
		return err
	}
	if got.HTML == "" {
		return fmt.Errorf("no story was found on its page; o opens it in the browser")
	}
	return t.SetFullText(ctx, e.ID, feed.Page{
		HTML: got.HTML, Authors: got.Authors, Image: got.LeadImage, Modified: got.Modified, Section: got.Section,
	})
}
