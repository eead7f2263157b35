package article

import (
	"strconv"
	"strings"
)

// blockMarkdown is one block as it stands in a document of its own.
func (a *Article) blockMarkdown(b *Block) string {
	switch b.Kind {
	case Figure:
		return a.figureMarkdown(b)
	case Gallery:
		var parts []string
		for _, i := range b.Images {
			parts = append(parts, a.figureMarkdown(&Block{Image: i}))
		}
		return strings.Join(append(parts, lines(plainMD(b.Text), inItalics(b.Credit))...), "\n\n")
	case PullQuote:
		md := indent(a.pointLinks(b.Markdown), "> ", "> ")
		if b.Credit != "" {
			md += "\n>\n> — " + plainMD(b.Credit)
		}
		return md
	case Card, Media:
		return a.cardMarkdown(b)
	case Details:
		return strings.Join(lines(boldLine(b.Title), a.pointLinks(b.Markdown)), "\n\n")
	case Records:
		return a.recordsMarkdown(b)
	case AuthorBox:
		return a.authorMarkdown(b)
	case Math:
		return strings.Join(lines(b.Markdown, plainMD(b.Label)), NumberGap)
	case NoteList:
		var parts []string
		for i, n := range a.Notes {
			parts = append(parts, indent(a.pointLinks(n.Markdown), noteRef(i+1)+": ", "    "))
		}
		return strings.Join(parts, "\n")
	}
	return a.pointLinks(b.Markdown)
}

// lines are those of the strings that are not empty.
func lines(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// plainMD is plain text as Markdown.
func plainMD(s string) string { return inline([]run{{text: s}}, inParagraph).md }

func inItalics(s string) string {
	if s == "" {
		return ""
	}
	return "*" + strings.Trim(plainMD(s), " ") + "*"
}

func (a *Article) figureMarkdown(b *Block) string {
	img := a.image(b.Image)
	if img.URL == "" { // a picture that is not at hand
		alt := plainMD(img.Alt)
		if img.Caption != "" {
			alt = plainMD(img.Caption)
		}
		return strings.Join(lines(alt, inItalics(img.Credit)), " ")
	}
	md := "![" + oneLine(plainMD(img.Alt)) + "](" + destination(img.URL) + ")"
	if u := a.linkTo(b.Link); u != "" {
		md = "[" + md + "](" + destination(u) + ")"
	}
	caption := a.pointLinks(b.Markdown)
	if caption == "" {
		caption = plainMD(img.Caption)
	}
	return strings.Join(lines(md, strings.Join(lines(caption, inItalics(img.Credit)), " ")), "\n\n")
}

func (a *Article) cardMarkdown(b *Block) string {
	head := plainMD(b.Title)
	if u := a.linkTo(b.Link); u != "" {
		if head == "" {
			head = plainMD(u)
		}
		head = "[" + head + "](" + destination(u) + ")"
	}
	if b.Label != "" {
		head = plainMD(b.Label) + ": " + head
	}
	if b.Duration != "" {
		head += " (" + plainMD(b.Duration) + ")"
	}
	return indent(strings.Join(lines(head, plainMD(b.Text), inItalics(b.Credit)), "\n\n"), "> ", "> ")
}

func (a *Article) recordsMarkdown(b *Block) string {
	parts := lines(boldLine(b.Title))
	for _, row := range b.Rows {
		var items []string
		for i, cell := range row {
			if cell == "" {
				continue
			}
			item := a.pointLinks(cell)
			if i < len(b.Header) && b.Header[i] != "" {
				item = boldLine(b.Header[i]) + ": " + item
			}
			items = append(items, indent(item, "- ", "  "))
		}
		if len(items) > 0 {
			parts = append(parts, strings.Join(items, "\n"))
		}
	}
	return strings.Join(parts, "\n\n<!-- -->\n\n")
}

func (a *Article) authorMarkdown(b *Block) string {
	head := boldLine(b.Title)
	if u := a.linkTo(b.Link); u != "" {
		head = "[" + head + "](" + destination(u) + ")"
	}
	if b.Label != "" {
		head += ", " + plainMD(b.Label)
	}
	return "---\n\n" + strings.Join(lines(head, plainMD(b.Text)), "\n\n")
}

// destination is an address as a Markdown link's destination.
func destination(u string) string {
	if !strings.ContainsAny(u, " ()<>\\") {
		return u
	}
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\\", "%5C").Replace(u)
}

// pointLinks gives numbered links their true targets, and footnotes' references
// their Markdown form.
func (a *Article) pointLinks(md string) string {
	var b strings.Builder
	at := 0
	for l := range numberedLinks(md) {
		b.WriteString(md[at:l.open])
		text := md[l.open+1 : l.close]
		switch {
		case l.note && a.noteLinks:
			b.WriteString("[\\[" + text + "\\]](#note-" + strconv.Itoa(l.n) + ")")
		case l.note:
			b.WriteString(noteRef(l.n))
		case a.linkTo(l.n) == "":
			b.WriteString(text)
		default:
			to := a.linkTo(l.n)
			if id, inside := strings.CutPrefix(to, "#"); inside && a.noteLinks {
				to = "#" + anchorID(id)
			}
			b.WriteString("[" + a.pointLinks(text) + "](" + destination(to) + ")")
		}
		at = l.end
	}
	if at == 0 {
		return md
	}
	b.WriteString(md[at:])
	return b.String()
}

// A numberedLink is a link of a Block's Markdown, by the places of its brackets
// and of its end.
type numberedLink struct {
	open, close, end int
	n                int
	note             bool
}

// numberedLinks finds the links of this package's Markdown: code passed over,
// escaped characters too.
func numberedLinks(md string) func(func(numberedLink) bool) {
	return func(yield func(numberedLink) bool) {
		open := -1
		for i := 0; i < len(md); i++ {
			switch md[i] {
			case '\\':
				i++
			case '`':
				i = skipCode(md, i) - 1
			case '[':
				open = i
			case ']':
				l, ok := linkAt(md, open, i)
				if open < 0 || !ok {
					continue
				}
				if !yield(l) {
					return
				}
				i, open = l.end-1, -1
			}
		}
	}
}

// linkAt reads '](#12)' or '](#fn-3)' at i.
func linkAt(md string, open, i int) (numberedLink, bool) {
	rest, ok := strings.CutPrefix(md[i:min(len(md), i+24)], "](#")
	if !ok {
		return numberedLink{}, false
	}
	l := numberedLink{open: open, close: i}
	digits, _, ok := strings.Cut(rest, ")")
	if !ok {
		return l, false
	}
	l.end = i + len("](#") + len(digits) + 1
	digits, l.note = strings.CutPrefix(digits, "fn-")
	n, err := strconv.Atoi(digits)
	l.n = n
	return l, err == nil
}

// skipCode gives the place after the code span or fenced block at i.
func skipCode(md string, i int) int {
	n := 1
	for i+n < len(md) && md[i+n] == '`' {
		n++
	}
	for j := i + n; j < len(md); j++ {
		if md[j] != '`' {
			continue
		}
		k := j
		for k < len(md) && md[k] == '`' {
			k++
		}
		if k-j == n {
			return k
		}
		j = k - 1
	}
	return i + n
}
