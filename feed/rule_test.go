package feed

import (
	"strings"
	"testing"
	"time"
)

func TestParseRule(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct{ q, want, problem string }{
		{"title:/a b/i", "title:/a b/i", ""},
		{`url:/^https:\/\/x\.org\/(a|b)/ is:unread`, `url:/^https:\/\/x\.org\/(a|b)/ is:unread`, ""},
		{`feed:"X" -title:/ad\b/i OR /\d+/`, `feed:"X" -title:/ad\b/i OR /\d+/`, ""},
		{"/one/(two)", "/one/ two", ""},
		{"a/b http://x/", `a/b "http://x/"`, ""},
		{"title:/open", "", "never closed"},
		{"title:/(/", "", "missing closing )"},
		{"title://", "", "slashes are empty"},
		{"title:/a/x is:unread", "is:unread", "'x' cannot follow /expression/"},
		{"/a/Ii", "", "'Ii' cannot follow"},
		{"(/a/i)", "/a/i", ""},
		{"since:/x/", "", "takes no regular expression"},
		{"/" + strings.Repeat("x", 600) + "/", "", "longer than 500"},
		{"/(a{1000}){1000}/", "", "invalid repeat count"},
		{"", "", ""},
	} {
		e, problems := ParseRule(c.q, now)
		if e.String() != c.want || (len(problems) > 0) != (c.problem != "") || c.problem != "" && !strings.Contains(problems[0].Message, c.problem) {
			t.Errorf("%q: %q %v", c.q, e, problems)
		}
	}
	if f, problems := ParseQuery("/x/", now); len(problems) > 0 || f.Match.Term.Regex != nil || f.Match.Term.Text != "/x/" {
		t.Error("a search has no expressions", f.Match, problems)
	}
}

// Whatever is written, a rule's condition is read without a panic, and what it
// prints means the same again.
func FuzzParseRule(f *testing.F) {
	for _, q := range []string{"title:/a/i", `url:/\//`, "/x", "tag:/(/ OR -/y/", `feed:"/x/"`} {
		f.Add(q)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, q string) {
		e, problems := ParseRule(q, now)
		for _, p := range problems {
			if p.Start < 0 || p.End < p.Start || p.End > len(q) {
				t.Fatalf("%q: a problem at %d to %d", q, p.Start, p.End)
			}
		}
		_ = e.String()
	})
}

func TestParseEffect(t *testing.T) {
	for s, want := range map[string]string{"read": "read", "tag: My ad ": "tag:My ad", "run: x {url}": "run:x {url}", "notify": "notify"} {
		if e, err := ParseEffect(s); err != nil || e.String() != want {
			t.Errorf("%q: %q %v", s, e, err)
		}
	}
	for _, s := range []string{"", "delete", "tag", "tag:", "run:", "read:x", "tag:\x1b"} {
		if e, err := ParseEffect(s); err == nil {
			t.Errorf("%q: %q", s, e)
		}
	}
}
