package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ChangeKind is what became of a piece of text from one version to the next.
type ChangeKind int

// The kinds of change. A paragraph is Edited where some of its words were kept
// and others not; a Piece never is.
const (
	Same ChangeKind = iota
	Added
	Removed
	Edited
)

// Change is one paragraph of a comparison.
type Change struct {
	Kind   ChangeKind
	Pieces []Piece // in order; those that were removed stand before what took their place
}

// Piece is a stretch of a paragraph.
type Piece struct {
	Kind ChangeKind
	Text string
}

// Paragraphs are the lines of an article's visible text: paragraphs, headings,
// items of lists, rows of tables.
func (a *Article) Paragraphs() []string { return lines(strings.Split(a.Text(), "\n")...) }

// Bounds of the work that a comparison takes.
const (
	maxEdits = 1500 // edits up to which the shortest way is looked for
	maxPairs = 300  // paragraphs side by side that are compared each with each
)

// alike is the part of their words that two paragraphs share to count as one
// that was edited.
const alike = 0.4

// Compare tells, word by word, how one version's paragraphs became another's.
func Compare(before, after []string) []Change {
	var out []Change
	ids := map[string]int{}
	intern := func(all []string) []int {
		n := make([]int, len(all))
		for i, s := range all {
			s = strings.Join(strings.Fields(s), " ")
			if _, ok := ids[s]; !ok {
				ids[s] = len(ids)
			}
			n[i] = ids[s]
		}
		return n
	}
	i, j := 0, 0
	for _, m := range append(common(intern(before), intern(after)), [2]int{len(before), len(after)}) {
		out = append(out, rewritten(before[i:m[0]], after[j:m[1]])...)
		if m[1] < len(after) {
			out = append(out, Change{Same, []Piece{{Same, after[m[1]]}}})
		}
		i, j = m[0]+1, m[1]+1
	}
	return out
}

// rewritten pairs the paragraphs that took each other's place.
func rewritten(before, after []string) []Change {
	var out []Change
	next := 0
	words := make([]map[string]int, len(after))
	for i, s := range after[:min(len(after), maxPairs)] {
		words[i] = wordsOf(s)
	}
	for i, old := range before {
		found := -1
		if i < maxPairs {
			mine := wordsOf(old)
			for j := next; j < min(len(after), maxPairs) && found < 0; j++ {
				if likeness(mine, words[j]) >= alike {
					found = j
				}
			}
		}
		if found < 0 {
			out = append(out, Change{Removed, []Piece{{Removed, old}}})
			continue
		}
		for ; next < found; next++ {
			out = append(out, Change{Added, []Piece{{Added, after[next]}}})
		}
		out = append(out, Change{Edited, edited(old, after[found])})
		next++
	}
	for ; next < len(after); next++ {
		out = append(out, Change{Added, []Piece{{Added, after[next]}}})
	}
	return out
}

func wordsOf(s string) map[string]int {
	out := map[string]int{"": 0}
	for _, t := range tokens(s) {
		if r, _ := utf8.DecodeRuneInString(t); unicode.IsLetter(r) || unicode.IsDigit(r) {
			out[t]++
			out[""]++
		}
	}
	return out
}

// likeness is the part of their words that two texts share, from 0 to 1.
func likeness(a, b map[string]int) float64 {
	shared := 0
	for w, n := range a {
		if w != "" {
			shared += min(n, b[w])
		}
	}
	return 2 * float64(shared) / float64(max(1, a[""]+b[""]))
}

// tokens cuts a text into words, single signs and spaces. Scripts that put no
// spaces between words are cut into characters.
func tokens(s string) []string {
	var out []string
	for s != "" {
		n := 0
		for i, r := range s {
			if i > 0 && !inWord(r) {
				break
			}
			n = i + utf8.RuneLen(r)
			if r == utf8.RuneError {
				n = i + 1
			}
			if !inWord(r) {
				break
			}
		}
		n = max(1, min(n, len(s)))
		for n < len(s) { // marks belong to what they stand on
			r, size := utf8.DecodeRuneInString(s[n:])
			if !unicode.Is(unicode.M, r) && r != '\u200d' {
				break
			}
			n += size
		}
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

func inWord(r rune) bool {
	if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || r == '\'' || r == '’'
}

// edited compares two paragraphs word by word.
func edited(before, after string) []Piece {
	old, now := tokens(before), tokens(after)
	ids := map[string]int{}
	intern := func(all []string) []int {
		n := make([]int, len(all))
		for i, s := range all {
			if _, ok := ids[s]; !ok {
				ids[s] = len(ids)
			}
			n[i] = ids[s]
		}
		return n
	}
	var out []Piece
	i, j := 0, 0
	for _, m := range append(common(intern(old), intern(now)), [2]int{len(old), len(now)}) {
		out = addPiece(out, Removed, strings.Join(old[i:m[0]], ""))
		out = addPiece(out, Added, strings.Join(now[j:m[1]], ""))
		if m[1] < len(now) {
			out = addPiece(out, Same, now[m[1]])
		}
		i, j = m[0]+1, m[1]+1
	}
	return joinPieces(out)
}

func addPiece(out []Piece, kind ChangeKind, text string) []Piece {
	if text == "" {
		return out
	}
	if n := len(out); n > 0 && out[n-1].Kind == kind {
		out[n-1].Text += text
		return out
	}
	return append(out, Piece{kind, text})
}

// joinPieces makes one change of changes with no word between them: what only
// happens to be kept there, a space or a comma, would tear them apart.
func joinPieces(pieces []Piece) []Piece {
	var out []Piece
	for i := 0; i < len(pieces); {
		if pieces[i].Kind == Same {
			out = append(out, pieces[i])
			i++
			continue
		}
		var gone, come string
		for ; i < len(pieces); i++ {
			p := pieces[i]
			if p.Kind == Same {
				if i+1 == len(pieces) || strings.IndexFunc(p.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
					break
				}
				gone, come = gone+p.Text, come+p.Text
				continue
			}
			if p.Kind == Removed {
				gone += p.Text
			} else {
				come += p.Text
			}
		}
		out = putChange(out, gone, come)
	}
	return out
}

// putChange adds what went and what came, without the spaces that both begin or
// end with.
func putChange(out []Piece, gone, come string) []Piece {
	lead := ""
	for strings.HasPrefix(gone, " ") && strings.HasPrefix(come, " ") {
		lead, gone, come = lead+" ", gone[1:], come[1:]
	}
	tail := ""
	for strings.HasSuffix(gone, " ") && strings.HasSuffix(come, " ") {
		tail, gone, come = tail+" ", gone[:len(gone)-1], come[:len(come)-1]
	}
	out = addPiece(out, Same, lead)
	out = addPiece(out, Removed, gone)
	out = addPiece(out, Added, come)
	return addPiece(out, Same, tail)
}

// common are the places of what two sequences share, in order, by Myers' way of
// fewest edits. Sequences that need more than maxEdits share what they begin
// and end with alone.
func common(a, b []int) [][2]int {
	var head, tail [][2]int
	from := 0
	for from < len(a) && from < len(b) && a[from] == b[from] {
		head = append(head, [2]int{from, from})
		from++
	}
	endA, endB := len(a), len(b)
	for endA > from && endB > from && a[endA-1] == b[endB-1] {
		endA, endB = endA-1, endB-1
	}
	for i := endA; i < len(a); i++ {
		tail = append(tail, [2]int{i, endB + i - endA})
	}
	for _, m := range shortest(a[from:endA], b[from:endB]) {
		head = append(head, [2]int{m[0] + from, m[1] + from})
	}
	return append(head, tail...)
}

// shortest is the middle part of common.
func shortest(a, b []int) [][2]int {
	n, m := len(a), len(b)
	if n == 0 || m == 0 {
		return nil
	}
	limit := min(n+m, maxEdits)
	at := make([]int, 2*limit+2) // the furthest x on each diagonal k, at k+limit
	var steps [][]int            // at[-d..d] before each d
	for d := 0; d <= limit; d++ {
		lo, hi := limit-d, limit+d
		steps = append(steps, append([]int(nil), at[max(0, lo-1):hi+2]...))
		for k := -d; k <= d; k += 2 {
			x := 0
			if d > 0 && (k == -d || k != d && at[limit+k-1] < at[limit+k+1]) {
				x = at[limit+k+1]
			} else if d > 0 {
				x = at[limit+k-1] + 1
			}
			for x < n && x-k >= 0 && x-k < m && a[x] == b[x-k] {
				x++
			}
			at[limit+k] = x
			if x >= n && x-k >= m {
				return walkBack(steps, limit, n, m)
			}
		}
	}
	return nil
}

// walkBack follows the edits from the end and returns what was kept.
func walkBack(steps [][]int, limit, x, y int) [][2]int {
	var kept [][2]int
	for d := len(steps) - 1; d >= 0; d-- {
		first := max(0, limit-d-1)
		at := func(k int) int { return steps[d][limit+k-first] }
		k := x - y
		px, py := 0, 0
		if d > 0 {
			pk := k - 1
			if k == -d || k != d && at(k-1) < at(k+1) {
				pk = k + 1
			}
			px = at(pk)
			py = px - pk
		}
		for x > px && y > py {
			x, y = x-1, y-1
			kept = append(kept, [2]int{x, y})
		}
		x, y = px, py
	}
	for i, j := 0, len(kept)-1; i < j; i, j = i+1, j-1 {
		kept[i], kept[j] = kept[j], kept[i]
	}
	return kept
}
