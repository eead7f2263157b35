package feed

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mmcdole/gofeed/atom"
)

func (t *translator) atomDocument(f *atom.Feed, parsed []span) *Document {
	x := f.Extensions
	d := &Document{
		ID:          t.value(x, "lede", "id").s,
		Title:       cmp.Or(t.w.plain(f.Title), t.value(x, "dc", "title").Plain()),
		Description: cmp.Or(t.w.plain(f.Subtitle), t.value(x, "lede", "info").Plain(), t.value(x, "dc", "description").Plain()),
		Language:    cmp.Or(f.Language, t.value(x, "dc", "language").s),
		IconURL:     cmp.Or(t.base.link(t.w.plain(f.Logo)), t.base.link(t.w.plain(f.Icon))),
		Updated:     t.date(x, "lede:updated", "lede:modified", "dc:date", "dcterms:modified"),
		Published:   t.date(x, "lede:published", "lede:issued", "lede:created", "dcterms:issued"),
		Authors:     cleanPeople(firstPeople(t.atomPeople(f.Authors), t.people(x))), // before each entry has them
	}
	d.HomePageURL = t.base.link(alternate(f.Links))
	for _, l := range f.Links {
		switch strings.ToLower(l.Rel) {
		case "self":
			d.SelfURL = cmp.Or(d.SelfURL, t.base.link(l.Href))
		case "hub":
			d.HubURL = cmp.Or(d.HubURL, t.base.link(l.Href))
		}
	}
	d.TTL = t.interval("", x)
	for i, entry := range f.Entries {
		if i < len(parsed) {
			e := t.atomEntry(entry, parsed[i])
			if len(e.Authors) == 0 {
				e.Authors = d.Authors
			}
			d.Entries = append(d.Entries, e)
		}
	}
	return d
}

// alternate is the page that a feed or an entry stands for: an alternate link of
// HTML, else any alternate one that is no feed, else any.
func alternate(links []*atom.Link) string {
	best, rank := "", 0
	for _, l := range links {
		if l.Href == "" || !strings.EqualFold(l.Rel, "alternate") && !strings.HasSuffix(l.Rel, "/alternate") {
			continue
		}
		r := 2
		switch kind := strings.ToLower(l.Type); {
		case strings.Contains(kind, "html"):
			r = 4
		case kind == "":
			r = 3
		case strings.Contains(kind, "atom"), strings.Contains(kind, "rss"):
			r = 1
		}
		if r > rank {
			best, rank = l.Href, r
		}
	}
	return best
}

func (t *translator) atomPeople(people []*atom.Person) []Person {
	var out []Person
	for _, p := range people {
		out = append(out, Person{Name: t.w.plain(p.Name), Email: t.w.plain(p.Email), URL: t.base.link(t.w.plain(p.URI))})
	}
	return out
}

func (t *translator) atomEntry(entry *atom.Entry, s span) Entry {
	x := entry.Extensions
	e := Entry{
		SourceHash: s.hash,
		GUID:       t.value(x, "lede", "id").s,
		Title:      cmp.Or(t.w.plain(entry.Title), t.value(x, "dc", "title").Plain(), t.value(x, "media", "title").Plain()),
		URL:        cmp.Or(s.base.link(t.value(x, "feedburner", "origlink").s), s.base.link(alternate(entry.Links))),
		Published:  t.date(x, "lede:published", "lede:issued", "lede:created", "dcterms:issued", "dcterms:created", "dc:date"),
		Modified:   t.date(x, "lede:updated", "lede:modified", "dcterms:modified"),
		Language:   s.lang,
		Comments:   t.count(x),
		Authors:    firstPeople(t.atomPeople(entry.Authors), t.people(x)),
	}
	bodies := []text{}
	if c := entry.Content; c != nil {
		bodies = append(bodies, t.w.text(c.Value))
		if e.URL == "" {
			e.URL = s.base.link(c.Src)
		}
	}
	e.setText(bodies, []text{t.w.text(entry.Summary), t.value(x, "dc", "description"), t.mediaDescription(x)})
	for _, c := range entry.Categories {
		e.Tags = append(e.Tags, cmp.Or(c.Label, c.Term))
	}
	e.Tags = append(e.Tags, t.tags(x)...)
	t.atomLinks(&e, entry.Links, s)
	t.media(&e, x, s)
	if src := entry.Source; src != nil {
		e.Source = Source{Title: t.w.plain(src.Title), URL: s.base.link(cmp.Or(alternate(src.Links), t.value(src.Extensions, "lede", "id").s))}
		if len(e.Authors) == 0 {
			e.Authors = t.atomPeople(src.Authors)
		}
	}
	return e
}

// atomLinks takes the links of an entry that are not its page.
func (t *translator) atomLinks(e *Entry, links []*atom.Link, s span) {
	for _, l := range links {
		href := s.base.link(l.Href)
		switch strings.ToLower(l.Rel) {
		case "enclosure":
			e.addFile(Enclosure{URL: href, MIMEType: l.Type, Size: parseSize(l.Length), Title: l.Title})
		case "related":
			e.ExternalURL = cmp.Or(e.ExternalURL, href)
		case "replies":
			if !strings.Contains(l.Type, "xml") {
				e.CommentsURL = cmp.Or(e.CommentsURL, href)
			}
		case "via":
			e.Source.URL = cmp.Or(e.Source.URL, href)
		}
	}
	// What has no page has a place all the same.
	for _, rel := range []string{"enclosure", "related", "via", "self"} {
		if i := slices.IndexFunc(links, func(l *atom.Link) bool { return strings.EqualFold(l.Rel, rel) }); i >= 0 && e.URL == "" {
			e.URL = s.base.link(links[i].Href)
		}
	}
	if e.URL == "" && (scheme(e.GUID) == "http" || scheme(e.GUID) == "https") {
		e.URL = s.base.link(e.GUID)
	}
}
