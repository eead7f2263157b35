package article

import "testing"

// TestExcerpt: what stands above a story's text is no part of its summary in a
// list; prose that speaks of it is.
func TestExcerpt(t *testing.T) {
	for in, want := range map[string]string{
		"The harbour at dusk. Photograph: Pool 2 min read Negotiators met for a third day.": "Negotiators met for a third day.",
		"5 min read The weather service expects fog. Continue reading…":                     "The weather service expects fog.",
		"Reading time: 3 minutes read · Fog is here.":                                       "Fog is here.",
		"This is a 2 min read The Times said so.":                                           "This is a 2 min read The Times said so.",
		"It is 5 min read aloud, and the end of it.":                                        "It is 5 min read aloud, and the end of it.",
		"She set aside 20 minutes to read. Then he came.":                                   "She set aside 20 minutes to read. Then he came.",
		"3 minutes to read. Fog is here.":                                                   "Fog is here.",
		"2 min read":                                                                        "2 min read",
		"A proof that $\\alpha \\le \\beta$ holds":                                          "A proof that α ≤ β holds",
		"":                         "",
		"It cost $5 and $6 in all": "It cost $5 and $6 in all",
	} {
		if got := Excerpt(in); got != want {
			t.Errorf("%q: %q, not %q", in, got, want)
		}
	}
}
