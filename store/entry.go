package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"lede/feed"
)

// headlines reads the rows of a list at the given places, in their order. Both
// tables are reached by their keys, so that the cost is that of the rows shown.
func (s *Store) headlines(q querier, keys []feed.Key) ([]feed.Row, error) {
	ids := make([]int64, 0, len(keys))
	for _, k := range keys {
		ids = append(ids, k.EntryID)
	}
	byID := make(map[int64]feed.Headline, len(keys))
	err := all(q, `SELECT s.entry_id, s.feed_id, CASE WHEN u.own_title <> '' THEN u.own_title WHEN f.title <> '' THEN f.title ELSE f.url END,
			e.title, e.url, e.summary, s.sort_date, s.words, s.read, s.starred, s.later, e.revised, e.media,
			CASE WHEN s.story_id = 0 THEN 0 ELSE (SELECT count(*) - 1 FROM status o INDEXED BY status_story
				WHERE o.account_id = s.account_id AND o.story_id = s.story_id AND o.story_id <> 0 AND o.visible = 1) END,
			CASE WHEN s.labelled = 0 THEN '' ELSE (SELECT coalesce(group_concat(name, ', ' ORDER BY name), '') FROM label l
				WHERE l.account_id = s.account_id AND l.entry_id = s.entry_id) END
		FROM json_each(?) j
		CROSS JOIN status s ON s.account_id = ? AND s.entry_id = j.value
		CROSS JOIN entry e ON e.id = s.entry_id
		CROSS JOIN feed f ON f.id = s.feed_id
		LEFT JOIN subscription u ON u.account_id = s.account_id AND u.feed_id = s.feed_id`,
		[]any{idList(ids), s.account}, func(rows *sql.Rows) error {
			var h feed.Headline
			var date, revised int64
			var media int
			err := rows.Scan(&h.EntryID, &h.FeedID, &h.FeedTitle, &h.Title, &h.URL, &h.Summary, &date, &h.Words,
				&h.Read, &h.Starred, &h.Later, &revised, &media, &h.Sources, &h.Labels)
			h.SortDate, h.Revised = time.UnixMilli(date).UTC(), fromMillis(revised)
			h.HasMedia, h.Ready = media&mediaEnclosure != 0, media&mediaFullText != 0
			h.Sources = max(0, h.Sources)
			byID[h.EntryID] = h
			return err
		})
	if err != nil {
		return nil, err
	}
	rows := make([]feed.Row, 0, len(keys))
	for _, k := range keys {
		if h, ok := byID[k.EntryID]; ok {
			rows = append(rows, feed.Row{Headline: h, Key: k})
		}
	}
	return rows, nil
}

// Item is an entry as commands list it.
type Item struct {
	Entry        feed.Entry
	Status       feed.Status
	Subscription feed.Subscription
	Snippet      string // of a search: where it matched
}

// Entry reads one entry with its status and its subscription.
func (s *Store) Entry(ctx context.Context, id int64) (feed.Entry, feed.Status, feed.Subscription, error) {
	items, err := s.items(s.read(ctx), []int64{id}, true)
	if err == nil && len(items) == 0 {
		err = fmt.Errorf("entry %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return feed.Entry{}, feed.Status{}, feed.Subscription{}, s.explain("reading an entry", err)
	}
	return items[0].Entry, items[0].Status, items[0].Subscription, nil
}

// entriesBatch is how many entries Entries holds at a time.
const entriesBatch = 200

// Entries streams the whole entries of a window, with their bodies where
// withBody. It stops at the first error, which it yields.
func (s *Store) Entries(ctx context.Context, w feed.Window, withBody bool) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		q := s.read(ctx)
		left := w.Limit
		for {
			part := w
			part.Limit = entriesBatch
			if w.Limit > 0 {
				part.Limit = min(left, entriesBatch)
			}
			rows, err := s.rows(q, part)
			if err != nil {
				yield(Item{}, s.explain("reading entries", err))
				return
			}
			if !s.yieldItems(q, rows, withBody, yield) || len(rows) < part.Limit {
				return
			}
			if left -= len(rows); w.Limit > 0 && left == 0 {
				return
			}
			end := rows[len(rows)-1].Key
			if w.Backward {
				end = rows[0].Key
			}
			w.From, w.Inclusive = &end, false
		}
	}
}

func (s *Store) yieldItems(q querier, rows []feed.Row, withBody bool, yield func(Item, error) bool) bool {
	ids := make([]int64, 0, len(rows))
	snippets := make(map[int64]string, len(rows))
	for _, r := range rows {
		ids = append(ids, r.EntryID)
		snippets[r.EntryID] = r.Snippet
	}
	items, err := s.items(q, ids, withBody)
	if err != nil {
		yield(Item{}, s.explain("reading entries", err))
		return false
	}
	for _, item := range items {
		item.Snippet = snippets[item.Entry.ID]
		if !yield(item, nil) {
			return false
		}
	}
	return true
}

// items reads whole entries in the given order.
func (s *Store) items(q querier, ids []int64, withBody bool) ([]Item, error) {
	byID := make(map[int64]*Item, len(ids))
	feeds := make(map[int64]bool)
	err := all(q, `SELECT e.id, e.feed_id, e.guid, e.url, e.title, e.authors, e.published, e.modified, e.summary, e.language, e.words,
			e.arrived, e.revised, e.story_id, e.facts, e.source_hash,
			s.read, s.starred, s.later, s.hidden, s.position_offset, s.position_length
		FROM json_each(?1) j
		CROSS JOIN status s ON s.account_id = ?2 AND s.entry_id = j.value
		CROSS JOIN entry e ON e.id = s.entry_id AND e.dropped_at = 0`, []any{idList(ids), s.account}, func(rows *sql.Rows) error {
		item, err := scanItem(rows)
		if err != nil {
			return err
		}
		byID[item.Entry.ID] = item
		feeds[item.Entry.FeedID] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	if withBody {
		err := s.texts(q, slices.Collect(maps.Keys(byID)), func(id int64, text string, err error) error {
			if err != nil {
				return fmt.Errorf("entry %d: %w", id, err)
			}
			byID[id].Entry.Content = text
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if err := s.addParts(q, ids, byID, feeds); err != nil {
		return nil, err
	}
	out := make([]Item, 0, len(ids))
	for _, id := range ids {
		if item := byID[id]; item != nil {
			out = append(out, *item)
		}
	}
	return out, nil
}

func scanItem(rows *sql.Rows) (*Item, error) {
	var item Item
	e, st := &item.Entry, &item.Status
	var authors, text string
	var published, modified, arrived, revised, source int64
	err := rows.Scan(&e.ID, &e.FeedID, &e.GUID, &e.URL, &e.Title, &authors, &published, &modified, &e.Summary, &e.Language, &e.Words,
		&arrived, &revised, &e.StoryID, &text, &source, &st.Read, &st.Starred, &st.Later, &st.Hidden, &st.Position.Offset, &st.Position.Length)
	if err != nil {
		return nil, err
	}
	st.EntryID = e.ID
	e.Published, e.Modified, e.Arrived, e.Revised = fromMillis(published), fromMillis(modified), fromMillis(arrived), fromMillis(revised)
	e.SourceHash = uint64(source)
	var f facts
	if err := errors.Join(fromJSON(authors, &e.Authors), fromJSON(text, &f)); err != nil {
		return nil, fmt.Errorf("entry %d: %w", e.ID, err)
	}
	e.ExternalURL, e.CommentsURL, e.Image, e.Tags, e.Source, e.Comments = f.ExternalURL, f.CommentsURL, f.Image, f.Tags, f.Source, f.Comments
	return &item, nil
}

// addParts adds what stands in other tables: enclosures, labels, subscriptions.
func (s *Store) addParts(q querier, ids []int64, items map[int64]*Item, feeds map[int64]bool) error {
	list := idList(ids)
	err := all(q, `SELECT c.entry_id, c.url, c.mime_type, c.size, c.duration, c.title
		FROM json_each(?) j CROSS JOIN enclosure c ON c.entry_id = j.value ORDER BY c.entry_id, c.n`, []any{list}, func(rows *sql.Rows) error {
		var id, duration int64
		var c feed.Enclosure
		if err := rows.Scan(&id, &c.URL, &c.MIMEType, &c.Size, &duration, &c.Title); err != nil {
			return err
		}
		c.Duration = time.Duration(duration) * time.Millisecond
		if item := items[id]; item != nil {
			item.Entry.Enclosures = append(item.Entry.Enclosures, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = all(q, "SELECT l.entry_id, l.name FROM json_each(?) j CROSS JOIN label l ON l.account_id = ? AND l.entry_id = j.value ORDER BY l.name", []any{list, s.account}, func(rows *sql.Rows) error {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		if item := items[id]; item != nil {
			item.Status.Labels = append(item.Status.Labels, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	subs, err := subscriptions(q, "s.account_id = ? AND s.feed_id IN (SELECT value FROM json_each(?))", s.account, idList(slices.Collect(maps.Keys(feeds))))
	if err != nil {
		return err
	}
	byFeed := make(map[int64]feed.Subscription, len(subs))
	for _, sub := range subs {
		byFeed[sub.ID] = sub
	}
	for _, item := range items {
		item.Subscription = byFeed[item.Entry.FeedID]
	}
	return nil
}

// pageFacts is the JSON of page.facts.
type pageFacts struct {
	Authors  []feed.Person `json:"authors,omitempty"`
	Image    feed.Image    `json:"image,omitzero"`
	Modified time.Time     `json:"modified,omitzero"`
	Section  string        `json:"section,omitempty"`
}

// SetFullText keeps a story's whole text, fetched from its page; one without
// text forgets it.
func (s *Store) SetFullText(ctx context.Context, entryID int64, p feed.Page) error {
	modified := p.Modified.UTC()
	if y := modified.Year(); y < 1 || y > 9999 { // JSON has no others
		modified = time.Time{}
	}
	body, facts := s.codec.encode(p.HTML), toJSON(pageFacts{p.Authors, p.Image, modified, p.Section})
	return s.explain("keeping the full text", s.write(ctx, background, func(t *tx) error {
		if p.HTML == "" {
			if err := t.exec("DELETE FROM page WHERE entry_id = ?", entryID); err != nil {
				return err
			}
			return t.exec("UPDATE entry SET media = media & ~? WHERE id = ?", mediaFullText, entryID)
		}
		n, err := t.changed("UPDATE entry SET media = media | ? WHERE id = ? AND dropped_at = 0", mediaFullText, entryID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("entry %d: %w", entryID, ErrNotFound)
		}
		return t.exec("INSERT OR REPLACE INTO page (entry_id, fetched_at, content, facts) VALUES (?, ?, ?, ?)", entryID, t.now, body, facts)
	}))
}

// FullText reads what SetFullText kept. found is false where there is none.
func (s *Store) FullText(ctx context.Context, entryID int64) (p feed.Page, found bool, err error) {
	var body []byte
	var text string
	found, err = s.read(ctx).get("SELECT content, facts FROM page WHERE entry_id = ?", []any{entryID}, &body, &text)
	if err == nil && found {
		var f pageFacts
		p.HTML, err = s.codec.decode(body)
		err = errors.Join(err, fromJSON(text, &f))
		p.Authors, p.Image, p.Modified, p.Section = f.Authors, f.Image, f.Modified, f.Section
	}
	return p, found, s.explain("reading the full text", err)
}

// PagesKept counts the full texts that are kept, and the bytes that they take.
func (s *Store) PagesKept(ctx context.Context) (count int, size int64, err error) {
	_, err = s.read(ctx).get("SELECT count(*), coalesce(sum(length(content)), 0) FROM page", nil, &count, &size)
	return count, size, s.explain("counting the full texts", err)
}

// Revisions reads an entry's former texts, oldest first.
func (s *Store) Revisions(ctx context.Context, entryID int64) (revisions []feed.Revision, err error) {
	err = all(s.read(ctx), "SELECT at, title, content FROM revision WHERE entry_id = ? ORDER BY n", []any{entryID}, func(rows *sql.Rows) error {
		var r feed.Revision
		var at int64
		var body []byte
		if err := rows.Scan(&at, &r.Title, &body); err != nil {
			return err
		}
		r.At = fromMillis(at)
		text, err := s.codec.decode(body)
		r.Content = text
		revisions = append(revisions, r)
		return err
	})
	return revisions, s.explain("reading what the publisher changed", err)
}
