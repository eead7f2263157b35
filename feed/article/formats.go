package article

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"lede/feed"
)

// Format is how a Document is written.
type Format string

// The formats that a Document can be written in.
const (
	Markdown Format = "markdown"
	HTML     Format = "html"
	EPUB     Format = "epub"
	Plain    Format = "text"
)

// FormatOf is the format that a file's name asks for by its ending.
func FormatOf(name string) (f Format, ok bool) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".md", ".markdown":
		return Markdown, true
	case ".html", ".htm", ".xhtml":
		return HTML, true
	case ".epub":
		return EPUB, true
	case ".txt":
		return Plain, true
	}
	return "", false
}

// DocumentOf is an entry as a file to keep, with its body as a is.
func DocumentOf(e *feed.Entry, s *feed.Subscription, a *Article) Document {
	d := Document{
		Article: a, Title: e.Title, Source: s.DisplayTitle(), URL: e.URL, Language: e.Language, Published: e.SortDate(),
	}
	for _, p := range e.Authors {
		if p.Name != "" {
			d.Authors = append(d.Authors, p.Name)
		}
	}
	if len(d.Authors) == 0 && a.Byline != "" {
		d.Authors = []string{a.Byline}
	}
	if !a.pictured(e.Image.URL) {
		d.Lead = Image(e.Image)
	}
	return d
}

// pictured says whether the article shows a picture itself.
func (a *Article) pictured(url string) bool {
	for _, img := range a.Images {
		if img.URL == url {
			return true
		}
	}
	return url == ""
}

// Write writes the document in a format.
func (d Document) Write(w io.Writer, f Format) error {
	switch f {
	case HTML:
		return d.WriteHTML(w)
	case EPUB:
		return d.WriteEPUB(w)
	case Plain:
		return d.writeText(w)
	}
	return d.WriteMarkdown(w)
}

// WriteMarkdown writes the document as CommonMark with GFM tables, under its
// headline.
func (d Document) WriteMarkdown(w io.Writer) error {
	d = d.cleaned()
	var b strings.Builder
	b.WriteString("# " + plainMD(d.title()) + "\n\n")
	if facts := d.facts(); facts != "" {
		b.WriteString(plainMD(facts) + "\n\n")
	}
	if d.Lead.URL != "" {
		lead := Article{Images: []Image{d.Lead}}
		b.WriteString(lead.figureMarkdown(&Block{Image: 1}) + "\n\n")
	}
	b.WriteString(strings.TrimSpace(d.Article.Markdown()) + "\n")
	if d.URL != "" {
		b.WriteString("\n<" + d.URL + ">\n")
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing %q as Markdown: %w", d.Title, err)
	}
	return nil
}

func (d Document) writeText(w io.Writer) error {
	d = d.cleaned()
	text := strings.Join(lines(d.title(), d.facts(), strings.TrimSpace(d.Article.PlainText()), d.URL), "\n\n")
	if _, err := io.WriteString(w, text+"\n"); err != nil {
		return fmt.Errorf("writing %q as text: %w", d.Title, err)
	}
	return nil
}

// maxFileName is the length of a name in bytes, without its ending: names are
// typed and listed, and file systems allow 255 at most.
const maxFileName = 80

// reserved are names that Windows keeps for itself, whatever their ending.
var reserved = lazily(`(?i)^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)`)

// FileName makes a file's name, without an ending, of a title. It is one that
// all file systems take: no separators, no signs that a shell or Windows reads
// otherwise, no leading dot or dash, never empty.
func FileName(title string) string {
	var b strings.Builder
	for _, r := range feed.Clean(title, 4*maxFileName) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.M, r), strings.ContainsRune("-_,.'’()&+", r):
			b.WriteRune(r)
		case unicode.IsSpace(r), unicode.IsPunct(r), unicode.IsSymbol(r):
			b.WriteByte(' ')
		}
	}
	name := strings.Join(strings.Fields(b.String()), " ")
	if len(name) > maxFileName {
		cut := maxFileName
		for cut > 0 && !utf8.RuneStart(name[cut]) {
			cut--
		}
		if i := strings.LastIndexByte(name[:cut], ' '); i > cut/2 {
			cut = i
		}
		name = name[:cut]
	}
	name = strings.Trim(name, " .-_,'&+")
	switch {
	case name == "":
		return "story"
	case reserved().MatchString(name):
		return "story " + name
	}
	return name
}
