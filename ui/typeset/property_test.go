package typeset_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lede/feed/article"
	"lede/ui/typeset"
)

// own are the sequences that a line may hold.
var own = regexp.MustCompile("\x1b\\[[0-9;]*m|\x1b\\]8;(id=L[0-9]+)?;((https?://|mailto:)[!-~]*)?\x1b\\\\")

// pieces are what articles are made of, and what strangers send.
var pieces = []string{
	"word", "a", "Parliamentary", "communication,", "und", "Schiff\u00adfahrt", "10\u00a0000", "東京の地下鉄、", "「便利」", "한국어", "שלום", "مرحبا", "(", ")", "—", "–", "!", "…",
	"👨‍👩‍👧‍👦", "👍🏽", "🇯🇵", "1️⃣", "❤️", "e\u0301\u0302\u0303", "हिन्दी", "ไทย", "\u200d", "\ufe0f", "\u2060", "\u200b",
	"*em*", "**strong**", "***both***", "~~gone~~", "`code`", "``co`de``", "[link](#1)", "[**bold** link](#2)", "[x](#99)", "[n](#fn-1)", "[evil](javascript:alert)", "![alt](x.png)",
	"<b>", "</b>", "<br>", "<sub>2</sub>", "<mark>m</mark>", "<script>", "<!-- c -->",
	"&amp;", "&#27;[31m", "&amp;#27;[2J", "&#x9b;31m", "&#155;", "&lt;b&gt;", "\\&", "\\*", "\\\\", "\\",
	"\x1b[31m", "\x1b]8;;http://x\x07", "\x1b]52;c;aGk=\x07", "\u009b31m", "\x07", "\b", "\r", "\x00", "\x01", "\x02;", "\x01" + "1;", "\x04m", "\u202e", "\u2066", "\ufeff", "\xff\xfe", "\x7f", "\t",
	"[", "]", "*", "_", "`", "|", "<", ">", "https://example.org/a/long/address?with=query&and=more",
	strings.Repeat("x", 130), strings.Repeat("長", 70), strings.Repeat("[", 30), strings.Repeat("👨‍👩‍👧", 20),
}

var starts = []string{"", "", "", "# ", "## ", "#### ", "> ", "> > ", "- ", "  - ", "1. ", "99. ", "```\n", "```go\n", "    ", "---\n", "| a | b |\n|---|--:|\n| ", "\\\n", "- [ ] "}

func markdown(t *rapid.T, label string) string {
	var b strings.Builder
	for range rapid.IntRange(0, 6).Draw(t, label+" blocks") {
		b.WriteString(rapid.SampledFrom(starts).Draw(t, label+" start"))
		for range rapid.IntRange(0, 14).Draw(t, label+" words") {
			b.WriteString(rapid.SampledFrom(pieces).Draw(t, label+" word"))
			b.WriteString(rapid.SampledFrom([]string{" ", " ", " ", "", "\n", "  \n"}).Draw(t, label+" gap"))
		}
		b.WriteString("\n\n")
	}
	return b.String()
}

func anyArticle(t *rapid.T) *article.Article {
	art := &article.Article{
		RTL:    rapid.Bool().Draw(t, "rtl"),
		Links:  []article.Link{{URL: "https://example.org/\x1b[31m?q=ü"}, {URL: "javascript:alert(1)"}, {URL: "https://example.org/" + strings.Repeat("y", 90)}},
		Images: []article.Image{{Caption: markdown(t, "caption"), Credit: "\x1b[2Jcredit"}, {Alt: "alt"}},
		Notes:  []article.Note{{Label: "1\x1b[m", Markdown: markdown(t, "note")}, {Label: strings.Repeat("†", 20), Markdown: "x"}},
	}
	kinds := []article.Kind{
		article.Prose, article.Prose, article.Prose, article.Figure, article.Gallery, article.PullQuote, article.Card, article.Media,
		article.Details, article.Records, article.Verse, article.Math, article.AuthorBox, article.NoteList, "unknown",
	}
	for range rapid.IntRange(0, 5).Draw(t, "blocks") {
		md := markdown(t, "markdown")
		art.Blocks = append(art.Blocks, article.Block{
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Markdown: md, Title: firstLine(md), Text: md, Label: "Label\x1b[1m", Credit: firstLine(md), Duration: "1:04",
			Link: rapid.IntRange(-1, 5).Draw(t, "link"), Image: rapid.IntRange(-1, 3).Draw(t, "image"), Images: []int{1, 2, 7},
			Header: []string{"One", "Two\x1b[m"}, Rows: [][]string{{firstLine(md), md}, {}, {"a", "b", "c"}}, RTL: rapid.Bool().Draw(t, "block rtl"), ID: "id",
		})
	}
	return art
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func anyOptions(t *rapid.T, tb testing.TB) typeset.Options {
	opts := typeset.Options{
		Theme:      paper(tb, true, rapid.SampledFrom([]colorprofile.Profile{colorprofile.ASCII, colorprofile.TrueColor}).Draw(t, "profile")),
		Measure:    rapid.SampledFrom([]int{8, 11, 20, 40, 76, 120, 500}).Draw(t, "measure"),
		Widths:     rapid.SampledFrom([]ansi.Method{ansi.WcWidth, ansi.GraphemeWidth}).Draw(t, "widths"),
		Hyperlinks: rapid.Bool().Draw(t, "hyperlinks"), Justify: rapid.Bool().Draw(t, "justify"), Hyphenate: rapid.Bool().Draw(t, "hyphenate"),
		ASCII: rapid.Bool().Draw(t, "ascii"), NoReorder: rapid.Bool().Draw(t, "no reorder"),
	}
	if rapid.Bool().Draw(t, "pictures") {
		opts.Picture = func(int, article.Image, int) (int, int) { return 26, 5 }
	}
	return opts
}

// No line is wider than the measure, and none holds a control character but
// lede's own sequences, whatever the article says.
func TestEveryLineIsSafe(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		opts := anyOptions(rt, t)
		head := typeset.Head{Source: "S\x1b[31m", Section: "\u202eX", Headline: firstLine(markdown(rt, "headline")), Standfirst: markdown(rt, "standfirst"), Author: "By A", Date: "now", Minutes: 3, Updated: "updated"}
		g := finished(t, opts, anyArticle(rt), head)
		for i, l := range g.Lines(0, g.Len()) {
			checkLine(rt, i, l, opts)
		}
		matches := g.Find("o")
		for i := range g.Len() {
			checkLine(rt, i, g.Marked(i, matches, 0), opts)
		}
		for _, m := range matches {
			if m.Width < 1 || m.Column < 0 || m.Column+m.Width > opts.Measure || m.Line >= g.Len() {
				rt.Fatalf("match out of the page: %+v", m)
			}
		}
		for _, p := range g.Links(0, g.Len()) {
			if p.Width < 1 || p.Column < 0 || p.Column+p.Width > opts.Measure {
				rt.Fatalf("link out of the page: %+v", p)
			}
		}
		for _, f := range g.Figures() {
			if f.Column < 0 || f.Column+f.Width > opts.Measure || f.Line+f.Height > g.Len() {
				rt.Fatalf("picture out of the page of %d lines: %+v", g.Len(), f)
			}
		}
	})
}

func checkLine(t *rapid.T, i int, l string, opts typeset.Options) {
	t.Helper()
	bare := own.ReplaceAllString(l, "")
	if w := opts.Widths.StringWidth(bare); w > opts.Measure {
		t.Fatalf("line %d is %d cells wide, the measure is %d: %q", i, w, opts.Measure, l)
	}
	for _, r := range bare {
		if unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff || r == unicode.ReplacementChar && !strings.Contains(bare, "\uFFFD") {
			t.Fatalf("line %d holds %U: %q", i, r, l)
		}
	}
	if !opts.Hyperlinks && strings.Contains(l, "\x1b]8") {
		t.Fatalf("line %d has a hyperlink: %q", i, l)
	}
	if strings.Contains(l, "javascript") && strings.Contains(l, "\x1b]8;id=L2") {
		t.Fatalf("line %d leads to a script: %q", i, l)
	}
	if at := strings.LastIndex(l, "\x1b["); at >= 0 && !strings.HasPrefix(l[at:], "\x1b[m") {
		t.Fatalf("line %d leaves its look on: %q", i, l)
	}
	if strings.Count(l, "\x1b]8;id")*2 != strings.Count(l, "\x1b]8;") {
		t.Fatalf("line %d leaves a hyperlink open: %q", i, l)
	}
}

// However an article is set, screen by screen or at once, its lines are the same.
func TestLazyIsTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		opts := anyOptions(rt, t)
		art := anyArticle(rt)
		whole := finished(t, opts, art, typeset.Head{Headline: "H"})
		lazy := setter(t, opts).Begin(art, typeset.Head{Headline: "H"})
		for n := 1; !lazy.Done(); n += 3 {
			if err := lazy.Ensure(t.Context(), n); err != nil {
				rt.Fatal(err)
			}
			if !lazy.Done() && lazy.Len() < n {
				rt.Fatalf("%d lines after Ensure(%d)", lazy.Len(), n)
			}
		}
		if diff := cmp.Diff(whole.Lines(0, whole.Len()), lazy.Lines(0, lazy.Len())); diff != "" {
			rt.Fatalf("set at once and set lazily differ:\n%s", diff)
		}
	})
}

// A place in the text is found again at the same and at another width.
func TestPositionsHold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		opts := anyOptions(rt, t)
		opts.Picture = nil
		art := anyArticle(rt)
		g := finished(t, opts, art, typeset.Head{Headline: "H"})
		opts.Measure = rapid.SampledFrom([]int{20, 60, 100}).Draw(rt, "other measure")
		other := finished(t, opts, art, typeset.Head{Headline: "H"})
		for i := range g.Len() {
			place := g.PositionAt(i)
			same, err := g.LineAt(t.Context(), place)
			if err != nil {
				rt.Fatal(err)
			}
			if got := g.PositionAt(same).Offset; got != place.Offset {
				rt.Fatalf("line %d is at %d; LineAt leads to line %d at %d", i, place.Offset, same, got)
			}
			line, err := other.LineAt(t.Context(), place)
			if err != nil {
				rt.Fatal(err)
			}
			if at := other.PositionAt(line).Offset; at > place.Offset {
				rt.Fatalf("at another width the place %d is said to be on a line that begins at %d", place.Offset, at)
			}
		}
	})
}
