package store

import (
	"context"
	"sync/atomic"
	"time"
)

// mergePages is how much one step merges of the search index, in pages that it
// writes: about 5 ms. How many pages it reads for one is another matter: of what
// was mostly dropped they are a hundred, and each may have to come from the disk.
// mostMerges is how many steps follow one that wrote to the index.
const (
	mergePages = 16
	mostMerges = 64
)

// pace chooses how much one step of some work does: least at first, since its pages may
// have to come from the disk, then twice or half as much as the step before, so that
// one takes between a quarter and a half of longestBatch, and most at most.
type pace struct {
	least, most int64
	now         atomic.Int64 // 0: least
}

func (p *pace) step() int64 { return max(p.least, p.now.Load()) }

// took says how long a step of so much took.
func (p *pace) took(much int64, d time.Duration) {
	switch {
	case d > longestBatch/2:
		p.now.Store(much / 2)
	case d < longestBatch/4:
		p.now.Store(min(p.most, 2*much))
	}
}

// again has the next step be a first one.
func (p *pace) again() { p.now.Store(0) }

// How many segments of one size make a larger one. Of few, a search looks in few
// places; of many, each word is written again half as often, which is right while
// a great deal is indexed.
const (
	fewSegments  = 4
	manySegments = 16
)

// mergeBy says how many segments of the search index are merged into one.
func (t *tx) mergeBy(segments int) error {
	now, err := mergedBy(t)
	if err != nil || now == segments {
		return err
	}
	return t.exec("INSERT INTO search (search, rank) VALUES ('usermerge', ?)", segments)
}

func mergedBy(q querier) (segments int, err error) {
	found, err := q.get("SELECT v FROM search_config WHERE k = 'usermerge'", nil, &segments)
	if !found {
		segments = fewSegments
	}
	return segments, err
}

// settle has segments merged by few again, now that all is indexed.
func (c *core) settle(ctx context.Context) (changed bool, err error) {
	if now, err := mergedBy(c.read(ctx)); err != nil || now == fewSegments {
		return false, err
	}
	return true, c.write(ctx, background, func(t *tx) error { return t.mergeBy(fewSegments) })
}

// mergeSome merges segments of the search index, as FTS5 does by itself when it
// is written to, but in steps that let the user's writes through: by itself it
// merges hundreds of pages at once. It says whether there is more to do.
func (c *core) mergeSome(ctx context.Context) (more bool, err error) {
	for _, index := range [...]string{"search", "recent"} {
		var worked bool
		err := c.write(ctx, background, func(t *tx) error {
			before, err := t.totalChanges()
			if err != nil {
				return err
			}
			start, pages := time.Now(), c.merging.step()
			if err := t.exec("INSERT INTO "+index+" ("+index+", rank) VALUES ('merge', ?)", pages); err != nil {
				return err
			}
			took := time.Since(start)
			after, err := t.totalChanges()
			if worked = after-before >= 2; worked { // as FTS5's manual says it; how quickly nothing is done says nothing
				c.merging.took(pages, took)
			}
			return err
		})
		if err != nil || worked {
			return worked, err
		}
	}
	return false, nil
}

// mergeAll merges what the last step has made worth it.
func (c *core) mergeAll(ctx context.Context) error {
	for range mostMerges {
		if more, err := c.mergeSome(ctx); err != nil || !more {
			return err
		}
	}
	return nil
}

func (t *tx) totalChanges() (n int64, err error) {
	_, err = t.get("SELECT total_changes()", nil, &n)
	return n, err
}
