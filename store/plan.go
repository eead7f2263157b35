package store

import (
	"errors"
	"slices"
	"strings"

	"lede/feed"
)

// plan is how a list is read.
type plan struct {
	groups []group // in list order
}

// each hands a window's places to yield in the order of reading: against the
// list's own where w.Backward.
func (p *plan) each(q querier, account int64, w feed.Window, yield func(text string, at place) error) error {
	limit := w.Limit
	if limit == 0 {
		limit = 1000
	}
	groups := slices.Clone(p.groups)
	if w.Backward {
		slices.Reverse(groups)
	}
	for i := range groups {
		g := &groups[i]
		sp := span{down: g.up == w.Backward}
		if w.From != nil {
			c := strings.Compare(g.text, w.From.Text)
			if w.Backward {
				c = -c
			}
			if c < 0 {
				continue // lies before the place
			}
			if c == 0 {
				sp.from, sp.inclusive = &place{w.From.Sort, w.From.EntryID}, w.Inclusive
			}
		}
		if err := g.each(q, account, sp, limit, func(at place) error { return yield(g.text, at) }); err != nil {
			return err
		}
	}
	return nil
}

// count counts the places of a list, up to a limit, and those of them before one of
// its places, if one is given.
func (p *plan) count(q querier, account int64, limit int, before *feed.Key) (total, index int, err error) {
	if len(p.groups) == 1 && len(p.groups[0].sources) == 1 && (before == nil || before.Text == p.groups[0].text) {
		g := &p.groups[0] // there are no doubles to be left out
		var at *place
		if before != nil {
			at = &place{before.Sort, before.EntryID}
		}
		return g.sources[0].count(q, account, !g.up, limit, at)
	}
	if total, err = p.countFrom(q, account, feed.Window{Limit: limit}); err != nil || before == nil {
		return total, 0, err
	}
	index, err = p.countFrom(q, account, feed.Window{From: before, Backward: true, Limit: limit})
	return total, index, err
}

// countFrom counts the places of a window, up to its limit.
func (p *plan) countFrom(q querier, account int64, w feed.Window) (n int, err error) {
	err = p.each(q, account, w, func(string, place) error {
		if n++; n == w.Limit {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return n, err
}
