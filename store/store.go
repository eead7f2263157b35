// Package store keeps everything in one SQLite file: feeds and subscriptions,
// entries, statuses, the index that search uses, the undo journal, and where
// the reader was. SQL lives here alone.
package store

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"lede/feed"
)

// Options are what a Store needs to know. The zero Options are those of one
// reader with the defaults.
type Options struct {
	Now       func() time.Time // nil: time.Now
	Logger    *slog.Logger     // nil: nothing is logged
	AccountID int64            // whose subscriptions and statuses; 0: UserAccount
	ReadOnly  bool             // never write, whatever the disk allows

	// KeepStoriesApart turns off link_duplicates: marking an entry read then
	// leaves the other entries of its story as they are.
	KeepStoriesApart bool
	// NewFeedUnread is how many entries of a feed's first fetch are unread, the
	// rest being its archive. 0: 20; negative: none.
	NewFeedUnread int
	// Resurface says whether a subscription's entries become unread again when
	// the publisher changes them; it is given the subscription's URL, folder and
	// own options. nil: as those options say, else not.
	Resurface func(feed.Subscription) bool
	// Rules are what becomes of the account's entries as they arrive; asked for
	// before each batch. nil: nothing.
	Rules func() []feed.Rule
	// OnSubscriptionsChanged is called after a commit that changed what a
	// subscription list says, from the goroutine that made the change; of what
	// a refresh changes, once, by Idle or Close.
	OnSubscriptionsChanged func(context.Context)
	// OnMigrate is called before an older database, of so many bytes, is brought
	// to the newest format: some seconds for each 500 MB. nil: nothing is said.
	OnMigrate func(bytes int64)
}

// Store is a database, used in one account's name. Its methods may be called
// from any goroutine and while other processes use the same file.
type Store struct {
	*core
	account int64
}

// The accounts that every database has.
const (
	WelcomeAccount int64 = 0 // holds the compiled-in feed, which is in no list of the user's
	UserAccount    int64 = 1
)

// The errors that a caller may want to tell apart.
var (
	// ErrNewer says that a newer lede has migrated the database.
	ErrNewer = errors.New("the database was written by a newer lede: install that one, or use another folder with --data")
	// ErrReadOnly answers every write to a database that was opened for reading.
	ErrReadOnly = errors.New("the database can only be read: the disk or the folder does not allow writing")
	// ErrNotFound says that there is no such entry, feed or view.
	ErrNotFound = errors.New("not found")
	// ErrBusy says that another process kept the database to itself for longer
	// than it is worth waiting.
	ErrBusy = errors.New("another lede has been writing to the database for too long: see that it is well, then try again")
)

// Open opens the database at path and makes it first where there is none. An
// older one is migrated, after a copy was kept; a damaged one is set aside and
// a new one begun (see Notices). Where nothing can be written it is opened for
// reading.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.AccountID = cmp.Or(o.AccountID, UserAccount)
	c, err := openCore(ctx, path, o)
	if err != nil {
		return nil, err
	}
	c.adjust(o)
	return &Store{core: c, account: o.AccountID}, nil
}

// Adjust takes in what of the options may change while the database is open:
// NewFeedUnread and KeepStoriesApart.
func (s *Store) Adjust(o Options) { s.adjust(o) }

func (c *core) adjust(o Options) {
	switch {
	case o.NewFeedUnread == 0:
		o.NewFeedUnread = 20
	case o.NewFeedUnread < 0:
		o.NewFeedUnread = 0
	}
	c.newFeedUnread.Store(int64(o.NewFeedUnread))
	c.storiesApart.Store(o.KeepStoriesApart)
}

// As returns the same database used in another account's name. It shares the
// connections; closing either closes both.
func (s *Store) As(accountID int64) *Store {
	return &Store{core: s.core, account: accountID}
}

// Path is the database's file.
func (s *Store) Path() string { return s.path }

// ReadOnly says whether the database was opened for reading only.
func (s *Store) ReadOnly() bool { return s.readOnly }

// Notices are what opening the database had to say to the user, in plain words:
// that it was damaged and set aside, that it lies on a network disk.
func (s *Store) Notices() []string { return s.notices }

// Fresh says whether Open made a new database, because there was none or
// because what was there is damaged: a subscription list beside it may then
// rebuild the subscriptions.
func (s *Store) Fresh() bool { return s.fresh }
