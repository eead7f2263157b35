package feed

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"
)

// DefaultMaxEntries is how many entries of one document are kept.
const DefaultMaxEntries = 5000

// What a body may be instead of a feed. The texts are for people.
var (
	ErrNotFeed = errors.New("this is not a feed")
	ErrEmpty   = errors.New("the server sent an empty page")
	ErrWebPage = errors.New("this is a web page, not a feed")
)

// ParseOptions is what parsing needs to know besides the bytes.
type ParseOptions struct {
	URL             string    // where the body was found at last; relative URLs are resolved against it
	ContentLocation string    // the HTTP header; a base inside URL (RFC 9110, 8.7)
	ContentType     string    // the HTTP header, for its charset; may be empty
	Now             time.Time // the time of the fetch
	Known           Known     // entries that need not be parsed again; nil: parse all
	MaxEntries      int       // 0: DefaultMaxEntries
}

// Parse reads a feed of any format: RSS 0.90 to 2.0, Atom 0.3 and 1.0, JSON Feed,
// CDF, well-formed or not. An error says that the body is no feed (ErrNotFeed,
// ErrEmpty, ErrWebPage), or that it upset the parser; a panic is such an error.
//
// gofeed parses what a tolerant first pass over the bytes has made fit for it;
// see outline and skeleton.
func Parse(body []byte, o ParseOptions) (doc *Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, fmt.Errorf("the feed could not be read; it crashed the parser (%v)", r)
		}
	}()
	if o.MaxEntries <= 0 {
		o.MaxEntries = DefaultMaxEntries
	}
	base := newBase(o.URL).within(o.ContentLocation)
	src := bytes.TrimLeft(decode(body, o.ContentType), " \t\r\n\x00")
	switch {
	case len(bytes.TrimSpace(src)) == 0:
		return nil, ErrEmpty
	case src[0] == '{' || src[0] == '[':
		return parseJSON(src, base, o)
	}
	return parseXML(src, base, o)
}

func parseXML(src []byte, base *baseURL, o ParseOptions) (*Document, error) {
	out := newOutline(src, base)
	switch {
	case out.root == "" && out.html:
		return nil, ErrWebPage
	case out.root == "":
		return nil, ErrNotFeed
	}
	truncated := out.newest(o.MaxEntries)
	out.hash()

	w := &skeleton{atom: out.root == "feed"}
	w.start()
	w.children(out.head)
	var parsed []span
	var seen []uint64
	var doubles map[string]int
	if len(o.Known) > 0 {
		doubles = out.doubles()
	}
	for _, s := range out.spans {
		if _, known := o.Known[s.hash]; known && doubles[peekGUID(src[s.start:s.end])] < 2 {
			seen = append(seen, s.hash)
			continue
		}
		if n, ok := out.entry(s); ok {
			w.entry(&n)
			s.base, s.lang = n.base, n.lang
			parsed = append(parsed, s)
		}
		runtime.Gosched()
	}
	w.end()

	t := &translator{w: w, base: out.base, now: o.Now}
	doc, err := t.document(parsed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotFeed, err)
	}
	if doc.Language == "" {
		doc.Language = language(out.lang)
	}
	doc.Format = out.format()
	doc.Seen = seen
	doc.Partial = out.cut || !out.whole && len(out.spans) > 0 || !out.whole && !endsInTag(src)
	doc.Truncated = truncated
	doc.normalise()
	return doc, nil
}

// endsInTag says that a document does not break off in the middle of something.
func endsInTag(src []byte) bool { return bytes.HasSuffix(bytes.TrimSpace(src), []byte(">")) }

// format names the document's format and version for people.
func (o *outline) format() string {
	switch {
	case o.cdf:
		return "CDF"
	case o.root == "feed" && (o.version == "0.3" || strings.Contains(o.ns, "purl.org/atom")):
		return "Atom 0.3"
	case o.root == "feed":
		return "Atom 1.0"
	case o.root == "rss":
		return strings.TrimSpace("RSS " + o.version)
	}
	if bytes.Contains(o.b.doc[:min(len(o.b.doc), 2048)], []byte("netscape.com/rdf")) {
		return "RSS 0.90"
	}
	return "RSS 1.0"
}

// translator turns what gofeed read into the vocabulary of lede.
type translator struct {
	w    *skeleton
	base *baseURL
	now  time.Time
}

func (t *translator) document(parsed []span) (*Document, error) {
	src := bytes.NewReader(t.w.out.Bytes())
	if t.w.atom {
		f, err := (&atom.Parser{}).Parse(src)
		if err != nil {
			return nil, err
		}
		return t.atomDocument(f, parsed), nil
	}
	f, err := (&rss.Parser{}).Parse(src)
	if err != nil {
		return nil, err
	}
	return t.rssDocument(f, parsed), nil
}
