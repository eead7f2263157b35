package article

import (
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
)

// hostile are bodies that took some reader down, or could: deep, wide, or full
// of what makes parsers go back and forth. In a short run, as that with the race
// detector is, they are small: it is about what they share, not how long they take.
func hostile() map[string]string {
	rep := func(s string, n int) string {
		if testing.Short() {
			n = max(1, n/10)
		}
		return strings.Repeat(s, n)
	}
	var fonts strings.Builder
	for i := range 500 {
		fmt.Fprintf(&fonts, "<font color=%d>", i)
	}
	return map[string]string{
		"many hours in a line":    "<p>" + rep("<time>10:20</time>", 20_000),
		"many spans in a box":     "<div>" + rep("<span>Ab</span>", 20_000) + "</div>",
		"many boxes of stories":   rep(`<div class="related"><a href="/a">one two three</a></div>`, 5_000),
		"nested elements":         rep("<div>", 10_000) + "x",
		"nested quotes":           rep("<blockquote>", 400) + "x",
		"nested lists":            rep("<ul><li>a", 10_000),
		"nested tables":           rep("<table><tr><td>x", 5_000),
		"nested details":          rep("<details><summary>a</summary>", 5_000) + "x",
		"nested definition lists": rep("<dl><dt>a<dd>b", 5_000),
		"nested figures":          rep("<figure><img src=/a.jpg><figcaption>x", 5_000),
		"line breaks":             rep("<br>", 100_000) + "x",
		"broken lines":            rep("x<br>", 100_000),
		"slanted words":           "<p>" + rep("<br>", 100_000) + rep("<em>x</em>", 100_000),
		"slanted pictures":        "<p>" + rep("<br><em><img src=/a.jpg></em>", 50_000),
		"paragraphs":              rep("<p>x", 100_000),
		"unclosed formats":        fonts.String() + rep("<p>x", 50_000),
		"misnested formats":       rep("<b><i>x</b>", 50_000),
		"stray end tags":          rep("a</x>", 200_000),
		"a table of 500 columns":  "<table>" + rep("<tr>"+rep("<td>x", 500), 100),
		"a cell over all rows":    "<table>" + rep("<tr><td rowspan=9999 colspan=9999>x", 500),
		"brackets":                rep("[", 50_000) + rep("]", 50_000),
		"link brackets":           rep("<a href=/x>[</a>", 20_000),
		"backticks":               rep("`", 50_000),
		"code of backticks":       "<code>" + rep("`x", 50_000) + "</code>" + "<pre>" + rep("`", 50_000) + "</pre>",
		"stars between letters":   rep("<b>*</b>a", 30_000),
		"headings":                rep("<h2>a</h2>", 20_000),
		"pictures":                rep("<img src=https://e.example/a.jpg>", 20_000),
		"links":                   rep("<a href=https://e.example/a>x</a> ", 20_000),
		"addresses":               rep("https://e.example/a.b ", 20_000),
		"named boxes":             rep("<div class='related author-box gallery caption embed share'>x", 5_000),
		"boxes of lines":          rep("<div>x</div>", 100_000),
		"poems":                   rep("<div>x</div><div>y</div><div>z</div><p>w</p>", 20_000),
		"a box of formats":        "<div>" + rep("<i></i>", 100_000) + "</div>",
		"Roman lists":             rep("<ol type=i start=3998><li>x<li>y</ol>", 10_000),
		"footnotes":               rep("<sup><a href=#fn1>1</a></sup><p id=fn1>", 10_000),
		"different footnotes":     manyNotes(5_000),
		"TeX":                     rep("<math alttext='"+rep("{", 2_000)+"'></math>", 100),
		"attributes":              "<p " + rep("a=b ", 100_000) + ">x",
		"a long attribute":        "<a href='https://e.example/" + rep("a", 1<<20) + "'>x</a>",
		"angle brackets":          rep("<", 200_000),
		"comments":                rep("<!--x", 50_000),
		"a plain list":            rep("- a\n", 50_000),
		"one word":                rep("x", 1<<20),
		"marks on marks":          "x" + rep("\u0301", 100_000),
		"a code language":         "<pre><code class='language-" + rep("x", 10_000) + "'>x</code></pre>",
		"a fence that closes":     "<pre>```\n# no heading\n~~~\n````\n</pre>",
	}
}

func manyNotes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "x<a href=#fn%d id=r%d>%d</a> ", i, i, i)
	}
	for i := range n {
		fmt.Fprintf(&b, "<p id=fn%d>note <a href=#r%d>back</a>", i, i)
	}
	return b.String()
}

// TestHostile: none of them panics or makes more than a small multiple of
// itself, and all come out clean. That the work is linear is seen by the test
// ending at all: each took minutes in some version of this package or of the
// libraries it goes without.
func TestHostile(t *testing.T) {
	collectLess(t)
	for name, src := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := FromHTML(src, Options{BaseURL: "https://x.example/y"})
			checkArticle(t, a)
			if n := len(a.Markdown()); n > 6*len(src)+1000 {
				t.Errorf("%d bytes of Markdown of %d bytes of HTML", n, len(src))
			}
			for i := range a.Blocks {
				if d := depthOf(a.Blocks[i].Markdown); d > maxQuotes+maxLists+1 {
					t.Errorf("block %d is nested %d deep", i, d)
				}
			}
			checkSane(t, Sanitize(src, ""))
		})
	}
}

// collectLess has less garbage collected during a test: where megabytes are read, that
// is a fifth of the work, and not what is tested.
func collectLess(t *testing.T) {
	t.Helper()
	before := debug.SetGCPercent(400)
	t.Cleanup(func() { debug.SetGCPercent(before) })
}

// depthOf is the deepest nesting of quotes and lists, by the marks and
// indentation that lines begin with.
func depthOf(md string) int {
	deepest := 0
	for line := range strings.SplitSeq(md, "\n") {
		quotes, indent := 0, 0
	marks:
		for i := 0; i < len(line); i++ {
			switch line[i] {
			case '>':
				quotes++
			case ' ':
				indent++
			default:
				break marks
			}
		}
		deepest = max(deepest, quotes+(indent-quotes)/2)
	}
	return deepest
}

func TestTextIsBounded(t *testing.T) {
	a := FromHTML(strings.Repeat("<p>0123456789</p>", 10_000), Options{MaxText: 5_000})
	if n := len(a.Text()); n > 10_000 || !a.Truncated {
		t.Errorf("%d bytes of text, truncated %v", n, a.Truncated)
	}
	if a := FromHTML("<p>short</p>", Options{}); a.Truncated {
		t.Error("a short text counts as truncated")
	}
}

func TestExtractHostile(t *testing.T) {
	collectLess(t)
	for name, src := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _ := builtIn.Extract([]byte("<html><body><article>"+src), "https://x.example/y", "text/html") // an error is well too
			checkSane(t, got.HTML+got.Title)
		})
	}
}

func BenchmarkFromHTML(b *testing.B) {
	story := "<h2>A heading</h2><p>Negotiators returned to the <a href='/talks'>table</a> on <b>Thursday</b> with little to show for the second round and less time for the third. The draft text runs to eleven pages, of which four are agreed.</p><ul><li>one thing</li><li>another</li></ul><blockquote><p>Nobody leaves a table that is still being set.</p></blockquote><figure><img src='/a.jpg' alt='x'><figcaption>Caption. Photo: A/B</figcaption></figure>"
	for _, n := range []int{10, 50, 1000} {
		src := strings.Repeat(story, n)
		b.Run(fmt.Sprintf("%dKB", len(src)/1024), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				FromHTML(src, Options{BaseURL: "https://news.example/"})
			}
		})
	}
}
