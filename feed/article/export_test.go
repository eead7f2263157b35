package article

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func documentOf(t *testing.T, file string) Document {
	t.Helper()
	src := string(readFile(t, file))
	return Document{
		Article: FromHTML(src, optionsOf(src)), Title: `Talks & "terms" <b>`, Authors: []string{"Jane Doe"}, Source: "Kyiv Wire",
		URL: "https://news.example/s?a=1&b=2", Published: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC),
		Picture: func(url string) ([]byte, string) {
			if strings.HasSuffix(url, "3.jpg") || strings.Contains(url, "geneva") {
				return []byte("\xff\xd8jpeg"), "image/jpeg"
			}
			return nil, ""
		},
	}
}

// TestExportsAreWellFormed writes every golden article as HTML and EPUB and
// reads it back: XML well-formed, each file listed, each link inside leading
// somewhere.
func TestExportsAreWellFormed(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no articles", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			d := documentOf(t, file)
			var page, book bytes.Buffer
			if err := errors.Join(d.WriteHTML(&page), d.WriteEPUB(&book)); err != nil {
				t.Fatal(err)
			}
			checkXML(t, page.Bytes())
			checkBook(t, book.Bytes())
			if strings.Contains(page.String(), "<script") || strings.Contains(page.String(), "javascript:") {
				t.Error("a script in the HTML")
			}
		})
	}
}

// checkXML reads XML to its end and gives the IDs and the targets within it.
func checkXML(t *testing.T, data []byte) {
	t.Helper()
	ids, targets := map[string]bool{}, map[string]bool{}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("no XML: %v\n%s", err, data)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			switch {
			case a.Name.Local == "id" && ids[a.Value]:
				t.Errorf("two elements have the id %q", a.Value)
			case a.Name.Local == "id":
				ids[a.Value] = true
			case a.Name.Local == "href" && strings.HasPrefix(a.Value, "#"):
				targets[a.Value[1:]] = true
			}
		}
	}
	for target := range targets {
		if !ids[target] {
			t.Errorf("a link to #%s, which is nowhere", target)
		}
	}
}

func checkBook(t *testing.T, data []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if f := z.File[0]; f.Name != "mimetype" || f.Method != zip.Store {
		t.Errorf("the first file is %s, method %d", f.Name, f.Method)
	}
	opf := ""
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		switch filepath.Ext(f.Name) {
		case ".xhtml", ".opf", ".xml":
			checkXML(t, content)
		}
		if f.Name == "EPUB/package.opf" {
			opf = string(content)
		}
		if f.Name == "EPUB/story.xhtml" && strings.Contains(string(content), `src="http`) {
			t.Error("the book would fetch a picture")
		}
	}
	for _, f := range z.File {
		if name, ok := strings.CutPrefix(f.Name, "EPUB/"); ok && name != "package.opf" && !strings.Contains(opf, `href="`+name+`"`) {
			t.Errorf("%s is not in the manifest", name)
		}
	}
}

func TestExportOfNothing(t *testing.T) {
	if err := (Document{}).WriteEPUB(io.Discard); err == nil {
		t.Error("no article was written without complaint")
	}
	if _, err := os.Stat("testdata/rapid"); err == nil {
		t.Error("testdata/rapid holds a failure that was not looked into")
	}
}
