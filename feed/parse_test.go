package feed

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
)

func parse(t *testing.T, body string) *Document {
	t.Helper()
	d, err := Parse([]byte(body), ParseOptions{URL: "https://example.org/dir/feed.xml", Now: queryNow})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const rssTwo = `<?xml version="1.0"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
  xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>A &amp;amp; B</title><link>/home</link><description>About</description><language>en-GB</language>
<atom:link rel="self" href="/dir/feed.xml"/><atom:link rel="hub" href="https://hub.example/"/>
<ttl>90</ttl><skipHours><hour>3</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<image><url>logo.png</url></image>
<item><title>One &lt;b&gt;bold&lt;/b&gt; &amp;amp; more</title><link> one.html </link><guid isPermaLink="false"> tag:x,1 </guid>
<pubDate>Mon, 23 Nov 2026 08:00:00 JST</pubDate><description>Short</description>
<content:encoded><![CDATA[<p>Long <img src="/i.png" srcset="a.png 1x, b.png 2x"> <a href='#top'>x</a></p>]]></content:encoded>
<author>ann@example.org (Ann)</author><dc:creator>Bob</dc:creator><category>News</category><category>News</category>
<comments>/c</comments><slash:comments>7</slash:comments><source url="http://other.example/feed">Other</source>
<enclosure url="a.mp3" length="123" type="audio/mpeg"/><itunes:duration>1:02:03</itunes:duration>
<podcast:transcript url="t.vtt" type="text/vtt"/><podcast:chapters url="ch.json" type="application/json+chapters"/>
<media:group><media:content url="pic.jpg" medium="image" width="640" height="480"><media:credit>Cam</media:credit></media:content><media:description>Seen</media:description></media:group>
</item></channel></rss>`

func TestParseRSS(t *testing.T) {
	d := parse(t, rssTwo)
	if len(d.Entries) != 1 {
		t.Fatalf("%d entries", len(d.Entries))
	}
	e := d.Entries[0]
	e.SourceHash, e.TextHash = 0, [16]byte{}
	want := Entry{
		GUID: "tag:x,1", URL: "https://example.org/dir/one.html", CommentsURL: "https://example.org/c", Title: "One bold & more",
		Authors:   []Person{{Name: "Ann", Email: "ann@example.org", URL: "mailto:ann@example.org"}, {Name: "Bob"}},
		Published: time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC), Summary: "Short", Words: 2,
		Content: `<p>Long <img src="https://example.org/i.png" srcset="https://example.org/dir/a.png 1x, https://example.org/dir/b.png 2x"> <a href='#top'>x</a></p>`,
		Image:   Image{URL: "https://example.org/dir/pic.jpg", Caption: "Seen", Credit: "Cam", Width: 640, Height: 480},
		Tags:    []string{"News"}, Language: "en-GB", Comments: 7, Source: Source{Title: "Other", URL: "http://other.example/feed"},
		Enclosures: []Enclosure{
			{URL: "https://example.org/dir/a.mp3", MIMEType: "audio/mpeg", Size: 123, Duration: time.Hour + 2*time.Minute + 3*time.Second},
			{URL: "https://example.org/dir/t.vtt", MIMEType: "text/vtt", Title: "Transcript"},
			{URL: "https://example.org/dir/ch.json", MIMEType: "application/json+chapters", Title: "Chapters"},
		},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Error(diff)
	}
	d.Entries = nil
	head := &Document{
		Title: "A & B", HomePageURL: "https://example.org/home", Description: "About", Language: "en-GB", IconURL: "https://example.org/dir/logo.png",
		SelfURL: "https://example.org/dir/feed.xml", HubURL: "https://hub.example/", Format: "RSS 2.0", TTL: 90 * time.Minute,
		SkipHours: []int{3, 0}, SkipDays: []time.Weekday{time.Sunday},
	}
	if diff := cmp.Diff(head, d); diff != "" {
		t.Error(diff)
	}
}

func TestParseAtom(t *testing.T) {
	d := parse(t, `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://base.example/a/" xml:lang="de">
<title type="html">T &amp;lt;1&amp;gt;</title><id>urn:x</id><link href="b"/><link rel="self" href="self.atom"/><author><name>Ann</name><uri>ann</uri></author>
<entry xml:base="e/" xml:lang="fr"><id>HTTP://Example.ORG/%7eX</id><title>&lt;b&gt; is a tag</title><link href="one?a=1&amp;b=2"/><link rel="enclosure" href="f.mp3" length="9"/>
<updated>2026-11-23T10:00:00+01:00</updated><content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>Hi <x:a href="l">l</x:a><x:br/><x:span xml:base="/z/"><x:a href="m">m</x:a></x:span></x:p></x:div></content>
<source><title>Src</title><link href="http://src.example/"/></source></entry>
<entry><id>2</id><title type="text">two</title><link rel="related" href="r"/><content type="text">1 &lt; 2
3</content><author><name>Zoë</name></author></entry></feed>`)
	if d.Title != "T <1>" || d.HomePageURL != "http://base.example/a/b" || d.SelfURL != "http://base.example/a/self.atom" || d.Language != "de" {
		t.Errorf("head: %+v", d)
	}
	one, two := d.Entries[0], d.Entries[1]
	if one.GUID != "HTTP://Example.ORG/%7eX" || one.URL != "http://base.example/a/e/one?a=1&b=2" || one.Title != "<b> is a tag" || one.Language != "fr" {
		t.Errorf("one: %+v", one)
	}
	if want := `<p>Hi <a href="http://base.example/a/e/l">l</a><br><span><a href="http://base.example/z/m">m</a></span></p>`; one.Content != want {
		t.Errorf("content:\n%s\nwant:\n%s", one.Content, want)
	}
	if !slices.Equal(one.Authors, []Person{{Name: "Ann", URL: "http://base.example/a/ann"}}) || one.Source != (Source{"Src", "http://src.example/"}) || one.Enclosures[0].MIMEType != "audio/mpeg" {
		t.Errorf("one: %+v", one)
	}
	if two.Content != "1 &lt; 2<br>\n3" || two.Summary != "1 < 2 3" || two.URL != "http://base.example/a/r" || two.Authors[0].Name != "Zoë" || two.Language != "de" {
		t.Errorf("two: %+v", two)
	}
}

func TestParseJSONFeed(t *testing.T) {
	d := parse(t, "\ufeff"+`{"version":"https://jsonfeed.org/version/1.1","title":"J","authors":["Ann",null,{"name":"Bob","url":"/bob"}],"hubs":[{"type":"WebSub","url":"/hub"}],
"items":[null,7,{"id":42,"url":"/a","title":"&#27;T","content_text":"a\nb","tags":"news","author":"Eve","date_published":"2026-11-23T08:00:00Z",
"attachments":[{"url":"f.mp3","mime_type":"audio/mpeg","size_in_bytes":"12","duration_in_seconds":3.5}]},{"id":"2","content_html":"<img src=x.png>","external_url":"http://e.example/"}]}`)
	if d.Format != "JSON Feed 1.1" || len(d.Entries) != 2 || d.HubURL != "https://example.org/hub" {
		t.Fatalf("%+v", d)
	}
	one, two := d.Entries[0], d.Entries[1]
	if one.GUID != "42" || one.Content != "a<br>\nb" || one.Title != "&#27;T" || !slices.Equal(one.Tags, []string{"news"}) || one.Authors[0].Name != "Eve" || one.Enclosures[0].Size != 12 {
		t.Errorf("one: %+v", one)
	}
	if len(two.Authors) != 2 || two.Authors[1].URL != "https://example.org/bob" || two.Content != `<img src="https://example.org/dir/x.png">` && two.Content != `<img src=https://example.org/dir/x.png>` || two.URL != "http://e.example/" {
		t.Errorf("two: %+v", two)
	}
}

func TestParseRefusesWhatIsNoFeed(t *testing.T) {
	for body, want := range map[string]error{
		"": ErrEmpty, " \n\t ": ErrEmpty, "\xef\xbb\xbf": ErrEmpty, "hello": ErrNotFeed, `<?xml version="1.0"?>`: ErrNotFeed,
		"<!DOCTYPE html><html><body>Log in</body></html>": ErrWebPage, "\x89PNG\r\n\x1a\n\x00\x00": ErrNotFeed, "{}": ErrNotFeed, "[1]": ErrNotFeed, `{"a":1`: ErrNotFeed,
		"<opml><body><outline/></body></opml>": ErrWebPage,
	} {
		if d, err := Parse([]byte(body), ParseOptions{}); !errors.Is(err, want) {
			t.Errorf("%q: %v, %v; want %v", body, d, err, want)
		}
	}
}

func TestParseRecovers(t *testing.T) {
	item := "<item><title>T</title><description>D</description></item>"
	for name, body := range map[string]string{
		"warning first":        "<br />\n<b>Warning</b>: foo in <b>/x.php</b> on line <b>3</b><br />\n<?xml version=\"1.0\"?><rss><channel>" + item + "</channel></rss>",
		"two BOMs":             "\ufeff\ufeff<rss><channel>" + item + "</channel></rss>",
		"long comment":         "<!--" + strings.Repeat(" x ", 10000) + "--><rss><channel>" + item + "</channel></rss>",
		"unclosed CDATA":       "<rss><channel><item><title>T</title><description><![CDATA[D</description></item></channel></rss>",
		"unclosed item":        "<rss><channel><item><title>T</title><description>D</description></channel></rss>",
		"unclosed title":       "<rss><channel><item><title>T<description>D</description></item></channel></rss>",
		"wrong nesting":        "<rss><channel><item><title>T</title><description>D</item></description></channel></rss>",
		"control character":    "<rss><channel><item><title>T&#27;&#x0;\x01</title><description>D</description></item></channel></rss>",
		"undeclared prefix":    "<rss><channel><item><foo:bar>x</foo:bar><title>T</title><description>D</description></item></channel></rss>",
		"no channel":           "<rss>" + item + "</rss>",
		"upper case":           "<RSS><CHANNEL><ITEM><TITLE>T</TITLE><DESCRIPTION>D</DESCRIPTION></ITEM></CHANNEL></RSS>",
		"unquoted attribute":   "<rss version=2.0><channel a b='><'>" + item + "</channel></rss>",
		"entity in a doctype":  `<!DOCTYPE rss [<!ENTITY t "T"> <!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&t;</title><description>D</description></item></channel></rss>`,
		"no-break references":  "<rss><channel><item><title>T</title><description>&amp;nbsp;D</description></item></channel></rss>",
		"a stray end tag":      "<rss><channel></p>" + item + "</channel></rss>",
		"junk after the end":   "<rss><channel>" + item + "</channel></rss><script>x</script>",
		"nothing closed after": "<rss><channel>" + item,
	} {
		t.Run(name, func(t *testing.T) {
			d := parse(t, body)
			if len(d.Entries) != 1 || d.Entries[0].Title != "T" || VisibleText(d.Entries[0].Content) != "D" {
				t.Errorf("%+v", d)
			}
			if d.Partial != (name == "nothing closed after") {
				t.Errorf("partial is %v", d.Partial)
			}
		})
	}
}

func manyItems(n int, text string) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>x</title>`)
	for i := range n {
		fmt.Fprintf(&b, "<item><guid>g%d</guid><link>http://x.org/%d</link><title>Title %d</title><pubDate>%s</pubDate><description><![CDATA[<p>%s %d</p>]]></description></item>\n",
			i, i, i, queryNow.Add(-time.Duration(i)*time.Hour).Format(time.RFC1123Z), text, i)
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

func TestParseKeepsWhatCameBeforeTheBreak(t *testing.T) {
	body := manyItems(50, "text")
	for cutAt := 60; cutAt < len(body)-16; cutAt += 97 {
		d, err := Parse([]byte(body[:cutAt]), ParseOptions{})
		if err != nil {
			t.Fatalf("cut at %d: %v", cutAt, err)
		}
		if whole := strings.Count(body[:cutAt], "</item>"); len(d.Entries) != whole || !d.Partial && whole > 0 {
			t.Errorf("cut at %d: %d entries of %d, partial %v", cutAt, len(d.Entries), whole, d.Partial)
		}
	}
	if d := parse(t, body); d.Partial || len(d.Entries) != 50 {
		t.Errorf("whole: %d entries, partial %v", len(d.Entries), d.Partial)
	}
}

func TestParseSkipsKnown(t *testing.T) {
	first := parse(t, manyItems(10, "text"))
	known := Known{}
	for _, e := range first.Entries {
		known[e.SourceHash] = struct{}{}
	}
	body := strings.Replace(manyItems(11, "text"), "Title 3<", "Title three<", 1)
	d, err := Parse([]byte(body), ParseOptions{URL: "https://example.org/dir/feed.xml", Known: known})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Seen) != 9 || len(d.Entries) != 2 || d.Entries[0].Title != "Title three" || d.Entries[1].GUID != "g10" {
		t.Errorf("%d seen, %d parsed", len(d.Seen), len(d.Entries))
	}
	// What an entry inherits is part of it.
	moved, err := Parse([]byte(manyItems(10, "text")), ParseOptions{URL: "https://elsewhere.org/feed.xml", Known: known})
	if err != nil || len(moved.Seen) != 0 {
		t.Errorf("%d seen under another base, %v", len(moved.Seen), err)
	}
}

func TestParseKeepsTheNewest(t *testing.T) {
	body := manyItems(30, "x")
	d, err := Parse([]byte(body), ParseOptions{MaxEntries: 5})
	if err != nil || !d.Truncated || len(d.Entries) != 5 || d.Entries[0].GUID != "g0" || d.Entries[4].GUID != "g4" {
		t.Errorf("%v, %+v", err, d)
	}
	if d = parse(t, body); d.Truncated {
		t.Error("nothing was left out")
	}
}

func TestParseSameGUIDTwice(t *testing.T) {
	const twice = `<rss><channel><item><guid>1</guid><title>old</title><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate></item>
<item><guid>1</guid><title>new</title><pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>`
	d := parse(t, twice)
	// A store that knows one of them is still told of both, as one.
	again, err := Parse([]byte(twice), ParseOptions{Known: Known{newOutline([]byte(twice), newBase("")).hashOf(0): {}}})
	if err != nil || len(again.Seen) != 0 || len(again.Entries) != 1 || again.Entries[0].Title != "new" {
		t.Errorf("%v, %+v", err, again)
	}
	if len(d.Entries) != 1 || d.Entries[0].Title != "new" || d.Entries[0].SourceHash != 0 {
		t.Errorf("%+v", d.Entries)
	}
}

func (o *outline) hashOf(i int) uint64 {
	o.hash()
	return o.spans[i].hash
}

func seeds(f *testing.F) {
	for _, s := range []string{rssTwo, manyItems(3, "x"), "<feed><entry><title type='xhtml'><div>x</div></title></entry></feed>", `{"version":"1","items":[null,{"id":1}]}`, "<CHANNEL><ITEM HREF='x'/></CHANNEL>", "\xff\xfe<\x00"} {
		f.Add([]byte(s))
	}
	files, _ := filepath.Glob(suites + "/feedparser/files/*/*/*1.xml")
	for _, name := range files[:min(len(files), 60)] {
		if b, err := os.ReadFile(name); err == nil {
			f.Add(b)
		}
	}
}

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		var d *Document
		var err error
		frugal(t, len(body), func() { d, err = Parse(body, ParseOptions{URL: "http://x.org/feed"}) })
		if err != nil {
			if strings.Contains(err.Error(), "upset") {
				t.Fatal(err)
			}
			return
		}
		for _, e := range d.Entries {
			for _, s := range []string{e.Title, e.GUID, e.URL, e.Summary, e.Image.URL, e.Source.Title} {
				if s != Clean(s, 0) || !utf8.ValidString(s) {
					t.Fatalf("not clean: %q", s)
				}
			}
		}
		if again, err := Parse(body, ParseOptions{URL: "http://x.org/feed"}); err != nil || cmp.Diff(d, again) != "" {
			t.Fatal("read twice, not the same")
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"Mon, 23 Nov 2026 08:00:00 JST", "2003-012-31T10:14:55+00:00", "2004년 05월 28일  01:31:15", "-03-12", "1 mars 2004 10:00 +0100", "99999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var at time.Time
		var ok bool
		frugal(t, len(s), func() { at, ok = ParseDate(s) })
		if ok && (at.Year() < 1 || at.Year() > 9999 || at.Location() != time.UTC) {
			t.Fatalf("%q: %v", s, at)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	body := []byte(manyItems(100, strings.Repeat("Some words of a <b>story</b> &amp; <a href=\"http://x.org/abs\">a link</a>. ", 65)))
	b.Run("gofeed alone", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil {
				b.Fatal(err)
			}
		}
	})
	known := Known{}
	d, err := Parse(body, ParseOptions{URL: "http://x.org/feed"})
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range d.Entries[2:] {
		known[e.SourceHash] = struct{}{}
	}
	for name, o := range map[string]ParseOptions{"all": {URL: "http://x.org/feed"}, "two new": {URL: "http://x.org/feed", Known: known}} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(body, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestVisibleLines(t *testing.T) {
	const src = "<figure><img src=x alt=y><figcaption>The harbour\n at dusk</figcaption></figure> <p>It was <b>built</b> in<br>1890 &amp; 1891.</p><ul><li>One</li><li>two</ul>"
	if got, want := VisibleLines(src), "The harbour at dusk\nIt was built in 1890 & 1891.\nOne\ntwo"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := VisibleText(src), "The harbour at dusk It was built in 1890 & 1891. One two"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestEscapedOnceMore: what a gateway escaped twice is mark-up; what a story says
// of tags is text.
func TestEscapedOnceMore(t *testing.T) {
	for written, want := range map[string]string{
		`&amp;lt;p&amp;gt;It &amp;lt;em&amp;gt;opened&amp;lt;/em&amp;gt;.&amp;lt;/p&amp;gt;`: "<p>It <em>opened</em>.</p>",
		`<![CDATA[&lt;div&gt;Caf&eacute; &amp;amp; bar&lt;/div&gt;]]>`:                       "<div>Café &amp; bar</div>",
		`The &amp;lt;p&amp;gt; tag, and &amp;lt;/p&amp;gt;`:                                  "The &lt;p&gt; tag, and &lt;/p&gt;",
		`<![CDATA[<p>Write &lt;p&gt;so&lt;/p&gt;</p>]]>`:                                     "<p>Write &lt;p&gt;so&lt;/p&gt;</p>",
	} {
		d := parse(t, "<rss version=\"2.0\"><channel><item><title>T</title><description>"+written+"</description></item></channel></rss>")
		if got := d.Entries[0].Content; got != want {
			t.Errorf("%s: %q", written, got)
		}
	}
	d := parse(t, `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><content type="text">&lt;p&gt;It opened.&lt;/p&gt;</content></entry></feed>`)
	if got := d.Entries[0].Content; got != "<p>It opened.</p>" {
		t.Errorf("text that is HTML: %q", got)
	}
}
