package feed

import "testing"

func TestBodyIsAtLeastTheSummary(t *testing.T) {
	for _, c := range []struct{ content, summary, want string }{
		{"<p>All of it.</p>", "Some", "<p>All of it.</p>"},
		{" \n", "Fish & <chips>", "Fish &amp; &lt;chips&gt;"},
		{"", "", ""},
	} {
		if got := (&Entry{Content: c.content, Summary: c.summary}).Body(); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.content, c.summary, got, c.want)
		}
	}
}
