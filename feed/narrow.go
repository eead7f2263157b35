package feed

import "slices"

// Narrow is the filter of what matches both: a view, and what it is narrowed by. Where
// both set one field to different values, the view keeps its own and the other becomes
// a condition of Match: nothing matches both then but what stays in the view although
// it ceased to match (KeepSince), or what stands in a folder within a folder.
func (f Filter) Narrow(by Filter) Filter {
	also := func(e *Expr) { f.Match = bothOf(f.Match, e) }
	is := func(value string) *Expr { return &Expr{Term: Term{Field: FieldIs, Text: value}} }
	flag := func(have **bool, want *bool, on, off *Expr) {
		switch {
		case want == nil:
		case *have == nil:
			*have = want
		case **have != *want && *want:
			also(on)
		case **have != *want:
			also(off)
		}
	}
	flag(&f.Read, by.Read, is("read"), is("unread"))
	flag(&f.Starred, by.Starred, is("starred"), is("starred").negation())
	flag(&f.Later, by.Later, is("later"), is("later").negation())
	flag(&f.Hidden, by.Hidden, is("hidden"), is("hidden").negation())
	switch {
	case by.Folder == nil:
	case f.Folder == nil:
		f.Folder = by.Folder
	case *f.Folder != *by.Folder:
		also(&Expr{Term: Term{Field: FieldIn, Text: *by.Folder, Phrase: true}})
	}
	switch {
	case by.Tag == "":
	case f.Tag == "":
		f.Tag = by.Tag
	case f.Tag != by.Tag:
		also(&Expr{Term: Term{Field: FieldTag, Text: by.Tag}})
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
	also(by.Match)
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
