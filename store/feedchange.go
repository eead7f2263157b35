package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"lede/feed"
)

// side is the user's side of a feed as an action finds or leaves it: tags and
// options as JSON.
type side struct {
	Removed  bool   `json:"removed,omitempty"`
	OwnTitle string `json:"own_title,omitempty"`
	Folder   string `json:"folder,omitempty"`
	Tags     string `json:"tags"`
	Options  string `json:"options"`
}

func sideOf(s feed.Subscription) side {
	return side{OwnTitle: s.OwnTitle, Folder: cleanFolder(s.Folder), Tags: listJSON(s.Tags), Options: cmp.Or(toJSON(s.Options), "{}")}
}

// feedChange is one feed before and after an action.
type feedChange struct {
	FeedID int64 `json:"feed"`
	Before side  `json:"before"`
	After  side  `json:"after"`
}

// feedChanges are the detail of an action on subscriptions.
type feedChanges []feedChange

// side reads the user's side of a feed; nil: there is none.
func (t *tx) side(account, feedID int64) (*side, error) {
	var s side
	var removed int64
	found, err := t.get("SELECT removed_at, own_title, folder, tags, options FROM subscription WHERE account_id = ? AND feed_id = ?",
		[]any{account, feedID}, &removed, &s.OwnTitle, &s.Folder, &s.Tags, &s.Options)
	if err != nil || !found {
		return nil, err
	}
	s.Removed = removed != 0
	return &s, nil
}

// setSide puts the user's side of a feed.
func (t *tx) setSide(account, feedID int64, s side) error {
	return t.exec(`UPDATE subscription SET removed_at = CASE WHEN ?1 = 0 THEN 0 WHEN removed_at = 0 THEN ?2 ELSE removed_at END,
		own_title = ?3, folder = ?4, tags = ?5, options = ?6 WHERE account_id = ?7 AND feed_id = ?8`,
		s.Removed, t.now, s.OwnTitle, s.Folder, s.Tags, s.Options, account, feedID)
}

// changeSides makes the user's side of each feed what after returns for it, given its
// place in feedIDs and its side as it is, and journals what that changed as one action.
// A feed that is not subscribed to is an error.
func (t *tx) changeSides(account int64, feedIDs []int64, after func(i int, s side) side) error {
	var changes feedChanges
	for i, id := range feedIDs {
		before, err := t.side(account, id)
		if err != nil {
			return err
		}
		if before == nil || before.Removed {
			return fmt.Errorf("feed %d: %w", id, ErrNotFound)
		}
		c := feedChange{id, *before, after(i, *before)}
		if c.Before == c.After {
			continue
		}
		if err := t.setSide(account, id, c.After); err != nil {
			return err
		}
		changes = append(changes, c)
	}
	if len(changes) == 0 {
		return nil
	}
	words, err := t.changeWords(changes)
	if err != nil {
		return err
	}
	_, err = t.journal(account, actionFeeds, words, toJSON(changes))
	return err
}

// changeWords say what an action did to subscriptions: 'unsubscribe from The
// Wire'.
func (t *tx) changeWords(changes feedChanges) (string, error) {
	c := changes[0]
	what := fmt.Sprintf("%d feeds", len(changes))
	if len(changes) == 1 {
		if _, err := t.get("SELECT coalesce(nullif(?, ''), nullif(title, ''), url) FROM feed WHERE id = ?", []any{c.Before.OwnTitle, c.FeedID}, &what); err != nil {
			return "", err
		}
	}
	switch a, b := c.After, c.Before; {
	case a.Removed:
		return "unsubscribe from " + what, nil
	case a.Folder != b.Folder:
		return "move " + what, nil
	case a.OwnTitle != b.OwnTitle:
		return "rename " + what, nil
	case a.Tags != b.Tags:
		return "tag " + what, nil
	}
	return "set an option of " + what, nil
}

// revertFeeds takes back, or does again, an action on subscriptions, where they
// are still as it left them. A feed's stories show again before it does, and are
// hidden after it is: what is cut short in between is no worse than before.
func (s *Store) revertFeeds(ctx context.Context, a *journaledAction, u *feed.Undone) error {
	var changes feedChanges
	if err := json.Unmarshal([]byte(a.detail), &changes); err != nil {
		return err
	}
	s.showing.Lock()
	defer s.showing.Unlock()
	for i, c := range changes {
		if a.redo {
			c.Before, c.After = c.After, c.Before
			changes[i] = c
		}
		if c.After.Removed && !c.Before.Removed {
			if err := s.setVisible(ctx, c.FeedID, true); err != nil {
				return err
			}
		}
	}
	var hidden []int64
	err := s.write(ctx, byUser, func(t *tx) error {
		hidden, u.Changed = nil, 0
		for _, c := range changes {
			now, err := t.side(s.account, c.FeedID)
			if err != nil {
				return err
			}
			if now == nil || *now != c.After {
				continue
			}
			if err := t.setSide(s.account, c.FeedID, c.Before); err != nil {
				return err
			}
			u.Changed++
			if c.Before.Removed {
				hidden = append(hidden, c.FeedID)
			}
		}
		return t.setUndone(a.id, a.redo)
	})
	if err != nil {
		return err
	}
	u.Action = a.words
	s.subscriptionsChanged(ctx)
	for _, id := range hidden {
		if err := s.setVisible(ctx, id, false); err != nil {
			return err
		}
	}
	return nil
}
