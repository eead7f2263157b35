package feed

import (
	"cmp"
	"maps"
	"mime"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
)

// media takes what Media RSS, the podcast vocabularies and iTunes say of an
// entry: the lead picture, files, transcripts and chapters.
func (t *translator) media(e *Entry, x ext.Extensions, s span) {
	for _, m := range t.mediaContents(x) {
		t.mediaContent(e, m, s)
	}
	for _, a := range extension(x, "podcast", "alternateenclosure") {
		for _, source := range a.Children["source"] {
			e.addFile(Enclosure{URL: s.base.link(cmp.Or(source.Attrs["uri"], source.Attrs["url"])), MIMEType: a.Attrs["type"], Size: parseSize(a.Attrs["length"]), Title: a.Attrs["title"]})
		}
	}
	for _, c := range extension(x, "podcast", "transcript") {
		e.addFile(Enclosure{URL: s.base.link(c.Attrs["url"]), MIMEType: cmp.Or(c.Attrs["type"], "text/plain"), Title: "Transcript"})
	}
	for _, c := range extension(x, "podcast", "chapters") {
		e.addFile(Enclosure{URL: s.base.link(c.Attrs["url"]), MIMEType: cmp.Or(c.Attrs["type"], "application/json+chapters"), Title: "Chapters"})
	}
	duration := parseDuration(t.value(x, "itunes", "duration").s)
	for i := range e.Enclosures {
		f := &e.Enclosures[i]
		f.MIMEType = fileType(f.MIMEType, f.URL)
		if f.Duration == 0 && duration > 0 && f.IsRecording() {
			f.Duration = duration
			duration = 0
		}
	}
	if e.Image.URL == "" {
		e.Image.URL = s.base.link(t.imageOf(x))
	}
	if e.Image.URL == "" {
		for _, f := range e.Enclosures {
			if strings.HasPrefix(f.MIMEType, "image/") {
				e.Image.URL = f.URL
				break
			}
		}
	}
}

// mediaContents are all media:content and media:thumbnail elements, those in
// groups too.
func (t *translator) mediaContents(x ext.Extensions) []ext.Extension {
	var out []ext.Extension
	for _, name := range []string{"content", "thumbnail", "player"} {
		out = append(out, extension(x, "media", name)...)
	}
	for _, g := range extension(x, "media", "group") {
		for _, name := range []string{"content", "thumbnail", "player"} {
			for _, c := range g.Children[name] {
				// What the group says holds for its members.
				c.Children = merge(c.Children, g.Children)
				out = append(out, c)
			}
		}
	}
	return out
}

// merge is what an element says together with what its group does, which comes
// second; the group's own members are left out.
func merge(own, outer map[string][]ext.Extension) map[string][]ext.Extension {
	out := make(map[string][]ext.Extension, len(own)+len(outer))
	for name, elements := range outer {
		if name != "content" && name != "thumbnail" {
			out[name] = elements
		}
	}
	maps.Copy(out, own)
	return out
}

func (t *translator) mediaContent(e *Entry, m ext.Extension, s span) {
	link := s.base.link(m.Attrs["url"])
	switch {
	case m.Name == "player":
		return
	case m.Name == "thumbnail" || m.Attrs["medium"] == "image" || strings.HasPrefix(fileType(m.Attrs["type"], link), "image/"):
		width, _ := strconv.Atoi(m.Attrs["width"])
		height, _ := strconv.Atoi(m.Attrs["height"])
		// The widest picture leads; a full one before a thumbnail.
		if link == "" || e.Image.URL != "" && width <= e.Image.Width {
			break
		}
		e.Image = Image{URL: link, Width: max(width, 0), Height: max(height, 0)}
		e.Image.Caption = t.child(m, "description")
		e.Image.Alt = t.child(m, "title")
		e.Image.Credit = t.child(m, "credit")
	default:
		seconds, _ := strconv.ParseFloat(m.Attrs["duration"], 64)
		e.addFile(Enclosure{
			URL: link, MIMEType: cmp.Or(m.Attrs["type"], mediumType(m.Attrs["medium"])), Size: parseSize(m.Attrs["fileSize"]),
			Duration: time.Duration(min(max(seconds, 0), 1e7)) * time.Second, Title: t.child(m, "title"),
		})
	}
	for _, thumbnail := range m.Children["thumbnail"] {
		if e.Image.URL == "" {
			e.Image.URL = s.base.link(thumbnail.Attrs["url"])
		}
	}
}

// addFile attaches a file, once.
func (e *Entry) addFile(f Enclosure) {
	if f.URL != "" && len(e.Enclosures) < maxFiles && !slices.ContainsFunc(e.Enclosures, func(o Enclosure) bool { return o.URL == f.URL }) {
		e.Enclosures = append(e.Enclosures, f)
	}
}

// mediaDescription is a media:description of the entry or of its first group.
func (t *translator) mediaDescription(x ext.Extensions) text {
	if d := t.value(x, "media", "description"); d.s != "" {
		return d
	}
	for _, g := range slices.Concat(extension(x, "media", "group"), extension(x, "media", "content")) {
		for _, c := range g.Children["description"] {
			if d := t.w.text(c.Value); d.s != "" {
				return d
			}
		}
	}
	return text{}
}

// imageOf is the picture that iTunes, Google Play or Podcasting 2.0 name.
func (t *translator) imageOf(x ext.Extensions) string {
	for _, space := range []string{"itunes", "googleplay"} {
		images := slices.Clone(extension(x, space, "image"))
		for _, l := range extension(x, space, "link") {
			if l.Attrs["rel"] == "image" {
				images = append(images, l)
			}
		}
		for _, i := range images {
			if href := t.base.link(cmp.Or(i.Attrs["href"], i.Attrs["url"], t.w.plain(i.Value))); href != "" {
				return href
			}
		}
	}
	return ""
}

// tags are the categories that extensions name.
func (t *translator) tags(x ext.Extensions) []string {
	var tags []string
	for _, s := range extension(x, "dc", "subject") {
		tags = append(tags, t.w.plain(s.Value))
	}
	for _, c := range extension(x, "atom", "category") {
		tags = append(tags, cmp.Or(c.Attrs["label"], c.Attrs["term"]))
	}
	for _, c := range extension(x, "media", "category") {
		tags = append(tags, t.w.plain(c.Value))
	}
	for _, c := range extension(x, "itunes", "category") {
		tags = append(tags, c.Attrs["text"])
	}
	for _, name := range []string{"itunes", "media"} {
		for _, k := range extension(x, name, "keywords") {
			tags = append(tags, strings.Split(t.w.plain(k.Value), ",")...)
		}
	}
	return tags
}

// count is the number of comments.
func (t *translator) count(x ext.Extensions) int {
	for _, s := range []string{t.value(x, "slash", "comments").s, t.value(x, "thr", "total").s} {
		if n, err := strconv.Atoi(s); err == nil && n > 0 {
			return n
		}
	}
	for _, l := range extension(x, "atom", "link") {
		if n, err := strconv.Atoi(l.Attrs["count"]); err == nil && n > 0 && strings.EqualFold(l.Attrs["rel"], "replies") {
			return n
		}
	}
	return 0
}

func parseSize(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// parseDuration reads seconds, minutes:seconds or hours:minutes:seconds.
func parseDuration(s string) time.Duration {
	total := 0.0
	parts := strings.Split(strings.TrimSpace(s), ":")
	if len(parts) > 3 {
		return 0
	}
	for _, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil || !(n >= 0 && n < 1e6) {
			return 0
		}
		total = total*60 + n
	}
	return time.Duration(total) * time.Second
}

func mediumType(medium string) string {
	switch medium {
	case "audio", "video", "image":
		return medium + "/*"
	}
	return ""
}

// fileTypes are the types of files that feeds attach, by their names.
var fileTypes = map[string]string{
	".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".oga": "audio/ogg", ".flac": "audio/flac", ".wav": "audio/wav",
	".aac": "audio/aac", ".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime", ".mkv": "video/x-matroska",
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".svg": "image/svg+xml",
	".pdf": "application/pdf", ".epub": "application/epub+zip", ".torrent": "application/x-bittorrent",
}

// fileType is a file's media type as said, or as its name tells.
func fileType(said, link string) string {
	if t, _, err := mime.ParseMediaType(said); err == nil && strings.Contains(t, "/") && t != "application/octet-stream" {
		return t
	}
	link, _, _ = strings.Cut(link, "?")
	if t, ok := fileTypes[strings.ToLower(path.Ext(link))]; ok {
		return t
	}
	return strings.TrimSpace(said)
}
