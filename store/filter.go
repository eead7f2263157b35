package store

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"lede/feed"
)

// cond is a condition of SQL with its values.
type cond struct {
	sql  string
	args []any
}

// scope is a Filter worked out against the account's subscriptions.
type scope struct {
	feed.Filter
	account int64
	// feeds are those that the filter allows; nil with allFeeds.
	feeds    []int64
	allFeeds bool
	removed  []int64 // with allFeeds: those that are hidden
	tagged   bool    // the filter has a Tag: its feeds are in feeds, its entries in label
	within   []int64 // with tagged: the feeds that labelled entries must be in; nil: any
	match    *cond   // of Filter.Match, where no words are in it that the index finds
	searched bool    // the index is asked for words, which a story's copies must have too
	docs     []int64 // rows of the search index that all matches are among; nil: any
	few      *[]cond // the answer of Store.few; nil: it was not asked yet
	gathers  bool    // the words make FTS5 gather all hits first
	minID    int64   // no entry of the scope has a lower number; 0: that is not known
}

// subscribed is what a scope needs of a subscription.
type subscribed struct {
	id      int64
	title   string
	folded  string // title in small letters
	url     string
	folder  string
	tags    []string
	total   int
	unread  int
	broken  bool
	removed bool
}

func readSubscribed(q querier, account int64) (subs []subscribed, err error) {
	err = all(q, `SELECT s.feed_id, CASE WHEN s.own_title <> '' THEN s.own_title WHEN f.title <> '' THEN f.title ELSE f.url END, f.url, s.folder, s.tags,
			coalesce(c.total, 0), coalesce(c.unread, 0), f.error <> '' OR f.gone, s.removed_at > 0
		FROM `+subscriptionTables+" WHERE s.account_id = ?", []any{account}, func(rows *sql.Rows) error {
		var s subscribed
		var tags string
		if err := rows.Scan(&s.id, &s.title, &s.url, &s.folder, &tags, &s.total, &s.unread, &s.broken, &s.removed); err != nil {
			return err
		}
		s.folded = strings.ToLower(s.title)
		var err error
		if tags != "[]" { // as most are
			err = fromJSON(tags, &s.tags)
		}
		subs = append(subs, s)
		return err
	})
	slices.SortFunc(subs, func(a, b subscribed) int {
		return cmp.Or(strings.Compare(a.folded, b.folded), strings.Compare(a.title, b.title), cmp.Compare(a.id, b.id))
	})
	return subs, err
}

func (s subscribed) hasTag(tag string) bool {
	return slices.ContainsFunc(s.tags, func(t string) bool { return strings.EqualFold(t, tag) })
}

// scopeOf works a filter out.
func (s *Store) scopeOf(q querier, f feed.Filter) (*scope, error) {
	sc := &scope{Filter: f, account: s.account}
	if f.FeedIDs == nil && f.Folder == nil && f.Tag == "" {
		sc.allFeeds = true
		var err error
		sc.removed, err = idsFrom(q, "SELECT feed_id FROM subscription INDEXED BY subscription_removed WHERE account_id = ? AND removed_at > 0", s.account)
		return sc, err
	}
	sc.feeds, sc.tagged = []int64{}, f.Tag != ""
	query, args := scopeFeeds(f)
	err := all(q, query, append([]any{s.account}, args...), func(rows *sql.Rows) error {
		var sub subscribed
		var tags string
		if err := rows.Scan(&sub.id, &tags); err != nil {
			return err
		}
		if err := fromJSON(tags, &sub.tags); err != nil {
			return err
		}
		sc.within = append(sc.within, sub.id)
		if f.Tag == "" || sub.hasTag(f.Tag) {
			sc.feeds = append(sc.feeds, sub.id)
		}
		return nil
	})
	return sc, err
}

// scopeFeeds is the statement that finds the feeds of a filter, in order of their
// numbers, with their tags where it asks for one.
func scopeFeeds(f feed.Filter) (query string, args []any) {
	tags := "''"
	if f.Tag != "" {
		tags = "CASE WHEN tags = '[]' THEN '' ELSE tags END"
	}
	query = "SELECT feed_id, " + tags + " FROM subscription WHERE account_id = ? AND removed_at = 0"
	if f.FeedIDs != nil {
		query, args = query+" AND feed_id IN (SELECT value FROM json_each(?))", append(args, idList(f.FeedIDs))
	}
	if f.Folder != nil && *f.Folder == "" {
		query += " AND folder = ''"
	} else if f.Folder != nil { // what is in it, and in folders within: '0' follows '/'
		query, args = query+" AND (folder = ? OR folder > ? AND folder < ?)", append(args, *f.Folder, *f.Folder+"/", *f.Folder+"0")
	}
	return query + " ORDER BY feed_id", args
}

// oneFeed says whether all of a scope is of one feed.
func (sc *scope) oneFeed() bool { return !sc.allFeeds && !sc.tagged && len(sc.feeds) == 1 }

// conditions are all that an entry must fulfil to be in the scope, for a statement that
// reads status as s by whatever index. With relaxed an entry stays whose flag was changed
// since Filter.KeepSince. exceptFeeds leaves out the condition on the feed, which the
// range of the index says already.
func (sc *scope) conditions(relaxed, exceptFeeds bool) []cond {
	out := []cond{{"s.visible = 1", nil}}
	if is(sc.Hidden, true) {
		out[0].sql = "s.hidden = 1"
	}
	for _, f := range []struct {
		column string
		want   *bool
	}{{"read", sc.Read}, {"starred", sc.Starred}, {"later", sc.Later}} {
		switch {
		case f.want == nil:
		case relaxed:
			out = append(out, cond{fmt.Sprintf("(s.%s = %d OR s.%s_at >= ?)", f.column, bit(*f.want), f.column), []any{sc.KeepSince.UnixMilli()}})
		default:
			out = append(out, cond{fmt.Sprintf("s.%s = %d", f.column, bit(*f.want)), nil})
		}
	}
	if !sc.Since.IsZero() {
		out = append(out, cond{"s.sort_date >= ?", []any{sc.Since.UnixMilli()}})
	}
	if !sc.Until.IsZero() {
		out = append(out, cond{"s.sort_date < ?", []any{sc.Until.UnixMilli()}})
	}
	if !sc.Fresh.IsZero() {
		out = append(out, cond{"s.arrived >= ?", []any{sc.Fresh.UnixMilli()}})
	}
	if sc.MaxID != 0 {
		out = append(out, cond{"s.entry_id <= ?", []any{sc.MaxID}})
	}
	if sc.minID != 0 {
		out = append(out, cond{"s.entry_id >= ?", []any{sc.minID}})
	}
	if sc.StoryID != 0 {
		out = append(out, cond{"s.story_id <> 0 AND s.story_id = ?", []any{sc.StoryID}})
	}
	if sc.match != nil {
		out = append(out, *sc.match)
	}
	if sc.Fold {
		out = append(out, sc.folded(relaxed || sc.sticky()))
	}
	switch {
	case exceptFeeds:
	case sc.allFeeds && len(sc.removed) > 0:
		out = append(out, cond{"s.feed_id NOT IN (SELECT value FROM json_each(?))", []any{idList(sc.removed)}})
	case sc.tagged:
		out = append(out, cond{
			`(s.feed_id IN (SELECT value FROM json_each(?)) OR s.labelled = 1 AND s.feed_id IN (SELECT value FROM json_each(?)) AND EXISTS (
			SELECT 1 FROM label l WHERE l.account_id = s.account_id AND l.name = ? AND l.sort_date = s.sort_date AND l.entry_id = s.entry_id))`,
			[]any{idList(sc.feeds), idList(sc.within), sc.Tag},
		})
	case !sc.allFeeds:
		out = append(out, cond{"s.feed_id IN (SELECT value FROM json_each(?))", []any{idList(sc.feeds)}})
	}
	return out
}

// folded leaves out an entry of whose story the list has a newer copy with the
// same text. What is unread is not hidden by what is read. The inner s stands
// before the outer one, so that the same conditions can be asked of the copy.
func (sc *scope) folded(relaxed bool) cond {
	copies := *sc
	copies.Fold = false
	c := cond{`(s.story_id = 0 OR NOT EXISTS (SELECT 1 FROM (SELECT s.story_id AS story, s.sort_date AS date, s.entry_id AS id, s.read AS read) o
		CROSS JOIN status s INDEXED BY status_story ON s.account_id = ? AND s.story_id = o.story AND s.story_id <> 0
			AND (s.sort_date, s.entry_id) > (o.date, o.id) AND s.read <= o.read
		CROSS JOIN entry e ON e.id = s.entry_id CROSS JOIN entry oe ON oe.id = o.id AND oe.text_hash = e.text_hash WHERE 1`, []any{sc.account}}
	if sc.searched { // what else the words may have been found in
		c.sql += " AND oe.authors = e.authors AND oe.media = e.media AND oe.language = e.language"
	}
	if sc.docs != nil {
		c.sql += " AND e.id IN (SELECT fd.entry_id FROM json_each(?) f CROSS JOIN doc fd ON fd.id = f.value)"
		c.args = append(c.args, idList(sc.docs))
	}
	for _, also := range copies.conditions(relaxed, false) {
		c.sql, c.args = c.sql+" AND "+also.sql, append(c.args, also.args...)
	}
	c.sql += "))"
	return c
}

// sticky says whether entries stay in the list that ceased to match it.
func (sc *scope) sticky() bool {
	return !sc.KeepSince.IsZero() && (sc.Read != nil || sc.Starred != nil || sc.Later != nil)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func is(b *bool, want bool) bool { return b != nil && *b == want }
