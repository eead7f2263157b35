// Package corpus makes a deterministic body of news feeds, and serves it on
// loopback addresses so that readers can be measured by it.
//
// The same seed and sizes give the same bytes on every machine.
package corpus

import (
	"fmt"
	"time"
)

// Corpus says how large a body of feeds is and what it looks like.
type Corpus struct {
	Seed      uint64
	Feeds     int
	Entries   int       // in each feed's document
	BodyBytes int       // of an entry's HTML, on average
	Newest    time.Time // date of the newest entry at first
	NoJSON    bool      // no feed is a JSON Feed, which many readers know nothing of

	words []string
}

// New returns a Corpus of so many feeds with so many entries each.
func New(seed uint64, feeds, entries, bodyBytes int) (*Corpus, error) {
	if feeds < 1 || entries < 1 || bodyBytes < 1 {
		return nil, fmt.Errorf("a corpus needs feeds, entries and bodies, not %d, %d and %d bytes", feeds, entries, bodyBytes)
	}
	return &Corpus{
		Seed: seed, Feeds: feeds, Entries: entries, BodyBytes: bodyBytes,
		Newest: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC),
		words:  vocabulary(),
	}, nil
}

// share says whether a feed belongs to a share of all (0 to 1), spread evenly;
// with another salt the share is made of other feeds.
func (c *Corpus) share(feed int, of float64, salt uint64) bool {
	x := c.Seed ^ salt<<40 ^ uint64(feed)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9 // splitmix64's finaliser
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return float64((x^x>>31)>>11)/(1<<53) < of
}
