package store

import (
	"context"
	"errors"
	"iter"
	"time"

	"lede/feed"
)

var errPending = errors.New("not in this build yet")

func Open(ctx context.Context, path string, o Options) (*Store, error) { return nil, errPending }
func (s *Store) Close() error                                          { return nil }
func (s *Store) Notices() []string                                     { return nil }
func (s *Store) Views(ctx context.Context) ([]feed.View, error)        { return nil, errPending }
func (s *Store) Filter(ctx context.Context, v feed.ViewRef, now time.Time) (feed.Filter, string, error) {
	return feed.Filter{}, "", errPending
}
func (s *Store) Rows(ctx context.Context, w feed.Window) ([]feed.Row, error) { return nil, errPending }
func (s *Store) Count(ctx context.Context, w feed.Window, before *feed.Key, limit int) (total, index int, err error) {
	return 0, 0, errPending
}
func (s *Store) Entry(ctx context.Context, id int64) (feed.Entry, feed.Status, feed.Subscription, error) {
	return feed.Entry{}, feed.Status{}, feed.Subscription{}, errPending
}
func (s *Store) Subscription(ctx context.Context, feedID int64) (feed.Subscription, error) {
	return feed.Subscription{}, errPending
}
func (s *Store) Mark(ctx context.Context, m feed.Mark) (feed.Marked, error) {
	return feed.Marked{}, errPending
}
func (s *Store) Undo(ctx context.Context) (feed.Undone, error) { return feed.Undone{}, errPending }
func (s *Store) SetPosition(ctx context.Context, entryID int64, p feed.Position) error {
	return errPending
}
func (s *Store) Session(ctx context.Context) (feed.Session, error) {
	return feed.Session{}, errPending
}
func (s *Store) SetSession(ctx context.Context, session feed.Session) error { return errPending }
func (s *Store) Version(ctx context.Context) (int64, error)                 { return 0, errPending }

func (s *Store) Claim(ctx context.Context, c feed.Claim) ([]feed.Subscription, error) {
	return nil, errPending
}
func (s *Store) Known(ctx context.Context, feedID int64) (feed.Known, error) { return nil, errPending }
func (s *Store) Store(ctx context.Context, answers []feed.Answer) ([]feed.Stored, error) {
	return nil, errPending
}
func (s *Store) Release(ctx context.Context, owner string, feedIDs []int64) error { return errPending }
func (s *Store) HostWaits(ctx context.Context) (map[string]time.Time, error) {
	return nil, errPending
}
func (s *Store) SetHostWait(ctx context.Context, host string, until time.Time) error {
	return errPending
}
func (s *Store) Due(ctx context.Context) (bool, error) { return false, errPending }

func (s *Store) Subscribe(ctx context.Context, subs []feed.Subscription) ([]Subscribed, error) {
	return nil, errPending
}
func (s *Store) Unsubscribe(ctx context.Context, feedIDs []int64) error         { return errPending }
func (s *Store) Edit(ctx context.Context, sub feed.Subscription) error          { return errPending }
func (s *Store) Subscriptions(ctx context.Context) ([]feed.Subscription, error) { return nil, errPending }
func (s *Store) Resolve(ctx context.Context, name string) ([]feed.Subscription, error) {
	return nil, errPending
}

// Entries streams whole entries of a window, bodies included where withBody.
func (s *Store) Entries(ctx context.Context, w feed.Window, withBody bool) iter.Seq2[Item, error] {
	return nil
}

// Item is an entry as commands list it.
type Item struct {
	Entry        feed.Entry
	Status       feed.Status
	Subscription feed.Subscription
	Snippet      string // of a search
}
