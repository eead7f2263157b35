package feed

import (
	"regexp"
	"time"
)

// Expr is a node of a parsed search: a boolean combination of terms. ParseQuery
// makes it from the search language, the store answers it.
type Expr struct {
	Op   Op
	Args []*Expr // of And, Or, Not
	Term Term    // of Match
}

// Op is the kind of an Expr.
type Op int

// The kinds of Expr.
const (
	Match Op = iota
	And
	Or
	Not
)

// Field is what a Term looks at.
type Field string

// The fields of the search language. AnyText is title, text and authors.
const (
	AnyText     Field = ""
	FieldTitle  Field = "title"
	FieldText   Field = "text"
	FieldAuthor Field = "author"
	FieldFeed   Field = "feed" // the feed's title or URL contains it
	FieldTag    Field = "tag"  // a publisher's category or a user's tag or label
	FieldIn     Field = "in"   // a folder
	FieldURL    Field = "url"  // the story's address contains it
	FieldIs     Field = "is"   // unread, read, starred, later, updated, hidden
	FieldHas    Field = "has"  // enclosure, audio, video, image, fulltext
	FieldSince  Field = "since"
	FieldBefore Field = "before"
	FieldLang   Field = "lang"
)

// Term is one condition of a search.
type Term struct {
	Field  Field
	Text   string         // the words, folded by nothing yet
	Phrase bool           // in "quotes": the words in this order
	Prefix bool           // word*: words that begin so
	Regex  *regexp.Regexp // /expression/i, in rules alone; Text is its source
	Time   time.Time      // of since: and before:
}

// Problem is something in a query that could not be understood. What could be
// is searched all the same.
type Problem struct {
	Start, End int // byte range in the query
	Message    string
	Unfinished bool // more typing at the end may mend it
}
