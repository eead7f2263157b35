package feed

import (
	"html"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Entry is one story as published. Apart from ID, FeedID, Arrived, Revised and
// StoryID, which the store gives, it is what the publisher said, cleaned: every
// string has passed Clean, every URL is absolute.
type Entry struct {
	ID     int64
	FeedID int64

	GUID        string // as the publisher gave it; empty: none given
	URL         string // the story's page
	ExternalURL string // what a link post points to (JSON Feed's external_url)
	CommentsURL string
	Title       string // plain text; never empty once stored
	Authors     []Person
	Published   time.Time // zero: the publisher gave no usable date
	Modified    time.Time // zero: not given
	Summary     string    // plain text, at most a few hundred characters
	Content     string    // HTML as published, not yet sanitised; article.FromHTML makes it safe
	Image       Image     // the lead picture, if the feed names one
	Tags        []string  // the publisher's categories
	Enclosures  []Enclosure
	Language    string // BCP 47, or empty
	Source      Source // where an aggregated entry came from first
	Comments    int    // number of comments, if the feed says (slash:comments)
	Words       int    // of the visible text

	// SourceHash is the hash of the entry's bytes in the document and of what
	// it inherits there, by which it is known again (see Known); 0: not to be
	// known by it.
	SourceHash uint64
	// TextHash is the entry's ContentHash, computed while parsing so that the
	// one writer need not.
	TextHash [16]byte

	Arrived time.Time // when it was first stored
	Revised time.Time // when a changed text was last stored; zero: never
	StoryID int64     // shared by entries of different feeds with one link; 0: none
}

// SortDate is the date that lists sort by: the earlier of publication and
// arrival, so that a date in the year 9999 stays nowhere on top.
func (e *Entry) SortDate() time.Time {
	if e.Published.IsZero() || e.Arrived.Before(e.Published) && !e.Arrived.IsZero() {
		return e.Arrived
	}
	return e.Published
}

// WordsPerMinute is the reading speed that reading times are figured with.
const WordsPerMinute = 230

// LeastTimed is the words of a text from which on its reading time is told to
// readers. What is shorter is often only the beginning of a story.
const LeastTimed = 100

// ReadingMinutes is the time that words take to read, at least one minute.
func ReadingMinutes(words int) int {
	return max(1, (words+WordsPerMinute/2)/WordsPerMinute)
}

// Person is an author (JSON Feed 1.1's author object).
type Person struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"` // a page of theirs, else mailto:
	// Email is as published. URL has it where there is no page.
	Email string `json:"-"`
}

// String is the person as RSS writes one: name, address or both.
func (p Person) String() string {
	switch {
	case p.Name == "":
		return p.Email
	case p.Email == "":
		return p.Name
	}
	return p.Name + " (" + p.Email + ")"
}

// Image is a picture that belongs to an entry.
type Image struct {
	URL     string
	Alt     string
	Caption string
	Credit  string
	Width   int // pixels; 0: not given
	Height  int
}

// Source is the feed that an aggregated entry was taken from (RSS 2.0's and
// Atom's source element).
type Source struct {
	Title string
	URL   string
}

// Enclosure is a file attached to an entry.
type Enclosure struct {
	URL      string
	MIMEType string
	Size     int64         // bytes; 0: not given
	Duration time.Duration // 0: not given
	Title    string
}

// IsRecording says whether a file is to be heard or seen.
func (f *Enclosure) IsRecording() bool {
	return strings.HasPrefix(f.MIMEType, "audio/") || strings.HasPrefix(f.MIMEType, "video/")
}

// Body is an entry's text as HTML: what was published, or at least its summary.
func (e *Entry) Body() string {
	if strings.TrimSpace(e.Content) != "" {
		return e.Content
	}
	return html.EscapeString(e.Summary)
}

// HasRecording says whether a recording came with an entry, whose text is then
// rarely the beginning of a longer one.
func (e *Entry) HasRecording() bool {
	return slices.ContainsFunc(e.Enclosures, func(f Enclosure) bool { return f.IsRecording() })
}

// Status is the user's side of an entry. It outlives the entry, so that a story
// that was dropped does not come back as new.
type Status struct {
	EntryID  int64
	Read     bool
	Starred  bool
	Later    bool
	Hidden   bool     // in no list, by a rule or by hand
	Labels   []string // the user's
	Position Position // how far it was read
}

// Position is a place in an article's text, independent of the width at which
// it was set: the number of visible characters before the first line on screen
// in the article's undecorated text, with that text's length then, so that a
// changed text still lands in proportion.
type Position struct {
	Offset int `json:"offset"`
	Length int `json:"length"`
}

// CountVisible counts the characters of s that a reader sees: no white space, no
// format characters. Positions count in these, so that they do not depend on
// where lines are broken.
func CountVisible(s string) int {
	n := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			if c > ' ' && c != 0x7f {
				n++
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			n++
		}
	}
	return n
}

// Revision is what an entry said before the publisher changed it.
type Revision struct {
	At      time.Time // when this text was first stored
	Title   string
	Content string // HTML as published
}

// Page is a story as it was taken from its web page.
type Page struct {
	HTML     string // its text, sanitised
	Authors  []Person
	Image    Image     // the lead picture
	Modified time.Time // zero: the page doesn't say
	Section  string    // the publisher's, such as 'World'
}

// Fill gives the entry what the page says and the feed did not.
func (p Page) Fill(e *Entry) {
	if len(e.Authors) == 0 {
		e.Authors = p.Authors
	}
	switch {
	case e.Image.URL == "":
		e.Image = p.Image
	case e.Image.URL == p.Image.URL && e.Image.Caption == "":
		e.Image.Caption, e.Image.Credit = p.Image.Caption, p.Image.Credit
	}
	if e.Modified.IsZero() {
		e.Modified = p.Modified
	}
}

// Flag names one yes-or-no part of a Status.
type Flag string

// The flags.
const (
	Read    Flag = "read"
	Starred Flag = "starred"
	Later   Flag = "later"
	Hidden  Flag = "hidden" // in no list but that of is:hidden
)

// Headline is an entry as a list shows it: a row of the status table with the
// few published facts that a line needs, and no body.
type Headline struct {
	EntryID   int64
	FeedID    int64
	FeedTitle string
	Title     string
	URL       string
	Summary   string // the first words, for the dense or roomy layouts
	SortDate  time.Time
	Words     int
	Read      bool
	Starred   bool
	Later     bool
	Revised   time.Time // when a changed text was last stored; zero: never
	Sources   int       // other entries of the same story
	HasMedia  bool      // it has an enclosure
	Ready     bool      // its full text is cached
	Labels    string    // the user's, in their order, parted by ", "
}
