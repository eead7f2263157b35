package article

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files and docs anew")

// TestGolden reads testdata/*.html, each named for what it shows, and compares
// the article made of it. A first line '<!-- title: ... lead: ... -->' gives
// the options.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".html"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := FromHTML(string(src), optionsOf(string(src)))
			got := dump(a) + "\n== markdown\n" + a.Markdown()
			golden := strings.TrimSuffix(file, ".html") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got), or run with -update:\n%s", golden, diff)
			}
		})
	}
}

func optionsOf(src string) Options {
	opt := Options{BaseURL: "https://news.example/2026/11/story"}
	head, _, _ := strings.Cut(src, "\n")
	if head, ok := strings.CutPrefix(head, "<!-- "); ok {
		head = strings.TrimSuffix(head, " -->")
		if title, ok := strings.CutPrefix(head, "title: "); ok {
			opt.Title, opt.LeadImage, _ = strings.Cut(title, " lead: ")
		}
	}
	return opt
}
