package cli

import (
	"os"
	"strings"
	"testing"
	"time"

	"lede/feed"
)

// The built-in feed passes the same parser as any other, and its identities
// never change, or marks on its stories would be lost.
func TestWelcomeFeed(t *testing.T) {
	body, err := os.ReadFile("welcome/welcome.xml")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := feed.Parse(body, feed.ParseOptions{URL: "lede:welcome", Now: time.Unix(1_790_000_000, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if doc.Title != "Welcome to lede" || doc.Partial || doc.Truncated {
		t.Errorf("title %q, partial %v, truncated %v", doc.Title, doc.Partial, doc.Truncated)
	}
	names := []string{"start", "feeds", "offline", "marks", "search", "settings", "scripts", "specimen"}
	if len(doc.Entries) != len(names) {
		t.Fatalf("%d stories, want %d", len(doc.Entries), len(names))
	}
	for i, e := range doc.Entries {
		if want := "lede:welcome:" + names[i]; e.GUID != want {
			t.Errorf("story %d is %q, want %q", i, e.GUID, want)
		}
		switch {
		case e.Title == "" || e.Summary == "" || e.Content == "":
			t.Errorf("%s lacks a headline, a standfirst or a text", e.GUID)
		case !e.Published.IsZero() || !e.Modified.IsZero():
			t.Errorf("%s has a date; its arrival should count", e.GUID)
		case e.URL != "":
			t.Errorf("%s links to %s, and lives nowhere", e.GUID, e.URL)
		case len(e.Authors) != 1 || len(e.Tags) != 1:
			t.Errorf("%s has authors %v and tags %v, want one of each", e.GUID, e.Authors, e.Tags)
		case strings.Contains(e.Content, "<script") || strings.Contains(e.Title, "<"):
			t.Errorf("%s has markup where it should not", e.GUID)
		}
	}
}
