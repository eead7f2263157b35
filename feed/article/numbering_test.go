package article_test

import (
	"bytes"
	"strings"
	"testing"

	"lede/feed/article"
)

func TestNumbersAsTheyAreShown(t *testing.T) {
	for _, c := range []struct {
		by     article.Numbering
		number int
		want   string
	}{
		{article.Figures, 12, "12."},
		{article.SmallLetters, 1, "a."},
		{article.SmallLetters, 27, "aa."},
		{article.Letters, 52, "AZ."},
		{article.SmallLetters, 703, "aaa."},
		{article.SmallRoman, 4, "iv."},
		{article.Roman, 1994, "MCMXCIV."},
		{article.Roman, 3999, "MMMCMXCIX."},
		{article.Roman, 4000, "4000."},
		{article.SmallLetters, 0, "0."},
		{"", 3, "3."},
	} {
		if got := c.by.Label(c.number); got != c.want {
			t.Errorf("%d by %q is %q, want %q", c.number, c.by, got, c.want)
		}
	}
}

// TestListsAreNumberedAsTheirPagesSay: in Markdown, read by lines, and in files of
// HTML.
func TestListsAreNumberedAsTheirPagesSay(t *testing.T) {
	for _, c := range []struct{ name, html, markdown, text, saved string }{
		{"roman", `<ol type="i" start="3"><li>One</li><li>Two</li></ol>`, "003) One\n004) Two", "iii. One\niv. Two", `<ol start="3" type="i">`},
		{"capitals", `<ol type="A"><li>One</li><li>Two</li></ol>`, "01) One\n02) Two", "A. One\nB. Two", `<ol type="A">`},
		{"large Roman", `<ol type="I"><li>One</li></ol>`, "0001) One", "I. One", `<ol type="I">`},
		{"letters", `<ol type="a"><li>One</li><li>Two</li></ol>`, "1) One\n2) Two", "a. One\nb. Two", `<ol type="a">`},
		{"by style", `<ol style="color: red; list-style-type: lower-roman"><li>One</li></ol>`, "001) One", "i. One", `<ol type="i">`},
		{"style before type", `<ol type="a" style="list-style-type: decimal"><li>One</li></ol>`, "1. One", "1. One", "<ol>"},
		{"reversed", `<ol reversed><li>One</li><li>Two</li></ol>`, "2. One\n1. Two", "2. One\n1. Two", `<li value="1">`},
		{"values", `<ol><li>One</li><li value="7">Two</li><li>Three</li></ol>`, "1. One\n7. Two\n8. Three", "1. One\n7. Two\n8. Three", `<li value="7">`},
		{"beyond what letters tell", `<ol type="I" start="3999"><li>One</li><li>Two</li></ol>`, "3999. One\n4000. Two", "3999. One\n4000. Two", `<ol start="3999">`},
		{"nested", `<ol type="I"><li>One<ol type="a"><li>Two</li></ol></li></ol>`, "0001) One\n      1) Two", "I. One\n      a. Two", `<ol type="a">`},
		{"nested and further on", `<ol><li>One<ol start="4" type="i"><li>Two</li></ol></li><li>Three</li></ol>`, "1. One\n\n   004) Two\n2. Three", "1. One\n   iv. Two\n2. Three", `<ol start="4" type="i">`},
		{"in a quotation", `<blockquote><ol type="a"><li>One</li></ol></blockquote>`, "> 1) One", "> a. One", `<ol type="a">`},
	} {
		a := article.FromHTML(c.html, article.Options{})
		if got := strings.TrimSpace(a.Markdown()); got != c.markdown {
			t.Errorf("%s: Markdown:\n%s\nwant\n%s", c.name, got, c.markdown)
		}
		if got := a.PlainText(); got != c.text {
			t.Errorf("%s: text:\n%s\nwant\n%s", c.name, got, c.text)
		}
		var b bytes.Buffer
		if err := (article.Document{Article: a, Title: "Lists"}).WriteHTML(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.saved) {
			t.Errorf("%s: the saved page lacks %s:\n%s", c.name, c.saved, b.String()[strings.Index(b.String(), "<body"):])
		}
	}
}

// TestFormulasStandByThemselvesInListsAndQuotations: their numbers too; what else is
// indented there is no formula.
func TestFormulasStandByThemselvesInListsAndQuotations(t *testing.T) {
	for html, want := range map[string]string{
		`<ol><li>It is \[E = mc^2 \tag{1}\] so.</li></ol>`:                                          "1. It is\n\n   \u2003E =\u00a0mc²\u00a0\u00a0(1)\n\n   so.",
		`<blockquote><p>Thus</p><p>$$\begin{aligned}a &= b \\ &= c\end{aligned}$$</p></blockquote>`: "> Thus\n>\n> \u2003a =\u00a0b\\\n> \u2003\u00a0 =\u00a0c",
		`<ul><li>&emsp;Not one<p>&emsp;at all</p></li></ul>`:                                        "- Not one\n\n  at all",
		`<dl><dt>Energy</dt><dd>\[E = mc^2\]</dd></dl>`:                                             "- **Energy**\n\n  \u2003E =\u00a0mc²",
	} {
		if got := strings.TrimSpace(article.FromHTML(html, article.Options{}).Markdown()); got != want {
			t.Errorf("%s:\n%q, want\n%q", html, got, want)
		}
	}
	a := article.FromHTML(`<table><tr><th>Law</th><th>By</th></tr><tr><td>\[E = mc^2\]</td><td>Einstein</td></tr></table>`, article.Options{})
	if got := a.Markdown(); strings.Contains(got, article.Indent) {
		t.Errorf("in a table it is a cell's text: %q", got)
	}
}
