package cli

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"log"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lede/store"
	"lede/ui/theme"
	"lede/ui/typeset"
)

// payloads are what a terminal would obey, or be confused by. A sequence that
// carries 666 is never lede's own.
var payloads = map[string]string{
	"moving the cursor":       "\x1b[666;5H\x1b[2J\x1b[?666h",
	"colours":                 "\x1b[666m\x1b[38;5;66;6m",
	"icon name":               "\x1b]0;666\x07",
	"window title":            "\x1b]2;666\x1b\\",
	"palette":                 "\x1b]4;1;#666666\x07",
	"a link":                  "\x1b]8;;https://666.example/\x1b\\click\x1b]8;;\x1b\\",
	"a link to a file":        "\x1b]8;id=666;file:///etc/passwd\x07click\x1b]8;;\x07",
	"a notification":          "\x1b]9;666\x07\x1b]777;notify;666;x\x07",
	"the clipboard":           "\x1b]52;c;NjY2\x07",
	"the clipboard, unended":  "\x1b]52;c;NjY2",
	"iTerm2":                  "\x1b]1337;File=inline=1:NjY2\x07",
	"DCS":                     "\x1bP666q#0~~\x1b\\\x1bP+q666\x1b\\",
	"APC":                     "\x1b_Ga=T,f=100;NjY2\x1b\\",
	"PM and SOS":              "\x1b^666\x1b\\\x1bX666\x1b\\",
	"8-bit CSI":               "\u009b666m\u009b2J",
	"8-bit OSC":               "\u009d52;c;NjY2\u009c\u009d0;666\u009c",
	"8-bit DCS, APC, PM, SOS": "\u0090666q\u009c\u009f666\u009c\u009e666\u009c\u0098666\u009c",
	"Latin-1 CSI":             "\x9b666m",
	"end of a paste":          "\x1b[201~rm -rf 666\r",
	"a reset":                 "\x1bc\x1b#8\x1b(0",
	"ESC alone":               "\x1b",
	"BEL, BS, SO, SI":         "a\x07\b\b\b\x0e\x0fz",
	"CR":                      "honest\rforged",
	"VT, FF, NEL, LS, PS":     "a\vb\fc\u0085d\u2028e\u2029f",
	"TAB":                     "a\tb",
	"NUL and DEL":             "a\x00b\x7fc",
	"bidi":                    "\u202egpj.exe\u202c\u2066x\u2069\u200f\u061c",
	"zero width":              "a\u200bb\u2060c\ufeffd\u2063e\u180ef",
	"joiners":                 "a\u200db\u200cc",
	"tag characters":          "x\U000e0069\U000e0067\U000e006e\U000e007f",
	"Zalgo":                   "Z" + strings.Repeat("\u0301\u0489", 40),
	"marks alone":             strings.Repeat("\u20dd", 40),
	"a chain of joiners":      strings.Repeat("👩\u200d", 200),
	"private and odd":         "\ufffe\uffff\U000f0000\u3164\u115f\u00ad",
	"invalid UTF-8":           "\xff\xfe\xc3(\xed\xa0\x80\xf8\xa1\xa1\xa1\xa1\xc0\x9b666m",
	"markup and Markdown":     "</title><script>666</script> [x](javascript:666) `\x1b[666m` ](x)\n```\n\x1b[666m",
}

// spellings are ways to write a payload so that it comes alive late.
var spellings = map[string]func(string) string{
	"raw":                 func(s string) string { return s },
	"decimal":             refs("&#%d;"),
	"hexadecimal":         refs("&#x%x;"),
	"without semicolon":   refs("&#%d"),
	"twice":               refs("&amp;#%d;"),
	"thrice":              refs("&amp;amp;#x%X;"),
	"four times":          refs("&amp;amp;amp;#%d;"),
	"split over tags":     func(s string) string { return strings.ReplaceAll(s, "\x1b", "<i>\x1b</i><b></b>") },
	"split references":    func(s string) string { return strings.ReplaceAll(s, "\x1b", "&<!-- -->#27;&#<i></i>27;&#2<b>7;</b>") },
	"ESC as two C1 bytes": func(s string) string { return strings.ReplaceAll(s, "\x1b", "\xc2\x9b\x1b\x1b") },
}

func refs(form string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if r >= ' ' && r <= '~' && r != '<' {
				b.WriteRune(r)
			} else {
				fmt.Fprintf(&b, form, r)
			}
		}
		return b.String()
	}
}

// hostileHTML puts a text in each place that a body has.
func hostileHTML(s string) string {
	a := strings.NewReplacer(`"`, "&quot;").Replace(s)
	return strings.ReplaceAll(`<h2>head §</h2><p>body § <code>§</code> <a href="https://e.example/§" title="§">§</a> <a href="§">x</a> <b>§</b><i>§</i>
<blockquote>§<cite>§</cite></blockquote><pre><code class="language-§">§</code></pre><ul><li>§</ul><table><caption>§</caption><tr><th>§<td>§</table>
<figure><img src="https://e.example/§.png" alt="§" title="§"><figcaption>§</figcaption></figure><img src="§" alt="§">
<details><summary>§</summary>§</details><video src="https://e.example/§" title="§"></video><iframe src="https://www.youtube.com/embed/§" title="§"></iframe>
<dl><dt>§<dd>§</dl><sup><a href="#fn§">§</a></sup><p id="fn§">§</p><math alttext="§"></math><kbd>§</kbd><del>§</del><abbr title="§">§</abbr><ruby>§<rt>§</rt></ruby>`, "§", a)
}

func cdata(s string) string { return "<![CDATA[" + strings.ReplaceAll(s, "]]>", "]]") + "]]>" }

// rss, atom and jsonFeed put each of the texts in each place that an entry has.
func rss(texts []string) string {
	var b strings.Builder
	all := strings.Join(texts, "")
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T%s</title><link>https://e.example/%s</link><description>%s</description><language>%s</language>`, all, all, all, all)
	for i, s := range texts {
		fmt.Fprintf(&b, "<item><title>t%[1]d%[2]s</title><link>https://e.example/%[1]d?%[2]s</link><guid>g%[1]d%[2]s</guid><author>%[2]s</author><dc:creator>c%[2]s</dc:creator><category>k%[2]s</category>"+
			"<pubDate>%[2]s</pubDate><comments>https://e.example/%[2]s</comments><enclosure url=\"https://e.example/%[5]s\" type=\"audio/%[5]s\" length=\"1\"/><media:title>%[2]s</media:title><media:description>%[2]s</media:description>"+
			"<description>%[3]s</description><content:encoded>%[4]s</content:encoded></item>",
			i, s, html.EscapeString(hostileHTML(s)), cdata(hostileHTML(s)), strings.ReplaceAll(strings.ReplaceAll(s, `"`, ""), "<", ""))
	}
	return b.String() + "</channel></rss>"
}

func atom(texts []string) string {
	var b strings.Builder
	all := strings.Join(texts, "")
	fmt.Fprintf(&b, `<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">T%s</title><subtitle>%s</subtitle><id>urn:%s</id><generator>%s</generator>`, all, all, all, all)
	for i, s := range texts {
		attr := strings.NewReplacer(`"`, "", "<", "").Replace(s)
		fmt.Fprintf(&b, `<entry><title type="html">t%[1]d%[2]s</title><id>i%[1]d%[2]s</id><link href="https://e.example/%[1]d?%[3]s" title="%[3]s"/><author><name>a%[2]s</name><uri>https://e.example/%[2]s</uri></author>`+
			`<category term="k%[3]s" label="l%[3]s"/><updated>2026-11-22T08:00:00Z</updated><summary type="html">%[4]s</summary><content type="html">%[5]s</content><rights>%[2]s</rights></entry>`,
			i, s, attr, html.EscapeString(s), html.EscapeString(hostileHTML(s)))
	}
	return b.String() + "</feed>"
}

func jsonFeed(texts []string) string {
	all := strings.Join(texts, "")
	var items []any
	for i, s := range texts {
		items = append(items, map[string]any{
			"id": fmt.Sprint("j", i, s), "url": fmt.Sprintf("https://e.example/j%d?%s", i, s), "title": fmt.Sprintf("t%d%s", i, s), "summary": s,
			"content_html": hostileHTML(s), "authors": []any{map[string]any{"name": "a" + s, "url": "https://e.example/" + s}}, "tags": []any{"k" + s},
			"language": s, "image": "https://e.example/" + s, "attachments": []any{map[string]any{"url": "https://e.example/" + s, "mime_type": "audio/" + s, "title": s}},
		})
		items = append(items, map[string]any{"id": fmt.Sprint("p", i, s), "content_text": "plain " + s}) // its title is made of its words
	}
	body, err := json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": "T" + all, "home_page_url": "https://e.example/" + all, "description": all, "items": items})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// rawAnswers are answers below what net/http would let a server say; %s is the
// payload.
var rawAnswers = map[string]string{
	"reason":       "HTTP/1.1 503 Not %s today\r\nContent-Length: 0\r\n\r\n",
	"not found":    "HTTP/1.1 404 %s\r\nContent-Length: 0\r\n\r\n",
	"location":     "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/%s\r\nContent-Length: 0\r\n\r\n",
	"a scheme":     "HTTP/1.1 302 Found\r\nLocation: x%s://e/\r\nContent-Length: 0\r\n\r\n",
	"content type": "HTTP/1.1 200 OK\r\nContent-Type: text/%s; charset=%[1]s\r\nContent-Length: 5\r\n\r\nhello",
	"encoding":     "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: 5\r\n\r\nhello",
	"status line":  "%s\r\n\r\n",
	"header":       "HTTP/1.1 200 OK\r\n%s: x\r\nContent-Length: 0\r\n\r\n",
	"a page":       "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3000\r\n\r\n<title>%s</title><link rel=alternate type=application/rss+xml title='%[1]s' href='/%[1]s'>",
}

// hostileServer serves the feeds, and answers under /raw/ by name.
func hostileServer(t *testing.T) (server *httptest.Server, urls []string) {
	formats := map[string]func([]string) string{"rss": rss, "atom": atom, "json": jsonFeed}
	mux := http.NewServeMux()
	server = httptest.NewServer(mux)
	t.Cleanup(server.Close)
	log.SetOutput(io.Discard) // net/http's transport tells there of answers without a request
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	for spelling, spell := range spellings {
		var groups [3][]string
		n := 0
		for _, p := range sortedValues(payloads) {
			groups[n%len(groups)] = append(groups[n%len(groups)], spell(p))
			n++
		}
		for format, write := range formats {
			for i, texts := range groups {
				body := write(texts)
				path := fmt.Sprintf("/%s/%s/%d", format, strings.ReplaceAll(spelling, " ", "-"), i)
				mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", map[string]string{"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}[format])
					_, _ = io.WriteString(w, body)
				})
				urls = append(urls, server.URL+path)
			}
		}
	}
	for name, answer := range rawAnswers {
		for i, p := range sortedValues(payloads) {
			path := fmt.Sprintf("/raw/%s/%d", strings.ReplaceAll(name, " ", "-"), i)
			mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
				conn, _, err := w.(http.Hijacker).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = fmt.Fprintf(conn, answer, p)
				_ = conn.Close()
			})
			urls = append(urls, server.URL+path)
		}
	}
	return server, urls
}

// house runs commands over one data folder.
type house struct {
	t   *testing.T
	env []string
}

func newHouse(t *testing.T) house {
	dir := t.TempDir()
	h := house{t: t, env: []string{"HOME=" + dir, "TZ=UTC", "NO_PROXY=*", "TERM=xterm-256color", "LANG=en_US.UTF-8"}}
	for _, v := range []string{"CONFIG", "DATA", "STATE", "CACHE"} {
		t.Setenv("XDG_"+v+"_HOME", filepath.Join(dir, strings.ToLower(v)))
	}
	t.Setenv("HOME", dir)
	return h
}

// lede runs a command, and returns its exit code and what it wrote.
func (h house) lede(args ...string) (code int, stdout, stderr string) {
	h.t.Helper()
	var out, errs bytes.Buffer
	code = Run(h.t.Context(), System{Args: append(h.flags(), args...), Environ: h.env, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: frozenNow})
	return code, out.String(), errs.String()
}

func (h house) flags() []string {
	home := strings.TrimPrefix(h.env[0], "HOME=")
	return []string{"--data", filepath.Join(home, "lede")}
}

func frozenNow() time.Time {
	now, err := time.Parse(time.RFC3339, frozen)
	if err != nil {
		panic(err)
	}
	return now
}

// subscribeAll imports the addresses as a newsboat list, which asks nobody.
func (h house) subscribeAll(urls []string) {
	h.t.Helper()
	file := filepath.Join(h.t.TempDir(), "urls")
	if err := os.WriteFile(file, []byte(strings.Join(urls, "\n")+"\n"), 0o600); err != nil {
		h.t.Fatal(err)
	}
	if code, _, stderr := h.lede("import", file); code != 0 {
		h.t.Fatalf("import: %s", stderr)
	}
}

// TestTerminalIsSafe sends what a terminal would obey through the whole
// program: fetched, parsed, stored, and out by every command and every page.
func TestTerminalIsSafe(t *testing.T) {
	h := newHouse(t)
	_, urls := hostileServer(t)
	h.subscribeAll(urls)
	check := func(args ...string) string {
		t.Helper()
		code, stdout, stderr := h.lede(args...)
		if code != 0 {
			t.Errorf("lede %s: exit %d: %s", strings.Join(args, " "), code, stderr)
		}
		name := "lede " + strings.Join(args, " ")
		checkPlain(t, name, stdout)
		checkPlain(t, name+" (stderr)", stderr)
		return stdout
	}
	check("refresh", "--all")
	check("refresh", "--all", "--json")
	check("feeds")
	checkJSONLines(t, "feeds --json", check("feeds", "--json"))
	check("list")
	list := check("list", "--json")
	checkJSONLines(t, "list --json", list)
	checkJSONLines(t, "search", check("search", "--json", "body"))
	check("search", "plain OR head OR body")
	checkXML(t, "export", check("export"))
	if got, want := strings.Count(list, "\n"), 3*len(spellings)*len(payloads); got < want {
		t.Errorf("%d entries of at least %d were kept", got, want)
	}
	h.checkByLines(t, strings.Count(list, "\n"))
	if !testing.Short() { // the race detector has nothing to see in pages that are made one after the other
		want := len(spellings) * len(payloads) // all others are in the lists, and read by lines
		if got := h.checkPages(t, list, inTurns()); got < want {
			t.Errorf("%d pages of at least %d were looked at", got, want)
		}
	}
	for i := range min(len(urls), 40) { // by hand, those whose errors are said on the way
		u := urls[len(urls)-1-i]
		_, stdout, stderr := h.lede("add", u)
		checkPlain(t, "add "+u, stdout+stderr)
	}
}

// checkByLines reads what there is by lines: the views, then the n stories of all,
// and where their links lead.
func (h house) checkByLines(t *testing.T, n int) {
	t.Helper()
	var said strings.Builder
	said.WriteString("feeds\nfeeds 5\n")
	for i := range n {
		if !testing.Short() || i%10 == 0 {
			fmt.Fprintf(&said, "%d\nlinks\n", i+1)
		}
	}
	var out, errs bytes.Buffer
	code := Run(t.Context(), System{Args: append(h.flags(), "--plain"), Environ: h.env, Stdin: strings.NewReader(said.String()), Stdout: &out, Stderr: &errs, Now: frozenNow})
	if code != 0 || !strings.Contains(out.String(), "\nAll, ") || !strings.Contains(out.String(), "\nweb and a number opens one.") {
		t.Errorf("lede --plain: exit %d, %q, %.300s", code, errs.String(), out.String())
	}
	checkPlain(t, "lede --plain", out.String())
	checkPlain(t, "lede --plain (stderr)", errs.String())
}

// inTurns takes a third of the stories in turns, so that each payload is among them
// in each spelling, and in each format.
func inTurns() func(url string) bool {
	names, seen := slices.Sorted(maps.Keys(spellings)), make(map[string]int)
	return func(url string) bool {
		path := strings.Split(url, "/")[3:] // format, spelling, group
		turn := seen[url]
		seen[url]++
		if path[0] == "json" { // which has two stories for each payload
			turn /= 2
		}
		turn += slices.Index([]string{"rss", "atom", "json"}, path[0]) + slices.Index(names, strings.ReplaceAll(path[1], "-", " "))
		return turn%3 == 0
	}
}

// checkPages looks at stories of a list in each form that they are shown in: those of
// whose feed's address take says so. It returns how many these were.
func (h house) checkPages(t *testing.T, list string, take func(url string) bool) (n int) {
	t.Helper()
	a := newApp(System{Environ: h.env, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Now: frozenNow})
	a.flags.data = h.flags()[1]
	a.locate()
	for line := range strings.Lines(list) {
		var e struct {
			ID   int64 `json:"id,string"`
			Feed struct{ URL string }
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if take(e.Feed.URL) {
			checkPage(t, a, e.ID)
			n++
		}
	}
	if err := a.close(); err != nil {
		t.Error(err)
	}
	return n
}

func checkPage(t *testing.T, a *app, n int64) {
	t.Helper()
	item, err := a.entry(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "markdown", "html", "json"} {
		var out bytes.Buffer
		a.out.Reset(&out)
		show, _ := showFormats.named(format)
		if err := show(t.Context(), a, shown{Item: item}); err != nil {
			t.Fatal(err)
		}
		if err := a.out.Flush(); err != nil {
			t.Fatal(err)
		}
		checkPlain(t, "show --format "+format+" "+item.Entry.Title, out.String())
		switch format {
		case "json":
			checkJSONLines(t, "show --json", out.String())
		case "html":
			checkPlain(t, "show --format html, read "+item.Entry.Title, html.UnescapeString(out.String()))
		}
	}
	checkSetting(t, a, item)
}

func checkSetting(t *testing.T, a *app, item store.Item) {
	t.Helper()
	look, err := theme.New("", true, colorprofile.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	art := readable(shown{Item: item})
	head := headOf(a, shown{Item: item}, art)
	for _, widths := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
		setter, err := typeset.New(typeset.Options{Theme: look, Measure: 76, Widths: widths, Hyperlinks: true})
		if err != nil {
			t.Fatal(err)
		}
		g := setter.Begin(art, head)
		if err := g.Finish(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, line := range g.Lines(0, math.MaxInt) {
			checkStyled(t, "a page of "+item.Entry.Title, line)
			if w := widths.StringWidth(line); w > 76 {
				t.Errorf("a line of %d columns: %q", w, line)
			}
		}
	}
}

// TestOutlinesAreSafe imports hostile subscription lists, one for each
// spelling: a file that is no XML at all may be refused, in one clean line.
func TestOutlinesAreSafe(t *testing.T) {
	for name, spell := range spellings {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			var b strings.Builder
			b.WriteString(`<?xml version="1.0"?><opml version="2.0"><head><title>x</title></head><body>`)
			for i, p := range sortedValues(payloads) {
				s := strings.NewReplacer(`"`, "", "<", "&lt;").Replace(spell(p))
				fmt.Fprintf(&b, `<outline text="F%s"><outline type="rss" text="t%[1]s" title="%[1]s" category="/k%[1]s" xmlUrl="http://127.0.0.1:1/%[2]d?%[1]s" htmlUrl="http://e.example/%[1]s"/></outline>`, s, i)
			}
			b.WriteString(`</body></opml>`)
			file := filepath.Join(t.TempDir(), "x.opml")
			if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"import", file}, {"feeds"}, {"feeds", "--json"}, {"export"}} {
				code, stdout, stderr := h.lede(args...)
				if code != 0 {
					t.Errorf("lede %s: exit %d: %.500s", args, code, stderr)
				}
				checkPlain(t, args[0], stdout)
				checkPlain(t, args[0]+" (stderr)", stderr)
				switch {
				case args[0] == "feeds" && strings.Count(stdout, "\n") < len(payloads)*9/10:
					t.Errorf("%d feeds of %d were imported", strings.Count(stdout, "\n"), len(payloads))
				case args[0] == "export":
					checkXML(t, "export", stdout)
				}
			}
		})
	}
}

func checkXML(t *testing.T, where, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", where, err)
			return
		}
		if start, ok := tok.(xml.StartElement); ok {
			for _, a := range start.Attr {
				checkPlain(t, where+" "+a.Name.Local, a.Value)
			}
		}
	}
}
