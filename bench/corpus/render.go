package corpus

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// Format is one of the three kinds of feed that the corpus is written in.
type Format int

// The formats.
const (
	RSS Format = iota
	Atom
	JSON
)

// Format of a feed: six in ten are RSS 2.0, three Atom, one JSON Feed.
func (c *Corpus) Format(feed int) Format {
	switch d := feed % 10; {
	case d == 9 && !c.NoJSON:
		return JSON
	case d%3 == 2:
		return Atom
	}
	return RSS
}

// ContentType is what the format is served as.
func (f Format) ContentType() string {
	return [...]string{"application/rss+xml; charset=utf-8", "application/atom+xml; charset=utf-8", "application/feed+json"}[f]
}

// Title of a feed.
func (c *Corpus) Title(feed int) string { return fmt.Sprintf("The %05d Gazette", feed) }

// Render writes a feed's document: Entries entries, the newest first, after
// shift newer ones than at first have been published.
func (c *Corpus) Render(feed, shift int) []byte {
	stories := make([]story, 0, c.Entries)
	for seq := shift + c.Entries - 1; seq >= shift; seq-- {
		stories = append(stories, c.story(feed, seq))
	}
	var b bytes.Buffer
	switch c.Format(feed) {
	case Atom:
		c.renderAtom(&b, feed, stories)
	case JSON:
		c.renderJSON(&b, feed, stories)
	default:
		c.renderRSS(&b, feed, stories)
	}
	return b.Bytes()
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	return b.String()
}

func (c *Corpus) renderRSS(b *bytes.Buffer, feed int, stories []story) {
	fmt.Fprintf(b, `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>%s</title><link>https://site%05d.example/</link><description>Made for measuring</description>
`, c.Title(feed), feed)
	for _, s := range stories {
		fmt.Fprintf(b, "<item><title>%s</title><link>%s</link><guid isPermaLink=\"false\">%s</guid><dc:creator>%s</dc:creator><category>%s</category><pubDate>%s</pubDate><content:encoded><![CDATA[%s]]></content:encoded></item>\n",
			escape(s.title), escape(s.link), s.guid, s.author, s.tag, s.published.Format(time.RFC1123Z), s.html)
	}
	b.WriteString("</channel></rss>\n")
}

func (c *Corpus) renderAtom(b *bytes.Buffer, feed int, stories []story) {
	fmt.Fprintf(b, `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title><id>tag:site%05d.example,2026:feed</id><link href="https://site%05d.example/"/><updated>%s</updated>
`, c.Title(feed), feed, feed, stories[0].published.Format(time.RFC3339))
	for _, s := range stories {
		date := s.published.Format(time.RFC3339)
		fmt.Fprintf(b, "<entry><title>%s</title><link href=\"%s\"/><id>%s</id><author><name>%s</name></author><category term=\"%s\"/><published>%s</published><updated>%s</updated><content type=\"html\">%s</content></entry>\n",
			escape(s.title), escape(s.link), s.guid, s.author, s.tag, date, date, escape(s.html))
	}
	b.WriteString("</feed>\n")
}

func (c *Corpus) renderJSON(b *bytes.Buffer, feed int, stories []story) {
	type person struct {
		Name string `json:"name"`
	}
	type item struct {
		ID        string    `json:"id"`
		URL       string    `json:"url"`
		Title     string    `json:"title"`
		HTML      string    `json:"content_html"`
		Published time.Time `json:"date_published"`
		Authors   []person  `json:"authors"`
		Tags      []string  `json:"tags"`
	}
	doc := struct {
		Version string `json:"version"`
		Title   string `json:"title"`
		Home    string `json:"home_page_url"`
		Items   []item `json:"items"`
	}{"https://jsonfeed.org/version/1.1", c.Title(feed), fmt.Sprintf("https://site%05d.example/", feed), nil}
	for _, s := range stories {
		doc.Items = append(doc.Items, item{s.guid, s.link, s.title, s.html, s.published, []person{{s.author}}, []string{s.tag}})
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(doc) // strings and times into a buffer: nothing here can fail
}
