package cli

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"lede/feed"
	"lede/feed/article"
	"lede/feed/fetch"
)

// TestJSON is the golden test of the schema: an object of each kind with all
// that it can have, and one with the least.
func TestJSON(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 30, 0, 123456789, time.FixedZone("", 3600))
	sub := feed.Subscription{
		Feed: feed.Feed{
			ID: 3, URL: "https://example.org/feed", Title: "Example", HomePageURL: "https://example.org/",
			Validators: feed.Validators{ETag: "\"\x1bodd\x9b\"", LastModified: "Mon, 23 Nov 2026 09:00:00 GMT"},
			Health:     feed.Health{LastChecked: at, LastSuccess: at, NextCheck: at, Error: "it failed", ErrorSince: at, Notice: "it moved"},
		},
		OwnTitle: "My <Example> & co", Folder: "News/World", Tags: []string{"morning"}, Unread: 4, Total: 10,
	}
	entry := feed.Entry{
		ID: 12, FeedID: 3, GUID: "g", URL: "https://example.org/1", ExternalURL: "https://other.example/", Title: "A title",
		Authors: []feed.Person{{Name: "Ann", URL: "https://ann.example/"}}, Published: at, Modified: at, Arrived: at,
		Summary: "The first words", Image: feed.Image{URL: "https://example.org/i.jpg"}, Tags: []string{"Sport"}, Language: "en",
		Enclosures: []feed.Enclosure{{URL: "https://example.org/a.mp3", MIMEType: "audio/mpeg", Title: "Part 1", Size: 1000, Duration: 90 * time.Second}},
		Words:      690, StoryID: 7,
	}
	status := feed.Status{EntryID: 12, Read: true, Starred: true, Later: true, Labels: []string{"keep"}}
	found := entryOf(entry, status, sub)
	found.Snippet = plainSnippet("a "+feed.SnippetOpen+"match"+feed.SnippetClose+" b", "**", "**")
	bare := feed.Entry{ID: 1, Title: "x", Arrived: at, Published: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)}
	event := fetch.Event{
		Feed: sub, Stored: feed.Stored{New: 2, Updated: 1},
		Answer: feed.Answer{Outcome: feed.OutcomeFetched, Bytes: 999, Notice: "it was cut short"},
	}

	var b bytes.Buffer
	a := newApp(System{Stdout: &b})
	for _, v := range []any{
		found,
		entryOf(bare, feed.Status{}, feed.Subscription{Feed: feed.Feed{ID: 1, URL: "https://example.org/"}}),
		articleJSON{
			entryJSON: entryOf(entry, status, sub), ContentHTML: "<p>a</p>", ContentMarkdown: "a", ContentText: "a",
			Links: []string{"https://example.org/l"}, Images: []imageJSON{imageOf(article.Image{URL: "u", Alt: "a", Caption: "c", Credit: "d"})},
		},
		feedOf(sub),
		feedOf(feed.Subscription{Feed: feed.Feed{ID: 1, URL: "https://example.org/"}}),
		refreshed(event),
		totalsJSON{},
		markJSON{Status: "read", Changed: 3},
		finding{Check: "data", State: stateOK, Detail: "/x"},
	} {
		if err := a.printJSON(v); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.out.Flush(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for line := range bytes.Lines(b.Bytes()) {
		if bytes.ContainsAny(bytes.TrimSuffix(line, []byte("\n")), "\x1b\n\r") || bytes.Contains(line, []byte("\u009b")) {
			t.Errorf("a control character: %q", line)
		}
		if err := json.Indent(&out, line, "", "  "); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, filepath.Join("testdata", "schema.golden"), out.Bytes())
}
