package cli

import (
	"bytes"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"lede/feed"
)

// TestCatalogue checks the list of feeds to begin with: it cannot be checked
// for life, but it can be for slips of the pen.
func TestCatalogue(t *testing.T) {
	body, err := os.ReadFile("catalogue/catalogue.toml")
	if err != nil {
		t.Fatal(err)
	}
	var catalogue struct {
		Shelf []struct {
			Kind, Name string
			Feeds      []struct{ Title, URL string }
		}
	}
	if err := toml.NewDecoder(bytes.NewReader(body)).DisallowUnknownFields().Decode(&catalogue); err != nil {
		t.Fatal(err)
	}
	total, names, seen := 0, map[string]bool{}, map[string]string{}
	for _, shelf := range catalogue.Shelf {
		if shelf.Kind != "interest" && shelf.Kind != "country" || shelf.Name == "" || len(shelf.Feeds) < 2 || names[shelf.Name] {
			t.Errorf("shelf %q of kind %q with %d feeds: want a kind, a name of its own, and a choice", shelf.Name, shelf.Kind, len(shelf.Feeds))
		}
		names[shelf.Name] = true
		for _, f := range shelf.Feeds {
			total++
			u, err := url.Parse(f.URL)
			switch {
			case err != nil:
				t.Errorf("%s: %v", f.Title, err)
			case u.Scheme != "http" && u.Scheme != "https" || !strings.Contains(u.Hostname(), ".") || u.User != nil:
				t.Errorf("%s: %q is not a public web address", f.Title, f.URL)
			case f.Title == "" || f.Title != feed.Clean(f.Title, 60):
				t.Errorf("%s: the title %q is empty, long or not clean", f.URL, f.Title)
			}
			address := feed.CanonicalURL(f.URL)
			if other, ok := seen[address]; ok {
				t.Errorf("%s and %s are the same feed, %s", other, f.Title, f.URL)
			}
			seen[address] = f.Title
		}
	}
	if total < 130 || total > 200 {
		t.Errorf("%d feeds: a catalogue to choose from has about 150", total)
	}
}
