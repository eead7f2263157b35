package feed

import (
	"strings"
	"testing"
)

func TestEntriesWithoutATitle(t *testing.T) {
	long := strings.Repeat("Rain again, and more of it. ", 6)
	for _, c := range []struct {
		name     string
		e        Entry
		title    string
		untitled bool
	}{
		{"a long post", Entry{URL: "https://x.example/1", Content: "<p>" + long + "</p>"}, "Rain again, and more of it. Rain again, and more of it. Rain again, and more of…", true},
		{"a short post may as well have its text as title", Entry{URL: "https://x.example/2", Content: "<p>We are five now!</p>"}, "We are five now!", false},
		{"a picture", Entry{URL: "https://x.example/3", Content: `<p><img src="a.jpg" alt="A heron on a jetty"></p>`}, "A heron on a jetty", true},
		{"a picture that is not described", Entry{URL: "https://x.example/4", Content: `<p><img src="a.jpg"></p>`}, "https://x.example/4", true},
		{"nothing", Entry{URL: "https://x.example/5"}, "https://x.example/5", true},
		{"no address either", Entry{Content: `<img src="a.jpg" alt="A heron">`}, "", false},
		{"a story", Entry{URL: "https://x.example/6", Title: "Rain again", Content: "<p>" + long + "</p>"}, "Rain again", false},
		{"a story with a long title", Entry{URL: "https://x.example/7", Title: "Rain again…", Content: "<p>" + long + "</p>"}, "Rain again…", false},
	} {
		c.e.normalise()
		if c.e.Title != c.title || c.e.Untitled() != c.untitled {
			t.Errorf("%s: %q, untitled %t", c.name, c.e.Title, c.e.Untitled())
		}
	}
}
