package article

import (
	"strings"
	"testing"
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
