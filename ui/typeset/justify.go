package typeset

import "strings"

// justified widens the spaces of a line by free cells in all. A line that would
// get more than one more cell a space keeps its ragged edge: holes in the text
// are worse.
func justified(runs []run, free int) []run {
	gaps := 0
	for _, r := range runs {
		gaps += strings.Count(r.text, " ")
	}
	if free <= 0 || gaps == 0 || free > gaps {
		return runs
	}
	out := make([]run, len(runs))
	gap := 0
	for i, r := range runs {
		var b strings.Builder
		for _, c := range r.text {
			b.WriteRune(c)
			if c != ' ' {
				continue
			}
			// The k-th gap gets one when k*free/gaps steps: evenly over the line.
			if (gap+1)*free/gaps > gap*free/gaps {
				b.WriteByte(' ')
				r.width++
			}
			gap++
		}
		r.text = b.String()
		out[i] = r
	}
	return out
}
