package feed

import "slices"

// Narrow is the filter of what matches both: a view, and what it is narrowed by.
func (f Filter) Narrow(by Filter) Filter {
	flag := func(have **bool, want *bool, on, off string) {
		switch {
		case want == nil:
		case *have == nil:
			*have = want
		case **have != *want: // nothing is both, but what stays though it ceased to match
			text := off
			if *want {
				text = on
			}
			f.Match = bothOf(f.Match, &Expr{Term: Term{Field: FieldIs, Text: text}})
		}
	}
	flag(&f.Read, by.Read, "read", "unread")
	if by.Starred != nil {
		f.Starred = by.Starred
	}
	if by.Later != nil {
		f.Later = by.Later
	}
	if by.Hidden != nil {
		f.Hidden = by.Hidden
	}
	if by.Folder != nil {
		f.Folder = by.Folder
	}
	if by.Tag != "" {
		f.Tag = by.Tag
	}
	switch {
	case by.FeedIDs == nil:
	case f.FeedIDs == nil:
		f.FeedIDs = by.FeedIDs
	default:
		f.FeedIDs = slices.DeleteFunc(slices.Clone(f.FeedIDs), func(id int64) bool { return !slices.Contains(by.FeedIDs, id) })
	}
	if by.Since.After(f.Since) {
		f.Since = by.Since
	}
	if !by.Until.IsZero() && (f.Until.IsZero() || by.Until.Before(f.Until)) {
		f.Until = by.Until
	}
	f.Match = bothOf(f.Match, by.Match)
	return f
}

// bothOf joins conditions, either of which may be nil.
func bothOf(a, b *Expr) *Expr {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &Expr{Op: And, Args: []*Expr{a, b}}
}
