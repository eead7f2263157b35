package article

import "testing"

func TestPlainTextKeepsWhatALayoutTells(t *testing.T) {
	for body, want := range map[string]string{
		`<ol><li>Measure:<ul><li>CPU</li><li>heap</li></ul></li><li>Again.</li></ol>`:                                 "1. Measure:\n   - CPU\n   - heap\n2. Again.",
		`<blockquote><p>The mud keeps.</p></blockquote><p>So it does.</p>`:                                            "> The mud keeps.\n\nSo it does.",
		`<figure><img src="a.jpg"><figcaption>The quay.</figcaption></figure><p>Text.</p>`:                            "Picture: The quay.\n\nText.",
		`<p>- 3 degrees, and 1. place</p>`:                                                                            "- 3 degrees, and 1. place",
		`<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table><p>After.`:                          "A  B\n1  2\n\nAfter.",
		`<p>the median<sup><a href="#fn1">1</a></sup>.</p><ol class="footnotes"><li id="fn1">Not the mean.</li></ol>`: "the median[1].\n\n1. Not the mean.",
	} {
		if got := FromHTML(body, Options{BaseURL: "https://x.example/"}).PlainText(); got != want {
			t.Errorf("%s:\n%q, want\n%q", body, got, want)
		}
	}
}
