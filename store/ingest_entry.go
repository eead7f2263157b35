package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lede/feed"
)

// lookAhead is how many entries are looked for with one question.
const lookAhead = 64

// stored is an entry that the database has already.
type stored struct {
	id, feedID, key, linkKey, storyID int64
	sourceHash                        int64
	textHash                          []byte
	guid                              string
	dropped                           bool
}

// neighbourhood is what the database has that some new entries may be, or may
// share a story with.
type neighbourhood struct {
	byKey  map[int64]*stored
	byLink map[int64][]*stored
}

const storedColumns = "e.id, e.feed_id, e.key, e.link_key, e.story_id, e.source_hash, e.text_hash, e.guid, e.dropped_at > 0"

func scanStored(rows *sql.Rows) (*stored, error) {
	var s stored
	err := rows.Scan(&s.id, &s.feedID, &s.key, &s.linkKey, &s.storyID, &s.sourceHash, &s.textHash, &s.guid, &s.dropped)
	return &s, err
}

// look reads the neighbourhood of the next entries.
func (p *prepared) look(t *tx, entries []preparedEntry) error {
	keys := make([]int64, 0, len(entries))
	links := make([]int64, 0, len(entries))
	for i := range entries {
		keys = append(keys, entries[i].key)
		if entries[i].linkKey != 0 {
			links = append(links, entries[i].linkKey)
		}
	}
	p.near = neighbourhood{byKey: make(map[int64]*stored), byLink: make(map[int64][]*stored)}
	err := all(t, "SELECT "+storedColumns+" FROM json_each(?) j CROSS JOIN entry e INDEXED BY entry_identity ON e.feed_id = ? AND e.key = j.value",
		[]any{idList(keys), p.answer.FeedID}, func(rows *sql.Rows) error {
			s, err := scanStored(rows)
			p.near.byKey[s.key] = s
			return err
		})
	if err != nil || len(links) == 0 {
		return err
	}
	return all(t, "SELECT "+storedColumns+" FROM json_each(?) j CROSS JOIN entry e INDEXED BY entry_link ON e.link_key = j.value AND e.link_key <> 0",
		[]any{idList(links)}, func(rows *sql.Rows) error {
			s, err := scanStored(rows)
			p.near.byLink[s.linkKey] = append(p.near.byLink[s.linkKey], s)
			return err
		})
}

// find says which stored entry e is; nil: a new one.
func (p *prepared) find(t *tx, e *preparedEntry) (*stored, error) {
	if s := p.near.byKey[e.key]; s != nil {
		return s, nil
	}
	var incumbents []feed.Incumbent
	same := make(map[int64]*stored)
	for _, s := range p.near.byLink[e.linkKey] {
		if s.feedID == p.answer.FeedID {
			incumbents = append(incumbents, feed.Incumbent{EntryID: s.id, GUID: s.guid, SourceHash: uint64(s.sourceHash)})
			same[s.id] = s
		}
	}
	id, ok := p.rescue.Find(e.Entry, incumbents)
	if !ok {
		return nil, nil
	}
	// It goes by its new guid from now on.
	return same[id], t.exec("UPDATE entry SET key = ?, guid = ? WHERE id = ?", e.key, e.GUID, id)
}

// add stores a new entry with a status for each account.
func (p *prepared) add(t *tx, e *preparedEntry, archived bool) error {
	story, err := p.story(t, e)
	if err != nil {
		return err
	}
	id, err := t.insert(`INSERT INTO entry (feed_id, key, link_key, source_hash, text_hash, story_id, published, modified, arrived,
			words, media, guid, url, title, summary, authors, language, facts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.answer.FeedID, e.key, e.linkKey, int64(e.SourceHash), e.textHash[:], story, millis(e.Published), millis(e.Modified), t.now,
		e.Words, e.media, e.GUID, e.URL, titleOf(e.Entry), e.Summary, e.authors, e.Language, e.facts)
	if err != nil {
		return err
	}
	if err := t.addText(id, e.pack, e.nth); err != nil {
		return err
	}
	if err := t.storeEnclosures(id, e.Enclosures); err != nil {
		return err
	}
	for _, a := range p.accounts {
		err := t.exec("INSERT INTO status (account_id, entry_id, feed_id, story_id, sort_date, arrived, words, visible, read) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			a.account, id, p.answer.FeedID, story, sortDate(e.Entry, t.now), t.now, e.Words, !a.hidden, archived)
		if err != nil {
			return err
		}
		if !a.hidden {
			p.counts[a.account].total++
			if !archived {
				p.counts[a.account].unread++
			}
		}
		if err := p.judgeNew(t, e, a, id, archived); err != nil {
			return fmt.Errorf("applying the rules: %w", err)
		}
	}
	if p.lo == 0 {
		p.lo = id
	}
	p.hi = id
	p.stored.New++
	if archived {
		p.stored.Archive++
	}
	return nil
}

// story is the story that a new entry belongs to: that of other feeds' entries
// with its link, 0 where there are none. A link that several entries of one feed
// share is no story, and ceases to be one.
func (p *prepared) story(t *tx, e *preparedEntry) (int64, error) {
	same := p.near.byLink[e.linkKey]
	if e.linkKey == 0 || len(same) == 0 {
		return 0, nil
	}
	perFeed := map[int64]int{p.answer.FeedID: 1}
	shared := !p.rescue.Link(e.Entry)
	for _, s := range same {
		perFeed[s.feedID]++
		shared = shared || perFeed[s.feedID] > 1
	}
	var story int64
	if !shared {
		if err := t.exec("INSERT OR IGNORE INTO story (link_key) VALUES (?)", e.linkKey); err != nil {
			return 0, err
		}
		if _, err := t.get("SELECT id FROM story WHERE link_key = ?", []any{e.linkKey}, &story); err != nil {
			return 0, err
		}
	}
	for _, s := range same {
		if s.storyID == story {
			continue
		}
		if err := t.exec("UPDATE entry SET story_id = ? WHERE id = ?", story, s.id); err != nil {
			return 0, err
		}
		if err := t.exec("UPDATE status SET story_id = ? WHERE entry_id = ? AND account_id IN (SELECT id FROM account)", story, s.id); err != nil {
			return 0, err
		}
		s.storyID = story
	}
	return story, nil
}

// update keeps what the publisher changed in an entry. Only a change of its
// visible text makes a revision; read state stays unless the user asked
// otherwise.
func (p *prepared) update(t *tx, e *preparedEntry, had *stored) error {
	lost := len(had.textHash) == 0 // to damage: Repair knows it no more
	sameSource := had.sourceHash != 0 && had.sourceHash == int64(e.SourceHash)
	if had.dropped || sameSource {
		return nil // the user's side remembers a dropped entry; its text is not wanted back
	}
	edited := !lost && !bytes.Equal(had.textHash, e.textHash[:])
	revised, stale := int64(0), true // stale: the index has it as it was
	var err error
	if edited {
		revised = t.now
		err = t.keepRevision(had.id)
	} else if !lost {
		stale, err = t.indexedOtherwise(had.id, e)
	}
	if err != nil {
		return err
	}
	// The date that lists sort by stays: a publisher's bump moves nothing.
	err = t.exec(`UPDATE entry SET source_hash = ?, text_hash = ?, modified = ?, revised = max(revised, ?), words = ?, media = media & ? | ?,
			url = ?, link_key = ?, title = ?, summary = ?, authors = ?, language = ?, facts = ? WHERE id = ?`,
		int64(e.SourceHash), e.textHash[:], millis(e.Modified), revised, e.Words, mediaFullText, e.media,
		e.URL, e.linkKey, titleOf(e.Entry), e.Summary, e.authors, e.Language, e.facts, had.id)
	if err != nil {
		return err
	}
	text, err := t.unpack(e.pack, e.nth)
	if err != nil {
		return err
	}
	if err := t.setText(had.id, text); err != nil {
		return err
	}
	if err := t.exec("DELETE FROM enclosure WHERE entry_id = ?", had.id); err != nil {
		return err
	}
	if err := t.storeEnclosures(had.id, e.Enclosures); err != nil {
		return err
	}
	if stale {
		if err := t.unindex(had.id); err != nil {
			return err
		}
	}
	if !edited {
		return nil
	}
	p.stored.Updated++
	if err := t.exec("UPDATE status SET words = ? WHERE entry_id = ? AND account_id IN (SELECT id FROM account)", e.Words, had.id); err != nil {
		return err
	}
	if err := p.resurface(t, had.id); err != nil {
		return err
	}
	return p.judgeUpdate(t, e, had.id)
}

// indexedOtherwise says whether the search index has an entry otherwise than it is now,
// though its text is the same: by other authors, tags or languages, or with other
// things attached.
func (t *tx) indexedOtherwise(id int64, e *preparedEntry) (bool, error) {
	var authors, language, text string
	var media int
	if _, err := t.get("SELECT authors, language, media, facts FROM entry WHERE id = ?", []any{id}, &authors, &language, &media, &text); err != nil {
		return false, err
	}
	var had facts
	if fromJSON(text, &had) != nil { // damaged: what comes takes its place
		return true, nil
	}
	return authors != e.authors || language != e.Language || media&^mediaFullText != e.media || !slices.Equal(had.Tags, e.Tags), nil
}

// resurface makes an updated entry unread for those who asked for that.
func (p *prepared) resurface(t *tx, id int64) error {
	for _, a := range p.accounts {
		if !a.resurface {
			continue
		}
		n, err := t.changed("UPDATE status SET read = 0, read_at = ?1, read_by = ?2, changed_at = ?1 WHERE account_id = ?3 AND entry_id = ?4 AND read = 1",
			t.now, originPublisher, a.account, id)
		if err != nil {
			return err
		}
		if !a.hidden {
			p.counts[a.account].unread += n
		}
	}
	return nil
}

func (t *tx) storeEnclosures(id int64, enclosures []feed.Enclosure) error {
	for n, c := range enclosures {
		err := t.exec("INSERT INTO enclosure (entry_id, n, url, mime_type, size, duration, title) VALUES (?, ?, ?, ?, ?, ?, ?)",
			id, n, c.URL, c.MIMEType, c.Size, c.Duration.Milliseconds(), c.Title)
		if err != nil {
			return err
		}
	}
	return nil
}

// keptRevisions is how many revisions are kept after the first.
const keptRevisions = 5

// keepRevision keeps an entry's present text before it is changed, if it has one
// that can be read.
func (t *tx) keepRevision(id int64) error {
	text, found, err := t.text(id)
	if errors.Is(err, errCoding) || err == nil && !found {
		return nil
	}
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO revision (entry_id, n, at, title, content)
		SELECT e.id, (SELECT coalesce(max(n), -1) + 1 FROM revision WHERE entry_id = e.id), max(e.arrived, e.revised), e.title, ?
		FROM entry e WHERE e.id = ?`, t.core.codec.encode(text), id)
	if err != nil {
		return err
	}
	return t.exec("DELETE FROM revision WHERE entry_id = ?1 AND n > 0 AND n <= (SELECT max(n) FROM revision WHERE entry_id = ?1) - ?2", id, keptRevisions)
}

// unindex takes an entry out of the search index and notes it for indexing.
func (t *tx) unindex(id int64) error {
	var doc int64
	found, err := t.get("SELECT id FROM doc WHERE entry_id = ?", []any{id}, &doc)
	if err != nil {
		return err
	}
	if !found { // not indexed yet, so that a range has it
		return nil
	}
	if err := t.dropDocument(doc); err != nil {
		return err
	}
	return t.toIndex(id, id)
}

// The bits of entry.media.
const (
	mediaEnclosure = 1 << iota
	mediaAudio
	mediaVideo
	mediaImage
	mediaFullText
)

func mediaOf(e *feed.Entry) (bits int) {
	for _, c := range e.Enclosures {
		bits |= mediaEnclosure
		switch kind, _, _ := strings.Cut(c.MIMEType, "/"); kind {
		case "audio":
			bits |= mediaAudio
		case "video":
			bits |= mediaVideo
		case "image":
			bits |= mediaImage
		}
	}
	if e.Image.URL != "" {
		bits |= mediaImage
	}
	return bits
}

// titleOf is an entry's title, never empty: else its first words, else its URL.
func titleOf(e *feed.Entry) string {
	switch {
	case e.Title != "":
		return e.Title
	case e.Summary != "":
		words := strings.Fields(e.Summary)
		if len(words) > 12 {
			return feed.Clean(strings.Join(words[:12], " "), 200) + "…"
		}
		return feed.Clean(e.Summary, 200)
	case e.URL != "":
		return e.URL
	}
	return "Untitled"
}
