package feed

import "time"

// Claim says which feeds a refresh wants to ask, and in whose name it holds
// them meanwhile.
type Claim struct {
	Owner   string  // this process, for the lease
	FeedIDs []int64 // only these, due or not; nil: see All
	All     bool    // everything, due or not
	Now     time.Time
	Until   time.Time // when the lease ends by itself
}
