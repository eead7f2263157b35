package typeset_test

import (
	"strings"
	"testing"

	"lede/feed/article"
	"lede/ui/typeset"
)

// A table's numbers, words and short cells are whole, and its long cells have the rest.
func TestATableSharesTheMeasure(t *testing.T) {
	table := strings.Join([]string{
		"| Date | Event | Place | Result | Attendance | Remarks |", "| --- | --- | --- | --- | --- | --- |",
		"| 12 March 2026 | First leg | Lisbon | 2–1 | 64,212 | The goal that decided it was given after the referee had looked at it for four minutes. |",
		"| 19 March 2026 | Second leg | Wembley | 0–0 | 1 081 000 | None |",
	}, "\n")
	for width := 56; width <= 120; width++ {
		lines := strings.Join(plainLines(t, typeset.Options{Measure: width}, &article.Article{Blocks: prose(table)}, typeset.Head{}), "\n")
		whole := []string{"1 081 000", "Wembley", "Attendance", "Remarks"}
		if width >= 76 {
			whole = append(whole, "12 March 2026", "First leg", "Second leg")
		}
		for _, s := range whole {
			if !strings.Contains(lines, s) {
				t.Errorf("width %d: %q is broken:\n%s", width, s, lines)
			}
		}
		if rows := strings.Count(lines, "\n"); width >= 76 && rows > 12 {
			t.Errorf("width %d: %d lines:\n%s", width, rows, lines)
		}
	}
}

// A table of which there is only a header is one.
func TestATableOfAHeader(t *testing.T) {
	lines := plainLines(t, typeset.Options{}, &article.Article{Blocks: prose("| Name | Place |\n| --- | --- |")}, typeset.Head{})
	if got := strings.Join(lines, "\n"); !strings.Contains(got, "Name   Place") {
		t.Errorf("it is set as\n%s", got)
	}
}
