package feed

import "testing"

func TestStripTracking(t *testing.T) {
	tests := []struct{ in, want string }{
		{"https://x.org/a", "https://x.org/a"},
		{"https://x.org/a?utm_source=rss&utm_medium=feed", "https://x.org/a"},
		{"https://x.org/a?id=7&utm_source=rss", "https://x.org/a?id=7"},
		{"https://x.org/a?utm_source=rss&id=7#top", "https://x.org/a?id=7#top"},
		{"https://x.org/a?UTM_Source=rss&fbclid=1&gclid=2&mc_cid=3&mc_eid=4", "https://x.org/a"},
		{"https://x.org/a?b=%20&a=1;c=2", "https://x.org/a?b=%20&a=1;c=2"},
		{"https://x.org/a?", "https://x.org/a?"},
		{"https://x.org/a#utm_source=rss", "https://x.org/a"},
		{"https://x.org/a#xtor=RSS-1", "https://x.org/a"},
		{"https://x.org/watch?v=utm_source", "https://x.org/watch?v=utm_source"},
		{"https://x.org/a?reference=utm", "https://x.org/a?reference=utm"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := StripTracking(tt.in); got != tt.want {
			t.Errorf("StripTracking(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestCanonicalURL(t *testing.T) {
	same := [][]string{
		{"https://example.org/a", "http://example.org/a", "https://www.example.org/a/", "HTTPS://EXAMPLE.org:443/a?utm_source=x", "http://example.org:80/a#comments", " https://example.org/a "},
		{"https://example.org/a?b=1&c=2", "https://example.org/a?c=2&b=1&fbclid=x"},
		{"https://example.org/dir/", "https://example.org/dir/index.html"},
	}
	for _, group := range same {
		want := CanonicalURL(group[0])
		if want == "" {
			t.Errorf("%s names no story", group[0])
		}
		for _, raw := range group {
			if got := CanonicalURL(raw); got != want {
				t.Errorf("CanonicalURL(%q) = %q, want %q", raw, got, want)
			}
		}
	}
	different := []string{"https://example.org/a", "https://example.org/A", "https://example.org/a?p=1", "https://example.org/a?p=2", "https://example.org:8080/a", "https://m.example.org/a"}
	seen := map[string]string{}
	for _, raw := range different {
		c := CanonicalURL(raw)
		if seen[c] != "" {
			t.Errorf("%s and %s are not one story", raw, seen[c])
		}
		seen[c] = raw
	}
	for _, raw := range []string{"", "https://example.org", "https://example.org/", "http://www.example.org/?utm_source=rss", "/a", "mailto:a@b", "javascript:alert(1)", "https://example.org/%zz", "https://example.org/index.html"} {
		if got := CanonicalURL(raw); got != "" {
			t.Errorf("CanonicalURL(%q) = %q, want none", raw, got)
		}
	}
}

func TestHost(t *testing.T) {
	for address, want := range map[string]string{
		"https://WWW.Example.org:8080/a": "example.org", "http://news.example.org": "news.example.org", "https://[::1]/": "::1", "a": "", "http://[": "",
	} {
		if got := Host(address); got != want {
			t.Errorf("the host of %q is %q, not %q", address, got, want)
		}
	}
}
