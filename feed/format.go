package feed

import (
	"strings"
	"time"
)

// FormatQuery writes a filter in the search language, for people to read: ParseQuery
// makes the same conditions of it again. What the language has no word for (feed
// ids, a story, the list's own bounds) is left out.
func FormatQuery(f Filter) string {
	var parts []string
	flag := func(v *bool, on, off string) {
		if v != nil && *v {
			parts = append(parts, on)
		} else if v != nil {
			parts = append(parts, off)
		}
	}
	flag(f.Read, "is:read", "is:unread")
	flag(f.Starred, "is:starred", "-is:starred")
	flag(f.Later, "is:later", "-is:later")
	flag(f.Hidden, "is:hidden", "-is:hidden")
	if f.Folder != nil {
		parts = append(parts, formatTerm(Term{Field: FieldIn, Text: *f.Folder, Phrase: true}))
	}
	if f.Tag != "" {
		parts = append(parts, formatTerm(Term{Field: FieldTag, Text: f.Tag}))
	}
	if !f.Since.IsZero() {
		parts = append(parts, formatTerm(Term{Field: FieldSince, Time: f.Since}))
	}
	if !f.Until.IsZero() {
		parts = append(parts, formatTerm(Term{Field: FieldBefore, Time: f.Until}))
	}
	if f.Match != nil {
		parts = append(parts, formatExpr(f.Match, And))
	}
	return strings.Join(parts, " ")
}

// String is the expression in the search language.
func (e *Expr) String() string {
	if e == nil {
		return ""
	}
	return formatExpr(e, And)
}

// negation is what an expression leaves out, or what it lets in where it leaves
// something out itself.
func (e *Expr) negation() *Expr {
	if e.Op == Not {
		return e.Args[0]
	}
	return &Expr{Op: Not, Args: []*Expr{e}}
}

// formatExpr writes an expression as an argument of outer.
func formatExpr(e *Expr, outer Op) string {
	switch e.Op {
	case Match:
		return formatTerm(e.Term)
	case Not:
		return "-" + formatExpr(e.Args[0], Not)
	}
	sep := " "
	if e.Op == Or {
		sep = " OR "
	}
	args := make([]string, len(e.Args))
	for i, a := range e.Args {
		args[i] = formatExpr(a, e.Op)
	}
	s := strings.Join(args, sep)
	if outer == And {
		return s
	}
	if outer != e.Op {
		return "(" + s + ")"
	}
	return s
}

func formatTerm(t Term) string {
	if t.Regex != nil {
		return formatPattern(t)
	}
	text := t.Text
	switch t.Field {
	case FieldSince, FieldBefore:
		text = t.Time.Format(time.RFC3339)
		if t.Time.Equal(t.Time.Truncate(time.Second)) && t.Time.Hour() == 0 && t.Time.Minute() == 0 && t.Time.Second() == 0 {
			text = t.Time.Format(time.DateOnly)
		}
	default:
		if t.Phrase || strings.ContainsAny(text, " \t\n()\"*") || t.Field == AnyText && (strings.Contains(text, ":") || strings.HasPrefix(text, "-") || text == "OR" || text == "AND" || text == "NOT") {
			text = `"` + strings.ReplaceAll(text, `"`, " ") + `"`
		} else if t.Prefix {
			text += "*"
		}
	}
	if t.Field == AnyText {
		return text
	}
	return string(t.Field) + ":" + text
}

// formatPattern writes a regular expression between slashes.
func formatPattern(t Term) string {
	text := "/" + strings.ReplaceAll(t.Text, "/", `\/`) + "/"
	if t.Regex.String() != t.Text {
		text += "i"
	}
	if t.Field == AnyText {
		return text
	}
	return string(t.Field) + ":" + text
}
