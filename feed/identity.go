package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Identity is what makes an entry itself within its feed: its guid, else its
// link, else a hash of its title and content. It holds within one feed only;
// another feed's guid is another entry, always.
func Identity(e *Entry) string {
	switch {
	case e.GUID != "":
		return "g:" + e.GUID
	case e.URL != "":
		return "l:" + e.URL
	}
	sum := ContentHash(e)
	return "h:" + hex.EncodeToString(sum[:])
}

// ContentHash is a hash of an entry's title and visible text, white space
// folded. A publisher's edit changes it; changed mark-up, picture sizes or
// tracking in links do not.
func ContentHash(e *Entry) [16]byte {
	if e.TextHash != [16]byte{} {
		return e.TextHash
	}
	return hashText(e.Title, VisibleText(e.Content), e.Summary)
}

// hashText hashes a title and the text below it: the body, or the summary where
// there is no body.
func hashText(title, body, summary string) (sum [16]byte) {
	if body == "" {
		body = fold(summary)
	}
	title = fold(title)
	said := make([]byte, 0, len(title)+1+len(body))
	said = append(append(append(said, title...), 0), body...)
	full := sha256.Sum256(said)
	copy(sum[:], full[:])
	return sum
}

// fold makes all white space single spaces.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

func hashString(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Incumbent is what the store holds that a link may lead to: an entry of the same
// feed with the link of an entry of the document.
type Incumbent struct {
	EntryID    int64
	GUID       string
	SourceHash uint64
}

// Rescue answers, for one document, whether an entry with an unknown guid is an
// entry that the store has under another one, because both have the same link.
// A wrong merge is worse than a double, so it says no in any doubt.
type Rescue struct {
	links map[string]int
	guids map[string]bool
	seen  map[uint64]bool
	home  string
}

// NewRescue prepares the question for a document.
func NewRescue(d *Document) *Rescue {
	r := &Rescue{
		links: make(map[string]int, len(d.Entries)),
		guids: make(map[string]bool, len(d.Entries)),
		seen:  make(map[uint64]bool, len(d.Seen)),
		home:  CanonicalURL(d.HomePageURL),
	}
	for i := range d.Entries {
		if link := CanonicalURL(d.Entries[i].URL); link != "" {
			r.links[link]++
		}
		if d.Entries[i].GUID != "" {
			r.guids[d.Entries[i].GUID] = true
		}
	}
	for _, h := range d.Seen {
		r.seen[h] = true
	}
	return r
}

// Link says whether the entry's link may be looked for in the store at all: it
// names a story, and no other entry of the document has it.
func (r *Rescue) Link(e *Entry) bool {
	link := CanonicalURL(e.URL)
	return link != "" && link != r.home && r.links[link] == 1
}

// Find returns the stored entry that e is, of all those of the same feed that
// have e's link; ok is false where e is a new one.
func (r *Rescue) Find(e *Entry, stored []Incumbent) (id int64, ok bool) {
	if len(stored) != 1 || !r.Link(e) {
		return 0, false
	}
	old := stored[0]
	if old.GUID == "" || e.GUID == "" || old.GUID == e.GUID {
		return 0, false
	}
	if r.guids[old.GUID] || old.SourceHash != 0 && r.seen[old.SourceHash] {
		return 0, false // the document has the old one too
	}
	return old.EntryID, true
}
