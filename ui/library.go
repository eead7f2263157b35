package ui

import (
	"context"
	"time"

	"lede/feed"
)

// Library is what the screen needs of the place that keeps entries. All methods
// may be called from any goroutine; none is ever called on the program's own
// loop.
type Library interface {
	// Views returns the sidebar from top to bottom, with unread counts.
	Views(ctx context.Context) ([]feed.View, error)
	// Filter is the query that a view stands for, at this moment. heading is
	// what the list is called where that is not the view's name (Today without
	// a story of today shows the newest day that has any, with its date).
	Filter(ctx context.Context, v feed.ViewRef, now time.Time) (f feed.Filter, heading string, err error)
	// Rows reads a window of a list.
	Rows(ctx context.Context, w feed.Window) ([]feed.Row, error)
	// SomeRows is Rows for who would rather have the first of a window soon: what
	// is found within patience, if anything is, else the first that is found. more
	// says that the window goes on behind the last row.
	SomeRows(ctx context.Context, w feed.Window, patience time.Duration) (rows []feed.Row, more bool, err error)
	// Count counts matches up to limit, and those of them that come before the
	// given place in the list (nil: 0).
	Count(ctx context.Context, w feed.Window, before *feed.Key, limit int) (total, index int, err error)
	// Entry reads one entry with its status and its subscription.
	Entry(ctx context.Context, id int64) (feed.Entry, feed.Status, feed.Subscription, error)
	// Revisions reads what an entry said before its publisher changed it, the
	// oldest first: the first text and the last few before the present one.
	Revisions(ctx context.Context, entryID int64) ([]feed.Revision, error)
	// Subscription reads one feed with its health.
	Subscription(ctx context.Context, feedID int64) (feed.Subscription, error)

	// Mark sets a flag of entries (and of their stories' other entries, where
	// duplicates are linked), journals it for Undo, and returns when it is
	// durable. Marks take effect in the order of the calls.
	Mark(ctx context.Context, m feed.Mark) (feed.Marked, error)
	// Undo reverts the newest action of this account that was not undone,
	// where the value is still what that action left.
	Undo(ctx context.Context) (feed.Undone, error)
	// Redo does again what Undo reverted last, unless something else was done
	// since.
	Redo(ctx context.Context) (feed.Undone, error)
	// SetLabels gives an entry these labels of the user's and no others.
	SetLabels(ctx context.Context, entryID int64, labels []string) error
	// SetPosition remembers how far an entry was read.
	SetPosition(ctx context.Context, entryID int64, p feed.Position) error

	// SaveSearch keeps a search as a view; one of the same name is replaced.
	// This and the three below can be undone.
	SaveSearch(ctx context.Context, name, query string) (feed.View, error)
	// RenameSearch gives a saved search a name that no other has.
	RenameSearch(ctx context.Context, id int64, name string) error
	// MoveSearch moves a saved search down by n places among the others, or up.
	MoveSearch(ctx context.Context, id int64, n int) error
	// DeleteSearch forgets a saved search.
	DeleteSearch(ctx context.Context, id int64) error
	// SearchUnread counts the unread stories of each saved search, up to
	// feed.CountLimit. One that takes too long is feed.Uncounted.
	SearchUnread(ctx context.Context) (map[int64]int, error)
	// Unsearchable is about how many entries no search finds by their words
	// yet, since they are still to be indexed.
	Unsearchable(ctx context.Context) (int, error)
	// SetSort remembers the order that the user chose for a view.
	SetSort(ctx context.Context, v feed.ViewRef, order feed.Sort) error

	// Session and SetSession keep where the reader was, so that a lost line or
	// a crash loses no place. An absent session is the zero value.
	Session(ctx context.Context) (feed.Session, error)
	SetSession(ctx context.Context, s feed.Session) error

	// Version changes whenever any process has committed to the database. It
	// is cheap enough to ask every second.
	Version(ctx context.Context) (int64, error)
}
