package store

import (
	"math"
	"slices"

	"lede/feed"
)

// narrow makes conditions part of the scope that stand beside the words, so that
// the index is asked for them rather than each hit: feeds, dates, flags, a tag
// that few entries have. It returns what is left.
func (s *Store) narrow(q querier, sc *scope, rest *feed.Expr) (*feed.Expr, error) {
	if rest == nil {
		return nil, nil
	}
	args := []*feed.Expr{rest}
	if rest.Op == feed.And {
		args = rest.Args
	}
	var left []*feed.Expr
	for _, a := range args {
		taken := false
		if a.Op == feed.Match {
			var err error
			if taken, err = s.take(q, sc, a.Term); err != nil {
				return nil, err
			}
		}
		if !taken {
			left = append(left, a)
		}
	}
	return conjunction(left), nil
}

// take makes one condition part of the scope, if it can be.
func (s *Store) take(q querier, sc *scope, t feed.Term) (taken bool, err error) {
	at := t.Time
	switch t.Field {
	case feed.FieldSince:
		if sc.Since.Before(at) {
			sc.Since = at
		}
		return true, nil
	case feed.FieldBefore:
		if sc.Until.IsZero() || at.Before(sc.Until) {
			sc.Until = at
		}
		return true, nil
	case feed.FieldIs:
		return sc.takeFlag(t.Text), nil
	case feed.FieldTag:
		return s.takeTag(q, sc, t)
	case feed.FieldFeed, feed.FieldIn:
		if sc.tagged {
			return false, nil
		}
		ids, err := s.feedsOf(q, t)
		if err != nil {
			return false, err
		}
		if !sc.allFeeds {
			ids = slices.DeleteFunc(ids, func(id int64) bool { return !slices.Contains(sc.feeds, id) })
		}
		sc.allFeeds, sc.feeds = false, ids
		return true, nil
	}
	return false, nil
}

// takeFlag makes is: part of the scope where that says nothing of the flag yet.
func (sc *scope) takeFlag(name string) bool {
	flag, value := map[string]**bool{"unread": &sc.Read, "read": &sc.Read, "starred": &sc.Starred, "later": &sc.Later}[name], name != "unread"
	if flag == nil || *flag != nil && **flag != value {
		return false
	}
	*flag = &value
	return true
}

// takeTag makes tag: part of the scope where no feed has it and few entries:
// those that are labelled so, and those whose publisher says it. The rows of
// the index that these have are then asked for.
func (s *Store) takeTag(q querier, sc *scope, t feed.Term) (taken bool, err error) {
	feeds, err := s.feedsOf(q, t)
	if err != nil || len(feeds) > 0 || sc.docs != nil {
		return false, err
	}
	a := askTag(t)
	if a.kind != asksFor { // nothing to look for
		return false, nil
	}
	tagged := a.compared("search.rowid", "d.entry_id")
	var docs []int64
	for _, of := range []struct {
		query string
		args  []any
	}{
		{"SELECT d.id FROM label l CROSS JOIN doc d ON d.entry_id = l.entry_id WHERE l.account_id = ? AND l.name = ? LIMIT ?", []any{s.account, t.Text, heldFew + 1}},
		{
			"SELECT search.rowid FROM search CROSS JOIN doc d ON d.id = search.rowid WHERE search MATCH ? AND " + tagged.sql + " LIMIT ?",
			append(append([]any{a.text}, tagged.args...), heldFew+1),
		},
	} {
		found, err := idsFrom(q, of.query, of.args...)
		if err != nil {
			return false, err
		}
		docs = append(docs, found...)
	}
	if len(docs) > heldFew {
		return false, nil
	}
	if sc.docs = docs; docs == nil { // none has it
		sc.docs = []int64{math.MinInt64}
	}
	return true, nil
}
