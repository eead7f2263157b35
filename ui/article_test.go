package ui

import "testing"

func TestASummaryThatIsTheTextsOpeningIsNotSetTwice(t *testing.T) {
	const summary = "The mud gave up a harbour, and nobody knows who built it."
	s := wide(t)
	s.lib.entries[0].Summary = summary
	s.lib.entries[0].Content = "<p>LISBON — The mud gave up <b>a harbour</b>, and nobody knows who built it.</p><p>More.</p>"
	s.lib.entries[1].Summary = summary
	s.lib.entries[1].Content = ""
	s.keys("enter").has("LISBON")
	if n := s.times("The mud gave up"); n != 1 {
		t.Errorf("an opening is set %d times", n)
	}
	if s.keys("n"); s.times("The mud gave up") != 1 {
		t.Error("a summary that is all there is is not set once")
	}
	if s.keys("n"); s.times("Delegations meet") != 1 {
		t.Error("a summary of its own is not set")
	}
}
