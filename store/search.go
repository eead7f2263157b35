package store

import (
	"database/sql"
	"math"
	"slices"
	"strconv"
	"strings"

	"lede/feed"
)

// The bounds of a search's own work.
const (
	scanned       = 256    // the newest entries that are not indexed yet, which are read and compared
	rankedAmong   = 50_000 // the newest entries, among which a ranking looks for hits first,
	enoughRanked  = 60     // and, where it finds so many, alone
	rankedHits    = 300    // the newest hits that a ranking weighs
	rankedTexts   = 80     // the same where each must be compared with its text
	rankedTitles  = 100    // the newest hits by title that a ranking weighs besides
	metaFeeds     = 250    // feeds of a filter up to which the index itself is asked for them
	heldFew       = 5000   // entries up to which the index is asked for them by number: see few
	lookedUp      = 200    // entries up to which each of these is looked up in the index
	sortedMatches = 5000   // hits up to which they are sorted by what the index does not know
)

// searchPlan reads a list of matches from the full-text index, whose rows stand
// in order of date: the newest come first without anything being sorted.
func (s *Store) searchPlan(q querier, w feed.Window, words, rest *feed.Expr) (*plan, error) {
	sc, err := s.scopeOf(q, w.Filter)
	if err != nil {
		return nil, err
	}
	whole := w.Filter.Match
	if rest, err = s.narrow(q, sc, rest); err != nil {
		return nil, err
	}
	if rest != nil {
		c, err := (&compiler{Store: s, q: q}).compile(rest)
		if err != nil {
			return nil, err
		}
		sc.match = &c
	}
	wanted := askOf(words).search()
	sc.searched = true
	sc.gathers = gathers(words)
	hits, err := s.hits(q, sc, wanted)
	if err != nil {
		return nil, err
	}
	fresh, err := s.scan(q, sc, whole)
	if err != nil {
		return nil, err
	}
	switch w.Sort {
	case feed.Relevance:
		return s.ranked(q, sc, words, hits, fresh)
	case feed.Shortest:
		held, ok, err := hits.hold(q, s.account, "s.words", sortedMatches)
		if err != nil {
			return nil, err
		}
		if ok {
			short, err := s.byWords(q, fresh.memory)
			if err != nil {
				return nil, err
			}
			slices.SortFunc(short.memory, place.compare)
			return &plan{groups: []group{{sources: []source{held, short}, up: true}}}, nil
		}
	case feed.ByFeed:
		return s.searchByFeed(q, sc, wanted, fresh)
	case feed.UnreadFirst:
		return &plan{groups: []group{
			{text: "0", sources: []source{hits.with(unreadSince(sc, true)), fresh}},
			{text: "1", sources: []source{hits.with(unreadSince(sc, false))}},
		}}, nil
	}
	return &plan{groups: []group{{sources: []source{hits, fresh}, up: w.Sort == feed.Oldest}}}, nil
}

// searchByFeed is a list of matches with one stretch for each feed that can have
// any, in order of title.
func (s *Store) searchByFeed(q querier, sc *scope, wanted ask, fresh source) (*plan, error) {
	subs, err := readSubscribed(q, s.account)
	if err != nil {
		return nil, err
	}
	of, err := feedsOfEntries(q, s.account, fresh.memory)
	if err != nil {
		return nil, err
	}
	p := &plan{}
	for _, sub := range subs {
		if sub.removed || sub.total == 0 || !sc.allFeeds && !slices.Contains(sc.feeds, sub.id) && !(sc.tagged && slices.Contains(sc.within, sub.id)) {
			continue
		}
		own := source{held: true}
		for _, at := range fresh.memory {
			if of[at.id] == sub.id {
				own.memory = append(own.memory, at)
			}
		}
		here, ofFeed := *sc, wanted
		ofFeed.text = "(" + wanted.text + ") AND " + askMeta("f"+strconv.FormatInt(sub.id, 10))
		here.Fold = false // each feed shows what it has
		hits, err := s.hits(q, &here, ofFeed)
		if err != nil {
			return nil, err
		}
		p.groups = append(p.groups, group{text: sub.place(), sources: []source{hits, own}})
	}
	sortGroups(p)
	return p, nil
}

// feedsOfEntries says which feed each entry is of.
func feedsOfEntries(q querier, account int64, places []place) (map[int64]int64, error) {
	of := make(map[int64]int64, len(places))
	ids := make([]int64, 0, len(places))
	for _, p := range places {
		ids = append(ids, p.id)
	}
	err := all(q, "SELECT s.entry_id, s.feed_id FROM json_each(?) j CROSS JOIN status s ON s.account_id = ? AND s.entry_id = j.value",
		[]any{idList(ids), account}, func(rows *sql.Rows) error {
			var id, feedID int64
			err := rows.Scan(&id, &feedID)
			of[id] = feedID
			return err
		})
	return of, err
}

// unreadSince is what is unread, or was when the list was opened.
func unreadSince(sc *scope, unread bool) cond {
	kept := int64(math.MaxInt64)
	if !sc.KeepSince.IsZero() {
		kept = sc.KeepSince.UnixMilli()
	}
	if unread {
		return cond{"(s.read = 0 OR s.read_at >= ?)", []any{kept}}
	}
	return cond{"s.read = 1 AND s.read_at < ?", []any{kept}}
}

// hits is the range of the index that matches. What narrows it is asked of the
// index as far as it can be, so that few rows are looked up in vain.
func (s *Store) hits(q querier, sc *scope, wanted ask) (source, error) {
	query := wanted.text
	if !sc.allFeeds && !sc.tagged && len(sc.feeds) > 0 && len(sc.feeds) <= metaFeeds {
		feeds := make([]string, 0, len(sc.feeds))
		for _, id := range sc.feeds {
			feeds = append(feeds, "f"+strconv.FormatInt(id, 10))
		}
		query = "(" + query + ") AND " + askMeta(feeds...)
	}
	var where []cond
	if !sc.Since.IsZero() {
		where = append(where, cond{"search.rowid >= ?", []any{firstDoc(sc.Since.UnixMilli())}})
	}
	if !sc.Until.IsZero() {
		where = append(where, cond{"search.rowid < ?", []any{firstDoc(sc.Until.UnixMilli()) + maxCrowd + docsPerSecond}})
	}
	few, err := s.few(q, sc)
	if err != nil {
		return source{}, err
	}
	where = append(append(where, few...), sc.conditions(sc.sticky(), false)...)
	var doubted *ask
	if wanted.doubts != nil {
		doubted = &wanted
	}
	column := "search.rowid"
	if slices.ContainsFunc(few, func(c cond) bool { return strings.HasPrefix(c.sql, column) }) {
		// They are sorted afterwards: downward FTS5 goes through all above to come
		// to a row.
		column = "+" + column
	}
	from := func(index string, bounds ...cond) source {
		return source{
			from:   index + " AS search CROSS JOIN doc d ON d.id = search.rowid CROSS JOIN status s ON s.entry_id = d.entry_id",
			column: column, id: noID, doubted: doubted,
			where: slices.Concat([]cond{{index + " MATCH ?", []any{query}}}, bounds, where),
		}
	}
	if !sc.gathers {
		return from("search"), nil
	}
	lowest, ok, err := recentFrom(q)
	if err != nil || !ok {
		return from("search"), err
	}
	older := from("search", cond{"search.rowid < ?", []any{lowest}})
	above := cond{"search.rowid >= ?", []any{lowest}}
	newer, instead := from("recent", above), from("search", above)
	newer.older, newer.instead, newer.lowest = &older, &instead, lowest
	return newer, nil
}

// few are conditions that bound a search to few rows of the index, among which all
// matches are: the rows of sc.docs, and those of what is starred, saved or unread,
// where that is asked for and no more than heldFew are. SQLite can look up each of
// them (150 us) or run through all hits of the words and keep those that are among
// them (0.2 us a hit); lookUp says which.
func (s *Store) few(q querier, sc *scope) ([]cond, error) {
	if sc.few != nil {
		return *sc.few, nil
	}
	few, err := s.fewOf(q, sc)
	sc.few = &few
	return few, err
}

func (s *Store) fewOf(q querier, sc *scope) (few []cond, err error) {
	if len(sc.docs) > 0 {
		few = append(few, cond{sc.lookUp(len(sc.docs)) + "search.rowid IN (SELECT value FROM json_each(?))", []any{idList(sc.docs)}})
	}
	var index, condition string
	switch {
	case sc.Hidden != nil && *sc.Hidden:
		return few, nil
	case is(sc.Starred, true):
		index, condition = "status_starred", "fs.starred = 1"
	case is(sc.Later, true):
		index, condition = "status_later", "fs.later = 1"
	case is(sc.Read, false):
		index, condition = "status_unread", "fs.read = 0"
	default:
		return few, nil
	}
	among := "SELECT fs.entry_id FROM status fs INDEXED BY " + index + " WHERE fs.account_id = ? AND fs.visible = 1 AND " + condition
	args := []any{s.account}
	if sc.sticky() {
		among += " UNION ALL SELECT fs.entry_id FROM status fs INDEXED BY status_changed WHERE fs.account_id = ? AND fs.changed_at > 0 AND fs.changed_at >= ?"
		args = append(args, s.account, sc.KeepSince.UnixMilli())
	}
	var n int
	if _, err := q.get("SELECT count(*) FROM ("+among+" LIMIT ?)", append(slices.Clip(args), heldFew+1), &n); err != nil || n > heldFew {
		return few, err
	}
	return append(few, cond{sc.lookUp(n) + "search.rowid IN (SELECT fd.id FROM (" + among + ") f CROSS JOIN doc fd ON fd.entry_id = f.entry_id)", args}), nil
}

// lookUp is what stands before the row number in a condition on n rows: nothing, so
// that SQLite looks each of them up, or a unary +, which keeps it from that. For the
// beginning of a word FTS5 would gather its hits again for each row.
func (sc *scope) lookUp(n int) string {
	if n <= lookedUp && !sc.gathers {
		return ""
	}
	return "+"
}

// scan looks at what the index does not have yet and keeps what matches: what
// has just arrived is found before it is indexed.
func (s *Store) scan(q querier, sc *scope, match *feed.Expr) (source, error) {
	found := source{held: true}
	here := *sc
	// The whole expression is checked in memory, where no copies are known.
	here.match, here.Fold = nil, false
	fresh, err := s.notIndexed(q, here.conditions(here.sticky(), false))
	if err != nil {
		return found, err
	}
	for i := range fresh {
		if m := &fresh[i]; m.is(match) {
			id := m.item.Entry.ID
			found.memory = append(found.memory, place{firstDoc(m.sortDate) + id%docsPerSecond, id})
		}
	}
	slices.SortFunc(found.memory, place.compare)
	return found, nil
}

// notIndexed reads the newest entries that the index does not have yet, bounded.
func (s *Store) notIndexed(q querier, where []cond) ([]matcher, error) {
	var ranges []place // hi, lo
	err := all(q, "SELECT hi, lo FROM unindexed ORDER BY hi DESC LIMIT 32", nil, func(rows *sql.Rows) error {
		var r place
		err := rows.Scan(&r.sort, &r.id)
		ranges = append(ranges, r)
		return err
	})
	if err != nil || len(ranges) == 0 {
		return nil, err
	}
	dates := make(map[int64]int64)
	var ids []int64
	for _, r := range ranges {
		if len(ids) >= scanned {
			break
		}
		// By number and not by date: what arrived last is what is not indexed.
		part := source{
			from: "status s", column: "s.entry_id", id: "s.sort_date",
			where: append([]cond{{"s.entry_id BETWEEN ? AND ?", []any{r.id, r.sort}}}, where...),
		}
		got, err := part.read(q, s.account, span{down: true}, scanned-len(ids))
		if err != nil {
			return nil, err
		}
		for _, p := range got {
			dates[p.sort] = p.id
			ids = append(ids, p.sort)
		}
	}
	items, err := s.items(q, ids, true)
	if err != nil {
		return nil, err
	}
	subs, err := readSubscribed(q, s.account)
	if err != nil {
		return nil, err
	}
	byFeed := make(map[int64]subscribed, len(subs))
	for _, sub := range subs {
		byFeed[sub.id] = sub
	}
	out := make([]matcher, 0, len(items))
	for i := range items {
		e := &items[i].Entry
		out = append(out, matcher{item: &items[i], sub: byFeed[e.FeedID], sortDate: dates[e.ID]})
	}
	return out, nil
}
