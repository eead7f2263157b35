package article_test

import (
	"strings"
	"testing"

	"lede/feed/article"
)

// TestLinesOfAPoemStayTogether: boxes with a line each are set without air between
// them, as browsers do; what pages are made of otherwise is no poem.
func TestLinesOfAPoemStayTogether(t *testing.T) {
	const long = "<div>This is a paragraph of prose that an editor on the web has put into a box.</div>"
	for html, want := range map[string]string{
		"<div>Rose<br></div><div><i>red</i><br></div>\n<div>violet</div>":                             "Rose\\\n*red*\\\nviolet",
		"<div>One</div><div>two</div><div><br></div><div>three</div><div>&nbsp;</div><div>four</div>": "One\\\ntwo\n\nthree\n\nfour",
		"<blockquote><div>One</div><div>two</div><div>three</div></blockquote>":                       "> One\\\n> two\\\n> three",
		"<p>It begins:</p><div>One</div><div>two</div><div>three</div><div><p>Prose.</p></div>":       "It begins:\n\nOne\\\ntwo\\\nthree\n\nProse.",
		"<div>One</div><div>two</div>":                                                              "One\n\ntwo",
		"<div class=a>One</div><div class=a>two</div><div class=a>three</div>":                      "One\n\ntwo\n\nthree",
		"<div><a href=/1>One</a></div><div><a href=/2>two</a></div><div><a href=/3>three</a></div>": "[One](#1)\n\n[two](#2)\n\n[three](#3)",
		"<div>One<br>and a half</div><div>two</div><div>three</div>":                                "One\\\nand a half\n\ntwo\n\nthree",
		long + long + long: strings.TrimSpace(strings.Repeat("This is a paragraph of prose that an editor on the web has put into a box.\n\n", 3)),
	} {
		a := article.FromHTML(html, article.Options{BaseURL: "https://a.example/"})
		if got := strings.ReplaceAll(strings.TrimSpace(a.Markdown()), "https://a.example/", "#"); got != want {
			t.Errorf("%s:\n%q, want\n%q", html, got, want)
		}
	}
}
