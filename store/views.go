package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lede/feed"
)

// Views returns the sidebar from top to bottom: the built-in views, saved
// searches, tags, then folders with their feeds, and the feeds in no folder.
func (s *Store) Views(ctx context.Context) ([]feed.View, error) { return s.views(ctx, lookedAt) }

// How many rows are looked at to count what is unread of a view whose index does
// not tell: of a sidebar, and of the first, which nobody is to wait for.
const (
	lookedAt      = 2 * feed.CountLimit
	lookedAtFirst = 200
)

// views are Views. A count for which more rows than most would be looked at is
// Uncounted, or at lookedAt of as many of the newest.
func (s *Store) views(ctx context.Context, most int) ([]feed.View, error) {
	q := s.read(ctx)
	subs, err := readSubscribed(q, s.account)
	if err != nil {
		return nil, s.explain("reading the sidebar", err)
	}
	var hidden []int64 // feeds that were unsubscribed from
	subs = slices.DeleteFunc(subs, func(s subscribed) bool {
		if s.removed {
			hidden = append(hidden, s.id)
		}
		return s.removed
	})
	views, err := s.builtIn(q, subs, hidden, most)
	if err != nil {
		return nil, s.explain("reading the sidebar", err)
	}
	saved, err := s.savedSearches(q)
	if err != nil {
		return nil, s.explain("reading the sidebar", err)
	}
	views = append(views, saved...)
	tags, err := s.tagViews(q, subs, hidden, most)
	if err != nil {
		return nil, s.explain("reading the sidebar", err)
	}
	views = appendFeedViews(append(views, tags...), subs)
	if err := s.addSorts(q, views); err != nil {
		return nil, s.explain("reading the sidebar", err)
	}
	return views, nil
}

// builtIn are the five views that are always there.
func (s *Store) builtIn(q querier, subs []subscribed, hidden []int64, most int) ([]feed.View, error) {
	unread := 0
	for _, sub := range subs {
		unread += sub.unread
	}
	unread = min(unread, feed.CountLimit)
	today, err := s.todayUnread(q, s.opts.Now())
	if err != nil {
		return nil, err
	}
	starred, err := s.unreadOf(q, cond{"status n INDEXED BY status_starred WHERE n.account_id = ? AND n.visible = 1 AND n.starred = 1", []any{s.account}}, hidden, most)
	if err != nil {
		return nil, err
	}
	later, err := s.unreadOf(q, cond{"status n INDEXED BY status_later WHERE n.account_id = ? AND n.visible = 1 AND n.later = 1", []any{s.account}}, hidden, most)
	if err != nil {
		return nil, err
	}
	return []feed.View{
		{Kind: feed.ViewToday, Name: "Today", Unread: today},
		{Kind: feed.ViewUnread, Name: "Unread", Unread: unread},
		{Kind: feed.ViewStarred, Name: "Starred", Unread: starred},
		{Kind: feed.ViewLater, Name: "Read later", Unread: later},
		{Kind: feed.ViewAll, Name: "All", Unread: unread},
	}, nil
}

// unreadOf counts what is unread of a range of an index n, feeds left out. Each row
// is looked up: at most so many are, the newest, or it is Uncounted.
func (s *Store) unreadOf(q querier, of cond, without []int64, most int) (int, error) {
	var passed, unread int
	args := append(append([]any{idList(without)}, of.args...), most+1)
	_, err := q.get("SELECT count(*), coalesce(sum(s.read = 0 AND s.visible = 1 AND s.feed_id NOT IN (SELECT value FROM json_each(?))), 0) FROM (SELECT n.account_id, n.entry_id FROM "+
		of.sql+" ORDER BY n.sort_date DESC, n.entry_id DESC LIMIT ?) n CROSS JOIN status s ON s.account_id = n.account_id AND s.entry_id = n.entry_id", args, &passed, &unread)
	if err == nil && passed > most && most < lookedAt {
		return feed.Uncounted, nil
	}
	return min(unread, feed.CountLimit), err
}

// todayUnread counts what is unread of the view Today.
func (s *Store) todayUnread(q querier, now time.Time) (int, error) {
	f, _, err := s.today(q, now)
	if err != nil {
		return 0, err
	}
	if !f.Fresh.IsZero() {
		return s.freshUnread(q, f.Fresh)
	}
	unread := false
	f.Read = &unread
	p, err := s.planOf(q, feed.Window{Filter: f})
	if err != nil {
		return 0, err
	}
	n, _, err := p.count(q, s.account, feed.CountLimit, nil)
	return n, err
}

// freshUnread counts what is unread of what arrived since a time, up to the bound:
// from the newest number down, as freshSize does. Where very much arrived and was
// read, what is unread of all is looked at instead, newest first.
func (s *Store) freshUnread(q querier, since time.Time) (n int, err error) {
	const shown = "s.feed_id NOT IN (SELECT feed_id FROM subscription INDEXED BY subscription_removed WHERE account_id = ?1 AND removed_at > 0)"
	newest, err := newestEntry(q)
	if err != nil {
		return 0, err
	}
	next := newest + 1
	for passed := 0; passed < mostFresh; next -= freshGap {
		var fresh, unread int
		if _, err := q.get("SELECT count(*), coalesce(sum(s.read = 0 AND "+shown+"), 0) FROM "+allStatuses+` WHERE s.account_id = ?1 AND s.entry_id >= ?2 AND s.entry_id < ?3
			AND s.visible = 1 AND s.arrived >= ?4`, []any{s.account, next - freshGap, next, since.UnixMilli()}, &fresh, &unread); err != nil {
			return 0, err
		}
		passed, n = passed+fresh, n+unread
		if fresh == 0 || next <= freshGap || n >= feed.CountLimit {
			return min(n, feed.CountLimit), nil
		}
	}
	_, err = q.get(`SELECT count(*) FROM (SELECT s.arrived FROM status s INDEXED BY status_unread
		WHERE s.account_id = ?1 AND s.visible = 1 AND s.read = 0 AND `+shown+" ORDER BY s.sort_date DESC LIMIT 2000) WHERE arrived >= ?2",
		[]any{s.account, since.UnixMilli()}, &n)
	return min(n, feed.CountLimit), err
}

// tagViews are the user's tags on feeds and labels on entries, those of hidden
// feeds left out.
func (s *Store) tagViews(q querier, subs []subscribed, hidden []int64, most int) (views []feed.View, err error) {
	at := make(map[string]int)
	view := func(name string) *feed.View {
		i, ok := at[strings.ToLower(name)]
		if !ok {
			i = len(views)
			at[strings.ToLower(name)] = i
			views = append(views, feed.View{Kind: feed.ViewTag, Name: name, Path: name})
		}
		return &views[i]
	}
	tagged := make(map[string][]int64) // feeds by tag
	for _, sub := range subs {
		for _, tag := range sub.tags {
			v := view(tag)
			tagged[strings.ToLower(tag)] = append(tagged[strings.ToLower(tag)], sub.id)
			v.Unread = min(v.Unread+sub.unread, feed.CountLimit)
		}
	}
	// One seek for each label there is, then its unread entries.
	var names []string
	if err := all(q, `WITH RECURSIVE names (name) AS (
			SELECT min(name) FROM label WHERE account_id = ?1
			UNION ALL SELECT (SELECT min(l.name) FROM label l WHERE l.account_id = ?1 AND l.name > names.name) FROM names WHERE names.name IS NOT NULL)
		SELECT name FROM names WHERE name IS NOT NULL`, []any{s.account}, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	}); err != nil {
		return nil, err
	}
	for _, name := range names {
		n, err := s.unreadOf(q, cond{"label n WHERE n.account_id = ? AND n.name = ?", []any{s.account, name}}, slices.Concat(tagged[strings.ToLower(name)], hidden), most)
		if err != nil {
			return nil, err
		}
		v := view(name)
		if v.Unread = min(v.Unread+n, feed.CountLimit); n == feed.Uncounted {
			v.Unread = n
		}
	}
	slices.SortFunc(views, func(a, b feed.View) int { return compareText(a.Name, b.Name) })
	return views, nil
}

// appendFeedViews adds folders, each before what is in it, then the feeds in none.
func appendFeedViews(views []feed.View, subs []subscribed) []feed.View {
	folders := make(map[string]int) // unread by path
	inFolder := make(map[string][]*subscribed)
	for i := range subs {
		sub := &subs[i]
		inFolder[sub.folder] = append(inFolder[sub.folder], sub)
		for path := sub.folder; path != ""; path = parentFolder(path) {
			folders[path] += sub.unread
		}
	}
	views = slices.Grow(views, len(folders)+len(subs))
	feeds := func(of []*subscribed) {
		for _, sub := range of {
			views = append(views, feed.View{Kind: feed.ViewFeed, ID: sub.id, Name: sub.title, Folder: sub.folder, Unread: min(sub.unread, feed.CountLimit), Broken: sub.broken})
		}
	}
	for _, path := range slices.SortedFunc(maps.Keys(folders), compareFolders) {
		name := path[strings.LastIndexByte(path, '/')+1:]
		views = append(views, feed.View{Kind: feed.ViewFolder, Name: name, Path: path, Folder: parentFolder(path), Unread: min(folders[path], feed.CountLimit)})
		feeds(inFolder[path])
	}
	feeds(inFolder[""])
	return views
}

func parentFolder(path string) string {
	return path[:max(0, strings.LastIndexByte(path, '/'))]
}

// compareFolders orders paths level by level, so that a folder's own follow it.
func compareFolders(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "/"), strings.Split(b, "/"), compareText)
}

// Filter is the query that a view stands for now. Its MaxID is the newest entry
// there is, so that what arrives later moves nothing in the list.
func (s *Store) Filter(ctx context.Context, v feed.ViewRef, now time.Time) (f feed.Filter, heading string, err error) {
	q := s.read(ctx)
	yes, no := true, false
	switch v.Kind {
	case feed.ViewToday:
		f, heading, err = s.today(q, now)
	case feed.ViewUnread:
		f.Read = &no
	case feed.ViewStarred:
		f.Starred = &yes
	case feed.ViewLater:
		f.Later = &yes
	case feed.ViewAll:
	case feed.ViewFolder:
		f.Folder = &v.Path
	case feed.ViewFeed:
		f.FeedIDs = []int64{v.ID}
	case feed.ViewTag:
		f.Tag = v.Path
	case feed.ViewSearch:
		query := v.Path
		if v.ID != 0 && query == "" {
			var found bool
			found, err = q.get("SELECT query FROM view WHERE account_id = ? AND id = ?", []any{s.account, v.ID}, &query)
			if err == nil && !found {
				err = fmt.Errorf("this saved search: %w", ErrNotFound)
			}
		}
		if err == nil {
			f, _ = feed.ParseQuery(query, now) // what is wrong with it was said when it was typed
		}
	default:
		err = fmt.Errorf("view %q: %w", v.Kind, ErrNotFound)
	}
	f.Fold = v.Kind != feed.ViewFeed && !s.storiesApart.Load() // a feed shows what it has
	if err == nil {
		f.MaxID, err = newestEntry(q)
	}
	return f, heading, s.explain("opening a view", err)
}

// today is what arrived since local midnight, or the newest day that has any.
func (s *Store) today(q querier, now time.Time) (f feed.Filter, heading string, err error) {
	midnight := startOfDay(now)
	f.Fresh = midnight
	p, err := s.planOf(q, feed.Window{Filter: f})
	if err != nil {
		return f, "", err
	}
	some := false
	if err := p.each(q, s.account, feed.Window{Limit: 1}, func(string, place) error { some = true; return errStop }); err != nil && !errors.Is(err, errStop) {
		return f, "", err
	}
	if some {
		return f, "", nil
	}
	rows, err := s.rows(q, feed.Window{Filter: feed.Filter{Until: midnight.AddDate(0, 0, 1)}, Limit: 1})
	if err != nil || len(rows) == 0 {
		return f, "", err
	}
	day := startOfDay(rows[0].SortDate.In(now.Location()))
	return feed.Filter{Since: day, Until: day.AddDate(0, 0, 1)}, day.Format("Monday, 2 January 2006"), nil
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}
