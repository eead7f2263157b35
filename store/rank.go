package store

import (
	"cmp"
	"database/sql"
	"math"
	"slices"

	"lede/feed"
)

// ranked is a list of the best matches first: of the newest hits and of those
// whose title matches; the other hits follow by date. A rank over all hits of a
// common word would read them all.
func (s *Store) ranked(q querier, sc *scope, words *feed.Expr, hits, fresh source) (*plan, error) {
	newest, err := s.newestHits(q, hits)
	if err != nil {
		return nil, err
	}
	var titled []place
	if !newest.whole { // else they are among the newest
		if titled, err = s.titleHits(q, sc, words, newest.above); err != nil {
			return nil, err
		}
	}
	candidates := slices.Concat(newest.places, titled, fresh.memory)
	slices.SortFunc(candidates, func(a, b place) int { return cmp.Compare(a.id, b.id) })
	candidates = slices.CompactFunc(candidates, func(a, b place) bool { return a.id == b.id })
	scores, err := s.scores(q, candidates, words)
	if err != nil {
		return nil, err
	}
	best := source{held: true}
	for _, c := range candidates {
		best.memory = append(best.memory, place{-scores[c.id], c.id})
	}
	slices.SortFunc(best.memory, place.compare)
	p := &plan{groups: []group{{text: "0", sources: []source{best}, up: true}}}
	if newest.whole {
		return p, nil
	}
	others := hits.with(cond{"search.rowid < ?", []any{newest.from}})
	ids := make([]int64, 0, len(titled))
	for _, t := range titled {
		ids = append(ids, t.id)
	}
	others = others.with(cond{"d.entry_id NOT IN (SELECT value FROM json_each(?))", []any{idList(ids)}})
	p.groups = append(p.groups, group{text: "1", sources: []source{others}})
	return p, nil
}

// newestHits are the hits that a ranking looks at beside those by title.
type newestHits struct {
	places []place
	from   int64 // the row number from which on these are all there are
	above  cond  // where titles are to be looked for: among the newest, if these had enough
	whole  bool  // there are no others
}

// newestHits finds rankedHits at most. Those among the newest entries do where they
// are not few: to find some hundreds, conditions that few fit would go through most
// of the index. Where texts are compared it is the entries that bound it: of a
// phrase of common words there may be few hits among many.
func (s *Store) newestHits(q querier, hits source) (newest newestHits, err error) {
	bound, doubted := rankedHits, hits.doubted
	if doubted != nil {
		bound = rankedTexts
		hits = hits.likely()
	}
	newest.above = everything
	near := hits.newer() // all others would have to be gathered
	if hits.older == nil {
		if newest.above, err = s.newestDocs(q); err != nil {
			return newest, err
		}
		some := hits.with(newest.above)
		near = &some
	}
	enough := false
	if hits.older != nil || newest.above.args != nil {
		newest.places, err = near.read(q, s.account, span{down: true}, bound)
		enough = len(newest.places) >= enoughRanked
	}
	if err == nil && !enough {
		newest.above = everything
		newest.places, err = hits.read(q, s.account, span{down: true}, bound)
		newest.whole = len(newest.places) < bound
	}
	if err != nil || len(newest.places) == 0 {
		return newest, err
	}
	newest.from = newest.places[len(newest.places)-1].sort
	if doubted != nil {
		newest.places, err = confirm(q, *doubted, newest.places)
	}
	return newest, err
}

// everything is no condition.
var everything = cond{sql: "1"}

// newestDocs is the condition that a row of the index is of one of the newest
// entries that a ranking looks among first, as far as they came in order of
// date; everything in a library that has no more.
func (s *Store) newestDocs(q querier) (cond, error) {
	var doc int64
	found, err := q.get(`SELECT id FROM doc WHERE entry_id <= (SELECT max(seq) FROM sqlite_sequence WHERE name = 'entry') - ?
		ORDER BY entry_id DESC LIMIT 1`, []any{s.rankedAmong}, &doc)
	if err != nil || !found {
		return everything, err
	}
	return cond{"search.rowid >= ?", []any{doc}}, nil
}

// titleHits are the newest hits that have all the words in their titles: of a
// phrase, those among the newest that have its words there.
func (s *Store) titleHits(q querier, sc *scope, words *feed.Expr, above cond) ([]place, error) {
	wanted := askOf(inTitles(words))
	if wanted.kind != asksFor {
		return nil, nil
	}
	hits, err := s.hits(q, sc, wanted)
	if err != nil {
		return nil, err
	}
	some := hits.with(above)
	near := some.newer()
	if near.doubted == nil {
		return near.read(q, s.account, span{down: true}, rankedTitles)
	}
	likely := near.likely()
	places, err := likely.read(q, s.account, span{down: true}, rankedHits)
	if err != nil {
		return nil, err
	}
	titled, err := confirm(q, *near.doubted, places)
	return titled[:min(len(titled), rankedTitles)], err
}

// inTitles is an expression with its words looked for in titles alone, but for
// those that are to be nowhere.
func inTitles(e *feed.Expr) *feed.Expr {
	if e.Op == feed.Not {
		return e
	}
	out := *e
	if out.Op == feed.Match && out.Term.Field == feed.AnyText {
		out.Term.Field = feed.FieldTitle
	}
	out.Args = nil
	for _, a := range e.Args {
		out.Args = append(out.Args, inTitles(a))
	}
	return &out
}

// titleHas says whether the title of an entry that matches has all that is looked
// for.
func titleHas(e *feed.Expr, title string) bool {
	switch e.Op {
	case feed.And:
		return !slices.ContainsFunc(e.Args, func(a *feed.Expr) bool { return !titleHas(a, title) })
	case feed.Or:
		return slices.ContainsFunc(e.Args, func(a *feed.Expr) bool { return titleHas(a, title) })
	case feed.Not:
		return true
	}
	return e.Term.Field != feed.AnyText && e.Term.Field != feed.FieldTitle || indexNeedle(e.Term).within(title)
}

// scores weighs candidates: a title that matches, how early and how often the
// words come in the summary, and how new the entry is.
func (s *Store) scores(q querier, candidates []place, words *feed.Expr) (map[int64]int64, error) {
	ids := make([]int64, 0, len(candidates))
	for _, c := range candidates {
		ids = append(ids, c.id)
	}
	terms := termsOf(words)
	now := (floorDiv(s.opts.Now().UnixMilli(), hour) + 1) * hour // pages that are read one after the other have one order
	scores := make(map[int64]int64, len(ids))
	err := all(q, "SELECT s.entry_id, s.sort_date, s.starred, e.title, e.summary FROM json_each(?) j CROSS JOIN status s ON s.account_id = ? AND s.entry_id = j.value CROSS JOIN entry e ON e.id = s.entry_id",
		[]any{idList(ids), s.account}, func(rows *sql.Rows) error {
			var id, date int64
			var starred bool
			var title, summary string
			if err := rows.Scan(&id, &date, &starred, &title, &summary); err != nil {
				return err
			}
			score := 0.0
			if titleHas(words, forIndex(title)) {
				score += 3
			}
			score += 2*share(terms, title) + share(terms, summary)
			if starred {
				score += 0.5
			}
			// Half as much for each four weeks of age.
			age := max(0, float64(now-date)/float64(4*7*24*hour))
			score += 2 * math.Exp2(-age)
			scores[id] = int64(score * 1e6)
			return nil
		})
	return scores, err
}

// share is the part of the terms that a text has.
func share(terms []needle, text string) float64 {
	if len(terms) == 0 {
		return 0
	}
	n := 0
	words := wordsOf(text)
	for _, t := range terms {
		if t.in(words) {
			n++
		}
	}
	return float64(n) / float64(len(terms))
}
