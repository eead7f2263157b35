package article

import (
	"strings"
	"unicode"
)

// rooted puts the sign of a root before what it is of: in parentheses but for one
// sign or a number, since √ab may be read as √a·b.
func rooted(s string) string {
	s = strings.TrimSpace(s)
	if cells(s) <= 1 || strings.Trim(s, "0123456789.") == "" {
		return "√" + s
	}
	return "√(" + s + ")"
}

// fraction sets one quantity over another on a line. A number and what it multiplies
// are in parentheses below the line: 1/2a may be read as half of a.
func fraction(above, below string) string {
	if above = strings.TrimSpace(above); strings.ContainsAny(outsideParentheses(above), " \u00a0/") {
		above = "(" + above + ")"
	}
	below = group(below)
	if after := strings.TrimLeft(below, "0123456789."); after != "" && len(after) < len(below) {
		below = "(" + below + ")"
	}
	return above + "/" + below
}

// outsideParentheses is a formula without what stands in parentheses in it.
func outsideParentheses(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		if r == ')' || r == ']' {
			depth--
		}
		if depth <= 0 {
			b.WriteRune(r)
		}
		if r == '(' || r == '[' {
			depth++
		}
	}
	return b.String()
}

// ofOne finds a quantity that needs no parentheses: one function of something.
var ofOne = lazily(`^[\pL\pM′″₀-₉]*\([^()]*\)$`)

// group puts parentheses around what is more than one sign.
func group(s string) string {
	s = strings.TrimSpace(s)
	if root, ok := strings.CutPrefix(s, "√"); ok && cells(root) == 1 || ofOne().MatchString(s) {
		return s
	}
	if strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.No) && !strings.ContainsRune(".∂′″", r)
	}) && cells(s) > 1 {
		return "(" + s + ")"
	}
	return s
}
