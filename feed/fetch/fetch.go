// Package fetch asks publishers what is new: conditional requests, limits,
// politeness, discovery, and the pool that refreshes many feeds at once.
package fetch

import (
	"context"
	"time"

	"lede/feed"
)

// Sink is what a refresh needs of the place that keeps entries. The store
// implements it; a test may with a map.
type Sink interface {
	// Claim returns the subscriptions that c asks for, most overdue first, and
	// holds a lease on each in c.Owner's name until c.Until, so that no other
	// process asks the same feed. Those that another owner holds are left out.
	Claim(ctx context.Context, c feed.Claim) ([]feed.Subscription, error)
	// Known returns what the store knows of a feed's entries, to tell which
	// entries of a body need no parsing. It may return nil.
	Known(ctx context.Context, feedID int64) (feed.Known, error)
	// Prepare works out, in the Answer's Ready, what storing it needs and does
	// not depend on what is stored. It is called on all cores, while the one
	// writer writes. It may let go of the entries' texts once it has them there.
	Prepare(answer *feed.Answer)
	// Store keeps the answers, each feed's in one transaction, and releases
	// their leases. It returns one Stored for each answer, in order.
	Store(ctx context.Context, answers []feed.Answer) ([]feed.Stored, error)
	// Release gives leases back without an answer, after a cancelled or
	// offline refresh.
	Release(ctx context.Context, owner string, feedIDs []int64) error
	// HostWaits and SetHostWait keep 'do not ask this host before' times
	// (Retry-After) across processes. A host is scheme, name and port.
	HostWaits(ctx context.Context) (map[string]time.Time, error)
	SetHostWait(ctx context.Context, host string, until time.Time) error
}

// Request says what to refresh. The zero Request asks what is due.
type Request struct {
	FeedIDs []int64 // only these, due or not
	All     bool    // everything, due or not
}

// Event is one step of a refresh, for progress displays. Events come in order
// from one goroutine.
type Event struct {
	Total  int // feeds that this refresh will ask
	Done   int // feeds whose answers are stored, this one counted
	Feed   feed.Subscription
	Answer feed.Answer
	Stored feed.Stored
}

// Totals is what a whole refresh did.
type Totals struct {
	Feeds, Fetched, Unchanged, Failed, Skipped int
	New, Updated                               int
	Archive                                    int // of New: the older stories of new feeds, which start as read
	Bytes                                      int64
	Offline                                    bool // no host at all could be reached
}
