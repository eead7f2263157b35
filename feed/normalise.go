package feed

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The bounds of what is kept of a document, in bytes.
const (
	maxTitle   = 1000
	maxName    = 200
	maxSummary = 500
	maxExcerpt = 320 // of a summary that the text begins with: a line of a wide list
	maxGUID    = 4 << 10
	maxContent = 2 << 20
	maxTags    = 100
	maxPeople  = 50
	maxFiles   = 100
	maxDesc    = 2000
)

// normalise brings a document into the form that everything else relies on: clean,
// bounded, one entry for each identity.
func (d *Document) normalise() {
	d.Title = Clean(d.Title, maxTitle)
	d.Description = Clean(d.Description, maxDesc)
	d.Language = language(d.Language)
	d.ID = guid(d.ID)
	d.Authors = cleanPeople(d.Authors)
	for i := range d.Entries {
		e := &d.Entries[i]
		if e.Language == "" {
			e.Language = d.Language
		}
		e.normalise()
		runtime.Gosched()
	}
	d.Entries = unique(d.Entries)
}

// normalise cleans an entry and figures what follows from it.
func (e *Entry) normalise() {
	e.GUID = guid(e.GUID)
	e.Title = Clean(e.Title, maxTitle)
	e.Content = boundHTML(e.Content)
	body := VisibleText(e.Content)
	most, said := maxSummary, e.Summary
	if e.Summary == "" {
		e.Summary, most, said = excerpt(e.Content, body), maxExcerpt, body
	}
	e.Words = countFolded(body)
	if body == "" {
		e.Words = countFolded(fold(e.Summary))
	}
	e.Summary = strings.Clone(Clean(e.Summary, most)) // a part would keep the whole text in memory
	title := e.Title
	if e.Title == "" {
		e.Title = firstWords(e.Summary)
		title = firstWords(Clean(said, most)) // with the captions, which are text to a hash
	}
	e.TextHash = hashText(title, body, e.Summary)
	e.Authors = cleanPeople(e.Authors)
	e.Tags = cleanTags(e.Tags)
	e.Enclosures = cleanFiles(e.Enclosures)
	e.Language = language(e.Language)
	e.Image.Alt = Clean(e.Image.Alt, maxTitle)
	e.Image.Caption = Clean(e.Image.Caption, maxTitle)
	e.Image.Credit = Clean(e.Image.Credit, maxName)
	e.Source.Title = Clean(e.Source.Title, maxTitle)
	if e.Title == "" && e.URL != "" {
		e.Title = cmp.Or(pictureTitle(e.Content), Clean(e.URL, maxTitle))
	}
	if e.Published.IsZero() {
		e.Published = e.Modified
	}
}

// guid keeps an identifier as it was given, but for what can't be printed; one
// beyond all bounds is represented by its hash.
func guid(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > maxGUID {
		return "sha256:" + hashString(s)
	}
	if plainLine(s) {
		return s
	}
	return Clean(strings.ReplaceAll(s, "\x00", ""), 0)
}

func cleanPeople(people []Person) []Person {
	var out []Person
	for _, p := range people {
		p.Name, p.Email = Clean(p.Name, maxName), Clean(p.Email, maxName)
		if p.URL == "" && p.Email != "" {
			p.URL = "mailto:" + p.Email
		}
		p.URL = newBase("").link(p.URL)
		if p.Name == "" && p.URL == "" || slices.Contains(out, p) {
			continue
		}
		if out = append(out, p); len(out) == maxPeople {
			break
		}
	}
	return out
}

func cleanTags(tags []string) []string {
	var out []string
	for _, t := range tags {
		if t = Clean(t, maxName); t == "" || slices.Contains(out, t) {
			continue
		}
		if out = append(out, t); len(out) == maxTags {
			break
		}
	}
	return out
}

func cleanFiles(files []Enclosure) []Enclosure {
	var out []Enclosure
	for _, f := range files {
		if f.URL == "" || slices.ContainsFunc(out, func(o Enclosure) bool { return o.URL == f.URL }) || len(out) == maxFiles {
			continue
		}
		f.MIMEType, f.Title = Clean(strings.ToLower(f.MIMEType), 100), Clean(f.Title, maxTitle)
		f.Size, f.Duration = max(f.Size, 0), max(f.Duration, 0)
		out = append(out, f)
	}
	return out
}

// language is a language tag, or nothing where it can be none.
func language(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if len(s) > 35 || strings.ContainsFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		return ""
	}
	return s
}

// boundHTML cuts a body that no one will read to its end, between two tags.
func boundHTML(s string) string {
	if len(s) <= maxContent {
		return s
	}
	s = cutBytes(s, maxContent)
	if open := strings.LastIndexByte(s, '<'); open > strings.LastIndexByte(s, '>') {
		s = s[:open]
	}
	return s
}

// firstWords are what an entry without a title is called.
func firstWords(s string) string {
	const about = 80
	if utf8.RuneCountInString(s) <= about {
		return s
	}
	n, last := 0, 0
	for i, r := range s {
		if unicode.IsSpace(r) {
			last = i
		}
		if n++; n > about {
			if last == 0 {
				last = i
			}
			break
		}
	}
	return strings.TrimRight(s[:last], " ,;:–—-") + "…"
}

// pictureTitle is what an entry is called that is a picture and nothing else: the
// picture's description, if it has one.
func pictureTitle(content string) string {
	if len(content) > maxTitled {
		return ""
	}
	for t := html.NewTokenizer(strings.NewReader(content)); ; {
		switch t.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			if token := t.Token(); token.DataAtom == atom.Img {
				i := slices.IndexFunc(token.Attr, func(a html.Attribute) bool { return a.Key == "alt" })
				if i < 0 {
					return ""
				}
				return firstWords(Clean(token.Attr[i].Val, maxTitle))
			}
		}
	}
}

// maxTitled bounds the bytes of a body without text in which a picture is looked for.
const maxTitled = 64 << 10

// Untitled says whether an entry is called by its own first words, its picture or
// its address since its publisher gave it no title. A text that is shorter than
// what a title has room for does not tell.
func (e *Entry) Untitled() bool {
	switch {
	case e.Summary != "":
		return strings.HasSuffix(e.Title, "…") && e.Title == firstWords(e.Summary)
	case e.URL == "":
		return false
	}
	return e.Title == Clean(e.URL, maxTitle) || e.Title == pictureTitle(e.Content)
}

// countFolded is CountWords of folded text, of which there is more than of any other.
func countFolded(s string) int {
	if s == "" {
		return 0
	}
	words := 1
	for rest := s; ; {
		i := firstFrom(rest, 0xe0)
		words += strings.Count(rest[:i], " ")
		if i == len(rest) {
			return words
		}
		r, size := utf8.DecodeRuneInString(rest[i:])
		if wordless(r) {
			return CountWords(s)
		}
		rest = rest[i+size:]
	}
}

// CountWords counts the words of a text; of the scripts that write none apart, two
// characters count as one.
func CountWords(s string) int {
	words, wide, inside := 0, 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			inside = false
		case wordless(r):
			wide++
			inside = false
		case !inside:
			inside = true
			words++
		}
	}
	return words + (wide+1)/2
}

// wordless says that a character's script writes no spaces between words.
func wordless(r rune) bool {
	return r >= 0x2e80 && r <= 0x9fff || r >= 0x20000 && r <= 0x3ffff || r >= 0xe00 && r <= 0xe7f
}

// firstFrom is the place of the first byte that is as great as from, or greater;
// len(s): there is none.
func firstFrom(s string, from byte) int {
	for i := range len(s) {
		if s[i] >= from {
			return i
		}
	}
	return len(s)
}

// unique keeps one entry for each guid, or for each link where there is no guid: the
// latest, or the first of equals. One that had a double loses its SourceHash: known by
// that, it would be left out next time, and its double come as a change of it.
func unique(entries []Entry) []Entry {
	at := make(map[string]int, len(entries))
	out := entries[:0]
	for _, e := range entries {
		if e.GUID == "" && e.URL == "" {
			out = append(out, e)
			continue
		}
		id := Identity(&e)
		i, double := at[id]
		if !double {
			at[id] = len(out)
			out = append(out, e)
			continue
		}
		if latest(&e).After(latest(&out[i])) {
			out[i] = e
		}
		out[i].SourceHash = 0
	}
	return out
}

func latest(e *Entry) time.Time {
	if e.Modified.After(e.Published) {
		return e.Modified
	}
	return e.Published
}
