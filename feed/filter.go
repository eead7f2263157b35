package feed

import (
	"strconv"
	"strings"
	"time"
)

// Filter says which entries a view, a command or a search is about. Its parts
// are joined by AND; the zero Filter matches every entry of every subscription.
// It is the one query type: the screen, the command line and the search
// language all make one.
type Filter struct {
	FeedIDs []int64 // any of these feeds; nil: all
	Folder  *string // this folder and those below it; nil: all; "": feeds in no folder
	Tag     string  // the user's tag on a feed, or label on an entry
	Read    *bool
	Starred *bool
	Later   *bool
	Hidden  *bool     // true: what rules have hidden, and nothing else; else that is left out
	Since   time.Time // sort date at or after; zero: no bound
	Until   time.Time // sort date before; zero: no bound
	Fresh   time.Time // first arrived at or after, whatever their date; zero: no bound (Today's)
	StoryID int64     // entries of one story; 0: all
	Match   *Expr     // conditions of the search language; nil: none

	// MaxID leaves out entries that arrived after a list was opened, so that
	// arrivals move nothing on the screen. 0: no bound.
	MaxID int64
	// KeepSince keeps an entry whose status was changed at or after this time
	// in the list although it ceased to match Read, Starred or Later: a list
	// stays as it was until it is left. Zero: nothing is kept.
	KeepSince time.Time
	// Fold shows a story once that several feeds carry with the same text: its
	// newest copy of those that match. Lists by feed or by reading time show
	// each.
	Fold bool
}

// Sort is the order of a list.
type Sort string

// The orders. The zero value is Newest.
const (
	Newest      Sort = ""
	Oldest      Sort = "oldest"
	ByFeed      Sort = "feed"
	Shortest    Sort = "shortest"
	UnreadFirst Sort = "unread"
	Relevance   Sort = "relevance" // only where the filter has words to rank by
)

// Key is an entry's place in an ordered list. It is opaque to all but the
// store: what comes back in a Window is handed in again to go on from there.
type Key struct {
	EntryID int64
	Sort    int64  // the sort date (Unix ms), or the number sorted by
	Text    string // the text sorted by, if any
}

// Window asks for a part of an ordered list: at most Limit entries after (or,
// with Backward, before) the place From. Rows come in list order either way.
type Window struct {
	Filter   Filter
	Sort     Sort
	From     *Key // nil: the start (with Backward: the end) of the list
	Backward bool
	// Inclusive starts with the entry at From itself, if it still matches.
	Inclusive bool
	Limit     int // 0: no limit
}

// Row is a Headline with its place in the list it was read from.
type Row struct {
	Headline
	Key     Key
	Snippet string // where a search matched: plain text with matches between SnippetOpen and SnippetClose
	Found   string // the title with the matches in it marked so; empty: there are none
}

// The marks around a match in a Snippet: two noncharacters, which Clean never
// lets through from outside.
const (
	SnippetOpen  = "\uFDD0"
	SnippetClose = "\uFDD1"
)

// WithoutMarks is a text without the marks around matches.
func WithoutMarks(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, SnippetOpen, ""), SnippetClose, "")
}

// ViewKind says what a View is made from.
type ViewKind string

// The kinds of View.
const (
	ViewToday   ViewKind = "today"
	ViewUnread  ViewKind = "unread"
	ViewStarred ViewKind = "starred"
	ViewLater   ViewKind = "later"
	ViewAll     ViewKind = "all"
	ViewFolder  ViewKind = "folder"
	ViewFeed    ViewKind = "feed"
	ViewTag     ViewKind = "tag"
	ViewSearch  ViewKind = "search"
)

// View is a saved Filter as the sidebar shows it.
type View struct {
	Kind   ViewKind
	ID     int64  // of a saved search or a feed; 0 for the rest
	Name   string // what the sidebar shows: a feed's title, a folder's name
	Path   string // a folder's whole path, a tag, or a search's query
	Folder string // the folder that a feed's row stands in
	Unread int    // counted up to CountLimit, or Uncounted
	Broken bool   // the feed's last fetch failed
	Sort   Sort   // the order the user last chose for it
}

// CountLimit bounds what is counted for the screen; more shows as '999+'.
const CountLimit = 1000

// Uncounted is the count of what takes too long to count.
const Uncounted = -1

// CountText writes a count that stops at CountLimit: "12", "999+", and "?" for what is
// Uncounted.
func CountText(n int) string {
	switch {
	case n == Uncounted:
		return "?"
	case n >= CountLimit:
		return strconv.Itoa(CountLimit-1) + "+"
	}
	return strconv.Itoa(n)
}

// Ref is a View's stable name, kept across restarts. A saved search's has no
// query, which may be changed.
func (v View) Ref() ViewRef {
	if v.Kind == ViewSearch && v.ID != 0 {
		return ViewRef{Kind: v.Kind, ID: v.ID}
	}
	return ViewRef{Kind: v.Kind, ID: v.ID, Path: v.Path}
}

// ViewRef names a View without what is counted or shown of it.
type ViewRef struct {
	Kind ViewKind `json:"kind"`
	ID   int64    `json:"id,omitempty"`
	Path string   `json:"path,omitempty"`
}
