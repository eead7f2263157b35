package ui

import (
	"cmp"
	"context"
	"strings"

	"lede/feed"
)

// Subscriptions is the user's list of feeds. Its methods may be called from any
// goroutine, and none is called on the program's own loop but Catalogue and
// Welcoming, which read nothing. What they say is in whole phrases.
type Subscriptions interface {
	// Welcoming says whether the library in hand is the compiled-in one, since
	// nothing is subscribed to yet.
	Welcoming() bool
	// Catalogue returns the feeds to begin with, in the order of the screen.
	Catalogue() []CatalogueSection
	// Subscribed returns the addresses that are subscribed to.
	Subscribed(ctx context.Context) ([]string, error)
	// Add subscribes to a feed's or a site's address, or to the feeds that a
	// file lists. A page with several feeds returns these as Choices.
	Add(ctx context.Context, address string) (Added, error)
	// Subscribe subscribes without asking the publishers.
	Subscribe(ctx context.Context, subs []feed.Subscription) (Added, error)
	// Export writes the list to a file and says so.
	Export(ctx context.Context, path string) (string, error)
	// Facts reads what is known of a feed.
	Facts(ctx context.Context, feedID int64) (FeedFacts, error)
	// Failures reads why feeds failed, by their numbers: those that did when they
	// were last asked.
	Failures(ctx context.Context) (map[int64]string, error)
	// Change changes subscriptions and says what became of it.
	Change(ctx context.Context, feedIDs []int64, c FeedChange) (string, error)
	// Unsubscribe hides feeds; the library's Undo brings them back.
	Unsubscribe(ctx context.Context, feedIDs []int64) (string, error)
}

// CatalogueSection is a part of the catalogue.
type CatalogueSection struct {
	Name  string
	Feeds []Offer
}

// Offer is a feed that could be subscribed to.
type Offer struct {
	Title, URL string
	About      string // how it was found, or of which kind it is; may be empty
}

// Added says what came of adding.
type Added struct {
	FeedIDs []int64 // subscribed now, or before
	Unasked bool    // their stories are still to be fetched
	Choices []Offer // the feeds of a page that has several: nothing was subscribed to
	Said    string

	search  *adding      // whose answer this is; nil: nothing was searched for
	renamed folderRename // of a folder that has another name now
}

// FeedFacts are what a feed's page shows.
type FeedFacts struct {
	Feed    feed.Subscription // with the user's own options
	Options []Option
	Weeks   []int // entries published in each of the last weeks, the oldest first
}

// Option is an option of a feed, or a setting of the reader, as it stands.
type Option struct {
	Name    string
	Value   string // what the user set inside, as it is typed; empty: nothing
	Holds   string // what holds
	From    string // where what holds comes from, in words; may be empty
	Fixed   bool   // config.toml says what holds: a change here has no effect while it does
	Choices []string
	Help    string
	Check   func(value string) error // says what is wrong with a value; nil: nothing ever is
}

// taken is a value as it is set: of the choices the one that alone begins with what
// is typed.
func (o *Option) taken(value string) string {
	begun := ""
	for _, c := range o.Choices {
		switch {
		case c == value:
			return value
		case value != "" && strings.HasPrefix(c, value):
			if begun != "" {
				return value
			}
			begun = c
		}
	}
	return cmp.Or(begun, value)
}

// wrong says what is wrong with a value. Nothing takes back what was set.
func (o *Option) wrong(value string) string {
	if value == "" || o.Check == nil {
		return ""
	}
	if err := o.Check(o.taken(value)); err != nil {
		return feed.Clean(err.Error(), 300)
	}
	return ""
}

// FeedChange is what to change of subscriptions; nil: nothing.
type FeedChange struct {
	Title  *string
	Folder *string
	Tags   *[]string
	Option string // the option that is given Value
	Value  string
	// RenameFolder is the path of a folder that gets the name Folder; what stands
	// below it moves too.
	RenameFolder string
}
