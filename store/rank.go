package store

import (
	"database/sql"
	"math"
	"slices"

	"lede/feed"
)

// titleHits are the newest hits that have all the words in their titles.
func (s *Store) titleHits(q querier, sc *scope, words *feed.Expr, above cond) ([]place, error) {
	wanted := askOf(inTitles(words))
	if wanted.kind != asksFor {
		return nil, nil
	}
	hits, err := s.hits(q, sc, wanted)
	if err != nil {
		return nil, err
	}
	near := hits.with(above)
	return near.newer().read(q, s.account, span{down: true}, rankedTitles)
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
	now := s.opts.Now().UnixMilli()
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
