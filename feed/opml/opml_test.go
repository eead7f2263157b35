package opml

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"lede/feed"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// summary is a list in one line a subscription.
func summary(l List) string {
	var b strings.Builder
	for _, s := range l.Subscriptions {
		fmt.Fprintf(&b, "%s|%s|%s|%s\n", s.Folder, s.DisplayTitle(), s.URL, strings.Join(s.Tags, ","))
	}
	return b.String()
}

func opmlOf(body string) string {
	return `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>` + body + `</body></opml>`
}

func TestRead(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(opmlOf(`<outline text="Čeština" xmlUrl="https://a.example/"/>`))
	if err != nil {
		t.Fatal(err)
	}
	latin, err := charmap.ISO8859_1.NewEncoder().String(`<?xml version="1.0" encoding="iso-8859-1"?><opml><body><outline text="Café" xmlUrl="https://a.example/"/></body></opml>`)
	if err != nil {
		t.Fatal(err)
	}
	lying, err := charmap.Windows1252.NewEncoder().String(`<?xml version="1.0" encoding="utf-8"?><opml><body><outline text="“Café”" xmlUrl="https://a.example/"/></body></opml>`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, in, want string }{
		{
			"folders and categories", opmlOf(`<outline text="News"><outline text="World" title="World"><outline type="rss" text="A" xmlUrl="https://a.example/feed" category="/Tech/Go,daily"/></outline><outline text="B" xmlUrl="http://b.example"/></outline><outline title="C" xmlUrl="https://c.example/"/>`),
			"News/World|A|https://a.example/feed|Tech/Go,daily\nNews|B|http://b.example|\n|C|https://c.example/|\n",
		},
		{
			"cases of names", `<OPML><BODY><OUTLINE TEXT="A" XMLURL="https://a.example/"/><Outline Title="B" xmlurl="https://b.example/"></Outline></BODY></OPML>`,
			"|A|https://a.example/|\n|B|https://b.example/|\n",
		},
		{"type rss with url", opmlOf(`<outline type="rss" text="A" url="https://a.example/"/><outline type="link" text="no" url="https://b.example/"/>`), "|A|https://a.example/|\n"},
		{"entities", opmlOf(`<outline text="A &amp; B &eacute; &nbsp;x &unknown; & co" xmlUrl="https://a.example/?a=1&b=2"/>`), "|A & B é x &unknown; & co|https://a.example/?a=1&b=2|\n"},
		{"control characters and escapes", opmlOf("<outline text=\"\x01a\x1b[31m&#27;[2Jb&#x9b;\u202ec\" xmlUrl=\"https://a.example/\"/>"), "|a[31m[2Jbc|https://a.example/|\n"},
		{
			"folder names that look like paths", opmlOf(`<outline text="../../etc"><outline text=".."><outline text="AC/DC"><outline text="A" xmlUrl="https://a.example/"/></outline></outline></outline>`),
			"..∕..∕etc/AC∕DC|A|https://a.example/|\n",
		},
		{"doubles", opmlOf(`<outline text="A" xmlUrl="https://a.example" category="x"/><outline text="F"><outline text="A2" xmlUrl="https://A.example:443/#top" category="y"/></outline>`), "F|A|https://a.example|x,y\n"},
		{"a feed in several folders", opmlOf(`<outline text="F"><outline text="A" xmlUrl="https://a.example"/></outline><outline text="G"><outline text="H"><outline text="A" xmlUrl="https://a.example"/></outline><outline text="A" xmlUrl="https://a.example"/></outline><outline text="A" xmlUrl="https://a.example"/>`), "F|A|https://a.example|H,G\n"},
		{"external entities are not fetched", `<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + opmlOf(`<outline text="&x;" xmlUrl="https://a.example/"/>`)[21:], "|&x;|https://a.example/|\n"},
		{"feeds in feeds, and bare ends", opmlOf(`</outline><outline text="A" xmlUrl="https://a.example/"><outline text="B" xmlUrl="https://b.example/"/></outline>`), "|A|https://a.example/|\n|B|https://b.example/|\n"},
		{"an unclosed folder", opmlOf(`<outline text="F"><outline text="A" xmlUrl="https://a.example/"/>`), "F|A|https://a.example/|\n"},
		{"UTF-16", utf16, "|Čeština|https://a.example/|\n"},
		{"Latin-1", latin, "|Café|https://a.example/|\n"},
		{"windows-1252 that says UTF-8", lying, "|“Café”|https://a.example/|\n"},
		{"feed: and bare hosts", opmlOf(`<outline text="A" xmlUrl="feed://a.example/x"/><outline text="B" xmlUrl="b.example/feed"/>`), "|A|http://a.example/x|\n|B|https://b.example/feed|\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := ReadAny(strings.NewReader(c.in), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, summary(l)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReject(t *testing.T) {
	in := opmlOf(`<outline text="a" xmlUrl="exec:rm -rf /"/>` + "\n" + `<outline text="b" xmlUrl="file:///etc/passwd"/><outline text="c" xmlUrl="javascript:alert(1)"/><outline text="d&#27;" xmlUrl="https://"/><outline text="ok" xmlUrl="https://a.example/"/>`)
	l, err := Read(strings.NewReader(in), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range l.Rejected {
		got = append(got, fmt.Sprintf("%d %s: %s", r.Line, r.Title, r.Reason))
	}
	want := []string{
		"1 a: commands and files are not taken from a list", "2 b: commands and files are not taken from a list",
		`2 c: addresses that begin with "javascript:" can't be subscribed to`, "2 d: its address can't be understood",
	}
	if diff := cmp.Diff(want, got); diff != "" || len(l.Subscriptions) != 1 {
		t.Error(diff, summary(l))
	}
	if l, err = Read(strings.NewReader(in), Options{Local: true}); err != nil || len(l.Subscriptions) != 3 {
		t.Errorf("with Local: %v, %s", err, summary(l))
	}
}

func TestBrokenLists(t *testing.T) {
	whole := opmlOf("\n<outline text='A' xmlUrl='https://a.example/'/>\n")
	for in, want := range map[string]string{
		"":                                   "the subscription list is empty",
		" \n":                                "the subscription list is empty",
		"<html><p>no</p></html>":             "this is not a subscription list: it has no opml element",
		whole[:len(whole)-20]:                "breaks off at line 2",
		whole[:strings.Index(whole, "xmlU")]: "breaks off at line 2",
		"\x89PNG\r\n\x1a\n":                  "this is not a subscription list: no line of it is a feed's address",
		"https://a.example/ \"x\n":           "line 1 of the subscription list: a quotation mark is not closed",
	} {
		if _, err := ReadAny(strings.NewReader(in), Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", in, err, want)
		}
	}
}

func TestDeepAndLongLists(t *testing.T) {
	deep := opmlOf(strings.Repeat(`<outline text="f">`, 10_000) + `<outline text="A" xmlUrl="https://a.example/"/>` + strings.Repeat(`</outline>`, 10_000))
	l, err := Read(strings.NewReader(deep), Options{})
	if err != nil || len(l.Subscriptions) != 1 || strings.Count(l.Subscriptions[0].Folder, "/") != maxDepth-1 {
		t.Errorf("deep: %v, %s", err, summary(l))
	}
	var b strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&b, `<outline text="F%d" xmlUrl="https://a.example/%d"/>`, i, i)
	}
	if l, err = Read(strings.NewReader(opmlOf(b.String())), Options{}); err != nil || len(l.Subscriptions) != 100_000 {
		t.Errorf("long: %v, %d", err, len(l.Subscriptions))
	}
}

func TestReadURLs(t *testing.T) {
	in := "# mine\n\nhttps://a.example/feed news \"two words\" \"~My \\\"A\\\"\" !\nhttps://b.example/ # a comment\n" +
		"\"query:Unread:unread = \\\"yes\\\"\" x\n\"exec:~/bin/x y\" cmd\nfilter:~/f:https://c.example/ t\nnot-an-address\n"
	l, err := ReadAny(strings.NewReader(in), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("|My \"A\"|https://a.example/feed|news,two words,hidden\n|https://b.example/|https://b.example/|\n", summary(l)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Query{{Line: 5, Name: "Unread", Expression: `unread = "yes"`, Tags: []string{"x"}}}, l.Queries); diff != "" {
		t.Error(diff)
	}
	if len(l.Rejected) != 3 || l.Rejected[0].Line != 6 || l.Rejected[2].Reason != "its address can't be understood" {
		t.Errorf("%+v", l.Rejected)
	}
	if l, err = ReadAny(strings.NewReader(in), Options{Local: true}); err != nil || len(l.Subscriptions) != 4 || l.Subscriptions[2].URL != "exec:~/bin/x y" {
		t.Errorf("with Local: %v, %s", err, summary(l))
	}
}

// text makes clean texts, with all that XML must escape.
func text() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return feed.Clean(rapid.StringOfN(rapid.RuneFrom([]rune(`ab Z<>&"'é漢🙂,/~!#:\%`)), 0, 12, -1).Draw(t, "text"), 0)
	})
}

func TestWriteThenReadIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var subs []feed.Subscription
		for i := range rapid.IntRange(0, 8).Draw(t, "feeds") {
			var s feed.Subscription
			s.URL = fmt.Sprintf("https://h%d.example/f?a=1&b=%d", i, i)
			s.Title, s.OwnTitle = text().Draw(t, "title"), text().Draw(t, "own")
			s.HomePageURL, s.Description = text().Draw(t, "home"), text().Draw(t, "description")
			var folder []string
			for range rapid.IntRange(0, 3).Draw(t, "depth") {
				if name := level(text().Draw(t, "folder")); name != "" {
					folder = append(folder, name)
				}
			}
			s.Folder = strings.Join(folder, "/")
			s.Tags = addTags(nil, rapid.SliceOfN(text(), 0, 3).Draw(t, "tags")...)
			if rapid.Bool().Draw(t, "dated") {
				s.AddedAt = noon
			}
			s.Options.UserAgent = text().Draw(t, "agent")
			subs = append(subs, s)
		}
		var out, again bytes.Buffer
		if err := WriteCopy(&out, "Mine", subs, noon); err != nil {
			t.Fatal(err)
		}
		l, err := Read(bytes.NewReader(out.Bytes()), Options{Local: true})
		if err != nil {
			t.Fatal(err)
		}
		byURL := func(a, b feed.Subscription) int { return strings.Compare(a.URL, b.URL) }
		got := slices.SortedFunc(slices.Values(l.Subscriptions), byURL)
		slices.SortFunc(subs, byURL)
		if diff := cmp.Diff(subs, got); diff != "" {
			t.Fatalf("%s\n%s", diff, out.String())
		}
		slices.Reverse(got)
		if err := WriteCopy(&again, "Mine", got, noon); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Fatalf("the order depends on the input: %v", err)
		}
		out.Reset()
		if err := Write(&out, "Mine", []feed.Subscription{{Options: feed.Options{UserAgent: "hidden-agent"}}}, noon); err != nil || strings.Contains(out.String(), "hidden") {
			t.Fatalf("options in a list for others: %v\n%s", err, out.String())
		}
	})
}

// A stranger's list sets no options: they would run commands, and send what is secret
// here wherever the list says.
func TestOptionsOfAStranger(t *testing.T) {
	var out bytes.Buffer
	sub := feed.Subscription{Feed: feed.Feed{URL: "https://a.example/"}, OwnTitle: "Mine", Options: feed.Options{
		PasswordCommand: "touch here", TokenEnv: "SECRET", Headers: map[string]string{"X": "${SECRET}"}, Proxy: "http://b.example", FullText: feed.FullTextAlways,
	}}
	if err := WriteCopy(&out, "List", []feed.Subscription{sub}, noon); err != nil {
		t.Fatal(err)
	}
	for _, local := range []bool{false, true} {
		l, err := ReadAny(bytes.NewReader(out.Bytes()), Options{Local: local})
		if err != nil || len(l.Subscriptions) != 1 || l.Subscriptions[0].OwnTitle != "Mine" {
			t.Fatal(l, err)
		}
		want := feed.Options{}
		if local {
			want = sub.Options
		}
		if diff := cmp.Diff(want, l.Subscriptions[0].Options); diff != "" {
			t.Error("local:", local, diff)
		}
	}
}

func FuzzOPML(f *testing.F) {
	f.Add([]byte(opmlOf(`<outline text="a&#27;" xmlUrl="https://a.example/"/>`)))
	f.Add([]byte("<opml><outline><outline text='/' xmlurl=feed:x"))
	f.Add([]byte("https://a.example \"~\x1b]0;x\x07\" !\nquery:a:b\n"))
	f.Add([]byte("\xff\xfe<\x00o\x00"))
	f.Add([]byte("<!DOCTYPE a [<!ENTITY b \"c\">]><opml>&b;</opml>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		l, err := ReadAny(bytes.NewReader(b), Options{Local: true})
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 8<<20+400*uint64(len(b)) { // much of it for a moment: a short line is a subscription
			t.Errorf("%d bytes of a list take %d MB of memory", len(b), took>>20)
		}
		if err != nil {
			if strings.ContainsAny(err.Error(), "\x1b\x07\n") {
				t.Errorf("error %q", err)
			}
			return
		}
		for _, s := range l.Subscriptions {
			for _, text := range append(s.Tags, s.Title, s.OwnTitle, s.Folder, s.Description) {
				if text != feed.Clean(text, 0) {
					t.Errorf("not clean: %q", text)
				}
			}
		}
		var out bytes.Buffer
		if err := WriteCopy(&out, l.Title, l.Subscriptions, noon); err != nil {
			t.Fatal(err)
		}
		again, err := Read(&out, Options{Local: true})
		if err != nil || len(again.Subscriptions) != len(l.Subscriptions) {
			t.Fatalf("%d subscriptions became %d, %v", len(l.Subscriptions), len(again.Subscriptions), err)
		}
	})
}
