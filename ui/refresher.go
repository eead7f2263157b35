package ui

import "context"

// Refresher asks publishers what is new. The command line hands in one made of
// the fetch pool and the store.
type Refresher interface {
	// Refresh blocks until the refresh has ended or ctx is cancelled, and
	// reports each feed as its answer is stored.
	Refresh(ctx context.Context, feedIDs []int64, all bool, report func(Progress)) (Summary, error)
	// Due says whether any feed is due now; cheap.
	Due(ctx context.Context) (bool, error)
}

// Progress is one step of a refresh.
type Progress struct {
	Done, Total int
	Feed        string // the title of the one that was stored last
}

// Summary is what a whole refresh did.
type Summary struct {
	Feeds, Failed, New, Updated int
	Archive                     int // of New: the older stories of new feeds, which start as read
	Offline                     bool
	News                        string // what rules want the user told of, in a line; empty: nothing
	Notification                string // what the terminal is sent to tell of it; empty: nothing
}
