package article

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// metadata reads what a page says of its story: schema.org in JSON-LD, Open
// Graph, and the older <meta> names.
func metadata(doc *html.Node, u *url.URL) Extracted {
	m := &meta{base: u, values: map[string]string{}, people: map[string][]string{}}
	m.out.URL = u.String()
	for e := range elements(doc, maxElements) {
		switch e.DataAtom {
		case atom.Html:
			m.out.Language = feed.Clean(attr(e, "lang"), 35)
		case atom.Meta:
			m.meta(e)
		case atom.Link:
			if strings.EqualFold(attr(e, "rel"), "canonical") {
				m.canonical(attr(e, "href"))
			}
		case atom.A:
			m.signature(e)
		case atom.Script:
			if strings.EqualFold(strings.TrimSpace(attr(e, "type")), "application/ld+json") {
				m.linked(rawText(e))
			}
		}
	}
	m.fill()
	return m.out
}

// rawText is the raw text of a script.
func rawText(n *html.Node) string {
	if n.FirstChild != nil && n.FirstChild.Type == html.TextNode {
		return n.FirstChild.Data
	}
	return ""
}

type meta struct {
	base   *url.URL
	out    Extracted
	values map[string]string
	people map[string][]string // by source
	byline *html.Node          // what holds the first link to an author
}

// signature takes the links of a story's byline that say that they lead to its author:
// the first on the page, and those beside it. Others are of teasers and comments.
func (m *meta) signature(a *html.Node) {
	if !strings.EqualFold(attr(a, "rel"), "author") || m.byline != nil && m.byline != a.Parent {
		return
	}
	if name, whole := peek(a, 80); whole && personName().MatchString(name) {
		m.byline = a.Parent
		m.person(signed, name)
	}
}

// meta keeps the first value of each name; an element may bear several.
func (m *meta) meta(e *html.Node) {
	value := feed.Clean(attr(e, "content"), 2000)
	if value == "" {
		return
	}
	for name := range strings.FieldsSeq(strings.ToLower(firstAttr(e, "property", "name", "itemprop"))) {
		if slices.Contains(authorSources, name) {
			m.person(name, value)
		}
		if _, ok := m.values[name]; !ok && len(m.values) < 200 {
			m.values[name] = value
		}
	}
}

// authorSources are where a page names its authors, the most trusted first.
var authorSources = []string{"ld", "dc:creator", "dc.creator", "dcterm:creator", "dcterms.creator", "author", "citation_author", "parsely-author", "sailthru.author", "article:author", "byl", signed}

// signed is the source that the links of a byline are.
const signed = "rel=author"

// person adds an author that one source names, unless it is an address.
func (m *meta) person(source, name string) {
	name = feed.Clean(byWord().ReplaceAllString(name, ""), 120)
	if name == "" || bareAddress(name) || len(m.people[source]) >= 12 || slices.Contains(m.people[source], name) {
		return
	}
	m.people[source] = append(m.people[source], name)
}

// canonical takes the page's own address, if it is on the same host and is more
// than the home page.
func (m *meta) canonical(href string) {
	c := web(m.base, href)
	u, err := url.Parse(c)
	if c == "" || err != nil || feed.Host(c) != feed.Host(m.base.String()) || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
		return
	}
	m.out.URL = c
}

// maxJSON bounds the JSON-LD of a page that is read, and jsonDepth how deep.
const (
	maxJSON   = 1 << 20
	jsonDepth = 6
)

// linked reads schema.org's Article from JSON-LD.
func (m *meta) linked(text string) {
	if len(text) > maxJSON {
		return
	}
	text = strings.TrimSpace(text)
	text = strings.TrimSuffix(strings.TrimPrefix(text, "<![CDATA["), "]]>")
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return // pages hold broken JSON; their <meta> must do
	}
	m.node(v, 0)
}

func (m *meta) node(v any, depth int) {
	if depth > jsonDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v[:min(len(v), 50)] {
			m.node(e, depth+1)
		}
	case map[string]any:
		if isStory(v["@type"]) {
			m.story(v)
			return
		}
		m.node(v["@graph"], depth+1)
		m.node(v["mainEntity"], depth+1)
	}
}

func isStory(t any) bool {
	switch t := t.(type) {
	case string:
		return strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting") || t == "Report" || t == "LiveBlogPosting"
	case []any:
		for _, e := range t {
			if isStory(e) {
				return true
			}
		}
	}
	return false
}

func (m *meta) story(v map[string]any) {
	set := func(name string, value any) {
		if s := jsonText(value); s != "" && m.values[name] == "" {
			m.values[name] = s
		}
	}
	set("ld:headline", v["headline"])
	set("ld:published", v["datePublished"])
	set("ld:modified", v["dateModified"])
	set("ld:section", v["articleSection"])
	set("ld:language", v["inLanguage"])
	if p, ok := v["publisher"].(map[string]any); ok {
		set("ld:publisher", p["name"])
	}
	m.authors(v["author"], 0)
	m.picture(v["image"], 0)
}

// jsonText is a string, or the first of several, or an object's name.
func jsonText(v any) string {
	switch v := v.(type) {
	case string:
		return feed.Clean(html.UnescapeString(v), 2000)
	case []any:
		if len(v) > 0 {
			return jsonText(v[0])
		}
	case map[string]any:
		if s, ok := v["name"].(string); ok {
			return feed.Clean(html.UnescapeString(s), 2000)
		}
	}
	return ""
}

func (m *meta) authors(v any, depth int) {
	if list, ok := v.([]any); ok && depth == 0 {
		for _, e := range list[:min(len(list), 12)] {
			m.authors(e, 1)
		}
		return
	}
	m.person("ld", jsonText(v))
}

func (m *meta) picture(v any, depth int) {
	set := func(name string, value any) {
		if s, ok := value.(string); ok && m.values[name] == "" {
			m.values[name] = feed.Clean(s, 2000)
		}
	}
	switch v := v.(type) {
	case string:
		set("ld:image", v)
	case []any:
		if len(v) > 0 && depth == 0 {
			m.picture(v[0], 1)
		}
	case map[string]any:
		set("ld:image", v["url"])
		set("ld:image", v["contentUrl"])
		set("ld:caption", v["caption"])
		set("ld:credit", v["creditText"])
	}
}

// first is the first of the names that has a value.
func (m *meta) first(names ...string) string {
	for _, n := range names {
		if v := m.values[n]; v != "" {
			return v
		}
	}
	return ""
}

func (m *meta) fill() {
	o := &m.out
	o.Title = feed.Clean(m.first("dc:title", "dc.title", "dcterms.title", "og:title", "ld:headline", "twitter:title", "parsely-title"), 500)
	o.Section = feed.Clean(m.first("ld:section", "article:section", "parsely-section", "section"), 120)
	o.SiteName = feed.Clean(m.first("og:site_name", "ld:publisher", "application-name"), 200)
	o.Excerpt = feed.Clean(m.first("og:description", "description", "twitter:description"), 1000)
	if o.Language == "" {
		o.Language = feed.Clean(strings.ReplaceAll(m.first("ld:language", "og:locale", "content-language"), "_", "-"), 35)
	}
	o.Published, _ = feed.ParseDate(m.first("ld:published", "article:published_time", "datepublished", "date", "dc.date", "parsely-pub-date"))
	o.Modified, _ = feed.ParseDate(m.first("ld:modified", "article:modified_time", "og:updated_time", "datemodified", "last-modified"))
	if o.Modified.Before(o.Published) || o.Modified.Equal(o.Published) {
		o.Modified = time.Time{}
	}
	for _, source := range authorSources {
		if len(o.Authors) > 0 {
			break
		}
		for _, name := range m.people[source] {
			o.Authors = append(o.Authors, feed.Person{Name: name})
		}
	}
	if src := web(m.base, m.first("og:image:secure_url", "og:image", "og:image:url", "ld:image", "twitter:image", "twitter:image:src")); src != "" {
		caption, credit := splitCredit(m.first("ld:caption"))
		if c := m.first("ld:credit"); c != "" {
			credit = c
		}
		o.LeadImage = feed.Image{URL: src, Alt: altText(feed.Clean(m.first("og:image:alt", "twitter:image:alt"), 500)), Caption: caption, Credit: credit}
	}
}
