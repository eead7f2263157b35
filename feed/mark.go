package feed

// Mark sets one flag of some entries: of those in EntryIDs, or, where that is
// empty and All is given, of all that match the filter.
type Mark struct {
	Flag     Flag
	On       bool
	EntryIDs []int64
	All      *Filter
	// Before and After narrow All to what comes before, or after, this place in
	// its list, the place itself left out; the list is in the order of Sort.
	Before, After *Key
	Sort          Sort
	// Toggle ignores On and inverts each entry's own value.
	Toggle bool
	// Quiet keeps the mark out of the undo journal (what opening an entry
	// does by itself).
	Quiet bool
	// ByRule says that a rule marks and not the user.
	ByRule bool
}

// Marked says what a Mark changed.
type Marked struct {
	Changed  int     // statuses that now have another value
	EntryIDs []int64 // they, up to a few hundred
}

// Undone says what an Undo put back. The zero value: there was nothing to undo.
type Undone struct {
	Action   string // what was undone, or done again, for the reader: 'mark 214 read'
	Changed  int
	EntryIDs []int64 // up to a few hundred
}
