package store

import "context"

// mergePages is how much one step merges of the search index: about 5 ms.
// mostMerges is how many steps follow one that wrote to the index.
const (
	mergePages = 16
	mostMerges = 64
)

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
			if err := t.exec("INSERT INTO "+index+" ("+index+", rank) VALUES ('merge', ?)", mergePages); err != nil {
				return err
			}
			after, err := t.totalChanges()
			worked = after-before >= 2 // as FTS5's manual says it
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
