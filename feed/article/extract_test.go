package article

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"lede/feed"
)

const storyPage = `<!DOCTYPE html><html lang="en"><head><title>Talks resume | Kyiv Wire</title>
<link rel="canonical" href="/2026/talks"><meta property="og:site_name" content="Kyiv Wire">
<meta property="og:image" content="/img/lead.jpg"><meta property="article:section" content="World">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Talks resume","datePublished":"2026-11-22T09:00:00+01:00",
"dateModified":"2026-11-22T11:30:00Z","author":[{"@type":"Person","name":"Jane Doe"},{"name":"By John Roe"}],"image":{"url":"/img/lead.jpg","caption":"The hall. Photo: A. Keller"}}]}</script>
</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Talks resume</h1>BODY</article><footer>All rights reserved</footer></body></html>`

var paragraphs = strings.Repeat("<p>Negotiators returned to the table on Thursday, with little to show for the second round, and less time for the third one.</p>", 6)

// builtIn knows the sites of this package alone.
var builtIn Extractor

func TestExtract(t *testing.T) {
	got, err := builtIn.Extract([]byte(strings.Replace(storyPage, "BODY", paragraphs+`<p><a href="/more">More</a> on it.</p><script>x</script>`, 1)), "https://wire.example/2026/talks?utm=1", "text/html; charset=utf-8")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.HTML, "Negotiators returned") || strings.Contains(got.HTML, "<script") || strings.Contains(got.HTML, "All rights") || !strings.Contains(got.HTML, `href="https://wire.example/more"`) {
		t.Errorf("HTML: %s", got.HTML)
	}
	got.HTML, got.Words, got.Excerpt = "", 0, ""
	want := Extracted{
		Title: "Talks resume", Authors: []feed.Person{{Name: "Jane Doe"}, {Name: "John Roe"}}, Section: "World", SiteName: "Kyiv Wire", Language: "en",
		LeadImage: feed.Image{URL: "https://wire.example/img/lead.jpg", Caption: "The hall.", Credit: "A. Keller"},
		Published: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), Modified: time.Date(2026, 11, 22, 11, 30, 0, 0, time.UTC), URL: "https://wire.example/2026/talks",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestExtractBySite(t *testing.T) {
	page := `<html><body><div class="a">` + paragraphs + `</div><div id="own"><p>` + strings.Repeat("own words ", 20) + `</p><div class="x">promo</div></div></body></html>`
	x := Extractor{Sites: []Site{{Host: "site.example", Body: []string{"#nothing", "#own"}, Remove: []string{".x"}}}}
	got, err := x.Extract([]byte(page), "https://www.site.example/s", "text/html")
	if err != nil || !strings.Contains(got.HTML, "own words") || strings.Contains(got.HTML, "promo") || strings.Contains(got.HTML, "Negotiators") {
		t.Errorf("%v %s", err, got.HTML)
	}
	other, err := x.Extract([]byte(page), "https://notsite.example/s", "text/html")
	if err != nil || !strings.Contains(other.HTML, "Negotiators") {
		t.Errorf("another host: %v %s", err, other.HTML)
	}
	for _, s := range sites {
		if err := s.Check(); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []Site{{}, {Host: "https://x"}, {Host: "x.example"}, {Host: "x.example", Body: []string{"p["}}} {
		if bad.Check() == nil {
			t.Errorf("%+v passes", bad)
		}
	}
}

func TestExtractCharset(t *testing.T) {
	russian := "<p>" + strings.Repeat("Переговоры возобновились в Женеве, и к зиме обе армии окапываются. ", 8) + "</p>"
	page := func(meta, body string) string {
		return "<html><head>" + meta + "<title>x</title></head><body><article>" + body + "</article></body></html>"
	}
	encode := func(s string) []byte {
		b, err := charmap.Windows1251.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	jp, err := japanese.ISO2022JP.NewEncoder().Bytes([]byte(page(`<meta charset="iso-2022-jp">`, "<p>"+strings.Repeat("東京の地下鉄は深夜も走る、と交通局が言う。", 12)+"</p>")))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		page        []byte
		contentType string
		want        string
	}{
		"the server says":             {encode(page("", russian)), "text/html; charset=windows-1251", "Женеве"},
		"the page says":               {encode(page(`<meta charset="windows-1251">`, russian)), "text/html", "Женеве"},
		"the server lies, page right": {encode(page(`<meta charset="windows-1251">`, russian)), "text/html; charset=utf-8", "Женеве"},
		"both lie, bytes are UTF-8":   {[]byte(page(`<meta charset="iso-8859-1">`, russian)), "text/html; charset=windows-1252", "Женеве"},
		"nobody says":                 {[]byte(page("", russian)), "", "Женеве"},
		"escapes of ISO-2022-JP":      {jp, "text/html", "地下鉄"},
		"text":                        {[]byte(strings.Repeat("Переговоры в Женеве\n\n", 12)), "text/plain", "Женеве"},
	} {
		got, err := builtIn.Extract(c.page, "https://x.example/y", c.contentType)
		if err != nil || !strings.Contains(got.HTML, c.want) {
			t.Errorf("%s: %v %.200s", name, err, got.HTML)
		}
	}
}

func TestExtractNothing(t *testing.T) {
	for name, c := range map[string]struct {
		page, contentType string
		want              error
	}{
		"a picture":     {"\x89PNG\r\n\x1a\n\x00\x00", "image/png", ErrNotText},
		"binary":        {strings.Repeat("\x00\x01\xfe", 900), "text/html", ErrNotText},
		"a PDF":         {"%PDF-1.7\n", "", ErrNotText},
		"a script only": {`<html><body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>`, "text/html", ErrNoArticle},
		"empty":         {"", "text/html", ErrNoArticle},
	} {
		if _, err := builtIn.Extract([]byte(c.page), "https://x.example/y", c.contentType); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := builtIn.Extract(nil, "::", "text/html"); err == nil {
		t.Error("no address, and no error")
	}
	if _, err := builtIn.Extract([]byte(strings.Repeat("<p>x", maxElements+1)), "https://x.example/y", ""); err == nil {
		t.Error("a page of too many elements passes")
	}
}
