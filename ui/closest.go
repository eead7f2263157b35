package ui

import "strings"

// Closest is the name that a mistyped one most likely meant, or empty where none
// is near: fewest insertions, deletions and replacements (Levenshtein).
func Closest(name string, names []string) string {
	if name == "" {
		return ""
	}
	best, least := "", 1+max(1, len(name)/3)
	for _, n := range names {
		if d := distance([]rune(strings.ToLower(name)), []rune(strings.ToLower(n))); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance counts the steps between two words, keeping one row of the table.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			replace := diagonal
			if x != y {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
