package typeset

import "strings"

// justified widens the spaces of a line by free cells in all: as evenly as it
// goes, where it does not go evenly from the left and, in every other line, from
// the right, so that no river of holes runs down one side. A line that would
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
	out := make([]run, len(runs))
	gap := 0
	for i, r := range runs {
		out[i] = r
		if gapsIn(r) == 0 {
			continue
		}
		var b strings.Builder
		for _, c := range r.text {
			b.WriteRune(c)
			if c != ' ' {
				continue
			}
			k := gap
			if fromRight {
				k = gaps - 1 - gap
			}
			// The k-th gap is wider where k*free/gaps steps.
			if k == 0 || (k*free)/gaps > ((k-1)*free)/gaps {
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
	return strings.Count(r.text, " ")
}
