package feed

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

// DefaultMaxEntries is how many entries of one document are kept.
const DefaultMaxEntries = 5000

// ErrNotFeed says that a body is no feed of any kind that is known.
var ErrNotFeed = errors.New("this is not a feed")

// ParseOptions is what parsing needs to know besides the bytes.
type ParseOptions struct {
	URL         string    // where the body was found at last; relative URLs are resolved against it
	ContentType string    // the HTTP header, for its charset; may be empty
	Now         time.Time // the time of the fetch
	Known       Known     // entries that need not be parsed again; nil: parse all
	MaxEntries  int       // 0: DefaultMaxEntries
}

// Parse reads a feed of any format.
func Parse(body []byte, o ParseOptions) (doc *Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, fmt.Errorf("the feed upset its parser: %v", r)
		}
	}()
	f, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotFeed, err)
	}
	doc = &Document{Title: Clean(VisibleText(f.Title), 1000), HomePageURL: f.Link, Description: f.Description, Language: f.Language, Format: f.FeedType + " " + f.FeedVersion}
	for _, it := range f.Items {
		e := Entry{GUID: it.GUID, URL: it.Link, Title: Clean(VisibleText(it.Title), 1000), Content: it.Content, Tags: it.Categories}
		if e.Content == "" {
			e.Content = it.Description
		}
		if it.PublishedParsed != nil {
			e.Published = it.PublishedParsed.UTC()
		}
		if it.UpdatedParsed != nil {
			e.Modified = it.UpdatedParsed.UTC()
		}
		for _, a := range it.Authors {
			e.Authors = append(e.Authors, Person{Name: Clean(a.Name, 200)})
		}
		for _, c := range it.Enclosures {
			e.Enclosures = append(e.Enclosures, Enclosure{URL: c.URL, MIMEType: c.Type})
		}
		text := VisibleText(e.Content)
		e.Words = len(strings.Fields(text))
		e.Summary = Clean(text, 500)
		doc.Entries = append(doc.Entries, e)
	}
	return doc, nil
}
