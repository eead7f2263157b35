package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lede/ui/theme"
)

// TestDocs keeps the pages that are made from the code's tables fresh:
// 'go test ./cli -update' writes them.
func TestDocs(t *testing.T) {
	root := newRoot(newApp(Process()))
	root.InitDefaultCompletionCmd()
	configuration, err := configurationPage()
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range map[string]string{
		"commands.md":      commandsPage(root),
		"configuration.md": configuration,
		"json.md":          jsonPage(),
		"keys.md":          keysPage(),
	} {
		golden(t, filepath.Join("..", "docs", name), []byte(page))
	}
}

// TestDocsAreLinked: an index has every page of its folder.
func TestDocsAreLinked(t *testing.T) {
	for _, folder := range []string{"../docs", "../docs/decisions"} {
		index, err := os.ReadFile(filepath.Join(folder, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		pages, err := filepath.Glob(filepath.Join(folder, "*.md"))
		if err != nil || len(pages) < 2 {
			t.Fatal(pages, err)
		}
		for _, page := range pages {
			if name := filepath.Base(page); name != "README.md" && !strings.Contains(string(index), "("+name+")") {
				t.Errorf("%s/README.md does not link %s", folder, name)
			}
		}
	}
}

// golden compares with a file, or writes it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale; 'go test ./cli -update' writes it anew (- is, + should be):\n%s", path, cmp.Diff(string(want), string(got)))
	}
}

// TestDocsTOML reads every piece of configuration that the docs show.
func TestDocsTOML(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, page := range pages {
		body, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range strings.Split(string(body), "```toml\n")[1:] {
			text, _, _ := strings.Cut(part, "```")
			_, err := parseConfig([]byte(text))
			if strings.Contains(text, "\n[dark]\n") { // a theme's file
				_, err = theme.Parse([]byte(text))
			}
			if err != nil {
				t.Errorf("%s, piece %d: %v\n%s", page, i+1, err, text)
			}
			n++
		}
	}
	if n < 8 {
		t.Errorf("only %d pieces were found", n)
	}
}
