package feed

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var queryNow = time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("", 3600))

func TestParseQuery(t *testing.T) {
	word := func(s string) *Expr { return &Expr{Term: Term{Text: s}} }
	field := func(f Field, s string) *Expr { return &Expr{Term: Term{Field: f, Text: s}} }
	not := func(e *Expr) *Expr { return &Expr{Op: Not, Args: []*Expr{e}} }
	yes, no := true, false
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, queryNow.Location()) }
	tests := []struct {
		q    string
		want Filter
	}{
		{"", Filter{}},
		{"  ", Filter{}},
		{"go", Filter{Match: word("go")}},
		{"go rust", Filter{Match: &Expr{Op: And, Args: []*Expr{word("go"), word("rust")}}}},
		{"go AND rust", Filter{Match: &Expr{Op: And, Args: []*Expr{word("go"), word("rust")}}}},
		{"a b OR c", Filter{Match: &Expr{Op: And, Args: []*Expr{word("a"), {Op: Or, Args: []*Expr{word("b"), word("c")}}}}}},
		{"(a b) OR c", Filter{Match: &Expr{Op: Or, Args: []*Expr{{Op: And, Args: []*Expr{word("a"), word("b")}}, word("c")}}}},
		{"((a))", Filter{Match: word("a")}},
		{"-a", Filter{Match: not(word("a"))}},
		{"NOT a", Filter{Match: not(word("a"))}},
		{"NOTHING", Filter{Match: word("NOTHING")}},
		{"-(a OR b)", Filter{Match: not(&Expr{Op: Or, Args: []*Expr{word("a"), word("b")}})}},
		{"--a", Filter{Match: word("a")}},
		{"a - b", Filter{Match: &Expr{Op: And, Args: []*Expr{word("a"), word("b")}}}}, // as in "Berlin - Paris"
		{"a -- b", Filter{Match: &Expr{Op: And, Args: []*Expr{word("a"), word("b")}}}},
		{"auto*", Filter{Match: &Expr{Term: Term{Text: "auto", Prefix: true}}}},
		{`"a phrase"`, Filter{Match: &Expr{Term: Term{Text: "a phrase", Phrase: true}}}},
		{`“curly”`, Filter{Match: &Expr{Term: Term{Text: "curly", Phrase: true}}}},
		{`feed:"New York"`, Filter{Match: &Expr{Term: Term{Field: FieldFeed, Text: "New York", Phrase: true}}}},
		{"Title:go", Filter{Match: field(FieldTitle, "go")}},
		{"title:go*", Filter{Match: &Expr{Term: Term{Field: FieldTitle, Text: "go", Prefix: true}}}},
		{`in:""`, Filter{Match: &Expr{Term: Term{Field: FieldIn, Phrase: true}}}},
		{"is:unread", Filter{Read: &no}},
		{"-is:unread", Filter{Read: &yes}},
		{"is:starred is:later", Filter{Starred: &yes, Later: &yes}},
		{"is:unread -is:read", Filter{Read: &no}},
		{"is:unread is:read", Filter{Read: &no, Match: field(FieldIs, "read")}},
		{"is:unread OR a", Filter{Match: &Expr{Op: Or, Args: []*Expr{field(FieldIs, "unread"), word("a")}}}},
		{"(is:unread a)", Filter{Read: &no, Match: word("a")}},
		{"has:podcast", Filter{Match: field(FieldHas, "audio")}},
		{"since:2025-01-02 before:2025-02", Filter{Since: day(2025, 1, 2), Until: day(2025, 2, 1)}},
		{"since:1w", Filter{Since: queryNow.AddDate(0, 0, -7)}},
		{"since:today", Filter{Since: day(2026, 11, 23)}},
		{"http://x.org/a", Filter{Match: word("http://x.org/a")}},
		{"std::vector", Filter{Match: word("std::vector")}},
		{"12:30", Filter{Match: word("12:30")}},
	}
	for _, tt := range tests {
		t.Run(tt.q, func(t *testing.T) {
			got, problems := ParseQuery(tt.q, queryNow)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if len(problems) > 0 {
				t.Errorf("problems: %v", problems)
			}
		})
	}
}

func TestParseQueryProblems(t *testing.T) {
	tests := []struct{ q, marked, rest string }{
		{"a is:weird", "is:weird", "a"},
		{"a since:soon b", "since:soon", "a b"},
		{"a OR", "OR", "a"},
		{"OR a", "OR", "a"},
		{"(a b", "(", "a b"},
		{"a) b", ")", "a b"},
		{`a "b c`, `"`, `a "b c"`},
		{"a -", "-", "a"},
		{"a *", "*", "a"},
		{`a ""`, `""`, "a"},
		{"feed: a", "feed:", "a"},
		{"war & peace", "&", "war peace"},
		{"☃ a", "☃", "a"},
		{"a title:++", "title:++", "a"},
		{"colour:red", "colour:", `"colour:red"`},
		{"a title:/b/x", "title:/b/x", `a title:/b/x`},
		{"a \xff:b is:\xff", "is:\xff", "a \"\xff:b\""},
	}
	for _, tt := range tests {
		t.Run(tt.q, func(t *testing.T) {
			f, problems := ParseQuery(tt.q, queryNow)
			if len(problems) != 1 {
				t.Fatalf("want one problem, got %v", problems)
			}
			if p := problems[0]; tt.q[p.Start:p.End] != tt.marked || p.Message == "" {
				t.Errorf("marked %q (%s), want %q", tt.q[p.Start:p.End], p.Message, tt.marked)
			}
			if got := FormatQuery(f); got != tt.rest {
				t.Errorf("what is left is %q, want %q", got, tt.rest)
			}
		})
	}
}

func TestParseQueryIsBounded(t *testing.T) {
	for _, q := range []string{strings.Repeat("(", 100_000), strings.Repeat("-", 100_000), strings.Repeat("a OR ", 50_000), strings.Repeat(`"`, 100_001)} {
		if _, problems := ParseQuery(q, queryNow); len(problems) == 0 {
			t.Errorf("%.10q...: no problem told", q)
		}
	}
}

// A query that FormatQuery writes is read as what was written.
func TestFormatQueryRoundTrip(t *testing.T) {
	word := rapid.StringMatching(`[a-zé:*"()-]{1,6}|OR|AND|NOT`)
	rapid.Check(t, func(t *rapid.T) {
		q := strings.Join(rapid.SliceOfN(rapid.OneOf(word, rapid.SampledFrom([]string{
			"is:unread", "-is:starred", "since:3d", "feed:x", `tag:"a b"`, "(a b) OR -c", "OR", "has:video", "lang:de", "begin*",
		})), 0, 8).Draw(t, "words"), " ")
		first, _ := ParseQuery(q, queryNow)
		second, problems := ParseQuery(FormatQuery(first), queryNow)
		if len(problems) > 0 {
			t.Fatalf("%q was written as %q: %v", q, FormatQuery(first), problems)
		}
		if a, b := FormatQuery(first), FormatQuery(second); a != b {
			t.Fatalf("%q: first %q then %q", q, a, b)
		}
	})
}

func FuzzQuery(f *testing.F) {
	for _, q := range []string{"", "a OR (b -c)", `feed:"x" is:unread since:1w`, "((", `"`, "-", "title:*", "a:b:c", "\xff\"(", "NOT NOT -OR", "-( -is:starred", "-(-(a))"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		filter, problems := ParseQuery(q, queryNow)
		for _, p := range problems {
			if p.Start < 0 || p.End > len(q) || p.Start > p.End || p.Message == "" {
				t.Fatalf("%q: problem %+v", q, p)
			}
		}
		again, problems := ParseQuery(FormatQuery(filter), queryNow)
		if len(q) < maxQuery/4 && len(problems) > 0 {
			t.Fatalf("%q became %q: %v", q, FormatQuery(filter), problems)
		}
		if len(q) < maxQuery/4 && FormatQuery(again) != FormatQuery(filter) {
			t.Fatalf("%q: %q became %q", q, FormatQuery(filter), FormatQuery(again))
		}
	})
}
