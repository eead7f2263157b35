package article

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"lede/feed"
)

// Bounds of a page that is extracted.
const (
	maxPage     = 8 << 20 // bytes, decoded
	maxElements = 60_000
	minWords    = 20 // of what a site's rule finds
	shellWords  = 80 // up to which a text may be a page's excuse for having none
)

// shell finds what pages say that show their text by script alone, or to
// subscribers, or to browsers they have looked at first.
var shell = lazily(`(?i)(enable|requires?|turn on|without|activate) java ?script|javascript (is|has been|to be) (disabled|required|enabled)|checking your browser|verify you are (a )?human|enable cookies|unsupported browser|access denied|are you a robot`)

// Extracted is a story taken from its page. Strings are plain text on one line
// but for HTML, which is sanitised.
type Extracted struct {
	HTML      string
	Words     int
	Title     string
	Authors   []feed.Person
	LeadImage feed.Image
	Published time.Time // zero: the page doesn't say
	Modified  time.Time
	Section   string
	SiteName  string
	Language  string
	Excerpt   string
	URL       string // the page's canonical address on its own host, else the one asked for
}

// Errors that Extract gives for pages that hold no story.
var (
	ErrNotText   = errors.New("the page is no text; open it in the browser")
	ErrNoArticle = errors.New("no article text was found on the page; open it in the browser")
)

// Extractor takes stories from web pages. The zero value knows the sites of
// this package.
type Extractor struct {
	// Sites are the user's own rules; they go before those that are built in.
	Sites []Site
}

// Extract takes the story from a page: by the rules for its site, where there
// are some and they find text, else by go-readability. Nothing is fetched.
func (x Extractor) Extract(page []byte, pageURL, contentType string) (got Extracted, err error) {
	defer func() { // the page is a stranger's, and the parsers are not ours alone
		if r := recover(); r != nil {
			got, err = Extracted{}, fmt.Errorf("reading %s failed: %v", pageURL, r)
		}
	}()
	u, err := url.Parse(pageURL)
	if err != nil || u.Host == "" {
		return Extracted{}, fmt.Errorf("the address %q is none that a page could be at", pageURL)
	}
	text, err := decodePage(page, contentType)
	if err != nil {
		return Extracted{}, err
	}
	if isPlainType(contentType) {
		got = Extracted{HTML: Sanitize(text, pageURL), URL: pageURL}
	} else if got, err = x.fromPage(text, u); err != nil {
		return Extracted{}, err
	}
	a := FromHTML(got.HTML, Options{BaseURL: pageURL})
	got.Words = a.Words
	if got.Words == 0 && len(a.Images) == 0 || got.Words < shellWords && shell().MatchString(a.Text()) {
		return got, ErrNoArticle
	}
	return got, nil
}

func isPlainType(contentType string) bool {
	t, _, err := mime.ParseMediaType(contentType)
	return err == nil && (t == "text/plain" || t == "text/markdown")
}

func (x Extractor) fromPage(text string, u *url.URL) (Extracted, error) {
	doc := parsePage(text)
	if trimPage(doc) {
		return Extracted{}, fmt.Errorf("the page is too large to read: over %d elements", maxElements)
	}
	base := u
	if b := findTag(doc.FirstChild.FirstChild, atom.Base); b != nil {
		if h := web(u, attr(b, "href")); h != "" {
			base, _ = url.Parse(h)
		}
	}
	got := metadata(doc, u)
	if n := x.bySite(doc, u); n != nil {
		got.HTML = render(n, base)
		return got, nil
	}
	shapePosts(doc)
	kept := keepParts(doc, base)
	intro := introductionOf(doc, base)
	if intro.picture.URL != "" {
		got.LeadImage = intro.picture
	}
	parser := readability.NewParser()
	parser.KeepClasses = true // they tell captions, labels and boxes from the text
	art, err := parser.ParseAndMutate(doc, base)
	if err != nil {
		return Extracted{}, fmt.Errorf("finding the article on %s: %w", u.Host, err)
	}
	got.addReadability(art)
	if art.Node == nil {
		return got, ErrNoArticle
	}
	got.HTML = intro.missingIn(art.Node) + kept.addTo(render(art.Node, base))
	if len(got.Authors) == 0 && kept.author != "" {
		got.Authors = []feed.Person{{Name: kept.author}}
	}
	return got, nil
}

// addReadability fills what the page's own metadata left open.
func (e *Extracted) addReadability(art readability.Article) {
	fill := func(field *string, value string, limit int) {
		if *field == "" {
			*field = feed.Clean(value, limit)
		}
	}
	if title := feed.Clean(art.Title(), 500); title != "" {
		e.Title = title // it weighs what the page calls itself against its headings
	}
	fill(&e.SiteName, art.SiteName(), 200)
	fill(&e.Language, art.Language(), 35)
	fill(&e.Excerpt, art.Excerpt(), 1000)
	if name := feed.Clean(art.Byline(), 200); name != "" && len(e.Authors) == 0 && isByline(name) {
		e.Authors = []feed.Person{{Name: byWord().ReplaceAllString(name, "")}}
	}
	if t, err := art.PublishedTime(); err == nil && e.Published.IsZero() {
		e.Published = t.UTC()
	}
	if t, err := art.ModifiedTime(); err == nil && e.Modified.IsZero() {
		e.Modified = t.UTC()
	}
}

// render is a found element as sanitised HTML.
func render(n *html.Node, base *url.URL) string {
	for e := range elements(n, 0) {
		if e.DataAtom == 0 { // readability makes its elements by name alone
			e.DataAtom = atom.Lookup([]byte(e.Data))
		}
	}
	s := &sanitizer{base: base, forReading: true}
	s.element(n)
	return s.out.String()
}

// trimPage leaves out comments and says whether the page has too many elements.
func trimPage(doc *html.Node) bool {
	n := 0
	for range elements(doc, 0) {
		if n++; n > maxElements {
			return true
		}
	}
	return false
}

// decodePage gives a page's text as UTF-8. Bytes that are good UTF-8 are taken
// for that, whatever is said of them; else what the bytes begin with, the
// server, and the page say counts, in this order.
func decodePage(page []byte, contentType string) (string, error) {
	if len(page) > maxPage {
		page = page[:maxPage]
	}
	if !textual(contentType) {
		return "", ErrNotText
	}
	enc, name, _ := charset.DetermineEncoding(page[:min(len(page), 1024)], contentType)
	switch {
	case name == "iso-2022-jp" || bytes.HasPrefix(page, []byte("\xff\xfe")) || bytes.HasPrefix(page, []byte("\xfe\xff")):
	case validUTF8(page):
		name = "utf-8"
	case name == "utf-8":
		// The server says so and it is not: what the page itself says is better,
		// and where that is nothing, windows-1252, as for browsers.
		if e, own, _ := charset.DetermineEncoding(page[:min(len(page), 1024)], ""); own != "utf-8" {
			enc, name = e, own
		}
	}
	text := string(bytes.TrimPrefix(page, []byte("\xef\xbb\xbf")))
	if name != "utf-8" {
		decoded, err := enc.NewDecoder().Bytes(page)
		if err != nil {
			return "", fmt.Errorf("decoding the page as %s: %w", name, err)
		}
		text = string(decoded[:min(len(decoded), maxPage)])
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	head := text[:min(len(text), 4096)]
	if strings.Count(head, "\x00")+strings.Count(head, "\uFFFD") > len(head)/50+2 || strings.HasPrefix(head, "%PDF-") {
		return "", ErrNotText
	}
	return text, nil
}

// validUTF8 is utf8.Valid but for a rune that is cut at the end.
func validUTF8(b []byte) bool {
	for i := 0; i < utf8.UTFMax-1 && len(b) > 0 && !utf8.Valid(b[max(0, len(b)-utf8.UTFMax):]); i++ {
		b = b[:len(b)-1]
	}
	return utf8.Valid(b)
}

// textual says whether a Content-Type is that of a page; none at all may be.
func textual(contentType string) bool {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil || t == "" {
		t = strings.ToLower(strings.TrimSpace(strings.Split(contentType, ";")[0]))
	}
	switch {
	case t == "", strings.HasPrefix(t, "text/"), strings.HasSuffix(t, "+xml"), t == "application/xml", t == "application/octet-stream", !strings.Contains(t, "/"):
		return true
	}
	return false
}
