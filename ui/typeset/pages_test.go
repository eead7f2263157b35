package typeset_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"lede/feed/article"
	"lede/ui/typeset"
)

// TestPages sets each HTML article of the article package, from its markup to
// its lines, as text at three widths.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("../../feed/article/testdata/*.html")
	if err != nil || len(files) < 40 {
		t.Fatal(len(files), "articles", err)
	}
	mono := paper(t, true, colorprofile.ASCII)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			art := article.FromHTML(string(src), article.Options{BaseURL: "https://news.example/story", Title: titleOf(string(src))})
			var b strings.Builder
			for _, width := range []int{40, 76, 120} {
				g := finished(t, typeset.Options{Theme: mono, Measure: width}, art, typeset.Head{})
				fmt.Fprintf(&b, "%s %d\n%s", strings.Repeat("=", width), width, readable(g.Lines(0, g.Len())))
			}
			golden(t, filepath.Join("pages", name), b.String())
		})
	}
}

// titleOf is the headline that a fixture names in its first line.
func titleOf(src string) string {
	head, _, _ := strings.Cut(src, "\n")
	title, ok := strings.CutPrefix(head, "<!-- title: ")
	if !ok {
		return ""
	}
	title, _, _ = strings.Cut(strings.TrimSuffix(title, " -->"), " lead: ")
	return title
}
