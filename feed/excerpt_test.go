package feed

import (
	"strings"
	"testing"
)

// TestAnExcerptHasNoCaptions: of a story that begins with a picture; what it is told
// apart by stays as it was.
func TestAnExcerptHasNoCaptions(t *testing.T) {
	const text = "The harbour was closed on Monday."
	for name, content := range map[string]string{
		"HTML's":         `<figure><img src="a.jpg"><figcaption>A <b>crane</b> in 2019. Photo: AP</figcaption></figure><p>` + text + `</p>`,
		"WordPress's":    `<div class="wp-caption"><img src=a.jpg><p class="wp-caption-text">A crane</p></div><p>` + text + `</p>`,
		"Blogger's":      `<table class="tr-caption-container"><tr><td><img src=a.jpg></td></tr><tr><td class="tr-caption">A crane</td></tr></table>` + text,
		"further below":  `<p>` + text + `</p>`,
		"never closed":   `<p>` + text + `</p><figcaption>A crane`,
		"of a paragraph": `<p>` + text + `</p>` + strings.Repeat("<p>More of it.</p>", 100) + `<figcaption>A crane</figcaption>`,
	} {
		e := Entry{Content: content}
		e.normalise()
		if got := strings.TrimSuffix(e.Summary, " "); !strings.HasPrefix(got, text) || strings.Contains(got, "crane") || len(got) > maxExcerpt+3 {
			t.Errorf("%s: %q", name, got)
		}
		if want := hashText(firstWords(Clean(VisibleText(content), maxExcerpt)), VisibleText(content), ""); e.TextHash != want {
			t.Errorf("%s: it has another hash than before", name)
		}
	}
	e := Entry{Content: `<figure><img src="a.jpg"><figcaption>A crane</figcaption></figure>`}
	if e.normalise(); e.Summary != "A crane" {
		t.Errorf("all that there is: %q", e.Summary)
	}
}
