// Package typeset sets an article in lines for a terminal column. It is the
// only place that knows Glamour.
package typeset
