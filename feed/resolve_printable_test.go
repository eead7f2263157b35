package feed

import "testing"

func TestPrintableURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.org/a?b=c#d": "https://example.org/a?b=c#d",
		"http://0?\xab":               "http://0?%AB",
		"http://0/\xe2\x82":           "http://0/%E2%82",
		"http://0/\x1b[31m":           "http://0/%1B[31m",
		"http://0/\u202ex":            "http://0/%E2%80%AEx",
		"http://0/é/\uFFFD":           "http://0/é/\uFFFD",
	} {
		if got := PrintableURL(in); got != want {
			t.Errorf("PrintableURL(%q) = %q, want %q", in, got, want)
		}
	}
}
