package feed

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	gojson "github.com/mmcdole/gofeed/json"
)

// jsonFeed is the frame of a JSON Feed, its parts not yet read: each is read by
// itself, so that one of a wrong type costs only itself.
type jsonFeed map[string]json.RawMessage

// parseJSON reads a JSON Feed. What gofeed's decoder refuses or falls over
// (numbers as ids, strings as authors or tags, null items) is put right in
// each object before.
func parseJSON(src []byte, base *baseURL, o ParseOptions) (*Document, error) {
	frame, items, cut := splitJSON(src)
	if frame == nil || frame["version"] == nil && frame["items"] == nil {
		return nil, ErrNotFeed
	}
	if version := jsonString(frame["version"]); frame["items"] == nil && !strings.Contains(version, "jsonfeed") {
		return nil, ErrNotFeed
	}
	head, err := decodeJSON[gojson.Feed](normalise(frame))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotFeed, err)
	}
	d := &Document{
		Title: head.Title, HomePageURL: base.link(head.HomePageURL), Description: head.Description, Language: head.Language,
		IconURL: base.link(head.Icon), SelfURL: base.link(head.FeedURL), Format: jsonFormat(head.Version), Partial: cut,
	}
	if d.IconURL == "" {
		d.IconURL = base.link(head.Favicon)
	}
	if hubs := jsonHubs(frame["hubs"]); len(hubs) > 0 {
		d.HubURL = base.link(hubs[0])
	}
	d.Authors = jsonPeople(head.Authors, head.Author, base)
	if len(items) > o.MaxEntries {
		items, d.Truncated = newestJSON(items, o.MaxEntries), true
	}
	common := sha256.Sum256(fmt.Appendf(nil, "%d json %s %v %s", parserVersion, base.raw, d.Authors, d.Language))
	d.Authors = settlePeople(d.Authors) // before each entry has them
	for _, raw := range items {
		sum := sha256.Sum256(append(common[:], raw...))
		hash := max(1, binary.LittleEndian.Uint64(sum[:]))
		if _, known := o.Known[hash]; known {
			d.Seen = append(d.Seen, hash)
			continue
		}
		var object jsonFeed
		if json.Unmarshal(raw, &object) != nil || object == nil {
			continue
		}
		// The long texts need no mending, and go round gofeed.
		html, plain := jsonString(object["content_html"]), jsonString(object["content_text"])
		delete(object, "content_html")
		delete(object, "content_text")
		item, err := decodeJSON[gojson.Item](normalise(object))
		if err != nil {
			continue
		}
		item.ContentHTML, item.ContentText = html, plain
		e := jsonEntry(item, base)
		e.SourceHash = hash
		if len(e.Authors) == 0 {
			e.Authors = d.Authors
		}
		d.Entries = append(d.Entries, e)
	}
	d.settle()
	return d, nil
}

// splitJSON reads the frame of a feed token by token, so that of a document that
// breaks off the whole items before the break are kept.
func splitJSON(src []byte) (frame jsonFeed, items []json.RawMessage, cut bool) {
	dec := json.NewDecoder(bytes.NewReader(src))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, nil, false
	}
	frame = jsonFeed{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return frame, items, true
		}
		name, _ := key.(string)
		var value json.RawMessage
		if name != "items" {
			if err := dec.Decode(&value); err != nil {
				return frame, items, true
			}
			frame[name] = value
			continue
		}
		frame[name] = json.RawMessage("[]")
		open, err := dec.Token()
		if err != nil {
			return frame, items, true
		}
		if open != json.Delim('[') {
			if open == json.Delim('{') { // no list: nothing of it can be used
				return frame, items, true
			}
			continue
		}
		for dec.More() {
			var item json.RawMessage
			if err := dec.Decode(&item); err != nil {
				return frame, items, true
			}
			items = append(items, item)
		}
		if _, err := dec.Token(); err != nil {
			return frame, items, true
		}
	}
	_, err := dec.Token()
	return frame, items, err != nil
}

func decodeJSON[T any](object jsonFeed) (*T, error) {
	raw, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	return &v, nil
}

// newestJSON keeps the newest n items, in the document's order.
func newestJSON(items []json.RawMessage, n int) []json.RawMessage {
	dates := make([]time.Time, len(items))
	var last time.Time
	for i, raw := range items {
		var dated struct {
			Published any `json:"date_published"`
		}
		if json.Unmarshal(raw, &dated) == nil {
			if s, ok := dated.Published.(string); ok {
				if at, ok := ParseDate(s); ok {
					last = at
				}
			}
		}
		dates[i] = last
	}
	var kept []json.RawMessage
	for _, i := range newestOf(dates, n) {
		kept = append(kept, items[i])
	}
	return kept
}

// kinds says what type gofeed expects of each member that it reads.
var kinds = map[string]byte{
	"version": 's', "title": 's', "home_page_url": 's', "feed_url": 's', "description": 's', "user_comment": 's', "next_url": 's', "icon": 's',
	"favicon": 's', "language": 's', "id": 's', "url": 's', "external_url": 's', "content_html": 's', "content_text": 's', "summary": 's',
	"image": 's', "banner_image": 's', "date_published": 's', "date_modified": 's', "name": 's', "avatar": 's', "mime_type": 's',
	"author": 'p', "authors": 'P', "tags": 'T', "attachments": 'A',
	"size_in_bytes": 'n', "duration_in_seconds": 'n',
}

// normalise keeps the members that are known and gives each the type it should have.
func normalise(object jsonFeed) jsonFeed {
	out := make(jsonFeed, len(object))
	for name, raw := range object {
		var value any
		switch kinds[name] {
		case 's':
			value = jsonString(raw)
		case 'n':
			n, _ := strconv.ParseFloat(jsonString(raw), 64)
			value = int64(min(max(n, 0), 1<<53))
		case 'p':
			if p := jsonPerson(raw); p != nil {
				value = p
			}
		case 'P':
			value = jsonList(raw, func(item json.RawMessage) any {
				if p := jsonPerson(item); p != nil {
					return p
				}
				return nil
			})
		case 'T':
			value = jsonList(raw, func(item json.RawMessage) any {
				if s := jsonString(item); s != "" {
					return s
				}
				return nil
			})
		case 'A':
			value = jsonList(raw, func(item json.RawMessage) any {
				var o jsonFeed
				if json.Unmarshal(item, &o) != nil || o == nil {
					return nil
				}
				return normalise(o)
			})
		default:
			continue
		}
		if encoded, err := json.Marshal(value); err == nil && value != nil {
			out[name] = encoded
		}
	}
	return out
}

// jsonString reads a string, or what stands in for one.
func jsonString(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// jsonPerson reads an author object, or a name alone.
func jsonPerson(raw json.RawMessage) jsonFeed {
	var object jsonFeed
	if json.Unmarshal(raw, &object) == nil && object != nil {
		return normalise(object)
	}
	if s := jsonString(raw); s != "" {
		name, err := json.Marshal(s)
		if err == nil {
			return jsonFeed{"name": name}
		}
	}
	return nil
}

// maxList is how much of a list of people, tags or files is read.
const maxList = 1000

// jsonList reads a list, or what should have been one; null items go.
func jsonList(raw json.RawMessage, read func(json.RawMessage) any) []any {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	var out []any
	for _, item := range list[:min(len(list), maxList)] {
		if v := read(item); v != nil {
			out = append(out, v)
		}
	}
	return out
}

func jsonHubs(raw json.RawMessage) []string {
	var hubs []struct {
		URL string `json:"url"`
	}
	if raw == nil || json.Unmarshal(raw, &hubs) != nil {
		return nil
	}
	var out []string
	for _, h := range hubs {
		out = append(out, h.URL)
	}
	return out
}

func jsonFormat(version string) string {
	switch _, v, _ := strings.Cut(strings.TrimRight(version, "/"), "/version/"); v {
	case "1", "1.0":
		return "JSON Feed 1.0"
	case "1.1":
		return "JSON Feed 1.1"
	}
	return "JSON Feed"
}

func jsonPeople(list []*gojson.Author, one *gojson.Author, base *baseURL) []Person {
	if len(list) == 0 && one != nil {
		list = []*gojson.Author{one}
	}
	var out []Person
	for _, a := range list {
		if a != nil {
			out = append(out, Person{Name: a.Name, URL: base.link(a.URL)})
		}
	}
	return out
}

func jsonEntry(item *gojson.Item, base *baseURL) Entry {
	e := Entry{
		GUID: item.ID, Title: tidy(item.Title), URL: base.link(item.URL), ExternalURL: base.link(item.ExternalURL), Language: item.Language,
		Summary: tidy(item.Summary), Image: Image{URL: base.link(item.Image)}, Authors: jsonPeople(item.Authors, item.Author, base), Tags: item.Tags,
	}
	if e.Image.URL == "" {
		e.Image.URL = base.link(item.BannerImage)
	}
	e.URL = cmp.Or(e.URL, e.ExternalURL)
	if e.URL == "" && strings.HasPrefix(scheme(e.GUID), "http") {
		e.URL = base.link(e.GUID)
	}
	e.Published, _ = ParseDate(item.DatePublished)
	e.Modified, _ = ParseDate(item.DateModified)
	switch {
	case item.ContentHTML != "":
		e.Content = resolveHTML(tidy(item.ContentHTML), base)
	case item.ContentText != "":
		e.Content = text{s: tidy(item.ContentText)}.HTML()
	default:
		e.Content = text{s: e.Summary}.HTML()
	}
	if item.Attachments != nil {
		for _, a := range *item.Attachments {
			link := base.link(a.URL)
			e.addFile(Enclosure{
				URL: link, MIMEType: fileType(a.MimeType, link), Title: a.Title, Size: a.SizeInBytes,
				Duration: time.Duration(min(a.DurationInSeconds, 1e7)) * time.Second,
			})
		}
	}
	return e
}
