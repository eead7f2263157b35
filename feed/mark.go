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

// Session is where a reader was, enough to open the same screen again, and how
// the screen was arranged.
type Session struct {
	View     ViewRef  `json:"view"`
	EntryID  int64    `json:"entry_id"`      // the selected entry; 0: none
	Key      *Key     `json:"key,omitempty"` // its place in the view's list
	Open     bool     `json:"open"`          // its article was open
	Position Position `json:"position"`
	Clean    bool     `json:"clean"` // ended by quitting: the next start opens the start view

	// What the user arranged on the screen; empty: as configured.
	Layout      string   `json:"layout,omitempty"`
	Density     string   `json:"density,omitempty"`
	Measure     int      `json:"measure,omitempty"` // the article's width in columns
	Sidebar     int      `json:"sidebar,omitempty"` // its width in columns
	List        int      `json:"list,omitempty"`    // its width beside a preview
	Theme       string   `json:"theme,omitempty"`
	UnreadFeeds bool     `json:"unread_feeds,omitempty"` // the sidebar leaves out what has nothing unread
	Folded      []string `json:"folded,omitempty"`       // paths of collapsed folders, and groups

	Commands []string `json:"commands,omitempty"` // what was run from the palette, newest first
	Pipes    []string `json:"pipes,omitempty"`    // commands that stories were given to, newest first

	Searches   []string `json:"searches,omitempty"`    // what was searched for, the newest first
	SearchSort Sort     `json:"search_sort,omitempty"` // the order of searches
}
