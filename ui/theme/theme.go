// Package theme holds what lede looks like: a palette of colour roles for each
// theme, and the styles made from it. No other package names a colour.
package theme

// Role is what a piece of text is, which decides how it looks.
type Role int

// The roles.
const (
	Text Role = iota
	Bold
	Dim
	Faint
	Accent
	Link
	Star
	OK
	Warn
	Selection // a background
	Match
	Quote
	Code
)
