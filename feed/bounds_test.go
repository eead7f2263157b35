package feed

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// costs is what work takes: the least time of a few tries, and the bytes that it
// asks the allocator for.
func costs(tries int, work func()) (least time.Duration, bytes uint64) {
	for i := range tries {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		work()
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if i == 0 || took < least {
			least = took
		}
		bytes = after.TotalAlloc - before.TotalAlloc
	}
	return least, bytes
}

// frugal fails where reading n bytes takes more memory than a hostile document
// may: 200 MB for one of a megabyte.
func frugal(t *testing.T, n int, work func()) {
	t.Helper()
	if _, bytes := costs(1, work); bytes > 8<<20+192*uint64(n) {
		t.Errorf("%d bytes of input take %d MB of memory", n, bytes>>20)
	}
}

func rep(s string, n int) string { return strings.Repeat(s, n/len(s)) }

// numbered repeats a format with a number, and the one before it, to n bytes.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := 1; b.Len() < n; i++ {
		fmt.Fprintf(&b, format, i, i-1)
	}
	return b.String()
}

func item(s string) string { return "<rss><channel><item>" + s + "</item></channel></rss>" }

func atomEntry(s string) string {
	return "<feed xmlns='http://www.w3.org/2005/Atom'><entry>" + s + "</entry></feed>"
}

// floods are documents that ask for more the longer they are.
var floods = map[string]func(n int) string{
	"pi": func(n int) string { return rep("<?", n) }, "comments": func(n int) string { return rep("<!--", n) },
	"cdata":                     func(n int) string { return "<rss>" + rep("<a><![CDATA[</a>", n) + "]]>" },
	"cdata unclosed":            func(n int) string { return item("<title><![CDATA[" + rep("x ", n)) },
	"comment unclosed":          func(n int) string { return item("<title><!--" + rep("x ", n)) },
	"comment unclosed per item": func(n int) string { return "<rss><channel>" + rep("<item><title>a<!--</title></item>", n) },
	"cdata unclosed per item":   func(n int) string { return "<rss><channel>" + rep("<item><title><![CDATA[a</title></item>", n) },
	"quotes":                    func(n int) string { return rep(`<a "`, n) }, "two quotes": func(n int) string { return rep(`<a '"`, n) },
	"end tags": func(n int) string { return rep("</a", n) }, "bare": func(n int) string { return rep("<", n) },
	"doctypes": func(n int) string { return rep("<!DOCTYPE [", n) }, "depth": func(n int) string { return "<rss>" + rep("<a>", n) },
	"depth closed": func(n int) string {
		return "<rss><channel><item>" + rep("<a>", n/2) + rep("</a>", n/2) + "</item></channel></rss>"
	},
	"depth in content": func(n int) string {
		return item("<description>" + rep("<a>", n/2) + rep("</a>", n/2) + "</description>")
	},
	"depth names":   func(n int) string { return "<rss><channel><item>" + numbered("<a%[1]d>", n) },
	"depth names 2": func(n int) string { return "<rss><channel><item><description>" + numbered("<a%[1]d></b>", n) },
	"items":         func(n int) string { return "<rss>" + rep("<item>", n) }, "items closed": func(n int) string { return "<rss>" + rep("<item></item>", n) + "</rss>" },
	"items selfclosed": func(n int) string { return "<rss>" + rep("<item/>", n) + "</rss>" },
	"items titles": func(n int) string {
		return "<rss><channel>" + rep("<item><title>a</title></item>", n) + "</channel></rss>"
	},
	"items same guid": func(n int) string {
		return "<rss><channel>" + rep("<item><guid>a</guid></item>", n) + "</channel></rss>"
	},
	"items same date": func(n int) string {
		return "<rss><channel>" + rep("<item><pubDate>a</pubDate></item>", n) + "</channel></rss>"
	},
	"entries": func(n int) string {
		return "<feed xmlns='http://www.w3.org/2005/Atom'>" + rep("<entry><id>a</id><title>b</title></entry>", n) + "</feed>"
	},
	"titles": func(n int) string { return item(rep("<title>", n)) }, "titles closed": func(n int) string { return item(rep("<title>a</title>", n)) },
	"many links":      func(n int) string { return item(rep("<link>http://x/</link>", n)) },
	"atom links":      func(n int) string { return atomEntry(rep("<link href='http://x/'/>", n)) },
	"atom enclosures": func(n int) string { return atomEntry(numbered("<link rel='enclosure' href='http://x/%[1]d'/>", n)) },
	"rss enclosures":  func(n int) string { return item(numbered("<enclosure url='http://x/%[1]d'/>", n)) },
	"media":           func(n int) string { return item(numbered("<media:content url='http://x/%[1]d'/>", n)) },
	"media groups":    func(n int) string { return item(rep("<media:group>", n)) },
	"categories":      func(n int) string { return item(numbered("<category>%[1]d</category>", n)) },
	"authors":         func(n int) string { return item(numbered("<author>%[1]d</author>", n)) },
	"atom authors":    func(n int) string { return atomEntry(numbered("<author><name>%[1]d</name></author>", n)) },
	"feed authors": func(n int) string {
		return "<feed xmlns='http://www.w3.org/2005/Atom'>" + numbered("<author><name>%[1]d</name></author>", n/2) + rep("<entry><id>a</id></entry>", n/2) + "</feed>"
	},
	"sloppy": func(n int) string { return item(rep("<title>a<description>b", n)) }, "links": func(n int) string { return item(rep("<link>", n)) },
	"mixed":                       func(n int) string { return item(rep("<title><link><b></title>", n)) },
	"attributes":                  func(n int) string { return "<rss " + rep("a='1' ", n) + ">" },
	"attributes distinct":         func(n int) string { return "<rss " + numbered(" a%[1]d='1'", n) + "><channel><item/></channel></rss>" },
	"attributes distinct in item": func(n int) string { return item("<title " + numbered(" a%[1]d='1'", n) + ">x</title>") },
	"ns distinct": func(n int) string {
		return "<rss " + numbered(" xmlns:a%[1]d='1'", n) + "><channel><item><a1:b/></item></channel></rss>"
	},
	"ns distinct, many items": func(n int) string {
		return "<rss " + numbered(" xmlns:a%[1]d='1'", n/2) + "><channel>" + rep("<item><a1:b/></item>", n/2) + "</channel></rss>"
	},
	"ns nested":         func(n int) string { return item(numbered("<a%[1]d:x xmlns:a%[1]d='1'>", n)) },
	"xml:base nested":   func(n int) string { return item("<description>" + rep("<a xml:base='b/'>", n)) },
	"xml:base nested 2": func(n int) string { return "<feed>" + rep("<a xml:base='b/'>", n) },
	"xml:base long": func(n int) string {
		return "<rss xml:base='http://x/" + rep("a/", n/2) + "'><channel>" + rep("<item><link>a</link></item>", n/2) + "</channel></rss>"
	},
	"xml:base long rel img": func(n int) string {
		return "<rss xml:base='http://x/" + rep("a/", n/2) + "'><channel><item><description>" + rep("&lt;img src=a>", n/2) + "</description></item></channel></rss>"
	},
	"xml:lang long": func(n int) string {
		return "<rss xml:lang='" + rep("a", n/2) + "'><channel>" + rep("<item><link>a</link></item>", n/2) + "</channel></rss>"
	},
	"link base": func(n int) string {
		return "<rss><channel><link>http://x/" + rep("a/", n/2) + "</link>" + rep("<item><link>a</link></item>", n/2) + "</channel></rss>"
	},
	"one attr": func(n int) string { return "<rss a='" + rep("x", n) + "'><channel/></rss>" }, "one attr unclosed": func(n int) string { return "<rss a='" + rep("x", n) },
	"one attr of amps": func(n int) string { return item("<enclosure url='" + rep("&amp;", n) + "'/>") },
	"namespaces":       func(n int) string { return item("<x " + rep("xmlns:a='1' ", n) + "/>") },
	"references":       func(n int) string { return item("<title>" + rep("&amp;", n) + "</title>") }, "ampersands": func(n int) string { return item("<title>" + rep("&", n) + "</title>") },
	"num references": func(n int) string { return item("<title>" + rep("&#65;", n) + "</title>") }, "long ref": func(n int) string { return item("<title>&" + rep("a", n) + ";</title>") },
	"long num ref": func(n int) string { return item("<title>&#" + rep("1", n) + ";</title>") },
	"refs no end":  func(n int) string { return item("<title>" + rep("&aaaaaaaaaaaaaaaaaaaa", n) + "</title>") },
	"double refs":  func(n int) string { return item("<title>" + rep("&amp;amp;", n) + "</title>") },
	"inline":       func(n int) string { return item("<description>" + rep("<b>", n) + "</description>") }, "escaped": func(n int) string { return item("<description>" + rep("&lt;b ", n) + "</description>") },
	"comments inside": func(n int) string { return item("<description>" + rep("&lt;!--", n) + "</description>") },
	"cdata parts":     func(n int) string { return item("<description>" + rep("<![CDATA[a]]>", n) + "</description>") },
	"srcset":          func(n int) string { return item("<description>&lt;img srcset='" + rep("a,", n) + "'></description>") },
	"scripts":         func(n int) string { return item("<description>" + rep("&lt;script>", n) + "</description>") },
	"styles/scripts":  func(n int) string { return item("<description>" + rep("&lt;script>&lt;style>", n) + "</description>") },
	"imgs":            func(n int) string { return item("<description>" + rep("&lt;img src=a>", n) + "</description>") },
	"attr html":       func(n int) string { return item("<description>&lt;p " + rep("a='b' ", n) + "></description>") },
	"close tags": func(n int) string {
		return "<rss><channel><item><description>" + rep("<b></description>", n) + "</item>"
	},
	"unread ends": func(n int) string { return "<rss>" + rep("<item><b></item><?x ", n) },
	"script ends": func(n int) string { return item("<description>" + rep("&lt;script>&lt;/scrip", n) + "</description>") },
	"dates":       func(n int) string { return item("<pubDate>" + rep("1 ", n) + "</pubDate>") }, "date long": func(n int) string { return item("<pubDate>" + rep("Mon, 23 Nov 2026 08:00:00 JST ", n) + "</pubDate>") },
	"dates many": func(n int) string {
		return "<rss><channel>" + rep("<item><pubDate>23 nonsense 2026 25:00 XYZ</pubDate></item>", n) + "</channel></rss>"
	},
	"atom xhtml": func(n int) string {
		return atomEntry("<content type='xhtml'><div>" + rep("<p>a</p>", n) + "</div></content>")
	},
	"atom xhtml ns": func(n int) string {
		return atomEntry("<content type='xhtml'><h:div xmlns:h='http://www.w3.org/1999/xhtml'>" + rep("<h:p>a</h:p>", n) + "</h:div></content>")
	},
	"atom xhtml depth": func(n int) string {
		return atomEntry("<content type='xhtml'><div>" + rep("<p>", n/2) + rep("</p>", n/2) + "</div></content>")
	},
	"base64":    func(n int) string { return atomEntry("<content type='image/png'>" + rep("QUFB", n) + "</content>") },
	"guid long": func(n int) string { return item("<guid>" + rep("x", n) + "</guid>") }, "title marks": func(n int) string { return item("<title>a" + rep("\u0301", n) + "</title>") },
	"title esc": func(n int) string { return item("<title>a" + rep("\u009d", n) + "</title>") }, "title zwj": func(n int) string { return item("<title>" + rep("👩\u200d", n) + "</title>") },
	"title flags":  func(n int) string { return item("<title>" + rep("\U0001f3f4\U000e0067", n) + "</title>") },
	"title spaces": func(n int) string { return item("<title>" + rep(" \n", n) + "</title>") },
	"content esc":  func(n int) string { return item("<description>a" + rep("\u009d", n) + "</description>") },
	"utf16":        func(n int) string { return "\xff\xfe" + rep("<\x00a\x00>\x00", n) }, "latin": func(n int) string {
		return "<?xml version='1.0' encoding='iso-8859-1'?>" + item("<title>"+rep("\xe9", n)+"</title>")
	},
	"gb18030": func(n int) string {
		return "<?xml version='1.0' encoding='gb18030'?>" + item("<title>"+rep("\xb0\xa1", n)+"</title>")
	},
	"no decl bytes": func(n int) string { return item("<title>" + rep("\xb0\xa1\xe9", n) + "</title>") },
	"doctype subset": func(n int) string {
		return "<!DOCTYPE r [" + numbered("<!ENTITY a%[1]d \"x\">", n) + "]>" + item("<title>&a1;</title>")
	},
	"doctype nested": func(n int) string {
		return "<!DOCTYPE r [<!ENTITY a0 \"x\">" + numbered("<!ENTITY a%[1]d \"&a%[2]d;&a%[2]d;\">", n) + "]>" + item("<title>&a1000;</title>")
	},
	"bomb": func(n int) string {
		return `<!DOCTYPE r [<!ENTITY a "` + strings.Repeat("x", 2000) + `">]><rss><channel><title>` + rep("&a;", n) + "</title></channel></rss>"
	},
	"bomb items": func(n int) string {
		return `<!DOCTYPE r [<!ENTITY a "` + strings.Repeat("x", 2000) + `">]><rss><channel>` + rep("<item><title>&a;</title></item>", n) + "</channel></rss>"
	},
	"junk before": func(n int) string { return rep("x", n) + item("<title>a</title>") }, "tags before": func(n int) string { return rep("<b>x</b>", n) + item("<title>a</title>") },
	"json depth": func(n int) string { return rep("[", n) }, "json items": func(n int) string { return `{"version":"x","items":[` + rep("[", n) },
	"json objs":   func(n int) string { return `{"items":[` + rep("{},", n) + "1]}" },
	"json nested": func(n int) string { return `{"version":"x","items":[{"id":` + rep(`{"a":`, n) },
	"json strings": func(n int) string {
		return `{"version":"x","items":[{"id":"1","content_html":"` + rep(`\u003c`, n) + `"}]}`
	},
	"json keys": func(n int) string { return `{"version":"x",` + numbered(`"a%[1]d":1,`, n) + `"items":[]}` },
	"json num":  func(n int) string { return `{"version":"x","items":[{"id":` + rep("1", n) + `}]}` },
	"json attachments": func(n int) string {
		return `{"version":"x","items":[{"id":1,"attachments":[` + numbered(`{"url":"http://x/%[1]d"},`, n) + `{}]}]}`
	},
	"json tags": func(n int) string {
		return `{"version":"x","items":[{"id":1,"tags":[` + numbered(`"%[1]d",`, n) + `""]}]}`
	},
	"json authors": func(n int) string {
		return `{"version":"x","items":[{"id":1,"authors":[` + numbered(`"%[1]d",`, n) + `""]}]}`
	},
	"json feed authors": func(n int) string {
		return `{"version":"x","authors":[` + numbered(`"%[1]d",`, n/2) + `""], "items":[` + rep(`{"id":1},`, n/2) + `{"id":2}]}`
	},
	"json truncated":     func(n int) string { return `{"version":"x","items":[` + rep(`{"id":"1","title":"x"},`, n) },
	"json truncated str": func(n int) string { return `{"version":"x","items":[{"id":"1","content_text":"` + rep(`x"x`, n) },
	"text newlines": func(n int) string {
		return `{"version":"x","items":[{"id":"1","content_text":"` + rep(`\n`, n) + `"}]}`
	},
	"rdf": func(n int) string {
		return "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel/>" + rep("<item rdf:about='a'><title>b</title></item>", n) + "</rdf:RDF>"
	},
}

// A megabyte of anything is read in memory that is a bounded multiple of it, and
// in time that grows as it does: four times the size takes four times as long
// (sixteen times where work is quadratic), give or take what a machine does beside.
func TestParseIsBounded(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // what is asked for is counted, not what is kept
	for name, flood := range floods {
		t.Run(name, func(t *testing.T) {
			read := func(body []byte) func() {
				return func() { _, _ = Parse(body, ParseOptions{URL: "http://x.org/", Now: queryNow}) }
			}
			large := []byte(flood(1 << 20))
			took, bytes := costs(1, read(large))
			if bytes > 200<<20 {
				t.Errorf("takes %d MB", bytes>>20)
			}
			quarter := []byte(flood(1 << 18))
			var small time.Duration
			for range 4 { // what is quadratic is so each time, what others delay is not
				if took < 2*time.Second {
					return
				}
				small, _ = costs(2, read(quarter))
				if took, _ = costs(1, read(large)); took < 9*small {
					return
				}
			}
			t.Errorf("a quarter takes %v, the whole %v", small, took)
		})
	}
}
