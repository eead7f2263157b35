package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"lede/feed"
)

// Moved says what came from another reader.
type Moved struct {
	Feeds, Entries, Read, Labelled, Hidden int
}

// ImportNewsboat takes over newsboat's cache.db: its feeds that are not
// subscribed yet, their entries, what was read, and flags as labels. What was
// deleted there is hidden here, so that it does not come as new. Folders and
// titles are in newsboat's urls file, which is to be imported first.
func (s *Store) ImportNewsboat(ctx context.Context, cache string) (m Moved, err error) {
	if _, err := os.Stat(cache); err != nil {
		return m, fmt.Errorf("reading newsboat's cache: %w", err)
	}
	cache, err = filepath.Abs(cache)
	if err != nil {
		return m, fmt.Errorf("reading newsboat's cache: %w", err)
	}
	db := open(fileURI(cache) + "?mode=ro&_busy_timeout=5000&_query_only=1")
	defer func() { err = errors.Join(err, db.Close()) }()
	feeds, err := newsboatFeeds(ctx, db)
	if err != nil {
		return m, fmt.Errorf("%s is not a newsboat cache: %w", cache, err)
	}
	for _, f := range feeds {
		if err := s.takeFeed(ctx, db, f, &m); err != nil {
			return m, fmt.Errorf("taking over %s: %w", f.URL, err)
		}
	}
	return m, nil
}

// newsboatFeeds reads the feeds of a cache that have an address on the web.
func newsboatFeeds(ctx context.Context, cache *sql.DB) (feeds []feed.Feed, err error) {
	rows, err := cache.QueryContext(ctx, "SELECT rssurl, coalesce(url, ''), coalesce(title, '') FROM rss_feed")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var f feed.Feed
		if err := rows.Scan(&f.URL, &f.HomePageURL, &f.Title); err != nil {
			return nil, err
		}
		f.URL, f.HomePageURL, f.Title = feed.Clean(f.URL, 4096), feed.Clean(f.HomePageURL, 4096), feed.Clean(f.Title, 500)
		if u, err := url.Parse(f.URL); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
			feeds = append(feeds, f)
		}
	}
	return feeds, rows.Err()
}

// theirs is an entry as newsboat kept it.
type theirs struct {
	entry   feed.Entry
	unread  bool
	deleted bool
	flags   string
}

// newsboatEntries reads a feed's entries from a cache, the newest first.
func newsboatEntries(ctx context.Context, cache *sql.DB, feedURL string) (out []theirs, err error) {
	rows, err := cache.QueryContext(ctx, `SELECT coalesce(guid, ''), coalesce(title, ''), coalesce(author, ''), coalesce(url, ''), coalesce(pubDate, 0), coalesce(content, ''),
		coalesce(unread, 0), coalesce(deleted, 0), coalesce(flags, ''), coalesce(enclosure_url, ''), coalesce(enclosure_type, '')
		FROM rss_item WHERE feedurl = ? ORDER BY pubDate DESC, id DESC`, feedURL)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var t theirs
		var author, enclosure, kind string
		var date int64
		e := &t.entry
		if err := rows.Scan(&e.GUID, &e.Title, &author, &e.URL, &date, &e.Content, &t.unread, &t.deleted, &t.flags, &enclosure, &kind); err != nil {
			return nil, err
		}
		e.GUID, e.URL, e.Title, e.Content = feed.Clean(e.GUID, 4096), feed.Clean(e.URL, 4096), feed.Clean(feed.VisibleText(e.Title), 1000), feed.CleanText(e.Content, 0)
		if author = feed.Clean(author, 200); author != "" {
			e.Authors = []feed.Person{{Name: author}}
		}
		if date > 0 && date <= lastTime/1000 {
			e.Published = time.Unix(date, 0).UTC()
		}
		if enclosure = feed.Clean(enclosure, 4096); enclosure != "" {
			e.Enclosures = []feed.Enclosure{{URL: enclosure, MIMEType: feed.Clean(kind, 200)}}
		}
		text := feed.VisibleText(e.Content)
		e.Words, e.Summary = feed.CountWords(text), feed.Clean(text, 500)
		out = append(out, t)
	}
	return out, rows.Err()
}

// takeFeed takes over one feed with its entries and their marks.
func (s *Store) takeFeed(ctx context.Context, cache *sql.DB, f feed.Feed, m *Moved) error {
	done, err := s.Subscribe(ctx, []feed.Subscription{{Feed: f}})
	if err != nil {
		return err
	}
	m.Feeds += bit(!done[0].Existed)
	old, err := newsboatEntries(ctx, cache, f.URL)
	if err != nil {
		return err
	}
	doc := &feed.Document{Title: f.Title, HomePageURL: f.HomePageURL}
	for _, t := range old {
		doc.Entries = append(doc.Entries, t.entry)
	}
	// It is due at once: newsboat's answer is no answer of today's.
	stored, err := s.Store(ctx, []feed.Answer{{FeedID: done[0].FeedID, At: s.opts.Now(), Outcome: feed.OutcomeFetched, Document: doc}})
	if err != nil {
		return err
	}
	m.Entries += stored[0].New
	return s.takeMarks(ctx, done[0].FeedID, old, m)
}

func (s *Store) takeMarks(ctx context.Context, feedID int64, old []theirs, m *Moved) error {
	for len(old) > 0 {
		batch := old[:min(len(old), upkeepBatch)]
		old = old[len(batch):]
		err := s.write(ctx, background, func(t *tx) error {
			for i := range batch {
				if err := s.takeMark(t, feedID, &batch[i], m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return s.explain("taking over what was read", err)
		}
	}
	return nil
}

// takeMark takes over one entry's marks, unless the user has set it here.
func (s *Store) takeMark(t *tx, feedID int64, old *theirs, m *Moved) error {
	const of = "entry e CROSS JOIN status s ON s.account_id = ? AND s.entry_id = e.id WHERE e.feed_id = ? AND e.key = ?"
	args := []any{s.account, feedID, hash64(feed.Identity(&old.entry))}
	entries, err := t.flags("read", of+" AND s.read_at = 0", args...)
	if err != nil || len(entries) == 0 {
		return err
	}
	if !old.unread {
		m.Read++
	}
	if entries[0].on == old.unread {
		if err := t.setFlag(s.account, "read", entries, !old.unread, originImport); err != nil {
			return err
		}
	}
	if old.deleted {
		shown, err := t.flags(string(feed.Hidden), of+" AND s.hidden_at = 0", args...)
		if err != nil {
			return err
		}
		m.Hidden += len(shown)
		if err := t.setFlag(s.account, string(feed.Hidden), shown, true, originImport); err != nil {
			return err
		}
	}
	labelled := 0
	for _, flag := range old.flags {
		n, err := t.insertLabel(s.account, entries[0].id, string(flag))
		if err != nil {
			return err
		}
		labelled += n
	}
	if labelled == 0 {
		return nil
	}
	m.Labelled++
	return t.exec("UPDATE status SET labelled = 1 WHERE account_id = ? AND entry_id = ?", s.account, entries[0].id)
}
