package cli

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lede/feed"
	"lede/feed/fetch"
	"lede/store"
	"lede/ui"
)

// The store is all that the other rooms ask of a library.
var (
	_ ui.Library = (*store.Store)(nil)
	_ fetch.Sink = (*store.Store)(nil)
	_ ui.Library = (*readerLibrary)(nil)
	_ fetch.Sink = (*configuredSink)(nil)
)

// readerLibrary is what the reader reads: the user's, or the Welcome feed's
// while the user has subscribed to nothing. It looks each time the sidebar is
// read, which is at the start and whenever the database has changed.
type readerLibrary struct {
	user    *store.Store
	welcome *store.Store
	config  func() *Config
	current atomic.Pointer[store.Store]
	first   atomic.Pointer[sidebar] // until it is shown

	mu     sync.Mutex // guards what follows
	wanted bool       // the user asked for the Welcome feed
}

// sidebar is what Views said while the database was at a version.
type sidebar struct {
	views   []feed.View
	version int64
}

// probe reads what the first screen needs.
func probe(ctx context.Context, lib *store.Store) (*sidebar, error) {
	version, err := lib.Version(ctx)
	if err != nil {
		return nil, err
	}
	views, err := lib.Probe(ctx)
	return &sidebar{views, version}, err
}

func newReaderLibrary(ctx context.Context, user *store.Store, first *sidebar, config func() *Config, now func() time.Time) (*readerLibrary, error) {
	s := &readerLibrary{user: user, config: config}
	s.current.Store(user)
	s.first.Store(first)
	if hasFeed(first.views) {
		return s, nil
	}
	return s, s.fillWelcome(ctx, now)
}

// fillWelcome makes the Welcome feed ready and takes it in hand. A database
// that cannot be written may have none, which is no reason not to read.
func (s *readerLibrary) fillWelcome(ctx context.Context, now func() time.Time) error {
	welcome, err := openWelcome(ctx, s.user, now())
	if errors.Is(err, store.ErrReadOnly) {
		return nil
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.welcome = welcome
	s.current.Store(welcome)
	return nil
}

// toggleWelcome shows the Welcome feed though there are subscriptions, or the
// user's library again. It returns which.
func (s *readerLibrary) toggleWelcome(ctx context.Context, now func() time.Time) (on bool, err error) {
	s.mu.Lock()
	s.wanted = !s.wanted
	on = s.wanted
	s.mu.Unlock()
	if on {
		return true, s.fillWelcome(ctx, now)
	}
	_, err = s.Views(ctx)
	return false, err
}

// welcoming says whether the Welcome feed is in hand because there is nothing
// else.
func (s *readerLibrary) welcoming() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.wanted && s.current.Load() != s.user
}

func hasFeed(views []feed.View) bool {
	return slices.ContainsFunc(views, func(v feed.View) bool { return v.Kind == feed.ViewFeed })
}

// Views chooses the library, and returns its sidebar.
func (s *readerLibrary) Views(ctx context.Context) ([]feed.View, error) {
	views, err := s.sidebar(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	welcome := s.welcome
	if !s.wanted && hasFeed(views) {
		welcome = nil
	}
	s.mu.Unlock()
	if welcome == nil {
		s.current.Store(s.user)
		return views, nil
	}
	s.current.Store(welcome)
	return welcome.Views(ctx)
}

// sidebar is the user's. What the library was probed with is the first, unless
// something was committed since.
func (s *readerLibrary) sidebar(ctx context.Context) ([]feed.View, error) {
	if first := s.first.Swap(nil); first != nil {
		version, err := s.user.Version(ctx)
		if err != nil || version == first.version {
			return first.views, err
		}
	}
	return s.user.Views(ctx)
}

// The rest is what the library in hand says.

func (s *readerLibrary) Filter(ctx context.Context, v feed.ViewRef, now time.Time) (feed.Filter, string, error) {
	return s.current.Load().Filter(ctx, v, now)
}

func (s *readerLibrary) Rows(ctx context.Context, w feed.Window) ([]feed.Row, error) {
	return s.current.Load().Rows(ctx, w)
}

func (s *readerLibrary) SomeRows(ctx context.Context, w feed.Window, patience time.Duration) (rows []feed.Row, more bool, err error) {
	return s.current.Load().SomeRows(ctx, w, patience)
}

func (s *readerLibrary) Count(ctx context.Context, w feed.Window, before *feed.Key, limit int) (total, index int, err error) {
	return s.current.Load().Count(ctx, w, before, limit)
}

func (s *readerLibrary) Entry(ctx context.Context, id int64) (feed.Entry, feed.Status, feed.Subscription, error) {
	e, st, sub, err := s.current.Load().Entry(ctx, id)
	sub.Options = s.config().optionsOf(sub)
	return e, st, sub, err
}

func (s *readerLibrary) Revisions(ctx context.Context, entryID int64) ([]feed.Revision, error) {
	return s.current.Load().Revisions(ctx, entryID)
}

func (s *readerLibrary) Subscription(ctx context.Context, feedID int64) (feed.Subscription, error) {
	sub, err := s.current.Load().Subscription(ctx, feedID)
	sub.Options = s.config().optionsOf(sub)
	return sub, err
}

func (s *readerLibrary) Mark(ctx context.Context, m feed.Mark) (feed.Marked, error) {
	return s.current.Load().Mark(ctx, m)
}

// Undo undoes in the library in hand, and where it has nothing to undo in the
// user's: unsubscribing from the last feed is what put it out of hand.
func (s *readerLibrary) Undo(ctx context.Context) (feed.Undone, error) {
	lib := s.current.Load()
	u, err := lib.Undo(ctx)
	if err == nil && u.Action == "" && lib != s.user {
		return s.user.Undo(ctx)
	}
	return u, err
}

func (s *readerLibrary) Redo(ctx context.Context) (feed.Undone, error) {
	return s.current.Load().Redo(ctx)
}

func (s *readerLibrary) SaveSearch(ctx context.Context, name, query string) (feed.View, error) {
	return s.current.Load().SaveSearch(ctx, name, query)
}

func (s *readerLibrary) RenameSearch(ctx context.Context, id int64, name string) error {
	return s.current.Load().RenameSearch(ctx, id, name)
}

func (s *readerLibrary) MoveSearch(ctx context.Context, id int64, n int) error {
	return s.current.Load().MoveSearch(ctx, id, n)
}

func (s *readerLibrary) DeleteSearch(ctx context.Context, id int64) error {
	return s.current.Load().DeleteSearch(ctx, id)
}

func (s *readerLibrary) SearchUnread(ctx context.Context) (map[int64]int, error) {
	return s.current.Load().SearchUnread(ctx)
}

func (s *readerLibrary) Unsearchable(ctx context.Context) (int, error) {
	return s.current.Load().Unsearchable(ctx)
}

func (s *readerLibrary) SetSort(ctx context.Context, v feed.ViewRef, order feed.Sort) error {
	return s.current.Load().SetSort(ctx, v, order)
}

func (s *readerLibrary) SetLabels(ctx context.Context, entryID int64, labels []string) error {
	return s.current.Load().SetLabels(ctx, entryID, labels)
}

func (s *readerLibrary) SetPosition(ctx context.Context, entryID int64, p feed.Position) error {
	return s.current.Load().SetPosition(ctx, entryID, p)
}

func (s *readerLibrary) Session(ctx context.Context) (feed.Session, error) {
	return s.current.Load().Session(ctx)
}

func (s *readerLibrary) SetSession(ctx context.Context, session feed.Session) error {
	return s.current.Load().SetSession(ctx, session)
}

func (s *readerLibrary) Version(ctx context.Context) (int64, error) {
	return s.current.Load().Version(ctx)
}

// configuredSink is the store with config.toml's options put over those that it
// keeps, for the fetching.
type configuredSink struct {
	fetch.Sink
	config func() *Config
}

// Claim returns what the store's does, each with the options that hold for it.
func (c *configuredSink) Claim(ctx context.Context, claim feed.Claim) ([]feed.Subscription, error) {
	subs, err := c.Sink.Claim(ctx, claim)
	for i := range subs {
		subs[i].Options = c.config().optionsOf(subs[i])
	}
	return subs, err
}
