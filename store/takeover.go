package store

import (
	"context"
	"iter"

	"lede/feed"
)

// TakeOver brings the stories that another database has into this one, and what
// the user did in it: subscriptions, marks, labels and saved searches. What was set
// here later stays.
func (s *Store) TakeOver(ctx context.Context, from *Store) error {
	subs, err := from.Subscriptions(ctx)
	if err != nil {
		return err
	}
	done, err := s.Subscribe(ctx, subs)
	if err != nil {
		return err
	}
	for i, sub := range subs {
		for _, hidden := range []bool{false, true} {
			of := feed.Window{Filter: feed.Filter{FeedIDs: []int64{sub.ID}, Hidden: &hidden}}
			if err := inBatches(from.Entries(ctx, of, true), entriesBatch, func(items []Item) error {
				return s.takeStories(ctx, sub.Feed, done[i].FeedID, items)
			}); err != nil {
				return err
			}
		}
	}
	if err := inBatches(from.Statuses(ctx), entriesBatch, func(records []StatusRecord) error {
		_, _, err := s.ImportStatuses(ctx, records)
		return err
	}); err != nil {
		return err
	}
	return s.takeSearches(ctx, from)
}

// takeStories takes over stories of one feed, as if it had given them now; it is
// asked for soon.
func (s *Store) takeStories(ctx context.Context, f feed.Feed, feedID int64, items []Item) error {
	doc := &feed.Document{Title: f.Title, HomePageURL: f.HomePageURL}
	for _, item := range items {
		doc.Entries = append(doc.Entries, item.Entry)
	}
	_, err := s.Store(ctx, []feed.Answer{{FeedID: feedID, At: s.opts.Now(), Outcome: feed.OutcomeFetched, Document: doc}})
	return err
}

// takeSearches takes over saved searches, with the order that the user gave them.
func (s *Store) takeSearches(ctx context.Context, from *Store) error {
	views, err := from.Views(ctx)
	if err != nil {
		return err
	}
	for _, v := range views {
		if v.Kind != feed.ViewSearch {
			continue
		}
		own, err := s.SaveSearch(ctx, v.Name, v.Path)
		if err == nil && v.Sort != "" {
			err = s.SetSort(ctx, own.Ref(), v.Sort)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inBatches hands over what comes, so many at a time at most.
func inBatches[T any](from iter.Seq2[T, error], most int, do func([]T) error) error {
	var batch []T
	for item, err := range from {
		if err != nil {
			return err
		}
		if batch = append(batch, item); len(batch) == most {
			if err := do(batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return do(batch)
}
