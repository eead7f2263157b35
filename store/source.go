package store

import (
	"cmp"
	"container/heap"
	"database/sql"
	"errors"
	"slices"
	"strings"
)

// place is where an entry stands in a list: by the number it is sorted by, then
// by its own.
type place struct{ sort, id int64 }

func (p place) compare(q place) int {
	switch {
	case p.sort != q.sort:
		if p.sort < q.sort {
			return -1
		}
		return 1
	case p.id < q.id:
		return -1
	case p.id > q.id:
		return 1
	}
	return 0
}

// source gives entries in the order of a list. It is a range of an index, so
// that nothing is ever sorted; or a few places in memory.
type source struct {
	index  string // the index on status that it is a range of
	from   string // other tables to read from instead of the index, with status as s
	column string // what it is sorted by: 'sort_date' if empty
	id     string // the entry's number: 's.entry_id' if empty
	where  []cond // the range first, then what is checked row by row
	// doubted is what its texts are to be compared by; nil: nothing. As a condition it
	// comes after all others.
	doubted *ask
	sorts   bool // it is no range of an index by column, and small: SQLite sorts it for each window

	// A source that reads the index of what is recent has these too.
	older   *source // the hits below it, which the whole index has
	instead *source // the same hits from the whole index, where recent was cut back meanwhile
	lowest  int64   // the lowest row number that recent had when the source was made

	memory []place // ascending; instead of all the above
	held   bool    // memory it is
}

// span is which part of a source to read, and in which direction.
type span struct {
	from      *place
	inclusive bool
	down      bool // from high to low
}

// read reads up to limit places of a source. With errShort, where time ran out, come
// those that were read by then.
func (src *source) read(q querier, account int64, sp span, limit int) ([]place, error) {
	if src.held {
		return src.recall(sp, limit), nil
	}
	if src.older != nil {
		first, second := src.newer(), src.older
		if !sp.down {
			first, second = second, first
		}
		out, err := first.read(q, account, sp, limit)
		if err != nil || len(out) == limit {
			return out, err
		}
		rest, err := second.read(q, account, sp, limit-len(out))
		return append(out, rest...), err
	}
	if src.doubted != nil {
		return src.readConfirmed(q, account, sp, limit)
	}
	_, hurry := placesBy(q)
	return src.scan(q, account, sp, limit, hurry.found)
}

// scan is read for a source that is read by one statement. found is called for each
// place.
func (src *source) scan(q querier, account int64, sp span, limit int, found func()) ([]place, error) {
	query, args := src.text(account, sp, limit)
	out := make([]place, 0, min(limit, 64))
	by, hurry := placesBy(q)
	short := all(by, query, args, func(rows *sql.Rows) error {
		var p place
		if err := rows.Scan(&p.sort, &p.id); err != nil {
			return err
		}
		out = append(out, p)
		found()
		return nil
	})
	if hurry.stopped(short) {
		short = errShort
	} else if short != nil {
		return nil, short
	}
	if cut, err := src.cut(q); err != nil {
		return nil, err
	} else if cut {
		return src.instead.scan(q, account, sp, limit, found)
	}
	return out, short
}

// count counts the places of a source in a list's order, up to a limit, and those of
// them before a place, if one is given, without any leaving the database.
func (src *source) count(q querier, account int64, down bool, limit int, before *place) (total, ahead int, err error) {
	if src.held {
		for _, p := range src.recall(span{down: down}, limit) {
			if total++; before != nil && p != *before && (p.compare(*before) > 0) == down {
				ahead++
			}
		}
		return total, ahead, nil
	}
	if src.older != nil {
		if total, ahead, err = src.newer().count(q, account, down, limit, before); err != nil || total == limit {
			return total, ahead, err
		}
		more, moreAhead, err := src.older.count(q, account, down, limit-total, before)
		return total + more, ahead + moreAhead, err
	}
	query, args := src.text(account, span{down: down}, limit)
	query = "WITH place(sort, id) AS (" + query + ") SELECT count(*), "
	if before == nil {
		query += "0"
	} else {
		query += "count(*) FILTER (WHERE (sort, id) " + map[bool]string{true: ">", false: "<"}[down] + " (?, ?))"
		args = append(args, before.sort, before.id)
	}
	if _, err := q.get(query+" FROM place", args, &total, &ahead); err != nil {
		return 0, 0, err
	}
	if cut, err := src.cut(q); err != nil || !cut {
		return total, ahead, err
	}
	return src.instead.count(q, account, down, limit, before)
}

// cut says whether the index of what is recent was cut back since the source was made,
// so that what was just read from it may lack some hits.
func (src *source) cut(q querier) (bool, error) {
	if src.instead == nil {
		return false, nil
	}
	from, ok, err := recentFrom(q)
	return err == nil && (!ok || from > src.lowest), err
}

// newer is a source without what goes on below it.
func (src *source) newer() *source {
	alone := *src
	alone.older = nil
	return &alone
}

// with is a source with one condition more.
func (src source) with(c cond) source {
	return src.changed(func(part *source) { part.where = append(slices.Clip(part.where), c) })
}

// likely is a source of all hits that may match, before their texts are looked at.
func (src source) likely() source {
	return src.changed(func(part *source) {
		part.where = append(slices.Clip(part.where), part.doubted.may("search.rowid"))
		part.doubted = nil
	})
}

// changed is a source in all of whose parts something is changed.
func (src source) changed(change func(*source)) source {
	change(&src)
	for _, part := range []**source{&src.older, &src.instead} {
		if *part != nil {
			changed := (*part).changed(change)
			*part = &changed
		}
	}
	return src
}

// columns are those that a source's places are read from: what it is sorted by, and
// the entry's number.
func (src *source) columns() (sort, id string) {
	return cmp.Or(src.column, "s.sort_date"), cmp.Or(src.id, "s.entry_id")
}

// rows are all rows of a source: a statement's FROM and WHERE.
func (src *source) rows(account int64) cond {
	var b strings.Builder
	b.WriteString(" FROM " + cmp.Or(src.from, "status s INDEXED BY "+src.index) + " WHERE s.account_id = ?")
	args := []any{account}
	where := src.where
	if src.doubted != nil {
		where = append(slices.Clip(where), src.doubted.compared("search.rowid", "d.entry_id"))
	}
	for _, c := range where {
		b.WriteString(" AND " + c.sql)
		args = append(args, c.args...)
	}
	return cond{b.String(), args}
}

// text is the statement that reads a part of a source. EXPLAIN QUERY PLAN tests
// hold it to its index.
func (src *source) text(account int64, sp span, limit int) (string, []any) {
	column, id := src.columns()
	all := src.rows(account)
	args := all.args
	var b strings.Builder
	b.WriteString("SELECT " + column + ", " + id + all.sql)
	order := " ASC"
	if sp.down {
		order = " DESC"
	}
	// A row number alone is a place in the search index: no two have the same.
	alone := id == noID
	if sp.from != nil {
		op := ">"
		if sp.down {
			op = "<"
		}
		if sp.inclusive {
			op += "="
		}
		if alone {
			b.WriteString(" AND " + column + " " + op + " ?")
			args = append(args, sp.from.sort)
		} else {
			b.WriteString(" AND (" + column + ", " + id + ") " + op + " (?, ?)")
			args = append(args, sp.from.sort, sp.from.id)
		}
	}
	b.WriteString(" ORDER BY " + column + order)
	if !alone {
		b.WriteString(", " + id + order)
	}
	b.WriteString(" LIMIT ?")
	return b.String(), append(args, limit)
}

// unordered is the statement that reads some columns of a source in whatever order
// is cheapest: all of it is wanted.
func (src *source) unordered(account int64, columns string, limit int) (string, []any) {
	all := src.rows(account)
	return "SELECT " + columns + all.sql + " LIMIT ?", append(all.args, limit)
}

// noID names the entry of a search hit, whose row number alone is its place.
const noID = "d.entry_id"

// recall is read for places in memory.
func (src *source) recall(sp span, limit int) []place {
	var out []place
	take := func(p place) bool {
		if sp.from != nil {
			c := p.compare(*sp.from)
			if sp.down {
				c = -c
			}
			if c < 0 || c == 0 && !sp.inclusive {
				return true
			}
		}
		out = append(out, p)
		return len(out) < limit
	}
	if sp.down {
		for _, p := range slices.Backward(src.memory) {
			if !take(p) {
				break
			}
		}
		return out
	}
	for _, p := range src.memory {
		if !take(p) {
			break
		}
	}
	return out
}

// hold reads a whole source into memory, ascending by another column. ok is
// false where it is larger than bound.
func (src *source) hold(q querier, account int64, column string, bound int) (held source, ok bool, err error) {
	if src.older != nil {
		held, ok, err = src.newer().hold(q, account, column, bound)
		if err != nil || !ok {
			return held, ok, err
		}
		below, ok, err := src.older.hold(q, account, column, bound-len(held.memory))
		held.memory = append(held.memory, below.memory...)
		slices.SortFunc(held.memory, place.compare)
		return held, ok, err
	}
	_, id := src.columns()
	query, args := src.unordered(account, column+", "+id, bound+1)
	held = source{held: true}
	err = all(q, query, args, func(rows *sql.Rows) error {
		var p place
		err := rows.Scan(&p.sort, &p.id)
		held.memory = append(held.memory, p)
		return err
	})
	if err == nil {
		var cut bool
		if cut, err = src.cut(q); cut {
			return src.instead.hold(q, account, column, bound)
		}
	}
	if err != nil || len(held.memory) > bound {
		return held, false, err
	}
	slices.SortFunc(held.memory, place.compare)
	held.memory = slices.Compact(held.memory)
	return held, true, nil
}

// stream reads a source in batches.
type stream struct {
	src    *source
	buffer []place
	last   span
	batch  int
	ended  bool
	short  bool // there is no time for what follows
}

// fill reads the next batch, twice as large as the one before, once all of that was
// handed on.
func (s *stream) fill(q querier, account int64) error {
	if len(s.buffer) > 0 || s.ended {
		return nil
	}
	if s.short {
		return errShort
	}
	got, err := s.src.read(q, account, s.last, s.batch)
	if err != nil && !errors.Is(err, errShort) {
		return err
	}
	if s.short = err != nil; s.short && len(got) == 0 {
		return err
	}
	s.ended = err == nil && len(got) < s.batch
	if len(got) > 0 {
		end := got[len(got)-1]
		s.last.from, s.last.inclusive = &end, false
	}
	s.buffer = got
	s.batch = min(2*s.batch, 2000)
	return nil
}

// merge is a heap of streams by their next places.
type merge struct {
	streams []*stream
	down    bool
}

func (m *merge) Len() int      { return len(m.streams) }
func (m *merge) Swap(i, j int) { m.streams[i], m.streams[j] = m.streams[j], m.streams[i] }
func (m *merge) Push(x any)    { m.streams = append(m.streams, x.(*stream)) }
func (m *merge) Pop() any {
	last := m.streams[len(m.streams)-1]
	m.streams = m.streams[:len(m.streams)-1]
	return last
}

func (m *merge) Less(i, j int) bool {
	c := m.streams[i].buffer[0].compare(m.streams[j].buffer[0])
	if m.down {
		return c > 0
	}
	return c < 0
}

// errStop ends an iteration early.
var errStop = errors.New("enough")

// group is one stretch of a list: its sources merged. Most lists have one; a
// list by feed has one for each feed.
type group struct {
	text    string // Key.Text of its rows
	sources []source
	make    func() ([]source, error) // makes the sources when the group is reached; nil: they are in sources
	up      bool                     // from low to high
}

// made are a group's sources.
func (g *group) made() ([]source, error) {
	if g.make != nil {
		return g.make()
	}
	return g.sources, nil
}

// each hands the places of a group to yield, in order, without doubles.
func (g *group) each(q querier, account int64, sp span, limit int, yield func(place) error) error {
	sources, err := g.made()
	if err != nil {
		return err
	}
	batch := max(1, limit)
	if n := len(sources); n > 1 {
		batch = max(4, 2*limit/n)
	}
	m := &merge{down: sp.down}
	for i := range sources {
		s := &stream{src: &sources[i], last: sp, batch: min(batch, 1000)}
		if err := s.fill(q, account); err != nil {
			return err
		}
		if len(s.buffer) > 0 {
			m.streams = append(m.streams, s)
		}
	}
	heap.Init(m)
	var last place
	for first := true; m.Len() > 0; {
		s := m.streams[0]
		p := s.buffer[0]
		if first || p != last {
			if err := yield(p); err != nil {
				return err
			}
		}
		last, first = p, false
		s.buffer = s.buffer[1:]
		if err := s.fill(q, account); err != nil {
			return err
		}
		if len(s.buffer) == 0 {
			heap.Pop(m)
		} else {
			heap.Fix(m, 0)
		}
	}
	return nil
}
