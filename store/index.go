package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"lede/feed"
)

// indexBatch is how many entries are indexed in one transaction at most, and
// portionBytes how much of their text is handed to FTS5 before it is looked
// whether somebody waits. FTS5 makes a segment of each portion, and merging
// segments is most of the work. A small one goes first: see pace.
const (
	indexBatch   = 128
	portionBytes = 512 << 10
	firstPortion = 32 << 10
)

// document is an entry as the search index takes it.
type document struct {
	id, docID, sortDate             int64
	version                         entryVersion // of the entry that was read
	title, author, tags, text, meta string
	words                           string // of all of these, as the index keeps them
	neighbours                      bloomFilter
}

// entryVersion is another where a publisher has changed an entry.
type entryVersion struct {
	source int64
	text   string // the hash of it
}

// indexSome indexes the newest entries that are not indexed yet, in one small
// transaction, and says whether there are more. Another process may be at it
// too: who comes second finds the range changed and leaves it. Entries that were changed
// since they were read are left to the next step.
func (c *core) indexSome(ctx context.Context) (more bool, err error) {
	q := c.read(ctx)
	var hi, lo int64
	found, err := q.get("SELECT hi, lo FROM unindexed ORDER BY hi DESC LIMIT 1", nil, &hi, &lo)
	if err != nil || !found {
		c.indexing.again()
		return false, err
	}
	docs, err := c.documents(q, "e.id BETWEEN ? AND ?", lo, hi)
	if err != nil {
		return false, err
	}
	rest := lo - 1 // the highest number that is left of the range
	if len(docs) == indexBatch {
		rest = docs[len(docs)-1].id - 1
	}
	err = c.write(ctx, background, func(t *tx) error {
		var now int64
		if found, err := t.get("SELECT lo FROM unindexed WHERE hi = ?", []any{hi}, &now); err != nil || !found {
			return err
		}
		if same, err := t.asRead(docs); err != nil || !same {
			return err
		}
		if err := t.expectMany(); err != nil {
			return err
		}
		done, err := t.index(docs)
		if err != nil {
			return err
		}
		if done < len(docs) {
			rest = docs[done].id
		}
		if rest < lo {
			return t.exec("DELETE FROM unindexed WHERE hi = ?", hi)
		}
		return t.exec("UPDATE unindexed SET hi = ? WHERE hi = ?", rest, hi)
	})
	if err != nil {
		return true, err
	}
	return true, c.mergeAll(ctx)
}

// documents reads a batch of entries with their texts, newest first.
func (c *core) documents(q querier, where string, args ...any) (docs []document, err error) {
	at := make(map[int64]int)
	err = all(q, `SELECT e.id, e.feed_id, e.title, e.authors, e.facts, e.language, e.media, e.published, e.arrived, e.summary, e.source_hash, coalesce(e.text_hash, '')
		FROM entry e WHERE `+where+` AND e.dropped_at = 0 ORDER BY e.id DESC LIMIT ?`,
		append(args, indexBatch), func(rows *sql.Rows) error {
			var d document
			var feedID, published, arrived int64
			var authors, text, language string
			var media int
			if err := rows.Scan(&d.id, &feedID, &d.title, &authors, &text, &language, &media, &published, &arrived, &d.text, &d.version.source, &d.version.text); err != nil {
				return err
			}
			var people []feed.Person
			var f facts
			if err := errors.Join(fromJSON(authors, &people), fromJSON(text, &f)); err != nil {
				c.opts.Logger.Warn("indexing", "entry", d.id, "err", err)
			}
			d.sortDate = arrived
			if published != 0 {
				d.sortDate = min(published, arrived)
			}
			d.author, d.tags, d.meta = namesOf(people), tagsOf(f.Tags), metaOf(feedID, language, media)
			at[d.id] = len(docs)
			docs = append(docs, d)
			return nil
		})
	if err != nil {
		return nil, err
	}
	err = c.texts(q, slices.Collect(maps.Keys(at)), func(id int64, text string, err error) error {
		if err != nil { // it must not keep all the others out
			c.opts.Logger.Warn("indexing", "entry", id, "err", err)
		}
		docs[at[id]].text = textOf(text, docs[at[id]].text) // the summary, until now
		return nil
	})
	for i := range docs {
		docs[i].prepare()
	}
	return docs, err
}

// asRead says whether the entries of documents are still as they were read: a refresh
// may have changed some meanwhile, and upkeep dropped some.
func (t *tx) asRead(docs []document) (bool, error) {
	ids, versions := make([]int64, len(docs)), make(map[int64]entryVersion, len(docs))
	for i := range docs {
		ids[i] = docs[i].id
	}
	if err := all(t, "SELECT e.id, e.source_hash, coalesce(e.text_hash, '') FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value WHERE e.dropped_at = 0",
		[]any{idList(ids)}, func(rows *sql.Rows) error {
			var id int64
			var v entryVersion
			err := rows.Scan(&id, &v.source, &v.text)
			versions[id] = v
			return err
		}); err != nil {
		return false, err
	}
	return !slices.ContainsFunc(docs, func(d document) bool {
		now, there := versions[d.id]
		return !there || now != d.version
	}), nil
}

// prepare makes of an entry's texts what the index keeps of them.
func (d *document) prepare() {
	title, author, text := indexWords(forIndex(d.title)), indexWords(forIndex(d.author)), indexWords(forIndex(d.text))
	b := make([]byte, 0, len(d.text)+len(d.text)/8+4*len(d.title)+256)
	for _, words := range [][]string{title, author, text} {
		b = appendWords(b, "", words)
	}
	b = appendWords(b, markTitle, title)
	b = appendWords(b, markAuthor, author)
	b = appendWords(b, markTag, indexWords(forIndex(d.tags)))
	d.words = string(append(b, d.meta...))
	d.neighbours = neighboursOf(title, author, text)
	d.title, d.author, d.tags, d.text, d.meta = "", "", "", "", ""
}

// textOf is what is searched of an entry's text.
func textOf(content, summary string) string {
	if content == "" {
		return summary
	}
	return feed.VisibleText(content)
}

// namesOf and tagsOf are what is searched of an entry's authors and tags.
func namesOf(authors []feed.Person) (names string) {
	for _, p := range authors {
		names += p.Name + "\n"
	}
	return names
}

func tagsOf(tags []string) string { return strings.Join(tags, "\n") }

// metaOf are words that stand for what is no text: the feed, the language, what
// is attached.
func metaOf(feedID int64, language string, media int) string {
	words := []string{everyDocument, "f" + strconv.FormatInt(feedID, 10)}
	if language != "" {
		first, _, _ := strings.Cut(language, "-")
		words = append(words, langToken(first), langToken(language))
	}
	for name, bit := range mediaBits {
		if media&bit != 0 && bit != mediaFullText {
			words = append(words, "h"+name)
		}
	}
	slices.Sort(words)
	return markMeta + strings.Join(slices.Compact(words), " "+markMeta)
}

// Row numbers of the index follow the sort date: so many for each second.
const docsPerSecond = 64

// firstDoc is the lowest row number of a sort date's second.
func firstDoc(sortDate int64) int64 {
	return floorDiv(sortDate, 1000) * docsPerSecond
}

func floorDiv(a, b int64) int64 {
	if a < 0 && a%b != 0 {
		return a/b - 1
	}
	return a / b
}

// index writes documents into the index, as many as the time allows, and says
// how many: they are taken in the order given.
func (t *tx) index(docs []document) (done int, err error) {
	start := time.Now()
	recent, ok, err := recentFrom(t)
	if err != nil {
		return 0, err
	}
	for done < len(docs) {
		began, most := time.Now(), t.core.indexing.step()
		part := portion(docs[done:], int(most))
		for i := range part {
			if part[i].docID, err = t.docID(&part[i]); err != nil {
				return done, err
			}
		}
		slices.SortFunc(part, compareDocuments)
		for i := range part {
			d := &part[i]
			if d.docID == 0 { // indexed already
				continue
			}
			if err := t.insertDocument("search", d); err != nil {
				return done, err
			}
			if d.neighbours != nil {
				if err := t.exec("INSERT INTO neighbours (doc, bits) VALUES (?, ?)", d.docID, d.neighbours); err != nil {
					return done, err
				}
			}
			if ok && d.docID >= recent {
				if err := t.insertDocument("recent", d); err != nil {
					return done, err
				}
			}
		}
		done += len(part)
		t.core.indexing.took(most, time.Since(began))
		if time.Since(start) > longestBatch || t.core.gate.wanted() || t.core.turnAsked() {
			break
		}
	}
	return done, nil
}

// portion is a copy of the first documents, up to so many bytes of their text, to be
// put in order: FTS5 writes what it has gathered out whenever a lower number follows.
func portion(docs []document, most int) []document {
	n, size := 0, 0
	for n < len(docs) && (n == 0 || size+len(docs[n].words) <= most) {
		size += len(docs[n].words)
		n++
	}
	return slices.Clone(docs[:n])
}

func compareDocuments(a, b document) int { return cmp.Compare(a.docID, b.docID) }

// insertDocument writes one document into an index.
func (t *tx) insertDocument(index string, d *document) error {
	return t.exec("INSERT INTO "+index+" (rowid, words) VALUES (?, ?)", d.docID, d.words)
}

// expectMany makes ready for much that is to be indexed: segments are merged by
// many at once, and the index of what is recent is given up, since most of it
// would go through that in vain.
func (t *tx) expectMany() error {
	var left int64
	if _, err := t.get("SELECT coalesce(sum(hi - lo + 1), 0) FROM unindexed", nil, &left); err != nil || left < recentBacklog {
		return err
	}
	if err := t.mergeBy(manySegments); err != nil {
		return err
	}
	if _, ok, err := recentFrom(t); err != nil || !ok {
		return err
	}
	return t.dropRecent()
}

// maxCrowd is how far from its second a document is put at most, in row numbers:
// a day.
const maxCrowd = 24 * 3600 * docsPerSecond

// docID takes a free row number for a document, as near to its second as there
// is one; 0: it has one already. Where a second is crowded (entries without a
// date have that of their arrival) it looks in a stretch that doubles each time,
// at places that the entry's number scatters, so that few looks find one.
func (t *tx) docID(d *document) (int64, error) {
	var had int64
	if found, err := t.get("SELECT id FROM doc WHERE entry_id = ?", []any{d.id}, &had); err != nil || found {
		return 0, err
	}
	first, stretch := firstDoc(d.sortDate), int64(docsPerSecond)
	for scattered := uint64(d.id); ; scattered = scattered*6364136223846793005 + 1442695040888963407 {
		id := first + int64(scattered>>1)%stretch
		if stretch == docsPerSecond {
			id = first + d.id%docsPerSecond
		}
		if id == 0 { // means 'none' above
			id++
		}
		n, err := t.changed("INSERT INTO doc (id, entry_id) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", id, d.id)
		if err != nil || n == 1 {
			return id, err
		}
		stretch = min(2*stretch, maxCrowd)
	}
}

// dropFromIndex takes entries out of the index for good. FTS5 writes out what it
// has gathered whenever a lower number follows, so that they go in order.
func (t *tx) dropFromIndex(list string) error {
	docs, err := idsFrom(t, "SELECT d.id FROM json_each(?) j CROSS JOIN doc d ON d.entry_id = j.value", list)
	if err != nil {
		return err
	}
	slices.Sort(docs)
	if len(docs) > 0 {
		t.core.merging.again() // of what was dropped a merge reads far more than it writes
	}
	for _, doc := range docs {
		if err := t.dropDocument(doc); err != nil {
			return err
		}
	}
	return nil
}

// Unsearchable is about how many entries no search finds by their words yet: the
// index does not have them, and they are not among the newest of these, which
// searches look through.
func (s *Store) Unsearchable(ctx context.Context) (n int, err error) {
	_, err = s.read(ctx).get("SELECT coalesce(sum(hi - lo + 1), 0) FROM unindexed", nil, &n)
	return max(0, n-scanned), s.explain("looking how far the index is", err)
}
