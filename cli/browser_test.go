package cli

import (
	"strings"
	"testing"
)

func TestWebURL(t *testing.T) {
	for raw, want := range map[string]string{
		"https://example.org/a?b=c&d=e#f": "https://example.org/a?b=c&d=e#f",
		" http://example.org ":            "http://example.org",
		"https://example.org/a b":         "https://example.org/a%20b",
		"https://example.org/$(id);`id`":  "https://example.org/$%28id%29;%60id%60",
	} {
		if got, err := webURL(raw); err != nil || got != want {
			t.Errorf("webURL(%q) = %q, %v; want %q", raw, got, err, want)
		}
	}
	for _, raw := range []string{
		"", "-version", "--new-tab", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a@b.c",
		"https:", "https:///x", "//example.org", "example.org", "https://exa\x1bmple.org/", "https://example.org/\n-x",
		"https://example.org/\u202egnp.exe", "ftp://example.org/",
	} {
		if got, err := webURL(raw); err == nil && (strings.HasPrefix(got, "-") || !strings.HasPrefix(got, "http") || raw != "https://example.org/\u202egnp.exe") {
			t.Errorf("webURL(%q) = %q, want an error", raw, got)
		} else if err == nil && strings.ContainsRune(got, '\u202e') {
			t.Errorf("webURL(%q) = %q", raw, got)
		}
	}
}

func TestStartProgramIsNoShell(t *testing.T) {
	_, err := startProgram(t.Context(), []string{"no-such-program;", "touch", "here"}, "https://example.org/")
	if err == nil || !strings.Contains(err.Error(), "no-such-program;") {
		t.Errorf("error %v", err)
	}
}
