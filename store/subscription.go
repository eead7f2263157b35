package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lede/feed"
)

// Subscribed says what became of one subscription in Subscribe.
type Subscribed struct {
	FeedID  int64
	Existed bool // it was subscribed already; nothing changed
}

const subscriptionColumns = `f.id, f.url, f.title, f.home_page_url, f.description, f.language, f.icon_url,
	f.etag, f.last_modified, f.body_hash, f.last_checked, f.last_success, f.next_check,
	f.error, f.error_since, f.error_count, f.gone, f.moved_to, f.notice,
	s.account_id, s.own_title, s.folder, s.tags, s.options, s.added_at, s.removed_at,
	coalesce(c.unread, 0), coalesce(c.total, 0)`

const subscriptionTables = `subscription s JOIN feed f ON f.id = s.feed_id
	LEFT JOIN counter c ON c.account_id = s.account_id AND c.feed_id = s.feed_id`

func scanSubscription(rows *sql.Rows) (feed.Subscription, error) {
	var s feed.Subscription
	var tags, options string
	var checked, success, next, since, added, removed int64
	h := &s.Health
	err := rows.Scan(&s.ID, &s.URL, &s.Title, &s.HomePageURL, &s.Description, &s.Language, &s.IconURL,
		&s.Validators.ETag, &s.Validators.LastModified, &s.Validators.BodyHash, &checked, &success, &next,
		&h.Error, &since, &h.ErrorCount, &h.Gone, &h.MovedTo, &h.Notice,
		&s.AccountID, &s.OwnTitle, &s.Folder, &tags, &options, &added, &removed,
		&s.Unread, &s.Total)
	if err != nil {
		return s, err
	}
	h.LastChecked, h.LastSuccess, h.NextCheck, h.ErrorSince = fromMillis(checked), fromMillis(success), fromMillis(next), fromMillis(since)
	s.AddedAt, s.RemovedAt = fromMillis(added), fromMillis(removed)
	if err := fromJSON(tags, &s.Tags); err != nil {
		return s, err
	}
	return s, fromJSON(options, &s.Options)
}

func subscriptions(q querier, where string, args ...any) (subs []feed.Subscription, err error) {
	err = all(q, "SELECT "+subscriptionColumns+" FROM "+subscriptionTables+" WHERE "+where, args, func(rows *sql.Rows) error {
		s, err := scanSubscription(rows)
		subs = append(subs, s)
		return err
	})
	return subs, err
}

// Subscriptions returns this account's subscriptions in the order of the
// sidebar: by folder, then by title.
func (s *Store) Subscriptions(ctx context.Context) ([]feed.Subscription, error) {
	subs, err := subscriptions(s.read(ctx), "s.account_id = ? AND s.removed_at = 0", s.account)
	if err != nil {
		return nil, s.explain("reading the subscriptions", err)
	}
	slices.SortFunc(subs, func(a, b feed.Subscription) int {
		return cmp.Or(compareText(a.Folder, b.Folder), compareText(a.DisplayTitle(), b.DisplayTitle()), cmp.Compare(a.ID, b.ID))
	})
	return subs, nil
}

// Subscribed says whether there is any subscription.
func (s *Store) Subscribed(ctx context.Context) (bool, error) {
	var one int
	found, err := s.read(ctx).get("SELECT 1 FROM subscription WHERE account_id = ? AND removed_at = 0 LIMIT 1", []any{s.account}, &one)
	return found, s.explain("reading the subscriptions", err)
}

// compareText orders as people do: without regard to case.
func compareText(a, b string) int {
	return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
}

// Subscription reads one feed with its health. A removed one is not found.
func (s *Store) Subscription(ctx context.Context, feedID int64) (feed.Subscription, error) {
	sub, err := subscription(s.read(ctx), s.account, feedID)
	return sub, s.explain("reading a subscription", err)
}

func subscription(q querier, account, feedID int64) (feed.Subscription, error) {
	subs, err := subscriptions(q, "s.account_id = ? AND s.feed_id = ? AND s.removed_at = 0", account, feedID)
	if err != nil {
		return feed.Subscription{}, err
	}
	if len(subs) == 0 {
		return feed.Subscription{}, fmt.Errorf("feed %d: %w", feedID, ErrNotFound)
	}
	return subs[0], nil
}

// Resolve finds the feeds that a name given by a person stands for: a number,
// a URL, a title, or else a part of either.
func (s *Store) Resolve(ctx context.Context, name string) ([]feed.Subscription, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return nil, nil
	}
	subs, err := s.Subscriptions(ctx)
	if err != nil {
		return nil, err
	}
	id, _ := strconv.ParseInt(name, 10, 64)
	fold := strings.ToLower(name)
	for _, is := range []func(feed.Subscription) bool{
		func(s feed.Subscription) bool { return s.URL == name },
		func(s feed.Subscription) bool { return id > 0 && s.ID == id },
		func(s feed.Subscription) bool { return sameAddress(s.URL, name) || sameAddress(s.HomePageURL, name) },
		func(s feed.Subscription) bool { return sameAddress(feed.URLTitle(s.URL), name) }, // as it is shown
		func(s feed.Subscription) bool { return strings.EqualFold(s.DisplayTitle(), name) },
		func(s feed.Subscription) bool {
			return strings.Contains(strings.ToLower(s.DisplayTitle()), fold) || strings.Contains(strings.ToLower(s.URL), fold)
		},
	} {
		var found []feed.Subscription
		for _, sub := range subs {
			if is(sub) {
				found = append(found, sub)
			}
		}
		if len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

// sameAddress compares URLs without what people leave out when they type one.
func sameAddress(a, b string) bool {
	bare := func(u string) string {
		u = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(u), "https://"), "http://")
		return strings.TrimSuffix(strings.TrimPrefix(u, "www."), "/")
	}
	return a != "" && bare(a) == bare(b)
}

// subscribeBatch is how many subscriptions one transaction makes, so that a
// list of 100,000 holds nobody up.
const subscribeBatch = 300

// Subscribe adds subscriptions and returns what became of each, in order. One
// that was removed less than 30 days ago comes back with its statuses. A new feed
// gets the number that it is given with, where that is free. With an error come
// those that are in the database; one that was removed may not be back yet.
func (s *Store) Subscribe(ctx context.Context, subs []feed.Subscription) ([]Subscribed, error) {
	out := make([]Subscribed, 0, len(subs))
	defer func() {
		if len(out) > 0 { // of a list that could not be taken in to its end, too
			s.subscriptionsChanged(context.WithoutCancel(ctx))
		}
	}()
	for batch := range slices.Chunk(subs, subscribeBatch) {
		var done []Subscribed
		var back []int64
		err := s.write(ctx, byUser, func(t *tx) error {
			for _, sub := range batch {
				r, returns, err := t.subscribe(s.account, sub)
				if err != nil {
					return fmt.Errorf("%s: %w", sub.URL, err)
				}
				if returns {
					back = append(back, r.FeedID)
				}
				done = append(done, r)
			}
			return nil
		})
		if err != nil {
			return out, s.explain("subscribing", err)
		}
		out = append(out, done...)
		if err := s.comeBack(ctx, back); err != nil {
			return out, err
		}
	}
	return out, nil
}

// subscriptionsChanged tells whoever keeps a copy of the list of feeds.
func (s *Store) subscriptionsChanged(ctx context.Context) {
	if s.opts.OnSubscriptionsChanged != nil && s.account != WelcomeAccount {
		s.listDue.Store(false)
		s.opts.OnSubscriptionsChanged(ctx)
	}
}

// tellList tells of what a refresh changed in the list of feeds: titles, and
// addresses that moved.
func (s *Store) tellList(ctx context.Context) {
	if s.listDue.Load() {
		s.subscriptionsChanged(ctx)
	}
}

// Close tells what is still to be told and closes the database.
func (s *Store) Close() error {
	s.tellList(context.Background())
	return s.core.Close()
}

// subscribe makes one subscription; returns says that a removed one is to come
// back.
func (t *tx) subscribe(account int64, sub feed.Subscription) (r Subscribed, returns bool, err error) {
	known, err := t.get("SELECT id FROM feed WHERE url = ?", []any{sub.URL}, &r.FeedID)
	if err != nil {
		return r, false, err
	}
	if !known {
		if sub.Title == "" && feed.URLTitle(sub.URL) != sub.URL {
			sub.Title = feed.URLTitle(sub.URL) // lists fall back on the URL, which has a password in it
		}
		r.FeedID, err = t.insert(`INSERT INTO feed (id, url, title, home_page_url, description, language)
			VALUES ((SELECT ?1 WHERE ?1 BETWEEN 1 AND ?7 AND NOT EXISTS (SELECT 1 FROM feed WHERE id = ?1)), ?2, ?3, ?4, ?5, ?6)`,
			sub.ID, sub.URL, sub.Title, sub.HomePageURL, sub.Description, sub.Language, mostID)
		if err != nil {
			return r, false, err
		}
	}
	var removed int64
	had, err := t.get("SELECT removed_at FROM subscription WHERE account_id = ? AND feed_id = ?", []any{account, r.FeedID}, &removed)
	switch {
	case err != nil:
		return r, false, err
	case had && removed == 0:
		r.Existed = true
		return r, false, nil
	case had:
		return r, true, t.exec(`UPDATE subscription SET own_title = coalesce(nullif(?1, ''), own_title), folder = coalesce(nullif(?2, ''), folder),
			tags = CASE WHEN ?3 = '[]' THEN tags ELSE ?3 END WHERE account_id = ?4 AND feed_id = ?5`,
			sub.OwnTitle, cleanFolder(sub.Folder), listJSON(sub.Tags), account, r.FeedID)
	}
	err = t.exec("INSERT INTO subscription (account_id, feed_id, own_title, folder, tags, options, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		account, r.FeedID, sub.OwnTitle, cleanFolder(sub.Folder), listJSON(sub.Tags), cmp.Or(toJSON(sub.Options), "{}"), t.now)
	if err != nil {
		return r, false, err
	}
	if err := t.exec("INSERT OR IGNORE INTO counter (account_id, feed_id) VALUES (?, ?)", account, r.FeedID); err != nil {
		return r, false, err
	}
	return r, false, t.shareEntries(account, r.FeedID)
}

// shareEntries gives an account its statuses of a feed that another account has
// had for longer. The newest are unread, as with a feed's first fetch.
func (t *tx) shareEntries(account, feedID int64) error {
	n, err := t.changed(`INSERT OR IGNORE INTO status (account_id, entry_id, feed_id, story_id, sort_date, arrived, words, read)
		SELECT ?1, id, feed_id, story_id, CASE WHEN published <> 0 THEN min(published, arrived) ELSE arrived END, arrived, words, 1
		FROM entry WHERE feed_id = ?2 AND dropped_at = 0`, account, feedID)
	if err != nil || n == 0 {
		return err
	}
	if err := t.exec(`UPDATE status SET read = 0 WHERE account_id = ?1 AND entry_id IN (
		SELECT entry_id FROM status INDEXED BY status_feed WHERE account_id = ?1 AND feed_id = ?2 AND visible = 1
		ORDER BY sort_date DESC, entry_id DESC LIMIT ?3)`, account, feedID, t.core.newFeedUnread.Load()); err != nil {
		return err
	}
	return t.recount(account, feedID)
}

// recount sets one feed's counters to what there is.
func (t *tx) recount(account, feedID int64) error {
	return t.exec(`UPDATE counter SET
		total = (SELECT count(*) FROM status INDEXED BY status_feed WHERE account_id = ?1 AND feed_id = ?2 AND visible = 1),
		unread = (SELECT count(*) FROM status INDEXED BY status_feed_unread WHERE account_id = ?1 AND feed_id = ?2 AND visible = 1 AND read = 0)
		WHERE account_id = ?1 AND feed_id = ?2`, account, feedID)
}

// Unsubscribe hides subscriptions. It can be undone; their statuses are purged
// after 30 days.
func (s *Store) Unsubscribe(ctx context.Context, feedIDs []int64) error {
	err := s.write(ctx, byUser, func(t *tx) error {
		var there []int64
		for _, id := range feedIDs {
			now, err := t.side(s.account, id)
			if err != nil {
				return err
			}
			if now != nil && !now.Removed && !slices.Contains(there, id) {
				there = append(there, id)
			}
		}
		return t.changeSides(s.account, there, func(_ int, now side) side {
			now.Removed = true
			return now
		})
	})
	if err != nil {
		return s.explain("unsubscribing", err)
	}
	s.subscriptionsChanged(ctx)
	// Lists leave them out from here on, also where what follows is cut short, which
	// keeps them out of the indexes too.
	s.showing.Lock()
	defer s.showing.Unlock()
	for _, id := range feedIDs {
		if err := s.setVisible(ctx, id, false); err != nil {
			return err
		}
	}
	return nil
}

// comeBack undoes Unsubscribe.
func (s *Store) comeBack(ctx context.Context, feedIDs []int64) error {
	s.showing.Lock()
	defer s.showing.Unlock()
	for _, id := range feedIDs {
		if err := s.setVisible(ctx, id, true); err != nil {
			return err
		}
		err := s.write(ctx, byUser, func(t *tx) error {
			return t.exec("UPDATE subscription SET removed_at = 0 WHERE account_id = ? AND feed_id = ?", s.account, id)
		})
		if err != nil {
			return s.explain("subscribing", err)
		}
	}
	return nil
}

// visibleStep is how many statuses are hidden or shown between two looks at the
// clock, visibleSteps how many such steps one transaction has at most.
const (
	visibleStep  = 50
	visibleSteps = 20
)

// visibility are the statements that hide a feed's statuses, or show them: pick finds
// all that are to be changed, and still those of some given ones that are so yet, with
// whether they are unread; another process may have changed the others meanwhile.
type visibility struct{ pick, still string }

func visibilityTo(visible bool) visibility {
	if visible {
		const is = " e.dropped_at = 0 AND s.visible = 0 AND s.hidden = 0"
		return visibility{
			"SELECT s.entry_id FROM entry e JOIN status s ON s.account_id = ?1 AND s.entry_id = e.id WHERE e.feed_id = ?2 AND" + is,
			"SELECT s.entry_id, s.read = 0 FROM json_each(?2) j CROSS JOIN status s ON s.account_id = ?1 AND s.entry_id = j.value CROSS JOIN entry e ON e.id = s.entry_id WHERE" + is,
		}
	}
	const removed = " AND EXISTS (SELECT 1 FROM subscription u WHERE u.account_id = ?1 AND u.feed_id = s.feed_id AND u.removed_at > 0)"
	return visibility{
		"SELECT s.entry_id FROM status s INDEXED BY status_feed WHERE s.account_id = ?1 AND s.feed_id = ?2 AND s.visible = 1" + removed,
		"SELECT s.entry_id, s.read = 0 FROM json_each(?2) j CROSS JOIN status s ON s.account_id = ?1 AND s.entry_id = j.value WHERE s.visible = 1" + removed,
	}
}

// setVisible hides a feed's statuses, as long as it is not subscribed to, or shows
// them, in steps. It is called with showing locked, which is kept until the
// subscription says the same: otherwise one who hides and one who shows would undo what
// the other does.
func (s *Store) setVisible(ctx context.Context, feedID int64, visible bool) error {
	v := visibilityTo(visible)
	for {
		ids, err := idsFrom(s.read(ctx), v.pick, s.account, feedID)
		if err == nil && len(ids) == 0 {
			err = s.write(ctx, background, func(t *tx) error { return t.recount(s.account, feedID) })
			return s.explain("changing what is shown of a feed", err)
		}
		for len(ids) > 0 && err == nil {
			err = s.write(ctx, background, func(t *tx) error {
				var n counts
				if err := t.inSteps(visibleSteps, func() (bool, error) {
					some := ids[:min(visibleStep, len(ids))]
					ids = ids[len(some):]
					return len(ids) > 0, t.setSomeVisible(v, s.account, some, visible, &n)
				}); err != nil {
					return err
				}
				return t.count(s.account, feedID, n)
			})
		}
		if err != nil {
			return s.explain("changing what is shown of a feed", err)
		}
	}
}

// setSomeVisible hides or shows a few statuses of a feed, and adds to n what that
// makes of the feed's counters.
func (t *tx) setSomeVisible(v visibility, account int64, some []int64, visible bool, n *counts) error {
	var ids []int64
	by := 2*bit(visible) - 1
	if err := all(t, v.still, []any{account, idList(some)}, func(rows *sql.Rows) error {
		var id int64
		var unread int
		err := rows.Scan(&id, &unread)
		ids = append(ids, id)
		n.total, n.unread = n.total+by, n.unread+by*unread
		return err
	}); err != nil {
		return err
	}
	return t.exec("UPDATE status SET visible = ? WHERE account_id = ? AND entry_id IN (SELECT value FROM json_each(?))", visible, account, idList(ids))
}

// Change changes the user's side of subscriptions as one action, and returns
// them as they are then. It hands each to change as it stands in the very
// transaction that writes it: what somebody else changes at the same time is
// kept. With an error of change's none is changed, and it is returned as it is.
// All but a URL can be undone.
func (s *Store) Change(ctx context.Context, feedIDs []int64, change func(*feed.Subscription) error) ([]feed.Subscription, error) {
	var wrong error
	subs := make([]feed.Subscription, 0, len(feedIDs))
	err := s.write(ctx, byUser, func(t *tx) error {
		for _, id := range feedIDs {
			sub, err := subscription(t, s.account, id)
			if err != nil {
				return err
			}
			url := sub.URL
			if wrong = change(&sub); wrong != nil {
				return wrong
			}
			if sub.URL != url {
				if err := t.setURL(id, sub.URL); err != nil {
					return err
				}
			}
			subs = append(subs, sub)
		}
		return t.changeSides(s.account, feedIDs, func(i int, _ side) side { return sideOf(subs[i]) })
	})
	if wrong != nil {
		return nil, wrong
	}
	if err != nil {
		return nil, s.explain("changing a subscription", err)
	}
	s.subscriptionsChanged(ctx)
	return subs, nil
}

// setURL gives a feed another URL, at which all is asked for afresh; an empty
// one changes nothing.
func (t *tx) setURL(feedID int64, url string) error {
	if url == "" {
		return nil
	}
	var other int64
	taken, err := t.get("SELECT id FROM feed WHERE url = ? AND id <> ?", []any{url, feedID}, &other)
	if err != nil {
		return err
	}
	if taken {
		return fmt.Errorf("feed %d has the URL %s already", other, url)
	}
	return t.exec(`UPDATE feed SET url = ?1, etag = '', last_modified = '', body_hash = NULL, next_check = 0,
		error = '', error_since = 0, error_count = 0, gone = 0, moved_to = '', notice = '' WHERE id = ?2 AND url <> ?1`, url, feedID)
}

// cleanFolder is a folder's path without empty levels.
func cleanFolder(path string) string {
	var levels []string
	for level := range strings.SplitSeq(path, "/") {
		if level = strings.TrimSpace(level); level != "" {
			levels = append(levels, level)
		}
	}
	return strings.Join(levels, "/")
}

func listJSON(list []string) string { return cmp.Or(toJSON(list), "[]") }
