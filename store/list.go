package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"lede/feed"
)

// The bounds of what is sorted for each window. Larger lists are walked in their
// order.
const (
	heldKept  = 2000 // entries kept in a list that they ceased to match
	heldSmall = 5000 // a list sorted by what no index of it has
	walkShare = 4    // a set of feeds with a quarter of all entries is read from the index over all
	manyFeeds = 16   // fewer feeds are always merged
)

// planOf chooses how to read a window's list.
func (s *Store) planOf(q querier, w feed.Window) (*plan, error) {
	if w.Sort == feed.Shortest { // all of it is looked at for each window
		w.Filter.Fold = false
	}
	if words, rest := splitMatch(w.Filter.Match); words != nil {
		return s.searchPlan(q, w, words, rest)
	}
	sc, err := s.scopeOf(q, w.Filter)
	if err != nil {
		return nil, err
	}
	if w.Filter.Match != nil {
		c, err := (&compiler{Store: s, q: q}).compile(w.Filter.Match)
		if err != nil {
			return nil, err
		}
		sc.match = &c
	}
	if is(sc.Hidden, true) { // by date alone: only that index has it
		return &plan{groups: []group{{sources: []source{{index: "status_hidden", where: sc.conditions(sc.sticky(), false)}}, up: w.Sort == feed.Oldest}}}, nil
	}
	switch w.Sort {
	case feed.UnreadFirst:
		return s.unreadFirst(q, sc)
	case feed.ByFeed:
		return s.byFeed(q, sc)
	case feed.Shortest:
		return s.shortest(q, sc)
	}
	sources, err := s.sources(q, sc)
	return &plan{groups: []group{{sources: sources, up: w.Sort == feed.Oldest}}}, err
}

// sources are what a list by date is merged from: ranges of the index that
// leaves the least to check, and what is kept although it ceased to match.
func (s *Store) sources(q querier, sc *scope) ([]source, error) {
	k, err := s.keptOf(q, sc)
	if err != nil {
		return nil, err
	}
	return s.sourcesWith(q, sc, k)
}

func (s *Store) sourcesWith(q querier, sc *scope, k kept) ([]source, error) {
	sources, err := s.ranges(q, sc, k.many)
	if err != nil || len(k.places) == 0 {
		return sources, err
	}
	return append(sources, source{held: true, memory: k.places}), nil
}

// kept are the entries that stay in a list though they may have ceased to match
// it, ascending by date. many says that there are too many to hold: then all of
// a list's range is read, and those that were changed are let through.
type kept struct {
	places []place
	many   bool
}

func (s *Store) keptOf(q querier, sc *scope) (k kept, err error) {
	if !sc.sticky() {
		return k, nil
	}
	changed := source{index: "status_changed", where: []cond{{"s.changed_at > 0 AND s.changed_at >= ?", []any{sc.KeepSince.UnixMilli()}}}}
	var n int
	if _, err := q.get("SELECT count(*) FROM (SELECT 1 FROM status s INDEXED BY status_changed WHERE s.account_id = ? AND s.changed_at > 0 AND s.changed_at >= ? LIMIT ?)",
		[]any{s.account, sc.KeepSince.UnixMilli(), heldKept + 1}, &n); err != nil || n > heldKept {
		return kept{many: true}, err
	}
	changed.where = append(changed.where, sc.conditions(true, false)...)
	held, _, err := changed.hold(q, s.account, "s.sort_date", heldKept)
	return kept{places: held.memory}, err
}

// ranges are the index ranges of a scope.
func (s *Store) ranges(q querier, sc *scope, relaxed bool) ([]source, error) {
	rest := sc.conditions(relaxed, false)
	one := func(index string) []source { return []source{{index: index, where: rest}} }
	switch {
	case sc.StoryID != 0:
		return one("status_story"), nil
	case is(sc.Starred, true) && !relaxed:
		return one("status_starred"), nil
	case is(sc.Later, true) && !relaxed:
		return one("status_later"), nil
	case !sc.Fresh.IsZero() && !sc.oneFeed():
		if sources := freshRanges(sc, s.opts.Now(), rest); sources != nil {
			return sources, nil
		}
	case !sc.allFeeds:
		return s.feedRanges(q, sc, relaxed)
	}
	if is(sc.Read, false) && !relaxed {
		return one("status_unread"), nil
	}
	return one("status_date"), nil
}

const hour = int64(time.Hour / time.Millisecond)

// freshRanges are the hours of arrival since sc.Fresh, each in order of date.
// nil: they are too many.
func freshRanges(sc *scope, now time.Time, rest []cond) (sources []source) {
	first, last := sc.Fresh.UnixMilli()/hour, now.UnixMilli()/hour+1
	if last-first > 50 {
		return nil
	}
	for h := first; h <= last; h++ {
		sources = append(sources, source{index: "status_arrived", where: append([]cond{{"s.arrived / 3600000 = ?", []any{h}}}, rest...)})
	}
	return sources
}

// feedRanges are one range for each feed, and the labelled entries where the
// scope has a tag; or the index over all where the feeds have much of it.
func (s *Store) feedRanges(q querier, sc *scope, relaxed bool) ([]source, error) {
	unread := is(sc.Read, false) && !relaxed
	if len(sc.feeds) > manyFeeds && !sc.tagged {
		var share, all int
		if _, err := q.get(`SELECT coalesce(sum(CASE WHEN feed_id IN (SELECT value FROM json_each(?1)) THEN total END), 0), coalesce(sum(total), 0)
			FROM counter WHERE account_id = ?2`, []any{idList(sc.feeds), s.account}, &share, &all); err != nil {
			return nil, err
		}
		if share*walkShare >= all {
			index := "status_date"
			if unread {
				index = "status_unread"
			}
			return []source{{index: index, where: sc.conditions(relaxed, false)}}, nil
		}
	}
	index := "status_feed"
	if unread {
		index = "status_feed_unread"
	}
	var sources []source
	if sc.oneFeed() && sc.minID > 0 {
		of := cond{"i.account_id = ? AND i.feed_id = ? AND i.visible = 1 AND i.entry_id >= ?", []any{s.account, sc.feeds[0], sc.minID}}
		if unread {
			of.sql += " AND i.read = 0"
		}
		return []source{{from: ledBy(index), column: "i.sort_date", id: "i.entry_id", where: append([]cond{of}, sc.conditions(relaxed, true)...)}}, nil
	}
	for _, id := range sc.feeds {
		sources = append(sources, source{index: index, where: append([]cond{{"s.feed_id = ?", []any{id}}}, sc.conditions(relaxed, true)...)})
	}
	if !sc.tagged {
		return sources, nil
	}
	return append(sources, source{
		from:   "label l CROSS JOIN status s ON s.account_id = l.account_id AND s.entry_id = l.entry_id",
		column: "l.sort_date", id: "l.entry_id",
		where: append([]cond{{"l.account_id = s.account_id AND l.account_id = ? AND l.name = ?", []any{s.account, sc.Tag}}}, sc.conditions(relaxed, false)...),
	}), nil
}

// unreadFirst is a list in two stretches.
func (s *Store) unreadFirst(q querier, sc *scope) (*plan, error) {
	p := &plan{}
	yes, no := true, false
	if !is(sc.Read, true) {
		unread := *sc
		unread.Read = &no
		sources, err := s.sources(q, &unread)
		if err != nil {
			return nil, err
		}
		p.groups = append(p.groups, group{text: "0", sources: sources})
	}
	if !is(sc.Read, false) {
		read := *sc
		read.Read, read.KeepSince = &yes, time.Time{}
		if !sc.KeepSince.IsZero() { // they are in the first stretch still
			read.match = both(read.match, cond{"s.read_at < ?", []any{sc.KeepSince.UnixMilli()}})
		}
		sources, err := s.sources(q, &read)
		if err != nil {
			return nil, err
		}
		p.groups = append(p.groups, group{text: "1", sources: sources})
	}
	return p, nil
}

func both(a *cond, b cond) *cond {
	if a == nil {
		return &b
	}
	return &cond{sql: "(" + a.sql + ") AND (" + b.sql + ")", args: append(slices.Clone(a.args), b.args...)}
}

// Rows reads a window of a list.
func (s *Store) Rows(ctx context.Context, w feed.Window) ([]feed.Row, error) {
	rows, err := s.rows(s.read(ctx), w)
	return rows, s.explain("reading a list", err)
}

func (s *Store) rows(q querier, w feed.Window) ([]feed.Row, error) {
	p, err := s.planOf(q, w)
	if err != nil {
		return nil, err
	}
	return s.rowsOf(q, p, w)
}

// rowsOf reads a window of a list that is planned. With errShort come those rows
// that there was time for.
func (s *Store) rowsOf(q querier, p *plan, w feed.Window) ([]feed.Row, error) {
	var keys []feed.Key
	_, hurry := placesBy(q)
	short := p.each(q, s.account, w, func(text string, at place) error {
		keys = append(keys, feed.Key{EntryID: at.id, Sort: at.sort, Text: text})
		hurry.found()
		if len(keys) == w.Limit {
			return errStop
		}
		return nil
	})
	switch {
	case errors.Is(short, errStop):
		short = nil
	case short != nil && !errors.Is(short, errShort):
		return nil, short
	}
	if w.Backward {
		slices.Reverse(keys)
	}
	rows, err := s.headlines(q, keys)
	if err == nil && w.Filter.Match != nil {
		err = s.addSnippets(q, w.Filter.Match, rows)
	}
	return rows, cmp.Or(err, short)
}

// Count counts matches up to limit, and those of them that come before a place.
func (s *Store) Count(ctx context.Context, w feed.Window, before *feed.Key, limit int) (total, index int, err error) {
	q := s.read(ctx)
	p, err := s.planOf(q, w)
	if err != nil {
		return 0, 0, s.explain("counting", err)
	}
	if limit <= 0 {
		limit = feed.CountLimit
	}
	total, index, err = p.count(q, s.account, limit, before)
	return total, index, s.explain("counting", err)
}
