package article

import (
	"fmt"
	"strings"
)

// dump is an article as a person reads it in a golden file.
func dump(a *Article) string {
	var b strings.Builder
	if a.Language != "" || a.RTL || a.Truncated {
		fmt.Fprintf(&b, "language=%q rtl=%v truncated=%v\n", a.Language, a.RTL, a.Truncated)
	}
	if a.Byline != "" || a.Updated != "" {
		fmt.Fprintf(&b, "byline=%q updated=%q\n", a.Byline, a.Updated)
	}
	fmt.Fprintf(&b, "%d words\n", a.Words)
	for i := range a.Blocks {
		dumpBlock(&b, &a.Blocks[i])
	}
	list := func(name string, n int, line func(int) string) {
		if n > 0 {
			fmt.Fprintf(&b, "\n%s\n", name)
		}
		for i := range n {
			fmt.Fprintf(&b, "  %d %s\n", i+1, line(i))
		}
	}
	list("links", len(a.Links), func(i int) string { return a.Links[i].URL + "  " + a.Links[i].Text })
	list("images", len(a.Images), func(i int) string {
		img := a.Images[i]
		return strings.TrimSpace(fmt.Sprintf("%s %dx%d alt=%q caption=%q credit=%q", img.URL, img.Width, img.Height, img.Alt, img.Caption, img.Credit))
	})
	list("notes", len(a.Notes), func(i int) string { return fmt.Sprintf("[%s] %s", a.Notes[i].Label, a.Notes[i].Markdown) })
	return b.String()
}

func dumpBlock(b *strings.Builder, k *Block) {
	fmt.Fprintf(b, "\n-- %s @%d", k.Kind, k.Offset)
	for _, f := range []struct{ name, value string }{
		{"label", k.Label}, {"title", k.Title}, {"duration", k.Duration}, {"credit", k.Credit}, {"id", k.ID},
	} {
		if f.value != "" {
			fmt.Fprintf(b, " %s=%q", f.name, f.value)
		}
	}
	if k.Link > 0 {
		fmt.Fprintf(b, " link=%d", k.Link)
	}
	if k.Image > 0 {
		fmt.Fprintf(b, " image=%d", k.Image)
	}
	if len(k.Images) > 0 {
		fmt.Fprintf(b, " images=%v", k.Images)
	}
	if k.RTL {
		b.WriteString(" rtl")
	}
	b.WriteString("\n")
	if k.Text != "" {
		b.WriteString("text: " + k.Text + "\n")
	}
	if len(k.Header) > 0 {
		fmt.Fprintf(b, "header: %s\n", strings.Join(k.Header, " ¦ "))
	}
	for _, r := range k.Rows {
		fmt.Fprintf(b, "row: %s\n", strings.Join(r, " ¦ "))
	}
	if k.Markdown != "" {
		b.WriteString(k.Markdown + "\n")
	}
}
