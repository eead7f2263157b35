package typeset

const (
	// wordRunt and wordsRunt are what a last line of one word costs, or of two, that
	// fill less than a sixth of the width; pieceRunt is what one costs that begins
	// with a piece of a word and fills less than a third.
	wordRunt  = 150
	wordsRunt = 60
	pieceRunt = 90
	// ladderCost is what a line costs that makes too many in a row end in a hyphen.
	ladderCost = 1 << 20
	// impossible is the cost of what no lines lead to.
	impossible = 1 << 40
)

// maxHyphens is how many lines in a row may end in a hyphen.
const maxHyphens = 2

// ladder is how many lines in a row end in a hyphen, at most.
func ladder(boxes []box, lines []lineSpan) (most int) {
	n := 0
	for i, l := range lines {
		if n++; !boxes[l.to-1].hyphen || i == len(lines)-1 {
			n = 0
		}
		most = max(most, n)
	}
	return most
}

// fitLines chooses all lines of a paragraph together, as Knuth and Plass do, so
// that the right edge is as even as it can be without taking more than most lines:
// the sum of the lines' costs is least. More than maxHyphens lines in a row end in
// a hyphen only where nothing else is possible. nil: there is no such choice.
func fitLines(boxes []box, width, most, hyphenCost int) []lineSpan {
	f := fit{boxes: boxes, width: width, hyphenCost: hyphenCost, best: make([]choices, len(boxes)+1)}
	for to := range f.best {
		for rungs := range f.best[to] {
			if to+rungs > 0 {
				f.best[to][rungs].cost = impossible
			}
		}
	}
	for to := 1; to <= len(boxes); to++ {
		f.reach(to)
	}
	return f.lines(most)
}

// fit is the choice of a paragraph's lines; best has the cheapest, by how many boxes
// are in them.
type fit struct {
	boxes             []box
	width, hyphenCost int
	best              []choices
}

// choices are the cheapest lines, by how many of the last of them, in a row, end in
// a hyphen: what is dearer so far may be what goes on.
type choices [maxHyphens + 2]choice

// choice is the last line of some: where it begins, which of the choices is before
// it, and what all of them cost.
type choice struct {
	cost         int
	lines        int32
	from, before int32
}

// reach finds the cheapest lines of the boxes before to.
func (f *fit) reach(to int) {
	used := 0
	if f.boxes[to-1].hyphen && to < len(f.boxes) {
		used = 1
	}
	for from := to - 1; from >= 0; from-- {
		used += f.boxes[from].width
		if from < to-1 {
			used += f.boxes[from].space
		}
		if used > f.width && from < to-1 {
			return
		}
		f.add(lineSpan{from, to}, used)
	}
}

// add takes a line that may be the last into account.
func (f *fit) add(l lineSpan, used int) {
	cost := lineCost(f.boxes, l, used, f.width, f.hyphenCost)
	hyphen := f.boxes[l.to-1].hyphen && l.to < len(f.boxes)
	k, end := 0, 1
	if l.from > 0 && f.boxes[l.from-1].hyphen {
		k, end = 1, len(choices{})
	}
	for ; k < end; k++ {
		before := &f.best[l.from][k]
		if before.cost == impossible {
			continue
		}
		c, rungs := choice{before.cost + cost, before.lines + 1, int32(l.from), int32(k)}, 0
		if hyphen {
			rungs = min(k+1, maxHyphens+1)
		}
		if rungs > maxHyphens {
			c.cost += ladderCost
		}
		if best := &f.best[l.to][rungs]; c.cost < best.cost || c.cost == best.cost && c.lines < best.lines {
			*best = c
		}
	}
}

// lines are the cheapest of all, nil where they are more than most.
func (f *fit) lines(most int) []lineSpan {
	to, k := len(f.boxes), 0 // the last line ends in no hyphen
	if end := &f.best[to][k]; end.cost == impossible || int(end.lines) > most {
		return nil
	}
	lines := make([]lineSpan, f.best[to][k].lines)
	for i := len(lines) - 1; i >= 0; i-- {
		c := &f.best[to][k]
		lines[i] = lineSpan{int(c.from), to}
		to, k = int(c.from), int(c.before)
	}
	return lines
}

// lineCost is what a line costs of which so many cells are used: the square of
// what is left free, but for the last. Hyphens and a last line of a word or two short
// ones cost extra, and hyphens one below the other, or before a short last line, more.
func lineCost(boxes []box, l lineSpan, used, width, hyphenCost int) int {
	free := max(width-used, 0)
	ends, last := boxes[l.to-1].hyphen, l.to == len(boxes)
	cost := 0
	switch {
	case last:
		switch words := l.to - l.from; {
		case l.from == 0 || words > 2 || used >= width/6:
		case words == 1:
			cost = wordRunt
		default:
			cost = wordsRunt
		}
	case ends:
		cost = free*free + hyphenCost
	default:
		cost = free * free
	}
	if l.from == 0 || !boxes[l.from-1].hyphen {
		return cost
	}
	switch {
	case ends && !last:
		cost += hyphenCost // one hyphen below the other
	case last && used < width/3:
		cost += pieceRunt // little more than a piece of a word to end with
	}
	return cost
}
