package article

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"lede/feed"
)

// Document is an article as a file to keep: HTML that stands alone, or an EPUB
// book.
type Document struct {
	Article   *Article
	Title     string
	Authors   []string
	Source    string // the feed or site
	URL       string // the story's page
	Language  string // BCP 47; empty: the article's, else 'en'
	Published time.Time
	Lead      Image // shown above the text; zero: none

	// Now is when the file is made; EPUB wants to know.
	Now time.Time
	// Picture gives a picture's bytes and media type, from a cache; nil or no
	// bytes: the picture stays a link (HTML) or its caption (EPUB).
	Picture func(url string) (data []byte, mediaType string)
}

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="{{.Language}}" xml:lang="{{.Language}}"{{if .RTL}} dir="rtl"{{end}}>
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{{.Title}}</title>
{{if .URL}}<link rel="canonical" href="{{.URL}}"/>
{{end}}<style>
body { max-width: 38em; margin: 2em auto; padding: 0 1em; font: 1.05em/1.55 Georgia, serif; }
h1 { line-height: 1.2; } img { max-width: 100%; height: auto; }
.facts, .credit { color: #666; font-size: .9em; } pre { overflow-x: auto; font-size: .85em; }
blockquote { margin: 1em 0; padding-left: 1em; border-left: 3px solid #ccc; }
table { border-collapse: collapse; } td, th { padding: .2em .6em; border-bottom: 1px solid #ccc; text-align: left; }
.math { text-align: center; } .math p { display: inline-block; text-align: left; }
.notes { font-size: .9em; border-top: 1px solid #ccc; }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
{{if .Facts}}<p class="facts">{{.Facts}}</p>
{{end}}{{.Body}}{{if .URL}}<p class="facts"><a href="{{.URL}}">{{.URL}}</a></p>
{{end}}</body>
</html>
`))

// WriteHTML writes the article as one HTML file that needs no other, but for
// pictures that are not at hand.
func (d Document) WriteHTML(w io.Writer) error {
	d = d.cleaned()
	body, err := d.body(func(img Image) string {
		data, mediaType := d.picture(img.URL)
		if len(data) == 0 {
			return img.URL
		}
		return "data:" + mediaType + ";base64," + base64.StdEncoding.EncodeToString(data)
	})
	if err != nil {
		return err
	}
	return d.write(w, body)
}

func (d Document) write(w io.Writer, body string) error {
	err := page.Execute(w, map[string]any{
		"Title": d.title(), "Language": d.language(), "RTL": d.Article.RTL, "URL": template.URL(d.URL),
		"Facts": d.facts(), "Body": template.HTML(body), //nolint:gosec // made by goldmark of escaped Markdown
	})
	if err != nil {
		return fmt.Errorf("writing %q as HTML: %w", d.Title, err)
	}
	return nil
}

// cleaned is the document with its facts clean and its addresses harmless,
// whoever made it.
func (d Document) cleaned() Document {
	d.Title, d.Source, d.URL = feed.Clean(d.Title, 2000), feed.Clean(d.Source, 500), web(nil, d.URL)
	if d.Language = feed.Clean(d.Language, 35); strings.ContainsFunc(d.Language, func(r rune) bool { return r != '-' && (r > 'z' || !isWord(string(r), 0, true)) }) {
		d.Language = ""
	}
	d.Authors = slices.Clone(d.Authors)
	for i := range d.Authors {
		d.Authors[i] = feed.Clean(d.Authors[i], 300)
	}
	l := &d.Lead
	l.URL, l.Alt, l.Caption, l.Credit = web(nil, l.URL), feed.Clean(l.Alt, 2000), feed.Clean(l.Caption, 2000), feed.Clean(l.Credit, 300)
	return d
}

func (d Document) title() string {
	if d.Title == "" {
		return "Untitled"
	}
	return d.Title
}

func (d Document) language() string {
	switch {
	case d.Language != "":
		return d.Language
	case d.Article.Language != "":
		return d.Article.Language
	}
	return "en"
}

// facts is the line below the headline.
func (d Document) facts() string {
	date := ""
	if !d.Published.IsZero() {
		date = d.Published.Format("2 January 2006")
	}
	return strings.Join(lines(strings.Join(d.Authors, ", "), d.Source, date), " · ")
}

// pictureTypes are the media types of pictures that files may hold.
var pictureTypes = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}

func (d Document) picture(url string) ([]byte, string) {
	if d.Picture == nil || url == "" {
		return nil, ""
	}
	data, mediaType := d.Picture(url)
	if pictureTypes[mediaType] == "" {
		return nil, ""
	}
	return data, mediaType
}

// body is the article as XHTML, its pictures where place says. An empty place
// leaves the caption alone.
func (d Document) body(place func(Image) string) (string, error) {
	if d.Article == nil {
		return "", errors.New("there is no article to write")
	}
	a := *d.Article
	a.noteLinks = true
	a.Images = slices.Clone(a.Images)
	for i := range a.Images {
		a.Images[i].URL = place(a.Images[i])
	}
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, numberedLists{}), goldmark.WithRendererOptions(html.WithXHTML(), dataPictures{}))
	var b bytes.Buffer
	if d.Lead.URL != "" {
		lead := Article{Images: []Image{d.Lead}}
		lead.Images[0].URL = place(d.Lead)
		if err := md.Convert([]byte(lead.figureMarkdown(&Block{Image: 1})), &b); err != nil {
			return "", fmt.Errorf("writing the lead picture: %w", err)
		}
	}
	for i := range a.Blocks {
		if err := a.exportBlock(&b, md, &a.Blocks[i]); err != nil {
			return "", fmt.Errorf("writing block %d of %q: %w", i+1, d.Title, err)
		}
	}
	return b.String(), nil
}

// exportBlock writes one block, in a box of its own where it has an anchor or a
// direction.
func (a *Article) exportBlock(b *bytes.Buffer, md goldmark.Markdown, k *Block) error {
	boxed := k.ID != "" || k.RTL != a.RTL || k.Kind == NoteList || k.Kind == Math
	if boxed {
		b.WriteString("<div")
		if k.ID != "" {
			b.WriteString(` id="` + template.HTMLEscapeString(anchorID(k.ID)) + `"`)
		}
		if k.Kind == NoteList {
			b.WriteString(` class="notes"`)
		} else if k.Kind == Math {
			b.WriteString(` class="math"`)
		} else if k.RTL != a.RTL {
			b.WriteString(` dir="` + map[bool]string{true: "rtl", false: "ltr"}[k.RTL] + `"`)
		}
		b.WriteString(">\n")
	}
	if k.Kind == NoteList {
		for i, n := range a.Notes {
			fmt.Fprintf(b, "<div id=\"note-%d\">\n", i+1)
			if err := md.Convert([]byte(inline([]run{{text: n.Label + ". "}}, inParagraph).md+" "+a.pointLinks(n.Markdown)), b); err != nil {
				return err
			}
			b.WriteString("</div>\n")
		}
	} else if err := md.Convert([]byte(a.blockMarkdown(k)), b); err != nil {
		return err
	}
	if boxed {
		b.WriteString("</div>\n")
	}
	return nil
}

// anchorID is an ID that is good in XHTML: it begins with a letter and holds no
// white space.
func anchorID(id string) string {
	return "a-" + strings.Map(func(r rune) rune {
		if r <= ' ' || strings.ContainsRune(`"'<>&()\[]`, r) {
			return '-'
		}
		return r
	}, id)
}
