package opml

import (
	"bufio"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"lede/feed"
)

// rfc822 is how OPML writes dates, with the four digits of a year that it asks
// for; always UTC.
const rfc822 = "Mon, 02 Jan 2006 15:04:05 GMT"

// Write writes subscriptions as OPML 2.0, for other readers and other people, in
// an order that is always the same: by folder, then by title. Their options,
// which may hold secrets, are left out.
func Write(w io.Writer, title string, subs []feed.Subscription, now time.Time) error {
	return write(w, title, subs, now, false)
}

// WriteCopy writes subscriptions as OPML 2.0 whole: what OPML has no word for is
// kept in an attribute of lede's own, so that Read gives back what was written, with
// Options.Local their options too.
// It is for lede's own copy of the subscriptions, not for others' eyes.
func WriteCopy(w io.Writer, title string, subs []feed.Subscription, now time.Time) error {
	return write(w, title, subs, now, true)
}

func write(w io.Writer, title string, subs []feed.Subscription, now time.Time, whole bool) error {
	o := &writer{w: bufio.NewWriter(w), whole: whole}
	o.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	o.raw(`<opml version="2.0" xmlns:lede="` + namespace + `">` + "\n  <head>\n    <title>")
	o.escape(title)
	o.raw("</title>\n    <dateCreated>" + now.UTC().Format(rfc822) + "</dateCreated>\n  </head>\n  <body>\n")
	subs = slices.Clone(subs)
	slices.SortStableFunc(subs, func(a, b feed.Subscription) int {
		return cmp.Or(
			slices.Compare(levels(a.Folder), levels(b.Folder)),
			cmp.Compare(strings.ToLower(a.DisplayTitle()), strings.ToLower(b.DisplayTitle())),
			cmp.Compare(a.URL, b.URL),
		)
	})
	var open []string
	for _, s := range subs {
		open = o.enter(open, levels(s.Folder))
		o.subscription(s, len(open))
	}
	o.enter(open, nil)
	o.raw("  </body>\n</opml>\n")
	if o.err != nil {
		return o.err
	}
	return o.w.Flush()
}

func levels(folder string) []string {
	if folder == "" {
		return nil
	}
	return strings.Split(folder, divider)
}

// writer remembers the first error.
type writer struct {
	w     *bufio.Writer
	whole bool // options too
	err   error
}

func (o *writer) raw(s string) {
	if o.err == nil {
		_, o.err = o.w.WriteString(s)
	}
}

func (o *writer) escape(s string) {
	if o.err == nil {
		o.err = xml.EscapeText(o.w, []byte(s))
	}
}

func (o *writer) indent(depth int) { o.raw(strings.Repeat("  ", depth+2)) }

func (o *writer) attribute(name, value string) {
	if value == "" {
		return
	}
	o.raw(" " + name + `="`)
	o.escape(value)
	o.raw(`"`)
}

// enter closes and opens folders until those of want are open.
func (o *writer) enter(open, want []string) []string {
	same := 0
	for same < min(len(open), len(want)) && open[same] == want[same] {
		same++
	}
	for depth := len(open) - 1; depth >= same; depth-- {
		o.indent(depth)
		o.raw("</outline>\n")
	}
	for depth := same; depth < len(want); depth++ {
		o.indent(depth)
		o.raw("<outline")
		o.attribute("text", want[depth])
		o.attribute("title", want[depth])
		o.raw(">\n")
	}
	return want
}

func (o *writer) subscription(s feed.Subscription, depth int) {
	o.indent(depth)
	o.raw("<outline")
	o.attribute("text", s.DisplayTitle())
	o.attribute("title", s.Title)
	o.attribute("type", "rss")
	o.attribute("xmlUrl", s.URL)
	o.attribute("htmlUrl", s.HomePageURL)
	o.attribute("description", s.Description)
	o.attribute("language", s.Language)
	o.attribute("category", strings.Join(s.Tags, ","))
	if !s.AddedAt.IsZero() {
		o.attribute("created", s.AddedAt.UTC().Format(rfc822))
	}
	o.attribute("lede:subscription", o.extra(s))
	if o.whole && s.ID > 0 {
		o.attribute("lede:id", strconv.FormatInt(s.ID, 10))
	}
	o.raw("/>\n")
}

// extra is what the other attributes can't say, as JSON; empty: nothing.
func (o *writer) extra(s feed.Subscription) string {
	x := extra{OwnTitle: s.OwnTitle}
	if o.whole && !reflect.ValueOf(s.Options).IsZero() {
		x.Options = &s.Options
	}
	plain := !slices.ContainsFunc(s.Tags, func(t string) bool {
		return strings.Contains(t, ",") || strings.HasPrefix(t, divider) || strings.HasSuffix(t, divider)
	})
	if x.OwnTitle == "" && x.Options == nil && plain {
		return ""
	}
	x.Tags = s.Tags
	b, err := json.Marshal(x)
	if err != nil && o.err == nil {
		o.err = err
	}
	return string(b)
}
