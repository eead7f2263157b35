package fetch

import (
	"bytes"
	"cmp"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"lede/feed"
)

const (
	maxPage       = 4 << 20 // bytes of a page that are looked through
	maxCandidates = 50
	maxTitle      = 300
)

// pageLinks is what a page says of feeds.
type pageLinks struct {
	base      *url.URL
	based     bool // by a base element, of which the first counts
	generator string
	named     []Candidate // <link rel="alternate">
	linked    []Candidate // <a href>
}

// findLinks looks through a page for feeds. It reads tokens only, so that no
// depth of nesting matters.
func findLinks(body []byte, contentType string, page *url.URL) pageLinks {
	body = body[:min(len(body), maxPage)]
	p := pageLinks{base: page}
	in, err := charset.NewReader(bytes.NewReader(body), contentType)
	if err != nil {
		in = bytes.NewReader(body)
	}
	z := html.NewTokenizer(in)
	z.SetMaxBuf(1 << 20)
	var text *strings.Builder // of the link that is open
	var link Candidate
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.TextToken:
			if text != nil && text.Len() < maxTitle {
				text.Write(z.Text())
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.A && text != nil {
				p.link(link, text.String())
				text = nil
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.DataAtom == atom.A {
				text = new(strings.Builder)
				link = Candidate{URL: attr(t, "href"), Title: cmp.Or(attr(t, "title"), attr(t, "aria-label")), Type: attr(t, "type")}
				continue
			}
			p.tag(t)
		}
	}
}

func (p *pageLinks) tag(t html.Token) {
	switch t.DataAtom {
	case atom.Base:
		href := strings.TrimSpace(attr(t, "href"))
		if u, err := p.base.Parse(href); err == nil && href != "" && !p.based && feed.IsBase(u) {
			p.base, p.based = u, true
		}
	case atom.Meta:
		if strings.EqualFold(attr(t, "name"), "generator") && p.generator == "" {
			p.generator = strings.ToLower(attr(t, "content"))
		}
	case atom.Link:
		rel := strings.Fields(strings.ToLower(attr(t, "rel")))
		kind := mediaType(attr(t, "type"))
		if (slices.Contains(rel, "alternate") && isFeedType(kind, attr(t, "href"))) || slices.Contains(rel, "feed") {
			p.named = p.add(p.named, Candidate{URL: attr(t, "href"), Title: attr(t, "title"), Type: kind, Source: "the page's own feed"})
		}
	}
}

// feedPath and feedText tell links that lead to feeds by their address or words.
var (
	feedPath = regexp.MustCompile(`(?i)(?:^|[/._?=&-])(?:rss2?|atom|feeds?|rdf|jsonfeed)(?:$|[/._?&=-])|\.(?:rss|atom|rdf)$|/index\.xml$`)
	feedText = regexp.MustCompile(`(?i)^(?:rss|atom|feed|rss feed|atom feed|json feed|web feed|news feed|subscribe via rss|rss 2\.0)$`)
)

// link takes in an <a> that may lead to a feed.
func (p *pageLinks) link(c Candidate, text string) {
	u, err := p.base.Parse(strings.TrimSpace(c.URL))
	if err != nil {
		return
	}
	target := u.EscapedPath() + "?" + u.RawQuery
	if !isFeedType(mediaType(c.Type), "") && !feedPath.MatchString(strings.TrimSuffix(target, "?")) && !feedText.MatchString(feed.Clean(text, 40)) {
		return
	}
	c.Title, c.Type, c.Source = cmp.Or(strings.TrimSpace(text), c.Title), mediaType(c.Type), "linked on the page"
	p.linked = p.add(p.linked, c)
}

// add keeps a candidate with an absolute, clean address, once.
func (p *pageLinks) add(list []Candidate, c Candidate) []Candidate {
	raw := strings.TrimSpace(c.URL)
	for _, prefix := range []string{"feed://", "feed:"} { // an old way of saying 'subscribe'
		if rest, ok := strings.CutPrefix(raw, prefix); ok {
			if raw = rest; prefix == "feed://" {
				raw = "http://" + rest
			}
			break
		}
	}
	u, err := p.base.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || raw == "" || len(raw) > 8<<10 || len(list) >= maxCandidates {
		return list
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	c.URL, c.Title = u.String(), feed.Clean(c.Title, maxTitle)
	if slices.ContainsFunc(list, func(o Candidate) bool { return o.URL == c.URL }) {
		return list
	}
	return append(list, c)
}

func attr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// mediaType is a type without its parameters, known to be one.
func mediaType(s string) string {
	t, _, err := mime.ParseMediaType(s)
	if err != nil || len(t) > 100 {
		return ""
	}
	return feed.Clean(t, 100)
}

// isFeedType tells whether a media type is a feed's. Types that other things
// have too count only where the address speaks for it.
func isFeedType(kind, href string) bool {
	switch kind {
	case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/x.atom+xml", "application/x-atom+xml", "application/x-rss+xml":
		return true
	case "application/xml", "text/xml", "application/json":
		return feedPath.MatchString(href)
	}
	return false
}

// rank sorts candidates: what is about comments or one story last, otherwise as
// the publisher has them.
func rank(list []Candidate) {
	slices.SortStableFunc(list, func(a, b Candidate) int { return demerits(a) - demerits(b) })
}

var aboutComments = regexp.MustCompile(`(?i)\b(?:comments?|commentaires|kommentare?|comentarios|replies|oembed)\b`)

func demerits(c Candidate) int {
	n := 0
	if aboutComments.MatchString(c.Title) || aboutComments.MatchString(c.URL) {
		n += 10
	}
	if c.Type == "application/json" || strings.Contains(c.URL, "/wp-json/") {
		n += 5
	}
	return n
}
