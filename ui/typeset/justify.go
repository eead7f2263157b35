package typeset

import "strings"

// justified widens the spaces of a line by free cells in all: as evenly as it
// goes, where it does not go evenly more to the right and, in every other line,
// to the left, so that no river of holes runs down one side, nor along an edge. A line that would
// need more than a cell a space, or more than a reader overlooks, keeps its
// ragged edge: holes in the text are worse.
func justified(runs []run, free, width int, fromRight bool) []run {
	gaps := 0
	for _, r := range runs {
		gaps += gapsIn(r)
	}
	if free <= 0 || free > gaps || free > max(width*6/100, (gaps+1)/2) {
		return runs
	}
	phase := gaps / 3
	if fromRight {
		phase = gaps - 1 - phase
	}
	out := make([]run, len(runs))
	gap := 0
	for i, r := range runs {
		out[i] = r
		if gapsIn(r) == 0 {
			continue
		}
		var b strings.Builder
		for at, c := range r.text {
			b.WriteRune(c)
			if c != ' ' || glued(r.text[:at], r.text[at+1:]) {
				continue
			}
			// A gap is wider where the free cells handed out so far step.
			if ((gap+1)*free+phase)/gaps > (gap*free+phase)/gaps {
				b.WriteByte(' ')
				out[i].width++
			}
			gap++
		}
		out[i].text = b.String()
	}
	return out
}

// gapsIn counts the spaces of a run that may be widened: those of the text.
func gapsIn(r run) int {
	if r.pen.deco {
		return 0
	}
	n := strings.Count(r.text, " ")
	for at, c := range r.text {
		if c == ' ' && glued(r.text[:at], r.text[at+1:]) {
			n--
		}
	}
	return n
}
