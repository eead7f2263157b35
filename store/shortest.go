package store

import (
	"database/sql"
	"math"
	"slices"
)

// unknownSize is what sizeOf says of what no counter has.
const unknownSize = -1

// sizeOf is how many entries a scope has at most, or unknownSize.
func (s *Store) sizeOf(q querier, sc *scope) (n int, err error) {
	switch {
	case !sc.Fresh.IsZero():
		return s.freshSize(q, sc)
	case is(sc.Starred, true), is(sc.Later, true), sc.StoryID != 0, !sc.Since.IsZero():
		return unknownSize, nil
	}
	column := "total"
	if is(sc.Read, false) && !sc.sticky() {
		column = "unread"
	}
	query, args := "SELECT coalesce(sum("+column+"), 0) FROM counter WHERE account_id = ?", []any{s.account}
	if !sc.allFeeds {
		query, args = query+" AND feed_id IN (SELECT value FROM json_each(?))", append(args, idList(sc.feeds))
	}
	if _, err = q.get(query, args, &n); sc.tagged && n <= heldKept {
		n = unknownSize // there are labelled ones beside
	}
	return n, err
}

// Up to mostFresh it is counted what arrived today, and looked for from the newest
// number down, until so many in a row are older.
const (
	mostFresh = 20_000
	freshGap  = 2000
)

// freshSize counts what arrived since sc.Fresh, and notes the lowest number among
// it: numbers follow arrival, so that the table itself is read from there, which
// costs a tenth of being led to each row by an index; and every index tells older
// entries by their number. Where there is very much no number is noted: a walk
// finds some soon then.
func (s *Store) freshSize(q querier, sc *scope) (n int, err error) {
	var lowest int64
	newest, err := newestEntry(q)
	if err != nil {
		return 0, err
	}
	next := newest + 1
	for ; next > 1 && n < mostFresh; next -= freshGap {
		var here int
		var low int64
		if _, err := q.get("SELECT count(*), coalesce(min(s.entry_id), 0) FROM "+allStatuses+" WHERE s.account_id = ? AND s.entry_id >= ? AND s.entry_id < ? AND s.visible = 1 AND s.arrived >= ?",
			[]any{s.account, next - freshGap, next, sc.Fresh.UnixMilli()}, &here, &low); err != nil {
			return 0, err
		}
		if here == 0 {
			sc.minID = max(lowest, 1)
			return n, nil
		}
		n, lowest = n+here, low
	}
	if next <= 1 {
		sc.minID = max(lowest, 1)
	}
	return n, nil
}

// newestEntry is the highest number that an entry was given; 0: none was.
func newestEntry(q querier) (id int64, err error) {
	_, err = q.get("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'entry'", nil, &id)
	return id, err
}

// feedsFresh are the feeds that have entries since sc.Fresh.
func (s *Store) feedsFresh(q querier, sc *scope) (have map[int64]bool, err error) {
	have = make(map[int64]bool)
	err = all(q, "SELECT DISTINCT s.feed_id FROM "+allStatuses+" WHERE s.account_id = ? AND s.visible = 1 AND s.entry_id >= ? AND s.arrived >= ?",
		[]any{s.account, sc.minID, sc.Fresh.UnixMilli()}, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			have[id] = true
			return err
		})
	return have, err
}

// allStatuses is the table itself, in order of the entries' numbers.
const allStatuses = "status s INDEXED BY sqlite_autoindex_status_1"

// gathered are the sources of a scope where all of it is read, in whatever order:
// of what arrived today the table itself, so that no index leads to each row.
func (s *Store) gathered(q querier, sc *scope) ([]source, error) {
	if sc.minID == 0 || sc.tagged || is(sc.Starred, true) || is(sc.Later, true) {
		return s.sources(q, sc)
	}
	return []source{{from: allStatuses, where: sc.conditions(sc.sticky(), false)}}, nil
}

// shortest is a list by reading time. A small one is sorted for each window, a
// large one walked in the order of the index over all.
func (s *Store) shortest(q querier, sc *scope) (*plan, error) {
	size, err := s.sizeOf(q, sc)
	if err != nil {
		return nil, err
	}
	if size != unknownSize {
		most, err := s.walkedFrom(q)
		if err != nil || size > most && !(sc.minID > 0 && sc.Read != nil) {
			return sc.walkByWords(), err
		}
	}
	sources, err := s.gathered(q, sc)
	if err != nil {
		return nil, err
	}
	left := heldSmall
	for i := range sources {
		src := &sources[i]
		if src.held { // its places are dates
			if *src, err = s.byWords(q, src.memory); err != nil {
				return nil, err
			}
			continue
		}
		if size == unknownSize {
			n, err := src.size(q, s.account, left+1)
			if left -= n; err != nil || left < 0 {
				return sc.walkByWords(), err
			}
		}
		src.column, src.sorts = "s.words", true
	}
	return &plan{groups: []group{{sources: sources, up: true}}}, nil
}

// ledBy reads an index on status as i, and the rows that it leads to as s. Conditions
// on columns of i are checked before the row is looked up, at a tenth of the cost.
func ledBy(index string) string {
	return "status i INDEXED BY " + index + " CROSS JOIN status s ON s.account_id = i.account_id AND s.entry_id = i.entry_id"
}

// walkByWords is a list in the order of the index over all.
func (sc *scope) walkByWords() *plan {
	of := cond{"i.account_id = ? AND i.visible = 1", []any{sc.account}}
	also := func(sql string, args ...any) {
		of.sql, of.args = of.sql+" AND "+sql, append(of.args, args...)
	}
	if sc.minID > 0 {
		also("i.entry_id >= ?", sc.minID)
	}
	switch {
	case sc.allFeeds:
	case sc.tagged:
		also("(i.feed_id IN (SELECT value FROM json_each(?)) OR i.entry_id IN (SELECT l.entry_id FROM label l WHERE l.account_id = ? AND l.name = ?))",
			idList(sc.feeds), sc.account, sc.Tag)
	default:
		also("i.feed_id IN (SELECT value FROM json_each(?))", idList(sc.feeds))
	}
	return &plan{groups: []group{{up: true, sources: []source{{
		from: ledBy("status_words"), column: "i.words", id: "i.entry_id",
		where: append([]cond{of}, sc.conditions(sc.sticky(), false)...),
	}}}}}
}

// walkedFrom is how many entries a list by reading time must have to be walked in the
// order of the index over all entries, rather than sorted anew for each window. A walk
// passes the entries of others too, the more the smaller the list's share of all is;
// to pass one costs a tenth of what it costs to sort one.
func (s *Store) walkedFrom(q querier) (int, error) {
	var total float64
	_, err := q.get("SELECT coalesce(sum(total), 0) FROM counter WHERE account_id = ?", []any{s.account}, &total)
	return min(heldSmall, int(math.Sqrt(8*total))), err
}

// size is how many a source has, up to a bound, counted in whatever order is cheapest.
func (src *source) size(q querier, account int64, bound int) (n int, err error) {
	query, args := src.unordered(account, "1", bound)
	_, err = q.get("SELECT count(*) FROM ("+query+")", args, &n)
	return n, err
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
	slices.SortFunc(held.memory, place.compare)
	return held, err
}
