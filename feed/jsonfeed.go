package feed

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	gojson "github.com/mmcdole/gofeed/json"
)

// jsonObject is an object whose members are not yet read: each is read by itself,
// so that one of a wrong type costs only itself.
type jsonObject map[string]json.RawMessage

// parseJSON reads a JSON Feed. What gofeed's decoder refuses or falls over
// (numbers as ids, strings as authors or tags, null items) is put right in
// each object before.
func parseJSON(src []byte, base *baseURL, o ParseOptions) (*Document, error) {
	frame, items, cut := splitJSON(src)
	if frame["items"] == nil && !strings.Contains(jsonString(frame["version"]), "jsonfeed") {
		return nil, ErrNotFeed
	}
	head, err := decodeJSON[gojson.Feed](frame.normalise())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotFeed, err)
	}
	d := &Document{
		Title: head.Title, HomePageURL: base.link(head.HomePageURL), Description: head.Description, Language: head.Language,
		IconURL: cmp.Or(base.link(head.Icon), base.link(head.Favicon)), SelfURL: base.link(head.FeedURL), HubURL: base.link(firstHub(frame["hubs"])),
		Authors: jsonPeople(head.Authors, head.Author, base), Format: jsonFormat(head.Version), Partial: cut,
	}
	if len(items) > o.MaxEntries {
		items, d.Truncated = newestJSON(items, o.MaxEntries), true
	}
	common := sha256.Sum256(fmt.Appendf(nil, "%d json %s %v %s", parserVersion, base.raw, d.Authors, d.Language))
	d.Authors = cleanPeople(d.Authors) // before each entry has them
	for _, raw := range items {
		sum := sha256.Sum256(append(common[:], raw...))
		hash := max(1, binary.LittleEndian.Uint64(sum[:]))
		if _, known := o.Known[hash]; known {
			d.Seen = append(d.Seen, hash)
			continue
		}
		e, ok := readJSONItem(raw, base)
		if !ok {
			continue
		}
		e.SourceHash = hash
		if len(e.Authors) == 0 {
			e.Authors = d.Authors
		}
		d.Entries = append(d.Entries, e)
	}
	d.normalise()
	return d, nil
}

// readJSONItem reads one item; ok is false where it is none.
func readJSONItem(raw json.RawMessage, base *baseURL) (e Entry, ok bool) {
	var object jsonObject
	if json.Unmarshal(raw, &object) != nil || object == nil {
		return e, false
	}
	// The long texts need no mending, and go round gofeed.
	html, plain := jsonString(object["content_html"]), jsonString(object["content_text"])
	delete(object, "content_html")
	delete(object, "content_text")
	item, err := decodeJSON[gojson.Item](object.normalise())
	if err != nil {
		return e, false
	}
	item.ContentHTML, item.ContentText = html, plain
	return jsonEntry(item, base), true
}

// splitJSON reads the frame of a feed token by token, so that of a document that
// breaks off the whole items before the break are kept. The frame is nil where the
// document is no object; its items member is there where the document has one.
func splitJSON(src []byte) (frame jsonObject, items []json.RawMessage, cut bool) {
	dec := json.NewDecoder(bytes.NewReader(src))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, nil, false
	}
	frame = jsonObject{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return frame, items, true
		}
		name, _ := key.(string)
		if name == "items" {
			frame[name] = json.RawMessage("[]")
			if items, err = appendItems(items, dec); err != nil {
				return frame, items, true
			}
			continue
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return frame, items, true
		}
		frame[name] = value
	}
	_, err := dec.Token()
	return frame, items, err != nil
}

// appendItems reads the list of items, and returns those before an error with it.
// What is no list but a mere value is passed over.
func appendItems(items []json.RawMessage, dec *json.Decoder) ([]json.RawMessage, error) {
	switch open, err := dec.Token(); {
	case err != nil:
		return items, err
	case open == json.Delim('{'):
		return items, errors.New("the items are no list")
	case open != json.Delim('['):
		return items, nil
	}
	for dec.More() {
		var item json.RawMessage
		if err := dec.Decode(&item); err != nil {
			return items, err
		}
		items = append(items, item)
	}
	_, err := dec.Token()
	return items, err
}

func decodeJSON[T any](object jsonObject) (*T, error) {
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

// normalise keeps the members that gofeed reads and gives each the type that it
// expects.
func (o jsonObject) normalise() jsonObject {
	out := make(jsonObject, len(o))
	for name, raw := range o {
		if encoded, err := json.Marshal(memberValue(name, raw)); err == nil && string(encoded) != "null" {
			out[name] = encoded
		}
	}
	return out
}

// memberValue is a member in the type that it should have; nil: it is not read, or
// says nothing.
func memberValue(name string, raw json.RawMessage) any {
	switch name {
	case "version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon", "language", "id", "url",
		"external_url", "content_html", "content_text", "summary", "image", "banner_image", "date_published", "date_modified", "name", "avatar", "mime_type":
		return jsonString(raw)
	case "size_in_bytes", "duration_in_seconds":
		n, _ := strconv.ParseFloat(jsonString(raw), 64) // 0 where it is no number
		return int64(min(max(n, 0), 1<<53))
	case "author":
		return jsonPerson(raw)
	case "authors":
		return jsonList(raw, jsonPerson)
	case "tags":
		return jsonList(raw, jsonString)
	case "attachments":
		return jsonList(raw, func(item json.RawMessage) jsonObject {
			var o jsonObject
			if json.Unmarshal(item, &o) != nil {
				return nil
			}
			return o.normalise()
		})
	}
	return nil
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

// jsonPerson reads an author object, or a name alone; nil where it is neither.
func jsonPerson(raw json.RawMessage) jsonObject {
	var object jsonObject
	if json.Unmarshal(raw, &object) == nil && object != nil {
		return object.normalise()
	}
	name := jsonString(raw)
	if name == "" {
		return nil
	}
	encoded, err := json.Marshal(name)
	if err != nil {
		return nil
	}
	return jsonObject{"name": encoded}
}

// maxList is how much of a list of people, tags or files is read.
const maxList = 1000

// jsonList reads a list, or what should have been one; items of which nothing can
// be read go.
func jsonList[T string | jsonObject](raw json.RawMessage, read func(json.RawMessage) T) []T {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	var out []T
	for _, item := range list[:min(len(list), maxList)] {
		if v := read(item); len(v) > 0 {
			out = append(out, v)
		}
	}
	return out
}

// firstHub is the address of the first of a feed's hubs.
func firstHub(raw json.RawMessage) string {
	var hubs []struct {
		URL string `json:"url"`
	}
	if json.Unmarshal(raw, &hubs) != nil || len(hubs) == 0 {
		return ""
	}
	return hubs[0].URL
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
		Summary: tidy(item.Summary), Image: Image{URL: cmp.Or(base.link(item.Image), base.link(item.BannerImage))}, Authors: jsonPeople(item.Authors, item.Author, base), Tags: item.Tags,
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
