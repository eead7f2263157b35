package cli

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestPathsAreCompletedAsTyped(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	for _, name := range []string{"news/feeds.opml", "news/feeds-old.opml", "news/.hidden", "notes.md", "bad\x1bname"} {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("news", filepath.Join(home, "nets")); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string][]string{
		"~/":                {"~/nets/", "~/news/", "~/notes.md"},
		"~/ne":              {"~/nets/", "~/news/"},
		"~/news/":           {"~/news/feeds-old.opml", "~/news/feeds.opml"},
		"~/news/.":          {"~/news/.hidden"},
		home + "/news/fee":  {home + "/news/feeds-old.opml", home + "/news/feeds.opml"},
		"~/nowhere/":        nil,
		"~/notes.md/x":      nil,
		"example.org":       nil,
		"~/news/feeds.opml": {"~/news/feeds.opml"},
	} {
		if got := pathNames(t.Context(), typed); !slices.Equal(got, want) {
			t.Errorf("%s: %q, not %q", typed, got, want)
		}
	}
}
