// Package store keeps everything in one SQLite file: feeds and subscriptions,
// entries, statuses, the index that search uses, the undo journal, and where
// the reader was. SQL lives here alone.
package store

import (
	"context"
	"log/slog"
	"time"
)

// Options are what a Store needs to know. The zero Options are those of one
// reader with the defaults.
type Options struct {
	Now       func() time.Time // nil: time.Now
	Logger    *slog.Logger     // nil: nothing is logged
	AccountID int64            // whose subscriptions and statuses; 0: 1, the user
	ReadOnly  bool             // never write, whatever the disk allows

	// KeepStoriesApart turns off link_duplicates: marking an entry read then
	// leaves the other entries of its story as they are.
	KeepStoriesApart bool
	// NewFeedUnread is how many entries of a feed's first fetch are unread, the
	// rest being its archive. 0: 20; negative: none.
	NewFeedUnread int
	// Resurface makes entries unread again when the publisher changes them,
	// unless their subscription says otherwise.
	Resurface bool
	// OnSubscriptionsChanged is called after a commit that changed what a
	// subscription list says, from the goroutine that made the change.
	OnSubscriptionsChanged func(context.Context)
}

// Store is a database, used in one account's name. Its methods may be called
// from any goroutine and while other processes use the same file.
type Store struct {
	account int64
}

// The accounts that every database has.
const (
	WelcomeAccount = 0 // holds the compiled-in feed, which is in no list of the user's
	UserAccount    = 1
)

// Subscribed says what became of one subscription in Subscribe.
type Subscribed struct {
	FeedID  int64
	Existed bool // it was subscribed already; nothing changed
}

// As returns the same database used in another account's name. It shares the
// connections; closing either closes both.
func (s *Store) As(accountID int64) *Store {
	other := *s
	other.account = accountID
	return &other
}
