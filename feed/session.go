package feed

// Session is where a reader was, enough to open the same screen again, and how
// the screen was arranged.
type Session struct {
	View     ViewRef  `json:"view"`
	EntryID  int64    `json:"entry_id"`        // the selected entry; 0: none
	Key      *Key     `json:"key,omitempty"`   // its place in the view's list
	Open     bool     `json:"open"`            // its article was open
	Story    int64    `json:"story,omitempty"` // the article that was open, where it is another entry's; 0: it is not
	Position Position `json:"position"`
	Clean    bool     `json:"clean"` // ended by quitting: the next start opens the start view

	Filter string `json:"filter,omitempty"` // what the view's list was narrowed to
	Search string `json:"search,omitempty"` // a search of everything that was opened from the view
	Found  *Key   `json:"found,omitempty"`  // the place of what was selected in that

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
