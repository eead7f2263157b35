package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"lede/feed"
)

// Store keeps answers, each feed's in one transaction as long as that is short,
// several feeds' in one where they are small. Once begun, a feed is stored
// whole even when ctx ends.
func (s *Store) Store(ctx context.Context, answers []feed.Answer) ([]feed.Stored, error) {
	work, err := s.prepareAnswers(answers)
	if err != nil {
		return nil, s.explain("storing what came", err)
	}
	if s.opts.Rules != nil {
		rules := s.opts.Rules()
		for _, w := range work {
			w.rules = rules
		}
	}
	for next := 0; next < len(work); {
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		first := next
		err := s.write(context.WithoutCancel(ctx), background, func(t *tx) error {
			started := time.Now()
			enough := func() bool { return s.filled(started) }
			for next < len(work) && (next == first || !enough()) {
				done, err := work[next].step(t, enough)
				if err != nil {
					return err
				}
				if !done {
					return nil
				}
				next++
			}
			return nil
		})
		if err != nil {
			return nil, s.explain("storing what came", err)
		}
		if slices.ContainsFunc(work[first:next], func(w *prepared) bool { return w.listChanged }) {
			s.listDue.Store(true) // told once for a whole refresh: a copy of the list is long, and on the disk before it is done
		}
	}
	out := make([]feed.Stored, len(work))
	for i, w := range work {
		out[i] = w.stored
	}
	return out, nil
}

// longestBatch bounds how long what can wait keeps the writer, so that a mark
// waits less than 50 ms; longestFill, how long a refresh does, which looks all the
// time whether anybody else wants to write: the more entries one transaction
// has, the fewer pages of the indexes are written for each.
const (
	longestBatch = 20 * time.Millisecond
	longestFill  = 250 * time.Millisecond
)

// smallestStep is how many entries of one feed are stored before it is asked
// whether the batch is long: up to so many, a feed is stored in one transaction
// whatever the clock says.
const smallestStep = 250

// regroupCost is how many new entries take as long as it does to change a text in
// a group of its own.
const regroupCost = 4

// prepared is an answer with all that can be worked out before the writer's
// turn.
type prepared struct {
	answer  feed.Answer
	entries []preparedEntry // oldest first, so that ids ascend as dates do
	rescue  *feed.Rescue
	near    neighbourhood // of the entries that are stored next, lookAhead of them at most

	started     bool
	first       bool // the feed's first entries: all but the newest are its archive
	next        int  // the entry that is stored next
	accounts    []subscriber
	rules       []feed.Rule
	counts      map[int64]*counts
	lo, hi      int64 // ids of what is new
	stored      feed.Stored
	listChanged bool
}

type preparedEntry struct {
	*feed.Entry
	key, linkKey int64
	pack         *pack // has its text, as the nth
	nth          int
	authors      string
	facts        string
	media        int
	textHash     [16]byte
}

type subscriber struct {
	account   int64
	hidden    bool
	resurface bool
	sub       subscribed // what rules may ask of it
}

type counts struct{ unread, total int }

// Prepare compresses and hashes, so that Store need not. The entries' texts are
// let go of: they are in Ready by then, a third as long.
func (s *Store) Prepare(a *feed.Answer) {
	p := s.prepareAnswer(*a)
	a.Ready = p
	for _, e := range p.entries {
		e.Content = ""
	}
}

// readied is what Prepare made of an answer, or what is made of it now. One that is
// stored again, after an error say, has its texts in what was prepared alone.
func (s *Store) readied(a feed.Answer) *prepared {
	p, ok := a.Ready.(*prepared)
	if !ok {
		return s.prepareAnswer(a)
	}
	if p.started {
		p = &prepared{entries: p.entries, rescue: p.rescue, stored: feed.Stored{FeedID: a.FeedID}}
	}
	p.answer = a
	return p
}

// prepareAnswers compresses and hashes on all cores what has not been prepared.
func (s *Store) prepareAnswers(answers []feed.Answer) ([]*prepared, error) {
	work := make([]*prepared, len(answers))
	if !slices.ContainsFunc(answers, func(a feed.Answer) bool { return a.Ready == nil }) {
		for i, a := range answers {
			work[i] = s.readied(a)
		}
		return work, nil
	}
	var next atomic.Int64
	var group errgroup.Group
	for range min(runtime.GOMAXPROCS(0), len(answers)) {
		group.Go(func() error {
			return feed.Safely(s.opts.Logger, "preparing what came", func() error {
				for i := int(next.Add(1)) - 1; i < len(answers); i = int(next.Add(1)) - 1 {
					work[i] = s.readied(answers[i])
				}
				return nil
			})
		})
	}
	return work, group.Wait()
}

func (s *Store) prepareAnswer(a feed.Answer) *prepared {
	p := &prepared{answer: a, stored: feed.Stored{FeedID: a.FeedID}}
	if a.Outcome != feed.OutcomeFetched || a.Document == nil {
		return p
	}
	p.rescue = feed.NewRescue(a.Document)
	seen := make(map[int64]bool, len(a.Document.Entries))
	p.entries = make([]preparedEntry, 0, len(a.Document.Entries))
	for i := range a.Document.Entries {
		e := &a.Document.Entries[i]
		key := hash64(feed.Identity(e))
		if seen[key] { // given twice: the first counts
			continue
		}
		seen[key] = true
		p.entries = append(p.entries, s.prepareEntry(e, key))
		runtime.Gosched()
	}
	// Documents list the newest first.
	slices.Reverse(p.entries)
	now := s.opts.Now()
	slices.SortStableFunc(p.entries, func(a, b preparedEntry) int {
		return cmp.Compare(sortDate(a.Entry, now.UnixMilli()), sortDate(b.Entry, now.UnixMilli()))
	})
	s.codec.packTexts(p.entries)
	return p
}

func (s *Store) prepareEntry(e *feed.Entry, key int64) preparedEntry {
	p := preparedEntry{Entry: e, key: key, textHash: feed.ContentHash(e), authors: toJSON(e.Authors), media: mediaOf(e)}
	if link := feed.CanonicalURL(e.URL); link != "" {
		p.linkKey = hash64(link)
	}
	p.facts = toJSON(facts{ExternalURL: e.ExternalURL, CommentsURL: e.CommentsURL, Image: e.Image, Tags: e.Tags, Source: e.Source, Comments: e.Comments})
	return p
}

// facts are what is published of an entry and no list needs.
type facts struct {
	ExternalURL string      `json:"external_url,omitempty"`
	CommentsURL string      `json:"comments_url,omitempty"`
	Image       feed.Image  `json:"image,omitzero"`
	Tags        []string    `json:"tags,omitempty"`
	Source      feed.Source `json:"source,omitzero"`
	Comments    int         `json:"comments,omitempty"`
}

// sortDate is what Entry.SortDate will say of an entry that arrives now.
func sortDate(e *feed.Entry, now int64) int64 {
	if e.Published.IsZero() {
		return now
	}
	return min(e.Published.UnixMilli(), now)
}

// step stores a part of an answer and says whether that was the last.
func (p *prepared) step(t *tx, enough func() bool) (done bool, err error) {
	if !p.started {
		if err := p.start(t); err != nil {
			return false, err
		}
	}
	regrouped := t.bodies.read
	for n := 0; p.next < len(p.entries); n++ {
		if n+regroupCost*(t.bodies.read-regrouped) >= smallestStep && p.entries[p.next].nth == 0 && enough() {
			return false, p.flush(t)
		}
		if n%lookAhead == 0 {
			if err := p.look(t, p.entries[p.next:min(p.next+lookAhead, len(p.entries))]); err != nil {
				return false, err
			}
		}
		if err := p.storeEntry(t, p.next); err != nil {
			return false, err
		}
		p.next++
	}
	if err := p.flush(t); err != nil {
		return false, err
	}
	return true, p.finish(t)
}

// start reads what storing the entries needs to know of the feed.
func (p *prepared) start(t *tx) error {
	p.started, p.counts = true, make(map[int64]*counts)
	var success int64
	found, err := t.get("SELECT last_success FROM feed WHERE id = ?", []any{p.answer.FeedID}, &success)
	if err != nil {
		return err
	}
	if !found { // purged while it was asked
		p.entries = nil
		return nil
	}
	p.first = success == 0
	return all(t, `SELECT s.account_id, s.removed_at > 0, s.folder, s.options, f.url, s.own_title, f.title, s.tags
		FROM subscription s JOIN feed f ON f.id = s.feed_id WHERE s.feed_id = ?`, []any{p.answer.FeedID}, func(rows *sql.Rows) error {
		var s subscriber
		var sub feed.Subscription
		var text, tags string
		if err := rows.Scan(&s.account, &s.hidden, &sub.Folder, &text, &sub.URL, &sub.OwnTitle, &sub.Title, &tags); err != nil {
			return err
		}
		if p.answer.Document != nil && p.answer.Document.Title != "" {
			sub.Title = p.answer.Document.Title
		}
		s.sub = subscribed{id: p.answer.FeedID, title: sub.DisplayTitle(), url: sub.URL, folder: sub.Folder}
		if err := fromJSON(tags, &s.sub.tags); err != nil {
			return err
		}
		if err := fromJSON(text, &sub.Options); err != nil {
			return err
		}
		if ask := t.core.opts.Resurface; ask != nil {
			s.resurface = ask(sub)
		} else {
			s.resurface = sub.Options.Resurface != nil && *sub.Options.Resurface
		}
		p.accounts = append(p.accounts, s)
		p.counts[s.account] = &counts{}
		return nil
	})
}

// flush writes what was gathered over a part's entries, so that each
// transaction leaves counters and index ranges right.
func (p *prepared) flush(t *tx) error {
	for account, c := range p.counts {
		if *c == (counts{}) {
			continue
		}
		if err := t.count(account, p.answer.FeedID, *c); err != nil {
			return err
		}
		*c = counts{}
	}
	if p.hi == 0 {
		return nil
	}
	err := t.toIndex(p.lo, p.hi)
	p.lo, p.hi = 0, 0
	return err
}

// count adds to a feed's counters.
func (t *tx) count(account, feedID int64, c counts) error {
	return t.exec(`INSERT INTO counter (account_id, feed_id, unread, total) VALUES (?1, ?2, ?3, ?4)
		ON CONFLICT DO UPDATE SET unread = unread + ?3, total = total + ?4`, account, feedID, c.unread, c.total)
}

// toIndex notes a range of entries for the search index: new ones, or changed.
func (t *tx) toIndex(lo, hi int64) error {
	n, err := t.changed("UPDATE OR IGNORE unindexed SET hi = ?2 WHERE hi = ?1 - 1", lo, hi)
	if err != nil || n > 0 {
		return err
	}
	return t.exec("INSERT OR IGNORE INTO unindexed (hi, lo) VALUES (?2, ?1)", lo, hi)
}

// finish keeps the feed's own part of the answer, in the transaction of the
// last entries: until then the feed counts as not asked.
func (p *prepared) finish(t *tx) error {
	var err error
	p.listChanged, err = t.storeHealth(p.answer)
	if err != nil || p.answer.Outcome != feed.OutcomeFetched || p.answer.Document == nil {
		return err
	}
	hashes := slices.Clone(p.answer.Document.Seen)
	for i := range p.answer.Document.Entries {
		if h := p.answer.Document.Entries[i].SourceHash; h != 0 {
			hashes = append(hashes, h)
		}
	}
	packed := packHashes(hashes)
	if p.answer.Document.Partial { // what came after the break is still known
		var old []byte
		if _, err := t.get("SELECT hashes FROM known WHERE feed_id = ?", []any{p.answer.FeedID}, &old); err != nil {
			return err
		}
		packed = append(packed, old[:min(len(old), 8*feed.DefaultMaxEntries)]...)
	}
	return t.exec("INSERT OR REPLACE INTO known (feed_id, hashes) VALUES (?, ?)", p.answer.FeedID, packed)
}

func (p *prepared) storeEntry(t *tx, i int) error {
	e := &p.entries[i]
	had, err := p.find(t, e)
	if err != nil {
		return fmt.Errorf("finding an entry: %w", err)
	}
	if had == nil {
		// Only a first fetch has an archive; its newest entries are news.
		archived := p.first && int64(len(p.entries)-i) > t.core.newFeedUnread.Load()
		return p.add(t, e, archived)
	}
	return p.update(t, e, had)
}
