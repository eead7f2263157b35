package feed

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// extension finds the elements of a vocabulary with a name.
func extension(e ext.Extensions, space, name string) []ext.Extension { return e[space][name] }

// value is the text of the first element found; empty: there is none.
func (t *translator) value(e ext.Extensions, space string, names ...string) text {
	for _, name := range names {
		for _, x := range extension(e, space, name) {
			if v := t.w.text(x.Value); v.s != "" {
				return v
			}
		}
	}
	return text{}
}

// date is the first of some elements that can be read as one.
func (t *translator) date(e ext.Extensions, names ...string) time.Time {
	for _, qualified := range names {
		space, name, _ := strings.Cut(qualified, ":")
		for _, x := range extension(e, space, name) {
			if at, ok := ParseDate(t.w.plain(x.Value)); ok {
				return at
			}
		}
	}
	return time.Time{}
}

func (t *translator) rssDocument(f *rss.Feed, parsed []span) *Document {
	e := f.Extensions
	d := &Document{
		Title:       cmp.Or(t.w.plain(f.Title), t.value(e, "dc", "title").Plain(), t.value(e, "itunes", "title").Plain()),
		Description: cmp.Or(t.w.plain(f.Description), t.value(e, "itunes", "summary", "subtitle").Plain(), t.value(e, "dc", "description").Plain()),
		Language:    cmp.Or(t.w.plain(f.Language), t.value(e, "dc", "language").s),
		Updated:     t.date(e, "lede:lastbuilddate", "dcterms:modified", "dc:date", "atom:updated", "lede:updated"),
		Published:   t.date(e, "lede:pubdate", "dcterms:issued", "dcterms:created"),
	}
	for _, link := range f.Links {
		if d.HomePageURL = t.base.link(t.w.plain(link)); d.HomePageURL != "" {
			break
		}
	}
	t.feedLinks(d, extension(e, "atom", "link"))
	if f.Image != nil {
		d.IconURL = t.base.link(t.w.plain(f.Image.URL))
	}
	if d.IconURL == "" {
		d.IconURL = t.imageOf(e)
	}
	for _, s := range []string{f.ManagingEditor, f.WebMaster} {
		if s = t.w.plain(s); s != "" && len(d.Authors) == 0 {
			d.Authors = append(d.Authors, parsePerson(s))
		}
	}
	d.Authors = firstPeople(t.people(e), d.Authors)
	d.TTL = t.interval(f.TTL, e)
	d.SkipHours, d.SkipDays = t.skips(f.SkipHours, f.SkipDays)
	for i, item := range f.Items {
		if i < len(parsed) {
			d.Entries = append(d.Entries, t.rssEntry(item, parsed[i]))
		}
	}
	return d
}

// firstPeople is the first list that has anyone in it.
func firstPeople(lists ...[]Person) []Person {
	for _, l := range lists {
		if len(l) > 0 {
			return l
		}
	}
	return nil
}

// feedLinks takes what atom:link says of a feed.
func (t *translator) feedLinks(d *Document, links []ext.Extension) {
	for _, l := range links {
		href := t.base.link(t.w.plain(l.Attrs["href"]))
		switch strings.ToLower(l.Attrs["rel"]) {
		case "self":
			d.SelfURL = cmp.Or(d.SelfURL, href)
		case "hub":
			d.HubURL = cmp.Or(d.HubURL, href)
		case "alternate", "":
			if !strings.Contains(l.Attrs["type"], "xml") {
				d.HomePageURL = cmp.Or(d.HomePageURL, href)
			}
		}
	}
}

func (t *translator) rssEntry(item *rss.Item, s span) Entry {
	x := item.Extensions
	e := Entry{
		SourceHash:  s.hash,
		Title:       t.rssTitle(item),
		CommentsURL: s.base.link(t.w.plain(item.Comments)),
		Published:   t.date(x, "lede:pubdate", "dc:date", "dcterms:issued", "dcterms:created", "atom:published", "lede:published", "lede:issued", "lede:date", "dcterms:date", "prism:publicationdate"),
		Modified:    t.date(x, "dcterms:modified", "atom:updated", "lede:updated", "lede:modified"),
		Language:    cmp.Or(t.value(x, "dc", "language").s, s.lang),
		Comments:    t.count(x),
	}
	if item.GUID != nil {
		e.GUID = t.w.plain(item.GUID.Value)
	}
	if e.GUID == "" {
		e.GUID = cmp.Or(t.value(x, "atom", "id").s, t.w.plain(item.Custom["id"]), t.value(x, "dc", "identifier").s)
	}
	e.URL = t.rssLink(item, s)
	if e.GUID == "" {
		e.GUID = t.value(x, "lede", "about").s // RSS 1.0's rdf:about
	}
	t.rssText(&e, item)
	e.Authors = t.rssAuthors(item)
	for _, c := range item.Categories {
		e.Tags = append(e.Tags, t.w.plain(c.Value))
	}
	e.Tags = append(e.Tags, t.tags(x)...)
	for _, c := range item.Enclosures {
		e.addFile(Enclosure{URL: s.base.link(c.URL), MIMEType: c.Type, Size: parseSize(c.Length)})
	}
	t.media(&e, x, s)
	if item.Source != nil {
		e.Source = Source{Title: t.w.plain(item.Source.Title), URL: s.base.link(item.Source.URL)}
	}
	return e
}

func (t *translator) rssTitle(item *rss.Item) string {
	x := item.Extensions
	return cmp.Or(t.w.plain(item.Title), t.value(x, "dc", "title").Plain(), t.value(x, "atom", "title").Plain(),
		t.value(x, "itunes", "title").Plain(), t.value(x, "media", "title").Plain())
}

// rssLink is the story's page: FeedBurner's original link, the item's, an
// atom:link, or the guid where that is a permanent link.
func (t *translator) rssLink(item *rss.Item, s span) string {
	x := item.Extensions
	candidates := []string{t.value(x, "feedburner", "origlink").s}
	for _, link := range item.Links {
		candidates = append(candidates, t.w.plain(link))
	}
	for _, l := range extension(x, "atom", "link") {
		if rel := strings.ToLower(l.Attrs["rel"]); rel == "" || rel == "alternate" {
			candidates = append(candidates, t.w.plain(l.Attrs["href"]))
		}
	}
	if item.GUID != nil && !strings.EqualFold(strings.TrimSpace(item.GUID.IsPermalink), "false") {
		if guid := t.w.plain(item.GUID.Value); scheme(guid) == "http" || scheme(guid) == "https" || strings.EqualFold(strings.TrimSpace(item.GUID.IsPermalink), "true") && strings.Contains(guid, "/") {
			candidates = append(candidates, guid)
		}
	}
	candidates = append(candidates, t.value(x, "lede", "about").s)
	for _, c := range candidates {
		if link := s.base.link(c); link != "" {
			return link
		}
	}
	for _, c := range item.Enclosures {
		if link := s.base.link(c.URL); link != "" {
			return link
		}
	}
	return ""
}

// rssText finds the body and the summary among the many elements that hold them.
func (t *translator) rssText(e *Entry, item *rss.Item) {
	x := item.Extensions
	bodies := []text{t.w.text(item.Content), t.value(x, "lede", "body"), t.value(x, "atom", "content")}
	for _, name := range []string{"content", "body", "encoded", "fulltext", "fullitem"} {
		bodies = append(bodies, t.w.text(item.Custom[name]))
	}
	if s := t.w.text(item.Custom["summary"]); s.s != "" && item.Description != "" {
		bodies = append(bodies, t.w.text(item.Description))
		item.Description = "" // both are given: the longer name is the body's
	}
	descriptions := []text{
		t.w.text(item.Description), t.value(x, "dc", "description"), t.value(x, "dcterms", "abstract"), t.value(x, "atom", "summary"),
		t.w.text(item.Custom["summary"]), t.w.text(item.Custom["abstract"]), t.value(x, "itunes", "summary", "subtitle"), t.mediaDescription(x),
	}
	e.setText(bodies, descriptions)
}

// setText takes the first body for the content and the first description for
// the summary; where there is only a description, that is the content.
func (e *Entry) setText(bodies, descriptions []text) {
	said := func(t text) bool { return t.s != "" }
	if i := slices.IndexFunc(bodies, said); i >= 0 {
		e.Content = bodies[i].HTML()
		if i := slices.IndexFunc(descriptions, said); i >= 0 {
			e.Summary = descriptions[i].Plain()
		}
		return
	}
	if i := slices.IndexFunc(descriptions, said); i >= 0 {
		e.Content = descriptions[i].HTML()
	}
}

func (t *translator) rssAuthors(item *rss.Item) []Person {
	var people []Person
	if s := t.w.plain(item.Author); s != "" {
		people = append(people, parsePerson(s))
	}
	return append(people, t.people(item.Extensions)...)
}

// people are the authors that extensions name: Dublin Core's, else Atom's, else
// those of the podcasts.
func (t *translator) people(x ext.Extensions) []Person {
	var people []Person
	for _, name := range []string{"creator", "author"} {
		for _, c := range extension(x, "dc", name) {
			if s := t.w.plain(c.Value); s != "" {
				people = append(people, parsePerson(s))
			}
		}
	}
	for _, a := range extension(x, "atom", "author") {
		p := Person{Name: t.child(a, "name"), Email: t.child(a, "email"), URL: t.child(a, "uri")}
		if p != (Person{}) {
			people = append(people, p)
		}
	}
	if len(people) == 0 {
		for _, space := range []string{"itunes", "googleplay"} {
			if s := t.value(x, space, "author").Plain(); s != "" && len(people) == 0 {
				people = append(people, parsePerson(s))
			}
		}
		for _, p := range extension(x, "podcast", "person") {
			people = append(people, Person{Name: t.w.plain(p.Value), URL: p.Attrs["href"]})
		}
	}
	return people
}

// child is the text of an element's first child with a name.
func (t *translator) child(x ext.Extension, name string) string {
	if children := x.Children[name]; len(children) > 0 {
		return t.w.plain(children[0].Value)
	}
	return ""
}

// parsePerson reads 'mail@host (Name)', 'Name <mail@host>', 'Name (mail@host)',
// an address or a name.
func parsePerson(s string) Person {
	s = strings.TrimSpace(s)
	at := strings.IndexByte(s, '@')
	if at < 0 || strings.Count(s, "@") > 1 && strings.ContainsAny(s, ",;") {
		return Person{Name: s}
	}
	const stops = " \t\n<>()[]\"',;:"
	start := strings.LastIndexAny(s[:at], stops) + 1
	end := len(s)
	if i := strings.IndexAny(s[at:], stops); i >= 0 {
		end = at + i
	}
	if start == at || end == at+1 { // a handle, not an address
		return Person{Name: s}
	}
	name := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s[:start]), "mailto:"))
	rest := strings.TrimSpace(s[end:])
	name = strings.Trim(strings.TrimSpace(strings.Trim(name, " <([")+" "+strings.Trim(rest, " >)]([")), `"' `)
	return Person{Name: name, Email: s[start:end]}
}

// interval is how long a feed asks to be left alone.
func (t *translator) interval(ttl string, x ext.Extensions) time.Duration {
	if minutes, err := strconv.Atoi(t.w.plain(ttl)); err == nil && minutes > 0 {
		return time.Duration(min(minutes, 60*24*30)) * time.Minute
	}
	period := map[string]time.Duration{
		"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
	}[strings.ToLower(t.value(x, "sy", "updateperiod").s)]
	times, err := strconv.Atoi(t.value(x, "sy", "updatefrequency").s)
	if err != nil || times < 1 {
		times = 1
	}
	return period / time.Duration(times)
}

// skips reads skipHours and skipDays.
func (t *translator) skips(hours, days []string) (skipHours []int, skipDays []time.Weekday) {
	for _, h := range hours {
		if n, err := strconv.Atoi(t.w.plain(h)); err == nil && n >= 0 && n <= 24 && !slices.Contains(skipHours, n%24) {
			skipHours = append(skipHours, n%24)
		}
	}
	for _, name := range days {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(t.w.plain(name), day.String()) && !slices.Contains(skipDays, day) {
				skipDays = append(skipDays, day)
			}
		}
	}
	return skipHours, skipDays
}
