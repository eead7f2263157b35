package feed

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Hello, world", "Hello, world"},
		{"white space", "  a\t b\r\n c\v\fd ", "a b c d"},
		{"colour", "\x1b[31mred\x1b[0m", "red"},
		{"title by OSC", "a\x1b]0;owned\x07b", "ab"},
		{"OSC with ST", "a\x1b]8;;http://x\x1b\\b", "ab"},
		{"unended OSC keeps its text", "a\x1b]0;owned", "a0;owned"},
		{"DCS, APC, PM, SOS", "a\x1bPq\x1b\\b\x1b_Gx\x1b\\c\x1b^y\x07d\x1bXz\x07e", "abcde"},
		{"C1 in UTF-8", "a\u009b31mb\u009d0;x\u009cc", "abc"},
		{"C1 as Latin-1", "a\x9b31mb", "a\uFFFD31mb"},
		{"bracketed paste end", "a\x1b[201~rm", "arm"},
		{"BEL BS NUL DEL", "a\a\b\x00\x7fb", "ab"},
		{"bidi", "a\u202eb\u2066c\u2069d\u200ee\u061cf", "abcdef"},
		{"zero width", "a\u200bb\ufeffc\u2060d\u00ade", "abcde"},
		{"joiner out of place", "a\u200db\u200cc", "abc"},
		{"family", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"},
		{"rainbow flag", "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3\ufe0f\u200d\U0001f308"},
		{"skin tone", "\U0001f9d1\U0001f3fd\u200d\U0001f680", "\U0001f9d1\U0001f3fd\u200d\U0001f680"},
		{"Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"Sinhala", "ක්\u200dය", "ක්\u200dය"},
		{"Scotland", "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f!", "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f!"},
		{"tags as a secret", "a\U000e0068\U000e0069b\U0001f3f4\U000e0068", "ab\U0001f3f4"},
		{"Zalgo", "Z" + strings.Repeat("\u0301", 40) + "a", "Z" + strings.Repeat("\u0301", maxMarks) + "a"},
		{"leading mark", "\u0301a", "a"},
		{"invalid", "a\xff\xfeb", "a\uFFFD\uFFFDb"},
		{"search marks", SnippetOpen + "a" + SnippetClose, "a"},
		{"line separators", "a\u2028b\u2029c\u0085d", "a b c d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in, 0); got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestCleanText(t *testing.T) {
	got := CleanText("one\r\ntwo\rthree\n\n\tfour\x1b[1m \x1b]0;x\x07 end", 0)
	if want := "one\ntwo\nthree\n\n    four  end"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCleanCutsBetweenGraphemes(t *testing.T) {
	family := "\U0001f468\u200d\U0001f469\u200d\U0001f467"
	for limit := 1; limit < 2*len(family)+4; limit++ {
		got := Clean("ab"+family+family, limit)
		switch got {
		case "a", "ab", "ab" + family, "ab" + family + family:
		default:
			t.Errorf("limit %d: %q", limit, got)
		}
	}
	if got := Clean(strings.Repeat("x", 1<<20), 100); len(got) != 100 {
		t.Errorf("a long token was cut to %d bytes, want 100", len(got))
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"", "plain", "a\x1b[31mb", "\u009d0;x\a", "\U0001f468\u200d\U0001f469", "\U0001f3f4\U000e0067\U000e007f",
		"Z\u0301\u0301\u0301\u0301\u0301\u0301", "\xff\x9b", "می\u200cخواهم", "\r\n\t", "\ufdd0\uffff",
	} {
		f.Add(s, 10)
		f.Add(s, 0)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		line, text := Clean(s, limit), CleanText(s, limit)
		for _, out := range []string{line, text} {
			if !utf8.ValidString(out) {
				t.Fatalf("invalid UTF-8: %q", out)
			}
			if limit > 0 && len(out) > limit {
				t.Fatalf("%d bytes, limit %d", len(out), limit)
			}
			marks := 0
			for i, r := range out {
				if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) && r != zwj && r != zwnj {
					t.Fatalf("%U at %d of %q", r, i, out)
				}
				if marks++; !unicode.Is(unicode.M, r) && r != zwj && r != zwnj {
					marks = 0
				}
				if marks > 2*maxMarks+2 {
					t.Fatalf("%d marks in %q", marks, out)
				}
			}
		}
		if strings.ContainsAny(line, "\n\t") || strings.Contains(line, "  ") || strings.TrimSpace(line) != line {
			t.Fatalf("not one folded line: %q", line)
		}
		if again := Clean(line, limit); again != line {
			t.Fatalf("Clean is not idempotent: %q then %q", line, again)
		}
	})
}
