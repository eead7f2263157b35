package store

import (
	"cmp"
	"errors"
	"slices"
	"sync"
)

// How many hits are compared with their texts in one batch, at most and at least. The
// texts of a batch are read in the order in which they are stored, by two connections
// at once. In a hurry batches are small, since one that was begun is not given up.
const (
	confirmedAtOnce = 400
	confirmedSoon   = 24
	confirmedLeast  = 8
)

// readConfirmed is read for a source of hits that the index leaves in doubt: it reads
// them batch by batch and keeps those whose texts match.
func (src *source) readConfirmed(q querier, account int64, sp span, limit int) (out []place, err error) {
	likely, most := src.likely(), confirmedAtOnce
	_, hurry := placesBy(q)
	if hurry != nil {
		most = confirmedSoon
	}
	for batch := min(limit, most); ; {
		some, short := likely.scan(q, account, sp, batch, func() {})
		if short != nil && !errors.Is(short, errShort) {
			return nil, short
		}
		sure, err := confirm(q, *src.doubted, some)
		if err != nil {
			return nil, err
		}
		if out = append(out, sure...); len(out) >= limit {
			return out[:limit], nil
		}
		if len(sure) > 0 {
			hurry.found()
		}
		if short != nil || len(some) < batch {
			return out, short
		}
		sp.from, sp.inclusive = &some[len(some)-1], false
		// As many as are needed if of these as few match as of those.
		batch = max(confirmedLeast, min(most, (limit-len(out))*batch/max(1, len(sure))))
	}
}

// confirm are those of some hits whose texts match.
func confirm(q querier, wanted ask, hits []place) ([]place, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	docs := make([]int64, len(hits))
	inOrder := slices.Clone(hits)
	slices.SortFunc(inOrder, func(a, b place) int { return cmp.Compare(a.id, b.id) })
	for i, h := range inOrder {
		docs[i] = h.sort
	}
	parts := [][]int64{docs}
	if _, writing := q.(*tx); !writing && len(docs) >= confirmedLeast {
		parts = [][]int64{docs[:len(docs)/2], docs[len(docs)/2:]}
	}
	found, errs := make([][]int64, len(parts)), make([]error, len(parts))
	var others sync.WaitGroup
	for i := range parts[1:] {
		others.Go(func() { found[i+1], errs[i+1] = matching(q, wanted, parts[i+1]) })
	}
	found[0], errs[0] = matching(q, wanted, parts[0])
	others.Wait()
	sure := make(map[int64]bool, len(hits))
	for _, doc := range slices.Concat(found...) {
		sure[doc] = true
	}
	return slices.DeleteFunc(slices.Clone(hits), func(h place) bool { return !sure[h.sort] }), errors.Join(errs...)
}

// matching are those of some rows of the index whose texts match.
func matching(q querier, wanted ask, docs []int64) ([]int64, error) {
	does := wanted.compared("d.id", "d.entry_id")
	return idsFrom(q, "SELECT d.id FROM json_each(?) j CROSS JOIN doc d ON d.id = j.value WHERE "+does.sql, append([]any{idList(docs)}, does.args...)...)
}
