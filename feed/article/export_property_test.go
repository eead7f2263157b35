package article

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// hostileParts are pieces of which the property test puts bodies together: what
// is active in HTML, what is none in HTML but may be in Markdown or XML, what
// breaks out of attributes, and what no file may hold.
var hostileParts = []string{
	"<script>alert(1)</script>", "<p>", "</p>", "<b>", "</b>", "<svg onload=alert(1)>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>go</a>",
	"<a href=\"java\tscript:alert(1)\">go</a>", "<a href='data:text/html,<script>x</script>'>go</a>", "<iframe src='javascript:x'></iframe>",
	"&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;", "[x](javascript:alert(1))", "![x](javascript:y)", "<https://x.example/>", "`<script>`", "```\n<script>\n```",
	"<pre><code class='language-&quot;&gt;&lt;script&gt;'></code>&lt;/code&gt;&lt;/pre&gt;&lt;script&gt;</pre>", "<table><tr><td>|</td><td>&lt;b onclick=x&gt;</td></tr></table>",
	"<img src='https://x.example/\"><script>.jpg' alt='\"><script>'>", "<figure><img src=/a.jpg alt='a'><figcaption>&lt;style&gt;</figcaption></figure>", "]]>", "<![CDATA[<script>]]>", "<!-- --><!--[if]>",
	"&#27;[2J", "\x1b]0;t\x07", "\u202e", "\x00", "\ufffe", "&#xFFFF;", "&#x1F;", "&nbsp;", "\\", "*", "_", "~~", "<sup id='fn:1'>", "<a href='#fn:1'>1</a>", "<li id='fn:1'>note</li>", "<h2 id='\"onclick=x'>H</h2><a href='#\"onclick=x'>to</a>",
	"<blockquote>", "</blockquote>", "<ul><li>", "<details><summary>&lt;x&gt;</summary>y</details>", "<math><mi>x</mi></math>", "<video src='/v.mp4' poster='javascript:x'></video>", "<base href='javascript:x//'>", "words and words ",
	"<div class=author-box><img src=/p.jpg><b class=name>A &lt;script&gt;</b><p class=role>R</p></div>", "<a href='https://x.example/?a=1&b=\"2'>q</a>", "<aside class=related><a href='/r'>A story &lt;img onerror=x&gt; of four words</a></aside>",
}

// TestExportsHoldNothingActive writes bodies made of the above in all formats:
// HTML and EPUB are well-formed, hold none but quiet elements and attributes,
// lead to the web alone, and no format holds a control character.
func TestExportsHoldNothingActive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		part := rapid.SampledFrom(hostileParts)
		body := strings.Join(rapid.SliceOfN(part, 0, 14).Draw(rt, "body"), rapid.SampledFrom([]string{"", " ", "\n"}).Draw(rt, "between"))
		url := rapid.SampledFrom([]string{"https://x.example/s?a=1&b=2", "javascript:alert(1)", "data:text/html,x", "https://x.example/\"><script>", "", "file:///etc/passwd"}).Draw(rt, "url")
		a := FromHTML(body, Options{BaseURL: "https://x.example/s"})
		d := Document{
			Article: a, Title: part.Draw(rt, "title"), Authors: []string{part.Draw(rt, "author")}, Source: part.Draw(rt, "source"),
			URL: url, Language: rapid.SampledFrom([]string{"en", "\" onload=x", ""}).Draw(rt, "language"), Lead: Image{URL: url, Alt: part.Draw(rt, "alt")},
			Picture: func(string) ([]byte, string) {
				return []byte("x"), rapid.SampledFrom([]string{"image/png", "image/svg+xml", "text/html"}).Draw(rt, "type")
			},
		}
		for _, f := range []Format{Markdown, HTML, EPUB, Plain} {
			var out bytes.Buffer
			if err := d.Write(&out, f); err != nil {
				rt.Fatal(err)
			}
			switch f {
			case EPUB:
				quietBook(rt, out.Bytes())
			case HTML:
				quiet(rt, out.Bytes())
			}
			if f != EPUB {
				noControls(rt, f, out.String())
			}
		}
	})
}

func noControls(rt *rapid.T, f Format, s string) {
	if i := strings.IndexFunc(s, func(r rune) bool {
		return r != '\n' && r != '\t' && (unicode.IsControl(r) || r == 0x202e || r == unicode.ReplacementChar)
	}); i >= 0 {
		rt.Fatalf("%s holds %q", f, s[max(0, i-20):min(len(s), i+20)])
	}
}

// quietBook checks each file of a book, and that none would be unpacked outside
// of it.
func quietBook(rt *rapid.T, data []byte) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		rt.Fatal(err)
	}
	for _, f := range z.File {
		if path.IsAbs(f.Name) || path.Clean(f.Name) != f.Name || strings.HasPrefix(f.Name, "..") {
			rt.Fatalf("a file named %q", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			rt.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			rt.Fatal(err)
		}
		switch path.Ext(f.Name) {
		case ".xhtml":
			noControls(rt, EPUB, string(content))
			quiet(rt, content)
		case ".opf", ".xml":
			noControls(rt, EPUB, string(content))
			readXML(rt, content, func(xml.StartElement) {})
		}
	}
}

func readXML(rt *rapid.T, data []byte, visit func(xml.StartElement)) {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			rt.Fatalf("no XML: %v\n%s", err, data)
		}
		if e, ok := token.(xml.StartElement); ok {
			visit(e)
		}
	}
}

// quiet checks that a page holds no elements, attributes and addresses but those
// that lede writes.
func quiet(rt *rapid.T, data []byte) {
	elements := " html head meta title link style body nav h1 h2 h3 h4 h5 h6 p a img em strong del code pre br hr ul ol li blockquote table thead tbody tr th td div "
	attributes := " lang dir charset name content rel href class id src alt title start style align type xmlns epub "
	readXML(rt, data, func(e xml.StartElement) {
		if !strings.Contains(elements, " "+e.Name.Local+" ") {
			rt.Fatalf("an element <%s>\n%s", e.Name.Local, data)
		}
		for _, a := range e.Attr {
			if !strings.Contains(attributes, " "+a.Name.Local+" ") || a.Name.Local == "style" && !strings.HasPrefix(a.Value, "text-align:") {
				rt.Fatalf("<%s %s=%q>\n%s", e.Name.Local, a.Name.Local, a.Value, data)
			}
			if a.Name.Local != "href" && a.Name.Local != "src" {
				continue
			}
			scheme, _, named := strings.Cut(a.Value, ":")
			switch {
			case !named, a.Value[0] == '#', scheme == "https", scheme == "http", scheme == "mailto":
			case e.Name.Local == "img" && strings.HasPrefix(a.Value, "data:image/png;base64,"):
			default:
				rt.Fatalf("<%s> leads to %q", e.Name.Local, a.Value)
			}
		}
	})
}
