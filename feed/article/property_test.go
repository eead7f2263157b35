package article

import (
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"
)

// seen is what a CommonMark reader with the extensions that Glamour uses sees
// in Markdown: its text, and the constructs it takes it for.
func seen(md string) (string, map[string]int) {
	src := []byte(md)
	gm := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList))
	kinds := map[string]int{}
	var b strings.Builder
	doc := gm.Parser().Parse(text.NewReader(src))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			kinds[n.Kind().String()]++
			switch n := n.(type) {
			case *ast.Link: // one that formats part still counts once
				if kinds["Link to "+string(n.Destination)]++; kinds["Link to "+string(n.Destination)] > 1 {
					kinds["Link"]--
				}
			case *ast.Text:
				v := n.Value(src)
				if n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan {
					b.Write(v)
				} else {
					b.Write(unescaped(v))
				}
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte('\n')
				}
			case *ast.String:
				b.Write(n.Value)
			case *ast.FencedCodeBlock:
				for i := range n.Lines().Len() {
					l := n.Lines().At(i)
					b.Write(l.Value(src))
				}
			case *ast.AutoLink:
				b.Write(n.Label(src))
			}
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeBlock || n.Kind() == east.KindTableCell {
			b.WriteByte(' ')
		}
		return ast.WalkContinue, nil
	})
	return b.String(), kinds
}

// unescaped takes the backslashes off that goldmark leaves in a Text's source.
func unescaped(v []byte) []byte {
	out := make([]byte, 0, len(v))
	for i := 0; i < len(v); i++ {
		if v[i] == '\\' && i+1 < len(v) && v[i+1] < 0x80 && (unicode.IsPunct(rune(v[i+1])) || unicode.IsSymbol(rune(v[i+1]))) {
			i++
		}
		out = append(out, v[i])
	}
	return out
}

// Text that means something to Markdown, to HTML or to a terminal.
var nasty = rapid.SampledFrom([]string{
	"*", "**", "_", "__", "`", "``", "```", "~", "~~", "[", "]", "](", "](#1)", ")", "!", "![", "#", "# ", ">", "> ",
	"-", "- ", "+ ", "1. ", "2) ", "=", "===", "---", "***", "|", "| a | b |", "\\", "\\*", "&amp;", "&amp;amp;", "&amp;#27;", "&#27;", "&lt;b&gt;", "&lt;", "<br>",
	"http://a.example/x_y_", "www.b.example", "a@b.example", ":", ": x", "[^1]", "[x]: y", "\n", " ", "  ", "\t", "\u00a0", "\u00ad", "word", "a", "Ω", "漢", "「", "」", "“", "”",
	".", ",", "é", "👩‍👩‍👧", "٣", "שלום", "\u202e", "\x1b[31m", "\u009b", "\x00", "<b>", "</b>", "<i>", "</i>", "<a href=/x>", "</a>", "<code>", "</code>", "<del>", "</del>", "<sup>", "</sup>",
})

// TestEscaping: whatever the text, a reader of the Markdown sees just that text
// and no more constructs than the HTML had.
func TestEscaping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := "<p>" + strings.Join(rapid.SliceOfN(nasty, 1, 14).Draw(t, "parts"), "") + "</p>"
		a := FromHTML(src, Options{BaseURL: "https://x.example/"})
		for i := range a.Blocks {
			b := &a.Blocks[i]
			if b.Kind != Prose && b.Kind != Verse {
				continue
			}
			got, kinds := seen(b.Markdown)
			if squeeze(got) != squeeze(b.plain) {
				t.Fatalf("%q\nmarkdown %q\nreads as %q\nnot as  %q", src, b.Markdown, squeeze(got), squeeze(b.plain))
			}
			for _, k := range []string{"Heading", "List", "Blockquote", "ThematicBreak", "FencedCodeBlock", "CodeBlock", "HTMLBlock", "RawHTML", "Table", "DefinitionList", "Image", "AutoLink", "LinkReferenceDefinition"} {
				if kinds[k] > 0 {
					t.Fatalf("%q\nmarkdown %q\nholds a %s", src, b.Markdown, k)
				}
			}
			if kinds["Link"] > strings.Count(src, "<a ")+strings.Count(src, "<br>")+strings.Count(src, "http")+strings.Count(src, "www") {
				t.Fatalf("%q\nmarkdown %q\nholds %d links", src, b.Markdown, kinds["Link"])
			}
		}
	})
}

// TestEscapingInTables: bars, breaks and marks in cells don't tear the table.
func TestEscapingInTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := make([]string, 6)
		for i := range cells {
			cells[i] = strings.Join(rapid.SliceOfN(nasty, 0, 5).Draw(t, "cell"), "")
		}
		src := "<table><tr><th>A<th>B<tr><td>" + cells[0] + "</td><td>" + cells[1] + "</td></tr><tr><td>" + cells[2] + "</td><td>z" + cells[3] + "</td></tr></table>"
		a := FromHTML(src, Options{})
		for i := range a.Blocks {
			if b := &a.Blocks[i]; strings.HasPrefix(b.Markdown, "| A | B |") {
				_, kinds := seen(b.Markdown)
				if kinds["Table"] != 1 || kinds["TableCell"] != 2+2*kinds["TableRow"] {
					t.Fatalf("%q\nmarkdown\n%s\nis no whole table: %v", src, b.Markdown, kinds)
				}
			}
		}
	})
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u00ad' || r == '\ufffd' {
			return -1
		}
		return r
	}, s)
}

// TestAnything: no HTML makes FromHTML and its kin panic, and what comes out is
// clean, numbered within bounds, and of the length it says.
func TestAnything(t *testing.T) {
	pieces := rapid.OneOf(nasty, rapid.SampledFrom([]string{
		"<ul>", "<li>", "</li>", "</ul>", "<ol start=7>", "<blockquote>", "</blockquote>", "<table>", "<tr>", "<td>", "<th>",
		"</table>", "<figure>", "<figcaption>", "</figure>", "<img src=/a.jpg alt=x>", "<pre>", "</pre>", "<h1>", "<h4>", "</h4>", "<dl>", "<dt>", "<dd>", "<details>", "<summary>",
		"<iframe src=https://www.youtube.com/embed/x></iframe>", "<video src=/v.mp4>", "<hr>", "<p>", "</p>", "<div class='related'>", "<div class=author-box>", "<div class=gallery>",
		"</div>", "<sup><a href=#fn1>1</a></sup>", "<li id=fn1>", "<math>", "<mfrac>", "<ruby>", "<rt>", "<noscript>", "<svg>", "<script>", "<textarea>", "<plaintext>", "<!--", "<![CDATA[",
		"<a href='javascript:x'>", "<a href=#fn1>", "<span class='math'>$x^2$</span>", "<q>", "<kbd>", "<dir>", "<template>", "<select>", "<object data=/x>",
	}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(pieces, 0, 40).Draw(t, "pieces"), "")
		checkArticle(t, FromHTML(src, Options{BaseURL: "https://x.example/y", Title: "word"}))
		checkSane(t, Sanitize(src, "https://x.example/"))
		Teaser(src)
		_, _ = builtIn.Extract([]byte(src), "https://x.example/y", "text/html")
	})
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func checkSane(t failer, s string) {
	t.Helper()
	for i, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			t.Fatalf("control character %U at %d of %q", r, i, s)
		}
	}
}

func checkArticle(t failer, a *Article) {
	t.Helper()
	checkSane(t, a.Markdown())
	all := []rune(a.Text())
	checkSane(t, string(all))
	for i := range a.Blocks {
		b := &a.Blocks[i]
		checkSane(t, b.Markdown+b.Title+b.Text+b.Label+b.Credit+strings.Join(b.Header, ""))
		if b.Link < 0 || b.Link > len(a.Links) || b.Image < 0 || b.Image > len(a.Images) {
			t.Fatalf("block %d: link %d of %d, image %d of %d", i, b.Link, len(a.Links), b.Image, len(a.Images))
		}
		own := []rune(a.TextOf(i))
		if string(all[b.Offset:b.Offset+len(own)]) != string(own) {
			t.Fatalf("block %d is not at its offset %d", i, b.Offset)
		}
		for l := range numberedLinks(b.Markdown) {
			if most := len(a.Links); l.n < 1 || !l.note && l.n > most || l.note && l.n > len(a.Notes) {
				t.Fatalf("block %d points to link %d", i, l.n)
			}
		}
	}
	for _, l := range a.Links {
		checkSane(t, l.URL+l.Text)
		if s, _, ok := strings.Cut(l.URL, ":"); l.URL == "" || ok && (s == "javascript" || s == "data" || s == "file" || s == "vbscript") {
			t.Fatalf("a link to %q", l.URL)
		}
	}
	for _, img := range a.Images {
		checkSane(t, img.URL+img.Alt+img.Caption+img.Credit)
		if !strings.HasPrefix(img.URL, "http") {
			t.Fatalf("a picture at %q", img.URL)
		}
	}
}

func FuzzFromHTML(f *testing.F) {
	for _, s := range []string{"<p>a<b>b</p>c</b>", "<table><tr><td><table><td>x", "<ol start=9><li>a<ul><li>b", "<figure><img src=a><figcaption>x", "a\n\n- b\n- c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) < 1<<16 {
			checkArticle(t, FromHTML(src, Options{BaseURL: "https://x.example/"}))
		}
	})
}
