package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocs keeps the pages that are made from the code's tables fresh:
// 'go test ./cli -update' writes them.
func TestDocs(t *testing.T) {
	root := newRoot(newApp(Process()))
	root.InitDefaultCompletionCmd()
	for name, page := range map[string]string{
		"commands.md":      commandsPage(root),
		"configuration.md": configurationPage(),
		"json.md":          jsonPage(),
		"keys.md":          keysPage(),
	} {
		golden(t, filepath.Join("..", "docs", name), []byte(page))
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
