package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// wild is a feed as publishers get it wrong, and what lede has of it in the end.
type wild struct {
	name   string
	kind   string   // Content-Type
	bodies []string // what each refresh finds; the last stays
	show   string   // a part of each story to compare besides its title: date, url, guid, text
	want   []string // the stories in the end, in any order
	fails  string   // a part of the last refresh's error
	notice string   // a part of the last refresh's notice
}

func body(items string) string {
	return `<?xml version="1.0" encoding="utf-8"?>` + "\n" + channel(items)
}

func story(guid, title, more string) string {
	return "<item><guid>" + guid + "</guid><title>" + title + "</title><link>https://news.example/" + guid + "</link>" + more + "</item>\n"
}

func dated(date string) string { return body(story("1", "a", "<pubDate>"+date+"</pubDate>")) }

func encoded(e encoding.Encoding, s string) string {
	out, err := e.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// plainly is a document in a charset, with the declaration given.
func inCharset(e encoding.Encoding, declared, title string) string {
	if declared != "" {
		declared = ` encoding="` + declared + `"`
	}
	return encoded(e, `<?xml version="1.0"`+declared+`?>`+channel(story("1", title, "")))
}

func wildXML() []wild {
	one := func(name, src string, want ...string) wild {
		return wild{name: name, bodies: []string{src}, want: want}
	}
	return []wild{
		one("entities that nobody defined", body(story("1", "A&nbsp;B &foo; &eacute;", "")), "A B &foo; é"),
		one("bare ampersands", body(story("1", "R & D at AT&T", "<description>x?a=1&b=2</description>")), "R & D at AT&T"),
		one("references to controls", body(story("1", "a&#0;b&#8;c&#x1b;[1md&#xFFFF;", "")), "abc[1md"),
		one("control bytes", body(story("1", "a\x00b\x08c\x0b", "")), "abc"),
		one("a warning first", "<br />\n<b>Warning</b>: include() in <b>/srv/x.php</b> on line <b>3</b><br />\n"+body(story("1", "a", "")), "a"),
		one("blank lines first", "\r\n\r\n \t"+body(story("1", "a", "")), "a"),
		one("two marks of byte order", "\ufeff\ufeff"+body(story("1", "a", "")), "a"),
		one("a long comment first", "<!-- "+strings.Repeat("x ", 60_000)+"-->"+body(story("1", "a", "")), "a"),
		one("CDATA that never ends", body(story("1", "a", "<description><![CDATA[<p>x</description>")+story("2", "b", "")), "a", "b"),
		one("items that never end", body("<item><title>a</title><guid>1</guid><item><title>b</title><guid>2</guid>"), "a", "b"),
		one("titles that never end", body("<item><title>a<link>https://news.example/1</link><guid>1</guid></item>"+story("2", "b", "")), "a", "b"),
		one("wrong nesting", body(story("1", "a <b>c", "</b>")+story("2", "b", "")), "a c", "b"),
		one("capitals", strings.ToUpper(channel(story("1", "a", ""))), "A"),
		one("a prefix that nobody declared", body(story("1", "a", "<dc:creator>Ana</dc:creator><x:y>z</x:y>")), "a"),
		one("a prefix for Atom", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>1</a:id><a:title type="html">x &amp;lt;b&amp;gt;</a:title></a:entry></a:feed>`, "x <b>"),
		one("RSS 1.0", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="u"><title>c</title></channel><item rdf:about="https://news.example/1"><title>a</title></item></rdf:RDF>`, "a"),
		one("escaped twice", body(story("1", "Tom &amp;amp; Ana &amp;lt;3", "")), "Tom & Ana <3"),
		one("mark-up in the title", body(story("1", "&lt;b&gt;Bold&lt;/b&gt; claim", "")+story("2", "Why &amp;lt;b&amp;gt; is bad", "")), "Bold claim", "Why <b> is bad"),
		one("no title", body("<item><guid>1</guid><description>&lt;p&gt;First words of it.&lt;/p&gt;</description></item><item><guid>https://news.example/2</guid></item>"), "First words of it.", "https://news.example/2"),
		one("one quote too few", body(`<item a="x><title>a</title><guid>1</guid></item>`+story("2", "b", "")), "a", "b"),
		one("attributes without quotes", `<rss version=2.0><channel><item><title>a</title><guid isPermaLink=false>1</guid></item></channel></rss>`, "a"),
	}
}

func wildJSON() []wild {
	of := func(name, items string, want ...string) wild {
		return wild{name: name, kind: "application/feed+json", bodies: []string{`{"version":"https://jsonfeed.org/version/1.1","title":"c","items":` + items + `}`}, want: want}
	}
	return []wild{
		of("null items", `[null,{"id":"1","title":"a"},null]`, "a"),
		of("numbers for ids", `[{"id":1,"title":"a"},{"id":1e2,"title":"b"},{"id":1,"title":"a again"}]`, "a", "b"),
		of("strings for people and tags", `[{"id":"1","title":"a","author":"Ana","authors":"Bo","tags":"x"}]`, "a"),
		of("members of wrong types", `[{"id":"1","title":["x"],"content_text":{"a":1},"url":7,"image":null,"attachments":{"url":"x"},"date_published":12,"summary":"s"}]`, "s"),
		of("twice the same key", `[{"id":"1","title":"a","title":"b"}]`, "b"),
		of("huge numbers", `[{"id":123456789012345678901234567890,"title":"a","attachments":[{"url":"https://news.example/x.mp3","mime_type":"audio/mpeg","size_in_bytes":1e400,"duration_in_seconds":-1e99}]}]`, "a"),
		of("items that are no objects", `[1,"x",[],{"id":"1","title":"a"}]`, "a"),
		of("a comma too many", `[{"id":"1","title":"a"},]`, "a"),
		of("surrogates alone", `[{"id":"1","title":"a\ud800b\udc00"}]`, "a\ufffdb\ufffd"),
		{name: "a mark of byte order", bodies: []string{"\ufeff" + `{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"a"}]}`}, want: []string{"a"}},
		{name: "JSON called XML", kind: "text/xml", bodies: []string{`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"a"}]}`}, want: []string{"a"}},
		{name: "depth", bodies: []string{`{"version":"https://jsonfeed.org/version/1","x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `,"items":[{"id":"1","title":"a"}]}`}, fails: "broke off before its first story"},
		{name: "another JSON", bodies: []string{`{"error":"not found"}`}, fails: "not a feed"},
	}
}

func wildCharsets() []wild {
	at := func(name, kind, src, want string) wild {
		return wild{name: name, kind: kind, bodies: []string{src}, want: []string{want}}
	}
	utf16le, utf16be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	return []wild{
		at("Windows-1252 called UTF-8", "", inCharset(charmap.Windows1252, "utf-8", "“Café” – 5 €"), "“Café” – 5 €"),
		at("UTF-8 called Latin-1", "text/xml; charset=iso-8859-1", inCharset(encoding.Nop, "iso-8859-1", "Žižek’s café"), "Žižek’s café"),
		at("the server's charset is wrong", "text/xml; charset=utf-8", inCharset(charmap.KOI8R, "koi8-r", "Новости дня и ночи"), "Новости дня и ночи"),
		at("the declaration is wrong", "text/xml; charset=windows-1251", inCharset(charmap.Windows1251, "utf-8", "Новости дня и ночи"), "Новости дня и ночи"),
		at("the server's charset alone", "text/xml; charset=euc-kr", inCharset(korean.EUCKR, "", "오늘의 뉴스 모음"), "오늘의 뉴스 모음"),
		at("declared: GB18030", "", inCharset(simplifiedchinese.GB18030, "gb2312", "今天的新闻摘要"), "今天的新闻摘要"),
		at("declared: Big5", "", inCharset(traditionalchinese.Big5, "big5", "今天的新聞摘要"), "今天的新聞摘要"),
		at("declared: Shift_JIS", "", inCharset(japanese.ShiftJIS, "shift_jis", "今日のニュース"), "今日のニュース"),
		at("declared: ISO-2022-JP", "", inCharset(japanese.ISO2022JP, "iso-2022-jp", "今日のニュース"), "今日のニュース"),
		at("declared: EUC-JP", "text/xml", inCharset(japanese.EUCJP, "euc-jp", "今日のニュース"), "今日のニュース"),
		at("UTF-16, little end first, marked", "", "\xff\xfe"+inCharset(utf16le, "utf-16", "Ein Tag – grün"), "Ein Tag – grün"),
		at("UTF-16, big end first, not marked", "", inCharset(utf16be, "utf-16", "Ein Tag – grün"), "Ein Tag – grün"),
		at("UTF-16 called UTF-8", "text/xml; charset=utf-8", "\xff\xfe"+inCharset(utf16le, "utf-8", "Ein Tag – grün"), "Ein Tag – grün"),
		at("UTF-8 called UTF-16", "", inCharset(encoding.Nop, "utf-16", "Ein Tag – grün"), "Ein Tag – grün"),
		at("UTF-32", "", inCharset(utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-32", "Ein Tag – grün"), "Ein Tag – grün"),
		at("an unknown name", "text/xml; charset=klingon", inCharset(encoding.Nop, "x-none", "Ein Tag – grün"), "Ein Tag – grün"),
		at("one bad byte", "", body(story("1", "a \xff b – c", "")), "a ÿ b – c"),
	}
}

func wildBodies() []wild {
	ten := func() string {
		var b strings.Builder
		for i := range 10 {
			b.WriteString(story(fmt.Sprint(i), fmt.Sprint("t", i), "<description>some text</description>"))
		}
		return body(b.String())
	}()
	titles := func(n int) (all []string) {
		for i := range n {
			all = append(all, fmt.Sprint("t", i))
		}
		return all
	}
	cases := []wild{
		{name: "empty", bodies: []string{""}, fails: "empty"},
		{name: "white space", bodies: []string{" \r\n\t "}, fails: "empty"},
		{name: "a web page", kind: "text/html", bodies: []string{"<!doctype html><html><body>Hello</body></html>"}, fails: "web page"},
		{name: "a portal for a known feed", bodies: []string{body(story("1", "a", "")), "<html><body>Log in to the Wi-Fi</body></html>"}, want: []string{"a"}, fails: "web page"},
		{name: "a picture", kind: "image/png", bodies: []string{"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"}, fails: "image/png"},
		{name: "a declaration alone", bodies: []string{`<?xml version="1.0"?>`}, fails: "not a feed"},
		{name: "no entries", bodies: []string{body("")}},
		{name: "no entries, and back", bodies: []string{body(story("1", "a", "")), body(""), body(story("1", "a", "") + story("2", "b", ""))}, want: []string{"a", "b"}},
		{name: "a window that slides", bodies: []string{body(story("1", "a", "") + story("2", "b", "")), body(story("2", "b", "") + story("3", "c", ""))}, want: []string{"a", "b", "c"}},
		{name: "plain text", kind: "text/plain", bodies: []string{"Service unavailable"}, fails: "not a feed"},
	}
	for _, percent := range []int{1, 10, 50, 90, 99} {
		cut := ten[:len(ten)*percent/100]
		c := wild{name: fmt.Sprintf("cut at %d %%", percent), bodies: []string{cut}, want: titles(strings.Count(cut, "</item>")), notice: "cut short"}
		if len(c.want) == 0 {
			c.notice, c.fails = "", "broke off before its first story"
		}
		if percent == 1 {
			c.fails = "not a feed"
		}
		cases = append(cases, c)
	}
	cases = append(cases, wild{name: "cut, then whole", bodies: []string{ten[:len(ten)/2], ten}, want: titles(10)})
	return cases
}

func wildIdentities() []wild {
	return []wild{
		{name: "one guid twice", bodies: []string{body(story("1", "a", "") + story("1", "a", ""))}, want: []string{"a"}},
		{name: "a new guid each time", bodies: []string{
			body("<item><guid>x1</guid><title>a</title><link>https://news.example/a</link></item>"),
			body("<item><guid>x2</guid><title>a</title><link>https://news.example/a</link></item>"),
		}, show: "guid", want: []string{"a x2"}},
		{name: "no guid, tracking in the link", bodies: []string{
			body("<item><title>a</title><link>https://news.example/a?utm_source=1&amp;id=3</link></item>"),
			body("<item><title>a</title><link>https://news.example/a?utm_source=1&amp;id=3</link></item><item><title>b</title><link>https://news.example/a?utm_source=1&amp;id=4</link></item>"),
		}, want: []string{"a", "b"}},
		{name: "neither guid nor link", bodies: []string{body("<item><title>a</title><description>x</description></item>"), body("<item><title>a</title><description>x </description></item><item><title>b</title></item>")}, want: []string{"a", "b"}},
		{name: "dates that move", bodies: []string{
			body(story("1", "a", "<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate>")), body(story("1", "a", "<pubDate>Sun, 22 Nov 2026 10:00:00 GMT</pubDate>")),
		}, show: "date", want: []string{"a 2026-11-21T10:00:00Z"}},
		{name: "guids that differ in case", bodies: []string{body(story("A", "a", "") + story("a", "b", ""))}, want: []string{"a", "b"}},
		{name: "an edited story", bodies: []string{body(story("1", "a", "<description>x</description>")), body(story("1", "a!", "<description>y</description>"))}, show: "text", want: []string{"a! y"}},
		{name: "one link for all", bodies: []string{
			body("<item><guid>1</guid><title>a</title><link>https://news.example/</link></item><item><guid>2</guid><title>b</title><link>https://news.example/</link></item>"),
			body("<item><guid>3</guid><title>c</title><link>https://news.example/</link></item>"),
		}, want: []string{"a", "b", "c"}},
	}
}

func wildDates() []wild {
	at := func(name, date, want string) wild {
		if want != "" {
			want = " " + want
		}
		return wild{name: "date: " + name, bodies: []string{dated(date)}, show: "date", want: []string{"a" + want}}
	}
	return []wild{
		at("RFC 822", "Sat, 21 Nov 2026 10:00:00 EST", "2026-11-21T15:00:00Z"),
		at("two digits", "21 Nov 26 10:00 +0100", "2026-11-21T09:00:00Z"),
		at("Japan", "Sat, 21 Nov 2026 10:00:00 JST", "2026-11-21T01:00:00Z"),
		at("Moscow", "Sat, 21 Nov 2026 10:00:00 MSK", "2026-11-21T07:00:00Z"),
		at("French", "sam., 21 novembre 2026 10:00:00 +0100", "2026-11-21T09:00:00Z"),
		at("German", "Sa, 21 Mär 2026 10:00:00 GMT", "2026-03-21T10:00:00Z"),
		at("Russian", "21 ноября 2026 10:00", "2026-11-21T10:00:00Z"),
		at("Japanese", "2026年11月21日 10:00", "2026-11-21T10:00:00Z"),
		at("Korean", "2026년 11월 21일 오후 3:05", "2026-11-21T06:05:00Z"), // Korea has one zone
		at("ISO", "2026-11-21T10:00:00.123+05:30", "2026-11-21T04:30:00Z"),
		at("ISO, short", "20261121T100000Z", "2026-11-21T10:00:00Z"),
		at("a day", "2026-11-21", "2026-11-21T00:00:00Z"),
		at("the epoch", "Thu, 01 Jan 1970 00:00:00 GMT", ""),
		at("year 9999", "Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59Z"),
		at("year 0", "0000-00-00T00:00:00Z", ""),
		at("year 1", "0001-01-01T00:00:00Z", ""),
		at("nonsense", "yesterday at noon", ""),
		at("numbers", "12 34 56", ""),
		at("the 31st of February", "31 Feb 2026 10:00:00 GMT", ""),
		at("none", "", ""),
	}
}

func wildLinks() []wild {
	link := func(name, link, want string) wild {
		if want != "" {
			want = " " + want
		}
		return wild{name: "link: " + name, bodies: []string{body("<item><guid isPermaLink=\"false\">1</guid><title>a</title><link>" + link + "</link></item>")}, show: "url", want: []string{"a" + want}}
	}
	return []wild{
		link("of a shell", "https://news.example/$(reboot);`x`|y'&quot;", "https://news.example/$(reboot);%60x%60%7Cy'%22"),
		link("a script", "javascript:alert(1)", ""),
		link("data", "data:text/html,x", ""),
		link("a file", "file:///etc/passwd", ""),
		link("line ends", "https://news.example/a\n b\r\n", "https://news.example/a%20b"),
		link("too long", "https://news.example/"+strings.Repeat("x", 64<<10), ""),
		link("relative", "/a/../b?c=d", "SERVER/b?c=d"),
		link("no scheme", "//other.example/x", "http://other.example/x"),
		link("a tab and an escape", "https://news.example/\t&#27;[1m", "https://news.example/[1m"),
		link("bidi", "https://news.example/\u202egpj.exe", "https://news.example/%E2%80%AEgpj.exe"),
		link("a dash", "--version", "SERVER/--version"),
	}
}

// TestTheWild sends feeds as strangers make them through the whole program:
// fetched over HTTP, parsed, stored, listed.
func TestTheWild(t *testing.T) {
	h := newHouse(t)
	var cases []wild
	for _, class := range [][]wild{wildXML(), wildJSON(), wildCharsets(), wildBodies(), wildIdentities(), wildDates(), wildLinks()} {
		cases = append(cases, class...)
	}
	round := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err != nil || n >= len(cases) {
			http.NotFound(w, r)
			return
		}
		c := cases[n]
		if c.kind == "" {
			c.kind = "application/rss+xml"
		}
		w.Header().Set("Content-Type", c.kind)
		_, _ = io.WriteString(w, c.bodies[min(round, len(c.bodies)-1)])
	}))
	defer server.Close()
	var urls []string
	rounds := 0
	for i, c := range cases {
		urls = append(urls, fmt.Sprintf("%s/%d", server.URL, i))
		rounds = max(rounds, len(c.bodies))
	}
	h.subscribeAll(urls)
	last := make([]refreshJSON, len(cases))
	started := time.Now()
	for ; round < rounds; round++ {
		_, stdout, stderr := h.lede("refresh", "--all", "--json")
		for line := range strings.Lines(stdout) {
			var j refreshJSON
			if err := json.Unmarshal([]byte(line), &j); err != nil {
				t.Fatal(err, stderr)
			}
			if i := slices.Index(urls, j.Feed.URL); i >= 0 && round < len(cases[i].bodies) {
				last[i] = j
			}
		}
	}
	if took := time.Since(started); took > 30*time.Second {
		t.Errorf("reading them took %s", took)
	}
	got := h.stories(t, urls, cases)
	for i, c := range cases {
		want := slices.Clone(c.want)
		for j := range want {
			want[j] = strings.ReplaceAll(want[j], "SERVER", server.URL)
		}
		slices.Sort(want)
		slices.Sort(got[i])
		if !slices.Equal(got[i], want) {
			t.Errorf("%s: %q, want %q; %s %s %s", c.name, got[i], want, last[i].Status, last[i].Error, last[i].Notice)
		}
		if !strings.Contains(last[i].Error, c.fails) || (last[i].Status == "failed") != (c.fails != "") || !strings.Contains(last[i].Notice, c.notice) {
			t.Errorf("%s: %s, error %q, notice %q; want %q, %q", c.name, last[i].Status, last[i].Error, last[i].Notice, c.fails, c.notice)
		}
	}
}

// stories lists what is kept of each feed, in the form that its case compares.
func (h house) stories(t *testing.T, urls []string, cases []wild) [][]string {
	t.Helper()
	got := make([][]string, len(urls))
	_, list, _ := h.lede("list", "--json")
	checkJSONLines(t, "list", list)
	for line := range strings.Lines(list) {
		var e entryJSON
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		i := slices.Index(urls, e.Feed.URL)
		said := e.Title
		switch cases[i].show {
		case "date":
			if e.DatePublished != nil {
				said += " " + e.DatePublished.Format(time.RFC3339)
			}
		case "url":
			said = strings.TrimSpace(said + " " + e.URL)
		case "guid":
			said += " " + e.GUID
		case "text":
			_, text, _ := h.lede("show", e.ID, "--format", "json")
			var a articleJSON
			if err := json.NewDecoder(bytes.NewReader([]byte(text))).Decode(&a); err != nil {
				t.Fatal(err)
			}
			said += " " + strings.TrimSpace(a.ContentText)
		}
		got[i] = append(got[i], said)
	}
	return got
}
