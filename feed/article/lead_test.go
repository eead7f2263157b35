package article

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lede/feed"
)

func TestAddLead(t *testing.T) {
	const lead = "https://example.org/photos/harbour-at-dawn.jpg"
	for name, c := range map[string]struct {
		html  string
		img   Image
		added bool
	}{
		"a story without pictures":            {"<p>Words.</p>", Image{URL: lead}, true},
		"a picture further down":              {`<p>Words.</p><img src="https://example.org/other-picture.jpg">`, Image{URL: lead}, true},
		"the same picture in another size":    {`<p>Words.</p><img src="https://example.org/photos/harbour-at-dawn-1024x683.jpg">`, Image{URL: lead}, false},
		"a story that begins with a picture":  {`<img src="https://example.org/other-picture.jpg"><p>Words.</p>`, Image{URL: lead}, false},
		"a thumbnail":                         {"<p>Words.</p>", Image{URL: lead, Width: 75, Height: 75}, false},
		"a placeholder":                       {"<p>Words.</p>", Image{URL: "https://example.org/blank.gif"}, false},
		"no picture":                          {"<p>Words.</p>", Image{}, false},
		"a story without anything but a lead": {"", Image{URL: lead}, true},
	} {
		a := FromHTML(c.html, Options{})
		text := a.Text()
		a.AddLead(c.img)
		added := len(a.Blocks) > 0 && a.Blocks[0].Kind == Figure && a.Images[a.Blocks[0].Image-1].URL == lead
		if added != c.added {
			t.Errorf("%s: added is %v, want %v", name, added, c.added)
		}
		if strings.TrimSpace(a.Text()) != strings.TrimSpace(text) {
			t.Errorf("%s: the text changed: %q", name, a.Text())
		}
	}
}

func TestFilesAreSaidOnce(t *testing.T) {
	a := FromHTML(`<figure><img src="https://x.example/a.jpg"></figure><p>Notes, with <a href="https://x.example/two.mp3">the second</a>.</p>`, Options{})
	a.AddFiles([]feed.Enclosure{
		{URL: "https://x.example/one.mp3", MIMEType: "audio/mpeg", Size: 48_123_456, Duration: 72*time.Minute + 30*time.Second},
		{URL: "https://x.example/two.mp3", MIMEType: "audio/mpeg"},
		{URL: "https://x.example/b.jpg", MIMEType: "image/jpeg"},
		{URL: "javascript:x", MIMEType: "audio/mpeg"},
		{URL: "https://x.example/notes.pdf", MIMEType: "application/pdf", Size: 1},
	})
	want := []string{"Audio one.mp3 1:12:30 · 48 MB", "File notes.pdf "}
	var got []string
	for _, b := range a.Blocks[1:3] {
		got = append(got, b.Label+" "+b.Title+" "+b.Duration)
	}
	if !slices.Equal(got, want) || len(a.Blocks) != 4 || a.Blocks[1].Link != 1 || a.Links[0].URL != "https://x.example/one.mp3" {
		t.Errorf("%q, of %d blocks, first link %d of %+v", got, len(a.Blocks), a.Blocks[1].Link, a.Links)
	}
}

func TestTheOnlyRecordingNeedsNoName(t *testing.T) {
	a := FromHTML(`<p>Notes.</p>`, Options{})
	a.AddFiles([]feed.Enclosure{{URL: "https://x.example/ep88-final-2.mp3", MIMEType: "audio/mpeg", Size: 48_123_456}})
	if b := a.Blocks[0]; b.Title != "" || b.Label != "Audio" || a.Links[0].Text != "ep88-final-2.mp3" {
		t.Errorf("%+v, %+v", b, a.Links)
	}
}
