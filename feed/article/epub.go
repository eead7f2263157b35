package article

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"text/template"
	"time"

	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
)

// dataPictures lets goldmark write the pictures that this package has put into
// data: addresses. Links and pictures of strangers never have any: resolve has
// refused them.
type dataPictures struct{}

// SetConfig implements renderer.Option.
func (dataPictures) SetConfig(c *renderer.Config) { html.WithUnsafe().SetConfig(c) }

const container = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
`

// escapeXML is XML's escaping for the templates.
var escapeXML = template.FuncMap{"x": func(s string) string { return template.HTMLEscapeString(s) }}

var packageFile = template.Must(template.New("opf").Funcs(escapeXML).Parse(`<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{{x .Language}}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:sha256:{{.ID}}</dc:identifier>
<dc:title>{{x .Title}}</dc:title>
<dc:language>{{x .Language}}</dc:language>
{{range .Authors}}<dc:creator>{{x .}}</dc:creator>
{{end}}{{if .Publisher}}<dc:publisher>{{x .Publisher}}</dc:publisher>
{{end}}{{if .Source}}<dc:source>{{x .Source}}</dc:source>
{{end}}{{if .Date}}<dc:date>{{.Date}}</dc:date>
{{end}}<meta property="dcterms:modified">{{.Modified}}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="story" href="story.xhtml" media-type="application/xhtml+xml"/>
{{range .Pictures}}<item id="{{.ID}}" href="{{.Name}}" media-type="{{.Type}}"/>
{{end}}</manifest>
<spine{{if .RTL}} page-progression-direction="rtl"{{end}}><itemref idref="story"/></spine>
</package>
`))

var navigation = template.Must(template.New("nav").Funcs(escapeXML).Parse(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{{x .Language}}" xml:lang="{{x .Language}}">
<head><title>{{x .Title}}</title></head>
<body><nav epub:type="toc" id="toc"><ol><li><a href="story.xhtml">{{x .Title}}</a></li></ol></nav></body>
</html>
`))

// inBook is a picture in the book.
type inBook struct {
	ID, Name, Type string
	data           []byte
}

// WriteEPUB writes the article as an EPUB 3 book of one chapter. Pictures that
// are not at hand are left to their captions: books may not fetch any.
func (d Document) WriteEPUB(w io.Writer) error {
	d = d.cleaned()
	var pictures []inBook
	names := map[string]string{}
	body, err := d.body(func(img Image) string {
		if name, ok := names[img.URL]; ok {
			return name
		}
		data, mediaType := d.picture(img.URL)
		name := ""
		if len(data) > 0 {
			id := fmt.Sprintf("picture-%d", len(pictures)+1)
			name = id + pictureTypes[mediaType]
			pictures = append(pictures, inBook{id, name, mediaType, data})
		}
		names[img.URL] = name
		return name
	})
	if err != nil {
		return err
	}
	var story bytes.Buffer
	if err := d.write(&story, body); err != nil {
		return err
	}
	if err := d.zip(w, story.Bytes(), pictures); err != nil {
		return fmt.Errorf("writing %q as EPUB: %w", d.Title, err)
	}
	return nil
}

// zip packs the book; its first file says what it is, uncompressed (OCF 3.3,
// section 4.3).
func (d Document) zip(w io.Writer, story []byte, pictures []inBook) error {
	z := zip.NewWriter(w)
	facts := d.bookFacts(pictures)
	var opf, nav bytes.Buffer
	if err := packageFile.Execute(&opf, facts); err != nil {
		return err
	}
	if err := navigation.Execute(&nav, facts); err != nil {
		return err
	}
	files := []struct {
		name string
		data []byte
	}{
		{"mimetype", []byte("application/epub+zip")},
		{"META-INF/container.xml", []byte(container)},
		{"EPUB/package.opf", opf.Bytes()},
		{"EPUB/nav.xhtml", nav.Bytes()},
		{"EPUB/story.xhtml", story},
	}
	for _, p := range pictures {
		files = append(files, struct {
			name string
			data []byte
		}{"EPUB/" + p.Name, p.data})
	}
	for i, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if i == 0 {
			h.Method = zip.Store
		}
		out, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := out.Write(f.data); err != nil {
			return err
		}
	}
	return z.Close()
}

func (d Document) bookFacts(pictures []inBook) map[string]any {
	date := ""
	if !d.Published.IsZero() {
		date = d.Published.UTC().Format(time.RFC3339)
	}
	return map[string]any{
		"ID": fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join([]string{d.URL, d.Title, d.Source}, "\n")))), "Title": d.title(), "Language": d.language(),
		"Authors": d.Authors, "Publisher": d.Source, "Source": d.URL, "Date": date,
		"Modified": d.Now.UTC().Format("2006-01-02T15:04:05Z"), "Pictures": pictures, "RTL": d.Article.RTL,
	}
}
