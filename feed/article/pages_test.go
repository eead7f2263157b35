package article

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPages takes the story from each whole page of testdata/pages and compares
// the article made of it: what stands around a story, and what of that a reader
// wants, is the page's alone.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("testdata/pages/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".html"), func(t *testing.T) {
			got, err := builtIn.Extract(readFile(t, file), "https://news.example/2026/11/story", "text/html; charset=utf-8")
			if err != nil {
				t.Fatal(err)
			}
			opt := Options{BaseURL: got.URL, Title: got.Title}
			for _, p := range got.Authors {
				opt.Authors = append(opt.Authors, p.Name)
			}
			a := FromHTML(got.HTML, opt)
			a.AddLead(Image(got.LeadImage))
			text := "authors: " + strings.Join(opt.Authors, ", ") + "\n" + dump(a)
			golden := strings.TrimSuffix(file, ".html") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(readFile(t, golden)), text); diff != "" {
				t.Errorf("%s (-want +got), or run with -update:\n%s", golden, diff)
			}
		})
	}
}
