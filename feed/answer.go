package feed

import "time"

// Document is what one body of a feed says, parsed and cleaned, newest entry
// first where the document's order says so.
type Document struct {
	Title       string
	HomePageURL string
	Description string
	Language    string
	IconURL     string
	SelfURL     string // where the feed says that it lives
	HubURL      string
	Entries     []Entry
	ID          string    // Atom's id
	Authors     []Person  // of entries that name none
	Updated     time.Time // when the publisher says it last changed; zero: not said
	Published   time.Time
	Format      string // 'rss 2.0', 'atom 1.0', 'json feed 1.1', ... for people to read

	// Seen are the hashes of those entries that ParseOptions.Known knew: they
	// are in the document, unchanged, and not in Entries.
	Seen []uint64

	// Partial: the body broke off; Entries are the whole ones before the break.
	Partial bool
	// Truncated: more entries than MaxEntries; the newest were kept.
	Truncated bool

	// What the publisher says of its rhythm; zero: nothing.
	TTL       time.Duration // ttl, or sy:updatePeriod / sy:updateFrequency
	SkipHours []int         // hours of the day, GMT
	SkipDays  []time.Weekday
}

// Outcome says how asking one feed ended.
type Outcome string

// The outcomes.
const (
	OutcomeFetched   Outcome = "fetched"   // a body came and was parsed
	OutcomeUnchanged Outcome = "unchanged" // 304, or the same bytes as before
	OutcomeFailed    Outcome = "failed"    // nothing usable came; the cache stays as it was
	OutcomeSkipped   Outcome = "skipped"   // not asked: not due, its host asked us to wait, or another process is at it
	OutcomeOffline   Outcome = "offline"   // no host at all could be reached; the feed is not to blame
)

// Answer is the whole result of asking one feed, ready to be stored in one
// transaction. Nothing in it deletes an entry.
type Answer struct {
	FeedID   int64
	At       time.Time
	Outcome  Outcome
	Document *Document // of OutcomeFetched; nil otherwise

	// Validators to keep. They are nil when a cut body must be asked for again.
	Validators *Validators
	NewURL     string // the subscription moves here (a permanent redirect seen twice)
	MovedTo    string // a permanent redirect seen once
	Gone       bool   // 410
	Error      string // of OutcomeFailed or OutcomeSkipped: plain words, cleaned
	Notice     string
	NextCheck  time.Time
	Bytes      int64 // received for the body, after decompression

	// Ready is what the store worked out of the Answer before its turn to write
	// came; nil: nothing. It is the store's alone, and used once.
	Ready any
}

// Stored says what an Answer changed in the store.
type Stored struct {
	FeedID  int64
	New     int
	Archive int // of New, how many are of a first fetch's archive, which starts as read
	Updated int
	Hits    []Hit // of rules that notify or run
}

// Known is what a store knows of one feed's entries: the hash of each entry's
// source bytes, by which an entry that has not changed is recognised without
// parsing it. Keys are Entry.SourceHash; nil knows nothing.
type Known map[uint64]struct{}
