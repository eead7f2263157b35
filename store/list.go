package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lede/feed"
)

// The bounds of what is read into memory to be sorted. Larger lists are walked
// in their order.
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

// byFeed parts what is kept by feed.
func (k kept) byFeed(q querier, account int64) (map[int64]kept, error) {
	if len(k.places) == 0 {
		return nil, nil
	}
	ids := make([]int64, 0, len(k.places))
	for _, p := range k.places {
		ids = append(ids, p.id)
	}
	feedOf := make(map[int64]int64, len(ids))
	if err := all(q, "SELECT s.entry_id, s.feed_id FROM json_each(?) j CROSS JOIN status s ON s.account_id = ? AND s.entry_id = j.value",
		[]any{idList(ids), account}, func(rows *sql.Rows) error {
			var id, feedID int64
			err := rows.Scan(&id, &feedID)
			feedOf[id] = feedID
			return err
		}); err != nil {
		return nil, err
	}
	out := make(map[int64]kept)
	for _, p := range k.places {
		of := out[feedOf[p.id]]
		of.places = append(of.places, p)
		out[feedOf[p.id]] = of
	}
	return out, nil
}

// ranges are the index ranges of a scope.
func (s *Store) ranges(q querier, sc *scope, relaxed bool) ([]source, error) {
	rest := sc.conditions(relaxed, false)
	one := func(index string, where ...cond) []source {
		return []source{{index: index, where: append(where, rest...)}}
	}
	switch {
	case sc.StoryID != 0:
		return one("status_story"), nil
	case is(sc.Starred, true) && !relaxed:
		return one("status_starred"), nil
	case is(sc.Later, true) && !relaxed:
		return one("status_later"), nil
	case !sc.Fresh.IsZero():
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
		if sc.sticky() || !sc.KeepSince.IsZero() { // they are in the first stretch still
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

// byFeed is a list with one stretch for each feed, in order of title.
func (s *Store) byFeed(q querier, sc *scope) (*plan, error) {
	subs, err := readSubscribed(q, s.account)
	if err != nil {
		return nil, err
	}
	apart := *sc
	apart.Fold = false // each feed shows what it has
	sc = &apart
	if sc.sparse() {
		if p, ok, err := s.sparseByFeed(q, sc, subs); ok || err != nil {
			return p, err
		}
	}
	k, err := s.keptOf(q, sc)
	if err != nil {
		return nil, err
	}
	perFeed, err := k.byFeed(q, s.account)
	if err != nil {
		return nil, err
	}
	p := &plan{}
	for _, sub := range subs {
		if sub.removed || sub.total == 0 || !sc.allFeeds && !slices.Contains(sc.feeds, sub.id) && !(sc.tagged && slices.Contains(sc.within, sub.id)) {
			continue
		}
		of := *sc
		of.allFeeds, of.feeds, of.removed = false, []int64{sub.id}, nil
		if sc.tagged {
			of.within = of.feeds
			if !sub.hasTag(sc.Tag) {
				of.feeds = nil
			}
		}
		sources, err := s.sourcesWith(q, &of, kept{places: perFeed[sub.id].places, many: k.many})
		if err != nil {
			return nil, err
		}
		p.groups = append(p.groups, sub.group(sources...))
	}
	slices.SortFunc(p.groups, func(a, b group) int { return strings.Compare(a.text, b.text) })
	return p, nil
}

// place is where a feed stands in a list by feed.
func (s subscribed) place() string {
	return fmt.Sprintf("%s\x00%016x", strings.ToLower(s.title), s.id)
}

// group is a feed's stretch of a list by feed.
func (s subscribed) group(sources ...source) group {
	return group{text: s.place(), sources: sources}
}

// sparse says whether a scope may have few entries of many feeds, so that most
// feeds would be asked in vain.
func (sc *scope) sparse() bool {
	return is(sc.Starred, true) || is(sc.Later, true) || sc.tagged || !sc.Fresh.IsZero() || sc.StoryID != 0
}

// sparseByFeed is a list by feed that is read into memory first; ok is false
// where there is too much of it.
func (s *Store) sparseByFeed(q querier, sc *scope, subs []subscribed) (p *plan, ok bool, err error) {
	sources, err := s.sources(q, sc)
	if err != nil {
		return nil, false, err
	}
	var all kept
	for i := range sources {
		part := sources[i]
		if !part.held {
			if part, ok, err = part.hold(q, s.account, "s.sort_date", heldSmall-len(all.places)); err != nil || !ok {
				return nil, false, err
			}
		}
		all.places = append(all.places, part.memory...)
	}
	slices.SortFunc(all.places, place.compare)
	all.places = slices.Compact(all.places)
	perFeed, err := all.byFeed(q, s.account)
	if err != nil {
		return nil, false, err
	}
	p = &plan{}
	for _, sub := range subs {
		if of := perFeed[sub.id]; len(of.places) > 0 {
			p.groups = append(p.groups, sub.group(source{held: true, memory: of.places}))
		}
	}
	slices.SortFunc(p.groups, func(a, b group) int { return strings.Compare(a.text, b.text) })
	return p, true, nil
}

// shortest is a list by reading time. A small one is sorted in memory, a large
// one walked in the order of the index over all.
func (s *Store) shortest(q querier, sc *scope) (*plan, error) {
	sources, err := s.sources(q, sc)
	if err != nil {
		return nil, err
	}
	var held source
	held.held = true
	for i := range sources {
		part, ok := source{}, true
		if sources[i].held { // its places are dates
			part, err = s.byWords(q, sources[i].memory)
		} else {
			part, ok, err = sources[i].hold(q, s.account, "s.words", heldSmall-len(held.memory))
		}
		if err != nil {
			return nil, err
		}
		if !ok {
			walk := source{index: "status_words", column: "s.words", where: sc.conditions(sc.sticky(), false)}
			return &plan{groups: []group{{sources: []source{walk}, up: true}}}, nil
		}
		held.memory = append(held.memory, part.memory...)
	}
	slices.SortFunc(held.memory, place.compare)
	held.memory = slices.Compact(held.memory)
	return &plan{groups: []group{{sources: []source{held}, up: true}}}, nil
}

// byWords gives places of a list by date their places by reading time.
func (s *Store) byWords(q querier, places []place) (held source, err error) {
	held.held = true
	ids := make([]int64, 0, len(places))
	for _, p := range places {
		ids = append(ids, p.id)
	}
	err = all(q, "SELECT s.words, s.entry_id FROM json_each(?) j CROSS JOIN status s ON s.account_id = ? AND s.entry_id = j.value",
		[]any{idList(ids), s.account}, func(rows *sql.Rows) error {
			var p place
			err := rows.Scan(&p.sort, &p.id)
			held.memory = append(held.memory, p)
			return err
		})
	return held, err
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
	var keys []feed.Key
	err = p.each(q, s.account, w, func(text string, at place) error {
		keys = append(keys, feed.Key{EntryID: at.id, Sort: at.sort, Text: text})
		if len(keys) == w.Limit {
			return errStop
		}
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return nil, err
	}
	if w.Backward {
		slices.Reverse(keys)
	}
	rows, err := s.headlines(q, keys)
	if err != nil || w.Filter.Match == nil {
		return rows, err
	}
	return rows, s.addSnippets(q, w.Filter.Match, rows)
}

// Count counts matches up to limit, and those of them that come before a place.
func (s *Store) Count(ctx context.Context, w feed.Window, before *feed.Key, limit int) (total, index int, err error) {
	q := s.read(ctx)
	p, err := s.planOf(q, w)
	if err != nil {
		return 0, 0, s.explain("counting", err)
	}
	count := func(w feed.Window) (n int, err error) {
		err = p.each(q, s.account, w, func(string, place) error {
			if n++; n == limit {
				return errStop
			}
			return nil
		})
		if errors.Is(err, errStop) {
			err = nil
		}
		return n, err
	}
	if limit <= 0 {
		limit = feed.CountLimit
	}
	w.Limit, w.From, w.Backward = limit, nil, false
	if total, err = count(w); err != nil || before == nil {
		return total, 0, s.explain("counting", err)
	}
	w.From, w.Backward, w.Inclusive = before, true, false
	index, err = count(w)
	return total, index, s.explain("counting", err)
}
